package org.fairlot.registration.reaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.allocation.UrnEvent.EntryRefused;
import org.fairlot.contracts.allocation.UrnEvent.LosersDischarged;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CapEvent.PlaceRefused;
import org.fairlot.contracts.registration.CapEvent.PlaceTaken;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAnswered;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAsked;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityDropped;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.cap.domain.CapCommand.LeavePlace;
import org.fairlot.registration.cap.domain.CapCommand.TakePlace;
import org.fairlot.registration.casework.domain.CapKey;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseCommand.TimeOutStage;
import org.fairlot.registration.casework.domain.FactList;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskAgain;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskEligibility;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.DropQuestion;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ForgetFacts;
import org.fairlot.registration.eligibility.domain.EligibilityRejection.NotEligible;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgrammeInTime;

/**
 * What the other services say about a stage, brought to its case; the timers of stages, programmes and attested facts; and who asks for
 * eligibility.
 */
public final class RegistrationReaction implements Reaction {

  private final Duration askAgainAfter;
  private final Duration factsKept;

  /**
   * @param askAgainAfter when registers are asked again for a case that waits for them
   * @param factsKept     how long what they attested is kept
   */
  public RegistrationReaction(Duration askAgainAfter, Duration factsKept) {
    this.askAgainAfter = askAgainAfter;
    this.factsKept = factsKept;
  }

  @Override
  public List<Effect> on(Recorded<?> recorded) {
    long sequence = recorded.sequence();
    return switch (recorded.event()) {
      case StageRequested e -> requested(e);
      case StageSettled e -> List.of(Effect.cancel(timer(e.caseId(), e.stageNo())));
      case CaseClosed e -> closed(e);

      case ProgrammeDefined e -> List.of(ending(e));
      case ProgrammeEnded e -> List.of(Effect.cancel(end(e.programmeId())));

      case EligibilityAsked e ->
          List.of(Effect.schedule(
              asking(e.caseId(), e.stageNo()), recorded.at().plus(askAgainAfter).plus(spread(e.caseId())),
              new AskAgain(e.personTag(), e.caseId(), e.stageNo())));
      case EligibilityPending e ->
          progress(
              e.caseId(), e.stageNo(), CaseStatus.ELIGIBILITY, sequence, detail("pending", FactList.write(e.facts())));
      case EligibilityAnswered e -> answered(e);
      case FactAttested e -> List.of(forgetting(e));
      case EligibilityDropped e -> List.of(Effect.cancel(asking(e.caseId(), e.stageNo())));

      case PlaceTaken e -> settle(e.caseId(), e.stageNo(), true, null, detail());
      case PlaceRefused e -> settle(e.caseId(), e.stageNo(), false, e.reason(), detail());

      case CancellationRequested e -> List.of(Effect.cancel(timer(e.caseId(), e.stageNo())));

      case PrecheckAnswered e -> settle(e.caseId(), e.stageNo(), e.passed(), reason(e), verdict(e));

      case UnitsReserved e ->
          settle(
              e.caseId(), e.stageNo(), true, null,
              detail("units", e.units(), "pool", e.poolId(), "drawId", e.drawId(), "bookingNumber", e.number()));
      // whose turn it is at once need not be told that others come first
      case NumberTaken e when e.place() > 0 ->
          progress(
              e.caseId(), e.stageNo(), CaseStatus.WAITLISTED, sequence,
              detail("bookingNumber", e.number(), "place", e.place(), "servingUpTo", e.servingUpTo()));
      case EntryRefused e -> settle(e.caseId(), e.stageNo(), false, e.reason(), detail());
      case LosersDischarged e ->
          e.losers().stream()
              .flatMap(loser -> settle(loser.caseId(), loser.stageNo(), false, "NOT_DRAWN", detail()).stream())
              .toList();
      case ClaimRefused e -> settle(e.caseId(), e.stageNo(), false, e.reason(), detail());
      case WantDropped e -> settle(e.caseId(), e.stageNo(), false, e.reason(), detail());
      case WantRecorded e ->
          progress(
              e.caseId(), e.stageNo(), CaseStatus.WAITLISTED, sequence,
              detail("place", e.place() == 0 ? null : e.place(), "expiresAt", e.expiresAt()));

      case AddressCorrectionAsked e ->
          progress(
              e.fulfilmentId(), e.stageNo(), CaseStatus.ADDRESS_CORRECTION, sequence,
              detail("reason", e.reason(), "dueAt", e.dueAt()));
      case ParcelDispatched e ->
          progress(
              e.fulfilmentId(), e.stageNo(), CaseStatus.DISPATCHED, sequence,
              detail("courier", e.courier(), "waybill", e.waybill()));
      case ParcelMoved e when e.state() == ParcelState.OUT_FOR_DELIVERY ->
          progress(
              e.fulfilmentId(), e.stageNo(), CaseStatus.OUT_FOR_DELIVERY, sequence,
              detail("courier", e.courier(), "waybill", e.waybill()));
      case PickupReady e ->
          progress(
              e.fulfilmentId(), e.stageNo(), CaseStatus.READY_FOR_PICKUP, sequence,
              detail(
                  "outletId", e.outletId(), "slot", e.slot(), "opensAt", e.opensAt(), "closesAt", e.closesAt(), "units",
                  e.units()));
      case VisitDue e ->
          progress(
              e.fulfilmentId(), e.stageNo(), CaseStatus.VISIT_DUE, sequence,
              detail("committee", e.committee(), "dueAt", e.dueAt(), "units", e.units()));
      case VisitRecorded e when e.visitsLeft() > 0 -> visitedInVain(e, sequence);
      case FulfilmentCompleted e -> settle(e.fulfilmentId(), e.stageNo(), e.delivered(), e.reason(), e.detail());
      default -> List.of();
    };
  }

  /** One timer for each programme: a new definition sets it anew. */
  private static Effect ending(ProgrammeDefined e) {
    return e.ending() == null
        ? Effect.cancel(end(e.programmeId()))
        : Effect.schedule(end(e.programmeId()), e.ending().endsAt(), new EndProgrammeInTime(e.programmeId()));
  }

  /** One timer for each person: a newer fact moves it. */
  private Effect forgetting(FactAttested e) {
    return Effect.schedule(
        "facts-end/" + e.personTag(), e.attestedAt().plus(factsKept), new ForgetFacts(e.personTag(), e.attestedAt()));
  }

  private static String end(String programmeId) {
    return "programme-end/" + programmeId;
  }

  private static List<Effect> visitedInVain(VisitRecorded e, long sequence) {
    var phase = e.outcome() == VisitOutcome.WRONG_ADDRESS ? CaseStatus.ADDRESS_CORRECTION : CaseStatus.VISIT_DUE;
    return progress(
        e.fulfilmentId(), e.stageNo(), phase, sequence,
        detail(
            "reason", e.outcome(), "committee", e.committee(), "visit", e.visit(), "visitsLeft", e.visitsLeft(), "dueAt",
            e.dueAt()));
  }

  private static List<Effect> requested(StageRequested e) {
    var effects = new ArrayList<Effect>();
    if (e.dueAt() != null) {
      effects.add(
          Effect.schedule(timer(e.caseId(), e.stageNo()), e.dueAt(), new TimeOutStage(e.caseId(), e.stageNo())));
    }
    if (e.stage() instanceof Stage.Eligibility rules) {
      effects.add(
          Effect.request(
              new AskEligibility(
                  e.personTag(), e.caseId(), e.stageNo(), rules, e.sealed().get(Purpose.IDENTITY))));
    }
    if (e.stage() instanceof Stage.Cap rules) {
      effects.addAll(counted(e, rules));
    }
    return effects;
  }

  /** Where nothing tells what to count by, such as an address that leads to no door, the case passes uncounted. */
  private static List<Effect> counted(StageRequested e, Stage.Cap rules) {
    if (e.tags() == null) {
      return settle(e.caseId(), e.stageNo(), true, null, detail("uncounted", rules.by()));
    }
    var cap = CapKey.of(e.programmeId(), rules.by(), e.tags().get(rules.by()));
    return List.of(
        Effect.request(
            new TakePlace(cap, e.caseId(), e.stageNo(), rules, e.timezone(), e.choice().committee())));
  }

  private static List<Effect> closed(CaseClosed e) {
    var effects = new ArrayList<Effect>();
    // no stage has said so: a question may still be open
    if (e.outcome() == CaseOutcome.CANCELLED || CaseClosed.PROGRAMME_ENDED.equals(e.reason())) {
      effects.add(Effect.request(new DropQuestion(e.personTag(), e.caseId())));
    }
    if (e.caps() != null) {
      boolean served = e.outcome() == CaseOutcome.FULFILLED;
      e.caps().forEach(cap -> effects.add(Effect.request(new LeavePlace(cap, e.caseId(), served, e.grantedAt()))));
    }
    return effects;
  }

  private static List<Effect> answered(EligibilityAnswered e) {
    var settled =
        settle(
            e.caseId(), e.stageNo(), e.eligible(), e.eligible() ? null : NotEligible.CODE,
            detail(FactList.MEMBER, FactList.write(e.facts())));
    return List.of(settled.getFirst(), Effect.cancel(asking(e.caseId(), e.stageNo())));
  }

  /** Cases that wait for the same register do not come back to it all at once. */
  private Duration spread(String caseId) {
    return Duration.ofMillis(Math.floorMod(caseId.hashCode(), Math.max(1, askAgainAfter.toMillis() / 2)));
  }

  private static String asking(String caseId, int stageNo) {
    return "eligibility/" + caseId + "/" + stageNo;
  }

  private static List<Effect> settle(String caseId, int stageNo, boolean passed, String reason,
      Map<String, String> detail) {
    var verdict = passed ? Verdict.PASSED : Verdict.FAILED;
    return List.of(Effect.request(new SettleStage(caseId, stageNo, verdict, reason, detail)));
  }

  private static List<Effect> progress(
      String caseId, int stageNo, CaseStatus phase, long sequence, Map<String, String> detail) {
    return List.of(Effect.request(new ReportProgress(caseId, stageNo, phase, sequence, detail)));
  }

  private static String reason(PrecheckAnswered e) {
    if (e.passed()) {
      return null;
    }
    return e.verdict() == null ? "HEALTH_DECLARATION_REQUIRED" : "HEALTH_PRECHECK_FAILED";
  }

  private static Map<String, String> verdict(PrecheckAnswered e) {
    return e.verdict() == null ? detail() : detail("verdict", e.verdict().name());
  }

  private static String timer(String caseId, int stageNo) {
    return "stage/" + caseId + "/" + stageNo;
  }

  /** Names and values in turn; a {@code null} value is left out. */
  private static Map<String, String> detail(Object... namesAndValues) {
    var detail = new TreeMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        detail.put((String) namesAndValues[i], namesAndValues[i + 1].toString());
      }
    }
    return detail;
  }
}
