package org.fairlot.delivery.fulfilment.domain;

import java.util.ArrayList;
import java.util.List;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrected;
import org.fairlot.contracts.delivery.FulfilmentEvent.CourierWanted;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentArranged;
import org.fairlot.contracts.pack.Stage;

/**
 * What is known of a hand-over whatever state it is in (配送单).
 *
 * @param addressConfidence 0–100, {@code null} where there is no address
 * @param correctionAsked whether the citizen has had the one chance to correct the address
 * @param attempt  the courier that is sought or at work: 1 for the first, 0 before
 * @param excluded couriers that have failed this parcel in this round
 * @param revoked  earlier runs, whose waybills no longer count; kept because their couriers may still report
 */
public record Order(
    String fulfilmentId, String programmeId, int stageNo, String district, String outletId, String sku,
    String consignee, Integer addressConfidence, Stage.CourierRules rules, boolean correctionAsked, int attempt,
    List<String> excluded, List<Run> revoked) {

  public Order {
    excluded = List.copyOf(excluded);
    revoked = List.copyOf(revoked);
  }

  static Order of(FulfilmentArranged e) {
    return new Order(
        e.fulfilmentId(), e.programmeId(), e.stageNo(), e.choice().district(), e.choice().outletId(), e.choice().sku(),
        e.consignee(), e.addressConfidence(), e.rules().courier(), false, 0, List.of(), List.of());
  }

  /** Why no courier can be sent to the address as it stands, as a stable code; {@code null} if one can. */
  String addressProblem() {
    if (consignee == null || addressConfidence == null) {
      return Reasons.ADDRESS_MISSING;
    }
    if (rules.partners().stream().noneMatch(p -> p.districts().isEmpty() || p.districts().contains(district))) {
      return Reasons.DISTRICT_NOT_SERVED;
    }
    return addressConfidence < rules.correctBelow() ? Reasons.ADDRESS_UNCLEAR : null;
  }

  Order with(AddressCorrected e) {
    return new Order(
        fulfilmentId, programmeId, stageNo, e.district(), outletId, sku, e.consignee(), e.addressConfidence(), rules,
        correctionAsked, attempt, excluded, revoked);
  }

  Order with(CourierWanted e) {
    return new Order(
        fulfilmentId, programmeId, stageNo, district, outletId, sku, consignee, addressConfidence, rules,
        correctionAsked, e.attempt(), e.excluded(), revoked);
  }

  Order afterCorrectionAsked() {
    return new Order(
        fulfilmentId, programmeId, stageNo, district, outletId, sku, consignee, addressConfidence, rules, true, attempt,
        excluded, revoked);
  }

  /** The run no longer counts; a run that is known already is replaced. */
  Order withRevoked(Run run) {
    var runs = new ArrayList<>(revoked);
    runs.removeIf(known -> known.waybill().equals(run.waybill()));
    runs.add(run);
    return new Order(
        fulfilmentId, programmeId, stageNo, district, outletId, sku, consignee, addressConfidence, rules,
        correctionAsked, attempt, excluded, runs);
  }

  List<String> excludedAnd(String courier) {
    var couriers = new ArrayList<>(excluded);
    if (!couriers.contains(courier)) {
      couriers.add(courier);
    }
    return couriers;
  }
}
