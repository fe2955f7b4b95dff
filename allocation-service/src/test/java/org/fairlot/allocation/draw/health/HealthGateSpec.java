package org.fairlot.allocation.draw.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.health.TriedDraw.Arriving;
import org.fairlot.contracts.allocation.DrawEvent.Health;
import org.fairlot.contracts.allocation.DrawEvent.HealthTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HealthGateSpec {

  private static final TriedDraw DRAW = TriedDraw.simple(20200202, 4_800, 480);

  @Test
  void a_fair_draw_passes() {
    var tests = DRAW.examined();
    assertThat(tests).extracting(HealthTest::name).containsExactly(
        "district", "idParity", "registeredHour", "runs", "longestRun", "capacity", "household", "recomputation");
    assertThat(tests).extracting(HealthTest::health).containsOnly(Health.PASSED);
    assertThat(tests.subList(0, 5)).allMatch(test -> test.pValue() != null);
    assertThat(tests.subList(5, 8)).allMatch(test -> test.pValue() == null);
    assertThat(HealthGate.worst(tests)).isEqualTo(Health.PASSED);
  }

  @Test
  void the_worst_test_decides() {
    var tests = List.of(
        new HealthTest("a", Health.PASSED, 0.5), new HealthTest("b", Health.BLOCKED, null),
        new HealthTest("c", Health.WARNED, 0.0005));
    assertThat(HealthGate.worst(tests)).isEqualTo(Health.BLOCKED);
  }

  @Test
  void the_tests_share_the_risk_of_a_false_block() {
    assertThat(HealthGate.judged("x", 0.9e-6, 1).health()).isEqualTo(Health.BLOCKED);
    assertThat(HealthGate.judged("x", 0.9e-6, 2).health()).isEqualTo(Health.WARNED);
    assertThat(HealthGate.judged("x", 0.9e-3, 2).health()).isEqualTo(Health.WARNED);
    assertThat(HealthGate.judged("x", 1.1e-3, 2).health()).isEqualTo(Health.PASSED);
  }

  @Test
  void a_draw_too_small_to_say_anything_is_only_compared() {
    var tests = TriedDraw.simple(1, 20, 3).examined();
    assertThat(tests).extracting(HealthTest::name)
        .containsExactly("runs", "longestRun", "capacity", "household", "recomputation");
  }

  @Test
  void a_draw_without_entries_passes() {
    assertThat(TriedDraw.simple(1, 0, 3).examined()).extracting(HealthTest::name)
        .containsExactly("capacity", "household", "recomputation");
  }

  @Test
  void an_entry_without_cohorts_is_a_mistake_of_the_caller() {
    assertThatThrownBy(() -> examined(DRAW.cohorts(), index -> index + 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> examined(DRAW.cohorts(), _ -> 7)).isInstanceOf(IllegalArgumentException.class);
  }

  @Nested
  class ABias {

    /** One hour in twenty-four must stand out, and does so the better the more there are. */
    private static final TriedDraw LARGE = TriedDraw.simple(20200203, 24_000, 2_400);

    /** The case of the diversity visa draw of 2012, whose winners had registered on its first days. */
    @Test
    void an_order_that_favours_one_hour_is_stopped_though_all_scores_are_right() {
      var tests = LARGE.examined(LARGE.inOrder(favouring(index -> hour(index) == 3, 3)));
      assertThat(TriedDraw.blocked(tests)).contains("registeredHour").doesNotContain("district", "idParity");
    }

    @Test
    void a_scorer_that_favours_one_hour_is_stopped_though_the_order_follows_it() {
      var scores = LARGE.ranking();
      var tests = LARGE.examined(
          LARGE.scored(index -> hour(index) == 3 ? halved(scores.score(index)) : scores.score(index)));
      assertThat(TriedDraw.blocked(tests)).contains("registeredHour").doesNotContain("district", "idParity");
    }

    @Test
    void an_hour_kept_out_is_stopped() {
      var tests = LARGE.examined(LARGE.inOrder(favouring(index -> hour(index) != 3, 1)));
      assertThat(TriedDraw.blocked(tests)).contains("registeredHour");
    }

    @Test
    void an_order_that_favours_one_label_is_stopped_under_unequal_weights() {
      var random = new Random(5);
      var draw = TriedDraw.of(random, "\"cap\":{\"P\":600}", 6_000, i -> {
        int weight = 1 + random.nextInt(16);
        return new Arriving(weighing(random, weight), Map.of("channel", "c" + (i + weight) % 5));
      });
      assertThat(TriedDraw.blocked(draw.examined())).isEmpty();
      int[] order = draw.order();
      moveAhead(order, index -> draw.cohorts().columns().get("channel").label(draw.arrivals()[index]) == 2, 3);
      assertThat(TriedDraw.blocked(draw.examined(draw.inOrder(order)))).contains("channel");
    }

    @Test
    void neighbours_who_share_their_luck_are_stopped() {
      // every other fifty, so that no hour is much better off
      var tests = LARGE.examined(LARGE.inOrder(favouring(index -> LARGE.arrivals()[index] / 50 % 2 == 0, 4)));
      assertThat(TriedDraw.blocked(tests)).contains("runs").doesNotContain("registeredHour", "district", "idParity");
    }

    @Test
    void twelve_winners_in_a_row_are_stopped() {
      int[] order = LARGE.order();
      moveAhead(order, index -> LARGE.arrivals()[index] >= 1_000 && LARGE.arrivals()[index] < 1_012, 1);
      var tests = LARGE.examined(LARGE.inOrder(order));
      assertThat(TriedDraw.blocked(tests)).contains("longestRun").doesNotContain("runs", "district", "idParity");
    }

    /** The case of Wuhan: six winners with consecutive numbers. */
    @Test
    void six_in_a_row_are_stopped_where_one_in_a_hundred_wins() {
      var draw = TriedDraw.simple(6, 4_800, 24);
      int[] order = draw.order();
      moveAhead(order, index -> draw.arrivals()[index] >= 1_000 && draw.arrivals()[index] < 1_006, 1);
      assertThat(TriedDraw.blocked(draw.examined(draw.inOrder(order)))).contains("longestRun");
    }

    private static int hour(int index) {
      return LARGE.arrivals()[index] * 24 / 24_000;
    }

    private static int[] favouring(IntPredicate favoured, int oneIn) {
      int[] order = LARGE.order();
      moveAhead(order, favoured, oneIn);
      return order;
    }

    /** One of so many of the favoured comes before all others; nobody's order is changed otherwise. */
    private static void moveAhead(int[] order, IntPredicate favoured, int oneIn) {
      var moved = Arrays.stream(order).boxed()
          .sorted(Comparator.comparing(index -> !favoured.test(index) || Math.floorMod(index * 31, oneIn) != 0))
          .toList();
      Arrays.setAll(order, moved::get);
    }

    private static Hash halved(Hash score) {
      byte[] bytes = score.bytes();
      bytes[0] = (byte) ((bytes[0] & 0xFF) >>> 1);
      return Hash.of(bytes);
    }
  }

  @Nested
  class TheRecount {

    @Test
    void a_swapped_pair_is_found_at_its_rank() {
      int[] order = DRAW.order();
      swap(order, 4_000, 4_001);
      var tests = DRAW.examined(DRAW.inOrder(order));
      assertThat(TriedDraw.blocked(tests)).containsExactly("recomputation at rank 4002: order");
    }

    @Test
    void a_dropped_entry_is_found() {
      int[] order = Arrays.copyOf(DRAW.order(), 4_799);
      assertThat(TriedDraw.blocked(DRAW.examined(DRAW.inOrder(order))))
          .containsExactly("recomputation at rank 4800: missing");
    }

    @Test
    void an_entry_ranked_twice_is_found() {
      int[] order = DRAW.order();
      order[99] = order[98];
      assertThat(TriedDraw.blocked(DRAW.examined(DRAW.inOrder(order))))
          .containsExactly("recomputation at rank 100: ranked twice");
    }

    @Test
    void an_entry_that_is_on_no_list_is_found() {
      int[] order = DRAW.order();
      order[4_000] = 4_800;
      assertThat(TriedDraw.blocked(DRAW.examined(DRAW.inOrder(order))))
          .containsExactly("recomputation at rank 4001: not on the list");
    }

    @Test
    void a_score_of_another_seed_is_found() {
      var claim = DRAW.claim();
      var tests = HealthGate.examine(
          DRAW.spec(), claim, TriedDraw.hash(new Random(2)), DRAW.cohorts(), index -> DRAW.arrivals()[index]);
      assertThat(TriedDraw.blocked(tests)).containsExactly("recomputation at rank 1: score");
    }

    @Test
    void a_winner_and_a_waiter_exchanged_are_found() {
      var tests = DRAW.examined(DRAW.withOutcomes(
          rank -> DRAW.allotment().outcome(rank == 480 ? 481 : rank == 481 ? 480 : rank)));
      assertThat(TriedDraw.blocked(tests)).containsExactly("recomputation at rank 480: outcome");
    }

    /** RFC 4231, test case 2. */
    @Test
    void its_hmac_is_the_known_one() {
      byte[] hmac = new Recount.Hmac("Jefe".getBytes()).of("what do ya want for nothing?".getBytes());
      assertThat(Hash.of(hmac))
          .hasToString("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    private static void swap(int[] order, int a, int b) {
      int first = order[a];
      order[a] = order[b];
      order[b] = first;
    }
  }

  @Nested
  class TheRules {

    private final TriedDraw families = families();

    @Test
    void an_oversold_pool_is_stopped() {
      int waiter = DRAW.firstRank(Outcome.Waiting.class);
      var tests = DRAW.examined(DRAW.withOutcomes(
          rank -> rank == waiter ? new Outcome.Won("P") : DRAW.allotment().outcome(rank)));
      assertThat(TriedDraw.blocked(tests)).contains("capacity");
    }

    @Test
    void a_unit_of_a_pool_that_the_draw_has_not_is_stopped() {
      var tests = DRAW.examined(DRAW.withOutcomes(
          rank -> rank == 1 ? new Outcome.Won("back door") : DRAW.allotment().outcome(rank)));
      assertThat(TriedDraw.blocked(tests)).contains("capacity");
    }

    @Test
    void a_unit_kept_back_while_somebody_waits_is_stopped() {
      var tests = DRAW.examined(DRAW.withOutcomes(
          rank -> rank == 480 ? new Outcome.Waiting(1) : DRAW.allotment().outcome(rank)));
      assertThat(TriedDraw.blocked(tests)).contains("capacity");
    }

    @Test
    void a_unit_left_because_all_who_would_take_it_have_been_served_at_home_is_none_kept_back() {
      assertThat(families.allotment().winners()).isLessThan(families.list().size());
      assertThat(families.allotment().waiting()).isZero();
      assertThat(TriedDraw.blocked(families.examined())).isEmpty();
    }

    @Test
    void a_household_served_twice_is_stopped() {
      int passedOver = families.firstRank(Outcome.HouseholdServed.class);
      var tests = families.examined(families.withOutcomes(
          rank -> rank == passedOver ? new Outcome.Won("P") : families.allotment().outcome(rank)));
      assertThat(TriedDraw.blocked(tests)).contains("household").doesNotContain("capacity");
    }

    /** More units than households, so that what limits them is the household alone. */
    private static TriedDraw families() {
      var random = new Random(11);
      return TriedDraw.of(random, "\"household\":1,\"cap\":{\"P\":200}", 300, i -> new Arriving(
          new Entry(TriedDraw.tag(random), "%016x".formatted(i / 3), List.of("P"), List.of(), 1), Map.of()));
    }
  }

  /** Of the ten orders of two early and three late, four have the early in one row. */
  @Test
  void the_law_of_rows_is_exact() {
    var five = BitSet.valueOf(new long[] {0b11111});
    assertThat(BiasTests.runs(five, BitSet.valueOf(new long[] {0b00110})).orElseThrow()).isCloseTo(0.8, within(1e-12));
    assertThat(BiasTests.runs(five, BitSet.valueOf(new long[] {0b01010})).orElseThrow()).isEqualTo(1);
  }

  private static List<HealthTest> examined(Cohorts cohorts, IntUnaryOperator arrivalOf) {
    return HealthGate.examine(DRAW.spec(), DRAW.ranking(), DRAW.allotment(), DRAW.prk(), cohorts, arrivalOf);
  }

  static Entry weighing(Random random, int weight) {
    return new Entry(TriedDraw.tag(random), null, List.of("P"), List.of(), weight);
  }

  @Test
  void gaps_in_the_numbers_of_arrival_are_no_harm() {
    var cohorts = Cohorts.builder();
    IntStream.range(0, 2 * 4_800).forEach(i -> cohorts.add(Map.of("hour", String.valueOf(i * 24 / 9_600))));
    var tests = examined(cohorts.build(), index -> 2 * DRAW.arrivals()[index] + 1);
    var without = DRAW.examined();
    assertThat(tests.subList(1, tests.size())).isEqualTo(without.subList(3, without.size()));
    assertThat(tests.getFirst().pValue()).isEqualTo(without.get(2).pValue());
  }
}
