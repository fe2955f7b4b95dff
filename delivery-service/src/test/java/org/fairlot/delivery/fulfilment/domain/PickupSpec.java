package org.fairlot.delivery.fulfilment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.delivery.fulfilment.domain.Cases.CASE;
import static org.fairlot.delivery.fulfilment.domain.Cases.arrange;
import static org.fairlot.delivery.fulfilment.domain.Cases.atCounter;
import static org.fairlot.delivery.fulfilment.domain.Cases.byCourier;
import static org.fairlot.delivery.fulfilment.domain.Cases.time;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.util.Map;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupRedeemed;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.AwaitingPickup;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Completed;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ClosePickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RedeemPickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ReportRedemption;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.AlreadyRedeemed;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.PickupClosed;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.PickupNotOpen;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.RedeemedInFuture;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.ReportTooLate;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.TooManyUnits;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.WrongOutlet;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PickupSpec {

  private static final RedeemPickup AT_STORE_1 = new RedeemPickup(CASE, "store-1", null);
  private static final String MORNING = "2020-02-03T08:00+08:00";
  private static final String NOON = "2020-02-03T12:00+08:00";
  private static final String EVENING = "2020-02-03T22:00+08:00";

  private static DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> ready() {
    return spec(new FulfilmentDecider()).when(arrange(atCounter()));
  }

  @Test
  void the_goods_are_handed_over_within_the_window() {
    ready()
        .at(MORNING)
        .when(AT_STORE_1)
        .then(
            new PickupRedeemed(CASE, 2, "store-1", time(MORNING), 1, null),
            new FulfilmentCompleted(CASE, 2, true, null, Map.of("outletId", "store-1")));
  }

  /** X8, the day after the draw from 08:00 to 22:00: refused, accepted, accepted, refused. */
  @Row("X8")
  @Test
  void the_window_is_exact_to_the_second() {
    String early = "2020-02-03T07:59:59+08:00";
    ready().at(early).when(AT_STORE_1).thenRejected(new PickupNotOpen(time(MORNING), time(early)));
    ready().at(MORNING).when(AT_STORE_1).thenEvents(events -> assertThat(events).hasSize(2));
    ready().at("2020-02-03T21:59:59+08:00").when(AT_STORE_1).thenEvents(events -> assertThat(events).hasSize(2));
    ready().at("2020-02-03T21:59:59.999+08:00").when(AT_STORE_1).thenEvents(events -> assertThat(events).hasSize(2));
    String late = "2020-02-03T22:00:00+08:00";
    ready().at(late).when(AT_STORE_1).thenRejected(new PickupClosed(time(late), time(late)));
  }

  /** S2, a designated pharmacy (到指定药店购买): whoever brings the code elsewhere gets nothing there. */
  @Row("S2")
  @Test
  void not_at_another_outlet() {
    ready().at(MORNING).when(new RedeemPickup(CASE, "store-2", null)).thenRejected(new WrongOutlet("store-1"));
  }

  @Test
  void not_twice() {
    ready()
        .at(MORNING)
        .when(AT_STORE_1)
        .at("2020-02-03T09:00+08:00")
        .when(AT_STORE_1)
        .thenRejected(new AlreadyRedeemed(time(MORNING)))
        .when(new ClosePickup(CASE))
        .thenNothing()
        .when(new CancelFulfilment(CASE))
        .thenNothing();
  }

  @Test
  void who_does_not_come_loses_the_goods_to_the_next() {
    ready()
        .at("2020-02-03T22:00+08:00")
        .when(new ClosePickup(CASE))
        .then(new FulfilmentCompleted(CASE, 2, false, Reasons.NOT_COLLECTED, Map.of("outletId", "store-1")))
        .when(AT_STORE_1)
        .thenRejected("PICKUP_CLOSED")
        .when(new ClosePickup(CASE))
        .thenNothing();
  }

  @Test
  void what_was_taken_back_is_not_handed_over() {
    ready()
        .at(MORNING)
        .when(new CancelFulfilment(CASE))
        .then(new FulfilmentCompleted(CASE, 2, false, Reasons.CANCELLED, Map.of("outletId", "store-1")))
        .when(AT_STORE_1)
        .thenRejected("CODE_UNKNOWN");
  }

  @Test
  void what_goes_by_courier_waits_at_no_counter() {
    spec(new FulfilmentDecider()).when(arrange(byCourier()), AT_STORE_1).thenRejected("CODE_UNKNOWN");
    spec(new FulfilmentDecider()).when(AT_STORE_1).thenRejected("CODE_UNKNOWN");
  }

  @Test
  void a_state_from_before_units_were_counted_has_one() {
    var waiting = (AwaitingPickup) ready().state();
    assertThat(new AwaitingPickup(waiting.order(), waiting.window(), null)).isEqualTo(waiting);
    var done = (Completed) ready().at(MORNING).when(AT_STORE_1).state();
    assertThat(new Completed(done.order(), null, true, null, done.redeemedAt(), done.window(), null)).isEqualTo(done);
  }

  @Nested
  class Partly {

    private DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> three() {
      return spec(new FulfilmentDecider()).when(arrange(atCounter(), 3)).at(MORNING);
    }

    private RedeemPickup redeem(int units) {
      return new RedeemPickup(CASE, "store-1", units);
    }

    @Test
    void the_rest_may_be_taken_later_with_the_same_code() {
      three()
          .when(redeem(1))
          .then(new PickupPartlyRedeemed(CASE, 2, "store-1", 1, 2, time(MORNING), null))
          .when(redeem(3))
          .thenRejected(new TooManyUnits(2))
          .at(NOON)
          .when(AT_STORE_1)
          .then(
              new PickupRedeemed(CASE, 2, "store-1", time(NOON), 2, null),
              new FulfilmentCompleted(CASE, 2, true, null, Map.of("outletId", "store-1")))
          .when(redeem(1))
          .thenRejected(new AlreadyRedeemed(time(NOON)));
    }

    @Test
    void more_than_waits_is_refused() {
      three().when(redeem(4)).thenRejected(new TooManyUnits(3));
      ready().at(MORNING).when(redeem(2)).thenRejected(new TooManyUnits(1));
    }

    @Test
    void what_was_partly_taken_ends_as_delivered_and_the_rest_is_left_over() {
      var ended =
          new FulfilmentCompleted(
              CASE, 2, true, null, Map.of("outletId", "store-1", "unitsTaken", "1", "unitsLeft", "2"));
      three()
          .when(redeem(1))
          .at(EVENING)
          .when(new ClosePickup(CASE))
          .then(ended)
          .when(AT_STORE_1)
          .thenRejected(new PickupClosed(time(EVENING), time(EVENING)))
          .when(new ClosePickup(CASE))
          .thenNothing();
      three().when(redeem(1)).when(new CancelFulfilment(CASE)).then(ended).when(redeem(1)).thenRejected("CODE_UNKNOWN");
    }

    @Test
    void nothing_taken_is_not_collected() {
      three()
          .at(EVENING)
          .when(new ClosePickup(CASE))
          .then(new FulfilmentCompleted(CASE, 2, false, Reasons.NOT_COLLECTED, Map.of("outletId", "store-1")));
    }

    @Test
    void an_event_from_before_units_were_counted_hands_over_all() {
      three()
          .given(new PickupRedeemed(CASE, 2, "store-1", time(NOON), null, null))
          .when(redeem(1))
          .thenRejected(new AlreadyRedeemed(time(NOON)));
    }
  }

  /** An outlet without network hands out by its list, and tells of it later. */
  @Nested
  class ReportedLater {

    private static final String NEXT_MORNING = "2020-02-04T09:00+08:00";

    private ReportRedemption report(String at) {
      return new ReportRedemption(CASE, "store-1", null, time(at));
    }

    @Test
    void counts_as_of_the_time_of_the_hand_over() {
      ready()
          .at("2020-02-03T18:00+08:00")
          .when(report(NOON))
          .then(
              new PickupRedeemed(CASE, 2, "store-1", time(NOON), 1, time("2020-02-03T18:00+08:00")),
              new FulfilmentCompleted(CASE, 2, true, null, Map.of("outletId", "store-1")))
          .when(report(NOON))
          .thenNothing()
          .when(report("2020-02-03T12:30+08:00"))
          .thenRejected(new AlreadyRedeemed(time(NOON)));
    }

    @Test
    void before_the_pick_up_is_closed_it_is_never_too_late() {
      ready()
          .at("2020-02-03T22:00:05+08:00")
          .when(report("2020-02-03T21:59:59+08:00"))
          .thenEvents(events -> assertThat(events).hasSize(2));
    }

    @Test
    void only_a_time_within_the_window_counts() {
      var at = time(NEXT_MORNING);
      ready().at(NEXT_MORNING).when(report("2020-02-03T07:59:59+08:00"))
          .thenRejected(new PickupNotOpen(time(MORNING), at));
      ready().at(NEXT_MORNING).when(report(EVENING)).thenRejected(new PickupClosed(time(EVENING), at));
    }

    @Test
    void a_clock_that_runs_ahead_is_borne_for_two_minutes() {
      ready().at(NOON).when(report("2020-02-03T12:02+08:00")).thenEvents(events -> assertThat(events).hasSize(2));
      ready()
          .at(NOON)
          .when(report("2020-02-03T12:02:01+08:00"))
          .thenRejected(new RedeemedInFuture(time("2020-02-03T12:02:01+08:00"), time(NOON)));
    }

    @Test
    void of_two_outlets_only_the_right_one_counts() {
      ready()
          .at(NEXT_MORNING)
          .when(new ReportRedemption(CASE, "store-2", null, time(NOON)))
          .thenRejected(new WrongOutlet("store-1"))
          .when(report(NOON))
          .thenEvents(events -> assertThat(events).hasSize(2))
          .when(new ReportRedemption(CASE, "store-2", null, time(NOON)))
          .thenRejected(new WrongOutlet("store-1"));
    }

    @Test
    void parts_are_told_apart_by_their_time() {
      var one = new ReportRedemption(CASE, "store-1", 1, time(NOON));
      spec(new FulfilmentDecider())
          .when(arrange(atCounter(), 2))
          .at("2020-02-03T18:00+08:00")
          .when(one)
          .then(
              new PickupPartlyRedeemed(CASE, 2, "store-1", 1, 1, time(NOON), time("2020-02-03T18:00+08:00")))
          .when(one)
          .thenNothing()
          .when(new ReportRedemption(CASE, "store-1", 2, time("2020-02-03T13:00+08:00")))
          .thenRejected(new TooManyUnits(1))
          .when(new ReportRedemption(CASE, "store-1", 1, time("2020-02-03T13:00+08:00")))
          .thenEvents(events -> assertThat(events).hasSize(2));
    }

    @Test
    void what_was_forfeited_meanwhile_is_a_difference_and_no_second_end() {
      ready()
          .at("2020-02-03T22:00:10+08:00")
          .when(new ClosePickup(CASE))
          .at(NEXT_MORNING)
          .when(report(NOON))
          .then(
              new ForfeitedPickupRedeemed(
                  CASE, 2, "store-1", 1, Reasons.NOT_COLLECTED, time(NOON), time(NEXT_MORNING)))
          .when(report(NOON))
          .thenNothing()
          .when(report("2020-02-03T13:00+08:00"))
          .thenRejected(new AlreadyRedeemed(time(NOON)))
          .when(AT_STORE_1)
          .thenRejected("PICKUP_CLOSED")
          .when(new ClosePickup(CASE))
          .thenNothing();
    }

    @Test
    void so_is_what_the_citizen_had_taken_back() {
      ready()
          .at("2020-02-03T13:00+08:00")
          .when(new CancelFulfilment(CASE))
          .at(NEXT_MORNING)
          .when(report(NOON))
          .then(
              new ForfeitedPickupRedeemed(CASE, 2, "store-1", 1, Reasons.CANCELLED, time(NOON), time(NEXT_MORNING)));
    }

    @Test
    void so_is_what_was_left_over() {
      spec(new FulfilmentDecider())
          .when(arrange(atCounter(), 3))
          .at(MORNING)
          .when(new RedeemPickup(CASE, "store-1", 1))
          .at("2020-02-03T22:00:10+08:00")
          .when(new ClosePickup(CASE))
          .at(NEXT_MORNING)
          .when(new ReportRedemption(CASE, "store-1", 3, time(NOON)))
          .thenRejected(new TooManyUnits(2))
          .when(report(NOON))
          .then(
              new ForfeitedPickupRedeemed(CASE, 2, "store-1", 2, Reasons.LEFT_OVER, time(NOON), time(NEXT_MORNING)));
    }

    @Test
    void two_days_after_the_window_it_is_too_late() {
      String last = "2020-02-05T22:00+08:00";
      ready().at(EVENING).when(new ClosePickup(CASE)).at(last).when(report(NOON))
          .thenEvents(events -> assertThat(events).hasSize(1));
      String later = "2020-02-05T22:00:01+08:00";
      ready().at(EVENING).when(new ClosePickup(CASE)).at(later).when(report(NOON))
          .thenRejected(new ReportTooLate(time(last), time(later)));
    }

    @Test
    void of_what_waits_at_no_counter_there_is_nothing_to_report() {
      spec(new FulfilmentDecider()).when(arrange(byCourier()), report(NOON)).thenRejected("CODE_UNKNOWN");
      spec(new FulfilmentDecider()).when(report(NOON)).thenRejected("CODE_UNKNOWN");
    }
  }
}
