package org.fairlot.runtime.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fairlot.runtime.edge.Appointments.Limits;
import org.fairlot.runtime.edge.Appointments.Turn;
import org.fairlot.runtime.edge.Appointments.Turn.Full;
import org.fairlot.runtime.edge.Appointments.Turn.Start;
import org.fairlot.runtime.edge.Appointments.Turn.Wait;
import org.junit.jupiter.api.Test;

class AppointmentsSpec {

  private static final Instant OPENING = Instant.parse("2020-02-02T11:30:00Z");
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  /** Eight at a time, six of them newcomers; ten a second until it is known better. */
  private final Appointments appointments = new Appointments(new Limits(8, 6, 10, GRACE, WAIT_MAX));

  private static Instant at(long millis) {
    return OPENING.plusMillis(millis);
  }

  private List<Turn> newcomers(int count, long millis) {
    return IntStream.range(0, count).mapToObj(n -> appointments.newcomer(at(millis))).toList();
  }

  private void finish(int count, long millis) {
    IntStream.range(0, count).forEach(n -> appointments.finished(Duration.ofMillis(millis)));
  }

  @Test
  void whoever_finds_room_starts_and_the_next_are_given_appointments_in_the_order_in_which_they_came() {
    assertThat(newcomers(6, 0)).containsOnly(new Start());
    assertThat(newcomers(3, 0)).containsExactly(new Wait(at(100)), new Wait(at(200)), new Wait(at(300)));
    assertThat(appointments.queue(at(0))).isEqualTo(Duration.ofMillis(300));
    assertThat(appointments.inFlight()).isEqualTo(6);
  }

  @Test
  void the_rate_is_what_the_places_allow_by_the_time_that_requests_took() {
    newcomers(6, 0);
    finish(6, 60);
    newcomers(6, 1000);
    assertThat(newcomers(2, 1000)).containsExactly(new Wait(at(1010)), new Wait(at(1020)));
  }

  @Test
  void what_took_longer_lately_counts_and_what_was_long_ago_is_forgotten() {
    newcomers(6, 0);
    finish(6, 60);
    for (int i = 0; i < 100; i++) {
      assertThat(appointments.start(at(1000))).isTrue();
      finish(1, 300);
    }
    newcomers(6, 2000);
    assertThat(newcomers(1, 2000)).allSatisfy(
        turn -> assertThat(((Wait) turn).admitAt()).isBetween(at(2049), at(2050)));
  }

  @Test
  void appointments_are_never_given_more_slowly_than_the_floor() {
    newcomers(6, 0);
    finish(6, 3_600_000);
    newcomers(6, 1000);
    assertThat(newcomers(1, 1000)).containsExactly(new Wait(at(1100)));
  }

  @Test
  void who_comes_too_early_keeps_the_appointment_he_has() {
    newcomers(9, 0);
    assertThat(appointments.holder(at(100), at(99))).isEqualTo(new Wait(at(100)));
    finish(6, 60);
    assertThat(appointments.holder(at(100), at(99))).isEqualTo(new Wait(at(100)));
  }

  @Test
  void who_comes_in_time_starts_although_newcomers_have_taken_all_that_is_theirs() {
    newcomers(7, 0);
    assertThat(appointments.holder(at(100), at(100))).isEqualTo(new Start());
    assertThat(appointments.holder(at(100), at(100).plus(GRACE).minusMillis(1))).isEqualTo(new Start());
  }

  @Test
  void who_comes_too_late_is_a_newcomer() {
    newcomers(7, 0);
    var late = at(100).plus(GRACE);
    assertThat(appointments.holder(at(100), late)).isEqualTo(new Wait(late.plusMillis(100)));
    finish(6, 60);
    assertThat(appointments.holder(at(100), late.plusMillis(100))).isEqualTo(new Start());
  }

  @Test
  void newcomers_do_not_overtake_although_there_is_room_again() {
    newcomers(8, 0);
    finish(6, 60);
    assertThat(appointments.newcomer(at(150))).isEqualTo(new Wait(at(210)));
    assertThat(appointments.start(at(209))).isFalse();
    assertThat(appointments.newcomer(at(210))).isEqualTo(new Start());
  }

  @Test
  void appointments_that_nobody_keeps_hold_up_nobody() {
    newcomers(60, 0);
    finish(6, 60);
    assertThat(newcomers(6, 5_400)).containsOnly(new Start());
  }

  @Test
  void where_even_the_kept_places_are_taken_an_appointment_is_moved_a_little_and_newcomers_come_after_it() {
    newcomers(10, 0);
    assertThat(appointments.holder(at(100), at(400))).isEqualTo(new Start());
    assertThat(appointments.holder(at(200), at(400))).isEqualTo(new Start());
    assertThat(appointments.holder(at(300), at(400))).isEqualTo(new Wait(at(500)));
    assertThat(appointments.holder(at(400), at(400))).isEqualTo(new Wait(at(600)));
    assertThat(appointments.newcomer(at(400))).isEqualTo(new Wait(at(700)));
    finish(1, 60);
    assertThat(appointments.holder(at(500), at(500))).isEqualTo(new Start());
  }

  @Test
  void nobody_is_told_to_come_later_than_the_longest_wait() {
    newcomers(6, 0);
    var queue = new ArrayList<>(newcomers(101, 0));
    assertThat(queue.removeLast()).isEqualTo(new Wait(at(10_100)));
    assertThat(newcomers(3, 0)).containsOnly(new Full());
    assertThat(appointments.newcomer(at(100))).isEqualTo(new Wait(at(10_200)));
  }

  @Test
  void after_a_restart_appointments_begin_anew_and_those_of_before_are_kept() {
    newcomers(50, 0);
    var restarted = new Appointments(new Limits(8, 6, 10, GRACE, WAIT_MAX));
    assertThat(restarted.newcomer(at(1000))).isEqualTo(new Start());
    assertThat(restarted.holder(at(900), at(1000))).isEqualTo(new Start());
    assertThat(restarted.holder(at(4000), at(1000))).isEqualTo(new Wait(at(4000)));
  }

  @Test
  void limits_without_a_place_for_each_are_refused() {
    assertThatThrownBy(() -> new Limits(8, 8, 10, GRACE, WAIT_MAX)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(8, 0, 10, GRACE, WAIT_MAX)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(8, 6, 0, GRACE, WAIT_MAX)).isInstanceOf(IllegalArgumentException.class);
  }
}
