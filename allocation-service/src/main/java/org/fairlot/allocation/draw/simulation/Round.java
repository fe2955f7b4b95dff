package org.fairlot.allocation.draw.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.allocation.draw.fd1.Substitutes;
import org.fairlot.allocation.draw.fd1.Substitution;
import org.jspecify.annotations.Nullable;

/** One draw from its list to its last substitute (一轮摇号), by the core of the real draw. */
final class Round {

  /**
   * Who is on the list.
   *
   * @param entryTag of this list alone
   * @param houseTag {@code null}: no household that is known
   * @param losses   draws lost before
   */
  record Entrant(
      int id, String entryTag, @Nullable String houseTag, List<String> choices, List<String> reserves, int losses) {}

  record Win(Entrant entrant, String pool) {}

  /**
   * @param wins     who has a unit in the end
   * @param forfeits who had one and did not come
   * @param left     the units that nobody has, by pool
   */
  record Drawn(List<Win> wins, List<Entrant> forfeits, SequencedMap<String, Integer> left) {}

  /** Odd and of many bits, so that rounds lie far apart. */
  private static final long ROUND_STEP = 0x9E3779B97F4A7C15L;

  private final Policy policy;
  private final Predicate<Entrant> comes;
  private final Map<String, Entrant> byTag = new HashMap<>();
  private final Map<String, Integer> servedByHouse = new HashMap<>();
  private final List<Win> wins = new ArrayList<>();
  private final List<Entrant> forfeits = new ArrayList<>();
  private final TreeMap<String, Integer> left;

  private Round(Policy policy, SequencedMap<String, Integer> units, Predicate<Entrant> comes) {
    this.policy = policy;
    this.comes = comes;
    left = new TreeMap<>(units);
  }

  /** @param comes whether a winner takes the unit */
  static Drawn play(
      Policy policy, SequencedMap<String, Integer> units, List<Entrant> entrants, Hash prk, Predicate<Entrant> comes) {
    var round = new Round(policy, units, comes);
    if (policy.weighting() instanceof Weighting.Strict) {
      round.playByWait(entrants, prk);
    } else {
      round.playList(entrants, policy.householdCap(), policy.reserves(), prk);
    }
    return new Drawn(round.wins, round.forfeits, round.left);
  }

  private void playByWait(List<Entrant> entrants, Hash prk) {
    var byWait = new TreeMap<Integer, List<Entrant>>(Comparator.reverseOrder());
    entrants.forEach(entrant -> byWait.computeIfAbsent(entrant.losses(), _ -> new ArrayList<>()).add(entrant));
    for (List<Entrant> equals : byWait.values()) {
      if (left.values().stream().allMatch(units -> units == 0)) {
        return;
      }
      var byServed =
          equals.stream().collect(Collectors.groupingBy(this::servedOfHouse, TreeMap::new, Collectors.toList()));
      byServed.forEach(
          (served, some) -> {
            int cap = policy.householdCap() == 0 ? 0 : policy.householdCap() - served;
            if (policy.householdCap() == 0 || cap > 0) {
              playList(some, cap, List.of(), prk);
            }
          });
    }
  }

  private int servedOfHouse(Entrant entrant) {
    return entrant.houseTag() == null || policy.householdCap() == 0
        ? 0 : servedByHouse.getOrDefault(entrant.houseTag(), 0);
  }

  private void playList(List<Entrant> entrants, int householdCap, List<DrawSpec.Reserve> reserves, Hash prk) {
    var builder = SealedList.builder(entrants.size());
    for (Entrant entrant : entrants) {
      byTag.put(entrant.entryTag(), entrant);
      builder.add(
          new Entry(
              entrant.entryTag(), entrant.houseTag(), entrant.choices(), entrant.reserves(),
              policy.weighting().tickets(entrant.losses())));
    }
    var list = builder.seal();
    var allotment = Allotment.of(spec(householdCap, reserves), Ranking.of(list, prk));
    handOver(allotment, list);
  }

  private DrawSpec spec(int householdCap, List<DrawSpec.Reserve> reserves) {
    return DrawSpec.of(
        Map.of(
            "alg", "FD1", "suite", "SHA256", "mech", "RSD", "draw", "simulation", "beacon", Map.of("type", "recorded"),
            "cap", left, "household", householdCap, "openFirst", policy.openFirst(), "reserves",
            reserves.stream().map(reserve -> Map.of("name", reserve.name(), "percent", reserve.percent())).toList()));
  }

  /** In the order of the ranks, as deadlines that all end at once would be met. */
  private void handOver(Allotment allotment, SealedList list) {
    var substitutes = new Substitutes(allotment);
    var forfeiting = new ArrayDeque<Integer>();
    for (int rank = 1; rank <= list.size(); rank++) {
      if (allotment.outcome(rank) instanceof Outcome.Won(String pool)) {
        left.merge(pool, -1, Integer::sum);
        offer(allotment.ranking().indexAt(rank), pool, list, forfeiting);
      }
    }
    while (!forfeiting.isEmpty()) {
      Hash leaf = list.leaf(forfeiting.remove());
      var next = substitutes.forfeit(leaf, Substitution.Reason.CLAIM_DEADLINE, _ -> false);
      if (next.substitute() == null) {
        left.merge(next.pool(), 1, Integer::sum);
      } else {
        offer(list.indexOf(next.substitute()), next.pool(), list, forfeiting);
      }
    }
  }

  private void offer(int index, String pool, SealedList list, ArrayDeque<Integer> forfeiting) {
    var entrant = byTag.get(list.entry(index).entryTag());
    if (comes.test(entrant)) {
      wins.add(new Win(entrant, pool));
      if (entrant.houseTag() != null) {
        servedByHouse.merge(entrant.houseTag(), 1, Integer::sum);
      }
    } else {
      forfeits.add(entrant);
      forfeiting.add(index);
    }
  }

  /** Thirty-two bytes that stand for the seed of a real draw. */
  static Hash prk(long seed, int round) {
    return Hash.of(sha256(ByteBuffer.allocate(12).putLong(seed).putInt(round).array()));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update("fairlot simulation".getBytes(StandardCharsets.US_ASCII));
      return sha.digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether somebody who wins in this round comes; the same for every policy. */
  static boolean comes(double noShow, long seed, int round, int id) {
    long own = seed ^ (ROUND_STEP * (round + 1)) ^ ((long) id << 32);
    return noShow == 0 || new SplittableRandom(own).nextDouble() >= noShow;
  }
}
