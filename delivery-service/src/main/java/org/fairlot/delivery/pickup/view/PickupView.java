package org.fairlot.delivery.pickup.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
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
  public enum Status {
    READY,
    /** A part was taken and the rest waits. */
    PARTLY_REDEEMED,
    /** Over; what is left stays with the outlet. */
    REDEEMED,
    NOT_REDEEMED,
    /** Handed over, which became known when the units had been forfeited. */
    REDEEMED_THOUGH_FORFEITED
  }

  /** Whether somebody may still come for it. */
  public static boolean isWaiting(String status) {
    return Status.READY.name().equals(status) || Status.PARTLY_REDEEMED.name().equals(status);
  }

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
      case PickupPartlyRedeemed e ->
          List.of(
              Change.put(
                  COLLECTION, e.fulfilmentId(), recorded,
                  Map.of(
                      "status", Status.PARTLY_REDEEMED, "redeemedAt", e.redeemedAt(), "unitsLeft", e.unitsLeft())));
      case PickupRedeemed e ->
          List.of(
              Change.put(
                  COLLECTION, e.fulfilmentId(), recorded,
                  Map.of("status", Status.REDEEMED, "redeemedAt", e.redeemedAt(), "unitsLeft", 0)));
      case ForfeitedPickupRedeemed e ->
          List.of(
              Change.put(
                  COLLECTION, e.fulfilmentId(), recorded,
                  Map.of("status", Status.REDEEMED_THOUGH_FORFEITED, "redeemedAt", e.redeemedAt())));
      // of a pick-up: only these name an outlet
      case FulfilmentCompleted e when !e.delivered() && e.detail().containsKey("outletId") ->
          List.of(
              Change.put(
                  COLLECTION, e.fulfilmentId(), recorded, Map.of("status", Status.NOT_REDEEMED, "reason", e.reason())));
      // a part was taken: the rest is left over
      case FulfilmentCompleted e when e.delivered() && e.detail().containsKey("unitsLeft") ->
          List.of(Change.put(COLLECTION, e.fulfilmentId(), recorded, Map.of("status", Status.REDEEMED)));
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
    int units = e.units() == null ? 1 : e.units();
    fields.put("units", units);
    fields.put("unitsLeft", units);
    return fields;
  }
}
