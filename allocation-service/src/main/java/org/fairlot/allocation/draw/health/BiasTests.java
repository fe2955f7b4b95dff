package org.fairlot.allocation.draw.health;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.GTest;

/**
 * The statistics of the gate (统计检验). Each takes for granted what {@link Places} shows: being early is a coin with the
 * same odds for everybody. Each gives the probability of what it saw or worse in a fair draw, or nothing where there
 * are too few entries to say.
 */
final class BiasTests {

  private static final double EXPECTED_MIN = 5;

  private BiasTests() {}

  /**
   * Are the early spread over the labels as the entries are?
   *
   * <p>Of Pearson's χ² and the likelihood ratio the greater p counts. Both have the same law where numbers are large,
   * but this gate acts on one in a million, and there Pearson's is far too quick for a single rare label (five
   * expected and seventeen seen is p = 10⁻⁷ to it, and truly 10⁻⁵), the likelihood ratio for very many of them.
   *
   * @param entries how many, by label
   * @param early   how many of them are early
   * @param odds    of being early
   */
  static OptionalDouble independence(long[] entries, long[] early, double odds) {
    long[][] table = pooled(entries, early, odds);
    boolean decided = Arrays.stream(table).allMatch(row -> Arrays.stream(row).sum() > 0);
    if (table[0].length < 2 || !decided) {
      return OptionalDouble.empty();
    }
    double pearson = ChiSquareTest.withDefaults().test(table).getPValue();
    double likelihood = GTest.withDefaults().test(table).getPValue();
    return OptionalDouble.of(Math.max(pearson, likelihood));
  }

  /**
   * Labels of which too few are expected to be early for the statistic to have its law, in one cell; if that is too
   * small still, it joins the smallest of the others.
   *
   * @return the early and the late, by cell
   */
  static long[][] pooled(long[] entries, long[] early, double odds) {
    long[] cellEntries = new long[entries.length + 1];
    long[] cellEarly = new long[entries.length + 1];
    long restEntries = 0;
    long restEarly = 0;
    int cells = 0;
    int smallest = 0;
    for (int label = 0; label < entries.length; label++) {
      if (entries[label] * odds < EXPECTED_MIN) {
        restEntries += entries[label];
        restEarly += early[label];
        continue;
      }
      cellEntries[cells] = entries[label];
      cellEarly[cells] = early[label];
      smallest = entries[label] < cellEntries[smallest] ? cells : smallest;
      cells++;
    }
    int rest = cells == 0 || restEntries * odds >= EXPECTED_MIN ? cells++ : smallest;
    cellEntries[rest] += restEntries;
    cellEarly[rest] += restEarly;
    long[] late = new long[cells];
    Arrays.setAll(late, cell -> cellEntries[cell] - cellEarly[cell]);
    return new long[][] {Arrays.copyOf(cellEarly, cells), late};
  }

  /**
   * Do neighbours in the order of arrival have more, or less, in common than chance gives them (游程检验)? The runs test of
   * Wald and Wolfowitz, by the rows of early entries: n₁ early and n₂ others stand in r rows in
   * {@code C(n₂ + 1, r) × C(n₁ − 1, r − 1)} of all their {@code C(n₁ + n₂, n₁)} orders, which is hypergeometric. This
   * law and not the usual normal one, because where few are early the number of rows that have grown together is
   * rather Poisson, and six deviations are nothing strange.
   */
  static OptionalDouble runs(BitSet arrivals, BitSet early) {
    int earlyCount = early.cardinality();
    int all = arrivals.cardinality();
    if (earlyCount == 0 || earlyCount == all) {
      return OptionalDouble.empty();
    }
    int rows = 0;
    boolean inRow = false;
    for (int arrival = arrivals.nextSetBit(0); arrival >= 0; arrival = arrivals.nextSetBit(arrival + 1)) {
      rows += early.get(arrival) && !inRow ? 1 : 0;
      inRow = early.get(arrival);
    }
    var law = HypergeometricDistribution.of(all, all - earlyCount + 1, earlyCount);
    double fewer = law.cumulativeProbability(rows);
    double more = law.survivalProbability(rows - 1);
    return OptionalDouble.of(Math.min(1, 2 * Math.min(fewer, more)));
  }

  /**
   * Is there somewhere a longer row of early neighbours than chance gives (连号中签)? Six winners with consecutive numbers
   * change the number of runs by nothing that could be seen. The p is at most this: the row has length k, and it can
   * begin at the first entry or behind any that is not early.
   */
  static OptionalDouble longestRun(BitSet arrivals, BitSet early, double odds) {
    long length = 0;
    long longest = 0;
    for (int arrival = arrivals.nextSetBit(0); arrival >= 0; arrival = arrivals.nextSetBit(arrival + 1)) {
      length = early.get(arrival) ? length + 1 : 0;
      longest = Math.max(longest, length);
    }
    if (longest == 0) {
      return OptionalDouble.empty();
    }
    long laterBeginnings = arrivals.cardinality() - longest;
    return OptionalDouble.of(Math.min(1, Math.pow(odds, longest) * (1 + laterBeginnings * (1 - odds))));
  }
}
