package org.fairlot.registration.sms.domain;

import org.fairlot.contracts.registration.SenderEvent.Reply;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** Commands on what came from one number. Key: the sender's tag. */
public sealed interface SenderCommand extends Command {

  String senderTag();

  @Override
  default String key() {
    return senderTag();
  }

  /** Whether the message changes which notices the number wants. */
  enum Notices { AS_BEFORE, OPT_OUT, OPT_IN }

  /**
   * A message has been acted upon; answer it, if it has not been answered.
   *
   * @param content sealed, as it came; @param contact sealed
   * @param reply   {@code null} where the case itself tells
   * @param caseId  the case that it opened, or {@code null}
   */
  @Wire("registration.answer-uplink.v1")
  record AnswerUplink(
      String senderTag, String exchangeId, String programmeId, String content, String contact, String language,
      Reply reply, String caseId, Notices notices)
      implements SenderCommand {}
}
