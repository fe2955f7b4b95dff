package org.fairlot.allocation.draw.fd1;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;

/**
 * Sorts items by their hashes with one {@code long} each: the first forty bits of the hash and the item's number. Forty
 * bits rarely tie, so all bytes are compared only within the few runs that do.
 */
public final class HashOrder {

  private static final int NUMBER_BITS = 24;
  private static final long NUMBER = (1L << NUMBER_BITS) - 1;

  static final int ITEMS_MAX = 1 << NUMBER_BITS;

  private static final int SHORT_RUN = 16;

  private HashOrder() {}

  /**
   * @param prefix the first eight bytes of an item's hash, in the order of the bytes without sign
   * @param settle compares two items whose hashes begin alike; those equal by it keep the order of their numbers
   * @return the items in ascending order
   */
  public static int[] of(int size, IntToLongFunction prefix, IntBinaryOperator settle) {
    long[] keys = new long[size];
    Ranges.of(size).forEach((from, to) -> {
      for (int i = from; i < to; i++) {
        // the top bit is turned, since longs are sorted with their sign
        keys[i] = (prefix.applyAsLong(i) & ~NUMBER | i) ^ Long.MIN_VALUE;
      }
    });
    Arrays.parallelSort(keys);
    int[] order = new int[size];
    int run = 0;
    for (int i = 0; i < size; i++) {
      order[i] = (int) (keys[i] & NUMBER);
      if (keys[i] >>> NUMBER_BITS != keys[run] >>> NUMBER_BITS) {
        sort(order, run, i, settle);
        run = i;
      }
    }
    sort(order, run, size, settle);
    return order;
  }

  private static void sort(int[] order, int from, int to, IntBinaryOperator settle) {
    if (to - from > SHORT_RUN) {
      Integer[] run = Arrays.stream(order, from, to).boxed().toArray(Integer[]::new);
      Arrays.sort(run, settle::applyAsInt);
      for (int i = from; i < to; i++) {
        order[i] = run[i - from];
      }
      return;
    }
    for (int i = from + 1; i < to; i++) {
      int item = order[i];
      int at = i;
      for (; at > from && settle.applyAsInt(order[at - 1], item) > 0; at--) {
        order[at] = order[at - 1];
      }
      order[at] = item;
    }
  }
}
