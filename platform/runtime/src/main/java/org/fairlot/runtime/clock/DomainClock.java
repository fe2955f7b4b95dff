package org.fairlot.runtime.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;
import org.fairlot.runtime.FairlotProperties.ClockMap;

/**
 * The domain's time as a map of real time: affine as configured, or whatever map the context is given that never goes
 * back and never changes for an instant that has passed. A broker's append time goes through the same map, so a decision
 * is the same whenever it is replayed.
 */
public final class DomainClock extends Clock {

  private final Clock real;
  private final UnaryOperator<Instant> map;
  private final ZoneId zone;

  private DomainClock(Clock real, UnaryOperator<Instant> map, ZoneId zone) {
    this.real = real;
    this.map = map;
    this.zone = zone;
  }

  /** The affine map of the configuration; real time where none is set. */
  public static DomainClock of(ClockMap map, Clock real) {
    if (map.realOrigin() == null || map.virtualOrigin() == null) {
      return of(UnaryOperator.identity(), real);
    }
    if (map.speed() <= 0) {
      throw new IllegalArgumentException("fairlot.clock.speed must be positive: " + map.speed());
    }
    return of(
        instant -> {
          double millis = Duration.between(map.realOrigin(), instant).toMillis() * map.speed();
          return map.virtualOrigin().plusMillis((long) millis);
        },
        real);
  }

  /** @param map from real instants to the domain's; the same for an instant of the past for ever */
  public static DomainClock of(UnaryOperator<Instant> map, Clock real) {
    return new DomainClock(real, map, ZoneOffset.UTC);
  }

  /** The domain's time at a real instant. */
  public Instant at(Instant realInstant) {
    return map.apply(realInstant);
  }

  /** A real instant at which the domain's time had not passed {@code domainInstant} yet, within a millisecond of the last. */
  public Instant realAt(Instant domainInstant) {
    long low = 0;
    long high = real.millis();
    // the map never goes back, so halving finds it
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      if (at(Instant.ofEpochMilli(middle)).isAfter(domainInstant)) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return Instant.ofEpochMilli(low);
  }

  @Override
  public Instant instant() {
    return at(real.instant());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId newZone) {
    return new DomainClock(real, map, newZone);
  }
}
