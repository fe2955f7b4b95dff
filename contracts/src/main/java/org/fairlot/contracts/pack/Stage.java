package org.fairlot.contracts.pack;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a city's pipeline (环节), as its pack declares it. A new kind of stage is one record here and one
 * capability folder in the service that answers it; every {@code switch} over stages then names itself to the compiler.
 */
public sealed interface Stage {

  /**
   * Health pre-check (健康申报): answered by health-declaration-service.
   *
   * @param gate          whether a valid declaration must exist before one may register (穗康)
   * @param validityHours how long a declaration counts
   * @param onSymptom     what a symptom does; a symptom never denies goods unless the pack says so
   */
  record HealthPrecheck(boolean gate, int validityHours, OnSymptom onSymptom) implements Stage {}

  enum OnSymptom {
    /** Goods by courier instead of at the counter (verdict {@code BLOCK_PICKUP_ONLY}). */
    DELIVER,
    /** The case is refused. */
    DENY,
    /** No consequence for the case; the authority still sees the declaration. */
    NOTE
  }

  /**
   * Allotment first come, first served (先到先得): answered by allocation-service.
   *
   * @param pool        what one pool of supply covers
   * @param units       units (份) that one case claims
   * @param whenSoldOut what a citizen gets who comes too late
   * @param restock     whom new stock serves
   * @param wantTtlHours how long a want (缺货登记) stays in the queue
   */
  record FirstCome(PoolScope pool, int units, WhenSoldOut whenSoldOut, RestockOrder restock, int wantTtlHours)
      implements Stage {}

  enum PoolScope { CITY, DISTRICT, OUTLET, OUTLET_SKU_SLOT }

  enum WhenSoldOut {
    /** The case ends as sold out. */
    REFUSE,
    /** A want is left (缺货登记) if the citizen asked for it with the registration, else the case ends as sold out. */
    OFFER_WANT,
    /** A want is left for everyone. */
    WANT
  }

  /** The rule by which a restock (动态补货) serves the wants. */
  enum RestockOrder {
    /** The earliest want first; a want that is larger than what is left waits and lets smaller ones pass. */
    EARLIEST_FIRST,
    /** The earliest want first, and nobody passes a want that does not fit. */
    EARLIEST_STRICT,
    /** New stock is for newcomers; wants are only recorded as demand. */
    NEWCOMERS
  }

  /**
   * Hand-over of the goods: answered by delivery-service. The mode may change by day without a new registration
   * (Guangzhou moved from pick-up to courier during its trial).
   *
   * @param modes   the modes on offer and their days; where several are open the citizen chooses, the first is the
   *     default
   * @param courier rules for {@link Mode#COURIER}, {@code null} if never used
   * @param pickup  rules for {@link Mode#PICKUP}, {@code null} if never used
   */
  record Fulfilment(List<DatedMode> modes, @Nullable CourierRules courier, @Nullable PickupRules pickup)
      implements Stage {
    public Fulfilment {
      modes = List.copyOf(modes);
    }
  }

  enum Mode { COURIER, PICKUP }

  /** @param from first day, {@code null}: from the start; @param until first day no more, {@code null}: for good */
  record DatedMode(Mode mode, @Nullable LocalDate from, @Nullable LocalDate until) {
    public boolean openOn(LocalDate day) {
      return (from == null || !day.isBefore(from)) && (until == null || day.isBefore(until));
    }
  }

  /**
   * @param partners           the couriers in order of preference
   * @param acceptMinutes      a courier that has not accepted a parcel by then loses it to the next one
   * @param overdueUntilDown   parcels in a row not accepted in time until the courier counts as down
   * @param downMinutes        how long a courier that is down gets nothing new
   * @param attempts           delivery attempts before the parcel turns back
   * @param correctionHours    how long the citizen has to correct an address that cannot be found (once)
   * @param correctBelow       an address understood with less confidence (0–100) than this is asked about first
   */
  record CourierRules(
      List<Partner> partners, int acceptMinutes, int overdueUntilDown, int downMinutes, int attempts,
      int correctionHours,
      int correctBelow) {
    public CourierRules {
      partners = List.copyOf(partners);
    }
  }

  /**
   * A courier partner and its part of the work.
   *
   * @param courier    its code, {@code [a-z0-9-]}
   * @param districts  county codes (GB/T 2260) it serves; empty: all
   * @param dailyLimit parcels per day it takes at most
   */
  record Partner(String courier, List<String> districts, int dailyLimit) {
    public Partner {
      districts = List.copyOf(districts);
    }
  }

  /**
   * @param daysAfterGrant the day of the pick-up window, counted from the day of the grant
   * @param opens          window start, local time, inclusive
   * @param closes         window end, local time, exclusive
   * @param windowDays     how many days the window is open
   */
  record PickupRules(int daysAfterGrant, LocalTime opens, LocalTime closes, int windowDays) {}
}
