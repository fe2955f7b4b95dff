package org.fairlot.notification.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
import org.fairlot.contracts.notification.MessageEvent.MessagePostponed;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.QuietHours;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageTimedOut;
import org.fairlot.contracts.registration.SenderEvent.Reply;
import org.fairlot.contracts.registration.SenderEvent.UplinkAnswered;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.notification.message.domain.MessageCommand.MarkDue;
import org.fairlot.notification.message.domain.MessageCommand.QueueMessage;
import org.junit.jupiter.api.Test;

class NotificationReactionSpec {

  private static final String TAG = "abcdefghijklmnopqrstuv";
  private static final String CASE = "hangzhou-2020." + TAG + ".12345678";
  private static final String ID = CASE + ":granted";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");
  private static final Instant LATER = AT.plusSeconds(60);
  private static final QuietHours NIGHT =
      new QuietHours(LocalTime.of(22, 0), LocalTime.of(8, 0), ZoneId.of("Asia/Shanghai"));

  private final NotificationReaction reaction = new NotificationReaction(NIGHT);

  @Test
  void a_notice_becomes_a_message_that_keeps_the_quiet_hours() {
    assertThat(reaction.on(recorded(notice(false)))).containsExactly(Effect.request(queue(NIGHT)));
  }

  @Test
  void an_answer_to_a_short_message_is_sent_at_any_hour_and_to_the_sender() {
    String exchange = "sms." + TAG + ".12345678";
    var reply = new Reply("sms-status", Map.of("registration", "k3Jd_x9Q", "status", "已登记"));
    assertThat(reaction.on(recorded(answered(exchange, reply)))).containsExactly(
        Effect.request(
            new QueueMessage(
                TAG, exchange + ":reply", exchange, "sms-status", "zh-CN", reply.params(), "jwe", null, AT)));
  }

  @Test
  void where_the_case_tells_itself_nothing_is_answered_beside_it() {
    assertThat(reaction.on(recorded(answered("sms." + TAG + ".12345678", null)))).isEmpty();
  }

  private static UplinkAnswered answered(String exchange, Reply reply) {
    return new UplinkAnswered(TAG, exchange, "pudong-masks", "jwe-content", "jwe", "zh-CN", reply, null, AT);
  }

  @Test
  void an_urgent_notice_keeps_none() {
    assertThat(reaction.on(recorded(notice(true)))).containsExactly(Effect.request(queue(null)));
  }

  @Test
  void a_message_that_waits_gets_a_timer_and_one_that_is_due_does_not() {
    assertThat(reaction.on(recorded(queued(LATER)))).containsExactly(timer(1, LATER));
    assertThat(reaction.on(recorded(queued(AT)))).isEmpty();
  }

  @Test
  void what_is_postponed_or_to_be_tried_again_moves_the_timer() {
    assertThat(reaction.on(recorded(new MessagePostponed(ID, TAG, CASE, 2, LATER)))).containsExactly(timer(2, LATER));
    assertThat(reaction.on(recorded(new AttemptFailed(ID, TAG, CASE, 2, "HTTP_503", false, LATER))))
        .containsExactly(timer(3, LATER));
  }

  @Test
  void what_was_given_up_and_what_is_of_others_leads_to_nothing() {
    assertThat(reaction.on(recorded(new AttemptFailed(ID, TAG, CASE, 2, "HTTP_400", false, null)))).isEmpty();
    assertThat(reaction.on(recorded(new AttemptBegun(ID, CASE, 2)))).isEmpty();
    assertThat(reaction.on(recorded(new StageTimedOut(CASE, 1, AT)))).isEmpty();
  }

  private static NoticeRequested notice(boolean urgent) {
    return new NoticeRequested(CASE, ID, TAG, "granted", "en", Map.of("place", "7"), "jwe", urgent);
  }

  private static QueueMessage queue(QuietHours quietHours) {
    return new QueueMessage(TAG, ID, CASE, "granted", "en", Map.of("place", "7"), "jwe", quietHours, AT);
  }

  private static MessageQueued queued(Instant sendAt) {
    return new MessageQueued(ID, TAG, CASE, "granted", "en", Map.of(), "jwe", NIGHT, AT, sendAt);
  }

  private static Effect timer(int attempt, Instant at) {
    return Effect.schedule("message/" + ID, at, new MarkDue(TAG, ID, attempt));
  }

  private static Recorded<Event> recorded(Event event) {
    return new Recorded<>(event, "e-1", "subject", 1, AT, CASE, "c-1");
  }
}
