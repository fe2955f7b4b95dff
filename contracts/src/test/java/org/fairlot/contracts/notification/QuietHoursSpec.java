package org.fairlot.contracts.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class QuietHoursSpec {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private final QuietHours night = new QuietHours(LocalTime.of(22, 0), LocalTime.of(8, 0), SHANGHAI);

  @Test
  void the_last_second_of_the_evening_is_allowed_and_the_next_waits_for_the_morning() {
    assertThat(night.firstAllowed(at("2020-02-02T21:59:59+08:00"))).isEqualTo(at("2020-02-02T21:59:59+08:00"));
    assertThat(night.firstAllowed(at("2020-02-02T22:00:00+08:00"))).isEqualTo(at("2020-02-03T08:00:00+08:00"));
  }

  @Test
  void after_midnight_it_waits_for_the_same_day() {
    assertThat(night.firstAllowed(at("2020-02-03T00:00:00+08:00"))).isEqualTo(at("2020-02-03T08:00:00+08:00"));
    assertThat(night.firstAllowed(at("2020-02-03T07:59:59+08:00"))).isEqualTo(at("2020-02-03T08:00:00+08:00"));
    assertThat(night.firstAllowed(at("2020-02-03T08:00:00+08:00"))).isEqualTo(at("2020-02-03T08:00:00+08:00"));
  }

  @Test
  void a_window_within_one_day() {
    var noon = new QuietHours(LocalTime.of(12, 0), LocalTime.of(14, 0), SHANGHAI);
    assertThat(noon.firstAllowed(at("2020-02-03T11:59:59+08:00"))).isEqualTo(at("2020-02-03T11:59:59+08:00"));
    assertThat(noon.firstAllowed(at("2020-02-03T12:00:00+08:00"))).isEqualTo(at("2020-02-03T14:00:00+08:00"));
    assertThat(noon.firstAllowed(at("2020-02-03T23:00:00+08:00"))).isEqualTo(at("2020-02-03T23:00:00+08:00"));
  }

  @Test
  void an_empty_window_never_waits() {
    var none = new QuietHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, SHANGHAI);
    assertThat(none.firstAllowed(at("2020-02-03T00:00:00+08:00"))).isEqualTo(at("2020-02-03T00:00:00+08:00"));
    assertThat(none.firstAllowed(at("2020-02-03T03:00:00+08:00"))).isEqualTo(at("2020-02-03T03:00:00+08:00"));
  }

  private static Instant at(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
