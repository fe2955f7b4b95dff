package org.fairlot.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The time of a test in which days pass: real instants, and what time it is in the domain from each of them on. */
public final class TurnedClock {

  private final NavigableMap<Instant, Instant> turns;

  private TurnedClock(NavigableMap<Instant, Instant> turns) {
    this.turns = turns;
  }

  /** A clock on which it is this time now. */
  public static TurnedClock at(Instant domain) {
    return new TurnedClock(new ConcurrentSkipListMap<>(Map.of(Instant.now(), domain)));
  }

  /** The clock that another process wrote down. */
  static TurnedClock parse(String text) {
    var turns =
        text.lines().map(line -> line.split(" ")).collect(Collectors.toMap(t -> Instant.parse(t[0]), t -> Instant.parse(t[1])));
    return new TurnedClock(new ConcurrentSkipListMap<>(turns));
  }

  /** Only while nothing decides by this clock: what was decided keeps its time. */
  public void turnTo(Instant domain) {
    turns.put(Instant.now(), domain);
  }

  public Instant now() {
    return domainAt(Instant.now());
  }

  /** The domain's time at a real instant; before the first turn it stands still. */
  Instant domainAt(Instant real) {
    var turn = turns.floorEntry(real);
    return turn == null ? turns.firstEntry().getValue() : turn.getValue().plus(Duration.between(turn.getKey(), real));
  }

  @Override
  public String toString() {
    return turns.entrySet().stream().map(turn -> turn.getKey() + " " + turn.getValue()).collect(Collectors.joining("\n"));
  }
}
