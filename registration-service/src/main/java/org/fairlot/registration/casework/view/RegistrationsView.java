package org.fairlot.registration.casework.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedGoodsDelivered;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CallRequested;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageProgressed;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.StageTimedOut;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ExchangeId;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * One document per registration: where it stands, by the events of the case; and its timeline, by what all services say
 * about it. Personal fields stand in it as ciphertext, for a later edit.
 */
public final class RegistrationsView implements View {

  public static final String COLLECTION = "registrations";
  public static final String TIMELINE = "timeline";
  /** When the case came into its urn. */
  public static final String ENTERED = "enteredDrawAt";
  /** The booking number (排队号). */
  public static final String BOOKING_NUMBER = "bookingNumber";
  /** The draw that it won. */
  public static final String WON = "wonDraw";

  /** How goods were handed over (交付); missing where none were. Nothing of it is shown to citizens, who know. */
  public static final String HAND_OVER = "handOver";

  /** When what the person said was forgotten; missing before the end of the programme. */
  public static final String ERASED = "erasedAt";

  /** What the document forgets then: what the person said, and whose it is; its id remains, a keyed hash as everywhere on the log. */
  private static final List<String> PERSONAL = List.of("personTag", "sealed", "choice", "addressConfidence", "language");

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(IndexSpec.of(COLLECTION, "personTag", "registeredAt"), IndexSpec.of(COLLECTION, "programmeId", "status", "_id"));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    String caseId = recorded.event().about();
    if (!CaseId.isValid(caseId) || ExchangeId.isOne(caseId)) {
      return List.of();
    }
    var changes = new ArrayList<Change>();
    if (recorded.event() instanceof CaseEvent event) {
      changes.add(Change.put(COLLECTION, caseId, recorded, fields(event, recorded)));
    }
    if (recorded.event() instanceof EntryAccepted) {
      // of another aggregate, with a version of its own
      changes.add(new Change.Put(COLLECTION, caseId, "urnVersion", recorded.sequence(), Map.of(ENTERED, recorded.at())));
    }
    if (recorded.event() instanceof NumberTaken e) {
      changes.add(new Change.Put(COLLECTION, caseId, "poolVersion", recorded.sequence(), Map.of(BOOKING_NUMBER, e.number())));
    }
    if (recorded.event() instanceof FulfilmentEvent event) {
      handedOver(event, recorded.at())
          .ifPresent(
              handOver ->
                  changes.add(
                      new Change.Put(
                          COLLECTION, caseId, "handOverVersion", recorded.sequence(), Map.of(HAND_OVER, handOver))));
    }
    TimelineEntry.of(recorded)
        .ifPresent(entry -> changes.add(Change.append(COLLECTION, caseId, TIMELINE, recorded, entry.fields())));
    return changes;
  }

  /** What reached the person, also where it was forfeited by then: a recall must find it all the same. */
  private static Optional<Map<String, Object>> handedOver(FulfilmentEvent event, Instant at) {
    return switch (event) {
      case FulfilmentCompleted e when e.delivered() -> {
        var handOver = new LinkedHashMap<String, Object>(e.detail());
        handOver.put("at", at);
        yield Optional.of(handOver);
      }
      case PickupPartlyRedeemed e ->
          Optional.of(
              Map.of("at", e.redeemedAt(), "outletId", e.outletId(), "unitsLeft", Integer.toString(e.unitsLeft())));
      case ForfeitedPickupRedeemed e ->
          Optional.of(
              Map.of(
                  "at", e.redeemedAt(), "outletId", e.outletId(), "unitsTaken", Integer.toString(e.units()), "forfeitedFor",
                  e.reason()));
      case ForfeitedGoodsDelivered e ->
          Optional.of(
              Map.of(
                  "at", e.reportedAt(), "committee", e.committee(), "unitsTaken", Integer.toString(e.units()),
                  "forfeitedFor", e.reason()));
      default -> Optional.empty();
    };
  }

  private static Map<String, Object> fields(CaseEvent event, Recorded<?> recorded) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("updatedAt", recorded.at());
    switch (event) {
      case CaseOpened e -> {
        fields.put("programmeId", e.programmeId());
        fields.put("personTag", e.personTag());
        fields.put("pack", e.pack());
        fields.put("packVersion", e.packVersion());
        fields.put("channel", e.channel());
        fields.put("registeredAt", recorded.at());
        fields.put("status", CaseStatus.REGISTERED);
        fields.put("edits", 0);
        asked(fields, e.language(), e.choice(), e.sealed(), e.addressConfidence());
      }
      case CaseAmended e -> {
        asked(fields, e.language(), e.choice(), e.sealed(), e.addressConfidence());
        fields.put("edits", e.edits());
      }
      case StageRequested e -> {
        fields.put("stageNo", e.stageNo());
        // a draw may have settled at which outlet
        fields.put("choice", chosen(e.choice()));
        status(
            fields, CaseStatus.of(e.stage()),
            e.stage() instanceof Stage.Confirmation ? Map.of("confirmBy", e.dueAt().toString()) : Map.of());
      }
      case StageProgressed e -> status(fields, e.phase(), e.detail());
      case CancellationRequested e -> status(fields, CaseStatus.CANCELLING, Map.of());
      case CaseClosed e -> {
        status(fields, CaseStatus.valueOf(e.outcome().name()), Map.of());
        fields.put("reason", e.reason());
        fields.put("eligibleFrom", e.eligibleFrom());
        fields.put("closedAt", recorded.at());
      }
      case StageSettled e -> {
        if (e.detail().containsKey("drawId")) {
          fields.put(WON, e.detail().get("drawId"));
        }
      }
      case CaseErased e -> {
        PERSONAL.forEach(field -> fields.put(field, null));
        fields.put(ERASED, recorded.at());
      }
      case StageTimedOut e -> {}
      case NoticeRequested e -> {}
      case CallRequested e -> {}
    }
    return fields;
  }

  private static void asked(
      Map<String, Object> fields, String language, Choice choice, Map<?, String> sealed, Integer addressConfidence) {
    fields.put("language", language);
    fields.put("choice", chosen(choice));
    fields.put("sealed", sealed);
    fields.put("addressConfidence", addressConfidence);
  }

  private static Map<String, Object> chosen(Choice choice) {
    var chosen = new LinkedHashMap<String, Object>();
    chosen.put("district", choice.district());
    chosen.put("outletId", choice.outletId());
    chosen.put("sku", choice.sku());
    chosen.put("slot", choice.slot());
    chosen.put("mode", choice.mode());
    chosen.put("wantIfSoldOut", choice.wantIfSoldOut());
    chosen.put("alternatives", choice.alternatives());
    chosen.put("committee", choice.committee());
    return chosen;
  }

  private static void status(Map<String, Object> fields, CaseStatus status, Map<String, String> detail) {
    fields.put("status", status);
    fields.put("detail", detail);
  }
}
