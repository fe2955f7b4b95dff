package org.fairlot.registration.casework.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.registration.casework.domain.CaseFixtures.FIRST;
import static org.fairlot.registration.casework.domain.CaseFixtures.register;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Windows;
import org.fairlot.contracts.pack.Windows.Daily;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.casework.domain.CaseRejection.Maintenance;
import org.fairlot.registration.casework.domain.CaseRejection.NotOpen;
import org.fairlot.testkit.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any hours of opening and of maintenance, across midnight too: who is let in, and what the others are told. */
class OpeningHoursProperties {

  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final Instant MIDNIGHT = OffsetDateTime.parse("2020-02-10T00:00:00+08:00").toInstant();
  private static final int PACKS = 60;

  @Row("M11")
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void registration_is_open_just_within_its_hours_and_who_is_too_early_is_told_when(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < PACKS; i++) {
      var hours = anyHours(random);
      var as = "seed %d, %s".formatted(seed, hours);
      for (Instant at : around(hours, random)) {
        var refusal = refusal(hours, at);
        if (within(hours.maintenance(), at)) {
          assertThat(refusal).as("%s at %s", as, at).containsInstanceOf(Maintenance.class);
          long seconds = ((Maintenance) refusal.get()).retryAfterSeconds();
          assertThat(within(hours.maintenance(), at.plusSeconds(seconds))).as("%s, %d s after %s", as, seconds, at).isFalse();
          assertThat(within(hours.maintenance(), at.plusSeconds(seconds - 1))).as("%s, a second less", as).isTrue();
        } else if (isOpen(hours, at)) {
          assertThat(refusal).as("%s at %s", as, at).isEmpty();
        } else {
          assertThat(refusal).as("%s at %s", as, at).containsInstanceOf(NotOpen.class);
          var opensAt = ((NotOpen) refusal.get()).opensAt();
          assertThat(opensAt).as("%s at %s", as, at).isAfter(at);
          assertThat(refusal(hours, opensAt)).as("%s, told at %s", as, at).isEmpty();
          assertThat(refusal(hours, opensAt.minusMillis(1))).as("%s, told at %s, a moment before", as, at).isPresent();
          assertThat(minutes(at, opensAt)).as("%s, between %s and %s", as, at, opensAt).noneMatch(t -> isOpen(hours, t));
        }
      }
    }
  }

  private static Optional<CaseRejection> refusal(Windows hours, Instant at) {
    var hangzhou = Packs.SHIPPED.pack("hangzhou", 1);
    var pack =
        new Pack(
            hangzhou.name(), 1, hangzhou.names(), hangzhou.city(), CHINA, hangzhou.parties(), hangzhou.channels(), hours,
            hangzhou.form(), hangzhou.limits(), hangzhou.payment(), hangzhou.steps(), hangzhou.notices());
    var decider = CaseDecider.walkedBy((_, _) -> pack);
    return switch (decider.decide(register(FIRST), decider.initial(), at)) {
      case Decision.Accepted<CaseEvent, CaseRejection> _ -> Optional.empty();
      case Decision.Rejected<CaseEvent, CaseRejection>(var reason) -> Optional.of(reason);
    };
  }

  /** With a minute at least in which one can register. */
  private static Windows anyHours(Random random) {
    while (true) {
      var hours =
          new Windows(
              List.of(anyDaily(random)), random.nextBoolean() ? List.of() : List.of(anyDaily(random)), anyDaysOff(random));
      if (minutes(MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1))).anyMatch(t -> isOpenByTheHour(hours, t))) {
        return hours;
      }
    }
  }

  /** Mostly none of those around the time of the test. */
  private static SortedSet<LocalDate> anyDaysOff(Random random) {
    var days = new TreeSet<LocalDate>();
    for (int i = random.nextInt(4); i > 0; i--) {
      days.add(LocalDate.ofInstant(MIDNIGHT, CHINA).plusDays(random.nextInt(4)));
    }
    return days;
  }

  private static Daily anyDaily(Random random) {
    return new Daily(anyTime(random), anyTime(random));
  }

  private static LocalTime anyTime(Random random) {
    return LocalTime.of(random.nextInt(24), random.nextInt(60));
  }

  /** Each end of each window, just before and just after it, and some times of the day. */
  private static List<Instant> around(Windows hours, Random random) {
    var times = new ArrayList<Instant>();
    Stream.concat(hours.registration().stream(), hours.maintenance().stream())
        .flatMap(window -> Stream.of(window.opens(), window.closes()))
        .map(end -> MIDNIGHT.plusSeconds(end.toSecondOfDay()))
        .forEach(end -> times.addAll(List.of(end.minusMillis(1), end, end.plusMillis(1))));
    for (int i = 0; i < 5; i++) {
      times.add(MIDNIGHT.plusMillis(random.nextInt(86_400_000)));
    }
    return times;
  }

  private static Stream<Instant> minutes(Instant from, Instant to) {
    return Stream.iterate(from, t -> t.isBefore(to), t -> t.plus(1, ChronoUnit.MINUTES));
  }

  private static boolean isOpen(Windows hours, Instant at) {
    return isOpenByTheHour(hours, at) && !hours.closedOn().contains(LocalDate.ofInstant(at, CHINA));
  }

  private static boolean isOpenByTheHour(Windows hours, Instant at) {
    return within(hours.registration(), at) && !within(hours.maintenance(), at);
  }

  /** By the time that has passed since the window opened last; one whose ends are equal never closes. */
  private static boolean within(List<Daily> windows, Instant at) {
    long now = Duration.between(MIDNIGHT, at).toMillis();
    return windows.stream().anyMatch(
        window -> {
          long opened = window.opens().toSecondOfDay() * 1000L;
          long length = Math.floorMod(window.closes().toSecondOfDay() * 1000L - opened, 86_400_000L);
          return length == 0 || Math.floorMod(now - opened, 86_400_000L) < length;
        });
  }
}
