package org.fairlot.runtime.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlot.runtime.vault.Pseudonyms;

/**
 * Queue tickets (排队凭证): an appointment and its keyed hash, good for one request: this caller, this path, this
 * {@code Idempotency-Key}. Every instance knows every ticket, and none is kept anywhere. Only we need to read them, so they
 * are hashed, not signed: a signature under overload costs as much as some of the work that is put off.
 */
final class QueueTickets {

  private static final String DOMAIN = "queue-ticket";
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\.[A-Za-z0-9_-]{22}");

  private final Pseudonyms pseudonyms;

  QueueTickets(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /** @param admitAt counts in whole milliseconds */
  String issue(String commandId, Instant admitAt) {
    return issue(commandId, admitAt.toEpochMilli());
  }

  private String issue(String commandId, long millis) {
    return millis + "." + pseudonyms.of(DOMAIN, millis + "\n" + commandId);
  }

  /** The appointment, or empty if the ticket is not ours or not this request's. */
  Optional<Instant> appointment(String ticket, String commandId) {
    Matcher matcher = FORM.matcher(ticket);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long millis = Long.parseLong(matcher.group(1));
    return isSame(ticket, issue(commandId, millis)) ? Optional.of(Instant.ofEpochMilli(millis)) : Optional.empty();
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
