package org.fairlot.delivery.fulfilment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.delivery.fulfilment.domain.Cases.GRANTED;
import static org.fairlot.delivery.fulfilment.domain.Cases.NEXT_DAY;
import static org.fairlot.delivery.fulfilment.domain.Cases.time;

import java.time.LocalTime;
import org.fairlot.contracts.pack.Stage.PickupRules;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class PickupWindowSpec {

  @Row("X8")
  @Test
  void the_day_after_the_grant_from_eight_to_ten_in_the_evening() {
    var window = PickupWindow.of(NEXT_DAY, null, GRANTED);

    assertThat(window.opensAt()).isEqualTo(time("2020-02-03T08:00+08:00"));
    assertThat(window.closesAt()).isEqualTo(time("2020-02-03T22:00+08:00"));
  }

  @Test
  void opens_inclusive_and_closes_exclusive() {
    var window = PickupWindow.of(NEXT_DAY, null, GRANTED);

    assertThat(window.openFrom(time("2020-02-03T07:59:59+08:00"))).contains(time("2020-02-03T08:00+08:00"));
    assertThat(window.openFrom(time("2020-02-03T08:00+08:00"))).contains(time("2020-02-03T08:00+08:00"));
    assertThat(window.openFrom(time("2020-02-03T21:59:59+08:00"))).contains(time("2020-02-03T21:59:59+08:00"));
    assertThat(window.openFrom(time("2020-02-03T22:00+08:00"))).isEmpty();
  }

  @Test
  void several_days_are_closed_at_night() {
    var rules = new PickupRules(0, LocalTime.of(13, 0), LocalTime.of(22, 0), 2);

    var window = PickupWindow.of(rules, null, time("2020-02-01T09:00+08:00"));

    assertThat(window.closesAt()).isEqualTo(time("2020-02-02T22:00+08:00"));
    assertThat(window.openFrom(time("2020-02-01T22:30+08:00"))).contains(time("2020-02-02T13:00+08:00"));
  }

  @Test
  void a_window_may_cross_midnight() {
    var rules = new PickupRules(0, LocalTime.of(20, 0), LocalTime.of(2, 0), 1);

    var window = PickupWindow.of(rules, null, time("2020-02-01T09:00+08:00"));

    assertThat(window.closesAt()).isEqualTo(time("2020-02-02T02:00+08:00"));
    assertThat(window.openFrom(time("2020-02-02T01:00+08:00"))).contains(time("2020-02-02T01:00+08:00"));
  }

  @Test
  void a_chosen_slot_is_the_window() {
    var window = PickupWindow.of(NEXT_DAY, "2020-02-03T10:00/11:00", GRANTED);

    assertThat(window.opensAt()).isEqualTo(time("2020-02-03T10:00+08:00"));
    assertThat(window.closesAt()).isEqualTo(time("2020-02-03T11:00+08:00"));
    assertThat(PickupWindow.of(NEXT_DAY, "10:00/11:00", GRANTED)).isEqualTo(window);
  }

  @Test
  void who_is_served_after_the_slot_gets_the_next_window_instead_of_none() {
    assertThat(PickupWindow.of(NEXT_DAY, "2020-02-02T10:00/11:00", GRANTED))
        .isEqualTo(PickupWindow.of(NEXT_DAY, null, GRANTED));

    var sameDay = new PickupRules(0, LocalTime.of(8, 0), LocalTime.of(18, 0), 1);
    assertThat(PickupWindow.of(sameDay, null, GRANTED).opensAt()).isEqualTo(time("2020-02-03T08:00+08:00"));
  }

  @Test
  void a_slot_that_is_none_is_ignored() {
    for (String slot : new String[] {"", "morning", "2020-02-03T10:00", "T/", "2020-13-03T10:00/11:00",
    "10:00/later"}) {
      assertThat(PickupWindow.of(NEXT_DAY, slot, GRANTED)).isEqualTo(PickupWindow.of(NEXT_DAY, null, GRANTED));
    }
  }

  @Test
  void is_read_back_from_its_two_ends() {
    for (var rules : new PickupRules[] {
      NEXT_DAY, new PickupRules(0, LocalTime.of(20, 0), LocalTime.of(2, 0), 3),
      new PickupRules(2, LocalTime.of(8, 0), LocalTime.of(8, 0), 2)
    }) {
      var window = PickupWindow.of(rules, null, GRANTED);
      assertThat(PickupWindow.between(window.opensAt(), window.closesAt())).isEqualTo(window);
    }
  }
}
