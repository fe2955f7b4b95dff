package org.fairlot.allocation.draw.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a policy (推演结果).
 *
 * @param draws           that were held
 * @param entries         over all draws
 * @param wins            units that somebody took
 * @param forfeits        units that somebody won and did not take; each went on to the next in the order
 * @param units           that there were
 * @param unitsUnused     that nobody has in the end
 * @param gini            of the wins of each who ever took part: 0 all alike, towards 1 one has all; without meaning where
 *     cases cannot be followed from draw to draw
 * @param waits           {@code null} where cases cannot be followed from draw to draw
 * @param byGroup         by reserve, and {@link #NO_GROUP}: of entries, the part that won
 * @param byHouseholdSize of households with at least one entry, the part that won at least once in the draw
 * @param byLosses        by draws lost before: of entries, the part that won
 */
public record Findings(
    Policy policy, int draws, long entries, long wins, long forfeits, long units, long unitsUnused, double gini,
    @Nullable Waits waits, SequencedMap<String, Rate> byGroup, SequencedMap<Integer, Rate> byHouseholdSize,
    SequencedMap<Integer, Rate> byLosses) {

  public static final String NO_GROUP = "(no reserve)";

  /** @param of how many; {@code hits} of them */
  public record Rate(long hits, long of) {

    public static final Rate NONE = new Rate(0, 0);

    public double value() {
      return of == 0 ? 0 : (double) hits / of;
    }

    Rate plus(boolean hit) {
      return new Rate(hits + (hit ? 1 : 0), of + 1);
    }
  }

  public double winRate() {
    return new Rate(wins, entries).value();
  }

  /**
   * How long it takes to win for the first time, in rounds (首次中签等待轮数). Who joined late is counted for as long as there
   * were rounds (Kaplan–Meier), so newcomers do not make a policy look worse.
   *
   * @param stillWithout the part that has not won after n rounds; [0] is 1
   * @param never        who had not won at the end
   */
  public record Waits(List<Double> stillWithout, long people, long never) {

    private static final double EXACT = 1e-9;

    public Waits {
      stillWithout = List.copyOf(stillWithout);
    }

    /** After how many rounds this part of the people has won, empty if more rounds would be needed. */
    public OptionalInt quantile(double part) {
      for (int n = 0; n < stillWithout.size(); n++) {
        if (1 - stillWithout.get(n) >= part - EXACT) {
          return OptionalInt.of(n);
        }
      }
      return OptionalInt.empty();
    }

    /** When the last had won. */
    public OptionalInt worst() {
      return quantile(1);
    }

    /** @param waits by entrant; @param won whether the wait ended with a win, or with the last round */
    static Waits of(int rounds, int[] waits, boolean[] won) {
      long[] firstWins = new long[rounds + 1];
      long[] ends = new long[rounds + 1];
      long never = 0;
      for (int i = 0; i < waits.length; i++) {
        (won[i] ? firstWins : ends)[waits[i]]++;
        never += won[i] ? 0 : 1;
      }
      Double[] without = new Double[rounds + 1];
      double part = 1;
      long atRisk = waits.length - ends[0];
      without[0] = 1.0;
      for (int n = 1; n <= rounds; n++) {
        part *= atRisk == 0 ? 1 : 1 - (double) firstWins[n] / atRisk;
        without[n] = part;
        atRisk -= firstWins[n] + ends[n];
      }
      return new Waits(List.of(without), waits.length, never);
    }
  }

  /** Of values from 0 up (基尼系数). */
  static double gini(int[] values) {
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    double total = 0;
    double weighted = 0;
    for (int i = 0; i < sorted.length; i++) {
      total += sorted[i];
      weighted += (i + 1.0) * sorted[i];
    }
    return total == 0 ? 0 : 2 * weighted / (sorted.length * total) - (sorted.length + 1.0) / sorted.length;
  }
}
