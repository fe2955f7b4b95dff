package org.fairlot.delivery.courier.view;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.ReturnOrdered;
import org.fairlot.contracts.delivery.FulfilmentEvent.TraceUnmapped;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/** Every dispatch order and where its parcel is (运单): one document per waybill. Of the consignee, ciphertext only. */
public final class WaybillView implements View {

  public static final String COLLECTION = "waybills";

  /** A position in a courier's orders: when it was dispatched, then the waybill. As text it sorts by time. */
  public static String cursor(Instant dispatchedAt, String waybill) {
    return dispatchedAt.toEpochMilli() + "-" + waybill;
  }

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "courier", "cursor"));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return recorded.event() instanceof FulfilmentEvent event ? change(event, recorded) : List.of();
  }

  private static List<Change> change(FulfilmentEvent event, Recorded<?> recorded) {
    return switch (event) {
      case ParcelDispatched e -> put(recorded, e.waybill(), dispatched(e, recorded.at()));
      case ParcelMoved e ->
          put(recorded, e.waybill(), fields("state", e.state(), "occurredAt", e.occurredAt(), "code", e.code()));
      case DispatchRevoked e -> put(recorded, e.waybill(), fields("revoked", e.reason()));
      case ReturnOrdered e -> put(recorded, e.waybill(), fields("returnOrdered", e.reason()));
      case TraceUnmapped e -> put(recorded, e.waybill(), fields("unmappedCode", e.code()));
      default -> List.of();
    };
  }

  private static Map<String, Object> dispatched(ParcelDispatched e, Instant at) {
    return fields(
        "fulfilmentId", e.fulfilmentId(), "programmeId", CaseId.parse(e.fulfilmentId()).programmeId(),
        "courier", e.courier(), "cursor", cursor(at, e.waybill()), "attempt", e.attempt(), "district", e.district(),
        "outletId", e.outletId(), "sku", e.sku(), "consignee", e.consignee(), "dispatchedAt", at,
        "acceptBy", e.acceptBy());
  }

  private static List<Change> put(Recorded<?> recorded, String waybill, Map<String, Object> fields) {
    return List.of(Change.put(COLLECTION, waybill, recorded, fields));
  }

  private static Map<String, Object> fields(Object... pairs) {
    var fields = new LinkedHashMap<String, Object>();
    for (int i = 0; i < pairs.length; i += 2) {
      fields.put((String) pairs[i], pairs[i + 1]);
    }
    return fields;
  }
}
