package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fairlot.allocation.draw.fd1.Outcome.HouseholdServed;
import org.fairlot.allocation.draw.fd1.Outcome.Waiting;
import org.fairlot.allocation.draw.fd1.Outcome.Won;
import org.fairlot.allocation.draw.fd1.Substitution.Reason;
import org.fairlot.allocation.draw.fd1.Substitution.SkipReason;
import org.fairlot.allocation.draw.fd1.Substitution.Skipped;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AllotmentSpec {

  private static final Hash PRK = SampleDraw.sha256("any");

  @Nested
  class Reserves {

    @Row("M13")
    @Test
    void a_reserve_serves_its_group_before_all_others() {
      // 10 units, 2 of them reserved; the elderly have the last ranks
      var outcomes = outcomes(10, "\"reserves\":[{\"name\":\"OLD\",\"percent\":25}]", ranked(15, 12, 13, 14));
      assertThat(outcomes.subList(0, 8)).containsOnly(new Won("P"));
      assertThat(outcomes.subList(8, 12)).containsExactly(waits(1), waits(2), waits(3), waits(4));
      assertThat(outcomes.subList(12, 15)).containsExactly(new Won("P"), new Won("P"), waits(5));
    }

    @Test
    void what_a_reserve_leaves_over_is_for_everybody() {
      var outcomes = outcomes(10, "\"reserves\":[{\"name\":\"OLD\",\"percent\":50}]", ranked(15, 14));
      assertThat(outcomes).filteredOn(new Won("P")::equals).hasSize(10);
      assertThat(outcomes.get(14)).isEqualTo(new Won("P"));
      assertThat(outcomes.get(9)).isEqualTo(waits(1));
    }

    @Test
    void open_first_helps_a_group_whose_luck_is_good_more_than_reserve_first() {
      String reserve = "\"reserves\":[{\"name\":\"OLD\",\"percent\":20}]";
      int[] old = {0, 1, 10, 11};
      var reserveFirst = outcomes(10, reserve, ranked(15, old));
      var openFirst = outcomes(10, reserve + ",\"openFirst\":true", ranked(15, old));
      // the lucky two use up the reserve in one case, open units in the other
      assertThat(reserveFirst.get(10)).isEqualTo(waits(1));
      assertThat(openFirst.get(10)).isEqualTo(new Won("P"));
      assertThat(openFirst.get(11)).isEqualTo(new Won("P"));
      assertThat(openFirst.get(8)).isEqualTo(waits(1));
    }

    @Test
    void open_first_offers_unfilled_reserves_to_everybody_at_the_end() {
      var outcomes =
          outcomes(10, "\"openFirst\":true,\"reserves\":[{\"name\":\"OLD\",\"percent\":50}]", ranked(15, 14));
      assertThat(outcomes.subList(0, 9)).containsOnly(new Won("P"));
      assertThat(outcomes.get(14)).isEqualTo(new Won("P"));
      assertThat(outcomes.get(9)).isEqualTo(waits(1));
    }

    @Test
    void a_household_served_from_a_reserve_is_passed_over_in_the_open_category() {
      var entries = new ArrayList<>(ranked(4, 3));
      entries.set(0, inHousehold(entries.get(0)));
      entries.set(3, inHousehold(entries.get(3)));
      String rules = "\"household\":1,\"reserves\":[{\"name\":\"OLD\",\"percent\":50}]";
      var allotment = allotment(2, rules, entries);
      assertThat(outcomeOf(allotment, entries.get(3))).isEqualTo(new Won("P"));
      assertThat(outcomeOf(allotment, entries.get(0))).isEqualTo(new HouseholdServed());
    }

    private static Waiting waits(int place) {
      return new Waiting(place);
    }

    private static List<Outcome> outcomes(int units, String rules, List<Entry> ranked) {
      var allotment = allotment(units, rules, ranked);
      return ranked.stream().map(entry -> outcomeOf(allotment, entry)).toList();
    }

    private static Outcome outcomeOf(Allotment allotment, Entry entry) {
      return allotment.outcome(allotment.ranking().rankOf(allotment.ranking().list().indexOf(entry.leaf())));
    }

    /**
     * Entries in the order of their ranks under {@link #PRK}; those at these places carry the reserve. What an entry says
     * is in its leaf, so tags are tried until the score lies where the place wants it, with a household and without.
     */
    private static List<Entry> ranked(int size, int... old) {
      var random = new Random(7);
      var ranked = new ArrayList<Entry>();
      while (ranked.size() < size) {
        int place = ranked.size();
        var reserves = Arrays.stream(old).anyMatch(o -> o == place) ? List.of("OLD") : List.<String>of();
        var alone = new Entry(SampleDraw.hash(random).toString(), null, List.of("P"), reserves, 1);
        if (score(alone) * size >>> 16 == place && score(inHousehold(alone)) * size >>> 16 == place) {
          ranked.add(alone);
        }
      }
      return ranked;
    }

    private static Entry inHousehold(Entry entry) {
      return new Entry(entry.entryTag(), "00000000000000aa", entry.choices(), entry.reserves(), entry.weight());
    }

    private static int score(Entry entry) {
      byte[] score = Ranking.of(SealedList.of(List.of(entry)), PRK).score(0).bytes();
      return (score[0] & 0xFF) << 8 | score[1] & 0xFF;
    }
  }

  @Nested
  class Forfeits {

    private final SampleDraw demo = SampleDraw.demo();
    private final Substitutes substitutes = new Substitutes(demo.allotment());

    @Test
    void a_forfeited_unit_goes_to_the_best_rank_that_waits_for_its_pool() {
      var first = substitutes.forfeit(at(1), Reason.REFUSED, _ -> false);
      assertThat(first.substitute()).isEqualTo(at(6));
      assertThat(first.rank()).isEqualTo(6);
      assertThat(first.skipped()).isEmpty();
      assertThat(substitutes.heldBy(at(6))).isEqualTo("A");
      assertThat(substitutes.heldBy(at(1))).isNull();
    }

    @Test
    void who_has_left_is_named_once_and_never_served() {
      var first = substitutes.forfeit(at(3), Reason.CLAIM_DEADLINE, at(5)::equals);
      assertThat(first.skipped()).containsExactly(new Skipped(at(5), SkipReason.LEFT));
      assertThat(first.substitute()).isEqualTo(at(6));
      var second = substitutes.forfeit(at(6), Reason.CANCELLED, _ -> false);
      assertThat(second.substitute()).isNull();
      assertThat(second.skipped()).isEmpty();
      assertThat(second.n()).isEqualTo(2);
    }

    @Test
    void a_household_that_holds_its_part_is_skipped() {
      // the household's first member waits for B, its second has won A
      var spec = SampleDraw.spec(SampleDraw.DEMO_SPEC);
      long seed = 0;
      while (true) {
        var random = new Random(seed++);
        String house = "00000000000000bb";
        var entries = List.of(
            new Entry(SampleDraw.hash(random).toString(), house, List.of("B"), List.of(), 1),
            new Entry(SampleDraw.hash(random).toString(), house, List.of("A"), List.of(), 1),
            Entry.of(SampleDraw.hash(random).toString(), "B"));
        var allotment = Allotment.of(spec, Ranking.of(SealedList.of(entries), PRK));
        var ranking = allotment.ranking();
        int[] ranks = entries.stream().mapToInt(e -> ranking.rankOf(ranking.list().indexOf(e.leaf()))).toArray();
        if (ranks[2] == 1 && ranks[0] == 2) {
          var waiting = new Substitutes(allotment);
          var skipped = waiting.forfeit(entries.get(2).leaf(), Reason.REFUSED, _ -> false);
          assertThat(skipped.skipped()).containsExactly(new Skipped(entries.get(0).leaf(), SkipReason.HOUSEHOLD));
          assertThat(skipped.substitute()).isNull();
          return;
        }
      }
    }

    @Test
    void only_a_unit_that_is_held_can_be_forfeited() {
      assertThatThrownBy(() -> substitutes.forfeit(at(5), Reason.REFUSED, _ -> false))
          .isInstanceOf(IllegalArgumentException.class);
    }

    private Hash at(int rank) {
      return demo.list().leaf(demo.ranking().indexAt(rank));
    }
  }

  static Allotment allotment(int units, String rules, List<Entry> entries) {
    var spec =
        SampleDraw.spec(
            """
            {"alg":"FD1","suite":"SHA256","mech":"RSD","draw":"d","cap":{"P":%d},%s,"beacon":{"type":"recorded"}}"""
                .formatted(units, rules));
    return Allotment.of(spec, Ranking.of(SealedList.of(entries), PRK));
  }
}
