package org.fairlot.delivery.fulfilment.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrected;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.delivery.FulfilmentEvent.CollectionNoted;
import org.fairlot.contracts.delivery.FulfilmentEvent.CourierWanted;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchAccepted;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedGoodsDelivered;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentArranged;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.HeldParcelResolved;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelHeld;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.ReturnOrdered;
import org.fairlot.contracts.delivery.FulfilmentEvent.RevokedParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.TraceUnmapped;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.AwaitingCorrection;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.AwaitingCourier;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.AwaitingPickup;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.AwaitingVisit;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Completed;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Declined;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Held;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Offered;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Placed;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Returning;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Running;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Unasked;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.UnderWay;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.VisitsEnded;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CheckProgress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ClosePickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CloseVisits;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CorrectAddress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.Dispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.GiveUpCorrection;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordTrace;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordVisit;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RedeemPickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ReportRedemption;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ResolveHeldParcel;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RevokeOverdueDispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.SeekCourierAgain;
import org.fairlot.delivery.fulfilment.domain.Takings.Taking;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;

/**
 * The rules of one hand-over. It ends once, with {@link FulfilmentCompleted}, whatever couriers report and in whatever
 * order; and at any time at most one waybill counts. Goods that move under a waybill that no longer counts are told to
 * the operator ({@link RevokedParcelMoved}); if they reach the citizen, that is what has happened, and the waybill that
 * counts is taken back: revoked if its courier has not collected, else ordered to return. At the counter, what was
 * taken was taken: a pick-up of which a part is gone ends as delivered, and a hand-over that becomes known after the
 * end changes nothing but what the operator sees ({@link ForfeitedPickupRedeemed}).
 */
public final class FulfilmentDecider
    implements Decider<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> {

  /** A parcel without a trace for so long is stuck: 快递100 gives up after the same time (3天查询无记录). */
  public static final Duration SILENCE = Duration.ofHours(72);

  /** How far a courier's clock may run ahead; less than a mistaken time zone would make. */
  static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

  /** How far an outlet's clock may run ahead: a terminal that has been without network for a day drifts by seconds. */
  static final Duration COUNTER_CLOCK_TOLERANCE = Duration.ofMinutes(2);

  /** How long after the window an outlet may report: a weekend without network, and before the goods are counted. */
  static final Duration REPORT_WITHIN = Duration.ofHours(48);

  private static final Map<String, String> NO_DETAIL = Collections.emptySortedMap();

  @Override
  public Fulfilment initial() {
    return new Unasked();
  }

  @Override
  public Decision<FulfilmentEvent, FulfilmentRejection> decide(
      FulfilmentCommand command, Fulfilment state, Instant at) {
    return switch (command) {
      case ArrangeFulfilment c -> state instanceof Unasked ? arrange(c, at) : Decision.nothing();
      case CorrectAddress c -> correctAddress(c, state, at);
      case GiveUpCorrection _ ->
          state instanceof AwaitingCorrection s
              ? Decision.accept(notDelivered(s.order(), Reasons.UNDELIVERABLE_ADDRESS))
              : Decision.nothing();
      case Dispatch c -> dispatch(c, state, at);
      case SeekCourierAgain c ->
          state instanceof AwaitingCourier(var order) && order.attempt() == c.attempt()
              ? Decision.accept(wanted(order, order.attempt(), List.of(), null))
              : Decision.nothing();
      case RevokeOverdueDispatch c ->
          state instanceof Offered(var order, var run) && run.waybill().equals(c.waybill())
              ? Decision.accept(
                  revoked(order, run, Reasons.ACCEPTANCE_OVERDUE),
                  wanted(order, order.attempt() + 1, order.excludedAnd(run.courier()), run.courier()))
              : Decision.nothing();
      case RecordTrace c -> recordTrace(c, state, at);
      case CheckProgress c -> checkProgress(c, state, at);
      case ResolveHeldParcel c -> resolve(c, state);
      case CancelFulfilment _ -> cancel(state);
      case RedeemPickup c -> redeem(c, state, at);
      case ReportRedemption c -> report(c, state, at);
      case ClosePickup _ ->
          state instanceof AwaitingPickup s
              ? Decision.accept(closed(s, Reasons.NOT_COLLECTED))
              : Decision.nothing();
      case RecordVisit c -> visit(c, state, at);
      case CloseVisits _ ->
          state instanceof AwaitingVisit s
              ? Decision.accept(atDoor(s, false, Reasons.NOT_DELIVERED))
              : Decision.nothing();
    };
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> arrange(ArrangeFulfilment c, Instant at) {
    return switch (ModePolicy.choose(c)) {
      case ModePolicy.Impossible(var reason) ->
          Decision.accept(new FulfilmentCompleted(c.fulfilmentId(), c.stageNo(), false, reason, NO_DETAIL));
      case ModePolicy.Chosen(var mode) -> {
        var arranged =
            new FulfilmentArranged(
                c.fulfilmentId(), c.programmeId(), c.stageNo(), mode, c.choice(), c.consignee(), c.addressConfidence(),
                c.rules());
        yield Decision.accept(
            arranged,
            switch (mode) {
              case COURIER -> courierOrCorrection(Order.of(arranged), at);
              case PICKUP -> ready(c);
              case COMMITTEE -> visitDue(c);
            });
      }
    };
  }

  private static PickupReady ready(ArrangeFulfilment c) {
    var choice = c.choice();
    var window = PickupWindow.of(c.rules().pickup(), choice.slot(), c.grantedAt());
    return new PickupReady(
        c.fulfilmentId(), c.stageNo(), choice.outletId(), choice.sku(), choice.slot(), window.opensAt(),
        window.closesAt(), c.units());
  }

  /** Due until the end of the last of the local days that the committee has. */
  private static VisitDue visitDue(ArrangeFulfilment c) {
    var rules = c.rules().committee();
    Instant dueAt =
        PickupWindow.day(c.grantedAt()).plusDays(rules.withinDays() + 1L).atStartOfDay(PickupWindow.CHINA).toInstant();
    return new VisitDue(
        c.fulfilmentId(), c.stageNo(), c.choice().committee(), c.choice().sku(), c.units(), c.consignee(), 0,
        rules.attempts(), dueAt);
  }

  private static FulfilmentEvent courierOrCorrection(Order order, Instant at) {
    String problem = order.addressProblem();
    return problem == null
        ? wanted(order, order.attempt() + 1, List.of(), null)
        : new AddressCorrectionAsked(
            order.fulfilmentId(), order.stageNo(), problem, at.plus(Duration.ofHours(order.rules().correctionHours())));
  }

  /** An edit counts until a courier has the order, or the committee has brought the goods. */
  private static Decision<FulfilmentEvent, FulfilmentRejection> correctAddress(
      CorrectAddress c, Fulfilment state, Instant at) {
    if (state instanceof AwaitingVisit s) {
      return correctAddress(c, s);
    }
    if (!(state instanceof AwaitingCorrection) && !(state instanceof AwaitingCourier)) {
      return Decision.nothing();
    }
    Order order = ((Placed) state).order();
    if (Objects.equals(c.district(), order.district()) && Objects.equals(c.consignee(), order.consignee())) {
      return Decision.nothing();
    }
    var corrected =
        new AddressCorrected(c.fulfilmentId(), order.stageNo(), c.district(), c.consignee(), c.addressConfidence());
    Order after = order.with(corrected);
    return switch (state) {
      // still unclear: the citizen may try again until the time is over
      case AwaitingCorrection _ when after.addressProblem() != null -> Decision.accept(corrected);
      case AwaitingCourier _ when after.addressProblem() != null && order.correctionAsked() ->
          Decision.accept(corrected, notDelivered(after, Reasons.UNDELIVERABLE_ADDRESS));
      // the board is looking for somebody who serves the district: only another district makes that void
      case AwaitingCourier _ when after.addressProblem() == null && after.district().equals(order.district()) ->
          Decision.accept(corrected);
      default -> Decision.accept(corrected, courierOrCorrection(after, at));
    };
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> correctAddress(CorrectAddress c, AwaitingVisit state) {
    Order order = state.order();
    return Objects.equals(c.consignee(), order.consignee())
        ? Decision.nothing()
        : Decision.accept(
            new AddressCorrected(c.fulfilmentId(), order.stageNo(), c.district(), c.consignee(), c.addressConfidence()),
            new VisitDue(
                order.fulfilmentId(), order.stageNo(), state.committee(), order.sku(), state.units(), c.consignee(),
                state.visits(), state.attempts(), state.dueAt()));
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> dispatch(Dispatch c, Fulfilment state, Instant at) {
    if (!(state instanceof AwaitingCourier(var order)) || order.attempt() != c.attempt()) {
      return Decision.nothing();
    }
    return Decision.accept(
        new ParcelDispatched(
            order.fulfilmentId(), order.stageNo(), c.courier(), Waybill.of(order.fulfilmentId(), c.attempt()),
            c.attempt(), order.district(), order.outletId(), order.sku(), order.consignee(),
            at.plus(Duration.ofMinutes(order.rules().acceptMinutes()))));
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> recordTrace(
      RecordTrace c, Fulfilment state, Instant at) {
    if (c.occurredAt() != null && c.occurredAt().isAfter(at.plus(CLOCK_TOLERANCE))) {
      return Decision.reject(new FulfilmentRejection.TraceInFuture(c.occurredAt(), at));
    }
    Instant occurredAt = c.occurredAt() == null ? at : c.occurredAt();
    if (state instanceof Running running && isOf(c, running.run())) {
      return Decision.accept(onTrace(c, running, occurredAt));
    }
    if (state instanceof Placed placed) {
      Optional<Run> revoked = placed.order().revoked().stream().filter(run -> isOf(c, run)).findFirst();
      if (revoked.isPresent()) {
        return Decision.accept(onRevokedTrace(c, placed, revoked.get(), occurredAt));
      }
    }
    // what the courier says of a waybill that has come to its end changes nothing
    return state instanceof Completed s && s.last() != null && isOf(c, s.last())
        ? Decision.nothing()
        : Decision.reject(new FulfilmentRejection.WaybillUnknown(c.waybill()));
  }

  private static boolean isOf(RecordTrace c, Run run) {
    return run.waybill().equals(c.waybill()) && run.courier().equals(c.courier());
  }

  private static List<FulfilmentEvent> onTrace(RecordTrace c, Running state, Instant occurredAt) {
    Order order = state.order();
    Run run = state.run();
    if (c.state() == null) {
      return run.canRecordUnmapped(c.code())
          ? List.of(
              new TraceUnmapped(
                  order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill(), c.code(), occurredAt))
          : List.of();
    }
    if (run.isMovedBy(c.state(), occurredAt)) {
      return moved(state, c.state(), occurredAt, c.code());
    }
    // history; but that the goods are in the courier's hands is worth knowing whenever it is told
    return Run.showsGoods(c.state()) && !run.collected() ? collectionNoted(state, occurredAt) : List.of();
  }

  private static List<FulfilmentEvent> collectionNoted(Running state, Instant occurredAt) {
    Order order = state.order();
    Run run = state.run();
    var noted =
        new CollectionNoted(order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill(), occurredAt);
    return state instanceof Offered ? List.of(accepted(order, run), noted) : List.of(noted);
  }

  private static List<FulfilmentEvent> moved(Running state, ParcelState told, Instant occurredAt, String code) {
    Order order = state.order();
    Run run = state.run().moved(told, occurredAt);
    var events = new ArrayList<FulfilmentEvent>();
    if (state instanceof Offered && accepts(told)) {
      events.add(accepted(order, run));
    }
    events.add(
        new ParcelMoved(
            order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill(), told, occurredAt, code));
    switch (told) {
      case ATTEMPT_FAILED -> {
        if (run.returnReason() == null && run.failures() >= order.rules().attempts()) {
          events.add(returnOrdered(order, run, Reasons.ATTEMPTS_EXHAUSTED));
        }
      }
      case DELIVERED, RETURNED -> events.add(ended(order, run));
      case CANCELLED ->
          events.add(
              run.collected()
                  ? held(order, run, Reasons.CANCELLED_WITH_GOODS)
                  : wanted(order, order.attempt() + 1, order.excludedAnd(run.courier()), null));
      case HELD -> {
        if (!(state instanceof Held)) {
          events.add(held(order, run, Reasons.HELD_BY_COURIER));
        }
      }
      case CREATED, ACCEPTED, COLLECTED, IN_TRANSIT, OUT_FOR_DELIVERY, REFUSED, RETURNING -> {}
    }
    return events;
  }

  private static DispatchAccepted accepted(Order order, Run run) {
    return new DispatchAccepted(order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill());
  }

  private static boolean accepts(ParcelState told) {
    return told == ParcelState.ACCEPTED || Run.showsGoods(told);
  }

  private static List<FulfilmentEvent> onRevokedTrace(RecordTrace c, Placed state, Run run, Instant occurredAt) {
    if (c.state() == null || !Run.showsGoods(c.state()) || !run.isMovedBy(c.state(), occurredAt)) {
      return List.of();
    }
    Order order = state.order();
    var events = new ArrayList<FulfilmentEvent>();
    events.add(
        new RevokedParcelMoved(
            order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill(), c.state(), occurredAt, c.code()));
    if (c.state() == ParcelState.DELIVERED) {
      switch (state) {
        case AwaitingCorrection _, AwaitingCourier _ -> events.add(delivered(order, run));
        case Running s when s.run().collected() -> {
          if (!s.run().isSurplus()) {
            events.add(returnOrdered(order, s.run(), Reasons.ALREADY_RECEIVED));
          }
        }
        case Running s -> {
          events.add(revoked(order, s.run(), Reasons.ALREADY_RECEIVED));
          events.add(delivered(order, run));
        }
        case AwaitingPickup _, Completed _, AwaitingVisit _, VisitsEnded _ -> {}
      }
    }
    return events;
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> checkProgress(
      CheckProgress c, Fulfilment state, Instant at) {
    boolean moving = state instanceof UnderWay || state instanceof Returning;
    if (!moving || !((Running) state).run().waybill().equals(c.waybill())) {
      return Decision.nothing();
    }
    Running running = (Running) state;
    boolean silent = !running.run().occurredAt().isAfter(at.minus(SILENCE).plus(CLOCK_TOLERANCE));
    return silent
        ? Decision.accept(held(running.order(), running.run(), Reasons.NO_TRACE))
        : Decision.nothing();
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> resolve(ResolveHeldParcel c, Fulfilment state) {
    if (!(state instanceof Held(var order, var run))) {
      return Decision.reject(new FulfilmentRejection.NotHeld(c.fulfilmentId()));
    }
    boolean received = run.isSurplus();
    var resolved =
        new HeldParcelResolved(
            order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill(), c.resolution(), c.operator());
    return switch (c.resolution()) {
      case REDISPATCH ->
          received
              ? Decision.reject(new FulfilmentRejection.AlreadyReceived(c.fulfilmentId()))
              : Decision.accept(
                  resolved,
                  revoked(order, run, Reasons.REDISPATCHED),
                  wanted(order, order.attempt() + 1, order.excludedAnd(run.courier()), null));
      case RETURN ->
          run.collected()
              ? Decision.accept(
                  resolved, returnOrdered(order, run, received ? run.returnReason() : Reasons.OPERATOR_DECISION))
              : Decision.accept(
                  resolved, revoked(order, run, Reasons.OPERATOR_DECISION), notDelivered(order, Reasons.RETURNED));
      case LOST ->
          Decision.accept(
              resolved,
              revoked(order, run, Reasons.LOST),
              received ? received(order, run, Reasons.LOST) : notDelivered(order, Reasons.LOST));
    };
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> cancel(Fulfilment state) {
    return switch (state) {
      case AwaitingCorrection _, AwaitingCourier _ ->
          Decision.accept(notDelivered(((Placed) state).order(), Reasons.CANCELLED));
      case AwaitingPickup s -> Decision.accept(closed(s, Reasons.CANCELLED));
      case AwaitingVisit s -> Decision.accept(atDoor(s, false, Reasons.CANCELLED));
      case Running s when !s.run().collected() ->
          Decision.accept(
              revoked(s.order(), s.run(), Reasons.CANCELLED), notDelivered(s.order(), Reasons.CANCELLED));
      case Running _, Completed _, VisitsEnded _, Declined _, Unasked _ -> Decision.nothing();
    };
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> redeem(RedeemPickup c, Fulfilment state, Instant at) {
    return switch (state) {
      case AwaitingPickup s -> {
        var refusal = refusal(s.order(), s.window(), c.outletId(), at, at);
        yield refusal.isPresent() ? Decision.reject(refusal.get()) : handOver(s, c.units(), at, null);
      }
      case Completed s when s.redeemedAt() != null ->
          Decision.reject(new FulfilmentRejection.AlreadyRedeemed(s.redeemedAt()));
      case Completed s when endedWithItsWindow(s, at) ->
          Decision.reject(new FulfilmentRejection.PickupClosed(s.window().closesAt(), at));
      case AwaitingCorrection _, AwaitingCourier _, AwaitingVisit _, VisitsEnded _, Running _, Completed _, Declined _,
          Unasked _ ->
          Decision.reject(new FulfilmentRejection.CodeUnknown());
    };
  }

  private static boolean endedWithItsWindow(Completed s, Instant at) {
    return s.window() != null
        && (Reasons.NOT_COLLECTED.equals(s.reason()) || s.delivered() && !at.isBefore(s.window().closesAt()));
  }

  /** Why the goods of a pick-up cannot be, or have been, handed over at this outlet at {@code moment}. */
  private static Optional<FulfilmentRejection> refusal(
      Order order, PickupWindow window, String outletId, Instant moment, Instant at) {
    if (!order.outletId().equals(outletId)) {
      return Optional.of(new FulfilmentRejection.WrongOutlet(order.outletId()));
    }
    Optional<Instant> open = window.openFrom(moment);
    return open.isEmpty()
        ? Optional.of(new FulfilmentRejection.PickupClosed(window.closesAt(), at))
        : open.filter(from -> from.isAfter(moment)).map(from -> new FulfilmentRejection.PickupNotOpen(from, at));
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> handOver(
      AwaitingPickup state, Integer wanted, Instant redeemedAt, Instant reportedAt) {
    Order order = state.order();
    int left = state.takings().left();
    int units = wanted == null ? left : wanted;
    if (units > left) {
      return Decision.reject(new FulfilmentRejection.TooManyUnits(left));
    }
    return units < left
        ? Decision.accept(
            new PickupPartlyRedeemed(
                order.fulfilmentId(), order.stageNo(), order.outletId(), units, left - units, redeemedAt, reportedAt))
        : Decision.accept(
            new PickupRedeemed(
                order.fulfilmentId(), order.stageNo(), order.outletId(), redeemedAt, units, reportedAt),
            atCounter(order, true, null));
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> report(
      ReportRedemption c, Fulfilment state, Instant at) {
    return switch (state) {
      case AwaitingPickup s ->
          report(c, s, s.window(), s.takings(), at)
              .orElseGet(() -> handOver(s, c.units(), c.redeemedAt(), at));
      case Completed s when s.window() != null ->
          report(c, s, s.window(), s.takings(), at).orElseGet(() -> handedOutAfterEnd(c, s, at));
      case AwaitingCorrection _, AwaitingCourier _, AwaitingVisit _, VisitsEnded _, Running _, Completed _, Declined _,
          Unasked _ ->
          Decision.reject(new FulfilmentRejection.CodeUnknown());
    };
  }

  /** What is said of a report before it matters where the pick-up stands; empty if nothing speaks against it. */
  private static Optional<Decision<FulfilmentEvent, FulfilmentRejection>> report(
      ReportRedemption c, Placed state, PickupWindow window, Takings takings, Instant at) {
    if (c.redeemedAt().isAfter(at.plus(COUNTER_CLOCK_TOLERANCE))) {
      return Optional.of(Decision.reject(new FulfilmentRejection.RedeemedInFuture(c.redeemedAt(), at)));
    }
    var refusal = refusal(state.order(), window, c.outletId(), c.redeemedAt(), at);
    if (refusal.isPresent()) {
      return Optional.of(Decision.reject(refusal.get()));
    }
    if (takings.knows(c.units(), c.redeemedAt())) {
      return Optional.of(Decision.nothing());
    }
    Instant reportBy = window.closesAt().plus(REPORT_WITHIN);
    return at.isAfter(reportBy)
        ? Optional.of(Decision.reject(new FulfilmentRejection.ReportTooLate(reportBy, at)))
        : Optional.empty();
  }

  /** The units were forfeited and may be with another: that they were handed out is noted, and undoes nothing. */
  private static Decision<FulfilmentEvent, FulfilmentRejection> handedOutAfterEnd(
      ReportRedemption c, Completed state, Instant at) {
    Order order = state.order();
    int left = state.takings().left();
    int units = c.units() == null ? left : c.units();
    if (left == 0) {
      return Decision.reject(new FulfilmentRejection.AlreadyRedeemed(state.takings().lastAt()));
    }
    if (units > left) {
      return Decision.reject(new FulfilmentRejection.TooManyUnits(left));
    }
    String reason = state.delivered() ? Reasons.LEFT_OVER : state.reason();
    return Decision.accept(
        new ForfeitedPickupRedeemed(
            order.fulfilmentId(), order.stageNo(), order.outletId(), units, reason, c.redeemedAt(), at));
  }

  /** The end of a pick-up before everything was taken: where a part was taken, the rest is left over. */
  private static FulfilmentCompleted closed(AwaitingPickup state, String reason) {
    Order order = state.order();
    if (state.takings().taken().isEmpty()) {
      return atCounter(order, false, reason);
    }
    var detail = new TreeMap<String, String>();
    detail.put("outletId", order.outletId());
    detail.put("unitsTaken", Integer.toString(state.takings().unitsTaken()));
    detail.put("unitsLeft", Integer.toString(state.takings().left()));
    return new FulfilmentCompleted(order.fulfilmentId(), order.stageNo(), true, null, detail);
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> visit(RecordVisit c, Fulfilment state, Instant at) {
    return switch (state) {
      case AwaitingVisit s when s.committee().equals(c.committee()) -> visit(c, s);
      case VisitsEnded s when s.committee().equals(c.committee()) -> visitAfterEnd(c, s, at);
      default -> Decision.reject(new FulfilmentRejection.NoVisitDue(c.fulfilmentId()));
    };
  }

  private static Decision<FulfilmentEvent, FulfilmentRejection> visit(RecordVisit c, AwaitingVisit state) {
    int visit = state.visits() + 1;
    if (c.visit() != null && c.visit() > visit) {
      return Decision.reject(new FulfilmentRejection.VisitOutOfTurn(state.visits()));
    }
    if (c.visit() != null && c.visit() < visit) {
      return Decision.nothing();
    }
    int left = state.attempts() - visit;
    return switch (c.outcome()) {
      case DELIVERED -> Decision.accept(visited(c, state, 0), atDoor(state, true, null));
      case REFUSED -> Decision.accept(visited(c, state, 0), atDoor(state, false, Reasons.REFUSED));
      case NOBODY_HOME, WRONG_ADDRESS ->
          left > 0
              ? Decision.accept(visited(c, state, left))
              : Decision.accept(visited(c, state, 0), atDoor(state, false, Reasons.NOT_DELIVERED));
    };
  }

  /** That goods were brought is worth knowing whenever it is told; what was in vain is over. */
  private static Decision<FulfilmentEvent, FulfilmentRejection> visitAfterEnd(
      RecordVisit c, VisitsEnded state, Instant at) {
    Order order = state.order();
    if (c.visit() != null && c.visit() <= state.visits() && c.outcome() != VisitOutcome.DELIVERED) {
      return Decision.nothing();
    }
    if (c.outcome() != VisitOutcome.DELIVERED) {
      return Decision.reject(new FulfilmentRejection.VisitsOver(c.fulfilmentId(), state.reason()));
    }
    return state.delivered() || state.difference()
        ? Decision.nothing()
        : Decision.accept(
            new ForfeitedGoodsDelivered(
                order.fulfilmentId(), order.stageNo(), state.committee(), state.units(), state.reason(), c.by(), at));
  }

  private static VisitRecorded visited(RecordVisit c, AwaitingVisit state, int left) {
    return new VisitRecorded(
        state.order().fulfilmentId(), state.order().stageNo(), state.committee(), c.outcome(), state.visits() + 1, left,
        c.by(), state.dueAt());
  }

  private static FulfilmentCompleted atDoor(AwaitingVisit state, boolean delivered, String reason) {
    var detail = new TreeMap<String, String>();
    detail.put("committee", state.committee());
    return new FulfilmentCompleted(
        state.order().fulfilmentId(), state.order().stageNo(), delivered, reason, detail);
  }

  private static CourierWanted wanted(Order order, int attempt, List<String> excluded, String overdue) {
    return new CourierWanted(
        order.fulfilmentId(), order.programmeId(), attempt, order.district(), excluded, overdue, order.rules());
  }

  private static DispatchRevoked revoked(Order order, Run run, String reason) {
    return new DispatchRevoked(order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill(), reason);
  }

  private static ParcelHeld held(Order order, Run run, String reason) {
    return new ParcelHeld(order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill(), reason);
  }

  private static ReturnOrdered returnOrdered(Order order, Run run, String reason) {
    return new ReturnOrdered(order.fulfilmentId(), order.stageNo(), run.courier(), run.waybill(), reason);
  }

  private static FulfilmentCompleted notDelivered(Order order, String reason) {
    return new FulfilmentCompleted(order.fulfilmentId(), order.stageNo(), false, reason, NO_DETAIL);
  }

  private static FulfilmentCompleted atCounter(Order order, boolean delivered, String reason) {
    var detail = new TreeMap<String, String>();
    detail.put("outletId", order.outletId());
    return new FulfilmentCompleted(order.fulfilmentId(), order.stageNo(), delivered, reason, detail);
  }

  private static FulfilmentCompleted delivered(Order order, Run by) {
    return new FulfilmentCompleted(order.fulfilmentId(), order.stageNo(), true, null, detail(by));
  }

  /** The courier has no goods any more. */
  private static FulfilmentCompleted ended(Order order, Run run) {
    if (run.isSurplus()) {
      return received(order, run, run.state().name());
    }
    if (run.state() == ParcelState.DELIVERED) {
      return delivered(order, run);
    }
    String reason = Reasons.REFUSED.equals(run.returnReason()) ? Reasons.REFUSED : Reasons.RETURNED;
    return new FulfilmentCompleted(order.fulfilmentId(), order.stageNo(), false, reason, detail(run));
  }

  /**
   * The citizen has the goods from a revoked waybill;
   * @param outcome what became of the parcel that was one too many
   */
  private static FulfilmentCompleted received(Order order, Run surplus, String outcome) {
    var detail = new TreeMap<String, String>();
    order.revoked().stream()
        .filter(run -> run.state() == ParcelState.DELIVERED)
        .findFirst()
        .ifPresent(run -> detail.putAll(detail(run)));
    detail.put("surplus", outcome);
    detail.put("surplusWaybill", surplus.waybill());
    return new FulfilmentCompleted(order.fulfilmentId(), order.stageNo(), true, null, detail);
  }

  private static Map<String, String> detail(Run run) {
    var detail = new TreeMap<String, String>();
    detail.put("courier", run.courier());
    detail.put("waybill", run.waybill());
    if (run.returnReason() != null) {
      detail.put("returnReason", run.returnReason());
    }
    return detail;
  }

  @Override
  public Fulfilment evolve(Fulfilment state, FulfilmentEvent event) {
    return switch (event) {
      case FulfilmentArranged e ->
          switch (e.mode()) {
            case COURIER -> new AwaitingCourier(Order.of(e));
            case PICKUP -> new AwaitingPickup(Order.of(e), null, Takings.of(1));
            case COMMITTEE ->
                new AwaitingVisit(
                    Order.of(e), e.choice().committee(), 1, 0, e.rules().committee().attempts(), null);
          };
      case AddressCorrectionAsked e ->
          new AwaitingCorrection(((Placed) state).order().afterCorrectionAsked(), e.dueAt());
      case AddressCorrected e ->
          switch (state) {
            case AwaitingCorrection s -> new AwaitingCorrection(s.order().with(e), s.dueAt());
            case AwaitingVisit s ->
                new AwaitingVisit(
                    s.order().with(e), s.committee(), s.units(), s.visits(), s.attempts(), s.dueAt());
            default -> new AwaitingCourier(((Placed) state).order().with(e));
          };
      case CourierWanted e -> new AwaitingCourier(((Placed) state).order().with(e));
      case ParcelDispatched e ->
          new Offered(((Placed) state).order(), Run.begun(e.courier(), e.waybill()));
      case DispatchAccepted _ -> new UnderWay(((Running) state).order(), ((Running) state).run());
      case DispatchRevoked _ -> new AwaitingCourier(retired((Running) state));
      case ReturnOrdered e -> new Returning(((Running) state).order(), ((Running) state).run().returning(e.reason()));
      case ParcelMoved e -> afterMove((Running) state, e);
      case CollectionNoted _ -> with((Running) state, ((Running) state).run().withCollection());
      case RevokedParcelMoved e -> afterStray((Placed) state, e);
      case TraceUnmapped e -> with((Running) state, ((Running) state).run().withUnmapped(e.code()));
      case ParcelHeld _ -> new Held(((Running) state).order(), ((Running) state).run());
      case HeldParcelResolved _ -> state;
      case PickupReady e ->
          new AwaitingPickup(
              ((Placed) state).order(), PickupWindow.between(e.opensAt(), e.closesAt()), Takings.of(e.units()));
      case VisitDue e ->
          new AwaitingVisit(
              ((Placed) state).order(), e.committee(), e.units() == null ? 1 : e.units(), e.visits(), e.attempts(),
              e.dueAt());
      case VisitRecorded e -> {
        var s = (AwaitingVisit) state;
        yield new AwaitingVisit(s.order(), s.committee(), s.units(), e.visit(), s.attempts(), s.dueAt());
      }
      case ForfeitedGoodsDelivered _ -> {
        var s = (VisitsEnded) state;
        yield new VisitsEnded(s.order(), s.committee(), s.units(), s.visits(), s.delivered(), s.reason(), true);
      }
      case PickupPartlyRedeemed e -> {
        var s = (AwaitingPickup) state;
        yield new AwaitingPickup(s.order(), s.window(), s.takings().with(new Taking(e.units(), e.redeemedAt())));
      }
      case PickupRedeemed e -> {
        var s = (AwaitingPickup) state;
        var taking = new Taking(e.units() == null ? s.takings().left() : e.units(), e.redeemedAt());
        yield new Completed(s.order(), null, true, null, e.redeemedAt(), s.window(), s.takings().with(taking));
      }
      case ForfeitedPickupRedeemed e -> {
        var s = (Completed) state;
        yield new Completed(
            s.order(), s.last(), s.delivered(), s.reason(), s.redeemedAt(), s.window(),
            s.takings().withAfterEnd(new Taking(e.units(), e.redeemedAt())));
      }
      case FulfilmentCompleted e ->
          switch (state) {
            case Unasked _, Declined _ -> new Declined(e.reason());
            case Completed s -> s;
            case VisitsEnded s -> s;
            case AwaitingVisit s ->
                new VisitsEnded(s.order(), s.committee(), s.units(), s.visits(), e.delivered(), e.reason(), false);
            case Running s -> new Completed(s.order(), s.run(), e.delivered(), e.reason(), null, null, null);
            case AwaitingPickup s ->
                new Completed(s.order(), null, e.delivered(), e.reason(), null, s.window(), s.takings());
            case AwaitingCorrection _, AwaitingCourier _ ->
                new Completed(((Placed) state).order(), null, e.delivered(), e.reason(), null, null, null);
          };
    };
  }

  private static Fulfilment afterMove(Running state, ParcelMoved e) {
    Run run = state.run().moved(e.state(), e.occurredAt());
    Order order = state.order();
    return switch (e.state()) {
      case CREATED, HELD -> with(state, run);
      case CANCELLED -> run.collected() ? with(state, run) : new AwaitingCourier(order.withRevoked(run));
      case ACCEPTED, COLLECTED, IN_TRANSIT, OUT_FOR_DELIVERY, ATTEMPT_FAILED, DELIVERED, REFUSED, RETURNING, RETURNED ->
          run.returnReason() == null ? new UnderWay(order, run) : new Returning(order, run);
    };
  }

  private static Fulfilment afterStray(Placed state, RevokedParcelMoved e) {
    Order order = state.order();
    Run stray =
        order.revoked().stream().filter(run -> run.waybill().equals(e.waybill())).findFirst().orElseThrow();
    Order known = order.withRevoked(stray.moved(e.state(), e.occurredAt()));
    return switch (state) {
      case AwaitingCorrection s -> new AwaitingCorrection(known, s.dueAt());
      case AwaitingCourier _ -> new AwaitingCourier(known);
      case Offered s -> new Offered(known, s.run());
      case UnderWay s -> new UnderWay(known, s.run());
      case Returning s -> new Returning(known, s.run());
      case Held s -> new Held(known, s.run());
      case AwaitingPickup s -> new AwaitingPickup(known, s.window(), s.takings());
      case AwaitingVisit s ->
          new AwaitingVisit(known, s.committee(), s.units(), s.visits(), s.attempts(), s.dueAt());
      case VisitsEnded s ->
          new VisitsEnded(known, s.committee(), s.units(), s.visits(), s.delivered(), s.reason(), s.difference());
      case Completed s ->
          new Completed(known, s.last(), s.delivered(), s.reason(), s.redeemedAt(), s.window(), s.takings());
    };
  }

  private static Order retired(Running state) {
    return state.order().withRevoked(state.run());
  }

  private static Fulfilment with(Running state, Run run) {
    return switch (state) {
      case Offered s -> new Offered(s.order(), run);
      case UnderWay s -> new UnderWay(s.order(), run);
      case Returning s -> new Returning(s.order(), run);
      case Held s -> new Held(s.order(), run);
    };
  }
}
