package org.fairlot.registration.reaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CapEvent.PlaceQuestioned;
import org.fairlot.contracts.registration.CaseEvent.CallRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ReviewEvent.RefusalStood;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDeadlinePassed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Reaction;
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

/** What committees are asked to look at and to tell, what they answer to its case, and the timers of reviews. */
public final class CommitteeReaction implements Reaction {

  /** The reason of a case that nobody has looked at in time. */
  public static final String REVIEW_DEADLINE = "REVIEW_DEADLINE";

  /** Who is taken for somebody else, or for one too many of a household, has two days to say otherwise. */
  private static final int QUESTIONED_APPEAL_HOURS = 48;

  @Override
  public List<Effect> on(Recorded<?> recorded) {
    long sequence = recorded.sequence();
    return switch (recorded.event()) {
      case StageRequested e when e.stage() instanceof Stage.CommitteeReview review ->
          List.of(
              Effect.request(
                  new AskReview(
                      e.caseId(), e.stageNo(), e.choice().committee(), Why.STAGE, review.decideHours(),
                      review.atDeadline(), review.appealHours())));
      case PlaceQuestioned e ->
          List.of(
              Effect.request(
                  new AskReview(
                      e.caseId(), e.stageNo(), e.committee(), Why.valueOf(e.reason()), null, null,
                      QUESTIONED_APPEAL_HOURS)));
      case CaseAmended e when e.choice().committee() != null ->
          List.of(Effect.request(new MoveReview(e.caseId(), e.choice().committee())));
      case CallRequested e ->
          List.of(
              Effect.request(
                  new PlanCall(
                      e.caseId(), e.callId(), e.committee(), e.status(), e.template(), e.language(), e.params())));
      case CaseClosed e -> closed(e);
      case CaseErased e ->
          List.of(Effect.request(new EraseReviews(e.caseId())), Effect.request(new EraseCalls(e.caseId())));

      case ReviewAsked e -> asked(e, sequence);
      case ReviewDecided e -> decided(e, sequence);
      case ReviewAppealed e ->
          List.of(
              progress(e.caseId(), e.stageNo(), CaseStatus.UNDER_REVIEW, sequence, Map.of("appealed", "true")),
              Effect.cancel(appealTimer(e.caseId(), e.stageNo())));
      case ReviewDeadlinePassed e -> List.of(deadlinePassed(e, sequence));
      case RefusalStood e -> List.of(failed(e.caseId(), e.stageNo(), e.reason().name()));
      case ReviewDropped e ->
          List.of(
              Effect.cancel(reviewTimer(e.caseId(), e.stageNo())), Effect.cancel(appealTimer(e.caseId(), e.stageNo())));

      case CallMade e when e.outcome() == CallOutcome.DECLINED -> List.of(Effect.request(new Decline(e.caseId())));
      default -> List.of();
    };
  }

  /**
   * What was asked of the committee for a case that ended otherwise. The many who lose an allotment have nothing that waits:
   * a review is before it, and what is to be told after it tells just that.
   */
  private static List<Effect> closed(CaseClosed e) {
    boolean lost = e.outcome() == CaseOutcome.REFUSED && !e.pools().isEmpty();
    return e.outcome() == CaseOutcome.FULFILLED || lost
        ? List.of()
        : List.of(Effect.request(new DropReview(e.caseId())), Effect.request(new DropCall(e.caseId())));
  }

  /** A review that the pipeline has for every case is told by its stage; one that comes unexpectedly is news. */
  private static List<Effect> asked(ReviewAsked e, long sequence) {
    var effects = new ArrayList<Effect>();
    if (e.dueAt() != null) {
      effects.add(
          Effect.schedule(
              reviewTimer(e.caseId(), e.stageNo()), e.dueAt(), new EndReviewTime(e.caseId(), e.stageNo())));
    }
    if (e.why() != Why.STAGE) {
      effects.add(
          progress(e.caseId(), e.stageNo(), CaseStatus.UNDER_REVIEW, sequence, Map.of("why", e.why().name())));
    }
    return effects;
  }

  private static List<Effect> decided(ReviewDecided e, long sequence) {
    var effects = new ArrayList<Effect>();
    if (e.approved()) {
      effects.add(passed(e.caseId(), e.stageNo(), true));
    } else if (e.appealUntil() == null) {
      effects.add(failed(e.caseId(), e.stageNo(), e.reason().name()));
    } else {
      effects.add(
          progress(
              e.caseId(), e.stageNo(), CaseStatus.REVIEW_REFUSED, sequence, refusal(e.reason().name(), e.appealUntil())));
      effects.add(
          Effect.schedule(
              appealTimer(e.caseId(), e.stageNo()), e.appealUntil(), new EndAppealTime(e.caseId(), e.stageNo())));
    }
    effects.add(Effect.cancel(reviewTimer(e.caseId(), e.stageNo())));
    return effects;
  }

  private static Map<String, String> refusal(String reason, Instant appealUntil) {
    var detail = new TreeMap<String, String>();
    detail.put("reason", reason);
    detail.put("appealUntil", appealUntil.toString());
    return detail;
  }

  private static Effect deadlinePassed(ReviewDeadlinePassed e, long sequence) {
    return switch (e.atDeadline()) {
      case EXCLUDE -> failed(e.caseId(), e.stageNo(), REVIEW_DEADLINE);
      case INCLUDE -> passed(e.caseId(), e.stageNo(), false);
      case DEFER ->
          progress(e.caseId(), e.stageNo(), CaseStatus.UNDER_REVIEW, sequence, Map.of("deferred", "true"));
    };
  }

  private static Effect passed(String caseId, int stageNo, boolean reviewed) {
    return Effect.request(
        new SettleStage(caseId, stageNo, Verdict.PASSED, null, Map.of("reviewed", Boolean.toString(reviewed))));
  }

  private static Effect failed(String caseId, int stageNo, String reason) {
    return Effect.request(new SettleStage(caseId, stageNo, Verdict.FAILED, reason, Map.of()));
  }

  private static Effect progress(
      String caseId, int stageNo, CaseStatus phase, long sequence, Map<String, String> detail) {
    return Effect.request(new ReportProgress(caseId, stageNo, phase, sequence, detail));
  }

  private static String reviewTimer(String caseId, int stageNo) {
    return "review/" + caseId + "/" + stageNo;
  }

  private static String appealTimer(String caseId, int stageNo) {
    return "appeal/" + caseId + "/" + stageNo;
  }
}
