package org.fairlot.allocation.draw.simulation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A made-up city (模拟城市): who lives there and what is to be had.
 *
 * @param people            who are there from the first round on
 * @param arrivalsPerRound  who join in each later round
 * @param unitsPerRound     by pool
 * @param popularity        by pool, of any scale: how likely it is to be somebody's first choice; the further ones likewise
 *     among what is left
 * @param choicesMax        how many pools each person ranks; all rank as many as they may
 * @param householdSizes    how likely a household has 1, 2, 3 … members, of any scale; all members take part
 * @param coolDownRounds    rounds that a winner sits out; {@link #FOR_EVER}: one win is all
 * @param noShow            the part of those who win and do not come; their units go to the next in the order
 * @param groups            the part of the people that belongs to each reserve
 */
public record City(
    int people, int arrivalsPerRound, int rounds, List<Integer> unitsPerRound, List<Double> popularity, int choicesMax,
    List<Double> householdSizes, int coolDownRounds, double noShow, SequencedMap<String, Double> groups) {

  public static final int FOR_EVER = Integer.MAX_VALUE;

  public City {
    unitsPerRound = List.copyOf(unitsPerRound);
    popularity = List.copyOf(popularity);
    householdSizes = List.copyOf(householdSizes);
    groups = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(groups));
    if (people < 1 || arrivalsPerRound < 0 || rounds < 1 || (long) arrivalsPerRound * rounds > 100_000_000) {
      throw new IllegalArgumentException("a city has people, and rounds");
    }
    if (unitsPerRound.isEmpty() || unitsPerRound.size() != popularity.size() || choicesMax < 1) {
      throw new IllegalArgumentException("each pool has units and a popularity");
    }
    if (noShow < 0 || noShow >= 1 || coolDownRounds < 0 || householdSizes.isEmpty()) {
      throw new IllegalArgumentException("no-shows are a part from 0 to below 1, and rounds are no less than 0");
    }
  }

  /** One pool, nobody with a household, everybody back after the cool-down. */
  public static City simple(int people, int units, int coolDownRounds, int rounds) {
    return new City(
        people, 0, rounds, List.of(units), List.of(1.0), 1, List.of(1.0), coolDownRounds, 0, new LinkedHashMap<>());
  }

  public static String pool(int number) {
    return "pool-" + (number + 1);
  }
}
