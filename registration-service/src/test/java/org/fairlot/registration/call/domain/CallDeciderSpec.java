package org.fairlot.registration.call.domain;

import static org.fairlot.testkit.DeciderSpec.spec;

import java.util.List;
import java.util.Map;
import org.fairlot.contracts.registration.CallEvent.CallsErased;
import org.fairlot.contracts.registration.CallEvent;
import org.fairlot.contracts.registration.CallEvent.CallDropped;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.call.domain.CallCommand.DropCall;
import org.fairlot.registration.call.domain.CallCommand.EraseCalls;
import org.fairlot.registration.call.domain.CallCommand.PlanCall;
import org.fairlot.registration.call.domain.CallCommand.RecordCall;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S2: 居(村)通知. */
class CallDeciderSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final String GRANTED = CASE + ":granted";
  private static final String READY = CASE + ":ready";
  private static final String HERE = "310115004001";

  private static PlanCall plan(String callId, CaseStatus status) {
    return new PlanCall(CASE, callId, HERE, status, "template", "zh-CN", Map.of());
  }

  private static CallPlanned planned(String callId, CaseStatus status, String replaces) {
    return new CallPlanned(CASE, callId, HERE, status, "template", "zh-CN", Map.of(), replaces);
  }

  private static RecordCall outcome(String callId, CallOutcome outcome) {
    return new RecordCall(CASE, callId, HERE, outcome, "li", null);
  }

  private static CallMade made(CallOutcome outcome, int attempts) {
    return new CallMade(CASE, GRANTED, HERE, outcome, attempts, "li", null);
  }

  private static DeciderSpec<CallCommand, CallList, CallEvent, CallRejection> due() {
    return spec(new CallDecider()).when(plan(GRANTED, CaseStatus.GRANTED));
  }

  @Test
  void what_is_to_be_told_comes_onto_the_list_once() {
    due().then(planned(GRANTED, CaseStatus.GRANTED, null))
        .when(plan(GRANTED, CaseStatus.GRANTED)).thenNothing()
        .when(outcome(GRANTED, CallOutcome.REACHED), plan(GRANTED, CaseStatus.GRANTED)).thenNothing();
  }

  @Row("S2")
  @ParameterizedTest
  @EnumSource(names = {"REACHED", "VISITED", "DECLINED"})
  void who_was_told_is_off_the_list(CallOutcome told) {
    due().when(outcome(GRANTED, told)).then(made(told, 1))
        .when(outcome(GRANTED, told)).thenNothing()
        .when(outcome(GRANTED, CallOutcome.NO_ANSWER)).thenRejected("CALL_CLOSED");
  }

  @Row("S2")
  @ParameterizedTest
  @EnumSource(names = {"NO_ANSWER", "WRONG_NUMBER"})
  void who_was_not_reached_stays_on_it_and_the_attempts_are_counted(CallOutcome inVain) {
    due().when(outcome(GRANTED, inVain)).then(made(inVain, 1))
        .when(outcome(GRANTED, inVain)).then(made(inVain, 2))
        .when(outcome(GRANTED, CallOutcome.VISITED)).then(made(CallOutcome.VISITED, 3));
  }

  @Test
  void a_newer_call_replaces_the_one_that_is_due() {
    due().when(plan(READY, CaseStatus.READY_FOR_PICKUP))
        .then(planned(READY, CaseStatus.READY_FOR_PICKUP, GRANTED))
        .when(outcome(GRANTED, CallOutcome.REACHED)).thenRejected("CALL_CLOSED")
        .when(plan(GRANTED, CaseStatus.GRANTED)).thenNothing()
        .when(outcome(READY, CallOutcome.REACHED), plan(CASE + ":done", CaseStatus.FULFILLED))
        .then(planned(CASE + ":done", CaseStatus.FULFILLED, null));
  }

  @Test
  void the_end_of_a_case_takes_back_what_is_due_but_not_the_news_of_it() {
    due().when(new DropCall(CASE)).then(new CallDropped(CASE, GRANTED))
        .when(new DropCall(CASE)).thenNothing()
        .when(outcome(GRANTED, CallOutcome.REACHED)).thenRejected("CALL_CLOSED");
    due().when(plan(CASE + ":cancelled", CaseStatus.CANCELLED), new DropCall(CASE)).thenNothing();
    due().when(plan(CASE + ":cancelled", CaseStatus.CANCELLED))
        .when(outcome(CASE + ":cancelled", CallOutcome.NO_ANSWER), new DropCall(CASE)).thenNothing();
    spec(new CallDecider()).when(new DropCall(CASE)).thenNothing();
  }

  @Test
  void nobody_records_the_calls_of_others() {
    var elsewhere = new RecordCall(CASE, GRANTED, "310104003001", CallOutcome.REACHED, "wu", null);
    due().when(elsewhere).thenRejected("NOT_YOUR_COMMITTEE")
        .when(outcome(GRANTED, CallOutcome.REACHED), elsewhere).thenRejected("NOT_YOUR_COMMITTEE")
        .when(outcome(READY, CallOutcome.REACHED)).thenRejected("UNKNOWN_CALL");
  }

  @Row("M23")
  @Test
  void what_was_told_of_a_case_is_forgotten_with_its_programme() {
    spec(new CallDecider()).when(new EraseCalls(CASE)).thenNothing();
    due().when(outcome(GRANTED, CallOutcome.REACHED), plan(READY, CaseStatus.READY_FOR_PICKUP)).when(new EraseCalls(CASE))
        .then(new CallsErased(CASE, List.of(GRANTED, READY)))
        .when(new EraseCalls(CASE)).thenNothing()
        .when(outcome(READY, CallOutcome.REACHED)).thenRejected("UNKNOWN_CALL");
  }
}
