package org.fairlot.allocation.draw.health;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;
import org.fairlot.allocation.draw.fd1.Hash;

/**
 * How early each entry came in the order, whatever its weight (标准化名次), by the number in which it arrived.
 *
 * <p>The least of w tickets lies below u with probability 1 − (1 − u)^w. So if u is the score as a fraction of its
 * range, {@code v = 1 − (1 − u)^w} is uniform on [0, 1) for everybody, independent of all others, and whether v lies
 * below a threshold is a coin with the same odds for everybody. A rank alone has no such law under unequal weights.
 *
 * <p>But it is the order that serves people, and an order may be biased though the scores beside it are not. So u is
 * taken from the rank: who has rank r is given the r-th least of all scores that the draw states. Where order and
 * scores agree that is his own score, and v has the law above. Where somebody was moved ahead, be it by a score or by
 * the sort, his v is small and the tests see it. A score that is wrong and was not followed moves nobody;
 * {@link Recount} finds it.
 */
final class Places {

  private static final double FRACTION = 0x1.0p-53;
  private static final int WEIGHTS = 1 << Short.SIZE;

  private final Claim claim;
  private final Entrants entrants;
  private final IntUnaryOperator arrivalOf;
  /** By rank − 1, ascending. */
  private final double[] u;
  private final BitSet arrivals = new BitSet();

  /** @throws IllegalArgumentException if two entries have the same number of arrival, or one has none */
  Places(Claim claim, Entrants entrants, IntUnaryOperator arrivalOf) {
    this.claim = claim;
    this.entrants = entrants;
    this.arrivalOf = arrivalOf;
    u = new double[claim.ranks()];
    for (int rank = 1; rank <= u.length; rank++) {
      int index = claim.knownIndexAt(rank);
      u[rank - 1] = index < 0 ? 1 : fraction(claim.scoreOf().apply(index));
    }
    Arrays.sort(u);
    for (int index = 0; index < entrants.size(); index++) {
      int arrival = arrivalOf.applyAsInt(index);
      if (arrival < 0 || arrivals.get(arrival)) {
        throw new IllegalArgumentException("index " + index + " cannot have arrived as number " + arrival);
      }
      arrivals.set(arrival);
    }
  }

  private static double fraction(Hash score) {
    byte[] bytes = score.bytes();
    long prefix = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      prefix = prefix << Byte.SIZE | bytes[i] & 0xFF;
    }
    return (prefix >>> 11) * FRACTION;
  }

  /** The numbers of arrival that are on the list; who was excluded after he came leaves a gap. */
  BitSet arrivals() {
    return arrivals;
  }

  /** Who has v below this; whoever has no rank has not. */
  BitSet earlierThan(double threshold) {
    double[] limits = new double[WEIGHTS];
    var early = new BitSet(arrivals.length());
    for (int rank = 1; rank <= u.length; rank++) {
      int index = claim.knownIndexAt(rank);
      if (index >= 0 && u[rank - 1] < limit(threshold, entrants.weight(index), limits)) {
        early.set(arrivalOf.applyAsInt(index));
      }
    }
    return early;
  }

  /** v lies below the threshold where u lies below this. Remembered by weight, of which there are few. */
  private static double limit(double threshold, int weight, double[] known) {
    if (known[weight] == 0) {
      known[weight] = -Math.expm1(Math.log1p(-threshold) / weight);
    }
    return known[weight];
  }
}
