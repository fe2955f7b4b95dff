package org.fairlot.allocation.pool.domain;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a batch is kept for groups (预留份额). Units are not divided, nor what a case takes of them, so what a group should have and
 * is not enough for one more case is owed to it and counts with the next batch: of many small ones it gets, to a case, what it would
 * have got of one large one. What is not enough for a case is open to everybody, and lies in no reserve while others wait.
 *
 * @param kept whole units of this batch, by the reserve's name; a group that gets nothing is not named
 * @param owed hundredths of a unit from now on, of every reserve that is owed any
 */
record ReserveShare(SortedMap<String, Integer> kept, SortedMap<String, Integer> owed) {

  /** The percentages' whole. */
  private static final int WHOLE = 100;

  /**
   * @param unitsPerCase that a case takes
   * @param percents     by the reserve's name, together {@value #WHOLE} at the most
   * @param before       what is owed so far, in hundredths of a unit
   * @param keptBefore   units of the batches up to now, by the reserve's name
   */
  static ReserveShare of(
      int units, int unitsPerCase, SortedMap<String, Integer> percents, SortedMap<String, Integer> before,
      Map<String, Integer> keptBefore) {
    var kept = new TreeMap<String, Integer>();
    var owed = new TreeMap<>(before);
    int left = units;
    for (Map.Entry<String, Integer> share : percents.entrySet()) {
      long due = before.getOrDefault(share.getKey(), 0) + (long) units * share.getValue();
      int had = keptBefore.getOrDefault(share.getKey(), 0);
      long forCases = (had + due / WHOLE) / unitsPerCase * unitsPerCase - had;
      // two that are owed of the same last unit: one has it now, and the other one of the next batch
      int whole = Math.clamp(forCases, 0, left);
      left -= whole;
      kept.put(share.getKey(), whole);
      owed.put(share.getKey(), (int) (due - (long) WHOLE * whole));
    }
    kept.values().removeIf(none -> none == 0);
    owed.values().removeIf(none -> none == 0);
    return new ReserveShare(kept, owed);
  }
}
