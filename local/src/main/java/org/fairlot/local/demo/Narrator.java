package org.fairlot.local.demo;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells what happens, with the time on the city's clock. */
final class Narrator {

  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH);

  private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final PrintStream out;
  private final Supplier<Instant> clock;
  private final boolean interactive = System.console() != null && System.console().isTerminal();
  private boolean unfinished;

  Narrator(PrintStream out, Supplier<Instant> clock) {
    this.out = out;
    this.clock = clock;
  }

  synchronized void say(String text, Object... arguments) {
    finishLine();
    out.printf("%s  %s%n", CLOCK.format(clock.get().atZone(ZONE)), text.formatted(arguments));
  }

  /** The time of day in the city. */
  static String time(Instant instant) {
    return TIME_OF_DAY.format(instant.atZone(ZONE));
  }

  /** Shortly after the end of quiet hours. */
  static Instant nextMorning(Instant instant) {
    var local = instant.atZone(ZONE);
    return local.toLocalDate().plusDays(1).atTime(8, 5).atZone(ZONE).toInstant();
  }

  /** Without a time: a heading or a table. */
  synchronized void print(String text) {
    finishLine();
    out.println(text);
  }

  /** Replaces itself on a terminal; elsewhere it is left out. */
  synchronized void progress(String text, Object... arguments) {
    if (interactive) {
      out.printf("\r                 %-60s", text.formatted(arguments));
      out.flush();
      unfinished = true;
    }
  }

  private void finishLine() {
    if (unfinished) {
      out.printf("\r%80s\r", "");
      unfinished = false;
    }
  }
}
