package org.fairlot.allocation.draw.fd1;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times in a bundle are whole seconds in UTC: one form for each, whose texts sort as the times do. */
final class Moment {

  private Moment() {}

  /** @throws IllegalArgumentException if {@code text} is a time in another form, or none */
  static Instant parse(String text) {
    if (text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")) {
      Instant instant = Instant.parse(text);
      if (instant.toString().equals(text)) {
        return instant;
      }
    }
    throw new IllegalArgumentException("a time is written like 2020-02-02T14:30:00Z, not '" + text + "'");
  }

  static Instant wholeSeconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
