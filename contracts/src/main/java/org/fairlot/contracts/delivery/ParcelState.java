package org.fairlot.contracts.delivery;

/** The canonical states of a parcel, to which every partner's codes are mapped ({@code domain.md} §6.6). */
public enum ParcelState {
  CREATED, ACCEPTED, COLLECTED, IN_TRANSIT, OUT_FOR_DELIVERY, DELIVERED, ATTEMPT_FAILED, REFUSED, RETURNING, RETURNED,
  CANCELLED, HELD;

  public boolean isTerminal() {
    return this == DELIVERED || this == RETURNED || this == CANCELLED;
  }
}
