package org.fairlot.registration.sms.domain;

import org.fairlot.kernel.Rejection;

/** Why a message is not answered. */
public sealed interface SenderRejection extends Rejection {

  /** A number that writes on and on, as machines do that answer each other. */
  record TooManyMessages(int max) implements SenderRejection {
    @Override
    public String code() {
      return "TOO_MANY_MESSAGES";
    }
  }
}
