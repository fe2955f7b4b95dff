package org.fairlot.registration.review.domain;

import java.time.Duration;
import java.time.Instant;
import org.fairlot.contracts.pack.Stage.AtDeadline;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.contracts.registration.ReviewEvent.RefusalStood;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDeadlinePassed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.contracts.registration.ReviewEvent.ReviewsErased;

/** Where the review of a case stands (审核状态). */
public sealed interface ReviewState {

  ReviewState NONE = new Unasked();

  /** No stage has wanted a review yet. */
  record Unasked() implements ReviewState {}

  /** The programme has ended: nothing is asked here any more. */
  record Erased() implements ReviewState {}

  /** A review was asked for. */
  sealed interface Asked extends ReviewState {
    ReviewFile file();
  }

  /** In the queue (待审核). */
  record Waiting(ReviewFile file) implements Asked {}

  /** Refused, and the citizen may still appeal (可申诉). */
  record Refused(ReviewFile file, Refusal refusal, Instant appealUntil) implements Asked {}

  /** In the queue again, for another worker (申诉中). */
  record Appealed(ReviewFile file, Refusal refusal) implements Asked {}

  /** Out of the queue for good. @param approved the decision, {@code null} where nobody has decided */
  record Closed(ReviewFile file, Boolean approved) implements Asked {}

  /**
   * What was asked.
   *
   * @param dueAt {@code null} where there is no deadline, or it has passed and the case waits on
   */
  record ReviewFile(int stageNo, String committee, Instant dueAt, AtDeadline atDeadline, int appealHours) {

    /** Before when a refusal at {@code at} can be appealed against, {@code null}: it is final. */
    Instant appealUntil(Instant at) {
      return appealHours == 0 ? null : at.plus(Duration.ofHours(appealHours));
    }

    ReviewFile in(String queue) {
      return new ReviewFile(stageNo, queue, dueAt, atDeadline, appealHours);
    }

    ReviewFile withoutDeadline() {
      return new ReviewFile(stageNo, committee, null, atDeadline, appealHours);
    }
  }

  /** @param by who refused */
  record Refusal(RefusalReason reason, String by) {}

  /** The stage of the latest review, 0 before the first. */
  default int stageNo() {
    return this instanceof Asked asked ? asked.file().stageNo() : 0;
  }

  /** The state after an event; events only ever come from the decider, so each fits the state before it. */
  default ReviewState after(ReviewEvent event) {
    return switch (event) {
      case ReviewAsked e ->
          new Waiting(new ReviewFile(e.stageNo(), e.committee(), e.dueAt(), e.atDeadline(), e.appealHours()));
      case ReviewMoved e -> in(e.committee());
      case ReviewDecided e -> decided(e);
      case ReviewAppealed e -> new Appealed(asked(), ((Refused) this).refusal());
      case ReviewDeadlinePassed e ->
          e.atDeadline() == AtDeadline.DEFER ? new Waiting(asked().withoutDeadline()) : new Closed(asked(), null);
      case RefusalStood e -> new Closed(asked(), false);
      case ReviewDropped e -> new Closed(asked(), null);
      case ReviewsErased e -> new Erased();
    };
  }

  private ReviewState decided(ReviewDecided e) {
    return e.appealUntil() == null
        ? new Closed(asked(), e.approved())
        : new Refused(asked(), new Refusal(e.reason(), e.decidedBy()), e.appealUntil());
  }

  private ReviewState in(String committee) {
    return switch (this) {
      case Unasked s -> s;
      case Erased s -> s;
      case Waiting s -> new Waiting(s.file().in(committee));
      case Refused s -> new Refused(s.file().in(committee), s.refusal(), s.appealUntil());
      case Appealed s -> new Appealed(s.file().in(committee), s.refusal());
      case Closed s -> s;
    };
  }

  private ReviewFile asked() {
    if (this instanceof Asked asked) {
      return asked.file();
    }
    throw new IllegalStateException("no review was asked for");
  }
}
