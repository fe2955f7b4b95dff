package org.fairlot.local.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.simulation.City;
import org.fairlot.allocation.draw.simulation.Policy;
import org.fairlot.allocation.draw.simulation.Policy.Entrant;
import org.fairlot.allocation.draw.simulation.Weighting;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;

/** What a pack says of a draw, and what has to be assumed beside it to try it out (推演假设). */
public final class CityOfPack {

  /** China's households by number of persons, rounded; they enter whole. */
  private static final List<Double> HOUSEHOLD_SIZES = List.of(25.0, 30.0, 21.0, 14.0, 10.0);

  /** The part of the people that is of this age or older, China 2020, rounded; linear in between. */
  private static final double[][] AGES = {{0, 1}, {15, 0.82}, {60, 0.187}, {65, 0.135}, {80, 0.025}, {100, 0}};

  private static final double HARDSHIP = 0.03;
  private static final double ATTESTED = 0.1;

  private final Pack pack;
  private final Stage.Lottery lottery;

  /** @throws IllegalArgumentException if the pack draws no lots */
  public CityOfPack(Pack pack) {
    this.pack = pack;
    lottery =
        pack.steps().stream()
            .map(Pack.Step::stage)
            .filter(Stage.Lottery.class::isInstance)
            .map(Stage.Lottery.class::cast)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("The pack " + pack.name() + " has no stage 'lottery' to try out."));
  }

  /**
   * @param people          from the first round on
   * @param arrivals        per later round
   * @param units           units (份) per round, spread evenly over the pools; a win takes as many as the pack says
   * @param pools           of which each person ranks as many as the pack allows
   * @param noShow          the part of winners that does not come
   * @param coolDownRounds  that a winner sits out
   * @param shares          the part of the people in each reserve, where it is known better than assumed here
   */
  public City city(
      int people, int arrivals, int rounds, int units, int pools, double noShow, int coolDownRounds,
      Map<String, Double> shares) {
    int wins = units / lottery.units();
    var perPool = new ArrayList<Integer>();
    var popularity = new ArrayList<Double>();
    for (int pool = 0; pool < pools; pool++) {
      perPool.add(wins / pools + (pool < wins % pools ? 1 : 0));
      popularity.add(1.0 / (pool + 1));
    }
    SequencedMap<String, Double> groups = new LinkedHashMap<>();
    for (Stage.Reserve reserve : lottery.reserves()) {
      groups.put(reserve.name(), shares.getOrDefault(reserve.name(), share(reserve)));
    }
    return new City(
        people, arrivals, rounds, perPool, popularity, lottery.choicesMax(), HOUSEHOLD_SIZES, coolDownRounds, noShow,
        groups);
  }

  public int defaultPools() {
    return lottery.pool() == Stage.PoolScope.CITY ? 1 : 2 * lottery.choicesMax();
  }

  /** Draws within the days after a win in which nobody may register again. */
  public int coolDownRounds() {
    return Math.ceilDiv(pack.limits().grantEveryDays(), lottery.draw().everyDays());
  }

  private static double share(Stage.Reserve reserve) {
    if (reserve.comesFromList()) {
      return HARDSHIP;
    }
    double share = reserve.minAge() == null ? 1 : ofAge(reserve.minAge());
    if (reserve.fact() == null) {
      return share;
    }
    return share * (reserve.fact() == Stage.Fact.HARDSHIP ? HARDSHIP : ATTESTED);
  }

  private static double ofAge(int age) {
    for (int i = 1; i < AGES.length; i++) {
      if (age <= AGES[i][0]) {
        double part = (age - AGES[i - 1][0]) / (AGES[i][0] - AGES[i - 1][0]);
        return AGES[i - 1][1] + part * (AGES[i][1] - AGES[i - 1][1]);
      }
    }
    return 0;
  }

  public Weighting weighting() {
    return new Weighting.Linear(lottery.tickets().perLoss(), 1, lottery.tickets().max());
  }

  /** For {@link #policies}: a household is one entrant. */
  public static final String AS_ONE = "one";

  /**
   * The pack's own policy first, then each weighting with each household rule.
   *
   * @param households caps of a household's wins per draw, or {@link #AS_ONE} for households that enter as one
   */
  public List<Policy> policies(List<Weighting> weightings, List<String> households) {
    var reserves =
        lottery.reserves().stream().map(reserve -> new DrawSpec.Reserve(reserve.name(), reserve.percent())).toList();
    var policies = new LinkedHashMap<String, Policy>();
    put(policies, weighting(), Integer.toString(lottery.householdMax()), reserves);
    String own = policies.firstEntry().getKey();
    for (String household : households.isEmpty() ? List.of(Integer.toString(lottery.householdMax())) : households) {
      weightings.forEach(weighting -> put(policies, weighting, household, reserves));
    }
    return policies.values().stream()
        .map(policy -> policy.name().equals(own) ? named(policy, own + " (the pack)") : policy)
        .toList();
  }

  private void put(
      Map<String, Policy> policies, Weighting weighting, String household, List<DrawSpec.Reserve> reserves) {
    boolean asOne = household.equals(AS_ONE);
    if (!asOne && !household.matches("\\d{1,4}")) {
      throw new IllegalArgumentException("--household takes numbers, or '" + AS_ONE + "': " + household);
    }
    int cap = asOne ? 0 : Integer.parseInt(household);
    String name = weighting + (asOne ? "; households enter as one" : cap == 0 ? "" : "; " + cap + " per household");
    policies.putIfAbsent(
        name,
        new Policy(
            name, weighting, asOne ? Entrant.HOUSEHOLD : Entrant.PERSON, cap, reserves, lottery.openFirst()));
  }

  private static Policy named(Policy policy, String name) {
    return new Policy(
        name, policy.weighting(), policy.entrant(), policy.householdCap(), policy.reserves(), policy.openFirst());
  }

  /** What is assumed of a made-up city, each a sentence. */
  public static List<String> assumed(City city) {
    var assumed = new ArrayList<String>();
    assumed.add(
        "Everybody takes part in every draw that they may, with the same choices, and whole households do. The pools are"
            + " wanted in the ratio 1 : 1/2 : 1/3 …, and have units alike.");
    assumed.add("Households of 1 to 5 are in the ratio " + HOUSEHOLD_SIZES + ".");
    assumed.add(
        "A winner sits out " + city.coolDownRounds() + " draws; of the winners " + Math.round(100 * city.noShow())
            + " % do not come, and the next in the order gets the unit. What is left over is there in the next draw.");
    city.groups().forEach(
        (name, share) -> assumed.add("%s is %.1f %% of the people.".formatted(name, 100 * share)));
    return assumed;
  }
}
