package org.fairlot.notification.message.sender;

import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.notification.message.domain.MessageCommand;
import reactor.core.publisher.Mono;

/** The ledger as the sender sees it. */
public interface SendLedger {

  /** The answer to the claim on an attempt. */
  enum Claim {
    /** The attempt is ours, and only ours. */
    BEGUN,
    /** Somebody began it and did not say how it ended; perhaps we did, before a crash. */
    ALREADY_BEGUN,
    /** There is nothing to send: it was sent, waits for quiet hours to end, or for another attempt. */
    NOT_DUE
  }

  /** Completes only when the claim is safely in the log. */
  Mono<Claim> begin(MessageDue due);

  /** Completes when the command is in the log. */
  Mono<Void> record(MessageCommand result, MessageDue due);
}
