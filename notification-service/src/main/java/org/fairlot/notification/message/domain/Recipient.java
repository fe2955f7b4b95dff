package org.fairlot.notification.message.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fairlot.notification.message.domain.Message.Done;

/**
 * The messages of one recipient that are open or could be asked for again.
 *
 * <p>The state stays small without ever sending twice: a notice older than {@link #NOTICE_TTL} is refused, and a
 * message that is done is forgotten only a day after its notice would be. So whatever is forgotten can no longer be
 * queued, not even when the whole event log is read again from its start.
 */
public record Recipient(SortedMap<String, Message> messages) {

  /** A notice older than this is no news. */
  static final Duration NOTICE_TTL = Duration.ofDays(7);

  /** A day longer, which is more than the clocks of two brokers are ever apart. */
  private static final Duration REMEMBERED = NOTICE_TTL.plusDays(1);

  /** Per recipient within the time remembered: far above any city's use, and about 100 KB if none could be sent. */
  static final int MESSAGES_MAX = 64;

  public Recipient {
    messages = Collections.unmodifiableSortedMap(new TreeMap<>(messages));
  }

  static Recipient unknown() {
    return new Recipient(new TreeMap<>());
  }

  Recipient with(String messageId, Message message) {
    var next = new TreeMap<>(messages);
    next.put(messageId, message);
    return new Recipient(next);
  }

  /** What is left when a notice of {@code requestedAt} comes. */
  Recipient forgetting(Instant requestedAt) {
    var next = new TreeMap<>(messages);
    next.values().removeIf(m -> m instanceof Done && m.requestedAt().isBefore(requestedAt.minus(REMEMBERED)));
    return new Recipient(next);
  }
}
