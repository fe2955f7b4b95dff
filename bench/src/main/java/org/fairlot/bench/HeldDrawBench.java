package org.fairlot.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.fairlot.allocation.draw.fd1.BundleVerifier;
import org.fairlot.allocation.draw.fd1.Verdict;

/**
 * Whole draws in a running service, from the hour of the freeze to the published result, beside bare hashing and sorting of
 * as many entrants and beside draws of a tenth of the size; and what those notice of it who claim from other pools.
 */
final class HeldDrawBench {

  private static final double BARE_RATIO_MAX = 5;
  private static final double COST_RATIO_MAX = 1.3;
  private static final double WAIT_RATIO_MAX = 2;

  /** A larger draw takes minutes, and is warm by itself. */
  private static final int WARM_UP_MAX = 2_000_000;

  private static final LocalDate FIRST_DAY = LocalDate.of(2020, 2, 1);
  private static final String SMALL = "small";
  private static final String LARGE = "large";
  private static final int ENTRANTS_PER_WINNER = 30;
  private static final int CLAIMS_PER_SECOND = 100;
  private static final Duration QUIET = Duration.ofSeconds(20);
  private static final Duration AFTER_COLLECTION = Duration.ofSeconds(3);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Lab lab;
  private final int entrants;
  private final int rounds;
  private final String heap;

  HeldDrawBench(Lab lab, int entrants, int rounds, String heap) {
    this.lab = lab;
    this.entrants = entrants;
    this.rounds = rounds;
    this.heap = heap;
  }

  /** @param quiet claims to other pools before the large draw, @param busy during it; microseconds */
  private record Round(double bareMillis, double bareCpuMillis, DrawHall.Held small, DrawHall.Held large, Histogram quiet, Histogram busy) {

    double overBare() {
      return large.took().toMillis() / bareMillis;
    }

    double cpuOverBare() {
      return large.cpu().toMillis() / bareCpuMillis;
    }

    double growth() {
      return large.microsPerEntrant() / small.microsPerEntrant();
    }

    double waiting() {
      return (double) busy.getValueAtPercentile(99) / quiet.getValueAtPercentile(99);
    }
  }

  boolean run() {
    System.out.printf(Locale.ROOT, "%nWhole draws: freeze, list, second look, root, notary, beacon, result, tests, attestation, winners.%n");
    byte[][] leafData = DrawBench.leafData(entrants);
    DrawBench.bare(leafData);
    // the collector of its manifest
    var options = List.of("-Xmx" + heap, "-XX:+UseZGC");
    var service = lab.start(DrawServer.class.getName(), "allocation-service", Map.of(), options);
    try (var hall = new DrawHall(lab, service)) {
      hall.turnTo(FIRST_DAY.minusDays(1), LocalTime.NOON);
      System.out.printf(Locale.ROOT, "filling the urns with %,d and %,d …%n", entrants / 10, entrants);
      hall.enter(SMALL, FIRST_DAY, entrants / 10);
      // a day that passes without its draw being held would have its list made beside that of the other one
      boolean warmed = entrants <= WARM_UP_MAX;
      hall.enter(LARGE, FIRST_DAY.plusDays(warmed ? 1 : 3), entrants);
      try (var claims = new SteadyClaims(lab, CLAIMS_PER_SECOND)) {
        System.out.println("warming up …");
        print("warm-up", hold(hall, SMALL, FIRST_DAY, entrants / 10));
        if (warmed) {
          print("warm-up", hold(hall, LARGE, FIRST_DAY.plusDays(1), entrants));
        }
        var held = new ArrayList<Round>();
        for (int round = 1; round <= rounds; round++) {
          held.add(round(hall, claims, leafData, FIRST_DAY.plusDays(2L * round)));
        }
        var lastDay = FIRST_DAY.plusDays(2L * rounds + 1);
        boolean right = BundleVerifier.verify(hall.bundle(LARGE, lastDay)) instanceof Verdict.Valid;
        System.out.printf(Locale.ROOT, "%n%-70s %s%n", "the last bundle, recomputed:", right ? "fits" : "DOES NOT FIT");
        return right & report(held, service);
      }
    }
  }

  private Round round(DrawHall hall, SteadyClaims claims, byte[][] leafData, LocalDate day) {
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    double bareMillis = DrawBench.bare(leafData);
    double bareCpuMillis = (THREADS.getCurrentThreadCpuTime() - cpuBefore) / 1e6;
    var small = print("", hold(hall, SMALL, day, entrants / 10));
    lab.collectInfrastructure();
    // those whom the collection has stopped are answered behind it
    Lab.pause(AFTER_COLLECTION);
    claims.lately();
    Lab.pause(QUIET);
    var quiet = claims.lately();
    var busy = new Histogram(quiet);
    busy.reset();
    System.out.printf(
        Locale.ROOT, "  bare %,.0f ms (%,.0f ms CPU) · claims to other pools before it: %s%n", bareMillis, bareCpuMillis, waits(quiet));
    var large =
        print("", hall.hold(LARGE, day.plusDays(1), winners(entrants), () -> busy.add(printed("until it is published", claims.lately()))));
    busy.add(printed("while winners are drawn", claims.lately()));
    return new Round(bareMillis, bareCpuMillis, small, large, quiet, busy);
  }

  private static DrawHall.Held hold(DrawHall hall, String programme, LocalDate day, int count) {
    return hall.hold(programme, day, winners(count), () -> {});
  }

  private static int winners(int entrants) {
    return Math.max(1, entrants / ENTRANTS_PER_WINNER);
  }

  private static Histogram printed(String when, Histogram claims) {
    System.out.printf("  claims to other pools %s: %s%n", when, waits(claims));
    return claims;
  }

  private static String waits(Histogram claims) {
    return String.format(
        Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, max %.0f ms", claims.getValueAtPercentile(50) / 1e3,
        claims.getValueAtPercentile(99) / 1e3, claims.getMaxValue() / 1e3);
  }

  private static DrawHall.Held print(String what, DrawHall.Held held) {
    System.out.printf(
        Locale.ROOT, "  %s%,d entrants, %,d winners: published after %.1f s, %.1f µs each · all units given after %.1f s (%.1f s CPU) · %s%n", what.isEmpty() ? "" : what + ": ",
        held.entrants(), held.winners(), held.took().toMillis() / 1e3, held.microsPerEntrant(), held.given().toMillis() / 1e3,
        held.cpu().toMillis() / 1e3, held.story());
    return held;
  }

  private boolean report(List<Round> held, Lab.Service service) {
    double overBare = median(held, Round::overBare);
    double growth = median(held, Round::growth);
    double waiting = median(held, Round::waiting);
    print("freeze to published result over bare hashing and sorting:", overBare, BARE_RATIO_MAX);
    System.out.printf(
        Locale.ROOT, "%-70s %.2f%n", "CPU of service and broker, the winners' units included, over that of bare hashing and sorting:", median(held, Round::cpuOverBare));
    print("cost per entrant at " + entrants + " over that at " + entrants / 10 + ":", growth, COST_RATIO_MAX);
    print("p99 of claims to other pools during a draw over that before it:", waiting, WAIT_RATIO_MAX);
    System.out.printf(Locale.ROOT, "%-70s %,d MiB%n", "resident memory of the service:", service.residentBytes() >> 20);
    return overBare <= BARE_RATIO_MAX && growth <= COST_RATIO_MAX && waiting <= WAIT_RATIO_MAX;
  }

  private static void print(String what, double ratio, double max) {
    System.out.printf(Locale.ROOT, "%-70s %.2f (at most %.1f) %s%n", what, ratio, max, ratio <= max ? "" : "MISSED");
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
    return rounds.stream().mapToDouble(of).sorted().skip(rounds.size() / 2).findFirst().orElseThrow();
  }
}
