package org.fairlot.registration.casework.view;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.EntryAmended;
import org.fairlot.contracts.allocation.UrnEvent.EntryRefused;
import org.fairlot.contracts.delivery.BoardEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentArranged;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.MessageEvent.MessageReported;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CallEvent;
import org.fairlot.contracts.registration.CallEvent.CallDropped;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CallEvent.CallsErased;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CallRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageProgressed;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.RefusalStood;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDeadlinePassed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.ReviewsErased;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.kernel.Wire;

/**
 * What a citizen may read of an event (进度): never personal, and nothing of the services' inner work.
 *
 * @param type   the event's name on the wire without service and version: {@code units-reserved}
 * @param detail what is worth knowing beside it
 */
record TimelineEntry(Instant at, String service, String type, Map<String, Object> detail) {

  /** Nothing where the event is inner work of a service. */
  static Optional<TimelineEntry> of(Recorded<?> recorded) {
    String[] name = recorded.event().getClass().getAnnotation(Wire.class).value().split("\\.");
    return detail(recorded.event()).map(detail -> new TimelineEntry(recorded.at(), name[0], name[1], detail));
  }

  Map<String, Object> fields() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("at", at);
    fields.put("service", service);
    fields.put("type", type);
    fields.put("detail", detail);
    return fields;
  }

  private static Optional<Map<String, Object>> detail(Event event) {
    return switch (event) {
      case CaseEvent e -> ofCase(e);
      case PrecheckAnswered e -> Optional.of(Map.of("passed", e.passed()));
      case PoolEvent e -> ofPool(e);
      case EntryAccepted e -> shown("drawId", e.drawId());
      case EntryAmended e -> shown();
      case EntryRefused e -> shown("reason", e.reason());
      case EligibilityPending e -> shown("facts", e.facts().stream().map(Stage.Fact::name).toList());
      case FactAttested e -> shown("fact", e.fact().name(), "area", e.area(), "register", e.register());
      case ReviewEvent e -> ofReview(e);
      case CallEvent e -> ofCall(e);
      case FulfilmentEvent e -> ofFulfilment(e);
      case BoardEvent e -> Optional.empty();
      case MessageEvent e -> ofMessage(e);
      default -> Optional.empty();
    };
  }

  private static Optional<Map<String, Object>> ofCase(CaseEvent event) {
    return switch (event) {
      case CaseOpened e ->
          shown("channel", e.channel(), "enteredBy", e.enteredBy() == null ? null : e.enteredBy().worker(),
              "committee", e.enteredBy() == null ? null : e.enteredBy().committee());
      case CaseAmended e -> shown("edits", e.edits());
      case StageRequested e -> shown("stageNo", e.stageNo());
      case StageProgressed e -> shown("status", e.phase().name());
      case StageSettled e -> shown("stageNo", e.stageNo(), "verdict", e.verdict().name(), "reason", e.reason());
      case CaseClosed e -> shown("outcome", e.outcome().name(), "reason", e.reason());
      case NoticeRequested e -> Optional.empty();
      case CallRequested e -> Optional.empty();
      default -> shown();
    };
  }

  /** Whose decision it was is the committee; which of its workers made it is for the auditors. */
  private static Optional<Map<String, Object>> ofReview(ReviewEvent event) {
    return switch (event) {
      case ReviewAsked e -> shown("committee", e.committee(), "why", e.why().name(), "dueAt", e.dueAt());
      case ReviewMoved e -> shown("committee", e.committee());
      case ReviewDecided e ->
          shown(
              "committee", e.committee(), "approved", e.approved(), "reason", e.reason() == null ? null : e.reason().name(),
              "onAppeal", e.onAppeal(), "appealUntil", e.appealUntil());
      case ReviewAppealed e -> shown();
      case ReviewDeadlinePassed e -> shown("atDeadline", e.atDeadline().name());
      case RefusalStood e -> shown("reason", e.reason().name());
      case ReviewDropped e -> Optional.empty();
      case ReviewsErased e -> Optional.empty();
    };
  }

  private static Optional<Map<String, Object>> ofCall(CallEvent event) {
    return switch (event) {
      case CallPlanned e -> shown("committee", e.committee(), "template", e.template());
      case CallMade e -> shown("committee", e.committee(), "outcome", e.outcome().name(), "attempts", e.attempts());
      case CallDropped e -> Optional.empty();
      case CallsErased e -> Optional.empty();
    };
  }

  private static Optional<Map<String, Object>> ofPool(PoolEvent event) {
    return switch (event) {
      case UnitsReserved e ->
          shown(
              "units", e.units(), "fromWant", e.fromWant(), "drawId", e.drawId(), "bookingNumber", e.number(), "batches",
              batches(e.batches()));
      case NumberTaken e -> shown("bookingNumber", e.number(), "place", e.place(), "servingUpTo", e.servingUpTo());
      case WantRecorded e -> shown("units", e.units(), "place", e.place());
      case ClaimRefused e -> shown("reason", e.reason());
      case WantDropped e -> shown("reason", e.reason());
      case UnitsReturned e -> shown("units", e.units(), "reason", e.reason());
      default -> Optional.empty();
    };
  }

  /** With which a person can tell whether a recall (召回) is meant for her. */
  private static List<Map<String, Object>> batches(List<BatchUnits> batches) {
    return batches == null
        ? null
        : batches.stream().map(of -> Map.<String, Object>of("batchId", of.batchId(), "units", of.units())).toList();
  }

  private static Optional<Map<String, Object>> ofFulfilment(FulfilmentEvent event) {
    return switch (event) {
      case FulfilmentArranged e -> shown("mode", e.mode().name());
      case AddressCorrectionAsked e -> shown("reason", e.reason(), "dueAt", e.dueAt());
      case ParcelDispatched e -> shown("courier", e.courier(), "waybill", e.waybill());
      case DispatchRevoked e -> shown("courier", e.courier(), "waybill", e.waybill(), "reason", e.reason());
      case ParcelMoved e ->
          shown("courier", e.courier(), "waybill", e.waybill(), "state", e.state().name(), "occurredAt",
              e.occurredAt());
      case PickupReady e ->
          shown(
              "outletId", e.outletId(), "slot", e.slot(), "opensAt", e.opensAt(), "closesAt", e.closesAt(), "units",
              e.units());
      case PickupPartlyRedeemed e ->
          shown(
              "outletId", e.outletId(), "units", e.units(), "unitsLeft", e.unitsLeft(), "redeemedAt", e.redeemedAt());
      case PickupRedeemed e -> shown("outletId", e.outletId(), "units", e.units(), "redeemedAt", e.redeemedAt());
      case VisitDue e ->
          shown("committee", e.committee(), "dueAt", e.dueAt(), "units", e.units());
      case VisitRecorded e -> shown("outcome", e.outcome().name(), "visit", e.visit(), "visitsLeft", e.visitsLeft());
      case FulfilmentCompleted e -> shown("delivered", e.delivered(), "reason", e.reason());
      case FulfilmentEvent.AddressCorrected e -> shown();
      default -> Optional.empty();
    };
  }

  private static Optional<Map<String, Object>> ofMessage(MessageEvent event) {
    return switch (event) {
      case MessageQueued e -> shown("template", e.template());
      case MessageSent e -> shown("messageId", e.messageId());
      case MessageReported e -> shown("messageId", e.messageId(), "delivered", e.delivered());
      default -> Optional.empty();
    };
  }

  /** Names and values in turn; a {@code null} value is left out. */
  private static Optional<Map<String, Object>> shown(Object... namesAndValues) {
    var shown = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        shown.put((String) namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return Optional.of(shown);
  }
}
