package org.fairlot.runtime.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.fairlot.runtime.edge.Appointments.Limits;
import org.fairlot.runtime.edge.Appointments.Turn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A launch: many at once and more all the time; some come too early, some late, some never again. */
class AppointmentsProperties {

  private static final Instant OPENING = Instant.parse("2020-02-02T11:30:00Z");
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final int RUSH = 1500;
  private static final int LATER = 500;
  private static final int RUSH_MILLIS = 200;
  private static final int EVENING_MILLIS = 20_000;
  private static final int LATE_MILLIS = 1000;

  private record Due(Instant at, Runnable what) {}

  /** A day as it happens, on a machine that finishes {@code cores} requests in {@code baseMillis} and no more. */
  private static final class Day {
    final Random random;
    final Limits limits;
    final int cores;
    final int baseMillis;
    final Appointments appointments;
    final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));
    Instant now = OPENING;
    Instant lastGiven = Instant.MIN;
    int given;
    int inFlight;
    int started;
    int neverAgain;

    Day(long seed) {
      random = new Random(seed);
      int inFlightMax = 8 + random.nextInt(57);
      int newcomersMax = inFlightMax * 3 / 4;
      cores = 1 + random.nextInt(newcomersMax);
      baseMillis = cores + random.nextInt(10 * cores);
      // what is configured is a guess: half of what the machine does, or twice as much
      int perSecondMin = Math.max(1, (int) (cores * 1000 / baseMillis * (0.5 + 1.5 * random.nextDouble())));
      limits = new Limits(inFlightMax, newcomersMax, perSecondMin, GRACE, Duration.ofMinutes(15));
      appointments = new Appointments(limits);
    }

    void at(Instant at, Runnable what) {
      due.add(new Due(at, what));
    }

    void play() {
      for (int i = 0; i < RUSH + LATER; i++) {
        int after = i < RUSH ? random.nextInt(RUSH_MILLIS) : random.nextInt(EVENING_MILLIS);
        at(OPENING.plusMillis(after), this::comesAnew);
      }
      while (!due.isEmpty()) {
        var next = due.remove();
        now = next.at;
        next.what.run();
      }
    }

    void comesAnew() {
      boolean isNextInLine = !lastGiven.isAfter(now);
      int before = inFlight;
      switch (appointments.newcomer(now)) {
        case Turn.Start() -> {
          assertThat(isNextInLine).as("nobody is overtaken").isTrue();
          assertThat(before).as("newcomers leave the kept places alone").isLessThan(limits.newcomersMax());
          work();
        }
        case Turn.Wait(Instant admitAt) -> {
          assertThat(admitAt).as("in the order of arrival").isAfter(now).isAfter(lastGiven);
          lastGiven = admitAt;
          given++;
          behave(admitAt);
        }
        case Turn.Full() -> throw new AssertionError("a quarter of an hour is enough for these");
      }
    }

    private void behave(Instant admitAt) {
      switch (random.nextInt(5)) {
        case 0 -> neverAgain++;
        case 1 -> {
          long wait = Duration.between(now, admitAt).toNanos();
          at(now.plusNanos(random.nextLong(wait)), () -> {
            assertThat(appointments.holder(admitAt, now)).as("too early").isEqualTo(new Turn.Wait(admitAt));
            at(admitAt, () -> keeps(admitAt, admitAt));
          });
        }
        default -> at(admitAt.plusMillis(random.nextInt(LATE_MILLIS)), () -> keeps(admitAt, admitAt));
      }
    }

    void keeps(Instant first, Instant admitAt) {
      switch (appointments.holder(admitAt, now)) {
        case Turn.Start() -> {
          assertThat(now).as("who keeps the appointment starts").isBefore(first.plus(GRACE));
          work();
        }
        case Turn.Wait(Instant later) -> {
          assertThat(later).isAfter(now);
          lastGiven = lastGiven.isAfter(later) ? lastGiven : later;
          at(later, () -> keeps(first, later));
        }
        case Turn.Full() -> throw new AssertionError("who has an appointment is not sent away");
      }
    }

    /** Those who work at the same time share the machine. */
    void work() {
      started++;
      inFlight++;
      assertThat(inFlight).isLessThanOrEqualTo(limits.inFlightMax()).isEqualTo(appointments.inFlight());
      var took = Duration.ofNanos(baseMillis * 1_000_000L * Math.max(cores, inFlight) / cores);
      at(now.plus(took), () -> {
        inFlight--;
        appointments.finished(took);
      });
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20200202, 20200203})
  void who_keeps_the_appointment_starts_within_the_grace_and_nobody_overtakes(long seed) {
    var day = new Day(seed);
    day.play();
    assertThat(day.given).as("appointments").isPositive();
    assertThat(day.neverAgain).isPositive();
    assertThat(day.started).isEqualTo(RUSH + LATER - day.neverAgain);
    assertThat(day.inFlight).isZero();
    long aloneMillis = (long) (RUSH + LATER) * day.baseMillis / day.cores;
    assertThat(Duration.between(OPENING, day.now).toMillis()).as("the machine is not left idle while people wait")
        .isLessThan(Math.max(EVENING_MILLIS, aloneMillis * 3 / 2) + LATE_MILLIS);
  }
}
