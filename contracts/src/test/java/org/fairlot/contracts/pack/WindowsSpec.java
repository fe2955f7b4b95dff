package org.fairlot.contracts.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.fairlot.contracts.pack.Windows.Daily;
import org.junit.jupiter.api.Test;

class WindowsSpec {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final Windows EVENING = new Windows(List.of(daily("19:30", "00:00")), List.of());
  private static final Windows NIGHT = new Windows(List.of(daily("20:00", "02:00")), List.of(daily("23:30", "00:30")));

  @Test
  void opens_on_the_second() {
    assertThat(EVENING.open(at("2020-02-01T19:29:59.999+08:00"), SHANGHAI)).isFalse();
    assertThat(EVENING.open(at("2020-02-01T19:30:00+08:00"), SHANGHAI)).isTrue();
    assertThat(EVENING.open(at("2020-02-01T23:59:59.999+08:00"), SHANGHAI)).isTrue();
    assertThat(EVENING.open(at("2020-02-02T00:00:00+08:00"), SHANGHAI)).isFalse();
  }

  @Test
  void says_when_it_opens_next() {
    assertThat(EVENING.nextOpening(at("2020-02-01T00:00:00+08:00"), SHANGHAI)).isEqualTo(at("2020-02-01T19:30:00+08:00"));
    assertThat(EVENING.nextOpening(at("2020-02-01T21:00:00+08:00"), SHANGHAI)).isEqualTo(at("2020-02-01T21:00:00+08:00"));
  }

  @Test
  void maintenance_closes_what_a_window_opens_across_midnight() {
    assertThat(NIGHT.open(at("2020-02-01T23:30:00+08:00"), SHANGHAI)).isFalse();
    assertThat(NIGHT.underMaintenance(at("2020-02-02T00:29:59+08:00"), SHANGHAI)).isTrue();
    assertThat(NIGHT.maintenanceEnds(at("2020-02-01T23:45:00+08:00"), SHANGHAI)).isEqualTo(at("2020-02-02T00:30:00+08:00"));
    assertThat(NIGHT.nextOpening(at("2020-02-01T23:45:00+08:00"), SHANGHAI)).isEqualTo(at("2020-02-02T00:30:00+08:00"));
    assertThat(NIGHT.nextOpening(at("2020-02-02T02:00:00+08:00"), SHANGHAI)).isEqualTo(at("2020-02-02T20:00:00+08:00"));
  }

  @Test
  void on_a_day_off_it_is_closed_from_midnight_to_midnight() {
    var daysOff = new TreeSet<>(List.of(LocalDate.of(2020, 2, 8), LocalDate.of(2020, 2, 9)));
    var evening = new Windows(EVENING.registration(), List.of(), daysOff);
    assertThat(evening.open(at("2020-02-07T20:00+08:00"), SHANGHAI)).isTrue();
    assertThat(evening.open(at("2020-02-08T20:00+08:00"), SHANGHAI)).isFalse();
    assertThat(evening.nextOpening(at("2020-02-08T20:00+08:00"), SHANGHAI)).isEqualTo(at("2020-02-10T19:30+08:00"));
    var acrossMidnight = new Windows(List.of(daily("20:00", "02:00")), List.of(), daysOff);
    assertThat(acrossMidnight.open(at("2020-02-08T00:00+08:00"), SHANGHAI)).isFalse();
    assertThat(acrossMidnight.nextOpening(at("2020-02-08T00:00+08:00"), SHANGHAI)).isEqualTo(at("2020-02-10T00:00+08:00"));
    var always = new Windows(List.of(daily("00:00", "00:00")), List.of(), daysOff);
    assertThat(always.nextOpening(at("2020-02-08T12:00+08:00"), SHANGHAI)).isEqualTo(at("2020-02-10T00:00+08:00"));
  }

  @Test
  void equal_ends_are_the_whole_day() {
    var always = new Windows(List.of(daily("00:00", "00:00")), List.of());
    assertThat(always.open(at("2020-02-01T00:00:00+08:00"), SHANGHAI)).isTrue();
    assertThat(always.open(at("2020-02-01T23:59:59.999999999+08:00"), SHANGHAI)).isTrue();
  }

  @Test
  void the_next_opening_is_open_and_nothing_before_it_is() {
    long seed = 20200201;
    var random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      var windows = new Windows(List.of(anyDaily(random)), random.nextBoolean() ? List.of() : List.of(daily("12:00", "13:00")));
      var from = at("2020-02-01T00:00:00+08:00").plusSeconds(random.nextInt(86_400));
      Instant next;
      try {
        next = windows.nextOpening(from, SHANGHAI);
      } catch (IllegalStateException neverOpen) {
        continue;
      }
      assertThat(windows.open(next, SHANGHAI)).as("seed %d, %s from %s", seed, windows, from).isTrue();
      for (var t = from; t.isBefore(next); t = t.plus(Duration.ofMinutes(5))) {
        assertThat(windows.open(t, SHANGHAI)).as("seed %d, %s at %s", seed, windows, t).isFalse();
      }
    }
  }

  private static Daily anyDaily(Random random) {
    return new Daily(LocalTime.of(random.nextInt(24), random.nextInt(60)), LocalTime.of(random.nextInt(24), random.nextInt(60)));
  }

  private static Daily daily(String opens, String closes) {
    return new Daily(LocalTime.parse(opens), LocalTime.parse(closes));
  }

  private static Instant at(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
