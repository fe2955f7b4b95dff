package org.fairlot.notification.message.domain;

import java.time.Instant;
import org.fairlot.kernel.Rejection;

/** Why a command on a recipient's messages is refused. */
public sealed interface MessageRejection extends Rejection {

  /** Somebody began this very attempt and has not said how it ended: ask the provider, do not send. */
  record AttemptAlreadyBegun(String messageId, int attempt) implements MessageRejection {
    @Override
    public String code() {
      return "ATTEMPT_ALREADY_BEGUN";
    }
  }

  /** A result or a report of something that was never begun. */
  record AttemptNotBegun(String messageId) implements MessageRejection {
    @Override
    public String code() {
      return "ATTEMPT_NOT_BEGUN";
    }
  }

  /** The message does not wait for this attempt: it was sent, given up, reported, or waits for another one. */
  record MessageNotDue(String messageId, int attempt) implements MessageRejection {
    @Override
    public String code() {
      return "MESSAGE_NOT_DUE";
    }
  }

  /** Never queued, or forgotten since. */
  record MessageUnknown(String messageId) implements MessageRejection {
    @Override
    public String code() {
      return "MESSAGE_UNKNOWN";
    }
  }

  /** The notice is so old that it is no news, and that it may have been sent and forgotten. */
  record NoticeTooOld(String messageId, Instant requestedAt) implements MessageRejection {
    @Override
    public String code() {
      return "NOTICE_TOO_OLD";
    }
  }

  /** The recipient has had too many messages in the time that is remembered (频次限制). */
  record TooManyMessages(String messageId, int messagesMax) implements MessageRejection {
    @Override
    public String code() {
      return "TOO_MANY_MESSAGES";
    }
  }
}
