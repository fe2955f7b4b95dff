package org.fairlot.contracts.pack;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The daily hours of a pack (开放时段). Registration is open where a registration window is, no maintenance window is, and the day is
 * none on which it is closed.
 *
 * @param registration never empty
 * @param maintenance  may be empty
 * @param closedOn     local days from midnight to midnight on which nobody registers (休息日)
 */
public record Windows(List<Daily> registration, List<Daily> maintenance, SortedSet<LocalDate> closedOn) {

  public Windows {
    registration = List.copyOf(registration);
    maintenance = List.copyOf(maintenance);
    closedOn = Collections.unmodifiableSortedSet(new TreeSet<>(closedOn));
  }

  /** Every day alike. */
  public Windows(List<Daily> registration, List<Daily> maintenance) {
    this(registration, maintenance, new TreeSet<>());
  }

  /**
   * Every day from {@code opens} (inclusive) to {@code closes} (exclusive), local time; where it closes before it opens
   * it crosses midnight, and where both are equal it lasts the whole day.
   */
  public record Daily(LocalTime opens, LocalTime closes) {

    public boolean contains(LocalTime time) {
      if (opens.isBefore(closes)) {
        return !time.isBefore(opens) && time.isBefore(closes);
      }
      return !time.isBefore(opens) || time.isBefore(closes) || opens.equals(closes);
    }

    public boolean overlaps(Daily other) {
      return contains(other.opens) || other.contains(opens);
    }
  }

  public boolean underMaintenance(Instant at, ZoneId zone) {
    return anyContains(maintenance, at, zone);
  }

  public boolean open(Instant at, ZoneId zone) {
    return anyContains(registration, at, zone) && !underMaintenance(at, zone) && !closedOn.contains(at.atZone(zone).toLocalDate());
  }

  /** The end of the maintenance that is on at {@code at}; {@code at} itself if none is. */
  public Instant maintenanceEnds(Instant at, ZoneId zone) {
    var ends = at;
    for (int i = 0; i <= maintenance.size() && underMaintenance(ends, zone); i++) {
      ends = endOfWindow(ends, zone);
    }
    return ends;
  }

  /** The first instant from {@code from} on at which registration is open. */
  public Instant nextOpening(Instant from, ZoneId zone) {
    if (open(from, zone)) {
      return from;
    }
    var candidates = new TreeSet<Instant>();
    LocalDate day = from.atZone(zone).toLocalDate();
    for (int i = 0; i <= 2 + closedOn.size(); i++) {
      // the day after one on which it is closed may begin amid a window
      candidates.add(day.plusDays(i).atStartOfDay(zone).toInstant());
      for (Daily window : registration) {
        candidates.add(day.plusDays(i).atTime(window.opens()).atZone(zone).toInstant());
      }
      for (Daily window : maintenance) {
        candidates.add(day.plusDays(i).atTime(window.closes()).atZone(zone).toInstant());
      }
    }
    return candidates.stream()
        .filter(instant -> instant.isAfter(from) && open(instant, zone))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("maintenance leaves no time to register"));
  }

  private Instant endOfWindow(Instant at, ZoneId zone) {
    var local = at.atZone(zone);
    var window = maintenance.stream().filter(w -> w.contains(local.toLocalTime())).findFirst().orElseThrow();
    var end = local.toLocalDate().atTime(window.closes()).atZone(zone);
    return (end.isAfter(local) ? end : end.plusDays(1)).toInstant();
  }

  private static boolean anyContains(List<Daily> windows, Instant at, ZoneId zone) {
    LocalTime time = at.atZone(zone).toLocalTime();
    return windows.stream().anyMatch(window -> window.contains(time));
  }
}
