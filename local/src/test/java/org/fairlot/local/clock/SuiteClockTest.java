package org.fairlot.local.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteClockTest {

  private static final Instant EVENING = Instant.parse("2020-02-01T11:25:00Z");

  @TempDir Path folder;
  private final Ticking real = new Ticking();

  @Test
  void is_real_time_until_it_is_turned() {
    assertThat(open().at(real.now)).isEqualTo(real.now);
  }

  @Test
  void runs_from_where_it_was_turned_to_as_fast_as_it_was_told() {
    var clock = open();
    clock.turn(EVENING, 120);
    var turnedAt = clock.turns().getFirst().real();
    assertThat(clock.at(turnedAt.plusSeconds(1))).isEqualTo(EVENING.plusSeconds(120));
  }

  @Test
  void a_restart_goes_on_with_the_same_line() {
    var before = open();
    before.turn(EVENING, 120);
    before.turn(EVENING.plus(Duration.ofDays(1)), 1);
    Instant later = real.now.plusSeconds(77);
    assertThat(open().at(later)).isEqualTo(before.at(later));
    assertThat(open().speed()).isEqualTo(1);
  }

  @Test
  void what_has_happened_keeps_its_time_however_often_the_clock_is_turned() {
    var clock = open();
    clock.turn(EVENING, 60);
    real.now = real.now.plusSeconds(10);
    Instant happened = real.now;
    Instant then = clock.at(happened);
    clock.turn(EVENING.plus(Duration.ofDays(2)), 5000);
    clock.turn(null, 1);
    assertThat(clock.at(happened)).isEqualTo(then);
    assertThat(open().at(happened)).isEqualTo(then);
  }

  @Test
  void never_goes_back_nor_jumps_when_only_its_speed_is_turned() {
    var clock = open();
    clock.turn(EVENING, 60);
    real.now = real.now.plusSeconds(30);
    assertThatThrownBy(() -> clock.turn(EVENING, 1)).hasMessageContaining("cannot go back");
    clock.turn(null, 0.5);
    var turn = clock.turns().getLast();
    assertThat(turn.virtual()).isEqualTo(clock.turns().getFirst().at(turn.real()));
    assertThat(clock.at(turn.real().plusSeconds(2))).isEqualTo(turn.virtual().plusSeconds(1));
  }

  @Test
  void a_speed_must_be_one_that_gets_somewhere() {
    for (double speed : new double[] {0, -1, Double.NaN, 1e9}) {
      assertThatThrownBy(() -> open().turn(null, speed)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private SuiteClock open() {
    return SuiteClock.open(folder.resolve("clock"), real);
  }

  /** Goes on by a millisecond at each look. */
  private static final class Ticking extends Clock {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      now = now.plusMillis(1);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
