package org.fairlot.allocation.draw.health;

import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.SealedList;

/**
 * What is said to have come out of a draw (待检结果). The gate takes it at its word and no further: these are functions and
 * not the objects of the draw, so that it can be shown a result that those would never give.
 *
 * @param ranks     how many there are
 * @param indexAt   who has a rank, the first being 1
 * @param scoreOf   the score of an index
 * @param outcomeAt what a rank got
 */
record Claim(
    SealedList list, int ranks, IntUnaryOperator indexAt, IntFunction<Hash> scoreOf, IntFunction<Outcome> outcomeAt) {

  static Claim of(Ranking ranking, Allotment allotment) {
    return new Claim(ranking.list(), ranking.size(), ranking::indexAt, ranking::score, allotment::outcome);
  }

  /** The index at this rank, or −1 if it says something that is not on the list. */
  int knownIndexAt(int rank) {
    int index = indexAt.applyAsInt(rank);
    return index >= 0 && index < list.size() ? index : -1;
  }
}
