package org.fairlot.allocation.draw.fd1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.fairlot.allocation.draw.fd1.Substitution.Reason;
import org.fairlot.allocation.draw.fd1.Substitution.SkipReason;
import org.fairlot.allocation.draw.fd1.Substitution.Skipped;
import org.jspecify.annotations.Nullable;

/**
 * The waiting lists of a draw (候补名单): a forfeited unit goes to the best rank that waits for its pool, so nobody is
 * picked by hand. Who has got a unit waits for no other. A household counts with what it holds now: a unit that it gives
 * back is no longer in its way.
 *
 * <p>The same forfeits in the same order give the same substitutions, live and in replay.
 */
public final class Substitutes {

  private static final int NONE = -1;

  private final Allotment allotment;
  private final Ranking ranking;
  private final SealedList list;
  /** By index: the pool whose unit it holds, or {@link #NONE}. */
  private final int[] holds;
  private final int[] heldByHousehold;
  /** Indices that wait no longer. */
  private final BitSet gone = new BitSet();
  /** By pool: the ranks that wait for it, made when it is first asked for. */
  private final Map<Integer, List<Integer>> queues = new HashMap<>();
  private int count;

  public Substitutes(Allotment allotment) {
    this.allotment = allotment;
    ranking = allotment.ranking();
    list = ranking.list();
    holds = new int[list.size()];
    heldByHousehold = new int[list.householdCount()];
    Arrays.fill(holds, NONE);
    for (int rank = 1; rank <= ranking.size(); rank++) {
      if (allotment.wonPool(rank) >= 0) {
        hold(ranking.indexAt(rank), allotment.wonPool(rank));
      }
    }
  }

  /** The pool whose unit this leaf holds now, {@code null} if none. */
  public @Nullable String heldBy(Hash leaf) {
    int index = list.indexOf(leaf);
    return index < 0 || holds[index] == NONE ? null : allotment.pools().get(holds[index]);
  }

  /**
   * Takes the unit back and passes it on.
   *
   * @param hasLeft who of the waiting list is no longer in the draw
   * @throws IllegalArgumentException if this leaf holds no unit
   */
  public Substitution forfeit(Hash forfeited, Reason reason, Predicate<Hash> hasLeft) {
    int from = list.indexOf(forfeited);
    if (from < 0 || holds[from] == NONE) {
      throw new IllegalArgumentException("the leaf " + forfeited + " holds no unit");
    }
    int pool = holds[from];
    giveBack(from);
    var skipped = new ArrayList<Skipped>();
    int to = next(pool, hasLeft, skipped);
    count++;
    String poolId = allotment.pools().get(pool);
    if (to == NONE) {
      return new Substitution(count, poolId, forfeited, reason, null, 0, skipped);
    }
    hold(to, pool);
    gone.set(to);
    return new Substitution(count, poolId, forfeited, reason, list.leaf(to), ranking.rankOf(to), skipped);
  }

  private int next(int pool, Predicate<Hash> hasLeft, List<Skipped> skipped) {
    for (var turns = queue(pool).iterator(); turns.hasNext(); ) {
      int index = ranking.indexAt(turns.next());
      if (gone.get(index)) {
        turns.remove();
      } else if (hasLeft.test(list.leaf(index))) {
        skipped.add(new Skipped(list.leaf(index), SkipReason.LEFT));
        gone.set(index);
      } else if (householdHoldsItsPart(index)) {
        skipped.add(new Skipped(list.leaf(index), SkipReason.HOUSEHOLD));
      } else {
        return index;
      }
    }
    return NONE;
  }

  private void hold(int index, int pool) {
    holds[index] = pool;
    if (list.household(index) >= 0) {
      heldByHousehold[list.household(index)]++;
    }
  }

  private void giveBack(int index) {
    holds[index] = NONE;
    if (list.household(index) >= 0) {
      heldByHousehold[list.household(index)]--;
    }
  }

  private boolean householdHoldsItsPart(int index) {
    int household = list.household(index);
    int cap = allotment.spec().householdCap();
    return cap > 0 && household >= 0 && heldByHousehold[household] >= cap;
  }

  private List<Integer> queue(int pool) {
    return queues.computeIfAbsent(pool, this::waitingFor);
  }

  /** Linked, because those who wait no longer are taken out from its middle as they are met. */
  private List<Integer> waitingFor(int pool) {
    var ranks = new LinkedList<Integer>();
    for (int rank = 1; rank <= ranking.size(); rank++) {
      if (allotment.isWaiting(rank) && lists(ranking.indexAt(rank), pool)) {
        ranks.add(rank);
      }
    }
    return ranks;
  }

  private boolean lists(int index, int pool) {
    for (int preference = 0; preference < list.choiceCount(index); preference++) {
      if (allotment.pool(index, preference) == pool) {
        return true;
      }
    }
    return false;
  }
}
