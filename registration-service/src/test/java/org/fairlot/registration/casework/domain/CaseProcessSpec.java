package org.fairlot.registration.casework.domain;

import static org.fairlot.registration.casework.domain.CaseFixtures.FIRST;
import static org.fairlot.registration.casework.domain.CaseFixtures.SEALED;
import static org.fairlot.registration.casework.domain.CaseFixtures.TAG;
import static org.fairlot.registration.casework.domain.CaseFixtures.instant;
import static org.fairlot.registration.casework.domain.CaseFixtures.opened;
import static org.fairlot.registration.casework.domain.CaseFixtures.stage;
import static org.fairlot.testkit.ProcessSpec.process;

import java.util.Map;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.StageProgressed;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.kernel.Effect;
import org.fairlot.registration.casework.domain.CaseCommand.CloseCase;
import org.fairlot.registration.casework.domain.CaseCommand.RequestNotice;
import org.fairlot.registration.casework.domain.CaseCommand.RequestStage;
import org.fairlot.testkit.ProcessSpec;
import org.junit.jupiter.api.Test;

class CaseProcessSpec {

  private static ProcessSpec<CaseState, CaseEvent> hangzhou() {
    return process(new CaseProcess(Packs.SHIPPED));
  }

  @Test
  void asks_for_the_first_stage_when_a_case_opens() {
    hangzhou().when(opened(FIRST))
        .then(notice(CaseStatus.REGISTERED, Map.of()), Effect.request(new RequestStage(FIRST, 1)));
  }

  @Test
  void asks_for_the_next_stage_when_one_has_passed() {
    hangzhou().given(opened(FIRST), asked(1)).when(settled(1, Verdict.PASSED, null))
        .then(Effect.request(new RequestStage(FIRST, 2)));
  }

  @Test
  void closes_after_the_last_stage() {
    hangzhou().given(opened(FIRST), asked(1), settled(1, Verdict.PASSED, null), asked(2))
        .when(settled(2, Verdict.PASSED, null))
        .then(notice(CaseStatus.FULFILLED, Map.of()), close(CaseOutcome.FULFILLED, null));
  }

  @Test
  void a_stage_that_fails_before_anything_was_granted_refuses() {
    hangzhou().given(opened(FIRST), asked(1)).when(settled(1, Verdict.FAILED, "SOLD_OUT"))
        .then(notice(CaseStatus.REFUSED, Map.of("reason", "SOLD_OUT")), close(CaseOutcome.REFUSED, "SOLD_OUT"));
  }

  @Test
  void a_hand_over_that_fails_forfeits() {
    hangzhou().given(opened(FIRST), asked(1), settled(1, Verdict.PASSED, null), asked(2))
        .when(settled(2, Verdict.FAILED, "UNDELIVERABLE"))
        .then(notice(CaseStatus.FORFEITED, Map.of("reason", "UNDELIVERABLE")),
            close(CaseOutcome.FORFEITED, "UNDELIVERABLE"));
  }

  @Test
  void waits_for_goods_under_way_when_the_citizen_takes_it_back() {
    hangzhou().given(opened(FIRST), asked(1), settled(1, Verdict.PASSED, null), asked(2))
        .when(new CancellationRequested(FIRST, 2))
        .then(notice(CaseStatus.CANCELLING, Map.of()));
  }

  @Test
  void tells_the_citizen_of_progress_with_its_details() {
    hangzhou().given(opened(FIRST), asked(1))
        .when(new StageProgressed(FIRST, 1, CaseStatus.WAITLISTED, 7, Map.of("place", "12")))
        .then(notice(CaseStatus.WAITLISTED, Map.of("place", "12")));
  }

  private static StageRequested asked(int stageNo) {
    return new StageRequested(
        FIRST, "hangzhou-masks", TAG, stageNo, stage("hangzhou", stageNo), CaseFixtures.CHOICE, SEALED, 90, false,
        null);
  }

  private static StageSettled settled(int stageNo, Verdict verdict, String reason) {
    return new StageSettled(FIRST, stageNo, verdict, reason, Map.of(), instant("2020-02-02T19:30:01+08:00"));
  }

  private static Effect notice(CaseStatus status, Map<String, String> detail) {
    return Effect.request(new RequestNotice(FIRST, status, detail));
  }

  private static Effect close(CaseOutcome outcome, String reason) {
    return Effect.request(new CloseCase(FIRST, outcome, reason));
  }
}
