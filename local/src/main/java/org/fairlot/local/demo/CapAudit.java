package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.kernel.Recorded;

/** Recounts from the log that a shared limit (限购) was kept at every moment: the live and the served cases of one door, phone or likeness. */
final class CapAudit {

  private final Stage.Cap cap;
  private final Map<String, String> tagOf = new HashMap<>();
  private final Map<String, Integer> stageOf = new HashMap<>();
  private final Map<String, Set<String>> counted = new HashMap<>();
  private final List<String> exceeded = new ArrayList<>();
  private int refused;

  /** @param programme whose cases are looked at; @param events those of one case in their order */
  CapAudit(Stage.Cap cap, String programme, List<Recorded<?>> events) {
    this.cap = cap;
    for (var recorded : events) {
      switch (recorded.event()) {
        case CaseOpened e when e.programmeId().equals(programme) && e.tags() != null -> tagOf.put(e.caseId(), e.tags().get(cap.by()));
        case CaseAmended e when tagOf.containsKey(e.caseId()) && e.tags() != null -> tagOf.put(e.caseId(), e.tags().get(cap.by()));
        case StageRequested e when e.stage() instanceof Stage.Cap asked && asked.by() == cap.by() -> stageOf.put(e.caseId(), e.stageNo());
        case StageSettled e when Integer.valueOf(e.stageNo()).equals(stageOf.get(e.caseId())) -> settle(e);
        case CaseClosed e when e.outcome() != CaseOutcome.FULFILLED && tagOf.get(e.caseId()) != null -> of(e.caseId()).remove(e.caseId());
        default -> {
          // nothing that is counted here
        }
      }
    }
  }

  private Set<String> of(String caseId) {
    return counted.computeIfAbsent(tagOf.get(caseId), tag -> new HashSet<>());
  }

  private void settle(StageSettled event) {
    if (tagOf.get(event.caseId()) == null) {
      return;
    }
    if (event.verdict() != Verdict.PASSED) {
      refused++;
      return;
    }
    var together = of(event.caseId());
    together.add(event.caseId());
    if (together.size() > cap.max() && cap.over() == Stage.OverCap.REFUSE && cap.days() == null) {
      exceeded.add(event.caseId() + " is one of " + together.size());
    }
  }

  void account(Account account, Narrator narrator) {
    String what = switch (cap.by()) {
      case DWELLING -> "dwelling";
      case PHONE -> "phone";
      case LIKENESS -> "likeness";
    };
    narrator.say("The limit of %d per %s refused %d registrations.", cap.max(), what, refused);
    account.check("cases of one " + what + ", never more than " + cap.max() + " unless people said so", counted.size(), exceeded);
  }
}
