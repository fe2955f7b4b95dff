package org.fairlot.delivery.fulfilment.domain;

import java.time.Instant;
import org.fairlot.kernel.Rejection;

/** Why something cannot be done to a hand-over. */
public sealed interface FulfilmentRejection extends Rejection {

  /** This courier never had such a waybill. */
  record WaybillUnknown(String waybill) implements FulfilmentRejection {
    @Override
    public String code() {
      return "WAYBILL_UNKNOWN";
    }
  }

  /** The courier's clock runs ahead: a time to come would outrank every later trace. */
  record TraceInFuture(Instant occurredAt, Instant serverTime) implements FulfilmentRejection {
    @Override
    public String code() {
      return "TRACE_IN_FUTURE";
    }
  }

  /** No operator's decision is wanted. */
  record NotHeld(String registrationId) implements FulfilmentRejection {
    @Override
    public String code() {
      return "NOT_HELD";
    }
  }

  /** The citizen has the goods already, from another waybill: a second parcel would be one too many. */
  record AlreadyReceived(String registrationId) implements FulfilmentRejection {
    @Override
    public String code() {
      return "ALREADY_RECEIVED";
    }
  }

  /** Nothing waits at a counter under this code. */
  record CodeUnknown() implements FulfilmentRejection {
    @Override
    public String code() {
      return "CODE_UNKNOWN";
    }
  }

  /** The goods wait at another outlet. */
  record WrongOutlet(String outletId) implements FulfilmentRejection {
    @Override
    public String code() {
      return "WRONG_OUTLET";
    }
  }

  /** @param opensAt when the counter opens for this pick-up, or opens again */
  record PickupNotOpen(Instant opensAt, Instant serverTime) implements FulfilmentRejection {
    @Override
    public String code() {
      return "PICKUP_NOT_OPEN";
    }
  }

  /** @param closedAt when the window was over; the goods have gone to the next */
  record PickupClosed(Instant closedAt, Instant serverTime) implements FulfilmentRejection {
    @Override
    public String code() {
      return "PICKUP_CLOSED";
    }
  }

  record AlreadyRedeemed(Instant redeemedAt) implements FulfilmentRejection {
    @Override
    public String code() {
      return "ALREADY_REDEEMED";
    }
  }

  /** More units than still wait. @param unitsLeft how many wait */
  record TooManyUnits(int unitsLeft) implements FulfilmentRejection {
    @Override
    public String code() {
      return "TOO_MANY_UNITS";
    }
  }

  /** A hand-over that is still to come cannot be reported. */
  record RedeemedInFuture(Instant redeemedAt, Instant serverTime) implements FulfilmentRejection {
    @Override
    public String code() {
      return "REDEEMED_IN_FUTURE";
    }
  }

  /** @param reportBy until when hand-overs of this pick-up could be reported */
  record ReportTooLate(Instant reportBy, Instant serverTime) implements FulfilmentRejection {
    @Override
    public String code() {
      return "REPORT_TOO_LATE";
    }
  }

  /** The committee has nothing to bring for this registration, or the registration is another committee's. */
  record NoVisitDue(String registrationId) implements FulfilmentRejection {
    @Override
    public String code() {
      return "NO_VISIT_DUE";
    }
  }

  /** The hand-over is over. @param reason why it ended, {@code null} where the goods arrived */
  record VisitsOver(String registrationId, String reason) implements FulfilmentRejection {
    @Override
    public String code() {
      return "VISITS_OVER";
    }
  }

  /** Such a visit cannot have been: the ones before it are not told yet. @param visits that are known */
  record VisitOutOfTurn(int visits) implements FulfilmentRejection {
    @Override
    public String code() {
      return "VISIT_OUT_OF_TURN";
    }
  }
}
