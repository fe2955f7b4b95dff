package org.fairlot.contracts.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.fairlot.contracts.pack.Stage.Beacon;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.contracts.pack.Stage.DrawRules;
import org.junit.jupiter.api.Test;

class DrawTimesTest {

  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

  /** Drawn at 20:00, and the beacon is known at 19:00. */
  private static DrawTimes early(int substituteHours) {
    var beacon = new Beacon(BeaconSource.PHYSICAL_DRAW, LocalTime.of(19, 0), List.of());
    var rules =
        new DrawRules(null, 1, LocalTime.of(20, 0), LocalTime.of(18, 0), LocalTime.of(18, 30), beacon, true, 1, substituteHours);
    return DrawTimes.of(rules, CHINA, LocalDate.parse("2022-12-12"));
  }

  @Test
  void substitutes_are_counted_from_the_hour_of_the_draw() {
    assertThat(early(24).beaconAt()).isEqualTo(Instant.parse("2022-12-12T11:00:00Z"));
    assertThat(early(24).substituteUntil()).isEqualTo(Instant.parse("2022-12-13T12:00:00Z"));
  }

  @Test
  void without_substitutes_there_are_none_after_an_early_beacon_either() {
    assertThat(early(0).substituteUntil()).isEqualTo(early(0).beaconAt());
  }
}
