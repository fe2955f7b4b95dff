package org.fairlot.delivery.fulfilment.view;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedGoodsDelivered;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelHeld;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.ReturnOrdered;
import org.fairlot.contracts.delivery.FulfilmentEvent.RevokedParcelMoved;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * The operator's queue (问题件): parcels that are stuck, goods that move under a waybill that was taken back, and goods
 * that a counter or committee handed out though they had been forfeited. The first leave it when they are decided or move on, the
 * second when they are returned or prove to be what the citizen got, the last never: they are the difference in the
 * account.
 */
public final class HeldView implements View {

  public static final String COLLECTION = "held";

  public enum Kind {
    /** Waits for a decision. */
    HELD,
    /** Goods outside of the plan: not to be decided, but to be known. */
    STRAY,
    /** Goods that an outlet handed out though they had been forfeited (差异): not to be decided, but to be known. */
    DIFFERENCE
  }

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "programmeId", "cursor"));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case ParcelHeld e ->
          List.of(
              Change.put(
                  COLLECTION, e.waybill(), recorded,
                  entry(Kind.HELD, e.fulfilmentId(), e.courier(), e.waybill(), e.reason(), recorded.at())));
      case ParcelMoved e when e.state() != ParcelState.HELD -> remove(e.waybill());
      case DispatchRevoked e -> remove(e.waybill());
      case ReturnOrdered e -> remove(e.waybill());
      // what was outside of the plan was what the citizen got
      case FulfilmentCompleted e when e.detail().containsKey("waybill") -> remove(e.detail().get("waybill"));
      case RevokedParcelMoved e when e.state() == ParcelState.RETURNED -> remove(e.waybill());
      case RevokedParcelMoved e ->
          List.of(
              Change.put(
                  COLLECTION, e.waybill(), recorded,
                  entry(
                      Kind.STRAY, e.fulfilmentId(), e.courier(), e.waybill(), e.state().name(), recorded.at())));
      case ForfeitedPickupRedeemed e -> List.of(difference(e, recorded));
      case ForfeitedGoodsDelivered e -> List.of(difference(e, recorded));
      default -> List.of();
    };
  }

  private static Change difference(ForfeitedPickupRedeemed e, Recorded<?> recorded) {
    String id = e.fulfilmentId() + "@" + e.redeemedAt().toEpochMilli();
    var fields = entry(Kind.DIFFERENCE, e.fulfilmentId(), null, id, e.reason(), recorded.at());
    fields.put("outletId", e.outletId());
    fields.put("units", e.units());
    fields.put("redeemedAt", e.redeemedAt());
    return Change.put(COLLECTION, id, recorded, fields);
  }

  private static Change difference(ForfeitedGoodsDelivered e, Recorded<?> recorded) {
    String id = e.fulfilmentId() + "@" + e.reportedAt().toEpochMilli();
    var fields = entry(Kind.DIFFERENCE, e.fulfilmentId(), null, id, e.reason(), recorded.at());
    fields.put("committee", e.committee());
    fields.put("units", e.units());
    return Change.put(COLLECTION, id, recorded, fields);
  }

  private static Map<String, Object> entry(
      Kind kind, String fulfilmentId, String courier, String id, String reason, Instant since) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("kind", kind);
    fields.put("programmeId", CaseId.parse(fulfilmentId).programmeId());
    fields.put("fulfilmentId", fulfilmentId);
    fields.put("courier", courier);
    fields.put("reason", reason);
    fields.put("since", since);
    fields.put("cursor", since.toEpochMilli() + "-" + id);
    return fields;
  }

  private static List<Change> remove(String waybill) {
    return List.of(new Change.Remove(COLLECTION, waybill));
  }
}
