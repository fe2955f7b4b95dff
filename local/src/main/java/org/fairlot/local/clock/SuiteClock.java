package org.fairlot.local.clock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The time of a local suite: real time until somebody turns it, from then on a line with another start or slope. It
 * only ever goes forward, and a turn holds from a moment that has not come yet, so a record keeps the time at which it
 * was decided, however often the log is replayed. For the same reason the turns are kept beside the log.
 */
public final class SuiteClock {

  /** A line: at {@code real} the domain's time is {@code virtual}, and it runs {@code speed} times as fast. */
  public record Turn(Instant real, Instant virtual, double speed) {

    Instant at(Instant when) {
      return virtual.plusNanos((long) (Duration.between(real, when).toNanos() * speed));
    }

    private String line() {
      return real + " " + virtual + " " + speed;
    }

    private static Turn parse(String line) {
      String[] parts = line.split(" ");
      return new Turn(Instant.parse(parts[0]), Instant.parse(parts[1]), Double.parseDouble(parts[2]));
    }
  }

  /** Long enough to be on disk before it holds, short enough not to be noticed. */
  private static final Duration NOTICE = Duration.ofMillis(50);

  private final Path file;
  private final Clock real;
  private volatile List<Turn> turns;

  private SuiteClock(Path file, Clock real, List<Turn> turns) {
    this.file = file;
    this.real = real;
    this.turns = turns;
  }

  /** The clock that is kept in this file; real time if there is none yet. */
  public static SuiteClock open(Path file, Clock real) {
    try {
      var turns = new ArrayList<Turn>();
      if (Files.exists(file)) {
        Files.readAllLines(file).stream().filter(line -> !line.isBlank()).map(Turn::parse).forEach(turns::add);
      }
      return new SuiteClock(file, real, List.copyOf(turns));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The domain's time at a real instant, in the past as it was then. */
  public Instant at(Instant when) {
    var known = turns;
    for (int i = known.size() - 1; i >= 0; i--) {
      if (i == 0 || !when.isBefore(known.get(i).real())) {
        return known.get(i).at(when);
      }
    }
    return when;
  }

  public Instant now() {
    return at(real.instant());
  }

  public double speed() {
    return turns.isEmpty() ? 1 : turns.getLast().speed();
  }

  public List<Turn> turns() {
    return turns;
  }

  /**
   * Turns the clock; holds when this returns.
   *
   * @param virtual the time that it is from then on, {@code null}: as it would have been
   * @param speed   how fast it runs, at least 0.01
   * @throws IllegalArgumentException if it would go back: what has happened would then lie in the future
   */
  public synchronized void turn(Instant virtual, double speed) {
    if (!(speed >= 0.01 && speed <= 1_000_000)) {
      throw new IllegalArgumentException("The speed must be between 0.01 and 1000000, not " + speed + ".");
    }
    Instant when = real.instant().plus(NOTICE);
    Instant then = at(when);
    // before the first turn nothing has been decided yet, and the story may begin in any year
    if (virtual != null && virtual.isBefore(then) && !turns.isEmpty()) {
      throw new IllegalArgumentException("The clock cannot go back from " + then + " to " + virtual + ".");
    }
    var turn = new Turn(when, virtual == null ? then : virtual, speed);
    var next = new ArrayList<>(turns);
    next.add(turn);
    keep(turn);
    turns = List.copyOf(next);
    while (real.instant().isBefore(when)) {
      Thread.onSpinWait();
    }
  }

  private void keep(Turn turn) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
        channel.write(ByteBuffer.wrap((turn.line() + "\n").getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long to wait, at the present speed, until the domain's time is {@code instant}; zero if it has passed. */
  public Duration realDurationUntil(Instant instant) {
    long nanos = Duration.between(now(), instant).toNanos();
    return nanos <= 0 ? Duration.ZERO : Duration.ofNanos((long) (nanos / speed()));
  }
}
