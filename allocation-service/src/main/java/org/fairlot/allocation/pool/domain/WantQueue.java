package org.fairlot.allocation.pool.domain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.kernel.Ledger;

/**
 * The order in which a pool serves (先到先得, 动态补货): by arrival, each want by the rule it came with, and whole out of one of
 * the parts that are for it. A want that fits what is left of such a part is served; one that does not is passed, unless it is
 * strict, in which case everyone behind it who would be served from one of its parts waits too.
 */
final class WantQueue {

  private WantQueue() {}

  /** A want whose turn it is. @param reserve what serves it; {@code null}: what is open to everybody */
  record Turn(PoolMember.Want want, String reserve) {}

  /** The next wants to serve from what is free, at most {@code limit}, in order. */
  static List<Turn> next(Ledger<PoolHeader, PoolMember> pool, int limit) {
    var level = pool.header().level();
    var lanes = new ArrayList<Heads>();
    for (String prefix : level.free() == 0 ? List.<String>of() : List.copyOf(pool.header().lanes().keySet())) {
      lanes.add(new Heads(Lane.parse(prefix), new ArrayDeque<>(pool.first(prefix, limit))));
    }
    var free = freeByPart(level);
    var turns = new ArrayList<Turn>();
    while (turns.size() < limit) {
      lanes.removeIf(heads -> heads.wants().isEmpty());
      lanes.sort(Comparator.comparingLong(Heads::arrival));
      Served next = earliestFitting(lanes, free);
      if (next == null) {
        break;
      }
      var want = (PoolMember.Want) next.heads().wants().remove().getValue();
      free.merge(next.part(), -want.units(), Integer::sum);
      turns.add(new Turn(want, Lane.reserveOf(next.part())));
    }
    return turns;
  }

  /**
   * The part from which somebody who comes now may have units at once: as the last in the queue, just where it would be their
   * turn.
   *
   * @param reserves those that may serve them
   * @return {@code null} if there is none
   */
  static String partForNewcomer(PoolHeader header, int units, List<String> reserves) {
    return Lane.partsOf(reserves).stream()
        .filter(part -> isTurnOfNewcomer(header, units, part))
        .findFirst().orElse(null);
  }

  private static boolean isTurnOfNewcomer(PoolHeader header, int units, String part) {
    int free = header.level().freeOf(Lane.reserveOf(part));
    if (free < units) {
      return false;
    }
    boolean enoughForAll = free - header.queuedUnitsFor(part) >= units;
    return enoughForAll || header.lanesFor(part).noneMatch(lane -> lane.strict() || lane.units() <= free);
  }

  private static TreeMap<String, Integer> freeByPart(Level level) {
    var free = new TreeMap<String, Integer>();
    if (level.reserves() != null) {
      level.reserves().forEach((reserve, part) -> free.put(reserve, part.free()));
    }
    free.put(Lane.OPEN, level.freeOf(null));
    return free;
  }

  /** @param lanes by the arrival of their first wants */
  private static Served earliestFitting(List<Heads> lanes, Map<String, Integer> free) {
    var barred = new TreeSet<String>();
    for (Heads heads : lanes) {
      for (String part : heads.lane().parts()) {
        if (!barred.contains(part) && free.getOrDefault(part, 0) >= heads.lane().units()) {
          return new Served(heads, part);
        }
      }
      if (heads.lane().strict()) {
        barred.addAll(heads.lane().parts());
      }
    }
    return null;
  }

  /** The first wants of a lane. */
  private record Heads(Lane lane, Deque<Map.Entry<String, PoolMember>> wants) {
    long arrival() {
      return Lane.arrivalOf(wants.element().getKey());
    }
  }

  private record Served(Heads heads, String part) {}
}
