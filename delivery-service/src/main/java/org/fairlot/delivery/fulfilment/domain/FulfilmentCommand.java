package org.fairlot.delivery.fulfilment.domain;

import java.time.Instant;
import org.fairlot.contracts.delivery.FulfilmentEvent.Resolution;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** What may be asked of one hand-over. Key: fulfilment id, which is the case id. */
public sealed interface FulfilmentCommand extends Command {

  String fulfilmentId();

  @Override
  default String key() {
    return fulfilmentId();
  }

  /**
   * Hand the goods over (安排配送).
   *
   * @param consignee   JWE, {@code null} where the form asks for none
   * @param addressConfidence 0–100, how surely the address was understood; {@code null} without an address
   * @param pickupBarred whether a health verdict keeps the citizen from the counter
   * @param grantedAt   when the stage was asked for; its local day decides the mode
   * @param units       units (份) that the case holds, {@code null} where no stage has told how many: one
   */
  @Wire("delivery.arrange-fulfilment.v1")
  record ArrangeFulfilment(
      String fulfilmentId, String programmeId, int stageNo, Stage.Fulfilment rules, Choice choice, String consignee,
      Integer addressConfidence, boolean pickupBarred, Instant grantedAt, Integer units)
      implements FulfilmentCommand {}

  /** The citizen edited the address; it counts until a courier has the order. */
  @Wire("delivery.correct-address.v1")
  record CorrectAddress(String fulfilmentId, String district, String consignee, Integer addressConfidence)
      implements FulfilmentCommand {}

  /** Timer: the citizen had until now to correct the address. */
  @Wire("delivery.give-up-correction.v1")
  record GiveUpCorrection(String fulfilmentId) implements FulfilmentCommand {}

  /** The board has found a courier for this attempt. */
  @Wire("delivery.dispatch.v1")
  record Dispatch(String fulfilmentId, int attempt, String courier) implements FulfilmentCommand {}

  /** Timer: the board found nobody for this attempt; ask again, and nobody is excluded any more. */
  @Wire("delivery.seek-courier-again.v1")
  record SeekCourierAgain(String fulfilmentId, int attempt) implements FulfilmentCommand {}

  /** Timer: the courier had until now to accept. */
  @Wire("delivery.revoke-overdue-dispatch.v1")
  record RevokeOverdueDispatch(String fulfilmentId, String waybill) implements FulfilmentCommand {}

  /**
   * A courier tells where a parcel is.
   *
   * @param state      {@code null} where the code has no canonical state
   * @param occurredAt the courier's time, {@code null}: now
   * @param code       the courier's own code
   */
  @Wire("delivery.record-trace.v1")
  record RecordTrace(
      String fulfilmentId, String courier, String waybill, ParcelState state, Instant occurredAt, String code)
      implements FulfilmentCommand {}

  /** Timer: has the parcel moved at all in the last days? */
  @Wire("delivery.check-progress.v1")
  record CheckProgress(String fulfilmentId, String waybill) implements FulfilmentCommand {}

  /** An operator decides what becomes of a held parcel. @param operator who, as the token names it */
  @Wire("delivery.resolve-held-parcel.v1")
  record ResolveHeldParcel(String fulfilmentId, Resolution resolution, String operator) implements FulfilmentCommand {}

  /** The case was taken back; goods that a courier has collected go on. */
  @Wire("delivery.cancel-fulfilment.v1")
  record CancelFulfilment(String fulfilmentId) implements FulfilmentCommand {}

  /** The citizen stands at the counter with the right code (核销). @param units {@code null}: all that are left */
  @Wire("delivery.redeem-pickup.v1")
  record RedeemPickup(String fulfilmentId, String outletId, Integer units) implements FulfilmentCommand {}

  /**
   * An outlet without network tells later of a hand-over (补报核销).
   *
   * @param units      {@code null}: all that were left
   * @param redeemedAt when the outlet says that it was
   */
  @Wire("delivery.report-redemption.v1")
  record ReportRedemption(String fulfilmentId, String outletId, Integer units, Instant redeemedAt)
      implements FulfilmentCommand {}

  /**
   * The committee was at the door (上门).
   *
   * @param by    who it was
   * @param visit which visit it was, 1 for the first, so that a repeat is known; {@code null}: the next
   */
  @Wire("delivery.record-visit.v1")
  record RecordVisit(String fulfilmentId, String committee, VisitOutcome outcome, String by, Integer visit)
      implements FulfilmentCommand {}

  /** Timer: the committee had until now to bring the goods. */
  @Wire("delivery.close-visits.v1")
  record CloseVisits(String fulfilmentId) implements FulfilmentCommand {}

  /** Timer: the pick-up window is over. */
  @Wire("delivery.close-pickup.v1")
  record ClosePickup(String fulfilmentId) implements FulfilmentCommand {}
}
