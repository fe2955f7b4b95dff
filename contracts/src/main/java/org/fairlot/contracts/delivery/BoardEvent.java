package org.fairlot.contracts.delivery;

import java.time.Instant;
import java.time.LocalDate;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;

/** The dispatch board (派单台) of a programme: which courier takes which parcel. Key: programme id. */
public sealed interface BoardEvent extends Event {

  @Override
  default String about() {
    return switch (this) {
      case CourierAssigned e -> e.fulfilmentId();
      case NoCourier e -> e.fulfilmentId();
      case CourierOverdue e -> e.fulfilmentId();
      case CourierDown e -> null;
      case CourierUp e -> null;
    };
  }

  /** @param day the local day it counts for; @param parcelsOfDay what this courier has on that day, with this one */
  @Wire("delivery.courier-assigned.v1")
  record CourierAssigned(
      String programmeId, String fulfilmentId, int attempt, String courier, LocalDate day, int parcelsOfDay)
      implements BoardEvent {}

  /** No courier can take it now; it is tried again at {@code retryAt}. */
  @Wire("delivery.no-courier.v1")
  record NoCourier(String programmeId, String fulfilmentId, int attempt, Instant retryAt) implements BoardEvent {}

  /** A courier did not accept a parcel in time. @param inRow how many in a row without one accepted between them */
  @Wire("delivery.courier-overdue.v1")
  record CourierOverdue(String programmeId, String fulfilmentId, int attempt, String courier, int inRow)
      implements BoardEvent {}

  /** The courier gets nothing new before {@code until}. @param reason stable code, {@code OVERDUE} */
  @Wire("delivery.courier-down.v1")
  record CourierDown(String programmeId, String courier, String reason, Instant until) implements BoardEvent {}

  /** The courier counts as well again: it accepted a parcel, or its time is over. */
  @Wire("delivery.courier-up.v1")
  record CourierUp(String programmeId, String courier) implements BoardEvent {}
}
