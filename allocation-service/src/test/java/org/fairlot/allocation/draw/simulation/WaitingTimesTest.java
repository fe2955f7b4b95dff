package org.fairlot.allocation.draw.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What tickets for past losses do, as it was found by an independent simulation of 20,000 people, 600 prizes a round, a
 * cool-down of 5 rounds and 200 rounds. Here a tenth or twentieth of both, which changes nothing but the scatter: the law
 * depends on their ratio.
 */
class WaitingTimesTest {

  private static final long SEED = 7;
  private static final Map<String, Findings> PLAYED = new HashMap<>();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "uniform,  10, 20, 84, 129, 0.192",
    "1/6:1000, 20, 19, 53,  68, 0.116",
    "1:1000,   20, 18, 51,  65, 0.107",
    "x2/4:64,  20, 18, 42,  57, 0.081",
    "strict,   10, 17, 32,  34, 0.004",
  })
  void tickets_cost_the_median_nothing_and_spare_the_unlucky(
      String weighting, int scale, int median, int p95, int p99, double gini) {
    var found = play(weighting, scale);
    assertThat(found.waits().quantile(0.5).orElseThrow()).isCloseTo(median, within(1));
    assertThat(found.waits().quantile(0.95).orElseThrow()).isCloseTo(p95, Percentage.withPercentage(5));
    // of 1,000 people these are the ten unluckiest
    assertThat(found.waits().quantile(0.99).orElseThrow()).isCloseTo(p99, Percentage.withPercentage(11));
    assertThat(found.gini()).isCloseTo(gini, within(0.006));
    assertThat((double) found.wins() / found.waits().people()).isCloseTo(6, within(0.001));
  }

  @Test
  void only_a_uniform_draw_leaves_somebody_with_nothing() {
    assertThat((double) play("uniform", 10).waits().never() / 2_000).isCloseTo(13.0 / 20_000, within(0.001));
    assertThat(play("strict", 10).waits().worst().orElseThrow()).isEqualTo(34);
  }

  private static Findings play(String weighting, int scale) {
    var city = City.simple(20_000 / scale, 600 / scale, 5, 200);
    return PLAYED.computeIfAbsent(weighting, one -> Simulation.play(city, Policy.of(Weighting.parse(one)), SEED));
  }

  @Test
  void a_wait_that_has_not_ended_counts_for_as_long_as_it_was_watched() {
    // two win after 1, one after 3; one was watched for 2 rounds only
    var waits = Findings.Waits.of(3, new int[] {1, 1, 2, 3}, new boolean[] {true, true, false, true});
    assertThat(waits.stillWithout()).containsExactly(1.0, 0.5, 0.5, 0.0);
    assertThat(waits.never()).isEqualTo(1);
    assertThat(waits.quantile(0.5)).hasValue(1);
    assertThat(waits.worst()).hasValue(3);
  }

  @Test
  void the_gini_of_equals_is_nothing_and_of_one_who_has_all_almost_one() {
    assertThat(Findings.gini(new int[] {2, 2, 2, 2})).isCloseTo(0, within(1e-12));
    assertThat(Findings.gini(new int[] {0, 0, 0, 8})).isCloseTo(0.75, within(1e-12));
    assertThat(Findings.gini(new int[3])).isZero();
  }
}
