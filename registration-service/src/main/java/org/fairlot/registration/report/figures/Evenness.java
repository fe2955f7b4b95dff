package org.fairlot.registration.report.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.GTest;
import org.jspecify.annotations.Nullable;

/**
 * How evenly the chances lie over groups (机会均等), and which group has a chance so low that somebody should look at it.
 *
 * @param gini         of the chances, weighted by persons: 0 all alike, towards 1 all goods with few; {@code null}: nobody
 *     has got anything
 * @param bestToWorst  ratio of the best chance to the worst, of groups of {@link #COMPARED_FROM} or more; {@code null} with fewer than
 *     two of them, or where one has got nothing
 * @param alerts       in the order of the groups
 */
public record Evenness(@Nullable Double gini, @Nullable Double bestToWorst, List<Alert> alerts) {

  /** A best and a worst of groups that are smaller would be chance alone. */
  static final int COMPARED_FROM = 30;

  private static final double EXPECTED_MIN = 5;

  public Evenness {
    alerts = List.copyOf(alerts);
  }

  /**
   * Where an alert begins.
   *
   * @param gap    by how much a group's chance must be below that of all the others, 0 to 1
   * @param pValue how improbable that must be if the group had the same chance as all the others; divided by the number of groups,
   *     since among many one is always the lowest (Bonferroni)
   */
  public record Threshold(double gap, double pValue) {}

  /**
   * A group with a low chance.
   *
   * @param winRate of the group, {@code others} that of all the others together
   * @param pValue  how probable such a difference is by chance
   */
  public record Alert(String group, double winRate, double others, double pValue) {}

  /** @param groups none twice; {@link Odds#OTHER} is compared with, but is never the subject of an alert */
  public static Evenness of(List<Odds> groups, Threshold threshold) {
    long stayed = groups.stream().mapToLong(Odds::stayed).sum();
    long granted = groups.stream().mapToLong(Odds::granted).sum();
    var alerts = new ArrayList<Alert>();
    for (Odds group : groups) {
      long others = stayed - group.stayed();
      if (group.group().equals(Odds.OTHER) || others == 0) {
        continue;
      }
      double rate = (double) (granted - group.granted()) / others;
      var p = independence(group, others, granted - group.granted());
      if (p.isPresent() && p.getAsDouble() < threshold.pValue() / groups.size() && rate - group.winRate() >= threshold.gap()) {
        alerts.add(new Alert(group.group(), group.winRate(), rate, p.getAsDouble()));
      }
    }
    return new Evenness(granted == 0 ? null : gini(groups, stayed, granted), bestToWorst(groups), alerts);
  }

  /**
   * Whether the group has the chance of the others: of Pearson's χ² and the likelihood ratio the greater p counts. Nothing where too
   * few are expected in a cell for either to have its law, so that a group of few never raises an alert.
   */
  private static OptionalDouble independence(Odds group, long others, long othersGranted) {
    long without = group.stayed() - group.granted();
    long othersWithout = others - othersGranted;
    double all = group.stayed() + others;
    double smallest =
        Math.min(group.stayed(), others) / all * Math.min(group.granted() + othersGranted, without + othersWithout);
    if (smallest < EXPECTED_MIN) {
      return OptionalDouble.empty();
    }
    long[][] table = {{group.granted(), without}, {othersGranted, othersWithout}};
    return OptionalDouble.of(
        Math.max(ChiSquareTest.withDefaults().test(table).getPValue(), GTest.withDefaults().test(table).getPValue()));
  }

  /** The area between the Lorenz curve and the diagonal, twice: what share of the persons has got what share of the goods. */
  private static double gini(List<Odds> groups, double stayed, double granted) {
    double area = 0;
    double height = 0;
    for (Odds group : groups.stream().sorted(Comparator.comparingDouble(Odds::winRate)).toList()) {
      double next = height + group.granted() / granted;
      area += group.stayed() / stayed * (height + next);
      height = next;
    }
    return Math.max(0, 1 - area);
  }

  private static Double bestToWorst(List<Odds> groups) {
    var rates =
        groups.stream().filter(g -> g.stayed() >= COMPARED_FROM).mapToDouble(Odds::winRate).summaryStatistics();
    return rates.getCount() < 2 || rates.getMin() == 0 ? null : Double.valueOf(rates.getMax() / rates.getMin());
  }
}
