package org.fairlot.local.demo;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How long callers waited, in milliseconds. */
final class Latencies {

  private final ConcurrentSkipListMap<Double, AtomicInteger> counts = new ConcurrentSkipListMap<>();
  private final AtomicInteger total = new AtomicInteger();

  void add(double millis) {
    counts.computeIfAbsent(millis, m -> new AtomicInteger()).incrementAndGet();
    total.incrementAndGet();
  }

  int count() {
    return total.get();
  }

  /** The value that this share of callers did not exceed. @param share between 0 and 1 */
  double at(double share) {
    long wanted = (long) Math.ceil(share * total.get());
    long seen = 0;
    for (var entry : counts.entrySet()) {
      seen += entry.getValue().get();
      if (seen >= wanted) {
        return entry.getKey();
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return "p50 %.0f ms · p95 %.0f ms · p99 %.0f ms".formatted(at(0.50), at(0.95), at(0.99));
  }
}
