package org.fairlot.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.delivery.fulfilment.domain.Cases.CASE;
import static org.fairlot.delivery.fulfilment.domain.Cases.ELEME;
import static org.fairlot.delivery.fulfilment.domain.Cases.PROGRAMME;
import static org.fairlot.delivery.fulfilment.domain.Cases.XIHU;
import static org.fairlot.delivery.fulfilment.domain.Cases.time;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedGoodsDelivered;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelHeld;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.ReturnOrdered;
import org.fairlot.contracts.delivery.FulfilmentEvent.RevokedParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.delivery.courier.view.WaybillView;
import org.fairlot.delivery.fulfilment.view.HeldView;
import org.fairlot.delivery.pickup.view.PickupView;
import org.fairlot.delivery.visit.view.VisitView;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;
import org.junit.jupiter.api.Test;

class ViewsSpec {

  private static final Instant AT = time("2020-02-02T20:00+08:00");
  private static final String WAYBILL = "FL0001";

  /** The fields that stand under {@code id} after these events; empty if it is not there. */
  private static Map<String, Object> document(View view, String id, Event... events) {
    var fields = new TreeMap<String, Object>();
    long sequence = 0;
    for (Event event : events) {
      for (Change change : view.on(new Recorded<>(event, "e", CASE, ++sequence, AT, CASE, "c"))) {
        switch (change) {
          case Change.Put put when put.id().equals(id) -> fields.putAll(put.fields());
          case Change.Remove remove when remove.id().equals(id) -> fields.clear();
          default -> throw new AssertionError(change);
        }
      }
    }
    return fields;
  }

  private static ParcelDispatched dispatched() {
    return new ParcelDispatched(CASE, 2, ELEME, WAYBILL, 1, XIHU, null, "mask-5", "jwe", AT.plusSeconds(900));
  }

  private static ParcelMoved moved(ParcelState state) {
    return new ParcelMoved(CASE, 2, ELEME, WAYBILL, state, AT, "code");
  }

  private static ParcelHeld held() {
    return new ParcelHeld(CASE, 2, ELEME, WAYBILL, "NO_TRACE");
  }

  private static RevokedParcelMoved stray(ParcelState state) {
    return new RevokedParcelMoved(CASE, 2, ELEME, WAYBILL, state, AT, "code");
  }

  private static FulfilmentCompleted completed(boolean delivered, Map<String, String> detail) {
    return new FulfilmentCompleted(CASE, 2, delivered, delivered ? null : "NOT_COLLECTED", detail);
  }

  @Test
  void a_waybill_shows_where_its_parcel_is_and_whether_it_still_counts() {
    var view = new WaybillView();
    assertThat(document(view, WAYBILL, dispatched()))
        .containsEntry("courier", ELEME)
        .containsEntry("fulfilmentId", CASE)
        .containsEntry("programmeId", PROGRAMME)
        .containsEntry("cursor", AT.toEpochMilli() + "-" + WAYBILL);
    assertThat(document(view, WAYBILL, dispatched(), moved(ParcelState.COLLECTED)))
        .containsEntry("state", ParcelState.COLLECTED);
    assertThat(
            document(
                view, WAYBILL, dispatched(), new DispatchRevoked(CASE, 2, ELEME, WAYBILL, "ACCEPTANCE_OVERDUE")))
        .containsEntry("revoked", "ACCEPTANCE_OVERDUE");
    assertThat(document(view, WAYBILL, dispatched(), new ReturnOrdered(CASE, 2, ELEME, WAYBILL, "ATTEMPTS_EXHAUSTED")))
        .containsEntry("returnOrdered", "ATTEMPTS_EXHAUSTED");
  }

  @Test
  void a_held_parcel_is_in_the_queue_until_it_is_decided_or_moves_on() {
    var view = new HeldView();
    assertThat(document(view, WAYBILL, moved(ParcelState.HELD), held()))
        .containsEntry("kind", HeldView.Kind.HELD)
        .containsEntry("programmeId", PROGRAMME)
        .containsEntry("reason", "NO_TRACE")
        .containsEntry("since", AT);
    for (Event leaving :
        List.of(
            moved(ParcelState.OUT_FOR_DELIVERY), new DispatchRevoked(CASE, 2, ELEME, WAYBILL, "LOST"),
            new ReturnOrdered(CASE, 2, ELEME, WAYBILL, "OPERATOR_DECISION"))) {
      assertThat(document(view, WAYBILL, held(), leaving)).isEmpty();
    }
    assertThat(document(view, WAYBILL, held(), moved(ParcelState.HELD))).isNotEmpty();
  }

  @Test
  void goods_outside_of_the_plan_are_in_the_queue_until_they_are_back_or_prove_to_be_what_the_citizen_got() {
    var view = new HeldView();
    assertThat(document(view, WAYBILL, stray(ParcelState.COLLECTED)))
        .containsEntry("kind", HeldView.Kind.STRAY)
        .containsEntry("reason", "COLLECTED");
    assertThat(document(view, WAYBILL, stray(ParcelState.COLLECTED), stray(ParcelState.RETURNED))).isEmpty();
    assertThat(
            document(view, WAYBILL, stray(ParcelState.DELIVERED), completed(true, Map.of("waybill", WAYBILL))))
        .isEmpty();
    assertThat(document(view, WAYBILL, completed(false, Map.of()), stray(ParcelState.DELIVERED))).isNotEmpty();
  }

  private static ForfeitedPickupRedeemed forfeited() {
    return new ForfeitedPickupRedeemed(CASE, 2, "store-1", 1, "NOT_COLLECTED", AT, AT.plusSeconds(60));
  }

  @Test
  void what_was_handed_out_though_forfeited_stays_in_the_queue() {
    String id = CASE + "@" + AT.toEpochMilli();
    assertThat(document(new HeldView(), id, forfeited()))
        .containsEntry("kind", HeldView.Kind.DIFFERENCE)
        .containsEntry("programmeId", PROGRAMME)
        .containsEntry("fulfilmentId", CASE)
        .containsEntry("outletId", "store-1")
        .containsEntry("units", 1)
        .containsEntry("reason", "NOT_COLLECTED");
  }

  @Test
  void a_visit_is_on_its_committees_list_until_it_is_over_and_so_is_the_consignee() {
    var view = new VisitView();
    var due = new VisitDue(CASE, 2, "310115001001", "mask-5", 5, "jwe", 0, 2, AT.plusSeconds(3600));
    assertThat(document(view, CASE, due))
        .containsEntry("committee", "310115001001")
        .containsEntry("programmeId", PROGRAMME)
        .containsEntry("consignee", "jwe")
        .containsEntry("units", 5)
        .containsEntry("status", VisitView.Status.DUE);
    var nobody =
        new VisitRecorded(CASE, 2, "310115001001", VisitOutcome.NOBODY_HOME, 1, 1, "worker-7", AT.plusSeconds(3600));
    assertThat(document(view, CASE, due, nobody))
        .containsEntry("visits", 1)
        .containsEntry("lastOutcome", VisitOutcome.NOBODY_HOME)
        .containsEntry("status", VisitView.Status.DUE);
    var over = new FulfilmentCompleted(CASE, 2, false, "NOT_DELIVERED", Map.of("committee", "310115001001"));
    assertThat(document(view, CASE, due, nobody, over))
        .containsEntry("status", VisitView.Status.NOT_DELIVERED)
        .containsEntry("reason", "NOT_DELIVERED")
        .containsEntry("consignee", null);
    assertThat(document(view, CASE, completed(true, Map.of("outletId", "store-1")))).as("of a counter").isEmpty();
    var brought = new ForfeitedGoodsDelivered(CASE, 2, "310115001001", 5, "NOT_DELIVERED", "worker-7", AT);
    assertThat(document(new HeldView(), CASE + "@" + AT.toEpochMilli(), brought))
        .containsEntry("kind", HeldView.Kind.DIFFERENCE)
        .containsEntry("committee", "310115001001")
        .containsEntry("units", 5);
  }

  @Test
  void a_pick_up_shows_its_days_and_its_mark_and_never_its_code() {
    var view = new PickupView(id -> "mark");
    var ready =
        new PickupReady(
            CASE, 2, "store-1", "mask-5", null, time("2020-02-03T08:00+08:00"), time("2020-02-04T22:00+08:00"), 3);
    assertThat(document(view, CASE, ready))
        .containsEntry("firstDay", LocalDate.parse("2020-02-03"))
        .containsEntry("lastDay", LocalDate.parse("2020-02-04"))
        .containsEntry("mark", "mark")
        .containsEntry("status", PickupView.Status.READY);
    var atStore = Map.of("outletId", "store-1");
    var redeemed = new PickupRedeemed(CASE, 2, "store-1", AT, 3, null);
    assertThat(document(view, CASE, ready, redeemed, completed(true, atStore)))
        .containsEntry("status", PickupView.Status.REDEEMED)
        .containsEntry("redeemedAt", AT);
    var partly = new PickupPartlyRedeemed(CASE, 2, "store-1", 1, 2, AT, null);
    assertThat(document(view, CASE, ready, partly))
        .containsEntry("status", PickupView.Status.PARTLY_REDEEMED)
        .containsEntry("units", 3)
        .containsEntry("unitsLeft", 2);
    assertThat(document(view, CASE, ready, partly, completed(true, Map.of("outletId", "store-1", "unitsLeft", "2"))))
        .containsEntry("status", PickupView.Status.REDEEMED)
        .containsEntry("unitsLeft", 2);
    assertThat(document(view, CASE, ready, completed(false, atStore), forfeited()))
        .containsEntry("status", PickupView.Status.REDEEMED_THOUGH_FORFEITED);
    assertThat(document(view, CASE, ready, completed(false, atStore)))
        .containsEntry("status", PickupView.Status.NOT_REDEEMED);
    assertThat(document(view, CASE, completed(false, Map.of()))).as("of a courier").isEmpty();
  }
}
