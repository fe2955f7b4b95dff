package org.fairlot.registration.programme.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.registration.ProgrammeEvent.Ending;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.registration.programme.web.ProgrammeDefinition.GoodsEntry;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgrammeDefinitionSpec {

  /** The key of RFC 7517, appendix A.1. */
  private static final String X = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
  private static final String Y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";
  private static final NotaryKey NOTARY = new NotaryKey("EC", "P-256", X, Y);

  @Test
  void a_programme_whose_draws_are_notarised_names_the_notary_s_key() {
    assertThat(errors("xiamen", List.of(NOTARY))).isEmpty();
    assertThat(errors("xiamen", null)).containsExactly("notaryKeys MISSING");
    assertThat(errors("xiamen", List.of())).containsExactly("notaryKeys MISSING");
  }

  @Test
  void any_other_programme_needs_none() {
    assertThat(errors("hangzhou", null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, P-256, " + X + ", " + Y,
    "EC, P-384, " + X + ", " + Y,
    "EC, P-256, , " + Y,
    "EC, P-256, " + X + ", ",
    "EC, P-256, " + Y + ", " + X,
    "EC, P-256, " + X + ", 4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyN",
    "EC, P-256, AAA" + X + ", " + Y,
    "EC, P-256, not/base64, " + Y,
  })
  void what_is_no_point_of_the_curve_in_its_one_form_is_no_key(String kty, String crv, String x, String y) {
    assertThat(errors("xiamen", List.of(new NotaryKey(kty, crv, x, y)))).containsExactly("notaryKeys[0] INVALID");
  }

  @Test
  void each_key_is_named_once_and_they_are_few() {
    assertThat(errors("xiamen", List.of(NOTARY, NOTARY))).containsExactly("notaryKeys[1] DUPLICATE");
    assertThat(errors("xiamen", Collections.nCopies(9, NOTARY))).containsExactly("notaryKeys TOO_LONG");
    assertThat(errors("xiamen", Collections.singletonList(null))).containsExactly("notaryKeys[0] MISSING");
  }

  @Row({"H3", "M16"})
  @Test
  void where_goods_are_free_none_of_them_has_a_price() {
    assertThat(errors("hangzhou", null, 1)).containsExactly("goods[0].priceFen FREE_BY_PACK");
    assertThat(errors("guangzhou", null, 1)).isEmpty();
  }

  private static List<String> errors(String pack, List<NotaryKey> keys) {
    return errors(pack, keys, 0);
  }

  private static List<String> errors(String pack, List<NotaryKey> keys, int priceFen) {
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    var definition =
        new ProgrammeDefinition(
            names, pack, 1, null, List.of(new GoodsEntry("MASK", names, null, null, 1, priceFen)), LocalDate.of(2020, 2, 1), null,
            null, keys, null);
    return errors(definition, pack);
  }

  private static ProgrammeDefinition closing(LocalDate closesOn, Integer retentionDays) {
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    return new ProgrammeDefinition(
        names, "hangzhou", 1, null, List.of(new GoodsEntry("MASK", names, null, null, 1, 0)), LocalDate.of(2020, 2, 1), closesOn,
        retentionDays, null, null);
  }

  @Row("M23")
  @Test
  void it_ends_a_quarter_after_its_last_day_unless_it_says_otherwise() {
    var rules = Packs.SHIPPED.pack("hangzhou", 1);
    var march = LocalDate.of(2020, 3, 1);
    assertThat(closing(march, null).command("masks", rules).ending())
        .isEqualTo(new Ending(Instant.parse("2020-02-29T16:00:00Z"), 90, Instant.parse("2020-05-29T16:00:00Z")));
    assertThat(closing(march, 0).command("masks", rules).ending().endsAt()).isEqualTo("2020-02-29T16:00:00Z");
    assertThat(closing(null, null).command("masks", rules).ending()).isNull();
  }

  @Test
  void how_long_it_is_kept_is_counted_from_a_day_and_has_bounds() {
    assertThat(errors(closing(null, 30), "hangzhou")).containsExactly("closesOn MISSING");
    assertThat(errors(closing(LocalDate.of(2020, 3, 1), -1), "hangzhou")).containsExactly("retentionDays OUT_OF_RANGE");
    assertThat(errors(closing(LocalDate.of(2020, 3, 1), 3661), "hangzhou")).containsExactly("retentionDays OUT_OF_RANGE");
    assertThat(errors(closing(LocalDate.MAX, null), "hangzhou")).containsExactly("closesOn OUT_OF_RANGE");
  }

  @Test
  void a_slip_of_the_year_does_not_erase_what_has_just_been_set_up() {
    var wrong = closing(LocalDate.of(2020, 3, 1), 0);
    assertThat(errors(wrong, "hangzhou", Instant.parse("2020-02-29T16:00:00Z"))).containsExactly("closesOn ALREADY_OVER");
    assertThat(errors(wrong, "hangzhou", Instant.parse("2020-02-29T15:59:59Z"))).isEmpty();
  }

  private static List<String> errors(ProgrammeDefinition definition, String pack) {
    return errors(definition, pack, Instant.parse("2020-02-01T00:00:00Z"));
  }

  private static List<String> errors(ProgrammeDefinition definition, String pack, Instant now) {
    var errors = new FieldErrors();
    definition.check(errors);
    var problem = catchThrowableOfType(Problem.class, errors::throwIfAny);
    if (problem == null) {
      definition.checkAgainst(Packs.SHIPPED.pack(pack, 1), now, errors);
      problem = catchThrowableOfType(Problem.class, errors::throwIfAny);
    }
    return problem == null ? List.of() : told(problem);
  }

  @SuppressWarnings("unchecked")
  private static List<String> told(Problem problem) {
    return ((List<Map<String, Object>>) problem.data().get("errors")).stream()
        .map(error -> error.get("field") + " " + error.get("code")).toList();
  }
}
