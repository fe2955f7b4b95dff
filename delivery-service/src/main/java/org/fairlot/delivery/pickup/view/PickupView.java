package org.fairlot.delivery.pickup.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupRedeemed;
import org.fairlot.delivery.fulfilment.domain.PickupWindow;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * What waits at which counter (待取货): one document per pick-up. A code is found by its mark, a keyed hash, so that the
 * read store holds no code that could be shown at a counter.
 */
public final class PickupView implements View {

  public static final String COLLECTION = "pickups";

  /** {@code READY} until somebody came, or nobody did. */
  public enum Status { READY, REDEEMED, NOT_REDEEMED }

  private final UnaryOperator<String> markOf;

  /** @param markOf the mark of the code of a fulfilment id */
  public PickupView(UnaryOperator<String> markOf) {
    this.markOf = markOf;
  }

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "outletId", "lastDay"), IndexSpec.of(COLLECTION, "mark"));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case PickupReady e -> List.of(Change.put(COLLECTION, e.fulfilmentId(), recorded, ready(e)));
      case PickupRedeemed e ->
          List.of(
              Change.put(
                  COLLECTION, e.fulfilmentId(), recorded,
                  Map.of("status", Status.REDEEMED, "redeemedAt", e.redeemedAt())));
      // of a pick-up: only these name an outlet
      case FulfilmentCompleted e when !e.delivered() && e.detail().containsKey("outletId") ->
          List.of(
              Change.put(
                  COLLECTION, e.fulfilmentId(), recorded, Map.of("status", Status.NOT_REDEEMED, "reason", e.reason())));
      default -> List.of();
    };
  }

  private Map<String, Object> ready(PickupReady e) {
    var window = PickupWindow.between(e.opensAt(), e.closesAt());
    var fields = new LinkedHashMap<String, Object>();
    fields.put("outletId", e.outletId());
    fields.put("sku", e.sku());
    fields.put("slot", e.slot());
    fields.put("opensAt", e.opensAt());
    fields.put("closesAt", e.closesAt());
    fields.put("firstDay", window.firstDay());
    fields.put("lastDay", window.firstDay().plusDays(window.days() - 1L));
    fields.put("mark", markOf.apply(e.fulfilmentId()));
    fields.put("status", Status.READY);
    return fields;
  }
}
