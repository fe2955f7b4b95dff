package org.fairlot.delivery.pickup.web;

import java.util.function.Supplier;
import org.fairlot.runtime.vault.PickupCodes;

/**
 * Codes as a counter needs them: from the code back to the pick-up. The mark of a code is a keyed hash of it; it finds
 * the few pick-ups that may be meant, and says nothing of the code to who has only the read store.
 */
public final class CounterCodes {

  private final Supplier<PickupCodes> codes;

  /** @param codes asked for when the first code is needed: creating topics needs no secret */
  public CounterCodes(Supplier<PickupCodes> codes) {
    this.codes = codes;
  }

  public String markOfFulfilment(String fulfilmentId) {
    return mark(codes.get().code(fulfilmentId));
  }

  String mark(String code) {
    return codes.get().code("mark of " + code);
  }

  boolean matches(String fulfilmentId, String code) {
    return codes.get().matches(fulfilmentId, code);
  }
}
