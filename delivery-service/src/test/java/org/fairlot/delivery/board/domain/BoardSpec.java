package org.fairlot.delivery.board.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fairlot.contracts.delivery.BoardEvent;
import org.fairlot.contracts.delivery.BoardEvent.CourierAssigned;
import org.fairlot.contracts.delivery.BoardEvent.CourierDown;
import org.fairlot.contracts.delivery.BoardEvent.CourierOverdue;
import org.fairlot.contracts.delivery.BoardEvent.CourierUp;
import org.fairlot.contracts.delivery.BoardEvent.NoCourier;
import org.fairlot.contracts.pack.Stage.CourierRules;
import org.fairlot.contracts.pack.Stage.Partner;
import org.fairlot.delivery.board.domain.BoardCommand.AssignCourier;
import org.fairlot.delivery.board.domain.BoardCommand.LiftDown;
import org.fairlot.delivery.board.domain.BoardCommand.NoteAcceptance;
import org.fairlot.kernel.Ledger;
import org.fairlot.kernel.Rejection;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BoardSpec {

  private static final String P = "hangzhou-masks";
  private static final String XIHU = "330106";
  private static final String ELEME = "eleme";
  private static final String DANNIAO = "danniao";
  private static final String EVENING = "2020-02-02T20:00+08:00";
  private static final LocalDate DAY = LocalDate.parse("2020-02-02");

  private static CourierRules rules(int elemeLimit, int danniaoLimit) {
    return rules(new Partner(ELEME, List.of(), elemeLimit), new Partner(DANNIAO, List.of(), danniaoLimit));
  }

  private static CourierRules rules(Partner... partners) {
    return new CourierRules(List.of(partners), 30, 2, 120, 2, 12, 60);
  }

  private static AssignCourier assign(String parcel, CourierRules rules) {
    return again(parcel, 1, List.of(), null, rules);
  }

  private static AssignCourier again(
      String parcel, int attempt, List<String> excluded, String overdue, CourierRules rules) {
    return new AssignCourier(P, parcel, attempt, XIHU, excluded, overdue, rules);
  }

  private static DeciderSpec<BoardCommand, Ledger<BoardHeader, Assignment>, BoardEvent, Rejection> board() {
    return spec(new BoardDecider()).at(EVENING);
  }

  private static CourierAssigned assigned(String parcel, int attempt, String courier, int parcelsOfDay) {
    return new CourierAssigned(P, parcel, attempt, courier, DAY, parcelsOfDay);
  }

  private static NoCourier nobody(String parcel, int attempt, String retryAt) {
    return new NoCourier(P, parcel, attempt, OffsetDateTime.parse(retryAt).toInstant());
  }

  @Nested
  class The_split {

    @Row("H2")
    @Test
    void gives_both_work_from_the_first_parcel_on() {
      var both = rules(300, 300);
      board()
          .when(assign("a", both))
          .then(assigned("a", 1, ELEME, 1))
          .when(assign("b", both))
          .then(assigned("b", 1, DANNIAO, 1))
          .when(assign("c", both))
          .then(assigned("c", 1, ELEME, 2));
    }

    @Row("H2")
    @Test
    void is_in_proportion_to_the_limits() {
      assertThat(couriersOf(400, rules(300, 100))).satisfies(c -> {
        assertThat(Collections.frequency(c, ELEME)).isEqualTo(300);
        assertThat(Collections.frequency(c, DANNIAO)).isEqualTo(100);
        assertThat(Collections.frequency(c.subList(0, 40), DANNIAO)).isEqualTo(10);
      });
    }

    @Row("H2")
    @Test
    void gives_a_district_only_to_those_who_serve_it() {
      var split = rules(new Partner(ELEME, List.of("330102"), 300), new Partner(DANNIAO, List.of(XIHU), 300));
      assertThat(couriersOf(5, split)).containsOnly(DANNIAO);
    }

    @Test
    void counts_a_parcel_once_for_the_courier_that_had_it_last() {
      var both = rules(300, 300);
      board()
          .when(assign("a", both), again("a", 2, List.of(ELEME), null, both))
          .then(assigned("a", 2, DANNIAO, 1))
          .when(assign("b", both))
          .then(assigned("b", 1, ELEME, 1));
    }

    @Test
    void asked_twice_for_the_same_attempt_it_assigns_once() {
      var both = rules(300, 300);
      board()
          .when(assign("a", both), assign("a", both))
          .thenNothing()
          .when(again("a", 2, List.of(ELEME), null, both), assign("a", both))
          .thenNothing();
    }

    @Test
    void starts_every_local_day_anew() {
      var small = rules(new Partner(ELEME, List.of(), 1));
      board()
          .when(assign("a", small))
          .at("2020-02-02T23:59:59+08:00")
          .when(assign("b", small))
          .then(nobody("b", 1, "2020-02-03T00:00+08:00"))
          .at("2020-02-03T00:00+08:00")
          .when(assign("b", small))
          .then(new CourierAssigned(P, "b", 1, ELEME, DAY.plusDays(1), 1));
    }

    private static List<String> couriersOf(int parcels, CourierRules rules) {
      var couriers = new ArrayList<String>();
      var spec = board();
      for (int i = 0; i < parcels; i++) {
        spec.when(assign("p" + i, rules))
            .thenEvents(events -> couriers.add(((CourierAssigned) events.getFirst()).courier()));
      }
      return couriers;
    }
  }

  @Nested
  class A_courier_that_does_not_accept {

    private static final CourierRules BOTH = rules(300, 300);

    @Row("H2")
    @Test
    void is_down_after_several_in_a_row_and_the_other_takes_over() {
      board()
          .when(assign("a", BOTH), assign("b", BOTH), assign("c", BOTH))
          .when(again("a", 2, List.of(ELEME), ELEME, BOTH))
          .then(new CourierOverdue(P, "a", 1, ELEME, 1), assigned("a", 2, DANNIAO, 2))
          .when(again("c", 2, List.of(ELEME), ELEME, BOTH))
          .then(
              new CourierOverdue(P, "c", 1, ELEME, 2),
              new CourierDown(P, ELEME, "OVERDUE", OffsetDateTime.parse("2020-02-02T22:00+08:00").toInstant()),
              assigned("c", 2, DANNIAO, 3))
          .when(assign("d", BOTH))
          .then(assigned("d", 1, DANNIAO, 4));
    }

    @Test
    void is_up_again_when_its_time_is_over() {
      elemeDown()
          .when(new LiftDown(P, ELEME))
          .then(new CourierUp(P, ELEME))
          .when(new LiftDown(P, ELEME))
          .thenNothing()
          .when(assign("e", BOTH))
          .then(assigned("e", 1, ELEME, 1));
    }

    @Test
    void is_up_again_as_soon_as_it_accepts_one() {
      elemeDown().when(new NoteAcceptance(P, ELEME)).then(new CourierUp(P, ELEME));
    }

    @Test
    void is_not_down_if_it_accepted_one_between() {
      board()
          .when(assign("a", BOTH), assign("b", BOTH), assign("c", BOTH))
          .when(again("a", 2, List.of(ELEME), ELEME, BOTH))
          .when(new NoteAcceptance(P, ELEME))
          .then(new CourierUp(P, ELEME))
          .when(again("c", 2, List.of(ELEME), ELEME, BOTH))
          .then(new CourierOverdue(P, "c", 1, ELEME, 1), assigned("c", 2, DANNIAO, 3));
    }

    @Test
    void that_was_never_late_is_no_news_when_it_accepts() {
      board().when(assign("a", BOTH), new NoteAcceptance(P, ELEME)).thenNothing();
    }

    @Test
    void is_counted_once_for_a_parcel() {
      var single = rules(new Partner(ELEME, List.of(), 300));
      board()
          .when(assign("a", single))
          .when(again("a", 2, List.of(ELEME), ELEME, single))
          .then(new CourierOverdue(P, "a", 1, ELEME, 1), nobody("a", 2, "2020-02-02T20:10+08:00"))
          .when(again("a", 2, List.of(ELEME), ELEME, single))
          .then(nobody("a", 2, "2020-02-02T20:10+08:00"));
    }

    private static DeciderSpec<BoardCommand, Ledger<BoardHeader, Assignment>, BoardEvent, Rejection> elemeDown() {
      return board()
          .when(assign("a", BOTH), assign("b", BOTH), assign("c", BOTH))
          .when(again("a", 2, List.of(ELEME), ELEME, BOTH), again("c", 2, List.of(ELEME), ELEME, BOTH));
    }
  }

  @Nested
  class When_nobody_can_take_it {

    @Test
    void all_that_failed_it_count_again_after_a_pause() {
      board()
          .when(again("a", 3, List.of(ELEME, DANNIAO), null, rules(300, 300)))
          .then(nobody("a", 3, "2020-02-02T20:10+08:00"));
    }

    @Test
    void it_is_tried_when_the_first_is_up_again() {
      var single = rules(new Partner(ELEME, List.of(), 300));
      board()
          .when(assign("a", single), assign("b", single))
          .when(again("a", 2, List.of(), ELEME, single), again("b", 2, List.of(), ELEME, single))
          .thenEvents(e -> assertThat(e.getLast()).isEqualTo(nobody("b", 2, "2020-02-02T22:00+08:00")));
    }

    @Test
    void it_is_tried_on_the_next_day_when_all_have_their_fill() {
      board().when(assign("a", rules(0, 0))).then(nobody("a", 1, "2020-02-03T00:00+08:00"));
    }
  }
}
