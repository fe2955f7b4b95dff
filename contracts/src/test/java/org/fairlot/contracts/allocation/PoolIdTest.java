package org.fairlot.contracts.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolIdTest {

  private static final Choice CHOICE = new Choice("330106", "gz-01", "kn95", "2020-02-02T10:00/11:00", null, false);

  @ParameterizedTest
  @CsvSource({
    "CITY, masks/CITY", "DISTRICT, masks/330106", "OUTLET, masks/gz-01",
    "OUTLET_SKU_SLOT, masks/gz-01/kn95/2020-02-02T10:00/11:00"
  })
  void names_what_of_the_programme_the_pool_covers_and_reads_it_back(PoolScope scope, String text) {
    var id = PoolId.of("masks", scope, CHOICE);
    assertThat(id).hasToString(text);
    assertThat(PoolId.parse(text)).isEqualTo(id);
    assertThat(id.scope()).isEqualTo(scope);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "masks", "masks/gz-01/kn95"})
  void what_names_no_pool_is_refused(String text) {
    assertThatThrownBy(() -> PoolId.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_choice_that_lacks_a_part_has_no_such_pool() {
    var bare = new Choice("330106", null, null, null, null, false);
    assertThatThrownBy(() -> PoolId.of("masks", PoolScope.OUTLET, bare)).hasMessageContaining("outletId");
  }
}
