package org.fairlot.registration.review.domain;

import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** Commands on the review of a case (居委会审核). Key: the case id. */
public sealed interface ReviewCommand extends Command {

  String caseId();

  @Override
  default String key() {
    return caseId();
  }

  /**
   * A stage of the case wants somebody to look at it.
   *
   * @param committee   whose queue, {@code null}: the operator's
   * @param decideHours how long they have, {@code null}: as long as it takes
   * @param atDeadline  what becomes of the case then, {@code null} without {@code decideHours}
   * @param appealHours how long a refusal can be appealed against; 0: it is final
   */
  @Wire("registration.ask-review.v1")
  record AskReview(
      String caseId, int stageNo, String committee, Why why, Integer decideHours, Stage.AtDeadline atDeadline,
      int appealHours)
      implements ReviewCommand {}

  /** The citizen named another committee. */
  @Wire("registration.move-review.v1")
  record MoveReview(String caseId, String committee) implements ReviewCommand {}

  /**
   * A worker has looked at the case.
   *
   * @param committee in whose queue the worker found it
   * @param reason    why not; {@code null} if approved
   * @param by        who: the subject of the token
   * @param note      JWE, or {@code null}
   */
  @Wire("registration.decide-review.v1")
  record DecideReview(
      String caseId, String committee, boolean approved, RefusalReason reason, String by, String note)
      implements ReviewCommand {}

  /** The citizen does not accept the refusal (申诉). @param statement JWE */
  @Wire("registration.appeal-review.v1")
  record AppealReview(String caseId, String statement) implements ReviewCommand {}

  /** The time to decide is over. */
  @Wire("registration.end-review-time.v1")
  record EndReviewTime(String caseId, int stageNo) implements ReviewCommand {}

  /** The time to appeal is over. */
  @Wire("registration.end-appeal-time.v1")
  record EndAppealTime(String caseId, int stageNo) implements ReviewCommand {}

  /** The case has ended. */
  @Wire("registration.drop-review.v1")
  record DropReview(String caseId) implements ReviewCommand {}

  /** The programme of the case has ended: forget what people wrote about it. */
  @Wire("registration.erase-reviews.v1")
  record EraseReviews(String caseId) implements ReviewCommand {}
}
