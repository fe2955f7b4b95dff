package org.fairlot.allocation.draw.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.allocation.draw.simulation.Findings.Rate;
import org.fairlot.allocation.draw.simulation.Findings.Waits;
import org.fairlot.allocation.draw.simulation.Round.Drawn;
import org.fairlot.allocation.draw.simulation.Round.Entrant;
import org.jspecify.annotations.Nullable;

/** Counts round by round what {@link Findings} say. */
final class Tally {

  private final TreeMap<String, Rate> byGroup = new TreeMap<>();
  private final TreeMap<Integer, Rate> byHouseholdSize = new TreeMap<>();
  private final TreeMap<Integer, Rate> byLosses = new TreeMap<>();
  private int draws;
  private long entries;
  private long wins;
  private long forfeits;

  /** @param houses of the entrants: what each one's household is called, and how many it has */
  void count(List<Entrant> entrants, Drawn drawn, Houses houses) {
    draws++;
    entries += entrants.size();
    wins += drawn.wins().size();
    forfeits += drawn.forfeits().size();
    var winners = new HashSet<Integer>();
    drawn.wins().forEach(win -> winners.add(win.entrant().id()));
    Map<Integer, Boolean> served = new HashMap<>();
    for (Entrant entrant : entrants) {
      boolean won = winners.contains(entrant.id());
      add(byLosses, entrant.losses(), won);
      entrant.reserves().forEach(group -> add(byGroup, group, won));
      if (entrant.reserves().isEmpty()) {
        add(byGroup, Findings.NO_GROUP, won);
      }
      served.merge(houses.house(entrant), won, Boolean::logicalOr);
    }
    served.forEach((house, won) -> add(byHouseholdSize, houses.size(house), won));
  }

  private static <K> void add(Map<K, Rate> rates, K key, boolean hit) {
    rates.merge(key, Rate.NONE.plus(hit), (before, one) -> before.plus(hit));
  }

  /** Who lives with whom. */
  interface Houses {

    int house(Entrant entrant);

    int size(int house);
  }

  Findings findings(Policy policy, long units, double gini, @Nullable Waits waits) {
    return new Findings(
        policy, draws, entries, wins, forfeits, units, units - wins, gini, waits, byGroup, byHouseholdSize, byLosses);
  }
}
