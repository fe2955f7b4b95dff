package org.fairlot.delivery.reaction;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.delivery.BoardEvent.CourierAssigned;
import org.fairlot.contracts.delivery.BoardEvent.CourierDown;
import org.fairlot.contracts.delivery.BoardEvent.NoCourier;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.delivery.FulfilmentEvent.CourierWanted;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchAccepted;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.ReturnOrdered;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageTimedOut;
import org.fairlot.delivery.board.domain.BoardCommand.AssignCourier;
import org.fairlot.delivery.board.domain.BoardCommand.LiftDown;
import org.fairlot.delivery.board.domain.BoardCommand.NoteAcceptance;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CheckProgress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ClosePickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CloseVisits;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CorrectAddress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.Dispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.GiveUpCorrection;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RevokeOverdueDispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.SeekCourierAgain;
import org.fairlot.delivery.fulfilment.domain.FulfilmentDecider;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;

/**
 * What delivery does about registration's events and its own: cases become hand-overs, hand-overs ask the board for a
 * courier and the board answers them, and whatever may never happen gets a timer.
 */
public final class DeliveryReaction implements Reaction {

  /**
   * How long after its window a pick-up is closed. Who comes then is refused by the window itself; but the timer goes
   * by its machine's clock, which may run ahead of the log's, and must not take the last seconds from anybody.
   */
  static final Duration CLOSE_AFTER = Duration.ofSeconds(10);

  @Override
  public List<Effect> on(Recorded<?> recorded) {
    Instant at = recorded.at();
    return switch (recorded.event()) {
      case StageRequested e -> e.stage() instanceof Stage.Fulfilment rules ? arrange(e, rules, at) : List.of();
      case CaseAmended e -> {
        String consignee = e.sealed().get(Purpose.CONSIGNEE);
        yield consignee == null
            ? List.of()
            : request(new CorrectAddress(e.caseId(), e.choice().district(), consignee, e.addressConfidence()));
      }
      case CancellationRequested e -> request(new CancelFulfilment(e.caseId()));
      case StageTimedOut e -> request(new CancelFulfilment(e.caseId()));

      case AddressCorrectionAsked e ->
          schedule(correction(e.fulfilmentId()), e.dueAt(), new GiveUpCorrection(e.fulfilmentId()));
      case CourierWanted e ->
          request(
              new AssignCourier(
                  e.programmeId(), e.fulfilmentId(), e.attempt(), e.district(), e.excluded(), e.overdue(), e.rules()));
      case ParcelDispatched e ->
          schedule(acceptance(e.waybill()), e.acceptBy(), new RevokeOverdueDispatch(e.fulfilmentId(), e.waybill()));
      case DispatchAccepted e ->
          List.of(
              Effect.cancel(acceptance(e.waybill())),
              Effect.request(new NoteAcceptance(CaseId.parse(e.fulfilmentId()).programmeId(), e.courier())));
      case ParcelMoved e -> onMove(e, at);
      case ReturnOrdered e -> List.of(watch(e.fulfilmentId(), e.waybill(), at));
      case PickupReady e ->
          schedule(
              pickup(e.fulfilmentId()), e.closesAt().plus(CLOSE_AFTER), new ClosePickup(e.fulfilmentId()));
      case VisitDue e ->
          schedule(visits(e.fulfilmentId()), e.dueAt().plus(CLOSE_AFTER), new CloseVisits(e.fulfilmentId()));
      case FulfilmentCompleted e ->
          List.of(
              Effect.cancel(correction(e.fulfilmentId())), Effect.cancel(pickup(e.fulfilmentId())),
              Effect.cancel(silence(e.fulfilmentId())), Effect.cancel(visits(e.fulfilmentId())));

      case CourierAssigned e -> request(new Dispatch(e.fulfilmentId(), e.attempt(), e.courier()));
      case NoCourier e ->
          schedule(
              "courier/" + e.fulfilmentId(), e.retryAt(), new SeekCourierAgain(e.fulfilmentId(), e.attempt()));
      case CourierDown e ->
          schedule(
              "down/" + e.programmeId() + "/" + e.courier(), e.until(), new LiftDown(e.programmeId(), e.courier()));
      default -> List.of();
    };
  }

  private static List<Effect> arrange(StageRequested e, Stage.Fulfilment rules, Instant at) {
    return request(
        new ArrangeFulfilment(
            e.caseId(), e.programmeId(), e.stageNo(), rules, e.choice(), e.sealed().get(Purpose.CONSIGNEE),
            e.addressConfidence(), e.pickupBarred(), at, e.units()));
  }

  private static List<Effect> onMove(ParcelMoved e, Instant at) {
    return switch (e.state()) {
      case ACCEPTED, COLLECTED, IN_TRANSIT, OUT_FOR_DELIVERY, ATTEMPT_FAILED, REFUSED, RETURNING ->
          List.of(watch(e.fulfilmentId(), e.waybill(), at));
      // an offer has its own timer, what is held waits for an operator, and the others are over
      case CREATED, HELD, CANCELLED, DELIVERED, RETURNED -> List.of();
    };
  }

  /** Each trace moves this timer, so that it fires after a silence. */
  private static Effect watch(String fulfilmentId, String waybill, Instant at) {
    return Effect.schedule(
        silence(fulfilmentId), at.plus(FulfilmentDecider.SILENCE), new CheckProgress(fulfilmentId, waybill));
  }

  private static List<Effect> request(Command command) {
    return List.of(Effect.request(command));
  }

  private static List<Effect> schedule(String timerId, Instant dueAt, Command command) {
    return List.of(Effect.schedule(timerId, dueAt, command));
  }

  private static String correction(String fulfilmentId) {
    return "correction/" + fulfilmentId;
  }

  private static String acceptance(String waybill) {
    return "acceptance/" + waybill;
  }

  private static String silence(String fulfilmentId) {
    return "silence/" + fulfilmentId;
  }

  private static String visits(String fulfilmentId) {
    return "visits/" + fulfilmentId;
  }

  private static String pickup(String fulfilmentId) {
    return "pickup/" + fulfilmentId;
  }
}
