package org.fairlot.allocation.draw.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.fairlot.allocation.draw.fd1.DrawSpec.Reserve;
import org.fairlot.allocation.draw.simulation.Findings.Waits;
import org.fairlot.allocation.draw.simulation.Policy.Entrant;
import org.fairlot.allocation.draw.simulation.Population.Person;
import org.fairlot.allocation.draw.simulation.Round.Drawn;
import org.jspecify.annotations.Nullable;

/**
 * Plays the rounds of a city under a policy (推演). All policies meet the same people and the same seeds. Who wins sits out
 * the cool-down and comes back with one ticket; who does not come for the unit loses its place and may enter at once with
 * one ticket; what is left in a pool is there in the next round.
 */
public final class Simulation {

  private final City city;
  private final Policy policy;
  private final long seed;
  private final Population population;
  private final List<Player> players;
  private final Tally tally = new Tally();
  private final TreeMap<String, Integer> units = new TreeMap<>();

  private Simulation(City city, Policy policy, long seed) {
    this.city = city;
    this.policy = policy;
    this.seed = seed;
    population = Population.of(city, seed);
    players = players();
  }

  /** @throws IllegalArgumentException if a pool of the city would hold more units than a draw can give */
  public static Findings play(City city, Policy policy, long seed) {
    return play(city, policy, seed, _ -> {});
  }

  /** @param watcher sees the result of each round */
  static Findings play(City city, Policy policy, long seed, Consumer<Drawn> watcher) {
    return new Simulation(city, policy, seed).play(watcher);
  }

  /** Who enters: a person, or a household by its first member. */
  private static final class Player {

    final Person person;
    final @Nullable String houseTag;
    final List<String> reserves;
    int losses;
    int wins;
    /** The first round in which it may enter. */
    long next;
    /** Rounds from joining to the first win, 0: none yet. */
    int wait;

    Player(Person person, @Nullable String houseTag, List<String> reserves) {
      this.person = person;
      this.houseTag = houseTag;
      this.reserves = reserves;
      next = person.joins();
    }
  }

  private List<Player> players() {
    var reserved = policy.reserves().stream().map(Reserve::name).toList();
    var groups = new TreeMap<Integer, TreeSet<String>>();
    if (policy.entrant() == Entrant.HOUSEHOLD) {
      population.people().forEach(
          person -> groups.computeIfAbsent(person.household(), _ -> new TreeSet<>()).addAll(person.groups()));
    }
    var players = new ArrayList<Player>();
    int house = -1;
    for (Person person : population.people()) {
      boolean first = person.household() != house;
      house = person.household();
      if (first || policy.entrant() == Entrant.PERSON) {
        var own = policy.entrant() == Entrant.PERSON ? person.groups() : groups.get(house);
        String houseTag = policy.entrant() == Entrant.PERSON ? "%016x".formatted(house) : null;
        players.add(new Player(person, houseTag, own.stream().filter(reserved::contains).toList()));
      }
    }
    return players;
  }

  private Findings play(Consumer<Drawn> watcher) {
    long released = 0;
    for (int round = 0; round < city.rounds(); round++) {
      for (int pool = 0; pool < city.unitsPerRound().size(); pool++) {
        units.merge(City.pool(pool), city.unitsPerRound().get(pool), Integer::sum);
        released += city.unitsPerRound().get(pool);
      }
      watcher.accept(play(round));
    }
    return tally.findings(policy, released, gini(), waits());
  }

  private Drawn play(int round) {
    var entrants = new ArrayList<Round.Entrant>();
    for (int id = 0; id < players.size() && players.get(id).person.joins() <= round; id++) {
      if (players.get(id).next <= round) {
        entrants.add(entrant(id));
      }
    }
    var drawn =
        Round.play(
            policy, units, entrants, Round.prk(seed, round),
            entrant -> Round.comes(city.noShow(), seed, round, number(entrant)));
    tally.count(entrants, drawn, houses());
    entrants.forEach(entrant -> players.get(entrant.id()).losses++);
    drawn.wins().forEach(win -> won(players.get(win.entrant().id()), round));
    drawn.forfeits().forEach(entrant -> players.get(entrant.id()).losses = 0);
    units.putAll(drawn.left());
    return drawn;
  }

  private int number(Round.Entrant entrant) {
    return players.get(entrant.id()).person.number();
  }

  private Tally.Houses houses() {
    return new Tally.Houses() {
      @Override
      public int house(Round.Entrant entrant) {
        return players.get(entrant.id()).person.household();
      }

      @Override
      public int size(int house) {
        return population.householdSize(house);
      }
    };
  }

  private Round.Entrant entrant(int id) {
    var player = players.get(id);
    return new Round.Entrant(
        id, player.person.entryTag(), player.houseTag, player.person.choices(), player.reserves, player.losses);
  }

  private void won(Player player, int round) {
    player.losses = 0;
    player.wins++;
    player.next = (long) round + 1 + city.coolDownRounds();
    if (player.wait == 0) {
      player.wait = round - player.person.joins() + 1;
    }
  }

  private double gini() {
    return Findings.gini(players.stream().mapToInt(player -> player.wins).toArray());
  }

  private Waits waits() {
    int[] waits = new int[players.size()];
    boolean[] won = new boolean[players.size()];
    for (int i = 0; i < waits.length; i++) {
      var player = players.get(i);
      won[i] = player.wait > 0;
      waits[i] = won[i] ? player.wait : city.rounds() - player.person.joins();
    }
    return Waits.of(city.rounds(), waits, won);
  }
}
