package org.fairlot.allocation.draw.fd1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.fairlot.allocation.draw.fd1.DrawSpec.Reserve;

/**
 * Who gets what (配签结果): random serial dictatorship. In the order of the ranks each entry gets the best of its choices
 * that still has units; it is passed over if its household has been served as often as the spec allows.
 *
 * <p>With reserves the draw has several categories, and each goes once through the ranks of those whom no category before
 * it has served. The reserves come in their published order, each for the entries that carry its name, with
 * {@code floor(cap × percent / 100)} units of every pool. The open category is for everybody. It comes
 *
 * <ul>
 *   <li>last, with all that the reserves have left over, or
 *   <li>first, if the spec says {@code openFirst}, with the units of no reserve; after the reserves it comes once more,
 *       with what they have left over.
 * </ul>
 *
 * <p>So everybody who is not served has a last turn in the open category, and that turn decides between
 * {@link Outcome.HouseholdServed} and {@link Outcome.Waiting}. A household that is served later in that same turn leaves
 * the places before it as they are; {@link Substitutes} looks at households again.
 *
 * <p>A choice that the spec gives no capacity is a pool without units.
 */
public final class Allotment {

  private static final int UNSETTLED = Integer.MIN_VALUE;
  private static final int HOUSEHOLD = -1;

  private final DrawSpec spec;
  private final Ranking ranking;
  private final SealedList list;
  private final List<String> pools;
  /** The pool that a term of the list names, or −1. */
  private final int[] poolOfTerm;
  /** By rank: a pool's number, or {@link #HOUSEHOLD}, or −1 − place on the waiting list. */
  private final int[] outcomes;
  private int winners;
  private int waiting;

  private Allotment(DrawSpec spec, Ranking ranking) {
    this.spec = spec;
    this.ranking = ranking;
    list = ranking.list();
    pools = new ArrayList<>(spec.capacities().keySet());
    poolOfTerm =
        list.terms().stream().mapToInt(term -> Math.max(-1, Collections.binarySearch(pools, term))).toArray();
    outcomes = new int[ranking.size()];
    Arrays.fill(outcomes, UNSETTLED);
  }

  public static Allotment of(DrawSpec spec, Ranking ranking) {
    var allotment = new Allotment(spec, ranking);
    allotment.new Turns().take();
    return allotment;
  }

  public DrawSpec spec() {
    return spec;
  }

  public Ranking ranking() {
    return ranking;
  }

  public Outcome outcome(int rank) {
    int outcome = outcomes[rank - 1];
    if (outcome >= 0) {
      return new Outcome.Won(pools.get(outcome));
    }
    return outcome == HOUSEHOLD ? new Outcome.HouseholdServed() : new Outcome.Waiting(-1 - outcome);
  }

  public int winners() {
    return winners;
  }

  public int waiting() {
    return waiting;
  }

  /** Entries that were passed over for their household. */
  public int passedOver() {
    return outcomes.length - winners - waiting;
  }

  /** SHA-256 of {@code result.ndjson}: what a notary attests. */
  public Hash resultHash() {
    var sha = new Sha256();
    var line = new CanonicalText();
    for (int rank = 1; rank <= outcomes.length; rank++) {
      writeLine(rank, line.clear());
      sha.update(line.buffer(), line.length());
    }
    return sha.finish();
  }

  List<String> pools() {
    return pools;
  }

  /** The number of the pool that this rank won, or −1. */
  int wonPool(int rank) {
    return Math.max(-1, outcomes[rank - 1]);
  }

  boolean isWaiting(int rank) {
    return outcomes[rank - 1] < HOUSEHOLD;
  }

  /** The number of the pool that an index has as its n-th choice, or −1 for one without capacity. */
  int pool(int index, int preference) {
    return poolOfTerm[list.choice(index, preference)];
  }

  /** A line of {@code result.ndjson}. */
  void writeLine(int rank, CanonicalText out) {
    int index = ranking.indexAt(rank);
    out.raw("{\"leaf\":\"").raw(list.leaves().hex(index)).raw("\",\"outcome\":");
    switch (outcome(rank)) {
      case Outcome.Won(String pool) -> out.text(pool);
      case Outcome.HouseholdServed() -> out.text(Outcome.HOUSEHOLD);
      case Outcome.Waiting(int place) -> out.text(Outcome.WAITLIST).raw(",\"place\":").number(place);
    }
    out.raw(",\"rank\":").number(rank).raw(",\"score\":\"").raw(ranking.scores().hex(index)).raw("\"}\n");
  }

  /** The categories, one after the other. */
  private final class Turns {

    private final int[] capacity = spec.capacities().values().stream().mapToInt(Integer::intValue).toArray();
    private final int[] given = new int[capacity.length];
    private final int[] served = new int[list.householdCount()];

    void take() {
      if (spec.openFirst() && !spec.reserves().isEmpty()) {
        serveOpen(unitsOfNoReserve(), false);
      }
      for (Reserve reserve : spec.reserves()) {
        serve(reserve);
      }
      serveOpen(unitsLeft(), true);
    }

    private int[] unitsOfNoReserve() {
      int[] units = capacity.clone();
      for (Reserve reserve : spec.reserves()) {
        for (int pool = 0; pool < units.length; pool++) {
          units[pool] -= reserve.unitsOf(capacity[pool]);
        }
      }
      return units;
    }

    private int[] unitsLeft() {
      int[] units = capacity.clone();
      for (int pool = 0; pool < units.length; pool++) {
        units[pool] -= given[pool];
      }
      return units;
    }

    private void serve(Reserve reserve) {
      int term = list.terms().indexOf(reserve.name());
      int[] units = Arrays.stream(capacity).map(reserve::unitsOf).toArray();
      for (int rank = 1; rank <= outcomes.length && term >= 0; rank++) {
        int index = ranking.indexAt(rank);
        if (outcomes[rank - 1] == UNSETTLED && list.carries(index, term) && !householdServed(index)) {
          serveBestChoice(rank, index, units);
        }
      }
    }

    private void serveOpen(int[] units, boolean last) {
      for (int rank = 1; rank <= outcomes.length; rank++) {
        if (outcomes[rank - 1] != UNSETTLED) {
          continue;
        }
        int index = ranking.indexAt(rank);
        boolean passedOver = householdServed(index);
        if (!passedOver && serveBestChoice(rank, index, units) || !last) {
          continue;
        }
        outcomes[rank - 1] = passedOver ? HOUSEHOLD : -1 - ++waiting;
      }
    }

    private boolean householdServed(int index) {
      int household = list.household(index);
      return spec.householdCap() > 0 && household >= 0 && served[household] >= spec.householdCap();
    }

    private boolean serveBestChoice(int rank, int index, int[] units) {
      int choices = list.choiceCount(index);
      for (int preference = 0; preference < choices; preference++) {
        int pool = pool(index, preference);
        if (pool >= 0 && units[pool] > 0) {
          units[pool]--;
          given[pool]++;
          winners++;
          outcomes[rank - 1] = pool;
          if (list.household(index) >= 0) {
            served[list.household(index)]++;
          }
          return true;
        }
      }
      return false;
    }
  }
}
