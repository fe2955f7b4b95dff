package org.fairlot.delivery.fulfilment.domain;

import org.fairlot.contracts.registration.CaseEvent.CaseClosed;

/** The stable codes in {@code reason} and {@code code} of delivery's events; texts are keyed by them. */
public final class Reasons {

  /** The citizen took the case back. */
  public static final String CANCELLED = "CANCELLED";
  /** No mode of hand-over is open on the day of the grant. */
  public static final String NO_MODE_OPEN = "NO_MODE_OPEN";
  /** A health verdict keeps the citizen from the counter, and the pack knows no courier. */
  public static final String PICKUP_BARRED = "PICKUP_BARRED";
  public static final String OUTLET_MISSING = "OUTLET_MISSING";
  /** The committee is to bring the goods, and the case names none, or no address. */
  public static final String COMMITTEE_MISSING = "COMMITTEE_MISSING";

  /** None was asked for, since the goods were to be collected. */
  public static final String ADDRESS_MISSING = "ADDRESS_MISSING";
  /** The address was understood with too little confidence. */
  public static final String ADDRESS_UNCLEAR = "ADDRESS_UNCLEAR";
  /** No courier of the pack serves the district. */
  public static final String DISTRICT_NOT_SERVED = "DISTRICT_NOT_SERVED";
  /** The address was not corrected in time. */
  public static final String UNDELIVERABLE_ADDRESS = "UNDELIVERABLE_ADDRESS";

  public static final String ACCEPTANCE_OVERDUE = "ACCEPTANCE_OVERDUE";
  /** An operator gave the parcel to another courier. */
  public static final String REDISPATCHED = "REDISPATCHED";
  /** The citizen got the goods under another waybill. */
  public static final String ALREADY_RECEIVED = "ALREADY_RECEIVED";
  public static final String ATTEMPTS_EXHAUSTED = "ATTEMPTS_EXHAUSTED";
  public static final String OPERATOR_DECISION = "OPERATOR_DECISION";

  /** The citizen refused the goods at the door. */
  public static final String REFUSED = "REFUSED";
  /** The goods came back. */
  public static final String RETURNED = "RETURNED";
  /** The goods are gone: they must not be allotted again. */
  public static final String LOST = CaseClosed.GOODS_LOST;
  /** Nobody came to the counter. */
  public static final String NOT_COLLECTED = "NOT_COLLECTED";
  /** What nobody came for after a part had been taken; it stays with the outlet. */
  public static final String LEFT_OVER = "LEFT_OVER";

  /** The committee did not get rid of the goods in its visits, or not in time. */
  public static final String NOT_DELIVERED = "NOT_DELIVERED";

  public static final String HELD_BY_COURIER = "HELD_BY_COURIER";
  /** The courier gave the order up when it had the goods already. */
  public static final String CANCELLED_WITH_GOODS = "CANCELLED_WITH_GOODS";
  /** No trace for days. */
  public static final String NO_TRACE = "NO_TRACE";

  private Reasons() {}
}
