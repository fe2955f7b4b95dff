package org.fairlot.health.declaration.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.contracts.health.DeclarationEvent.HealthVerdict.BLOCK_PICKUP_ONLY;
import static org.fairlot.contracts.health.DeclarationEvent.HealthVerdict.CLEAR;
import static org.fairlot.contracts.health.DeclarationEvent.HealthVerdict.NEEDS_FOLLOW_UP;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.fairlot.health.declaration.domain.Answers.DeclaredBy;
import org.fairlot.health.declaration.domain.Answers.QuarantineStatus;
import org.fairlot.health.declaration.domain.Answers.Symptom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AssessmentSpec {

  private static final LocalDate TODAY = LocalDate.of(2020, 2, 2);

  @Test
  void who_is_well_and_was_nowhere_is_clear() {
    assertThat(assess(null, null, false, false, List.of(), "36.6", QuarantineStatus.NONE))
        .isEqualTo(new Assessment(CLEAR, List.of()));
  }

  @ParameterizedTest
  @EnumSource(Symptom.class)
  void each_symptom_turns_pickup_into_delivery(Symptom symptom) {
    assertThat(assess(null, null, false, false, List.of(symptom), null, QuarantineStatus.NONE).verdict())
        .isEqualTo(BLOCK_PICKUP_ONLY);
  }

  @ParameterizedTest
  @CsvSource({"37.29, CLEAR", "37.3, BLOCK_PICKUP_ONLY", "37.30, BLOCK_PICKUP_ONLY", "39, BLOCK_PICKUP_ONLY"})
  void fever_begins_at_37_3_degrees(String celsius, String verdict) {
    assertThat(assess(null, null, false, false, List.of(), celsius, QuarantineStatus.NONE).verdict())
        .hasToString(verdict);
  }

  @Test
  void contact_with_a_case_turns_pickup_into_delivery() {
    assertThat(assess(null, null, false, true, List.of(), null, QuarantineStatus.NONE))
        .isEqualTo(new Assessment(BLOCK_PICKUP_ONLY, List.of("CONTACT_WITH_CASE")));
  }

  @ParameterizedTest
  @CsvSource({"NONE, CLEAR", "HOME, BLOCK_PICKUP_ONLY", "DESIGNATED_SITE, BLOCK_PICKUP_ONLY", "ENDED, CLEAR"})
  void who_is_in_quarantine_does_not_come_to_the_counter(QuarantineStatus status, String verdict) {
    assertThat(assess(null, null, false, false, List.of(), null, status).verdict()).hasToString(verdict);
  }

  @Test
  void travel_to_hubei_is_followed_up_but_bars_nothing() {
    assertThat(assess(TODAY.minusDays(3), "420100", true, false, List.of(), null, QuarantineStatus.NONE))
        .isEqualTo(new Assessment(NEEDS_FOLLOW_UP, List.of("HUBEI_TRAVEL")));
  }

  @ParameterizedTest
  @CsvSource({"13, 420100, HUBEI_RETURN", "14, 420100, ", "3, 430100, "})
  void a_return_from_hubei_within_14_days_that_denies_the_travel_is_followed_up(int daysAgo, String from, String reason) {
    assertThat(assess(TODAY.minusDays(daysAgo), from, false, false, List.of(), null, QuarantineStatus.NONE).reasons())
        .isEqualTo(reason == null ? List.of() : List.of(reason));
  }

  @Test
  void all_reasons_are_told_and_the_gravest_consequence_counts() {
    assertThat(
            assess(
                TODAY, "420100", true, true, List.of(Symptom.COUGH, Symptom.FEVER), "38.5", QuarantineStatus.HOME))
        .isEqualTo(
            new Assessment(
                BLOCK_PICKUP_ONLY, List.of("FEVER", "SYMPTOMS", "CONTACT_WITH_CASE", "QUARANTINE", "HUBEI_TRAVEL")));
  }

  @Test
  void a_symptom_named_twice_is_one() {
    assertThat(
            new Answers(
                    null, null, false, false, List.of(Symptom.COUGH, Symptom.FEVER, Symptom.COUGH), null,
                    QuarantineStatus.NONE, "440106", DeclaredBy.SELF)
                .symptoms())
        .containsExactly(Symptom.FEVER, Symptom.COUGH);
  }

  private static Assessment assess(
      LocalDate returnedAt, String fromWhere, boolean hubei, boolean contact, List<Symptom> symptoms, String celsius,
      QuarantineStatus quarantine) {
    var temperature = celsius == null ? null : new BigDecimal(celsius);
    return Assessment.of(
        new Answers(
            returnedAt, fromWhere, hubei, contact, symptoms, temperature, quarantine, "440106", DeclaredBy.SELF),
        TODAY);
  }
}
