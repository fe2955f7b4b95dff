package org.fairlot.notification.message.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.contracts.notification.MessageEvent.MessagePostponed;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.MessageEvent.MessageReported;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.registration.CaseEvent.StageTimedOut;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.junit.jupiter.api.Test;

class MessageViewTest {

  private static final String TAG = "abcdefghijklmnopqrstuv";
  private static final String CASE = "hangzhou-2020." + TAG + ".12345678";
  private static final String ID = CASE + ":granted";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");
  private static final Instant LATER = AT.plusSeconds(60);

  private final MessageView view = new MessageView();
  private final Map<String, Object> document = new HashMap<>();
  private long version;

  @Test
  void follows_a_message_from_the_queue_to_the_phone() {
    apply(new MessageQueued(ID, TAG, CASE, "granted", "en", Map.of(), "jwe", null, AT, LATER));
    assertThat(document).containsEntry("sending", "WAITING").containsEntry("nextAt", LATER)
        .containsEntry("urgent", true).containsEntry("recipientTag", TAG);
    apply(new MessageDue(ID, TAG, CASE, "granted", "en", Map.of(), "jwe", 1, false));
    assertThat(document).containsEntry("sending", "DUE").containsEntry("attempt", 1).containsEntry("nextAt", null);
    apply(new AttemptBegun(ID, CASE, 1));
    assertThat(document).containsEntry("sending", "UNDER_WAY");
    apply(new AttemptFailed(ID, TAG, CASE, 1, "HTTP_503", false, LATER));
    assertThat(document).containsEntry("sending", "WAITING").containsEntry("reason", "HTTP_503");
    apply(new MessagePostponed(ID, TAG, CASE, 2, LATER.plusSeconds(1)));
    assertThat(document).containsEntry("nextAt", LATER.plusSeconds(1));
    apply(new MessageSent(ID, CASE, 2, "sms", "biz-1"));
    assertThat(document).containsEntry("sending", "SENT").containsEntry("bizId", "biz-1").containsEntry("reason", null);
    apply(new MessageReported(ID, CASE, true, "DELIVERED", LATER));
    assertThat(document).containsEntry("delivered", true).containsEntry("reportedAt", LATER);
  }

  @Test
  void says_why_it_was_given_up() {
    apply(new AttemptFailed(ID, TAG, CASE, 1, "RECIPIENT_ERASED", false, null));
    assertThat(document).containsEntry("sending", "GIVEN_UP").containsEntry("reason", "RECIPIENT_ERASED");
  }

  @Test
  void holds_neither_contact_nor_parameters() {
    apply(new MessageQueued(ID, TAG, CASE, "granted", "en", Map.of("place", "7"), "jwe", null, AT, AT));
    assertThat(document).doesNotContainKeys("contact", "params").doesNotContainValue("jwe");
  }

  @Test
  void leaves_the_events_of_others_alone() {
    assertThat(view.on(new Recorded<>(new StageTimedOut(CASE, 1, AT), "e", "s", 1, AT, CASE, "c"))).isEmpty();
  }

  private void apply(MessageEvent event) {
    var changes = view.on(new Recorded<>(event, "e", TAG, ++version, AT, CASE, "c"));
    assertThat(changes).singleElement().isInstanceOfSatisfying(
        Change.Put.class,
        put -> {
          assertThat(put.id()).isEqualTo(ID);
          assertThat(put.version()).isEqualTo(version);
          document.putAll(put.fields());
        });
  }
}
