package org.fairlot.contracts.notification;

import java.time.Instant;
import java.util.Map;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/** Messages to one recipient: the send ledger (发送台账). Key: recipient tag, which is the personTag. */
public sealed interface MessageEvent extends Event {

  /** The {@link NoticeId} of what it tells. */
  String messageId();

  String caseId();

  @Override
  default String about() {
    return caseId();
  }

  /**
   * A message waits to be sent.
   *
   * @param params      template parameters; never personal
   * @param contact     JWE for {@link org.fairlot.contracts.Purpose#CONTACT}
   * @param quietHours  when it may not be sent (免打扰), {@code null}: urgent, it may be sent at any hour
   * @param requestedAt when the notice was asked for
   * @param sendAt      not before
   */
  @Wire("notification.message-queued.v1")
  record MessageQueued(
      String messageId, String recipientTag, String caseId, String template, String language, Map<String, String> params,
      String contact, @Nullable QuietHours quietHours, Instant requestedAt, Instant sendAt)
      implements MessageEvent {
    public MessageQueued {
      params = new java.util.TreeMap<>(params);
    }
  }

  /** It was due within quiet hours after all (a late timer, a backlog) and waits for their end. */
  @Wire("notification.message-postponed.v1")
  record MessagePostponed(String messageId, String recipientTag, String caseId, int attempt, Instant sendAt)
      implements MessageEvent {}

  /**
   * It is time to send; the sender takes it from here.
   *
   * @param attempt 1 for the first
   * @param inDoubt whether the attempt before may have reached the provider: ask, then send only what it does not know
   */
  @Wire("notification.message-due.v1")
  record MessageDue(
      String messageId, String recipientTag, String caseId, String template, String language, Map<String, String> params,
      String contact, int attempt, boolean inDoubt)
      implements MessageEvent {
    public MessageDue {
      params = new java.util.TreeMap<>(params);
    }
  }

  /** Written before the provider is called: after a crash, an attempt without a result is asked about, not repeated. */
  @Wire("notification.attempt-begun.v1")
  record AttemptBegun(String messageId, String caseId, int attempt) implements MessageEvent {}

  /** The provider took it. @param bizId the provider's receipt id, if it gave one */
  @Wire("notification.message-sent.v1")
  record MessageSent(String messageId, String caseId, int attempt, String provider, @Nullable String bizId)
      implements MessageEvent {}

  /**
   * An attempt did not end with the provider's word that it took the message.
   *
   * @param reason  stable code
   * @param inDoubt whether the provider may have it all the same (a time-out, a crash)
   * @param retryAt when the next attempt is due, {@code null}: given up
   */
  @Wire("notification.attempt-failed.v1")
  record AttemptFailed(
      String messageId, String recipientTag, String caseId, int attempt, String reason, boolean inDoubt,
      @Nullable Instant retryAt)
      implements MessageEvent {}

  /** The provider's delivery report (状态报告). @param reportedAt the provider's time */
  @Wire("notification.message-reported.v1")
  record MessageReported(String messageId, String caseId, boolean delivered, String code, Instant reportedAt)
      implements MessageEvent {}
}
