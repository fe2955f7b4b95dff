package org.fairlot.registration.review.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
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
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.review.view.ReviewsView.Status;
import org.fairlot.runtime.Change;
import org.junit.jupiter.api.Test;

class ReviewsViewSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final String COMMITTEE = "310115004001";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");
  private static final String PLACE = "1580643000000-" + CASE;

  private static Change on(ReviewEvent event) {
    return new ReviewsView().on(new Recorded<>(event, "event-id", CASE, 3, AT, CASE, "cause")).getFirst();
  }

  private static Map<String, Object> fields(ReviewEvent event) {
    var put = (Change.Put) on(event);
    assertThat(put.id()).isEqualTo(CASE + "/1");
    return put.fields();
  }

  @Test
  void who_is_asked_for_stands_in_the_queue_by_time() {
    assertThat(fields(new ReviewAsked(CASE, 1, COMMITTEE, Why.STAGE, AT, AtDeadline.DEFER, 24)))
        .containsEntry("status", Status.PENDING).containsEntry("committee", COMMITTEE)
        .containsEntry("programmeId", "masks").containsEntry("place", PLACE).containsEntry("askedAt", AT);
  }

  @Test
  void another_committees_queue_is_entered_at_its_end() {
    assertThat(fields(new ReviewMoved(CASE, 1, "310104003001")))
        .containsEntry("committee", "310104003001").containsEntry("place", PLACE).doesNotContainKey("askedAt");
  }

  @Test
  void a_refusal_waits_for_an_appeal_and_then_is_final() {
    var refusal = new ReviewDecided(CASE, 1, COMMITTEE, false, RefusalReason.OTHER, "li", "jwe", false, AT);
    assertThat(fields(refusal)).containsEntry("status", Status.REFUSED).containsEntry("appealUntil", AT);
    assertThat(fields(new ReviewAppealed(CASE, 1, "jwe"))).containsEntry("status", Status.APPEALED)
        .containsEntry("appeal", "jwe");
    assertThat(fields(new RefusalStood(CASE, 1, RefusalReason.OTHER))).containsEntry("status", Status.DECIDED);
    assertThat(fields(new ReviewDecided(CASE, 1, COMMITTEE, true, null, "wu", null, true, null)))
        .containsEntry("status", Status.DECIDED).containsEntry("approved", true).containsEntry("decidedBy", "wu");
  }

  @Test
  void a_deferred_case_keeps_its_place() {
    assertThat(fields(new ReviewDeadlinePassed(CASE, 1, AtDeadline.DEFER))).containsExactly(Map.entry("deferred", true));
    assertThat(fields(new ReviewDeadlinePassed(CASE, 1, AtDeadline.INCLUDE)))
        .containsEntry("status", Status.DECIDED).containsEntry("approved", true).doesNotContainKey("decidedBy");
    assertThat(fields(new ReviewDeadlinePassed(CASE, 1, AtDeadline.EXCLUDE))).containsEntry("approved", false);
  }

  @Test
  void who_took_the_case_back_is_in_no_queue() {
    assertThat(on(new ReviewDropped(CASE, 1))).isEqualTo(new Change.Remove("reviews", CASE + "/1"));
  }

  @Test
  void after_the_programme_none_of_its_reviews_is_left() {
    assertThat(new ReviewsView().on(new Recorded<>(new ReviewsErased(CASE, 2), "event-id", CASE, 3, AT, CASE, "cause")))
        .containsExactly(new Change.Remove("reviews", CASE + "/1"), new Change.Remove("reviews", CASE + "/2"));
  }
}
