package org.fairlot.notification.message.domain;

import java.time.Instant;
import java.util.Map;
import org.fairlot.contracts.notification.QuietHours;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** What may be asked of a recipient's messages. Key: recipient tag. */
public sealed interface MessageCommand extends Command {

  String recipientTag();

  String messageId();

  @Override
  default String key() {
    return recipientTag();
  }

  /**
   * A notice is to become a message.
   *
   * @param messageId   the notice id: the same notice never makes two messages
   * @param quietHours  the hours to keep free, {@code null}: urgent
   * @param requestedAt when the notice was asked for, by the log of the service that asked
   */
  @Wire("notification.queue-message.v1")
  record QueueMessage(
      String recipientTag, String messageId, String caseId, String template, String language,
      Map<String, String> params, String contact, QuietHours quietHours, Instant requestedAt)
      implements MessageCommand {}

  /** The timer: a message that waits for this attempt is due. */
  @Wire("notification.mark-due.v1")
  record MarkDue(String recipientTag, String messageId, int attempt) implements MessageCommand {}

  /** The sender is about to call the provider; only he who gets {@code AttemptBegun} for this may. */
  @Wire("notification.begin-attempt.v1")
  record BeginAttempt(String recipientTag, String messageId, int attempt) implements MessageCommand {}

  /** The provider has taken it, or said when asked that it has. */
  @Wire("notification.record-sent.v1")
  record RecordSent(String recipientTag, String messageId, int attempt, String provider, String bizId)
      implements MessageCommand {}

  /**
   * The attempt did not end with the provider's word that it took the message.
   *
   * @param inDoubt whether the provider may have it all the same
   * @param retryAt when the sender would try again (its back-off with jitter), {@code null}: never
   */
  @Wire("notification.record-failure.v1")
  record RecordFailure(
      String recipientTag, String messageId, int attempt, String reason, boolean inDoubt, Instant retryAt)
      implements MessageCommand {}

  /** The provider's delivery report (状态报告); it may overtake {@link RecordSent}. */
  @Wire("notification.record-report.v1")
  record RecordReport(String recipientTag, String messageId, boolean delivered, String code, Instant reportedAt)
      implements MessageCommand {}
}
