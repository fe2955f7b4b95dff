package org.fairlot.registration.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.allocation.UrnEvent.EntryRefused;
import org.fairlot.contracts.allocation.UrnEvent.Loser;
import org.fairlot.contracts.allocation.UrnEvent.LosersDischarged;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CapEvent.PlaceRefused;
import org.fairlot.contracts.registration.CapEvent.PlaceTaken;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAnswered;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAsked;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityDropped;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.EligibilityEvent.FactsForgotten;
import org.fairlot.contracts.registration.ProgrammeEvent.Ending;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.cap.domain.CapCommand.LeavePlace;
import org.fairlot.registration.cap.domain.CapCommand.TakePlace;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseCommand.TimeOutStage;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskAgain;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskEligibility;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.DropQuestion;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ForgetFacts;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgrammeInTime;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class RegistrationReactionSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");

  private static List<Effect> on(Event event) {
    return new RegistrationReaction(Duration.ofMinutes(5), Duration.ofDays(90)).on(new Recorded<>(event, "id", "subject", 7, AT, CASE, "cause"));
  }

  private static List<Effect> settles(int stageNo, Verdict verdict, String reason, Map<String, String> detail) {
    return List.of(Effect.request(new SettleStage(CASE, stageNo, verdict, reason, detail)));
  }

  private static List<Effect> reports(int stageNo, CaseStatus phase, Map<String, String> detail) {
    return List.of(Effect.request(new ReportProgress(CASE, stageNo, phase, 7, detail)));
  }

  @Test
  void a_stage_with_a_time_limit_gets_a_timer_that_its_end_takes_back() {
    var stage = new Stage.HealthPrecheck(true, 72, Stage.OnSymptom.DELIVER);
    var choice = new Choice("330106", null, null, null, null, false);
    assertThat(on(new StageRequested(CASE, "masks", "tag", 1, stage, choice, Map.of(), 90, false, AT.plusSeconds(60))))
        .containsExactly(Effect.schedule("stage/" + CASE + "/1", AT.plusSeconds(60), new TimeOutStage(CASE, 1)));
    assertThat(on(new StageRequested(CASE, "masks", "tag", 1, stage, choice, Map.of(), 90, false, null))).isEmpty();
    var cancelled = List.of(Effect.cancel("stage/" + CASE + "/1"));
    assertThat(on(new StageSettled(CASE, 1, Verdict.PASSED, null, Map.of(), AT))).isEqualTo(cancelled);
    assertThat(on(new CancellationRequested(CASE, 1))).isEqualTo(cancelled);
  }

  @Test
  void a_case_asks_registers_until_it_is_answered_or_ends() {
    var rules = new Stage.Eligibility(
        List.of(new Stage.Way(List.of(new Stage.Attested(Stage.Fact.HOUSEHOLD_REGISTER, "350200")))), 24, false, null);
    var choice = new Choice("350203", null, null, null, null, false);
    assertThat(on(new StageRequested(CASE, "masks", "tag", 1, rules, choice, Map.of(Purpose.IDENTITY, "jwe"), 90, false, null)))
        .containsExactly(Effect.request(new AskEligibility("tag", CASE, 1, rules, "jwe")));
    assertThat(on(new EligibilityAsked("tag", CASE, 1, rules, "jwe"))).singleElement()
        .isInstanceOfSatisfying(Effect.Schedule.class, timer -> {
          assertThat(timer.timerId()).isEqualTo("eligibility/" + CASE + "/1");
          assertThat(timer.command()).isEqualTo(new AskAgain("tag", CASE, 1));
          assertThat(timer.dueAt()).isBetween(AT.plusSeconds(300), AT.plusSeconds(450));
        });
    assertThat(on(new EligibilityPending("tag", CASE, 1, List.of(Stage.Fact.HOUSEHOLD_REGISTER), null)))
        .isEqualTo(reports(1, CaseStatus.ELIGIBILITY, Map.of("pending", "HOUSEHOLD_REGISTER")));
    var over = Effect.cancel("eligibility/" + CASE + "/1");
    assertThat(on(new EligibilityAnswered("tag", CASE, 1, true, List.of(Stage.Fact.HOUSEHOLD_REGISTER))))
        .containsExactly(
            settles(1, Verdict.PASSED, null, Map.of("facts", "HOUSEHOLD_REGISTER")).getFirst(), over);
    assertThat(on(new EligibilityAnswered("tag", CASE, 1, false, List.of(Stage.Fact.HOUSEHOLD_REGISTER))))
        .containsExactly(
            settles(1, Verdict.FAILED, "NOT_ELIGIBLE", Map.of("facts", "HOUSEHOLD_REGISTER")).getFirst(), over);
    assertThat(on(new EligibilityDropped("tag", CASE, 1))).containsExactly(over);
    assertThat(on(new CaseClosed(CASE, "masks", "tag", CaseOutcome.CANCELLED, "CITIZEN", null, List.of())))
        .containsExactly(Effect.request(new DropQuestion("tag", CASE)));
    assertThat(on(new CaseClosed(CASE, "masks", "tag", CaseOutcome.FULFILLED, null, null, List.of()))).isEmpty();
  }

  @Test
  void a_shared_limit_is_asked_by_its_key_and_answers_its_stage() {
    var rules = new Stage.Cap(Stage.CapBy.DWELLING, 1, Stage.OverCap.REFUSE, 14);
    var zone = ZoneId.of("Asia/Shanghai");
    var choice = new Choice("310104", null, null, null, null, false, null, "310104011002");
    var tags = Map.of(Stage.CapBy.DWELLING, "home");
    assertThat(on(new StageRequested(CASE, "masks", "tag", 1, rules, choice, Map.of(), 90, false, null, null, null, zone, null, tags)))
        .containsExactly(Effect.request(new TakePlace("masks/DWELLING/home", CASE, 1, rules, zone, "310104011002")));
    assertThat(on(new StageRequested(CASE, "masks", "tag", 1, rules, choice, Map.of(), 90, false, null, null, null, zone, null, null)))
        .as("nothing is known to count by").isEqualTo(settles(1, Verdict.PASSED, null, Map.of("uncounted", "DWELLING")));
    assertThat(on(new PlaceTaken("masks/DWELLING/home", CASE, 1, 14, zone, AT)))
        .isEqualTo(settles(1, Verdict.PASSED, null, Map.of()));
    assertThat(on(new PlaceRefused("masks/DWELLING/home", CASE, 1, "HOUSEHOLD_LIMIT")))
        .isEqualTo(settles(1, Verdict.FAILED, "HOUSEHOLD_LIMIT", Map.of()));
  }

  @Test
  void the_end_of_a_case_is_told_to_every_limit_in_which_it_counted() {
    var caps = List.of("masks/DWELLING/home", "masks/PHONE/phone");
    assertThat(on(new CaseClosed(CASE, "masks", "tag", CaseOutcome.FULFILLED, null, null, List.of(), null, caps, AT)))
        .containsExactly(
            Effect.request(new LeavePlace("masks/DWELLING/home", CASE, true, AT)),
            Effect.request(new LeavePlace("masks/PHONE/phone", CASE, true, AT)));
    assertThat(on(new CaseClosed(CASE, "masks", "tag", CaseOutcome.CANCELLED, "CITIZEN", null, List.of(), null, caps.subList(0, 1), null)))
        .containsExactly(
            Effect.request(new DropQuestion("tag", CASE)),
            Effect.request(new LeavePlace("masks/DWELLING/home", CASE, false, null)));
  }

  @Test
  void health_answers_settle_their_stage() {
    assertThat(on(new PrecheckAnswered(CASE, 1, "tag", true, HealthVerdict.BLOCK_PICKUP_ONLY, List.of())))
        .isEqualTo(settles(1, Verdict.PASSED, null, Map.of("verdict", "BLOCK_PICKUP_ONLY")));
    assertThat(on(new PrecheckAnswered(CASE, 1, "tag", false, null, List.of())))
        .isEqualTo(settles(1, Verdict.FAILED, "HEALTH_DECLARATION_REQUIRED", Map.of()));
    assertThat(on(new PrecheckAnswered(CASE, 1, "tag", false, HealthVerdict.NEEDS_FOLLOW_UP, List.of())))
        .isEqualTo(settles(1, Verdict.FAILED, "HEALTH_PRECHECK_FAILED", Map.of("verdict", "NEEDS_FOLLOW_UP")));
  }

  @Row("M4")
  @Test
  void the_pool_grants_refuses_or_lets_wait() {
    assertThat(on(new UnitsReserved("p", CASE, 2, 1, true, Level.EMPTY)))
        .isEqualTo(settles(2, Verdict.PASSED, null, Map.of("units", "1", "pool", "p")));
    assertThat(on(new ClaimRefused("p", CASE, 2, "SOLD_OUT", Level.EMPTY)))
        .isEqualTo(settles(2, Verdict.FAILED, "SOLD_OUT", Map.of()));
    assertThat(on(new WantDropped("p", CASE, 2, 1, "WANT_EXPIRED", Level.EMPTY)))
        .isEqualTo(settles(2, Verdict.FAILED, "WANT_EXPIRED", Map.of()));
    assertThat(on(new WantRecorded("p", CASE, 2, 1, Stage.RestockOrder.EARLIEST_FIRST, 12, AT, Level.EMPTY)))
        .isEqualTo(reports(2, CaseStatus.WAITLISTED, Map.of("place", "12", "expiresAt", AT.toString())));
  }

  @Test
  void a_number_is_told_unless_it_is_its_turn_and_stays_with_what_is_granted() {
    assertThat(on(new NumberTaken("p", CASE, 2, 1, 37, 17, 20, Level.EMPTY)))
        .isEqualTo(
            reports(2, CaseStatus.WAITLISTED, Map.of("bookingNumber", "37", "place", "17", "servingUpTo", "20")));
    assertThat(on(new NumberTaken("p", CASE, 2, 1, 37, 0, 36, Level.EMPTY))).isEmpty();
    assertThat(on(new UnitsReserved("p", CASE, 2, 1, true, Level.EMPTY, null, 37)))
        .isEqualTo(settles(2, Verdict.PASSED, null, Map.of("units", "1", "pool", "p", "bookingNumber", "37")));
  }

  @Test
  void who_has_no_place_in_an_urn_any_more_is_refused() {
    assertThat(on(new EntryRefused("masks.v1", CASE, 2, "WON_RECENTLY")))
        .isEqualTo(settles(2, Verdict.FAILED, "WON_RECENTLY", Map.of()));
    var other = CASE.replace("first", "other");
    assertThat(
            on(
                new LosersDischarged(
                    "masks.v1", "masks.v1.2020-02-02", 1, List.of(new Loser(CASE, 2), new Loser(other, 3)), false)))
        .containsExactly(
            Effect.request(new SettleStage(CASE, 2, Verdict.FAILED, "NOT_DRAWN", Map.of())),
            Effect.request(new SettleStage(other, 3, Verdict.FAILED, "NOT_DRAWN", Map.of())));
  }

  @Test
  void the_committees_visits_are_told_until_they_are_over() {
    String committee = "310115001001";
    assertThat(on(new VisitDue(CASE, 2, committee, null, 5, "jwe", 0, 2, AT)))
        .isEqualTo(
            reports(
                2, CaseStatus.VISIT_DUE, Map.of("committee", committee, "dueAt", AT.toString(), "units", "5")));
    assertThat(on(new VisitRecorded(CASE, 2, committee, VisitOutcome.NOBODY_HOME, 1, 1, "w", AT)))
        .isEqualTo(
            reports(
                2, CaseStatus.VISIT_DUE,
                Map.of(
                    "reason", "NOBODY_HOME", "committee", committee, "visit", "1", "visitsLeft", "1", "dueAt",
                    AT.toString())));
    assertThat(on(new VisitRecorded(CASE, 2, committee, VisitOutcome.WRONG_ADDRESS, 1, 1, "w", AT)))
        .singleElement()
        .isInstanceOfSatisfying(Effect.Request.class, effect ->
            assertThat(((ReportProgress) effect.command()).phase()).isEqualTo(CaseStatus.ADDRESS_CORRECTION));
    assertThat(on(new VisitRecorded(CASE, 2, committee, VisitOutcome.DELIVERED, 1, 0, "w", AT))).isEmpty();
  }

  @Test
  void the_hand_over_is_told_step_by_step() {
    assertThat(on(new AddressCorrectionAsked(CASE, 2, "UNCLEAR", AT)))
        .isEqualTo(reports(2, CaseStatus.ADDRESS_CORRECTION, Map.of("reason", "UNCLEAR", "dueAt", AT.toString())));
    assertThat(on(new ParcelDispatched(CASE, 2, "eleme", "W1", 1, "330106", null, null, "jwe", AT)))
        .isEqualTo(reports(2, CaseStatus.DISPATCHED, Map.of("courier", "eleme", "waybill", "W1")));
    assertThat(on(new ParcelMoved(CASE, 2, "eleme", "W1", ParcelState.OUT_FOR_DELIVERY, AT, "5")))
        .isEqualTo(reports(2, CaseStatus.OUT_FOR_DELIVERY, Map.of("courier", "eleme", "waybill", "W1")));
    assertThat(on(new ParcelMoved(CASE, 2, "eleme", "W1", ParcelState.IN_TRANSIT, AT, "0"))).isEmpty();
    assertThat(on(new PickupReady(CASE, 2, "o1", null, null, AT, AT.plusSeconds(1), 2)))
        .isEqualTo(reports(2, CaseStatus.READY_FOR_PICKUP,
            Map.of("outletId", "o1", "opensAt", AT.toString(), "closesAt", AT.plusSeconds(1).toString(), "units",
                "2")));
    assertThat(on(new FulfilmentCompleted(CASE, 2, false, "REFUSED_AT_DOOR", Map.of("attempts", "3"))))
        .isEqualTo(settles(2, Verdict.FAILED, "REFUSED_AT_DOOR", Map.of("attempts", "3")));
  }

  @Row("M23")
  @Test
  void a_programme_has_one_timer_for_its_end() {
    var ending = new Ending(AT, 90, AT.plus(Duration.ofDays(90)));
    assertThat(on(programme(ending))).containsExactly(
        Effect.schedule("programme-end/masks", ending.endsAt(), new EndProgrammeInTime("masks")));
    assertThat(on(programme(null))).containsExactly(Effect.cancel("programme-end/masks"));
    assertThat(on(new ProgrammeEnded("masks", AT, "zhang"))).containsExactly(Effect.cancel("programme-end/masks"));
  }

  @Row("M23")
  @Test
  void a_person_has_one_timer_for_the_end_of_attested_facts_and_each_answer_sets_it_anew() {
    assertThat(on(new FactAttested("tag", CASE, Stage.Fact.HARDSHIP, "350200", true, "register", AT))).containsExactly(
        Effect.schedule("facts-end/tag", AT.plus(Duration.ofDays(90)), new ForgetFacts("tag", AT)));
    assertThat(on(new FactsForgotten("tag", AT))).isEmpty();
  }

  @Test
  void registers_are_asked_no_more_about_a_case_that_its_programme_has_ended() {
    assertThat(on(new CaseClosed(CASE, "masks", "tag", CaseOutcome.REFUSED, CaseClosed.PROGRAMME_ENDED, null, List.of())))
        .containsExactly(Effect.request(new DropQuestion("tag", CASE)));
    assertThat(on(new CaseClosed(CASE, "masks", "tag", CaseOutcome.REFUSED, "SOLD_OUT", null, List.of()))).isEmpty();
  }

  private static ProgrammeDefined programme(Ending ending) {
    return new ProgrammeDefined(
        "masks", Map.of(), "330100", "hangzhou", List.of(), List.of(), LocalDate.EPOCH, null, null, null, ending);
  }
}
