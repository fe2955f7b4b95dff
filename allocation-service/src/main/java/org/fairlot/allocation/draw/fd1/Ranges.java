package org.fairlot.allocation.draw.fd1;

import java.util.stream.IntStream;

/**
 * The numbers from zero up, in ranges that the cores share. Each range writes places of its own, so the result does not
 * depend on how many cores there are.
 */
record Ranges(int size) {

  private static final int NUMBERS_PER_RANGE = 1 << 14;

  interface Task {
    void run(int from, int to);
  }

  static Ranges of(int size) {
    return new Ranges(size);
  }

  void forEach(Task task) {
    int ranges = Math.ceilDiv(size, NUMBERS_PER_RANGE);
    IntStream.range(0, ranges).parallel().forEach(range -> {
      int from = range * NUMBERS_PER_RANGE;
      task.run(from, Math.min(from + NUMBERS_PER_RANGE, size));
    });
  }
}
