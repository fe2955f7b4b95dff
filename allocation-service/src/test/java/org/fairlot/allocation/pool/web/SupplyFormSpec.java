package org.fairlot.allocation.pool.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.runtime.edge.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupplyFormSpec {

  private static final String SLOT = "2020-02-02T10:00/11:00";

  @Test
  void what_the_form_names_tells_the_pool() {
    assertThat(form(null, null, null, null).pool("masks")).hasToString("masks/CITY");
    assertThat(form("330106", null, null, null).pool("masks")).hasToString("masks/330106");
    assertThat(form(null, "gz-01", null, null).pool("masks")).hasToString("masks/gz-01");
    assertThat(form(null, "gz-01", "kn95", SLOT).pool("masks")).hasToString("masks/gz-01/kn95/" + SLOT);
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    var form = new SupplyForm("a batch", 0, "33010", null, "gz-01", null, "10:00", "tomorrow");
    assertThat(errors(form))
        .containsExactly(
            "batchId INVALID", "units OUT_OF_RANGE", "district INVALID", "slot INVALID", "effectiveAt INVALID",
            "district NOT_WITH_OUTLET", "sku MISSING");
  }

  @Test
  void batch_and_units_are_needed() {
    assertThat(errors(new SupplyForm(null, null, null, null, null, null, null, null)))
        .containsExactly("batchId MISSING", "units MISSING");
  }

  @Test
  void goods_need_outlet_and_slot_since_no_pool_covers_them_alone() {
    assertThat(errors(form(null, null, "kn95", null))).containsExactly("outletId MISSING", "slot MISSING");
    assertThat(errors(form(null, "gz-01", "kn95", null))).containsExactly("slot MISSING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2020-02-02T19:30+08:00", "2020-02-02T19:30:00+08:00", "2020-02-02T11:30:00Z"})
  void a_time_is_read_with_its_offset(String text) {
    var form = new SupplyForm("b", 1, null, null, null, null, null, text);
    assertThatCode(form::check).doesNotThrowAnyException();
    assertThat(form.effectiveInstant()).isEqualTo(Instant.parse("2020-02-02T11:30:00Z"));
  }

  private static SupplyForm form(String district, String outletId, String sku, String slot) {
    return new SupplyForm("b", 1, district, null, outletId, sku, slot, null);
  }

  private static List<String> errors(SupplyForm form) {
    var problem = catchThrowableOfType(Problem.class, form::check);
    assertThat(problem.status()).isEqualTo(422);
    return ((List<?>) problem.data().get("errors"))
        .stream().map(e -> ((Map<?, ?>) e).get("field") + " " + ((Map<?, ?>) e).get("code")).toList();
  }
}
