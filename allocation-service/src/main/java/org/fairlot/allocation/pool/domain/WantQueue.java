package org.fairlot.allocation.pool.domain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.fairlot.kernel.Ledger;

/**
 * The order in which a pool serves (先到先得, 动态补货): by arrival, each want by the rule it came with. A want that fits
 * what is left is served; one that does not is passed, unless it is strict, in which case everyone behind it waits too.
 */
final class WantQueue {

  private WantQueue() {}

  /** The next wants to serve from what is free, at most {@code limit}, in order. */
  static List<PoolMember.Want> next(Ledger<PoolHeader, PoolMember> pool, int limit) {
    int free = pool.header().level().free();
    var lanes = new ArrayList<Heads>();
    for (String prefix : free == 0 ? List.<String>of() : List.copyOf(pool.header().lanes().keySet())) {
      lanes.add(new Heads(Lane.parse(prefix), new ArrayDeque<>(pool.first(prefix, limit))));
    }
    var served = new ArrayList<PoolMember.Want>();
    while (served.size() < limit) {
      Heads next = earliestFitting(lanes, free);
      if (next == null) {
        break;
      }
      served.add((PoolMember.Want) next.wants().remove().getValue());
      free -= next.lane().units();
    }
    return served;
  }

  /**
   * Whether somebody who comes now may have units at once: as the last in the queue, just where it would be their turn.
   */
  static boolean isTurnOfNewcomer(Ledger<PoolHeader, PoolMember> pool, int units) {
    var header = pool.header();
    int free = header.level().free();
    if (free < units) {
      return false;
    }
    boolean enoughForAll = free - header.queuedUnits() >= units;
    return enoughForAll || !header.strictWantsWait() && next(pool, 1).isEmpty();
  }

  private static Heads earliestFitting(List<Heads> lanes, int free) {
    long barrier = Long.MAX_VALUE;
    for (Heads heads : lanes) {
      if (heads.lane().strict() && heads.lane().units() > free) {
        barrier = Math.min(barrier, heads.arrival());
      }
    }
    Heads earliest = null;
    for (Heads heads : lanes) {
      if (heads.lane().units() <= free && heads.arrival() < barrier) {
        earliest = heads;
        barrier = heads.arrival();
      }
    }
    return earliest;
  }

  /** The first wants of a lane. */
  private record Heads(Lane lane, Deque<Map.Entry<String, PoolMember>> wants) {
    long arrival() {
      return wants.isEmpty() ? Long.MAX_VALUE : Lane.arrivalOf(wants.element().getKey());
    }
  }
}
