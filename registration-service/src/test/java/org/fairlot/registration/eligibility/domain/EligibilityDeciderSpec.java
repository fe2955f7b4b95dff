package org.fairlot.registration.eligibility.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.pack.Stage.Way;
import org.fairlot.contracts.registration.EligibilityEvent;
import org.fairlot.contracts.registration.EligibilityEvent.AskedInVain;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAnswered;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAsked;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityDropped;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.EligibilityEvent.FactsForgotten;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.contracts.registration.EligibilityEvent.Unanswered;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskAgain;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskEligibility;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ConfirmEligible;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.DropQuestion;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ForgetFacts;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.NotePending;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.RecordFact;
import org.fairlot.registration.eligibility.domain.EligibilityRejection.FactsNeeded;
import org.fairlot.registration.eligibility.domain.EligibilityRejection.NotEligible;
import org.fairlot.registration.eligibility.domain.RecheckCommand.RecordRecheck;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class EligibilityDeciderSpec {

  private static final String TAG = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final String CASE = "xiamen-masks." + TAG + ".first---";
  private static final String OTHER = "school-masks." + TAG + ".first---";
  private static final String XIAMEN = "350200";
  private static final Attested HUKOU = new Attested(Fact.HOUSEHOLD_REGISTER, XIAMEN);
  private static final Attested INSURED = new Attested(Fact.SOCIAL_INSURANCE, XIAMEN);
  private static final Attested POOR = new Attested(Fact.HARDSHIP, XIAMEN);
  private static final Eligibility RULES =
      new Eligibility(List.of(new Way(List.of(HUKOU)), new Way(List.of(INSURED))), 168, true, null);
  private static final Instant AT = Instant.parse("2020-02-02T03:00:00Z");

  private static DeciderSpec<EligibilityCommand, PersonFacts, EligibilityEvent, EligibilityRejection> person() {
    return spec(new EligibilityDecider()).at(AT);
  }

  private static DeciderSpec<EligibilityCommand, PersonFacts, EligibilityEvent, EligibilityRejection> asked() {
    return person().when(ask(CASE));
  }

  private static AskEligibility ask(String caseId) {
    return new AskEligibility(TAG, caseId, 1, RULES, "jwe");
  }

  private static RecordFact says(Fact fact, boolean holds) {
    return new RecordFact(TAG, CASE, fact, XIAMEN, holds, "register");
  }

  private static FactAttested attested(Fact fact, boolean holds) {
    return new FactAttested(TAG, CASE, fact, XIAMEN, holds, "register", AT);
  }

  @Test
  void nobody_is_judged_by_anything_but_an_attested_fact() {
    asked().then(new EligibilityAsked(TAG, CASE, 1, RULES, "jwe"));
  }

  @Row("X5")
  @Test
  void one_way_that_holds_suffices() {
    asked().when(says(Fact.HOUSEHOLD_REGISTER, true)).then(
        attested(Fact.HOUSEHOLD_REGISTER, true),
        new EligibilityAnswered(TAG, CASE, 1, true, List.of(Fact.HOUSEHOLD_REGISTER)));
    asked().when(says(Fact.HOUSEHOLD_REGISTER, false)).then(attested(Fact.HOUSEHOLD_REGISTER, false))
        .when(says(Fact.SOCIAL_INSURANCE, true)).then(
            attested(Fact.SOCIAL_INSURANCE, true),
            new EligibilityAnswered(TAG, CASE, 1, true, List.of(Fact.SOCIAL_INSURANCE)));
  }

  @Row("X5")
  @Test
  void who_has_no_way_is_refused_with_what_was_asked() {
    asked().when(says(Fact.HOUSEHOLD_REGISTER, false), says(Fact.SOCIAL_INSURANCE, false)).then(
        attested(Fact.SOCIAL_INSURANCE, false),
        new EligibilityAnswered(TAG, CASE, 1, false, List.of(Fact.HOUSEHOLD_REGISTER, Fact.SOCIAL_INSURANCE)));
  }

  @Test
  void a_fact_serves_every_case_until_it_grows_old() {
    asked().when(says(Fact.HOUSEHOLD_REGISTER, true))
        .at(AT.plus(Duration.ofHours(168)).minusMillis(1)).when(ask(OTHER)).then(
            new EligibilityAsked(TAG, OTHER, 1, RULES, "jwe"),
            new EligibilityAnswered(TAG, OTHER, 1, true, List.of(Fact.HOUSEHOLD_REGISTER)));
    asked().when(says(Fact.HOUSEHOLD_REGISTER, true))
        .at(AT.plus(Duration.ofHours(168))).when(ask(OTHER)).then(new EligibilityAsked(TAG, OTHER, 1, RULES, "jwe"));
  }

  @Row("M23")
  @Test
  void facts_are_forgotten_when_their_time_is_over_and_asked_for_anew_where_they_are_needed() {
    var person = asked().when(says(Fact.HOUSEHOLD_REGISTER, true)).when(new ForgetFacts(TAG, AT))
        .then(new FactsForgotten(TAG, AT));
    assertThat(person.state().facts()).isEmpty();
    // a timer that comes twice
    person.when(new ForgetFacts(TAG, AT)).thenNothing();
    person.when(ask(OTHER)).then(new EligibilityAsked(TAG, OTHER, 1, RULES, "jwe"));
    person.when(new ConfirmEligible(TAG, OTHER, 1, RULES))
        .thenRejected(new FactsNeeded("jwe", RULES.anyOf(), List.of()));
    person.at(AT.plusSeconds(1)).when(says(Fact.HOUSEHOLD_REGISTER, true)).thenEvents(events ->
        assertThat(events).hasSize(2));
    // the timer of the forgotten one, late
    person.when(new ForgetFacts(TAG, AT)).thenNothing();
  }

  @Row("M23")
  @Test
  void the_end_of_earlier_facts_leaves_newer_ones_and_a_case_that_waits() {
    var person = asked().when(says(Fact.HOUSEHOLD_REGISTER, false))
        .at(AT.plusSeconds(1)).when(says(Fact.HARDSHIP, true)).when(new ForgetFacts(TAG, AT))
        .then(new FactsForgotten(TAG, AT));
    assertThat(person.state().facts()).containsOnlyKeys("HARDSHIP@" + XIAMEN);
    assertThat(person.state().open()).hasSize(1);
    person().when(new ForgetFacts(TAG, AT)).thenNothing();
  }

  @Test
  void a_fact_of_another_area_is_another_fact() {
    asked().when(new RecordFact(TAG, CASE, Fact.HOUSEHOLD_REGISTER, "350500", true, "register"))
        .thenEvents(events -> assertThat(events).hasSize(1));
  }

  @Row({"X5", "M7"})
  @Test
  void a_register_that_is_down_is_noted_once_and_refuses_nobody() {
    var note = new NotePending(TAG, CASE, 1, List.of(Fact.HOUSEHOLD_REGISTER), List.of());
    asked().when(note).then(new EligibilityPending(TAG, CASE, 1, List.of(Fact.HOUSEHOLD_REGISTER), List.of()))
        .when(note).thenNothing()
        .when(new AskAgain(TAG, CASE, 1)).then(new EligibilityAsked(TAG, CASE, 1, RULES, "jwe"))
        .when(note).thenNothing()
        .when(says(Fact.HOUSEHOLD_REGISTER, true)).thenEvents(events -> assertThat(events).hasSize(2))
        .when(note).thenNothing()
        .when(new AskAgain(TAG, CASE, 1)).thenNothing();
  }

  @Row("M7")
  @Test
  void each_time_that_registers_were_asked_in_vain_is_told() {
    var sent = List.of(new Unanswered(Fact.HOUSEHOLD_REGISTER, XIAMEN, 3));
    var down = List.of(Fact.HOUSEHOLD_REGISTER);
    asked()
        .when(new NotePending(TAG, CASE, 1, down, sent)).then(new EligibilityPending(TAG, CASE, 1, down, sent))
        .when(new NotePending(TAG, CASE, 1, down, sent)).then(new AskedInVain(TAG, CASE, sent))
        // spared: nothing was sent
        .when(new NotePending(TAG, CASE, 1, down, List.of())).thenNothing()
        .when(says(Fact.SOCIAL_INSURANCE, true)).thenEvents(events -> assertThat(events).hasSize(2))
        // another register has answered, or the same one at last: what was sent before was sent
        .when(new NotePending(TAG, CASE, 1, down, sent)).then(new AskedInVain(TAG, CASE, sent))
        // no stage waits when a list is looked at again
        .when(new NotePending(TAG, CASE, null, down, sent)).then(new AskedInVain(TAG, CASE, sent));
  }

  @Test
  void repeats_and_late_questions_open_nothing_again() {
    asked().when(ask(CASE)).thenNothing();
    asked().when(says(Fact.HOUSEHOLD_REGISTER, true)).at(AT.plus(Duration.ofDays(30))).when(ask(CASE)).thenNothing();
  }

  @Test
  void a_case_that_ended_is_asked_for_no_more() {
    asked().when(new DropQuestion(TAG, CASE)).then(new EligibilityDropped(TAG, CASE, 1))
        .when(new DropQuestion(TAG, CASE)).thenNothing()
        .when(new AskAgain(TAG, CASE, 1)).thenNothing()
        .when(new ConfirmEligible(TAG, CASE, 1, RULES)).thenNothing()
        .when(says(Fact.HOUSEHOLD_REGISTER, true)).then(attested(Fact.HOUSEHOLD_REGISTER, true));
  }

  @Test
  void confirming_tells_just_what_is_missing_and_changes_nothing() {
    var confirm = new ConfirmEligible(TAG, CASE, null, RULES);
    asked().when(confirm).thenRejected(new FactsNeeded("jwe", RULES.anyOf(), List.of()));
    asked().when(says(Fact.HOUSEHOLD_REGISTER, false)).when(confirm)
        .thenRejected(new FactsNeeded("jwe", List.of(new Way(List.of(INSURED))), List.of()))
        .when(says(Fact.SOCIAL_INSURANCE, false)).when(confirm)
        .thenRejected(new NotEligible(List.of(Fact.HOUSEHOLD_REGISTER, Fact.SOCIAL_INSURANCE)))
        .at(AT.plus(Duration.ofHours(168))).when(confirm).thenRejected("FACTS_NEEDED");
    asked().when(says(Fact.SOCIAL_INSURANCE, true)).when(confirm).thenNothing();
  }

  @Test
  void an_inquiry_asks_no_more_than_is_needed() {
    var rules = new Eligibility(List.of(new Way(List.of(POOR, HUKOU)), new Way(List.of(INSURED))), 24, false, null);
    var inquiry = Inquiry.of(rules, Map.of());
    assertThat(inquiry.next(List.of())).contains(POOR);
    assertThat(inquiry.with(POOR, false).next(List.of())).contains(INSURED);
    assertThat(inquiry.with(POOR, true).next(List.of())).contains(HUKOU);
    assertThat(inquiry.with(POOR, true).with(HUKOU, true).eligible()).isTrue();
    assertThat(inquiry.with(POOR, true).with(HUKOU, true).next(List.of())).isEmpty();
    assertThat(inquiry.with(POOR, false).with(INSURED, false).refused()).isTrue();
    assertThat(inquiry.next(List.of(HUKOU))).as("a way that cannot hold now is left for later").contains(INSURED);
    assertThat(inquiry.next(List.of(HUKOU, INSURED))).isEmpty();
  }

  @Test
  @Row("M13")
  void what_a_reserve_goes_by_is_asked_of_all_who_are_eligible_and_decides_nothing() {
    var rules = RULES.asking(List.of(Fact.HARDSHIP, Fact.SOCIAL_INSURANCE));
    assertThat(rules.besides()).containsExactly(POOR, INSURED);
    var confirm = new ConfirmEligible(TAG, CASE, 1, rules);
    var asked = person().given(new EligibilityAsked(TAG, CASE, 1, rules, "jwe"));
    asked.when(says(Fact.HOUSEHOLD_REGISTER, true)).then(attested(Fact.HOUSEHOLD_REGISTER, true))
        .when(confirm).thenRejected(
            new FactsNeeded("jwe", List.of(new Way(List.of()), new Way(List.of(INSURED))), List.of(POOR, INSURED)))
        .when(says(Fact.HARDSHIP, true)).then(attested(Fact.HARDSHIP, true))
        .when(says(Fact.SOCIAL_INSURANCE, false)).then(
            attested(Fact.SOCIAL_INSURANCE, false),
            new EligibilityAnswered(TAG, CASE, 1, true, List.of(Fact.HOUSEHOLD_REGISTER, Fact.HARDSHIP)));
    person().given(new EligibilityAsked(TAG, CASE, 1, rules, "jwe"))
        .when(says(Fact.HOUSEHOLD_REGISTER, false)).then(attested(Fact.HOUSEHOLD_REGISTER, false))
        .when(says(Fact.SOCIAL_INSURANCE, false)).then(
            attested(Fact.SOCIAL_INSURANCE, false),
            new EligibilityAnswered(TAG, CASE, 1, false, List.of(Fact.HOUSEHOLD_REGISTER, Fact.SOCIAL_INSURANCE)));
  }

  @Test
  void a_reserve_is_asked_about_only_once_somebody_is_eligible_and_its_register_holds_no_other_up() {
    var inquiry = Inquiry.of(RULES.asking(List.of(Fact.HARDSHIP, Fact.LOCATION)), Map.of());
    var located = new Attested(Fact.LOCATION, XIAMEN);
    assertThat(inquiry.next(List.of())).contains(HUKOU);
    var eligible = inquiry.with(HUKOU, true);
    assertThat(eligible.decided()).isFalse();
    assertThat(eligible.next(List.of())).contains(POOR);
    assertThat(eligible.next(List.of(POOR))).contains(located);
    assertThat(eligible.with(POOR, false).with(located, true).decided()).isTrue();
    assertThat(inquiry.with(HUKOU, false).with(INSURED, false).next(List.of())).isEmpty();
  }

  @Test
  void a_part_of_a_list_is_answered_once() {
    var draw = "xiamen-masks.v1.2020-02-03";
    spec(new RecheckDecider())
        .when(new RecordRecheck(draw, 1, List.of(CASE), 2)).then(new ListRechecked(draw, 1, List.of(CASE), 2))
        .when(new RecordRecheck(draw, 1, List.of(), 0)).thenNothing()
        .when(new RecordRecheck(draw, 2, List.of(), 0)).then(new ListRechecked(draw, 2, List.of(), 0));
  }
}
