package org.fairlot.allocation.draw.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.health.TriedDraw.Arriving;
import org.fairlot.contracts.allocation.DrawEvent.Health;
import org.fairlot.contracts.allocation.DrawEvent.HealthTest;
import org.junit.jupiter.api.Test;

/** Fair draws in numbers: what the gate says of them must be chance and nothing else. The seeds are fixed. */
class HealthGateProperties {

  private static final int SEEDS = 200;

  @Test
  void p_values_of_fair_draws_are_about_uniform_and_false_alarms_rare() {
    var pValues = pValues(400, TriedDraw.simple(42, 1_200, 360), new Random(43));
    assertUniform(pValues, "registeredHour", "district");
    assertNotTooQuick(pValues);
  }

  @Test
  void p_values_of_the_rows_are_about_uniform_where_there_are_many() {
    var random = new Random(47);
    var arrivals = new BitSet();
    arrivals.set(0, 40_000);
    var pValues = new TreeMap<String, List<Double>>();
    for (int draw = 0; draw < 300; draw++) {
      var early = new BitSet();
      IntStream.range(0, 40_000).filter(_ -> random.nextDouble() < 0.3).forEach(early::set);
      pValues.computeIfAbsent("runs", _ -> new ArrayList<>()).add(BiasTests.runs(arrivals, early).orElseThrow());
    }
    assertUniform(pValues, "runs");
  }

  /** The labels go with the weights, so that whoever forgot the weights would find a bias. */
  @Test
  void weights_from_1_to_16_are_no_bias() {
    var random = new Random(44);
    var draw = TriedDraw.of(random, "\"cap\":{\"P\":150}", 600, _ -> {
      int weight = 1 + random.nextInt(16);
      String day = "day " + (weight + random.nextInt(3)) / 3;
      var cohorts = Map.of("registeredDay", day, "birthDecade", weight > 8 ? "old" : "young");
      return new Arriving(HealthGateSpec.weighing(random, weight), cohorts);
    });
    var pValues = pValues(SEEDS, draw, random);
    assertUniform(pValues, "registeredDay");
    assertNotTooQuick(pValues);
  }

  /** Whole districts want a pool that has nearly nothing, have a reserve or live in large households. */
  @Test
  void ranked_choices_over_unequal_pools_are_no_bias() {
    var random = new Random(45);
    var pools = List.of("p/1", "p/2", "街道/\"三\"\\\u0001", "p/none");
    String rules =
        """
        "household":1,"cap":{"p/1":200,"p/2":25,"街道/\\"三\\"\\\\\\u0001":3},
        "reserves":[{"name":"ELDERLY","percent":25},{"name":"一线","percent":10}]""";
    for (boolean openFirst : new boolean[] {false, true}) {
      var draw = TriedDraw.of(random, rules + ",\"openFirst\":" + openFirst, 1_000, i -> {
        int district = random.nextInt(4);
        var wanted = new ArrayList<>(pools);
        Collections.swap(wanted, 0, district);
        String house = district == 0 ? null : "%016x".formatted(random.nextInt(500 / district));
        var reserves = district == 1 ? List.of("ELDERLY") : i % 10 == 0 ? List.of("一线") : List.<String>of();
        var entry = new Entry(
            TriedDraw.tag(random), house, wanted.subList(0, 1 + random.nextInt(3)), reserves, 1 + random.nextInt(3));
        return new Arriving(entry, Map.of("district", "d" + district, "registeredHour", "h" + i / 100));
      });
      var pValues = pValues(SEEDS / 2, draw, random);
      assertUniform(pValues, "registeredHour");
      assertNotTooQuick(pValues);
    }
  }

  /** By test, over so many seeds; nothing is blocked, plain comparisons included. */
  private static Map<String, List<Double>> pValues(int seeds, TriedDraw list, Random random) {
    var pValues = new TreeMap<String, List<Double>>();
    for (int i = 0; i < seeds; i++) {
      var tests = list.again(random).examined();
      assertThat(HealthGate.worst(tests)).as("draw %d: %s", i, tests).isNotEqualTo(Health.BLOCKED);
      for (HealthTest test : tests) {
        if (test.pValue() != null) {
          pValues.computeIfAbsent(test.name(), _ -> new ArrayList<>()).add(test.pValue());
        }
      }
    }
    return pValues;
  }

  private static void assertUniform(Map<String, List<Double>> pValues, String... tests) {
    for (String test : tests) {
      double[] values = pValues.get(test).stream().mapToDouble(Double::doubleValue).toArray();
      double fit = KolmogorovSmirnovTest.withDefaults().test(values, p -> Math.clamp(p, 0, 1)).getPValue();
      assertThat(fit).as("how well p of %s fits the uniform law", test).isGreaterThan(1e-3);
    }
  }

  /**
   * A bound may be rarer than its p says and so may a count of few values, which stands for itself and all worse; none
   * may come more often. At the level of a warning that is three in 200 draws at the very most.
   */
  private static void assertNotTooQuick(Map<String, List<Double>> pValues) {
    pValues.forEach((test, p) -> {
      for (double level : new double[] {0.5, 0.1, 0.01, 1e-3}) {
        double tolerance = 4 * Math.sqrt(level / p.size());
        assertThat(share(p, level)).as("p of %s below %s", test, level).isLessThanOrEqualTo(level + tolerance);
      }
    });
  }

  private static double share(List<Double> pValues, double level) {
    return pValues.stream().filter(p -> p < level).count() / (double) pValues.size();
  }

  /** Far out, where it would block: a rare label beside a common one, and very many rare labels. */
  @Test
  void a_rare_label_is_not_blocked_for_what_chance_does() {
    // 17 of 100 where 5 are expected has a probability of 2e-5
    long[] entries = {100, 20_000};
    double p = BiasTests.independence(entries, new long[] {17, 1_000}, 0.05).orElseThrow();
    assertThat(p).isBetween(5e-6, 1e-4);

    var random = new Random(46);
    int warned = 0;
    for (int draw = 0; draw < 500; draw++) {
      long[] many = IntStream.range(0, 1_000).mapToLong(_ -> 100).toArray();
      long[] early = IntStream.range(0, 1_000)
          .mapToLong(_ -> IntStream.range(0, 100).filter(_ -> random.nextDouble() < 0.05).count())
          .toArray();
      warned += BiasTests.independence(many, early, 0.05).orElseThrow() < 1e-3 ? 1 : 0;
    }
    assertThat(warned).isLessThanOrEqualTo(4);
  }

  @Test
  void labels_with_few_expected_are_pooled() {
    long[][] table = BiasTests.pooled(new long[] {30, 1_000, 40, 2_000, 60}, new long[] {1, 100, 2, 200, 3}, 0.1);
    assertThat(table[0]).containsExactly(100, 200, 3, 3);
    assertThat(table[1]).containsExactly(900, 1_800, 57, 67);
    // too few even together: with the smallest of the others
    table = BiasTests.pooled(new long[] {10, 1_000, 20, 2_000}, new long[] {1, 100, 2, 200}, 0.1);
    assertThat(table[0]).containsExactly(103, 200);
    assertThat(BiasTests.independence(new long[] {10, 1_000}, new long[] {1, 100}, 0.1)).isEmpty();
  }
}
