package org.fairlot.registration.report.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentArranged;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
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
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.EligibilityEvent;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAnswered;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.ExchangeId;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.RefusalStood;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDeadlinePassed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDropped;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.contracts.registration.ReviewEvent.ReviewsErased;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * What the programme's report (评估报告) counts: flat documents of plain values, which the store groups and sums, so that a
 * report of a large programme never has its cases in memory. Nothing personal is in them but the keyed hash by which persons
 * are told apart, that of a house, and codes of where it is.
 *
 * <p>Each document has its programme and {@code day}, the quarter of an hour in which what it tells of began, counted from the
 * epoch: time zones differ by whole quarters, so any city's days are sums of these. Times of which a mean is wanted are whole seconds,
 * whose sums the store can subtract.
 */
public final class ReportView implements View {

  /** One document per case. */
  public static final String CASES = "report_cases";

  /** One document per review, call, question to the registers, answer of one, and message. */
  public static final String STEPS = "report_steps";

  /** What each pool holds now. */
  public static final String POOLS = "report_pools";

  /** One document per batch that was released, and per moment in which a pool had nothing left. */
  public static final String SUPPLY = "report_supply";

  /** What a document of {@link #STEPS} tells of. */
  public enum Step { REVIEW, CALL, QUESTION, ANSWER, MESSAGE }

  /** What a document of {@link #SUPPLY} tells of. */
  public enum Supply { RELEASED, EMPTIED }

  private static final String VERSION = "version";
  private static final int QUARTER_SECONDS = 900;

  @Override
  public String name() {
    return "report";
  }

  @Override
  public List<String> collections() {
    return List.of(CASES, STEPS, POOLS, SUPPLY);
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(
        IndexSpec.of(CASES, "programmeId", "quarter"),
        IndexSpec.of(CASES, "programmeId", "district", "street", "committee"), IndexSpec.of(STEPS, "programmeId", "kind", "quarter"),
        IndexSpec.of(POOLS, "programmeId"), IndexSpec.of(SUPPLY, "programmeId", "kind", "quarter"));
  }

  @Override
  public Set<Class<? extends Event>> types() {
    return Set.of(
        CaseOpened.class, CaseAmended.class, StageRequested.class, StageSettled.class, CaseClosed.class, ReviewEvent.class,
        CallEvent.class, EligibilityPending.class, EligibilityAnswered.class, FactAttested.class, PoolEvent.class,
        FulfilmentArranged.class, AddressCorrectionAsked.class, FulfilmentCompleted.class, MessageEvent.class);
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case PoolEvent e -> pool(e, recorded);
      case CaseEvent e when isCase(e.caseId()) -> ofCase(e, recorded);
      case ReviewEvent e when isCase(e.caseId()) -> review(e, recorded);
      case CallEvent e when isCase(e.caseId()) -> call(e, recorded);
      case EligibilityEvent e when isCase(e.about()) -> register(e, recorded);
      case FulfilmentEvent e when isCase(e.fulfilmentId()) -> handOver(e, recorded);
      case MessageEvent e when isCase(e.caseId()) -> message(e, recorded);
      default -> List.of();
    };
  }

  /** Answers to short messages belong to no case. */
  private static boolean isCase(String caseId) {
    return CaseId.isValid(caseId) && !ExchangeId.isOne(caseId);
  }

  private static List<Change> ofCase(CaseEvent event, Recorded<?> recorded) {
    var fields = new LinkedHashMap<String, Object>();
    switch (event) {
      case CaseOpened e -> {
        fields.putAll(began(e.programmeId(), recorded.at()));
        fields.put("personTag", e.personTag());
        fields.put("channel", e.channel());
        fields.put("openedAt", seconds(recorded.at()));
        fields.put("edits", 0);
        asked(fields, e.choice(), e.street(), e.building(), e.addressConfidence());
      }
      case CaseAmended e -> {
        fields.put("edits", e.edits());
        asked(fields, e.choice(), e.street(), e.building(), e.addressConfidence());
      }
      case StageRequested e -> {
        return requested(e, recorded);
      }
      case StageSettled e when e.verdict() == Verdict.PASSED && e.detail().containsKey("units") -> {
        fields.put("units", Integer.parseInt(e.detail().get("units")));
        fields.put("grantedAt", seconds(recorded.at()));
        fields.put("grantedQuarter", quarter(recorded.at()));
      }
      case CaseClosed e -> {
        fields.put("outcome", e.outcome());
        fields.put("reason", e.reason());
        fields.put("lost", CaseClosed.GOODS_LOST.equals(e.reason()));
        fields.put("closedAt", seconds(recorded.at()));
      }
      default -> {
        return List.of();
      }
    }
    return List.of(Change.put(CASES, event.caseId(), recorded, fields));
  }

  /** A draw may have settled at which outlet; and the registers are asked from here on, perhaps several times. */
  private static List<Change> requested(StageRequested e, Recorded<?> recorded) {
    var outlet = new LinkedHashMap<String, Object>();
    outlet.put("outletId", e.choice().outletId());
    var settled = Change.put(CASES, e.caseId(), recorded, outlet);
    if (!(e.stage() instanceof Stage.Eligibility)) {
      return List.of(settled);
    }
    var asked = began(Step.QUESTION, e.caseId(), recorded.at());
    asked.put("askedAt", seconds(recorded.at()));
    return List.of(
        settled, new Change.Put(STEPS, question(e.caseId(), e.stageNo()), "caseVersion", recorded.sequence(), asked));
  }

  private static void asked(
      Map<String, Object> fields, Choice choice, String street, String building, Integer addressConfidence) {
    fields.put("district", choice.district());
    fields.put("street", street);
    fields.put("committee", choice.committee());
    fields.put("building", building);
    fields.put("outletId", choice.outletId());
    fields.put("wishedOutletId", choice.outletId());
    fields.put("addressConfidence", addressConfidence);
  }

  private static List<Change> handOver(FulfilmentEvent event, Recorded<?> recorded) {
    var fields = new LinkedHashMap<String, Object>();
    switch (event) {
      case FulfilmentArranged e -> {
        fields.put("mode", e.mode());
        fields.put("arrangedAt", seconds(recorded.at()));
      }
      case AddressCorrectionAsked e -> fields.put("correctionAsked", true);
      case FulfilmentCompleted e -> {
        fields.put("delivered", e.delivered());
        fields.put("courier", e.detail().get("courier"));
        fields.put("handOverReason", e.reason());
        fields.put("completedAt", seconds(recorded.at()));
      }
      default -> {
        return List.of();
      }
    }
    return List.of(new Change.Put(CASES, event.fulfilmentId(), "handOverVersion", recorded.sequence(), fields));
  }

  private static List<Change> review(ReviewEvent event, Recorded<?> recorded) {
    var fields = new LinkedHashMap<String, Object>();
    int stageNo =
        switch (event) {
          case ReviewAsked e -> {
            fields.putAll(began(Step.REVIEW, e.caseId(), recorded.at()));
            fields.put("askedAt", seconds(recorded.at()));
            yield e.stageNo();
          }
          case ReviewDecided e -> {
            if (e.onAppeal()) {
              fields.put("upheld", !e.approved());
              fields.put("overturned", e.approved());
            } else {
              fields.put("decidedAt", seconds(recorded.at()));
              fields.put("approved", e.approved());
            }
            yield e.stageNo();
          }
          case ReviewAppealed e -> {
            fields.put("appealed", true);
            yield e.stageNo();
          }
          case ReviewDeadlinePassed e -> {
            fields.put("overdue", true);
            yield e.stageNo();
          }
          case ReviewDropped e -> {
            fields.put("dropped", true);
            yield e.stageNo();
          }
          case ReviewMoved e -> e.stageNo();
          case RefusalStood e -> e.stageNo();
          // numbers stay: nothing in them is personal
          case ReviewsErased e -> e.lastStageNo();
        };
    return fields.isEmpty() ? List.of() : List.of(Change.put(STEPS, event.caseId() + "/" + stageNo, recorded, fields));
  }

  private static List<Change> call(CallEvent event, Recorded<?> recorded) {
    return switch (event) {
      case CallPlanned e -> step(e.callId(), recorded, began(Step.CALL, e.caseId(), recorded.at()));
      case CallMade e ->
          step(e.callId(), recorded, Map.of("called", e.outcome(), "told", e.outcome().told(), "attempts", e.attempts()));
      case CallDropped e -> step(e.callId(), recorded, Map.of("dropped", true));
      case CallsErased e -> List.of();
    };
  }

  private static List<Change> register(EligibilityEvent event, Recorded<?> recorded) {
    return switch (event) {
      case EligibilityPending e -> step(question(e.caseId(), e.stageNo()), recorded, Map.of("pending", true));
      case EligibilityAnswered e ->
          step(
              question(e.caseId(), e.stageNo()), recorded,
              Map.of("answered", true, "answeredAt", seconds(recorded.at()), "eligible", e.eligible()));
      case FactAttested e -> {
        var fields = began(Step.ANSWER, e.caseId(), recorded.at());
        fields.put("register", e.register());
        fields.put("holds", e.holds());
        yield step(recorded.id(), recorded, fields);
      }
      default -> List.of();
    };
  }

  private static String question(String caseId, int stageNo) {
    return caseId + "/" + stageNo + "/registers";
  }

  private static List<Change> message(MessageEvent event, Recorded<?> recorded) {
    return switch (event) {
      case MessageQueued e -> step(e.messageId(), recorded, began(Step.MESSAGE, e.caseId(), recorded.at()));
      case MessageSent e -> step(e.messageId(), recorded, Map.of("sent", true));
      case MessageReported e -> step(e.messageId(), recorded, Map.of("arrived", e.delivered(), "failed", !e.delivered()));
      case AttemptFailed e when e.retryAt() == null -> step(e.messageId(), recorded, Map.of("failed", true));
      default -> List.of();
    };
  }

  private static List<Change> step(String id, Recorded<?> recorded, Map<String, Object> fields) {
    return List.of(Change.put(STEPS, id, recorded, fields));
  }

  private static List<Change> pool(PoolEvent event, Recorded<?> recorded) {
    String programmeId = PoolId.parse(event.poolId()).programmeId();
    var changes = new ArrayList<Change>();
    var level = event.level();
    var now = new LinkedHashMap<String, Object>();
    now.put("programmeId", programmeId);
    now.put("released", level.released());
    now.put("free", level.free());
    now.put("held", level.held());
    now.put("wants", level.wants());
    now.put("wantUnits", level.wantUnits());
    changes.add(new Change.Put(POOLS, event.poolId(), VERSION, recorded.sequence(), now));
    if (event instanceof SupplyReleased e) {
      var batch = supply(Supply.RELEASED, e.poolId(), programmeId, recorded.at());
      batch.put("units", e.units());
      changes.add(Change.put(SUPPLY, recorded.id(), recorded, batch));
    }
    // of a draw's units nothing is free while they are drawn, which says nothing of demand
    if (event instanceof UnitsReserved e && e.drawId() == null && level.free() == 0) {
      changes.add(Change.put(SUPPLY, recorded.id(), recorded, supply(Supply.EMPTIED, e.poolId(), programmeId, recorded.at())));
    }
    return changes;
  }

  private static Map<String, Object> supply(Supply kind, String poolId, String programmeId, Instant at) {
    var fields = began(programmeId, at);
    fields.put("kind", kind);
    fields.put("poolId", poolId);
    fields.put("at", seconds(at));
    return fields;
  }

  private static Map<String, Object> began(Step kind, String caseId, Instant at) {
    var fields = began(CaseId.parse(caseId).programmeId(), at);
    fields.put("kind", kind);
    return fields;
  }

  private static Map<String, Object> began(String programmeId, Instant at) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("programmeId", programmeId);
    fields.put("quarter", quarter(at));
    return fields;
  }

  /** The quarter of an hour since the epoch in which it falls. */
  public static long quarter(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), QUARTER_SECONDS);
  }

  private static long seconds(Instant at) {
    return at.getEpochSecond();
  }
}
