package org.fairlot.delivery.fulfilment.domain;

import static org.fairlot.delivery.fulfilment.domain.Cases.CASE;
import static org.fairlot.delivery.fulfilment.domain.Cases.arrange;
import static org.fairlot.delivery.fulfilment.domain.Cases.atCounter;
import static org.fairlot.delivery.fulfilment.domain.Cases.byCourier;
import static org.fairlot.delivery.fulfilment.domain.Cases.time;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.util.Map;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupRedeemed;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ClosePickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RedeemPickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.AlreadyRedeemed;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.PickupClosed;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.PickupNotOpen;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.WrongOutlet;
import org.fairlot.testkit.DeciderSpec;
import org.junit.jupiter.api.Test;

class PickupSpec {

  private static final RedeemPickup AT_STORE_1 = new RedeemPickup(CASE, "store-1");
  private static final String MORNING = "2020-02-03T08:00+08:00";

  private static DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> ready() {
    return spec(new FulfilmentDecider()).when(arrange(atCounter()));
  }

  @Test
  void the_goods_are_handed_over_within_the_window() {
    ready()
        .at(MORNING)
        .when(AT_STORE_1)
        .then(
            new PickupRedeemed(CASE, 2, "store-1", time(MORNING)),
            new FulfilmentCompleted(CASE, 2, true, null, Map.of("outletId", "store-1")));
  }

  @Test
  void a_second_before_it_opens_is_too_early() {
    String early = "2020-02-03T07:59:59+08:00";
    ready().at(early).when(AT_STORE_1).thenRejected(new PickupNotOpen(time(MORNING), time(early)));
  }

  @Test
  void when_it_closes_it_is_too_late_even_before_the_timer_has_come() {
    String late = "2020-02-03T22:00+08:00";
    ready().at(late).when(AT_STORE_1).thenRejected(new PickupClosed(time(late), time(late)));
  }

  @Test
  void not_at_another_outlet() {
    ready().at(MORNING).when(new RedeemPickup(CASE, "store-2")).thenRejected(new WrongOutlet("store-1"));
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
}
