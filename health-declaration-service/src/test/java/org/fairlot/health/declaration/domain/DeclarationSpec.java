package org.fairlot.health.declaration.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.contracts.health.DeclarationEvent.HealthVerdict.BLOCK_PICKUP_ONLY;
import static org.fairlot.contracts.health.DeclarationEvent.HealthVerdict.CLEAR;
import static org.fairlot.contracts.health.DeclarationEvent.HealthVerdict.NEEDS_FOLLOW_UP;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fairlot.contracts.health.DeclarationEvent;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.pack.Stage.OnSymptom;
import org.fairlot.health.declaration.domain.DeclarationCommand.AnswerPrecheck;
import org.fairlot.health.declaration.domain.DeclarationCommand.CorrectDeclaration;
import org.fairlot.health.declaration.domain.DeclarationCommand.EraseDeclarations;
import org.fairlot.health.declaration.domain.DeclarationCommand.MakeDeclaration;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationSpec {

  private static final String PERSON = "0123456789abcdefghijkl";
  private static final String CASE = "gz-masks.0123456789abcdefghijkl.case0001";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");
  private static final Instant VALID_UNTIL = NOW.plusSeconds(72 * 3600);
  private static final Instant KEPT_UNTIL = VALID_UNTIL.plus(Duration.ofDays(30));
  private static final String KEY = PERSON + ".key-0001";
  private static final String OTHER_KEY = PERSON + ".key-0002";

  private final DeciderSpec<DeclarationCommand, Declarations, DeclarationEvent, DeclarationRejection> person =
      DeciderSpec.spec(new DeclarationDecider()).at(NOW);

  @Test
  void a_declaration_counts_from_now_for_its_hours() {
    person.when(declare("d1", CLEAR)).then(made("d1", CLEAR));
  }

  @Test
  void the_same_declaration_is_made_once() {
    person.when(declare("d1", CLEAR), declare("d1", CLEAR)).thenNothing();
  }

  @Test
  void a_correction_replaces_it_as_a_whole_and_does_not_prolong_it() {
    person.when(declare("d1", CLEAR));
    person.at(NOW.plusSeconds(3600))
        .when(new CorrectDeclaration(PERSON, "d1", "440106", BLOCK_PICKUP_ONLY, List.of("FEVER"), "sealed-2", KEY))
        .then(
            new DeclarationCorrected(
                "d1", PERSON, "440106", BLOCK_PICKUP_ONLY, List.of("FEVER"), "sealed-2", NOW, VALID_UNTIL, KEY,
                KEPT_UNTIL));
    person.when(precheck(OnSymptom.DELIVER)).then(answer(true, BLOCK_PICKUP_ONLY, "FEVER"));
  }

  @Test
  void what_was_never_declared_cannot_be_corrected() {
    person.when(new CorrectDeclaration(PERSON, "d9", "440106", CLEAR, List.of(), "sealed", KEY))
        .thenRejected(new DeclarationRejection.UnknownDeclaration("d9"));
  }

  @Test
  void an_older_declaration_can_be_corrected_without_becoming_the_latest() {
    person.when(declare("d1", CLEAR), declare("d2", NEEDS_FOLLOW_UP));
    person.when(new CorrectDeclaration(PERSON, "d1", "440106", BLOCK_PICKUP_ONLY, List.of("FEVER"), "sealed", KEY));
    person.when(precheck(OnSymptom.DELIVER)).then(answer(true, NEEDS_FOLLOW_UP, "WHY"));
  }

  @ParameterizedTest
  @CsvSource({
    "CLEAR, DELIVER, true, CLEAR",
    "CLEAR, DENY, true, CLEAR",
    "NEEDS_FOLLOW_UP, DELIVER, true, NEEDS_FOLLOW_UP",
    "NEEDS_FOLLOW_UP, DENY, true, NEEDS_FOLLOW_UP",
    "NEEDS_FOLLOW_UP, NOTE, true, NEEDS_FOLLOW_UP",
    "BLOCK_PICKUP_ONLY, DELIVER, true, BLOCK_PICKUP_ONLY",
    "BLOCK_PICKUP_ONLY, DENY, false, BLOCK_PICKUP_ONLY",
    "BLOCK_PICKUP_ONLY, NOTE, true, NEEDS_FOLLOW_UP"
  })
  void the_pack_says_what_a_symptom_does_to_the_case(
      HealthVerdict declared, OnSymptom rule, boolean passed, HealthVerdict answered) {
    person.when(declare("d1", declared));
    person.when(precheck(rule))
        .then(new PrecheckAnswered(CASE, 1, PERSON, passed, answered, declared == CLEAR ? List.of() : List.of("WHY")));
  }

  @Test
  void without_a_declaration_the_precheck_fails_without_a_verdict() {
    person.when(precheck(OnSymptom.DELIVER)).then(answer(false, null, "HEALTH_DECLARATION_REQUIRED"));
  }

  @Test
  void a_declaration_counts_until_the_instant_at_which_it_ends() {
    person.when(declare("d1", CLEAR));
    person.at(VALID_UNTIL.minusMillis(1)).when(precheck(OnSymptom.DELIVER)).then(answer(true, CLEAR));
    person.at(VALID_UNTIL)
        .when(new AnswerPrecheck(PERSON, CASE, 2, 1000, OnSymptom.DELIVER))
        .then(new PrecheckAnswered(CASE, 2, PERSON, false, null, List.of("HEALTH_DECLARATION_REQUIRED")));
  }

  @Test
  void a_pack_may_ask_for_a_fresher_declaration() {
    person.when(declare("d1", CLEAR));
    person.at(NOW.plusSeconds(24 * 3600))
        .when(new AnswerPrecheck(PERSON, CASE, 1, 24, OnSymptom.DELIVER))
        .then(answer(false, null, "HEALTH_DECLARATION_REQUIRED"));
  }

  @Test
  void what_was_said_last_counts_even_if_an_earlier_answer_was_better() {
    person.when(declare("d1", CLEAR), declare("d2", BLOCK_PICKUP_ONLY));
    person.when(precheck(OnSymptom.DENY)).then(answer(false, BLOCK_PICKUP_ONLY, "WHY"));
  }

  @Test
  void a_repeated_precheck_is_answered_once_even_if_the_person_has_declared_anew_since() {
    person.when(precheck(OnSymptom.DELIVER), declare("d1", CLEAR), precheck(OnSymptom.DELIVER)).thenNothing();
  }

  @Test
  void the_state_of_a_person_does_not_grow_with_the_days() {
    for (int day = 0; day < 200; day++) {
      person.when(
          declare("d" + day, CLEAR), new AnswerPrecheck(PERSON, "case" + day, 1, 72, OnSymptom.DELIVER));
    }
    assertThat(person.state().latest()).hasSize(10).last().extracting("declarationId").isEqualTo("d199");
    assertThat(person.state().answered()).hasSize(50).last().isEqualTo("case199/1");
  }

  @Row("M23")
  @Test
  void when_its_time_is_over_all_that_the_person_declared_is_erased_and_nothing_is_left_to_count_or_correct() {
    person.when(declare("d1", CLEAR));
    person.at(KEPT_UNTIL.minusMillis(1)).when(new EraseDeclarations(PERSON)).thenNothing();
    person.at(KEPT_UNTIL).when(new EraseDeclarations(PERSON)).then(new DeclarationsErased(PERSON, List.of(KEY)));
    assertThat(person.state().latest()).isEmpty();
    person.when(new CorrectDeclaration(PERSON, "d1", "440106", CLEAR, List.of(), "sealed-2", KEY))
        .thenRejected(new DeclarationRejection.UnknownDeclaration("d1"));
    person.when(precheck(OnSymptom.DELIVER)).then(answer(false, null, "HEALTH_DECLARATION_REQUIRED"));
  }

  @Row("M23")
  @Test
  void a_timer_that_comes_twice_or_to_somebody_who_never_declared_finds_nothing() {
    person.at(KEPT_UNTIL).when(new EraseDeclarations(PERSON)).thenNothing();
    person.at(NOW).when(declare("d1", CLEAR));
    person.at(KEPT_UNTIL).when(new EraseDeclarations(PERSON), new EraseDeclarations(PERSON)).thenNothing();
  }

  @Row("M23")
  @Test
  void a_newer_declaration_keeps_the_earlier_ones_and_a_correction_keeps_nothing_for_longer() {
    person.when(declare("d1", CLEAR));
    person.at(NOW.plusSeconds(1)).when(declare("d2", CLEAR));
    person.at(KEPT_UNTIL.minusSeconds(1))
        .when(new CorrectDeclaration(PERSON, "d1", "440106", CLEAR, List.of(), "sealed-2", KEY));
    person.at(KEPT_UNTIL).when(new EraseDeclarations(PERSON)).thenNothing();
    person.at(KEPT_UNTIL.plusSeconds(1)).when(new EraseDeclarations(PERSON))
        .then(new DeclarationsErased(PERSON, List.of(KEY)));
  }

  @Row("M23")
  @Test
  void every_key_under_which_something_is_sealed_goes() {
    person.when(declare("d1", CLEAR), under("d2", OTHER_KEY), declare("d3", CLEAR));
    person.when(new CorrectDeclaration(PERSON, "d1", "440106", CLEAR, List.of(), "sealed-2", PERSON + ".key-0003"));
    person.at(KEPT_UNTIL).when(new EraseDeclarations(PERSON))
        .then(new DeclarationsErased(PERSON, List.of(KEY, OTHER_KEY, PERSON + ".key-0003")));
  }

  @Row("M23")
  @Test
  void what_is_declared_afterwards_opens_anew_under_a_new_key_and_under_no_other() {
    person.when(declare("d1", CLEAR));
    person.at(KEPT_UNTIL).when(new EraseDeclarations(PERSON));
    person.when(declare("d2", CLEAR)).thenRejected(new DeclarationRejection.KeyErased(KEY));
    person.when(under("d2", OTHER_KEY)).thenEvents(events ->
        assertThat(events).singleElement().isInstanceOfSatisfying(DeclarationMade.class, made ->
            assertThat(made.keptUntil()).isEqualTo(KEPT_UNTIL.plus(Duration.ofDays(33)))));
    person.when(new CorrectDeclaration(PERSON, "d2", "440106", CLEAR, List.of(), "sealed-2", KEY))
        .thenRejected(new DeclarationRejection.KeyErased(KEY));
    // the timer of the first one, once more
    person.when(new EraseDeclarations(PERSON)).thenNothing();
    person.at(KEPT_UNTIL.plus(Duration.ofDays(33))).when(new EraseDeclarations(PERSON))
        .then(new DeclarationsErased(PERSON, List.of(OTHER_KEY)));
  }

  @Row("M23")
  @Test
  void a_command_from_before_there_was_an_end_is_taken_and_sets_none() {
    person.when(new MakeDeclaration(PERSON, "d1", "440106", CLEAR, List.of(), "sealed", null, 72, null))
        .then(new DeclarationMade("d1", PERSON, "440106", CLEAR, List.of(), "sealed", NOW, VALID_UNTIL, null, null));
    person.at(KEPT_UNTIL).when(new EraseDeclarations(PERSON)).thenNothing();
  }

  private static MakeDeclaration declare(String id, HealthVerdict verdict) {
    return new MakeDeclaration(PERSON, id, "440106", verdict, reasons(verdict), "sealed", KEY, 72, 30);
  }

  private static MakeDeclaration under(String id, String keyId) {
    return new MakeDeclaration(PERSON, id, "440106", CLEAR, List.of(), "sealed", keyId, 72, 30);
  }

  private static DeclarationMade made(String id, HealthVerdict verdict) {
    return new DeclarationMade(
        id, PERSON, "440106", verdict, reasons(verdict), "sealed", NOW, VALID_UNTIL, KEY, KEPT_UNTIL);
  }

  private static List<String> reasons(HealthVerdict verdict) {
    return verdict == CLEAR ? List.of() : List.of("WHY");
  }

  private static AnswerPrecheck precheck(OnSymptom rule) {
    return new AnswerPrecheck(PERSON, CASE, 1, 72, rule);
  }

  private static PrecheckAnswered answer(boolean passed, HealthVerdict verdict, String... reasons) {
    return new PrecheckAnswered(CASE, 1, PERSON, passed, verdict, List.of(reasons));
  }
}
