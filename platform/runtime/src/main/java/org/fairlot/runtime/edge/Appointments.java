package org.fairlot.runtime.edge;

import java.time.Duration;
import java.time.Instant;

/**
 * Who may start now, and when everybody else may come (预约入场). Beyond a number of requests in flight it gives out
 * appointments, one after the other, at the rate at which requests have lately been finished. It keeps nothing of those who
 * have one: who does not come holds up nobody, and after a restart appointments begin anew from now.
 *
 * <p>The rate is Little's law: as many as may be in flight, by the mean time that one takes. A rate too high fills the
 * places, and the mean time rises; one too low, or appointments that nobody keeps, leaves them free, and it falls. So the
 * estimate mends itself, which the plain count of finished requests would not: that never exceeds what was let in.
 *
 * <p>Time is passed in. Safe for use by several threads.
 */
final class Appointments {

  /**
   * @param inFlightMax    requests at work at a time
   * @param newcomersMax   of these, how many may have come without an appointment; the rest is kept for those who have one
   * @param perSecondMin   appointments are never given more slowly, and at first at this rate
   * @param grace          how long after its time an appointment is good
   * @param waitMax        appointments are not given for later than this from now
   */
  record Limits(int inFlightMax, int newcomersMax, int perSecondMin, Duration grace, Duration waitMax) {
    Limits {
      if (newcomersMax < 1 || newcomersMax >= inFlightMax || perSecondMin < 1) {
        throw new IllegalArgumentException(
            "fairlot.admission: there must be places for newcomers, places for those with an appointment, and a rate");
      }
    }
  }

  /** The answer to whoever comes. */
  sealed interface Turn {
    /** Starts at once; {@link #finished} must follow. */
    record Start() implements Turn {}

    /** Comes again at this time. */
    record Wait(Instant admitAt) implements Turn {}

    /** Comes again some time: so many wait that no appointment is given. */
    record Full() implements Turn {}
  }

  private static final Turn START = new Turn.Start();
  private static final Turn FULL = new Turn.Full();
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final Limits limits;
  private int inFlight;
  private double meanNanos;
  private long finishedCount;
  /** The last appointment that was given; before it no newcomer starts. */
  private Instant last = Instant.MIN;
  /** The last that was given to somebody who had kept his and found no room. */
  private Instant lastMoved = Instant.MIN;

  Appointments(Limits limits) {
    this.limits = limits;
    this.meanNanos = (double) limits.newcomersMax * SECOND_NANOS / limits.perSecondMin;
  }

  /** Somebody without an appointment. */
  synchronized Turn newcomer(Instant now) {
    if (start(now)) {
      return START;
    }
    if (last.isAfter(now.plus(limits.waitMax))) {
      return FULL;
    }
    last = next(last, now);
    return new Turn.Wait(last);
  }

  /**
   * Somebody with an appointment. Too early: the same one. In time: starts ahead of newcomers; where even the places kept
   * for that are taken, the appointment is moved a little, and newcomers come after it. Too late: a newcomer.
   */
  synchronized Turn holder(Instant admitAt, Instant now) {
    if (now.isBefore(admitAt)) {
      return new Turn.Wait(admitAt);
    }
    if (!now.isBefore(admitAt.plus(limits.grace))) {
      return newcomer(now);
    }
    if (inFlight < limits.inFlightMax) {
      inFlight++;
      return START;
    }
    if (lastMoved.isAfter(now.plus(limits.waitMax))) {
      return FULL;
    }
    lastMoved = next(lastMoved, now);
    last = last.isBefore(lastMoved) ? lastMoved : last;
    return new Turn.Wait(lastMoved);
  }

  /** Starts a newcomer if there is room and nobody waits; gives no appointment. */
  synchronized boolean start(Instant now) {
    if (inFlight >= limits.newcomersMax || last.isAfter(now)) {
      return false;
    }
    inFlight++;
    return true;
  }

  /** @param took from the start to the answer */
  synchronized void finished(Duration took) {
    inFlight--;
    finishedCount++;
    // the plain mean at first, then one that forgets: it looks back on about as many as are at work
    meanNanos += (took.toNanos() - meanNanos) / Math.min(finishedCount, limits.newcomersMax);
  }

  synchronized int inFlight() {
    return inFlight;
  }

  /** How far ahead of now the next appointment would be. */
  synchronized Duration queue(Instant now) {
    return last.isAfter(now) ? Duration.between(now, last) : Duration.ZERO;
  }

  private Instant next(Instant before, Instant now) {
    return (before.isAfter(now) ? before : now).plusNanos(intervalNanos());
  }

  private long intervalNanos() {
    return (long) Math.max(1, Math.min(meanNanos / limits.newcomersMax, (double) SECOND_NANOS / limits.perSecondMin));
  }
}
