package org.fairlot.registration.review.domain;

import java.time.Instant;
import org.fairlot.kernel.Rejection;

/** Why a command on a review is refused. The components are part of the public API. */
public sealed interface ReviewRejection extends Rejection {

  /** Nobody has asked for a review of this case. */
  record UnknownReview(String registrationId) implements ReviewRejection {
    @Override
    public String code() {
      return "UNKNOWN_REVIEW";
    }
  }

  /** The case stands in another committee's queue, which is not told. */
  record NotYourCommittee(String registrationId) implements ReviewRejection {
    @Override
    public String code() {
      return "NOT_YOUR_COMMITTEE";
    }
  }

  /** Somebody else was faster, and decided otherwise. */
  record AlreadyReviewed(String registrationId, boolean approved) implements ReviewRejection {
    @Override
    public String code() {
      return "ALREADY_REVIEWED";
    }
  }

  /** The case has left the queue without a decision: its deadline has passed, or it has ended. */
  record ReviewClosed(String registrationId) implements ReviewRejection {
    @Override
    public String code() {
      return "REVIEW_CLOSED";
    }
  }

  /** An appeal is decided by another worker than the one who refused. */
  record SameReviewer(String registrationId) implements ReviewRejection {
    @Override
    public String code() {
      return "SAME_REVIEWER";
    }
  }

  /** There is no refusal that can be appealed against. */
  record NothingToAppeal(String registrationId) implements ReviewRejection {
    @Override
    public String code() {
      return "NOTHING_TO_APPEAL";
    }
  }

  record AppealTimeOver(Instant appealUntil, Instant serverTime) implements ReviewRejection {
    @Override
    public String code() {
      return "APPEAL_TIME_OVER";
    }
  }
}
