package org.fairlot.registration.review.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.fairlot.contracts.pack.Stage.AtDeadline;
import org.fairlot.contracts.registration.ReviewEvent.ReviewsErased;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.contracts.registration.ReviewEvent.RefusalStood;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDeadlinePassed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.contracts.registration.ReviewEvent.Why;
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
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** M8: 居委会审核. */
@Row("M8")
class ReviewDeciderSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final String HERE = "310115004001";
  private static final String THERE = "310104003001";
  private static final String MORNING = "2020-02-02T08:00:00+08:00";
  private static final Instant DUE = at("2020-02-04T08:00:00+08:00");

  private static Instant at(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static AskReview ask(int stageNo, AtDeadline atDeadline, int appealHours) {
    return new AskReview(CASE, stageNo, HERE, Why.STAGE, 48, atDeadline, appealHours);
  }

  private static DecideReview approve(String by) {
    return new DecideReview(CASE, HERE, true, null, by, null);
  }

  private static DecideReview refuse(String by) {
    return new DecideReview(CASE, HERE, false, RefusalReason.NOT_RESIDENT, by, "note");
  }

  private static ReviewDecided refused(String by, boolean onAppeal, Instant appealUntil) {
    return new ReviewDecided(CASE, 1, HERE, false, RefusalReason.NOT_RESIDENT, by, "note", onAppeal, appealUntil);
  }

  private static ReviewDecided approved(String by, boolean onAppeal) {
    return new ReviewDecided(CASE, 1, HERE, true, null, by, null, onAppeal, null);
  }

  private static DeciderSpec<ReviewCommand, ReviewState, ReviewEvent, ReviewRejection> waiting() {
    return spec(new ReviewDecider()).at(MORNING).when(ask(1, AtDeadline.EXCLUDE, 24));
  }

  private static DeciderSpec<ReviewCommand, ReviewState, ReviewEvent, ReviewRejection> refused() {
    return waiting().when(refuse("li"));
  }

  @Nested
  class The_queue {

    @Test
    void a_case_comes_into_the_queue_of_its_committee_once() {
      waiting().then(new ReviewAsked(CASE, 1, HERE, Why.STAGE, DUE, AtDeadline.EXCLUDE, 24))
          .when(ask(1, AtDeadline.EXCLUDE, 24)).thenNothing()
          .when(approve("li"), ask(1, AtDeadline.EXCLUDE, 24)).thenNothing();
    }

    @Test
    void a_later_stage_may_ask_again() {
      waiting().when(approve("li"), ask(2, AtDeadline.DEFER, 0))
          .then(new ReviewAsked(CASE, 2, HERE, Why.STAGE, DUE, AtDeadline.DEFER, 0))
          .when(ask(1, AtDeadline.EXCLUDE, 24)).thenNothing();
    }

    @Test
    void a_case_without_a_committee_is_the_operators_and_may_have_all_the_time() {
      spec(new ReviewDecider()).when(new AskReview(CASE, 1, null, Why.POSSIBLE_DUPLICATE, null, null, 0))
          .then(new ReviewAsked(CASE, 1, "unassigned", Why.POSSIBLE_DUPLICATE, null, null, 0))
          .when(new EndReviewTime(CASE, 1)).thenNothing();
    }

    @Test
    void a_case_moves_with_its_citizen() {
      waiting().when(new MoveReview(CASE, HERE)).thenNothing()
          .when(new MoveReview(CASE, THERE)).then(new ReviewMoved(CASE, 1, THERE))
          .when(approve("li")).thenRejected("NOT_YOUR_COMMITTEE")
          .when(new DecideReview(CASE, THERE, true, null, "wu", null)).thenEvents(e -> assertThat(e).hasSize(1))
          .when(new MoveReview(CASE, HERE)).thenNothing();
      spec(new ReviewDecider()).when(new MoveReview(CASE, HERE)).thenNothing();
    }

    @Test
    void a_case_that_ended_leaves_the_queue() {
      waiting().when(new DropReview(CASE)).then(new ReviewDropped(CASE, 1))
          .when(new DropReview(CASE)).thenNothing()
          .when(approve("li")).thenRejected("REVIEW_CLOSED")
          .when(ask(1, AtDeadline.EXCLUDE, 24)).thenNothing();
      spec(new ReviewDecider()).when(new DropReview(CASE)).thenNothing();
    }
  }

  @Nested
  class A_decision {

    @Row("S6")
    @Test
    void is_made_once() {
      waiting().when(approve("li")).then(approved("li", false))
          .when(approve("wu")).thenNothing()
          .when(refuse("wu")).thenRejected(new AlreadyReviewed(CASE, true));
    }

    @Test
    void is_for_the_committee_in_whose_queue_the_case_stands() {
      var elsewhere = new DecideReview(CASE, THERE, true, null, "wu", null);
      waiting().when(elsewhere).thenRejected("NOT_YOUR_COMMITTEE");
      waiting().when(approve("li"), elsewhere).thenRejected("NOT_YOUR_COMMITTEE");
    }

    @Test
    void needs_a_question() {
      spec(new ReviewDecider()).when(approve("li")).thenRejected("UNKNOWN_REVIEW");
    }

    @Row("S6")
    @Test
    void against_the_citizen_tells_until_when_there_is_an_appeal() {
      refused().then(refused("li", false, at("2020-02-03T08:00:00+08:00")))
          .when(refuse("wu")).thenNothing()
          .when(approve("wu")).thenRejected(new AlreadyReviewed(CASE, false));
    }

    @Test
    void is_final_where_the_pack_has_no_appeal() {
      spec(new ReviewDecider()).at(MORNING).when(ask(1, AtDeadline.EXCLUDE, 0), refuse("li"))
          .then(refused("li", false, null))
          .when(new AppealReview(CASE, "jwe")).thenRejected("NOTHING_TO_APPEAL");
    }
  }

  @Nested
  class An_appeal {

    @Test
    void brings_the_case_back_once() {
      refused().when(new AppealReview(CASE, "jwe")).then(new ReviewAppealed(CASE, 1, "jwe"))
          .when(new AppealReview(CASE, "other")).thenNothing();
    }

    @Test
    void is_decided_by_another_worker_for_good() {
      refused().when(new AppealReview(CASE, "jwe"))
          .when(refuse("li")).thenRejected("SAME_REVIEWER")
          .when(approve("li")).thenRejected("SAME_REVIEWER")
          .when(refuse("wu")).then(refused("wu", true, null))
          .when(new AppealReview(CASE, "jwe")).thenRejected("NOTHING_TO_APPEAL");
      refused().when(new AppealReview(CASE, "jwe"), approve("wu")).then(approved("wu", true));
    }

    @Test
    void comes_in_time_or_not_at_all() {
      var until = at("2020-02-03T08:00:00+08:00");
      refused().at("2020-02-03T07:59:59.999+08:00").when(new AppealReview(CASE, "jwe"))
          .then(new ReviewAppealed(CASE, 1, "jwe"));
      refused().at(until).when(new AppealReview(CASE, "jwe")).thenRejected(new AppealTimeOver(until, until))
          .when(new EndAppealTime(CASE, 1)).then(new RefusalStood(CASE, 1, RefusalReason.NOT_RESIDENT))
          .when(new EndAppealTime(CASE, 1)).thenNothing()
          .when(new AppealReview(CASE, "jwe")).thenRejected("NOTHING_TO_APPEAL");
    }

    @Test
    void is_not_ended_by_a_timer_that_comes_early_or_for_another_stage() {
      refused().when(new EndAppealTime(CASE, 1)).thenNothing()
          .at("2020-02-09T08:00:00+08:00").when(new EndAppealTime(CASE, 2)).thenNothing();
      refused().when(new AppealReview(CASE, "jwe"))
          .at("2020-02-09T08:00:00+08:00").when(new EndAppealTime(CASE, 1), new EndReviewTime(CASE, 1)).thenNothing();
    }

    @Test
    void needs_a_refusal() {
      waiting().when(new AppealReview(CASE, "jwe")).thenRejected("NOTHING_TO_APPEAL");
      spec(new ReviewDecider()).when(new AppealReview(CASE, "jwe")).thenRejected("NOTHING_TO_APPEAL");
    }
  }

  @Nested
  class The_deadline {

    @ParameterizedTest
    @EnumSource(names = {"EXCLUDE", "INCLUDE"})
    void ends_what_nobody_has_looked_at(AtDeadline policy) {
      spec(new ReviewDecider()).at(MORNING).when(ask(1, policy, 24))
          .at(DUE.minusMillis(1)).when(new EndReviewTime(CASE, 1)).thenNothing()
          .at(DUE).when(new EndReviewTime(CASE, 2)).thenNothing()
          .when(new EndReviewTime(CASE, 1)).then(new ReviewDeadlinePassed(CASE, 1, policy))
          .when(new EndReviewTime(CASE, 1)).thenNothing()
          .when(approve("li")).thenRejected("REVIEW_CLOSED");
    }

    @Test
    void leaves_a_deferred_case_in_the_queue() {
      spec(new ReviewDecider()).at(MORNING).when(ask(1, AtDeadline.DEFER, 24))
          .at(DUE).when(new EndReviewTime(CASE, 1)).then(new ReviewDeadlinePassed(CASE, 1, AtDeadline.DEFER))
          .when(new EndReviewTime(CASE, 1)).thenNothing()
          .when(approve("li")).then(approved("li", false));
    }

    @Test
    void does_not_touch_what_was_decided() {
      refused().at(DUE).when(new EndReviewTime(CASE, 1)).thenNothing();
    }
  }

  @Row("M23")
  @Test
  void what_was_written_about_a_case_is_forgotten_with_its_programme() {
    spec(new ReviewDecider()).when(new EraseReviews(CASE)).thenNothing();
    refused().when(new EraseReviews(CASE)).then(new ReviewsErased(CASE, 1)).when(new EraseReviews(CASE)).thenNothing()
        .when(ask(2, AtDeadline.DEFER, 0)).thenNothing()
        .when(new DropReview(CASE)).thenNothing()
        .when(approve("li")).thenRejected("UNKNOWN_REVIEW")
        .when(new AppealReview(CASE, "statement")).thenRejected("NOTHING_TO_APPEAL");
    waiting().when(approve("li"), ask(2, AtDeadline.DEFER, 0)).when(new EraseReviews(CASE)).then(new ReviewsErased(CASE, 2));
  }
}
