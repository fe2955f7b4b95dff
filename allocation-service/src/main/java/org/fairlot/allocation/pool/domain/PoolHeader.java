package org.fairlot.allocation.pool.domain;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fairlot.allocation.pool.domain.PoolMember.Stock;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.Part;

/**
 * The totals of a pool.
 *
 * @param lanes    how many wants wait in each lane, by the lane's prefix; no lane is empty
 * @param arrivals how many wants ever joined the queue: the arrival number of the last
 * @param round    how often serving had to be continued in a further command
 * @param lastNumber  the last booking number that was given (排队号), 0 before the first
 * @param servingUpTo the highest number that was served (叫号) out of what is open to everybody, 0 before the first
 * @param owed     hundredths of a unit that batches up to now have left owing to reserves, by their names
 * @param fronts   the batch that each {@link Shelf} gives from next, by the shelf's name; a shelf that is empty has none, so these
 *     are at most as many as there are parts and draws that are open
 */
public record PoolHeader(
    Level level, SortedMap<String, Integer> lanes, long arrivals, int round, int lastNumber, int servingUpTo,
    SortedMap<String, Integer> owed, SortedMap<String, Stock> fronts) {

  static final PoolHeader EMPTY =
      new PoolHeader(Level.EMPTY, new TreeMap<>(), 0, 0, 0, 0, new TreeMap<>(), new TreeMap<>());

  public PoolHeader {
    lanes = Collections.unmodifiableSortedMap(new TreeMap<>(lanes));
    owed = Collections.unmodifiableSortedMap(owed == null ? new TreeMap<>() : new TreeMap<>(owed));
    // there were none before batches were told apart
    fronts = Collections.unmodifiableSortedMap(fronts == null ? new TreeMap<>() : new TreeMap<>(fronts));
  }

  int queued() {
    return lanes.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * What the wants in the queue ask of one part together, at the most: what a reserve surely takes of those who have it alone
   * is not asked of what is open.
   */
  long queuedUnitsFor(String part) {
    long asked = unitsOf(lanesFor(part));
    if (!part.equals(Lane.OPEN) || level.reserves() == null) {
      return asked;
    }
    return asked - level.reserves().keySet().stream().mapToLong(this::surelyTakenFrom).sum();
  }

  /** Those of one reserve alone take from it until what is left is less than a want of theirs. */
  private long surelyTakenFrom(String reserve) {
    var theirs = lanesFor(reserve).filter(lane -> lane.reserves().size() == 1).toList();
    int largest = theirs.stream().mapToInt(Lane::units).max().orElse(1);
    return Math.clamp(level.freeOf(reserve) - (largest - 1L), 0, unitsOf(theirs.stream()));
  }

  /** The lanes whose wants this part may serve. */
  Stream<Lane> lanesFor(String part) {
    return lanes.keySet().stream().map(Lane::parse).filter(lane -> lane.parts().contains(part));
  }

  private long unitsOf(Stream<Lane> some) {
    return some.mapToLong(lane -> (long) lane.units() * lanes.get(lane.prefix())).sum();
  }

  /** Whether one that nobody behind may pass waits for what this part has. */
  boolean strictWantsWaitFor(String part) {
    return lanesFor(part).anyMatch(Lane::strict);
  }

  PoolHeader at(Level newLevel) {
    return new PoolHeader(newLevel, lanes, arrivals, round, lastNumber, servingUpTo, owed, fronts);
  }

  PoolHeader joined(Lane lane) {
    var more = new TreeMap<>(lanes);
    more.merge(lane.prefix(), 1, Integer::sum);
    return new PoolHeader(level, more, arrivals + 1, round, lastNumber, servingUpTo, owed, fronts);
  }

  PoolHeader left(String queueKey) {
    var fewer = new TreeMap<>(lanes);
    fewer.computeIfPresent(
        queueKey.substring(0, queueKey.lastIndexOf('/') + 1), (lane, wants) -> wants == 1 ? null : wants - 1);
    return new PoolHeader(level, fewer, arrivals, round, lastNumber, servingUpTo, owed, fronts);
  }

  PoolHeader inRound(int newRound) {
    return new PoolHeader(level, lanes, arrivals, newRound, lastNumber, servingUpTo, owed, fronts);
  }

  PoolHeader numbered(int number) {
    return new PoolHeader(level, lanes, arrivals, round, number, servingUpTo, owed, fronts);
  }

  PoolHeader owing(Map<String, Integer> toReserves) {
    return new PoolHeader(
        level, lanes, arrivals, round, lastNumber, servingUpTo,
        toReserves == null ? new TreeMap<>() : new TreeMap<>(toReserves), fronts);
  }

  /** @param front {@code null}: the shelf is empty */
  PoolHeader withFront(String shelf, Stock front) {
    var changed = new TreeMap<>(fronts);
    if (front == null) {
      changed.remove(shelf);
    } else {
      changed.put(shelf, front);
    }
    return new PoolHeader(level, lanes, arrivals, round, lastNumber, servingUpTo, owed, changed);
  }

  /** @param number {@code null}: without one */
  PoolHeader serving(Integer number) {
    return number == null
        ? this
        : new PoolHeader(level, lanes, arrivals, round, lastNumber, Math.max(servingUpTo, number), owed, fronts);
  }

  /** Units of the batches up to now, by the reserve's name; without those that a draw has set aside. */
  Map<String, Integer> keptForReserves() {
    var kept = new TreeMap<String, Integer>();
    parts().forEach((reserve, part) -> kept.put(reserve, part.free() + part.held()));
    return kept;
  }

  /** @param kept units of these that are for groups, by the reserve's name */
  Level released(int units, Map<String, Integer> kept) {
    var reserves = parts();
    kept.forEach(
        (reserve, more) ->
            reserves.merge(reserve, new Part(more, 0), (had, added) -> new Part(had.free() + more, had.held())));
    return new Level(
        level.released() + units, level.free() + units, level.held(), level.wants(), level.wantUnits(), reserves);
  }

  /** @param reserve out of which, {@code null}: out of what is open to everybody */
  Level reserved(int units, String reserve) {
    return new Level(
        level.released(), level.free() - units, level.held() + units, level.wants(), level.wantUnits(),
        given(reserve, units));
  }

  Level served(int units, String reserve) {
    return new Level(
        level.released(), level.free() - units, level.held() + units, level.wants() - 1, level.wantUnits() - units,
        given(reserve, units));
  }

  Level returned(int units, String reserve) {
    return new Level(
        level.released(), level.free() + units, level.held() - units, level.wants(), level.wantUnits(),
        given(reserve, -units));
  }

  /** All that is free, of every part. */
  Level setAside() {
    var reserves = parts();
    reserves.replaceAll((reserve, part) -> new Part(0, part.held()));
    return new Level(
        level.released(), 0, level.held() + level.free(), level.wants(), level.wantUnits(), reserves);
  }

  Level wanted(int units) {
    return new Level(
        level.released(), level.free(), level.held(), level.wants() + 1, level.wantUnits() + units, level.reserves());
  }

  Level dropped(int units) {
    return new Level(
        level.released(), level.free(), level.held(), level.wants() - 1, level.wantUnits() - units, level.reserves());
  }

  private TreeMap<String, Part> given(String reserve, int units) {
    var reserves = parts();
    if (reserve != null) {
      reserves.computeIfPresent(reserve, (name, part) -> new Part(part.free() - units, part.held() + units));
    }
    return reserves;
  }

  private TreeMap<String, Part> parts() {
    return level.reserves() == null ? new TreeMap<>() : new TreeMap<>(level.reserves());
  }
}
