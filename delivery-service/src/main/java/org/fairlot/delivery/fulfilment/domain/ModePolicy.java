package org.fairlot.delivery.fulfilment.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;

/**
 * By which mode goods are handed over: the citizen's choice if it is open on the day of the grant, else the first that
 * is open and possible. Whom a health verdict keeps from the counter gets a courier wherever the pack knows couriers,
 * open on that day or not, and is asked for the address that is missing: a symptom does not deny goods.
 */
final class ModePolicy {

  sealed interface Answer {}

  record Chosen(Mode mode) implements Answer {}

  /** @param reason stable code */
  record Impossible(String reason) implements Answer {}

  private ModePolicy() {}

  static Answer choose(ArrangeFulfilment request) {
    LocalDate day = PickupWindow.day(request.grantedAt());
    List<Mode> candidates = candidates(request, day);
    for (Mode mode : candidates) {
      if (isPossible(mode, request)) {
        return new Chosen(mode);
      }
    }
    if (candidates.contains(Mode.COURIER) && request.rules().courier() != null) {
      return new Chosen(Mode.COURIER);
    }
    if (candidates.isEmpty()) {
      return new Impossible(Reasons.NO_MODE_OPEN);
    }
    if (!candidates.contains(Mode.PICKUP)) {
      return new Impossible(Reasons.COMMITTEE_MISSING);
    }
    return new Impossible(request.pickupBarred() ? Reasons.PICKUP_BARRED : Reasons.OUTLET_MISSING);
  }

  private static List<Mode> candidates(ArrangeFulfilment request, LocalDate day) {
    List<Mode> open =
        request.rules().modes().stream().filter(m -> m.openOn(day)).map(Stage.DatedMode::mode).distinct().toList();
    var candidates = new ArrayList<Mode>();
    if (open.contains(request.choice().mode())) {
      candidates.add(request.choice().mode());
    }
    candidates.addAll(open);
    if (request.pickupBarred() && request.rules().courier() != null) {
      candidates.add(Mode.COURIER);
    }
    return candidates;
  }

  private static boolean isPossible(Mode mode, ArrangeFulfilment request) {
    return switch (mode) {
      case COURIER -> request.rules().courier() != null && request.addressConfidence() != null;
      case PICKUP ->
          request.rules().pickup() != null && request.choice().outletId() != null && !request.pickupBarred();
      case COMMITTEE ->
          request.rules().committee() != null && request.choice().committee() != null && request.consignee() != null;
    };
  }
}
