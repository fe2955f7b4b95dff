package org.fairlot.allocation.draw.health;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.contracts.allocation.DrawEvent.Health;
import org.fairlot.contracts.allocation.DrawEvent.HealthTest;

/**
 * Decides whether a draw may be published (开奖前检验).
 *
 * <ul>
 *   <li>One test for each dimension of the {@link Cohorts}, under its name: is being early in the order independent of
 *       the label? Who is early counts and not who won, because outcomes may depend on a district rightly, by the
 *       pools that its people choose, by reserves and by households, and the order may not.
 *   <li>{@code runs} and {@code longestRun}: is it independent of the neighbours in the order of arrival?
 *   <li>{@code capacity}: no pool gives more than it has, and none keeps a unit from somebody who would take it.
 *   <li>{@code household}: none has more units than the spec allows.
 *   <li>{@code recomputation}: a second implementation comes to the same leaves, scores, order and outcomes. If not,
 *       the name goes on with the first rank that differs: {@code recomputation at rank 17: score}.
 * </ul>
 *
 * <p>A test with too few entries to say anything is left out of the result and not reported as passed.
 *
 * <p>A fair draw is blocked once in a million times whatever the number of tests, which share that risk (Bonferroni),
 * and warned of once in a thousand by each of them.
 */
public final class HealthGate {

  public static final double BLOCKED_BELOW = 1e-6;
  public static final double WARNED_BELOW = 1e-3;

  private static final double EARLY_MIN = 0.05;
  private static final double EARLY_MAX = 0.5;

  private final DrawSpec spec;
  private final Claim claim;
  private final Entrants entrants;

  private HealthGate(DrawSpec spec, Claim claim) {
    this.spec = spec;
    this.claim = claim;
    entrants = Entrants.of(claim.list());
  }

  /**
   * @param prk       the key under which the list was ranked
   * @param cohorts   those of all entries, may hold more than are on the list
   * @param arrivalOf the number under which the cohorts hold the entry of an index
   * @throws IllegalArgumentException if two entries have the same number of arrival, or one has no cohorts
   */
  public static List<HealthTest> examine(
      DrawSpec spec, Ranking ranking, Allotment allotment, Hash prk, Cohorts cohorts, IntUnaryOperator arrivalOf) {
    return examine(spec, Claim.of(ranking, allotment), prk, cohorts, arrivalOf);
  }

  static List<HealthTest> examine(
      DrawSpec spec, Claim claim, Hash prk, Cohorts cohorts, IntUnaryOperator arrivalOf) {
    var gate = new HealthGate(spec, claim);
    // it takes as long as the others together
    var recomputation = CompletableFuture.supplyAsync(() -> gate.recomputation(prk));
    var tests = gate.biasTests(cohorts, arrivalOf);
    tests.add(gate.capacity());
    tests.add(gate.household());
    tests.add(recomputation.join());
    return List.copyOf(tests);
  }

  /** How the draw stands as a whole: as its worst test. */
  public static Health worst(List<HealthTest> tests) {
    return tests.stream().map(HealthTest::health).max(Comparator.naturalOrder()).orElse(Health.PASSED);
  }

  private List<HealthTest> biasTests(Cohorts cohorts, IntUnaryOperator arrivalOf) {
    var places = new Places(claim, entrants, arrivalOf);
    if (places.arrivals().length() > cohorts.size()) {
      throw new IllegalArgumentException("there are cohorts of only " + cohorts.size() + " entries");
    }
    // where the winners end, since a bias that does not reach across that line harms nobody
    double winning = Math.min(winners() / (double) Math.max(1, entrants.size()), EARLY_MAX);
    double odds = Math.max(winning, EARLY_MIN);
    BitSet early = places.earlierThan(odds);
    var pValues = new ArrayList<Map.Entry<String, OptionalDouble>>();
    cohorts.columns().forEach((dimension, column) ->
        pValues.add(Map.entry(dimension, independence(column, places.arrivals(), early, odds))));
    pValues.add(Map.entry("runs", BiasTests.runs(places.arrivals(), early)));
    // without a lower bound: the scarcer the units, the stranger is a row of them
    pValues.add(Map.entry(
        "longestRun", BiasTests.longestRun(places.arrivals(), places.earlierThan(winning), winning)));
    pValues.removeIf(test -> test.getValue().isEmpty());
    var tests = new ArrayList<HealthTest>();
    pValues.forEach(test -> tests.add(judged(test.getKey(), test.getValue().getAsDouble(), pValues.size())));
    return tests;
  }

  private static OptionalDouble independence(Cohorts.Column column, BitSet arrivals, BitSet early, double odds) {
    long[] entries = new long[column.labels()];
    long[] earlyEntries = new long[column.labels()];
    for (int arrival = arrivals.nextSetBit(0); arrival >= 0; arrival = arrivals.nextSetBit(arrival + 1)) {
      int label = column.label(arrival);
      entries[label]++;
      if (early.get(arrival)) {
        earlyEntries[label]++;
      }
    }
    return BiasTests.independence(entries, earlyEntries, odds);
  }

  static HealthTest judged(String name, double pValue, int tests) {
    if (pValue < BLOCKED_BELOW / tests) {
      return new HealthTest(name, Health.BLOCKED, pValue);
    }
    return new HealthTest(name, pValue < WARNED_BELOW ? Health.WARNED : Health.PASSED, pValue);
  }

  private int winners() {
    int winners = 0;
    for (int rank = 1; rank <= claim.ranks(); rank++) {
      if (claim.outcomeAt().apply(rank) instanceof Outcome.Won) {
        winners++;
      }
    }
    return winners;
  }

  /** Who was passed over for a household that has less than its part would take a unit as much as one who waits. */
  private HealthTest capacity() {
    Map<String, Integer> left = new HashMap<>(spec.capacities());
    var households = entrants.countHouseholds(spec.householdCap());
    forEachRank((index, outcome) -> {
      if (outcome instanceof Outcome.Won(String pool)) {
        left.merge(pool, -1, Integer::sum);
        households.give(index);
      }
    });
    var keptBack = new BitSet();
    forEachRank((index, outcome) -> {
      boolean mayHave = !(outcome instanceof Outcome.Won) && !households.hasItsPart(index);
      keptBack.set(index, mayHave && wouldTake(index, left));
    });
    boolean oversold = left.values().stream().anyMatch(units -> units < 0);
    return compared("capacity", !oversold && keptBack.isEmpty());
  }

  private boolean wouldTake(int index, Map<String, Integer> left) {
    List<String> choices = entrants.wish(index).choices();
    for (int i = 0; i < choices.size(); i++) {
      if (left.getOrDefault(choices.get(i), 0) > 0) {
        return true;
      }
    }
    return false;
  }

  private HealthTest household() {
    var households = entrants.countHouseholds(spec.householdCap());
    forEachRank((index, outcome) -> {
      if (outcome instanceof Outcome.Won) {
        households.give(index);
      }
    });
    return compared("household", !households.exceeded());
  }

  private HealthTest recomputation(Hash prk) {
    return Recount.firstDifference(spec, claim, entrants, prk)
        .map(found -> compared("recomputation at rank %d: %s".formatted(found.rank(), found.what()), false))
        .orElseGet(() -> compared("recomputation", true));
  }

  private static HealthTest compared(String name, boolean agrees) {
    return new HealthTest(name, agrees ? Health.PASSED : Health.BLOCKED, null);
  }

  private interface Ranked {
    void take(int index, Outcome outcome);
  }

  /** An index that is not on the list has no wish and no household; the recount reports it. */
  private void forEachRank(Ranked ranked) {
    for (int rank = 1; rank <= claim.ranks(); rank++) {
      int index = claim.knownIndexAt(rank);
      if (index >= 0) {
        ranked.take(index, claim.outcomeAt().apply(rank));
      }
    }
  }
}
