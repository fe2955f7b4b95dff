package org.fairlot.registration.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.AtDeadline;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CaseEvent.CallRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.contracts.registration.ReviewEvent.RefusalStood;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDeadlinePassed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.call.domain.CallCommand.DropCall;
import org.fairlot.registration.call.domain.CallCommand.EraseCalls;
import org.fairlot.registration.call.domain.CallCommand.PlanCall;
import org.fairlot.registration.casework.domain.CaseCommand.Decline;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.review.domain.ReviewCommand.AskReview;
import org.fairlot.registration.review.domain.ReviewCommand.DropReview;
import org.fairlot.registration.review.domain.ReviewCommand.EndAppealTime;
import org.fairlot.registration.review.domain.ReviewCommand.EndReviewTime;
import org.fairlot.registration.review.domain.ReviewCommand.EraseReviews;
import org.fairlot.registration.review.domain.ReviewCommand.MoveReview;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class CommitteeReactionSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final String COMMITTEE = "310115004001";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");
  private static final Choice CHOICE = new Choice("310115", null, null, null, null, false, null, COMMITTEE);
  private static final String REVIEW_TIMER = "review/" + CASE + "/1";
  private static final String APPEAL_TIMER = "appeal/" + CASE + "/1";

  private static List<Effect> on(Event event) {
    return new CommitteeReaction().on(new Recorded<>(event, "id", "subject", 7, AT, CASE, "cause"));
  }

  private static Effect settles(Verdict verdict, String reason, Map<String, String> detail) {
    return Effect.request(new SettleStage(CASE, 1, verdict, reason, detail));
  }

  private static Effect reports(CaseStatus phase, Map<String, String> detail) {
    return Effect.request(new ReportProgress(CASE, 1, phase, 7, detail));
  }

  private static ReviewDecided decided(boolean approved, Instant appealUntil) {
    return new ReviewDecided(
        CASE, 1, COMMITTEE, approved, approved ? null : RefusalReason.NOT_RESIDENT, "li", null, false, appealUntil);
  }

  @Test
  void a_review_stage_asks_the_committee_of_the_case() {
    var stage = new Stage.CommitteeReview(48, AtDeadline.EXCLUDE, 24);
    assertThat(on(new StageRequested(CASE, "masks", "tag", 1, stage, CHOICE, Map.of(), 90, false, null)))
        .containsExactly(Effect.request(new AskReview(CASE, 1, COMMITTEE, Why.STAGE, 48, AtDeadline.EXCLUDE, 24)));
  }

  @Test
  void a_case_that_names_another_committee_moves() {
    assertThat(on(new CaseAmended(CASE, 1, CHOICE, Map.of(), 90, "en")))
        .containsExactly(Effect.request(new MoveReview(CASE, COMMITTEE)));
    var nowhere = new Choice("310115", null, null, null, null, false);
    assertThat(on(new CaseAmended(CASE, 1, nowhere, Map.of(), 90, "en"))).isEmpty();
  }

  @Test
  void a_deadline_has_a_timer_until_it_is_decided() {
    assertThat(on(new ReviewAsked(CASE, 1, COMMITTEE, Why.STAGE, AT, AtDeadline.EXCLUDE, 24)))
        .containsExactly(Effect.schedule(REVIEW_TIMER, AT, new EndReviewTime(CASE, 1)));
    assertThat(on(decided(true, null)))
        .containsExactly(settles(Verdict.PASSED, null, Map.of("reviewed", "true")), Effect.cancel(REVIEW_TIMER));
    assertThat(on(new ReviewDropped(CASE, 1)))
        .containsExactly(Effect.cancel(REVIEW_TIMER), Effect.cancel(APPEAL_TIMER));
  }

  @Test
  void a_review_that_comes_unexpectedly_is_told() {
    assertThat(on(new ReviewAsked(CASE, 1, "unassigned", Why.POSSIBLE_DUPLICATE, null, null, 0)))
        .containsExactly(reports(CaseStatus.UNDER_REVIEW, Map.of("why", "POSSIBLE_DUPLICATE")));
  }

  @Test
  void a_refusal_ends_the_case_once_nothing_can_be_said_against_it() {
    assertThat(on(decided(false, null)))
        .containsExactly(settles(Verdict.FAILED, "NOT_RESIDENT", Map.of()), Effect.cancel(REVIEW_TIMER));
    assertThat(on(decided(false, AT))).containsExactly(
        reports(CaseStatus.REVIEW_REFUSED, Map.of("reason", "NOT_RESIDENT", "appealUntil", AT.toString())),
        Effect.schedule(APPEAL_TIMER, AT, new EndAppealTime(CASE, 1)), Effect.cancel(REVIEW_TIMER));
    assertThat(on(new ReviewAppealed(CASE, 1, "jwe"))).containsExactly(
        reports(CaseStatus.UNDER_REVIEW, Map.of("appealed", "true")), Effect.cancel(APPEAL_TIMER));
    assertThat(on(new RefusalStood(CASE, 1, RefusalReason.OTHER)))
        .containsExactly(settles(Verdict.FAILED, "OTHER", Map.of()));
  }

  @Row("M8")
  @Test
  void the_deadline_does_what_the_pack_declared() {
    assertThat(on(new ReviewDeadlinePassed(CASE, 1, AtDeadline.EXCLUDE)))
        .containsExactly(settles(Verdict.FAILED, "REVIEW_DEADLINE", Map.of()));
    assertThat(on(new ReviewDeadlinePassed(CASE, 1, AtDeadline.INCLUDE)))
        .containsExactly(settles(Verdict.PASSED, null, Map.of("reviewed", "false")));
    assertThat(on(new ReviewDeadlinePassed(CASE, 1, AtDeadline.DEFER)))
        .containsExactly(reports(CaseStatus.UNDER_REVIEW, Map.of("deferred", "true")));
  }

  @Test
  void what_is_to_be_told_comes_onto_the_worklist_and_a_no_thanks_takes_the_case_back() {
    var call = CASE + ":granted";
    assertThat(on(new CallRequested(CASE, call, COMMITTEE, CaseStatus.GRANTED, "granted", "en", Map.of("a", "b"))))
        .containsExactly(
            Effect.request(
                new PlanCall(CASE, call, COMMITTEE, CaseStatus.GRANTED, "granted", "en", Map.of("a", "b"))));
    assertThat(on(new CallMade(CASE, call, COMMITTEE, CallOutcome.DECLINED, 1, "li", null)))
        .containsExactly(Effect.request(new Decline(CASE)));
    assertThat(on(new CallMade(CASE, call, COMMITTEE, CallOutcome.REACHED, 1, "li", null))).isEmpty();
  }

  @Test
  void a_case_that_ended_otherwise_leaves_the_queues() {
    var leaves = List.of(Effect.request(new DropReview(CASE)), Effect.request(new DropCall(CASE)));
    assertThat(on(closed(CaseOutcome.CANCELLED, List.of()))).isEqualTo(leaves);
    assertThat(on(closed(CaseOutcome.FORFEITED, List.of("masks/CITY")))).isEqualTo(leaves);
    assertThat(on(closed(CaseOutcome.REFUSED, List.of()))).isEqualTo(leaves);
    assertThat(on(closed(CaseOutcome.REFUSED, List.of("masks/CITY")))).isEmpty();
    assertThat(on(closed(CaseOutcome.FULFILLED, List.of("masks/CITY")))).isEmpty();
  }

  private static CaseClosed closed(CaseOutcome outcome, List<String> pools) {
    return new CaseClosed(CASE, "masks", "tag", outcome, null, null, pools);
  }

  @Test
  void what_a_committee_wrote_about_an_erased_case_goes_too() {
    assertThat(on(new CaseErased(CASE)))
        .containsExactly(Effect.request(new EraseReviews(CASE)), Effect.request(new EraseCalls(CASE)));
  }
}
