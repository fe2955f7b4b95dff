package org.fairlot.notification.reaction;

import java.time.Instant;
import java.util.List;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
import org.fairlot.contracts.notification.MessageEvent.MessagePostponed;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.NoticeId;
import org.fairlot.contracts.notification.QuietHours;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.SenderEvent.UplinkAnswered;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;
import org.fairlot.notification.message.domain.MessageCommand.MarkDue;
import org.fairlot.notification.message.domain.MessageCommand.QueueMessage;

/** Notices and answers become messages, and messages that wait get a timer. */
public final class NotificationReaction implements Reaction {

  private final QuietHours quietHours;

  /** @param quietHours go into each command, so that a decision never depends on a setting of today */
  public NotificationReaction(QuietHours quietHours) {
    this.quietHours = quietHours;
  }

  @Override
  public List<Effect> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case NoticeRequested e -> List.of(Effect.request(queue(e, recorded.at())));
      case UplinkAnswered e when e.reply() != null -> List.of(Effect.request(reply(e, recorded.at())));
      // what is due at once was marked so when it was queued
      case MessageQueued e when e.sendAt().isAfter(recorded.at()) ->
          List.of(wake(e.recipientTag(), e.messageId(), 1, e.sendAt()));
      case MessagePostponed e -> List.of(wake(e.recipientTag(), e.messageId(), e.attempt(), e.sendAt()));
      case AttemptFailed e when e.retryAt() != null ->
          List.of(wake(e.recipientTag(), e.messageId(), e.attempt() + 1, e.retryAt()));
      default -> List.of();
    };
  }

  private QueueMessage queue(NoticeRequested e, Instant requestedAt) {
    return new QueueMessage(
        e.personTag(), e.noticeId(), e.caseId(), e.template(), e.language(), e.params(), e.contact(),
        e.urgent() ? null : quietHours, requestedAt);
  }

  /** Whoever asks by short message waits for the answer, at any hour. */
  private static QueueMessage reply(UplinkAnswered e, Instant requestedAt) {
    return new QueueMessage(
        e.senderTag(), NoticeId.of(e.exchangeId(), "reply"), e.exchangeId(), e.reply().template(), e.language(),
        e.reply().params(), e.contact(), null, requestedAt);
  }

  private static Effect wake(String recipientTag, String messageId, int attempt, Instant at) {
    return Effect.schedule("message/" + messageId, at, new MarkDue(recipientTag, messageId, attempt));
  }
}
