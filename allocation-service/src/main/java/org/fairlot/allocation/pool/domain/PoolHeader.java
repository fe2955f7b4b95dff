package org.fairlot.allocation.pool.domain;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fairlot.contracts.allocation.PoolEvent.Level;

/**
 * The totals of a pool.
 *
 * @param lanes    how many wants wait in each lane, by the lane's prefix; no lane is empty
 * @param arrivals how many wants ever joined the queue: the arrival number of the last
 * @param round    how often serving had to be continued in a further command
 * @param lastNumber  the last booking number that was given (排队号), 0 before the first
 * @param servingUpTo the highest number that was served (叫号), 0 before the first
 */
public record PoolHeader(
    Level level, SortedMap<String, Integer> lanes, long arrivals, int round, int lastNumber, int servingUpTo) {

  static final PoolHeader EMPTY = new PoolHeader(Level.EMPTY, new TreeMap<>(), 0, 0, 0, 0);

  public PoolHeader {
    lanes = Collections.unmodifiableSortedMap(new TreeMap<>(lanes));
  }

  int queued() {
    return lanes.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What all wants in the queue ask for together. */
  long queuedUnits() {
    return lanes.entrySet().stream().mapToLong(lane -> (long) Lane.parse(lane.getKey()).units() * lane.getValue()).sum();
  }

  boolean strictWantsWait() {
    return lanes.keySet().stream().map(Lane::parse).anyMatch(Lane::strict);
  }

  PoolHeader at(Level newLevel) {
    return new PoolHeader(newLevel, lanes, arrivals, round, lastNumber, servingUpTo);
  }

  PoolHeader joined(Lane lane) {
    var more = new TreeMap<>(lanes);
    more.merge(lane.prefix(), 1, Integer::sum);
    return new PoolHeader(level, more, arrivals + 1, round, lastNumber, servingUpTo);
  }

  PoolHeader left(String queueKey) {
    var fewer = new TreeMap<>(lanes);
    fewer.computeIfPresent(
        queueKey.substring(0, queueKey.lastIndexOf('/') + 1), (lane, wants) -> wants == 1 ? null : wants - 1);
    return new PoolHeader(level, fewer, arrivals, round, lastNumber, servingUpTo);
  }

  PoolHeader inRound(int newRound) {
    return new PoolHeader(level, lanes, arrivals, newRound, lastNumber, servingUpTo);
  }

  PoolHeader numbered(int number) {
    return new PoolHeader(level, lanes, arrivals, round, number, servingUpTo);
  }

  /** @param number {@code null}: without one */
  PoolHeader serving(Integer number) {
    return number == null
        ? this
        : new PoolHeader(level, lanes, arrivals, round, lastNumber, Math.max(servingUpTo, number));
  }

  Level released(int units) {
    return new Level(level.released() + units, level.free() + units, level.held(), level.wants(), level.wantUnits());
  }

  Level reserved(int units) {
    return new Level(level.released(), level.free() - units, level.held() + units, level.wants(), level.wantUnits());
  }

  Level served(int units) {
    return new Level(
        level.released(), level.free() - units, level.held() + units, level.wants() - 1, level.wantUnits() - units);
  }

  Level returned(int units) {
    return new Level(level.released(), level.free() + units, level.held() - units, level.wants(), level.wantUnits());
  }

  Level wanted(int units) {
    return new Level(level.released(), level.free(), level.held(), level.wants() + 1, level.wantUnits() + units);
  }

  Level dropped(int units) {
    return new Level(level.released(), level.free(), level.held(), level.wants() - 1, level.wantUnits() - units);
  }
}
