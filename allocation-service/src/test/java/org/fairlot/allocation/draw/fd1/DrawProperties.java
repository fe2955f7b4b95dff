package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Random draws. A failure begins with its seed; {@code -Dfairlot.seed=N} plays that draw again. */
class DrawProperties {

  private static final int RUNS = 60;

  @TestFactory
  List<DynamicTest> every_draw_keeps_its_capacities_and_can_be_explained() {
    Long fixed = Long.getLong("fairlot.seed");
    var seeds = fixed != null ? List.of(fixed) : new Random().longs(RUNS).boxed().toList();
    return seeds.stream().map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> play(seed))).toList();
  }

  private static void play(long seed) {
    try {
      var random = new Random(seed);
      var draw = SampleDraw.random(random, random.nextInt(400));
      var allotment = draw.allotment();
      capacitiesAreKept(draw, allotment);
      everyRankIsExplained(draw, allotment);
      arrivalDoesNotMatter(draw, allotment, random);
    } catch (AssertionError e) {
      throw new AssertionError("-Dfairlot.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private static void capacitiesAreKept(SampleDraw draw, Allotment allotment) {
    var given = new HashMap<String, Integer>();
    var served = new HashMap<String, Integer>();
    for (int rank = 1; rank <= draw.list().size(); rank++) {
      Entry entry = draw.list().entry(allotment.ranking().indexAt(rank));
      if (allotment.outcome(rank) instanceof Outcome.Won(String pool)) {
        assertThat(entry.choices()).contains(pool);
        given.merge(pool, 1, Integer::sum);
        if (entry.houseTag() != null) {
          served.merge(entry.houseTag(), 1, Integer::sum);
        }
      }
    }
    given.forEach((pool, units) -> assertThat(units).isLessThanOrEqualTo(draw.spec().capacities().get(pool)));
    if (draw.spec().householdCap() > 0) {
      assertThat(served.values()).allMatch(count -> count <= draw.spec().householdCap());
    }
  }

  /** In the end nobody goes without while a unit that he asked for is free, but for his household or a full pool. */
  private static void everyRankIsExplained(SampleDraw draw, Allotment allotment) {
    Map<String, Integer> free = new HashMap<>(draw.spec().capacities());
    var served = new HashMap<String, Integer>();
    var ranks = IntStream.rangeClosed(1, draw.list().size()).boxed().toList();
    for (int rank : ranks) {
      if (allotment.outcome(rank) instanceof Outcome.Won(String pool)) {
        free.merge(pool, -1, Integer::sum);
        String house = draw.list().entry(allotment.ranking().indexAt(rank)).houseTag();
        served.merge(String.valueOf(house), 1, Integer::sum);
      }
    }
    int place = 0;
    for (int rank : ranks) {
      Entry entry = draw.list().entry(allotment.ranking().indexAt(rank));
      switch (allotment.outcome(rank)) {
        case Outcome.Won _ -> {}
        case Outcome.HouseholdServed _ ->
            assertThat(served.get(entry.houseTag())).isEqualTo(draw.spec().householdCap());
        case Outcome.Waiting(int at) -> {
          assertThat(at).isEqualTo(++place);
          assertThat(entry.choices()).allMatch(pool -> free.getOrDefault(pool, 0) == 0);
        }
      }
    }
    assertThat(place).isEqualTo(allotment.waiting());
  }

  private static void arrivalDoesNotMatter(SampleDraw draw, Allotment allotment, Random random) {
    var entries = new ArrayList<>(IntStream.range(0, draw.list().size()).mapToObj(draw.list()::entry).toList());
    Collections.shuffle(entries, random);
    var again = new SampleDraw(draw.spec(), SealedList.of(entries), draw.seed());
    assertThat(again.list().root()).isEqualTo(draw.list().root());
    assertThat(again.allotment().resultHash()).isEqualTo(allotment.resultHash());
  }

  /** Without reserves and households it is the first K of the order, whose place of arrival must not show. */
  @Test
  void winners_are_spread_evenly_over_the_order_of_arrival() {
    int[] winsByTenth = new int[10];
    int rounds = 40;
    var random = new Random(20200202);
    for (int round = 0; round < rounds; round++) {
      var entries = new ArrayList<Entry>();
      for (int i = 0; i < 2_000; i++) {
        entries.add(Entry.of(SampleDraw.hash(random).toString(), "P"));
      }
      var ranking = Ranking.of(SealedList.of(entries), SampleDraw.hash(random));
      for (int i = 0; i < entries.size(); i++) {
        if (ranking.rankOf(ranking.list().indexOf(entries.get(i).leaf())) <= 500) {
          winsByTenth[i * 10 / entries.size()]++;
        }
      }
    }
    double expected = rounds * 500 / 10.0;
    double chiSquare = IntStream.of(winsByTenth).mapToDouble(wins -> (wins - expected) * (wins - expected) / expected).sum();
    assertThat(chiSquare).as("chi-square, 9 degrees of freedom").isLessThan(27.9); // p = 0.001
  }

  /** For one unit among equals a ticket more is a chance more: w tickets of W win with w/W. */
  @Test
  void the_win_rate_grows_with_the_tickets() {
    int rounds = 3_000;
    int[] wins = new int[4];
    var random = new Random(20200203);
    for (int round = 0; round < rounds; round++) {
      var entries = new ArrayList<Entry>();
      for (int weight = 1; weight <= 4; weight++) {
        entries.add(new Entry(SampleDraw.hash(random).toString(), null, List.of("P"), List.of(), weight));
      }
      var ranking = Ranking.of(SealedList.of(entries), SampleDraw.hash(random));
      wins[ranking.list().entry(ranking.indexAt(1)).weight() - 1]++;
    }
    for (int weight = 1; weight <= 4; weight++) {
      assertThat(wins[weight - 1] / (double) rounds).isBetween(weight / 10.0 - 0.035, weight / 10.0 + 0.035);
    }
  }
}
