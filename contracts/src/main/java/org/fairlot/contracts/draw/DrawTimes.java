package org.fairlot.contracts.draw;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.fairlot.contracts.pack.Stage.DrawRules;

/**
 * The hours of one draw (摇号日程), in the order of {@code domain.md} §5.2: freeze → root → beacon → draw.
 *
 * @param freezeAt        the list is closed: first instant that is too late for this draw
 * @param rootBy          the root of the list must be published before it
 * @param beaconAt        the beacon can be known at the earliest, and the draw is held
 * @param fallbackAt      when the beacon counts that takes its place if the notary's share is withheld
 * @param substituteUntil until when a forfeited unit goes to the next in the order
 */
public record DrawTimes(
    LocalDate day, Instant freezeAt, Instant rootBy, Instant beaconAt, Instant fallbackAt, Instant substituteUntil) {

  /** The first draw of these rules whose list is still open at {@code at}. */
  public static DrawTimes next(DrawRules rules, ZoneId zone, Instant at) {
    LocalDate day = at.atZone(zone).toLocalDate();
    if (rules.from() != null && day.isBefore(rules.from())) {
      day = rules.from();
    }
    while (!isDrawDay(rules, day) || !at.isBefore(of(rules, zone, day).freezeAt())) {
      day = day.plusDays(1);
    }
    return of(rules, zone, day);
  }

  public static DrawTimes of(DrawRules rules, ZoneId zone, LocalDate day) {
    Instant drawAt = day.atTime(rules.at()).atZone(zone).toInstant();
    Instant beaconAt = latest(rules.beacon().availableAt(), rules.at(), day, zone);
    Instant fallbackAt = beaconAt.plus(Duration.ofHours(rules.fallbackHours()));
    // without substitutes there are none between an early beacon and the hour of the draw either
    Instant substituteUntil =
        rules.substituteHours() == 0 ? beaconAt : drawAt.plus(Duration.ofHours(rules.substituteHours()));
    return new DrawTimes(
        day, latest(rules.freezesAt(), rules.at(), day, zone), latest(rules.rootBy(), rules.at(), day, zone), beaconAt,
        fallbackAt, substituteUntil);
  }

  /** The hour on the day of the draw, or on the evening before where it would come after the draw. */
  private static Instant latest(LocalTime hour, LocalTime drawAt, LocalDate day, ZoneId zone) {
    return (hour.isAfter(drawAt) ? day.minusDays(1) : day).atTime(hour).atZone(zone).toInstant();
  }

  private static boolean isDrawDay(DrawRules rules, LocalDate day) {
    LocalDate from = rules.from() == null ? LocalDate.EPOCH : rules.from();
    return Math.floorMod(ChronoUnit.DAYS.between(from, day), rules.everyDays()) == 0;
  }
}
