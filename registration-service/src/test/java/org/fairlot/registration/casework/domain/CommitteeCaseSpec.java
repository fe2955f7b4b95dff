package org.fairlot.registration.casework.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CallRequested;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.EnteredBy;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.Decline;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseRejection.ChoiceFixed;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

/** S1, S2: a case that a committee enters, reviews and tells. */
class CommitteeCaseSpec {

  private static final String CASE = "shanghai-masks." + CaseFixtures.TAG + ".first---";
  private static final String COMMITTEE = "310115004001";

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> registered(String committee) {
    var choice = new Choice("310115", null, null, null, null, false, null, committee);
    var register =
        new Register(
            CASE, "shanghai-committee", CaseFixtures.FIRST_EDITION, LocalDate.of(2020, 2, 1), null, "ONSITE", "zh-CN",
            choice, CaseFixtures.SEALED, 90, null, null, null, new EnteredBy("li", COMMITTEE));
    return spec(CaseDecider.walkedBy((name, version) -> Packs.read("shanghai-committee")))
        .at("2020-02-02T09:00:00+08:00").when(register);
  }

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> granted(String committee) {
    return registered(committee).when(passed(1), passed(2));
  }

  private static SettleStage passed(int stageNo) {
    return new SettleStage(CASE, stageNo, Verdict.PASSED, null, Map.of());
  }

  @Row("S1")
  @Test
  void who_entered_it_is_kept() {
    registered(COMMITTEE).thenEvents(events ->
        assertThat(((CaseOpened) events.getFirst()).enteredBy()).isEqualTo(new EnteredBy("li", COMMITTEE)));
  }

  @Row("S2")
  @Test
  void the_committee_tells_what_the_pack_leaves_to_it() {
    var names = Map.of("programme", "上海居委会预约");
    granted(COMMITTEE).thenEvents(events ->
        assertThat(events).filteredOn(CallRequested.class::isInstance).containsExactly(
            new CallRequested(CASE, CASE + ":granted", COMMITTEE, CaseStatus.GRANTED, "granted", "zh-CN", names)));
    granted(COMMITTEE).thenEvents(events -> assertThat(events).noneMatch(NoticeRequested.class::isInstance));
  }

  @Test
  void the_committee_can_change_until_it_has_reviewed() {
    var elsewhere = new Choice("310104", null, null, null, null, false, null, "310104003001");
    var amend = new Amend(CASE, 0, elsewhere, Map.of(), 90, null);
    registered(COMMITTEE).when(amend).thenEvents(events -> assertThat(events).hasSize(1));
    registered(COMMITTEE).when(passed(1), amend).thenRejected(new ChoiceFixed(List.of("committee")));
  }

  @Test
  void each_occasion_is_another_call() {
    registered(COMMITTEE)
        .when(refused(1)).thenEvents(events -> assertThat(ids(events)).containsExactly(CASE + ":review-refused"))
        .when(refused(1)).thenNothing()
        .when(refused(2)).thenEvents(events -> assertThat(ids(events)).containsExactly(CASE + ":review-refused-2"));
  }

  private static ReportProgress refused(long sequence) {
    return new ReportProgress(CASE, 1, CaseStatus.REVIEW_REFUSED, sequence, Map.of("reason", "NOT_RESIDENT"));
  }

  private static List<String> ids(List<CaseEvent> events) {
    return events.stream().filter(CallRequested.class::isInstance).map(e -> ((CallRequested) e).callId()).toList();
  }

  @Test
  void without_a_committee_it_is_a_message() {
    granted(null).thenEvents(events ->
        assertThat(events).filteredOn(NoticeRequested.class::isInstance).singleElement()
            .satisfies(e -> assertThat(((NoticeRequested) e).template()).isEqualTo("granted")));
  }

  @Test
  void goods_that_were_declined_on_the_telephone_are_taken_back_at_any_hour() {
    var night = "2020-02-02T23:30:00+08:00";
    granted(COMMITTEE).at(night).when(new Cancel(CASE)).thenRejected("MAINTENANCE")
        .when(new Decline(CASE)).then(new CancellationRequested(CASE, 3))
        .when(new Decline(CASE)).thenNothing();
    registered(COMMITTEE).when(new Decline(CASE))
        .thenEvents(events -> assertThat(((CaseClosed) events.getLast()).outcome()).isEqualTo(CaseOutcome.CANCELLED))
        .when(new Decline(CASE)).thenNothing();
  }
}
