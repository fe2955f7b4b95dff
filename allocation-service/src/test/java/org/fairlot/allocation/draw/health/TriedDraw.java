package org.fairlot.allocation.draw.health;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.contracts.allocation.DrawEvent.Health;
import org.fairlot.contracts.allocation.DrawEvent.HealthTest;

/** An honest draw, and what it looks like after somebody has had a hand in it. */
record TriedDraw(
    DrawSpec spec, SealedList list, Hash prk, Cohorts cohorts, int[] arrivals, Ranking ranking, Allotment allotment) {

  /** An entry on its way into the urn. */
  record Arriving(Entry entry, Map<String, String> cohorts) {}

  static TriedDraw of(Random random, String rules, int entries, IntFunction<Arriving> arriving) {
    var spec = spec(rules);
    var cohorts = Cohorts.builder(entries);
    var came = new ArrayList<Entry>();
    for (int i = 0; i < entries; i++) {
      Arriving one = arriving.apply(i);
      came.add(one.entry());
      cohorts.add(one.cohorts());
    }
    var list = SealedList.of(came);
    int[] arrivals = new int[entries];
    for (int i = 0; i < entries; i++) {
      arrivals[list.indexOf(came.get(i).leaf())] = i;
    }
    return held(random, spec, list, cohorts.build(), arrivals);
  }

  private static TriedDraw held(Random random, DrawSpec spec, SealedList list, Cohorts cohorts, int[] arrivals) {
    Hash prk = hash(random);
    var ranking = Ranking.of(list, prk);
    return new TriedDraw(spec, list, prk, cohorts, arrivals, ranking, Allotment.of(spec, ranking));
  }

  /** The same list under another seed. */
  TriedDraw again(Random random) {
    return held(random, spec, list, cohorts, arrivals);
  }

  /** A day of registrations for one pool: hours in the order of arrival, the rest by chance. */
  static TriedDraw simple(long seed, int entries, int units) {
    var random = new Random(seed);
    return of(random, "\"cap\":{\"P\":%d}".formatted(units), entries, i -> new Arriving(
        Entry.of(tag(random), "P"),
        Map.of(
            "registeredHour", String.valueOf(i * 24L / entries), "idParity", random.nextBoolean() ? "even" : "odd",
            "district", "d" + random.nextInt(8))));
  }

  static DrawSpec spec(String rules) {
    String json =
        """
        {"alg":"FD1","suite":"SHA256","mech":"RSD","draw":"tried",%s,"beacon":{"type":"recorded"}}""".formatted(rules);
    return DrawSpec.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  static String tag(Random random) {
    return hash(random).toString();
  }

  static Hash hash(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash.of(bytes);
  }

  List<HealthTest> examined() {
    return HealthGate.examine(spec, ranking, allotment, prk, cohorts, index -> arrivals[index]);
  }

  List<HealthTest> examined(Claim claim) {
    return HealthGate.examine(spec, claim, prk, cohorts, index -> arrivals[index]);
  }

  Claim claim() {
    return Claim.of(ranking, allotment);
  }

  /** Others at the ranks, the best first; a rank got what it got. */
  Claim inOrder(int[] order) {
    return inOrder(order, ranking::score);
  }

  private Claim inOrder(int[] order, IntFunction<Hash> scoreOf) {
    return new Claim(list, order.length, rank -> order[rank - 1], scoreOf, allotment::outcome);
  }

  int[] order() {
    return IntStream.rangeClosed(1, list.size()).map(ranking::indexAt).toArray();
  }

  /** Sorted by scores that were changed for some. */
  Claim scored(Function<Integer, Hash> score) {
    int[] order = Arrays.stream(order()).boxed()
        .sorted(Comparator.comparing(score))
        .mapToInt(Integer::intValue)
        .toArray();
    return inOrder(order, score::apply);
  }

  Claim withOutcomes(IntFunction<Outcome> outcomes) {
    return new Claim(list, list.size(), (IntUnaryOperator) ranking::indexAt, ranking::score, outcomes);
  }

  /** The first rank whose outcome is of this kind. */
  int firstRank(Class<? extends Outcome> kind) {
    return IntStream.rangeClosed(1, list.size())
        .filter(rank -> kind.isInstance(allotment.outcome(rank)))
        .findFirst()
        .orElseThrow();
  }

  static List<String> blocked(List<HealthTest> tests) {
    return tests.stream().filter(test -> test.health() == Health.BLOCKED).map(HealthTest::name).toList();
  }
}
