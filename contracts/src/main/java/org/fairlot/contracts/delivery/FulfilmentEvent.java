package org.fairlot.contracts.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/** The hand-over of one case's goods. Key: fulfilment id, which is the case id. */
public sealed interface FulfilmentEvent extends Event {

  String fulfilmentId();

  @Override
  default String about() {
    return fulfilmentId();
  }

  /** Hand-over was asked for and its mode fixed. @param consignee JWE for {@code CONSIGNEE} */
  @Wire("delivery.fulfilment-arranged.v1")
  record FulfilmentArranged(
      String fulfilmentId, String programmeId, int stageNo, Stage.Mode mode, Choice choice, @Nullable String consignee,
      @Nullable Integer addressConfidence, Stage.Fulfilment rules)
      implements FulfilmentEvent {}

  /** The address cannot be served as it stands; the citizen may correct it once until {@code dueAt}. */
  @Wire("delivery.address-correction-asked.v1")
  record AddressCorrectionAsked(String fulfilmentId, int stageNo, String reason, Instant dueAt)
      implements FulfilmentEvent {}

  @Wire("delivery.address-corrected.v1")
  record AddressCorrected(
      String fulfilmentId, int stageNo, String district, String consignee, @Nullable Integer addressConfidence)
      implements FulfilmentEvent {}

  /**
   * A courier is wanted: the dispatch board assigns one.
   *
   * @param attempt  1 for the first courier; a courier that is sought again for the same attempt has the same number
   * @param excluded couriers that have failed this parcel
   * @param overdue  the courier that let the attempt before lapse, or {@code null}: it counts against its health
   */
  @Wire("delivery.courier-wanted.v1")
  record CourierWanted(
      String fulfilmentId, String programmeId, int attempt, String district, List<String> excluded,
      @Nullable String overdue,
      Stage.CourierRules rules)
      implements FulfilmentEvent {
    public CourierWanted {
      excluded = List.copyOf(excluded);
    }
  }

  /**
   * The dispatch order (派单) to one courier; the courier reads it from its own topic.
   *
   * @param waybill   运单号, at most 32 characters
   * @param outletId  where the goods are collected, or {@code null} for the programme's depot
   * @param consignee JWE; no ID number and no health data
   * @param acceptBy  a courier that has not accepted by then loses the parcel to the next one
   */
  @Wire("delivery.parcel-dispatched.v1")
  record ParcelDispatched(
      String fulfilmentId, int stageNo, String courier, String waybill, int attempt, String district,
      @Nullable String outletId, @Nullable String sku, String consignee, Instant acceptBy)
      implements FulfilmentEvent {}

  /** The courier is not to deliver this waybill any more. @param reason stable code, e.g. {@code ACCEPTANCE_OVERDUE} */
  @Wire("delivery.dispatch-revoked.v1")
  record DispatchRevoked(String fulfilmentId, int stageNo, String courier, String waybill, String reason)
      implements FulfilmentEvent {}

  /** The courier has the order (接单): it is not taken back for lateness any more. */
  @Wire("delivery.dispatch-accepted.v1")
  record DispatchAccepted(String fulfilmentId, int stageNo, String courier, String waybill)
      implements FulfilmentEvent {}

  /** The courier is to bring the goods back (退件). @param reason stable code, e.g. {@code ATTEMPTS_EXHAUSTED} */
  @Wire("delivery.return-ordered.v1")
  record ReturnOrdered(String fulfilmentId, int stageNo, String courier, String waybill, String reason)
      implements FulfilmentEvent {}

  /**
   * A trace (物流轨迹) told something new of the parcel.
   *
   * @param occurredAt the courier's time
   * @param code       the partner's own code
   */
  @Wire("delivery.parcel-moved.v1")
  record ParcelMoved(
      String fulfilmentId, int stageNo, String courier, String waybill, ParcelState state, Instant occurredAt,
      String code)
      implements FulfilmentEvent {}

  /**
   * A trace that came late shows that the courier has, or has had, the goods; where the parcel is now is known already.
   */
  @Wire("delivery.collection-noted.v1")
  record CollectionNoted(String fulfilmentId, int stageNo, String courier, String waybill, Instant occurredAt)
      implements FulfilmentEvent {}

  /**
   * A courier moved goods under a waybill that had been taken from it: the goods are outside of the plan, and the
   * operator sees them until they are returned.
   */
  @Wire("delivery.revoked-parcel-moved.v1")
  record RevokedParcelMoved(
      String fulfilmentId, int stageNo, String courier, String waybill, ParcelState state, Instant occurredAt,
      String code)
      implements FulfilmentEvent {}

  /** A trace whose code has no canonical state; recorded once for each code, and nothing follows from it. */
  @Wire("delivery.trace-unmapped.v1")
  record TraceUnmapped(
      String fulfilmentId, int stageNo, String courier, String waybill, String code, Instant occurredAt)
      implements FulfilmentEvent {}

  /**
   * A parcel is stuck (问题件): an operator decides, unless the courier moves on by itself.
   *
   * @param reason stable code: {@code HELD_BY_COURIER}, {@code CANCELLED_WITH_GOODS}, {@code NO_TRACE}
   */
  @Wire("delivery.parcel-held.v1")
  record ParcelHeld(String fulfilmentId, int stageNo, String courier, String waybill, String reason)
      implements FulfilmentEvent {}

  /** An operator decided what becomes of a parcel that was held. @param operator who, as the token names it */
  @Wire("delivery.held-parcel-resolved.v1")
  record HeldParcelResolved(
      String fulfilmentId, int stageNo, String courier, String waybill, Resolution resolution, String operator)
      implements FulfilmentEvent {}

  enum Resolution {
    /** Another courier gets a new waybill. */
    REDISPATCH,
    /** The courier brings the goods back. */
    RETURN,
    /** The goods are written off. */
    LOST
  }

  /**
   * Ready at the counter.
   *
   * @param opensAt  inclusive
   * @param closesAt exclusive
   * @param units    units (份) that wait, {@code null}: one
   */
  @Wire("delivery.pickup-ready.v1")
  record PickupReady(
      String fulfilmentId, int stageNo, String outletId, @Nullable String sku, @Nullable String slot,
      Instant opensAt, Instant closesAt, @Nullable Integer units)
      implements FulfilmentEvent {}

  /**
   * Some of the goods were handed over and the rest still waits (部分核销).
   *
   * @param units      units of this hand-over
   * @param unitsLeft  units that still wait, at least one
   * @param redeemedAt when they were handed over
   * @param reportedAt when the outlet told of it, {@code null}: at once
   */
  @Wire("delivery.pickup-partly-redeemed.v1")
  record PickupPartlyRedeemed(
      String fulfilmentId, int stageNo, String outletId, int units, int unitsLeft, Instant redeemedAt,
      @Nullable Instant reportedAt)
      implements FulfilmentEvent {}

  /**
   * The goods, or the last of them, were handed over (核销).
   *
   * @param redeemedAt when they were handed over
   * @param units      units of this hand-over, {@code null}: all
   * @param reportedAt when the outlet told of it, {@code null}: at once
   */
  @Wire("delivery.pickup-redeemed.v1")
  record PickupRedeemed(
      String fulfilmentId, int stageNo, String outletId, Instant redeemedAt, @Nullable Integer units,
      @Nullable Instant reportedAt)
      implements FulfilmentEvent {}

  /**
   * An outlet that had no network tells of a hand-over within the window, and by then the units had been forfeited
   * (逾期已发): they may be with another. Nothing follows from it but that an operator sees the difference (差异).
   *
   * @param units      units of this hand-over
   * @param reason     why they were forfeited, as a stable code: {@code NOT_COLLECTED}, {@code CANCELLED}, {@code
   *     LEFT_OVER}
   * @param redeemedAt when they were handed over, as the outlet says
   * @param reportedAt when the outlet told of it
   */
  @Wire("delivery.forfeited-pickup-redeemed.v1")
  record ForfeitedPickupRedeemed(
      String fulfilmentId, int stageNo, String outletId, int units, String reason, Instant redeemedAt,
      Instant reportedAt)
      implements FulfilmentEvent {}

  /**
   * The committee is to bring the goods to the door (居委会送货上门); told again when the address was corrected.
   *
   * @param committee statistical code, 12 digits
   * @param units     units (份) to bring, {@code null}: one
   * @param consignee JWE; no ID number and no health data
   * @param visits    visits that were made in vain so far
   * @param attempts  how many may be
   * @param dueAt     what is not handed over by then is forfeited
   */
  @Wire("delivery.visit-due.v1")
  record VisitDue(
      String fulfilmentId, int stageNo, String committee, @Nullable String sku, @Nullable Integer units,
      String consignee, int visits, int attempts, Instant dueAt)
      implements FulfilmentEvent {}

  /** What became of a visit (上门结果). */
  enum VisitOutcome {
    DELIVERED,
    /** Nobody opened (无人在家). */
    NOBODY_HOME,
    /** The citizen did not want the goods (拒收). */
    REFUSED,
    /** Nobody of that name lives there (地址有误): the citizen is asked to correct it. */
    WRONG_ADDRESS
  }

  /**
   * The committee was at the door.
   *
   * @param visit      1 for the first
   * @param visitsLeft visits that may still be made, 0 where this was the last
   * @param by         who it was, as a worker is known to the committee
   * @param dueAt      what is not handed over by then is forfeited
   */
  @Wire("delivery.visit-recorded.v1")
  record VisitRecorded(
      String fulfilmentId, int stageNo, String committee, VisitOutcome outcome, int visit, int visitsLeft, String by,
      Instant dueAt)
      implements FulfilmentEvent {}

  /**
   * The committee tells of a hand-over at the door, and by then the units had been forfeited (逾期已送): they may be with
   * another. Nothing follows from it but that an operator sees the difference (差异).
   *
   * @param units      units of this hand-over
   * @param reason     why they were forfeited, as a stable code
   * @param by         who brought them
   * @param reportedAt when the committee told of it
   */
  @Wire("delivery.forfeited-goods-delivered.v1")
  record ForfeitedGoodsDelivered(
      String fulfilmentId, int stageNo, String committee, int units, String reason, String by, Instant reportedAt)
      implements FulfilmentEvent {}

  /**
   * The end of the hand-over; there is exactly one.
   *
   * @param reason stable code where the goods did not arrive, else {@code null}; after {@code LOST} the goods are gone
   * @param detail where it ended, in key order: {@code courier} and {@code waybill}, {@code outletId}, or {@code committee};
   *     and what is worth knowing beside it
   */
  @Wire("delivery.fulfilment-completed.v1")
  record FulfilmentCompleted(
      String fulfilmentId, int stageNo, boolean delivered, @Nullable String reason, Map<String, String> detail)
      implements FulfilmentEvent {
    public FulfilmentCompleted {
      detail = java.util.Collections.unmodifiableMap(new TreeMap<>(detail));
    }
  }
}
