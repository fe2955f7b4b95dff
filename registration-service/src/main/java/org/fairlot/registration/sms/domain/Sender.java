package org.fairlot.registration.sms.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A number that messages come from (短信发送者).
 *
 * @param answered when each message was answered, by exchange id, as long as a gateway may bring it again
 * @param optedOut whether it wants no notices
 */
public record Sender(SortedMap<String, Instant> answered, boolean optedOut) {

  static final Sender UNKNOWN = new Sender(new TreeMap<>(), false);

  /** Gateways try again for hours at most; notification-service remembers a message for as long. */
  static final Duration REMEMBERED = Duration.ofDays(8);

  /** Below what notification-service takes for one recipient (64), so that what is answered is also sent. */
  static final int MESSAGES_MAX = 60;

  public Sender {
    answered = Collections.unmodifiableSortedMap(new TreeMap<>(answered));
  }

  Sender answering(String exchangeId, Instant at) {
    var next = remembered(at);
    next.put(exchangeId, at);
    return new Sender(next, optedOut);
  }

  Sender optedOut(boolean out) {
    return new Sender(answered, out);
  }

  SortedMap<String, Instant> remembered(Instant at) {
    var still = new TreeMap<>(answered);
    still.values().removeIf(then -> then.isBefore(at.minus(REMEMBERED)));
    return still;
  }
}
