package org.fairlot.delivery.fulfilment.domain;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What has been taken of a pick-up (领取情况).
 *
 * @param units    units (份) that waited for the citizen
 * @param taken    hand-overs that counted, in the order in which they became known
 * @param afterEnd hand-overs that became known when the pick-up was over: remembered so that a repeat is known
 */
public record Takings(int units, List<Taking> taken, List<Taking> afterEnd) {

  /** One hand-over. */
  public record Taking(int units, Instant at) {}

  public Takings {
    taken = List.copyOf(taken);
    afterEnd = List.copyOf(afterEnd);
  }

  /** @param units {@code null} where no stage has told how many: one */
  static Takings of(Integer units) {
    return new Takings(units == null ? 1 : units, List.of(), List.of());
  }

  Takings with(Taking taking) {
    return new Takings(units, and(taken, taking), afterEnd);
  }

  Takings withAfterEnd(Taking taking) {
    return new Takings(units, taken, and(afterEnd, taking));
  }

  /** Units that nobody is known to have. */
  int left() {
    return units - Stream.concat(taken.stream(), afterEnd.stream()).mapToInt(Taking::units).sum();
  }

  int unitsTaken() {
    return taken.stream().mapToInt(Taking::units).sum();
  }

  /** Whether a report tells of a hand-over that is known. @param told {@code null}: of as many units as there were */
  boolean knows(Integer told, Instant at) {
    return Stream.concat(taken.stream(), afterEnd.stream())
        .anyMatch(known -> known.at().equals(at) && (told == null || told == known.units()));
  }

  /** When the last hand-over was, {@code null} before the first. */
  Instant lastAt() {
    return Stream.concat(taken.stream(), afterEnd.stream()).map(Taking::at).max(Instant::compareTo).orElse(null);
  }

  private static List<Taking> and(List<Taking> takings, Taking taking) {
    return Stream.concat(takings.stream(), Stream.of(taking)).toList();
  }
}
