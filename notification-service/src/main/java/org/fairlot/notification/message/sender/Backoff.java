package org.fairlot.notification.message.sender;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after an attempt: doubled each time, and spread by half to either side so that the messages of an
 * outage do not come back all at once.
 *
 * @param first after the first attempt
 * @param max   never longer
 */
public record Backoff(Duration first, Duration max, RandomGenerator random) {

  public Duration after(int attempt) {
    long doubled = first.toMillis() << Math.min(attempt - 1, 20);
    long base = Math.min(doubled, max.toMillis());
    return Duration.ofMillis((long) (base * random.nextDouble(0.5, 1.5)));
  }
}
