package org.fairlot.allocation.draw.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The people of a made-up city, the same for every policy (模拟人群). */
final class Population {

  /**
   * @param number   from 0
   * @param entryTag under which the person stands on the lists
   * @param joins    the round, from 0
   */
  record Person(int number, String entryTag, int household, int joins, List<String> choices, List<String> groups) {}

  private final List<Person> people = new ArrayList<>();
  private final List<Integer> householdSizes = new ArrayList<>();

  private Population() {}

  static Population of(City city, long seed) {
    var population = new Population();
    var random = new SplittableRandom(seed);
    for (int round = 0; round < city.rounds(); round++) {
      population.settle(city, round, round == 0 ? city.people() : city.arrivalsPerRound(), random);
    }
    return population;
  }

  private void settle(City city, int round, int count, RandomGenerator random) {
    for (int left = count; left > 0; ) {
      int size = Math.min(left, 1 + drawn(city.householdSizes(), random, List.of()));
      for (int member = 0; member < size; member++) {
        int number = people.size();
        people.add(
            new Person(
                number, tag(number), householdSizes.size(), round, choices(city, random), groups(city, random)));
      }
      householdSizes.add(size);
      left -= size;
    }
  }

  static String tag(int number) {
    String hex = Integer.toHexString(number);
    return "0".repeat(64 - hex.length()) + hex;
  }

  private static List<String> choices(City city, RandomGenerator random) {
    var chosen = new ArrayList<Integer>();
    for (int i = 0; i < Math.min(city.choicesMax(), city.popularity().size()); i++) {
      chosen.add(drawn(city.popularity(), random, chosen));
    }
    return chosen.stream().map(City::pool).toList();
  }

  private static List<String> groups(City city, RandomGenerator random) {
    var groups = new ArrayList<String>();
    for (Map.Entry<String, Double> group : city.groups().entrySet()) {
      if (random.nextDouble() < group.getValue()) {
        groups.add(group.getKey());
      }
    }
    return List.copyOf(groups);
  }

  /** A number drawn in proportion to the parts, without those taken before. */
  private static int drawn(List<Double> parts, RandomGenerator random, List<Integer> taken) {
    double total = 0;
    for (int i = 0; i < parts.size(); i++) {
      total += taken.contains(i) ? 0 : parts.get(i);
    }
    double at = random.nextDouble() * total;
    int last = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (taken.contains(i)) {
        continue;
      }
      last = i;
      at -= parts.get(i);
      if (at < 0) {
        break;
      }
    }
    return last;
  }

  List<Person> people() {
    return people;
  }

  int householdSize(int household) {
    return householdSizes.get(household);
  }
}
