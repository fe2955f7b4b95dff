package org.fairlot.local.demo;

import java.time.Duration;
import java.util.Arrays;

/** How fast the services decide at the moment: on a machine under load, what follows from an event takes longer too. */
final class Pace {

  private static final int RECENT = 32;

  private final double[] millis = new double[RECENT];
  private int count;

  /** @param took of a request that was decided, in milliseconds */
  synchronized void decided(double took) {
    millis[count++ % RECENT] = took;
  }

  /** What a decision takes, by the median of the last ones; zero before the first. */
  synchronized Duration now() {
    var recent = Arrays.copyOf(millis, Math.min(count, RECENT));
    Arrays.sort(recent);
    return recent.length == 0 ? Duration.ZERO : Duration.ofMillis(Math.round(recent[recent.length / 2]));
  }
}
