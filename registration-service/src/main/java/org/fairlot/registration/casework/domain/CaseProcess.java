package org.fairlot.registration.casework.domain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CallRequested;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageProgressed;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.StageTimedOut;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Process;
import org.fairlot.registration.casework.domain.CaseCommand.AssignOutlet;
import org.fairlot.registration.casework.domain.CaseCommand.CloseCase;
import org.fairlot.registration.casework.domain.CaseCommand.RequestNotice;
import org.fairlot.registration.casework.domain.CaseCommand.RequestStage;
import org.fairlot.registration.casework.domain.CaseState.AtStage;
import org.fairlot.registration.casework.domain.CaseState.Cancelling;
import org.fairlot.registration.casework.domain.CaseState.Live;

/**
 * Walks a case through its pack's pipeline (流程): asks for stage after stage, tells the citizen what the pack wants
 * told, and closes the case when the last stage has passed, one has failed, or the citizen took it back.
 */
public final class CaseProcess implements Process<CaseState, CaseEvent> {

  private final PackLookup packs;

  public CaseProcess(PackLookup packs) {
    this.packs = packs;
  }

  @Override
  public CaseState initial() {
    return CaseState.NONE;
  }

  @Override
  public CaseState evolve(CaseState state, CaseEvent event) {
    return state.after(event);
  }

  @Override
  public List<Effect> react(CaseState after, CaseEvent event) {
    return switch (event) {
      case CaseOpened e -> List.of(notice(e.caseId(), CaseStatus.REGISTERED, Map.of()), stage(e.caseId(), 1));
      case StageRequested e -> requested(e);
      case StageProgressed e -> List.of(notice(e.caseId(), e.phase(), e.detail()));
      case StageSettled e -> settled((Live) after, e);
      case StageTimedOut e -> timedOut((Live) after, e);
      case CancellationRequested e ->
          after instanceof Cancelling c && c.stage() instanceof Stage.Fulfilment
              ? List.of(notice(e.caseId(), CaseStatus.CANCELLING, Map.of()))
              : close(e.caseId(), CaseOutcome.CANCELLED, "CITIZEN", Map.of());
      case CaseAmended e -> amended(after, e);
      case NoticeRequested e -> List.of();
      case CallRequested e -> List.of();
      case CaseClosed e -> List.of();
      case CaseErased e -> List.of();
    };
  }

  /** An outlet that stands already, from the committee of the case, needs nobody to assign it. */
  private static List<Effect> requested(StageRequested e) {
    if (e.stage() instanceof Stage.OutletAssignment && e.choice().outletId() != null) {
      return List.of(assigned(e.caseId(), e.choice().outletId()));
    }
    var detail = e.stage() instanceof Stage.Confirmation ? Map.of("confirmBy", e.dueAt().toString()) : Map.<String, String>of();
    return List.of(notice(e.caseId(), CaseStatus.of(e.stage()), detail));
  }

  /** A case that waits for an outlet may be edited to a committee that has one. */
  private static List<Effect> amended(CaseState after, CaseAmended e) {
    return after instanceof AtStage s
            && s.stage() instanceof Stage.OutletAssignment
            && e.choice().outletId() != null
        ? List.of(assigned(e.caseId(), e.choice().outletId()))
        : List.of();
  }

  private static Effect assigned(String caseId, String outletId) {
    return Effect.request(new AssignOutlet(caseId, outletId));
  }

  /** Whether the verdict of this pre-check turns pick-up into delivery. */
  static boolean barsPickup(Stage.HealthPrecheck stage, StageSettled settled) {
    return stage.onSymptom() == Stage.OnSymptom.DELIVER
        && HealthVerdict.BLOCK_PICKUP_ONLY.name().equals(settled.detail().get("verdict"));
  }

  /** After the allotment only a confirmation is waited for with an end. */
  private static List<Effect> timedOut(Live after, StageTimedOut e) {
    return after.file().track().grantedAt() == null
        ? close(e.caseId(), CaseOutcome.REFUSED, "STAGE_TIMED_OUT", Map.of())
        : close(e.caseId(), CaseOutcome.FORFEITED, "NOT_CONFIRMED", Map.of());
  }

  private List<Effect> settled(Live after, StageSettled e) {
    var steps = packs.pack(after.file().pack(), after.file().packVersion()).steps();
    if (e.verdict() == Verdict.PASSED) {
      return e.stageNo() < steps.size()
          ? List.of(stage(e.caseId(), e.stageNo() + 1))
          : close(e.caseId(), CaseOutcome.FULFILLED, null, e.detail());
    }
    if (after.status() == CaseStatus.CANCELLING) {
      return close(e.caseId(), CaseOutcome.CANCELLED, "CITIZEN", e.detail());
    }
    boolean granted = after.file().track().grantedAt() != null;
    return close(e.caseId(), granted ? CaseOutcome.FORFEITED : CaseOutcome.REFUSED, e.reason(), e.detail());
  }

  /** The notice comes first: a closed case has nobody left to tell. */
  private static List<Effect> close(String caseId, CaseOutcome outcome, String reason, Map<String, String> detail) {
    var params = new TreeMap<>(detail);
    if (reason != null) {
      params.put("reason", reason);
    }
    return List.of(
        notice(caseId, CaseStatus.valueOf(outcome.name()), params),
        Effect.request(new CloseCase(caseId, outcome, reason)));
  }

  private static Effect stage(String caseId, int stageNo) {
    return Effect.request(new RequestStage(caseId, stageNo));
  }

  private static Effect notice(String caseId, CaseStatus status, Map<String, String> detail) {
    return Effect.request(new RequestNotice(caseId, status, detail));
  }
}
