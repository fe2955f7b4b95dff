package org.fairlot.registration.review.domain;

import java.time.Duration;
import java.time.Instant;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.RefusalStood;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDeadlinePassed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.contracts.registration.ReviewEvent.ReviewsErased;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.review.domain.ReviewCommand.AppealReview;
import org.fairlot.registration.review.domain.ReviewCommand.AskReview;
import org.fairlot.registration.review.domain.ReviewCommand.DecideReview;
import org.fairlot.registration.review.domain.ReviewCommand.DropReview;
import org.fairlot.registration.review.domain.ReviewCommand.EndAppealTime;
import org.fairlot.registration.review.domain.ReviewCommand.EndReviewTime;
import org.fairlot.registration.review.domain.ReviewCommand.EraseReviews;
import org.fairlot.registration.review.domain.ReviewCommand.MoveReview;
import org.fairlot.registration.review.domain.ReviewRejection.AlreadyReviewed;
import org.fairlot.registration.review.domain.ReviewRejection.AppealTimeOver;
import org.fairlot.registration.review.domain.ReviewRejection.NotYourCommittee;
import org.fairlot.registration.review.domain.ReviewRejection.NothingToAppeal;
import org.fairlot.registration.review.domain.ReviewRejection.ReviewClosed;
import org.fairlot.registration.review.domain.ReviewRejection.SameReviewer;
import org.fairlot.registration.review.domain.ReviewRejection.UnknownReview;
import org.fairlot.registration.review.domain.ReviewState.Appealed;
import org.fairlot.registration.review.domain.ReviewState.Asked;
import org.fairlot.registration.review.domain.ReviewState.Closed;
import org.fairlot.registration.review.domain.ReviewState.Erased;
import org.fairlot.registration.review.domain.ReviewState.Refused;
import org.fairlot.registration.review.domain.ReviewState.Unasked;
import org.fairlot.registration.review.domain.ReviewState.Waiting;

/**
 * The rules of a review (居委会审核): who may decide, once, and by when; a refusal can be appealed against once, and another
 * worker decides about it. The deadline never touches an appeal: that one is decided by a person.
 */
public final class ReviewDecider implements Decider<ReviewCommand, ReviewState, ReviewEvent, ReviewRejection> {

  @Override
  public ReviewState initial() {
    return ReviewState.NONE;
  }

  @Override
  public ReviewState evolve(ReviewState state, ReviewEvent event) {
    return state.after(event);
  }

  @Override
  public Decision<ReviewEvent, ReviewRejection> decide(ReviewCommand command, ReviewState state, Instant at) {
    return switch (command) {
      case AskReview c -> ask(c, state, at);
      case MoveReview c -> move(c, state);
      case DecideReview c -> decide(c, state, at);
      case AppealReview c -> appeal(c, state, at);
      case EndReviewTime c -> endReviewTime(c, state, at);
      case EndAppealTime c -> endAppealTime(c, state, at);
      case DropReview c ->
          isOpen(state) ? Decision.accept(new ReviewDropped(c.caseId(), state.stageNo())) : Decision.nothing();
      case EraseReviews c ->
          state instanceof Asked ? Decision.accept(new ReviewsErased(c.caseId(), state.stageNo())) : Decision.nothing();
    };
  }

  /** Stages only go forward: what is not later than the latest review is a repeat. */
  private static Decision<ReviewEvent, ReviewRejection> ask(AskReview c, ReviewState state, Instant at) {
    if (c.stageNo() <= state.stageNo() || state instanceof Erased) {
      return Decision.nothing();
    }
    var dueAt = c.decideHours() == null ? null : at.plus(Duration.ofHours(c.decideHours()));
    var queue = c.committee() == null ? ReviewEvent.UNASSIGNED : c.committee();
    return Decision.accept(
        new ReviewAsked(c.caseId(), c.stageNo(), queue, c.why(), dueAt, c.atDeadline(), c.appealHours()));
  }

  private static Decision<ReviewEvent, ReviewRejection> move(MoveReview c, ReviewState state) {
    return isOpen(state) && state instanceof Asked asked && !asked.file().committee().equals(c.committee())
        ? Decision.accept(new ReviewMoved(c.caseId(), state.stageNo(), c.committee()))
        : Decision.nothing();
  }

  private static Decision<ReviewEvent, ReviewRejection> decide(DecideReview c, ReviewState state, Instant at) {
    return switch (state) {
      case Unasked s -> Decision.reject(new UnknownReview(c.caseId()));
      case Erased s -> Decision.reject(new UnknownReview(c.caseId()));
      case Asked s when !s.file().committee().equals(c.committee()) ->
          Decision.reject(new NotYourCommittee(c.caseId()));
      case Closed s when s.approved() == null -> Decision.reject(new ReviewClosed(c.caseId()));
      case Closed s -> reviewedAs(s.approved(), c);
      case Refused s -> reviewedAs(false, c);
      case Appealed s when s.refusal().by().equals(c.by()) -> Decision.reject(new SameReviewer(c.caseId()));
      case Appealed s -> Decision.accept(decided(c, s, true, null));
      case Waiting s -> Decision.accept(decided(c, s, false, c.approved() ? null : s.file().appealUntil(at)));
    };
  }

  private static ReviewDecided decided(DecideReview c, Asked review, boolean onAppeal, Instant appealUntil) {
    return new ReviewDecided(
        c.caseId(), review.stageNo(), c.committee(), c.approved(), c.reason(), c.by(), c.note(), onAppeal, appealUntil);
  }

  /** The same decision again is a repeat. */
  private static Decision<ReviewEvent, ReviewRejection> reviewedAs(boolean approved, DecideReview c) {
    return approved == c.approved()
        ? Decision.nothing()
        : Decision.reject(new AlreadyReviewed(c.caseId(), approved));
  }

  private static Decision<ReviewEvent, ReviewRejection> appeal(AppealReview c, ReviewState state, Instant at) {
    return switch (state) {
      case Appealed s -> Decision.nothing();
      case Refused s when at.isBefore(s.appealUntil()) ->
          Decision.accept(new ReviewAppealed(c.caseId(), s.stageNo(), c.statement()));
      case Refused s -> Decision.reject(new AppealTimeOver(s.appealUntil(), at));
      case Unasked s -> Decision.reject(new NothingToAppeal(c.caseId()));
      case Erased s -> Decision.reject(new NothingToAppeal(c.caseId()));
      case Waiting s -> Decision.reject(new NothingToAppeal(c.caseId()));
      case Closed s -> Decision.reject(new NothingToAppeal(c.caseId()));
    };
  }

  private static Decision<ReviewEvent, ReviewRejection> endReviewTime(EndReviewTime c, ReviewState state, Instant at) {
    return state instanceof Waiting s
            && s.stageNo() == c.stageNo()
            && s.file().dueAt() != null
            && !at.isBefore(s.file().dueAt())
        ? Decision.accept(new ReviewDeadlinePassed(c.caseId(), c.stageNo(), s.file().atDeadline()))
        : Decision.nothing();
  }

  private static Decision<ReviewEvent, ReviewRejection> endAppealTime(EndAppealTime c, ReviewState state, Instant at) {
    return state instanceof Refused s && s.stageNo() == c.stageNo() && !at.isBefore(s.appealUntil())
        ? Decision.accept(new RefusalStood(c.caseId(), c.stageNo(), s.refusal().reason()))
        : Decision.nothing();
  }

  private static boolean isOpen(ReviewState state) {
    return state instanceof Asked && !(state instanceof Closed);
  }
}
