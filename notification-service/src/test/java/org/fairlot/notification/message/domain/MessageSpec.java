package org.fairlot.notification.message.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.contracts.notification.MessageEvent.MessagePostponed;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.MessageEvent.MessageReported;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.notification.QuietHours;
import org.fairlot.notification.message.domain.MessageCommand.BeginAttempt;
import org.fairlot.notification.message.domain.MessageCommand.MarkDue;
import org.fairlot.notification.message.domain.MessageCommand.QueueMessage;
import org.fairlot.notification.message.domain.MessageCommand.RecordFailure;
import org.fairlot.notification.message.domain.MessageCommand.RecordReport;
import org.fairlot.notification.message.domain.MessageCommand.RecordSent;
import org.fairlot.notification.message.domain.MessageRejection.AttemptAlreadyBegun;
import org.fairlot.notification.message.domain.MessageRejection.NoticeTooOld;
import org.fairlot.testkit.DeciderSpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MessageSpec {

  private static final String TAG = "abcdefghijklmnopqrstuv";
  private static final String CASE = "hangzhou-2020." + TAG + ".12345678";
  private static final String ID = CASE + ":granted";
  private static final Map<String, String> PARAMS = Map.of("place", "7");
  private static final QuietHours NIGHT =
      new QuietHours(LocalTime.of(22, 0), LocalTime.of(8, 0), ZoneId.of("Asia/Shanghai"));
  private static final Instant EVENING = at("2020-02-02T19:30:05+08:00");
  private static final Instant LATE = at("2020-02-02T23:10:00+08:00");
  private static final Instant MORNING = at("2020-02-03T08:00:00+08:00");
  private static final Instant SOON = EVENING.plusSeconds(40);

  private static final AttemptBegun BEGUN = new AttemptBegun(ID, CASE, 1);
  private static final MessageSent SENT = new MessageSent(ID, CASE, 1, "sms", "biz-1");
  private static final MessageReported REPORTED = new MessageReported(ID, CASE, true, "DELIVERED", SOON);

  private static DeciderSpec<MessageCommand, Recipient, MessageEvent, MessageRejection> recipient() {
    return spec(new MessageDecider()).at(EVENING);
  }

  @Nested
  class A_notice {

    @Test
    void is_due_at_once_in_the_evening() {
      recipient().when(queue(EVENING)).then(queued(EVENING, EVENING), due(1, false));
    }

    @Test
    void waits_for_the_morning_in_quiet_hours() {
      recipient().at(LATE).when(queue(LATE)).then(queued(LATE, MORNING));
    }

    @Test
    void is_sent_at_any_hour_if_it_is_urgent() {
      recipient().at(LATE).when(urgent(LATE)).thenEvents(
          events -> assertThat(events).hasExactlyElementsOfTypes(MessageQueued.class, MessageDue.class));
    }

    @Test
    void makes_one_message_however_often_it_comes() {
      recipient().when(queue(EVENING), queue(EVENING)).thenNothing();
      recipient().when(queue(EVENING), begin(1), sent(1), queue(EVENING)).thenNothing();
      recipient().when(queue(EVENING), begin(1), sent(1), report(true), queue(EVENING)).thenNothing();
    }

    @Test
    void older_than_a_week_is_no_news() {
      Instant weekLater = EVENING.plus(Duration.ofDays(7)).plusMillis(1);
      recipient().at(weekLater).when(queue(EVENING)).thenRejected(new NoticeTooOld(ID, EVENING));
      recipient().at(weekLater.minusMillis(1)).when(queue(EVENING)).thenEvents(e -> assertThat(e).isNotEmpty());
    }

    @Test
    void that_is_done_leaves_the_state_only_when_it_could_no_longer_be_queued() {
      Instant later = EVENING.plus(Duration.ofDays(8)).plusSeconds(1);
      var spec = recipient().when(queue(EVENING), begin(1), sent(1), report(true)).at(later).when(other("next", later));
      assertThat(spec.state().messages()).containsOnlyKeys(CASE + ":next");
      spec.when(queue(EVENING)).thenRejected("NOTICE_TOO_OLD");
    }

    @Test
    void that_is_not_done_never_leaves_the_state() {
      Instant later = EVENING.plus(Duration.ofDays(30));
      var spec = recipient().when(queue(EVENING)).at(later).when(other("next", later));
      assertThat(spec.state().messages()).containsOnlyKeys(ID, CASE + ":next");
    }

    @Test
    void beyond_the_cap_of_a_recipient_is_refused_until_old_ones_are_forgotten() {
      var spec = recipient();
      for (int i = 0; i < Recipient.MESSAGES_MAX; i++) {
        String what = "n" + i;
        spec.when(other(what, EVENING), new BeginAttempt(TAG, CASE + ":" + what, 1));
        spec.when(new RecordSent(TAG, CASE + ":" + what, 1, "sms", "b" + i));
      }
      spec.when(other("one-more", EVENING)).thenRejected("TOO_MANY_MESSAGES");
      Instant later = EVENING.plus(Duration.ofDays(9));
      spec.at(later).when(other("one-more", later)).thenEvents(events -> assertThat(events).hasSize(2));
      assertThat(spec.state().messages()).hasSize(1);
    }
  }

  @Nested
  class A_timer {

    @Test
    void makes_a_waiting_message_due() {
      recipient().given(queued(LATE, MORNING)).at(MORNING).when(markDue(1)).then(due(1, false));
    }

    @Test
    void that_comes_a_little_early_counts() {
      var urgent =
          new MessageQueued(ID, TAG, CASE, "granted", "zh-CN", PARAMS, "jwe", null, EVENING, EVENING.plusMillis(3));
      recipient().given(urgent).at(EVENING.plusMillis(1)).when(markDue(1)).then(due(1, false));
    }

    @Test
    void that_comes_so_late_that_it_is_night_again_waits_for_the_next_morning() {
      recipient().given(queued(LATE, MORNING)).at("2020-02-03T22:00:00+08:00").when(markDue(1))
          .then(postponed(1, "2020-02-04T08:00:00+08:00"));
    }

    @Test
    void is_ignored_when_nothing_waits_for_it() {
      recipient().when(markDue(1)).thenNothing();
      recipient().when(queue(EVENING), markDue(1)).thenNothing();
      recipient().when(queue(EVENING), begin(1), markDue(1)).thenNothing();
      recipient().when(queue(EVENING), begin(1), failed(1, false, SOON), markDue(1)).thenNothing();
    }
  }

  @Nested
  class An_attempt {

    @Test
    void is_begun_by_one_caller_only() {
      recipient().given(queued(EVENING, EVENING), due(1, false)).when(begin(1)).then(BEGUN)
          .when(begin(1)).thenRejected(new AttemptAlreadyBegun(ID, 1));
    }

    @Test
    void cannot_begin_before_it_is_due_nor_after_its_end() {
      recipient().when(begin(1)).thenRejected("MESSAGE_NOT_DUE");
      recipient().given(queued(LATE, MORNING)).when(begin(1)).thenRejected("MESSAGE_NOT_DUE");
      recipient().when(queue(EVENING), begin(2)).thenRejected("MESSAGE_NOT_DUE");
      recipient().when(queue(EVENING), begin(1), sent(1), begin(1)).thenRejected("MESSAGE_NOT_DUE");
      recipient().when(queue(EVENING), begin(1), failed(1, false, SOON), begin(1)).thenRejected("MESSAGE_NOT_DUE");
    }

    @Test
    void that_would_begin_in_quiet_hours_waits_for_the_morning() {
      recipient().given(queued(EVENING, EVENING), due(1, false)).at(LATE).when(begin(1))
          .then(postponed(1, "2020-02-03T08:00:00+08:00"))
          .at(MORNING).when(markDue(1)).then(due(1, false));
    }

    @Test
    void that_was_refused_is_tried_again_after_the_back_off() {
      recipient().when(queue(EVENING), begin(1)).when(failed(1, false, SOON)).then(attemptFailed(1, false, SOON))
          .at(SOON).when(markDue(2)).then(due(2, false))
          .when(begin(2)).then(new AttemptBegun(ID, CASE, 2));
    }

    @Test
    void in_doubt_tells_the_next_one_to_ask_first() {
      recipient().when(queue(EVENING), begin(1), failed(1, true, SOON)).at(SOON).when(markDue(2)).then(due(2, true));
    }

    @Test
    void that_fails_before_it_asked_leaves_the_doubt() {
      recipient().when(queue(EVENING), begin(1), failed(1, true, SOON), markDue(2))
          .when(failed(2, false, SOON)).then(attemptFailed(2, true, SOON));
    }

    @Test
    void in_doubt_that_is_postponed_stays_in_doubt() {
      recipient().when(queue(EVENING), begin(1), failed(1, true, SOON), markDue(2)).at(LATE).when(begin(2), markDue(2))
          .at(MORNING).when(markDue(2)).then(due(2, true));
    }

    @Test
    void is_not_repeated_in_quiet_hours() {
      Instant night = at("2020-02-02T22:00:10+08:00");
      recipient().when(queue(EVENING), begin(1)).when(failed(1, false, night)).then(attemptFailed(1, false, MORNING));
    }

    @Test
    void fails_once_however_often_it_is_said() {
      recipient().when(queue(EVENING), begin(1), failed(1, false, SOON), failed(1, true, SOON)).thenNothing();
    }

    @Test
    void is_given_up_when_the_sender_says_so_or_after_the_last() {
      recipient().when(queue(EVENING), begin(1)).when(failed(1, false, null)).then(attemptFailed(1, false, null))
          .when(begin(2)).thenRejected("MESSAGE_NOT_DUE");
      var spec = recipient().when(queue(EVENING));
      for (int n = 1; n < MessageDecider.ATTEMPTS_MAX; n++) {
        spec.when(begin(n), failed(n, false, SOON), markDue(n + 1));
      }
      spec.when(begin(MessageDecider.ATTEMPTS_MAX)).when(failed(MessageDecider.ATTEMPTS_MAX, false, SOON))
          .then(attemptFailed(MessageDecider.ATTEMPTS_MAX, false, null));
    }

    @Test
    void may_fail_before_it_begins_where_nothing_can_be_sent() {
      recipient().when(queue(EVENING)).when(failed(1, false, null)).then(attemptFailed(1, false, null));
    }
  }

  @Nested
  class The_providers_word {

    @Test
    void that_it_took_the_message_ends_the_attempts() {
      recipient().when(queue(EVENING), begin(1)).when(sent(1)).then(SENT).when(sent(1)).thenNothing();
    }

    @Test
    void counts_even_when_the_next_attempt_is_already_waiting_or_due_or_given_up() {
      recipient().when(queue(EVENING), begin(1), failed(1, true, SOON)).when(sent(1)).then(SENT)
          .when(markDue(2)).thenNothing();
      recipient().when(queue(EVENING), begin(1), failed(1, true, SOON), markDue(2)).when(sent(1)).then(SENT)
          .when(begin(2)).thenRejected("MESSAGE_NOT_DUE");
      recipient().when(queue(EVENING), begin(1), failed(1, true, null)).when(sent(1)).then(SENT);
    }

    @Test
    void is_not_believed_about_what_was_never_begun() {
      recipient().when(sent(1)).thenRejected("MESSAGE_UNKNOWN");
      recipient().when(queue(EVENING), sent(1)).thenRejected("ATTEMPT_NOT_BEGUN");
      recipient().given(queued(LATE, MORNING)).when(report(true)).thenRejected("ATTEMPT_NOT_BEGUN");
    }

    @Test
    void a_report_may_overtake_it_and_both_are_kept() {
      recipient().when(queue(EVENING), begin(1)).when(report(true)).then(REPORTED)
          .when(sent(1)).then(SENT)
          .when(sent(1)).thenNothing()
          .when(report(true)).thenNothing();
    }

    @Test
    void a_report_ends_the_attempts_too() {
      recipient().when(queue(EVENING), begin(1), failed(1, true, SOON)).when(report(true)).then(REPORTED)
          .when(markDue(2)).thenNothing();
    }

    @Test
    void a_report_is_kept_once_and_the_first_one_counts() {
      recipient().when(queue(EVENING), begin(1), sent(1)).when(report(false))
          .then(new MessageReported(ID, CASE, false, "DELIVERED", SOON))
          .when(report(true)).thenNothing();
    }

    @Test
    void about_an_unknown_message_is_refused() {
      recipient().when(report(true)).thenRejected("MESSAGE_UNKNOWN");
      recipient().when(failed(1, false, null)).thenRejected("MESSAGE_UNKNOWN");
    }
  }

  private static QueueMessage queue(Instant requestedAt) {
    return new QueueMessage(TAG, ID, CASE, "granted", "zh-CN", PARAMS, "jwe", NIGHT, requestedAt);
  }

  private static QueueMessage urgent(Instant requestedAt) {
    return new QueueMessage(TAG, ID, CASE, "granted", "zh-CN", PARAMS, "jwe", null, requestedAt);
  }

  private static QueueMessage other(String what, Instant requestedAt) {
    return new QueueMessage(TAG, CASE + ":" + what, CASE, "granted", "zh-CN", PARAMS, "jwe", NIGHT, requestedAt);
  }

  private static MarkDue markDue(int attempt) {
    return new MarkDue(TAG, ID, attempt);
  }

  private static BeginAttempt begin(int attempt) {
    return new BeginAttempt(TAG, ID, attempt);
  }

  private static RecordSent sent(int attempt) {
    return new RecordSent(TAG, ID, attempt, "sms", "biz-1");
  }

  private static RecordFailure failed(int attempt, boolean inDoubt, Instant retryAt) {
    return new RecordFailure(TAG, ID, attempt, "TIMEOUT", inDoubt, retryAt);
  }

  private static RecordReport report(boolean delivered) {
    return new RecordReport(TAG, ID, delivered, "DELIVERED", SOON);
  }

  private static MessageQueued queued(Instant requestedAt, Instant sendAt) {
    return new MessageQueued(ID, TAG, CASE, "granted", "zh-CN", PARAMS, "jwe", NIGHT, requestedAt, sendAt);
  }

  private static MessageDue due(int attempt, boolean inDoubt) {
    return new MessageDue(ID, TAG, CASE, "granted", "zh-CN", PARAMS, "jwe", attempt, inDoubt);
  }

  private static MessagePostponed postponed(int attempt, String sendAt) {
    return new MessagePostponed(ID, TAG, CASE, attempt, at(sendAt));
  }

  private static AttemptFailed attemptFailed(int attempt, boolean inDoubt, Instant retryAt) {
    return new AttemptFailed(ID, TAG, CASE, attempt, "TIMEOUT", inDoubt, retryAt);
  }

  private static Instant at(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
