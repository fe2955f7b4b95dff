package org.fairlot.allocation.draw.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fairlot.allocation.draw.fd1.DrawSpec.Reserve;
import org.fairlot.allocation.draw.simulation.Policy.Entrant;
import org.fairlot.allocation.draw.simulation.Round.Drawn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds in every city under every policy. */
class SimulationProperties {

  private static final List<Weighting> WEIGHTINGS =
      List.of(
          Weighting.parse("uniform"), Weighting.parse("1:16"), Weighting.parse("x2/2:64"), Weighting.parse("strict"));

  private static City city(Random random) {
    int pools = 1 + random.nextInt(4);
    var units = new ArrayList<Integer>();
    var popularity = new ArrayList<Double>();
    for (int i = 0; i < pools; i++) {
      units.add(random.nextInt(8));
      popularity.add(1.0 / (i + 1));
    }
    var groups = new LinkedHashMap<String, Double>();
    groups.put("ELDERLY", 0.2);
    groups.put("MEDICAL", 0.05);
    return new City(
        30 + random.nextInt(150), random.nextInt(6), 12, units, popularity, 1 + random.nextInt(3),
        List.of(3.0, 3.0, 2.0, 1.0), random.nextInt(4), random.nextInt(3) * 0.3, groups);
  }

  private static Policy policy(Random random) {
    var weighting = WEIGHTINGS.get(random.nextInt(WEIGHTINGS.size()));
    var reserves =
        random.nextBoolean() ? List.of(new Reserve("ELDERLY", 20), new Reserve("MEDICAL", 10)) : List.<Reserve>of();
    var entrant = random.nextInt(4) == 0 ? Entrant.HOUSEHOLD : Entrant.PERSON;
    return new Policy("random", weighting, entrant, random.nextInt(3), reserves, random.nextBoolean());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void every_unit_is_somewhere_and_every_result_follows_from_the_seed(long seed) {
    var random = new Random(seed);
    var city = city(random);
    var policy = policy(random);
    var rounds = new ArrayList<Drawn>();
    var found = Simulation.play(city, policy, seed, rounds::add);

    int each = city.unitsPerRound().stream().mapToInt(Integer::intValue).sum();
    long before = 0;
    for (Drawn drawn : rounds) {
      long left = drawn.left().values().stream().mapToLong(Integer::longValue).sum();
      assertThat(drawn.left().values()).allMatch(units -> units >= 0);
      assertThat(drawn.wins().size() + left).isEqualTo(before + each);
      assertThat(drawn.wins()).allMatch(win -> win.entrant().choices().contains(win.pool()));
      assertThat(drawn.wins().stream().map(win -> win.entrant().id())).doesNotHaveDuplicates();
      before = left;
    }
    assertThat(found.wins() + found.unitsUnused()).isEqualTo(found.units()).isEqualTo((long) each * city.rounds());
    assertThat(found.byGroup().values().stream().mapToLong(Findings.Rate::of).sum())
        .isGreaterThanOrEqualTo(found.entries());
    assertThat(Simulation.play(city, policy, seed)).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void no_household_has_more_than_its_cap(long seed) {
    var random = new Random(seed);
    for (int cap = 1; cap <= 2; cap++) {
      for (Weighting weighting : WEIGHTINGS) {
        var reserves = List.of(new Reserve("ELDERLY", 30));
        var policy = new Policy("capped", weighting, Entrant.PERSON, cap, reserves, random.nextBoolean());
        int limit = cap;
        Simulation.play(
            city(random), policy, seed,
            drawn -> {
              Map<String, Integer> byHouse = new HashMap<>();
              drawn.wins().forEach(win -> byHouse.merge(win.entrant().houseTag(), 1, Integer::sum));
              assertThat(byHouse.values()).allMatch(wins -> wins <= limit);
            });
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nobody_passes_one_who_waits_longer_where_the_longest_wait_is_first(long seed) {
    var random = new Random(seed);
    var entrants = new ArrayList<Round.Entrant>();
    for (int id = 0; id < 300; id++) {
      entrants.add(new Round.Entrant(id, Population.tag(id), null, List.of("A"), List.of(), random.nextInt(9)));
    }
    var units = new TreeMap<>(Map.of("A", 1 + random.nextInt(200)));
    var drawn =
        Round.play(
            Policy.of(new Weighting.Strict()), units, entrants, Round.prk(seed, 0), entrant -> entrant.id() % 5 > 0);
    var winners = drawn.wins().stream().map(Round.Win::entrant).toList();
    int shortest = winners.stream().mapToInt(Round.Entrant::losses).min().orElseThrow();
    assertThat(winners).hasSize(units.get("A"));
    assertThat(entrants)
        .filteredOn(entrant -> !winners.contains(entrant) && !drawn.forfeits().contains(entrant))
        .allMatch(entrant -> entrant.losses() <= shortest);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_household_of_three_has_three_chances_among_persons_and_one_among_households(long seed) {
    var city =
        new City(
            6_000, 0, 20, List.of(300), List.of(1.0), 1, List.of(1.0, 0.0, 1.0), 0, 0, new LinkedHashMap<>());
    var uniform = Weighting.parse("uniform");
    var persons =
        Simulation.play(city, new Policy("persons", uniform, Entrant.PERSON, 0, List.of(), false), seed);
    var households =
        Simulation.play(city, new Policy("households", uniform, Entrant.HOUSEHOLD, 0, List.of(), false), seed);
    double p = persons.winRate();
    assertThat(persons.byHouseholdSize().get(1).value()).isEqualTo(p, within(0.005));
    assertThat(persons.byHouseholdSize().get(3).value()).isEqualTo(1 - Math.pow(1 - p, 3), within(0.008));
    double q = households.winRate();
    assertThat(households.byHouseholdSize().get(1).value()).isEqualTo(q, within(0.008));
    assertThat(households.byHouseholdSize().get(3).value()).isEqualTo(q, within(0.008));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void the_order_of_reserve_and_open_part_changes_what_a_group_gets(long seed) {
    var groups = new LinkedHashMap<String, Double>();
    groups.put("ELDERLY", 0.2);
    var city = new City(4_000, 0, 20, List.of(200), List.of(1.0), 1, List.of(1.0), 0, 0, groups);
    var uniform = Weighting.parse("uniform");
    var ten = List.of(new Reserve("ELDERLY", 10));
    var reserveFirst = Simulation.play(city, new Policy("r", uniform, Entrant.PERSON, 0, ten, false), seed);
    var openFirst = Simulation.play(city, new Policy("o", uniform, Entrant.PERSON, 0, ten, true), seed);
    var none = Simulation.play(city, Policy.of(uniform), seed);
    // 20 % of the people and 10 % reserved: served first, the reserve takes those who would have won anyway
    double part = none.byGroup().get(Findings.NO_GROUP).value();
    assertThat(reserveFirst.byGroup().get("ELDERLY").value()).isEqualTo(part, within(0.005));
    // served after the open part it comes on top of what they win there: 0.9 of the units by their number, and 0.1
    assertThat(openFirst.byGroup().get("ELDERLY").value()).isEqualTo(part * 1.4, within(0.007));
  }
}
