package org.fairlot.registration.call.domain;

import java.time.Instant;
import org.fairlot.contracts.registration.CallEvent;
import org.fairlot.contracts.registration.CallEvent.CallDropped;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CallEvent.CallsErased;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.call.domain.CallCommand.DropCall;
import org.fairlot.registration.call.domain.CallCommand.EraseCalls;
import org.fairlot.registration.call.domain.CallCommand.PlanCall;
import org.fairlot.registration.call.domain.CallCommand.RecordCall;
import org.fairlot.registration.call.domain.CallRejection.CallClosed;
import org.fairlot.registration.call.domain.CallRejection.NotYourCommittee;
import org.fairlot.registration.call.domain.CallRejection.UnknownCall;

/** The rules of the worklist (通知清单): one call per case is due, until the citizen knows; every attempt is kept. */
public final class CallDecider implements Decider<CallCommand, CallList, CallEvent, CallRejection> {

  @Override
  public CallList initial() {
    return CallList.NONE;
  }

  @Override
  public CallList evolve(CallList state, CallEvent event) {
    return state.after(event);
  }

  @Override
  public Decision<CallEvent, CallRejection> decide(CallCommand command, CallList calls, Instant at) {
    return switch (command) {
      case PlanCall c -> plan(c, calls);
      case RecordCall c -> record(c, calls);
      case DropCall c ->
          calls.due() == null || calls.due().last()
              ? Decision.nothing()
              : Decision.accept(new CallDropped(c.caseId(), calls.due().callId()));
      case EraseCalls c ->
          calls.ids().isEmpty() ? Decision.nothing() : Decision.accept(new CallsErased(c.caseId(), calls.ids()));
    };
  }

  private static Decision<CallEvent, CallRejection> plan(PlanCall c, CallList calls) {
    if (calls.isDue(c.callId()) || calls.told(c.callId()) != null) {
      return Decision.nothing();
    }
    var replaced = calls.due() == null ? null : calls.due().callId();
    return Decision.accept(
        new CallPlanned(
            c.caseId(), c.callId(), c.committee(), c.status(), c.template(), c.language(), c.params(), replaced));
  }

  private static Decision<CallEvent, CallRejection> record(RecordCall c, CallList calls) {
    if (calls.isDue(c.callId())) {
      return calls.due().committee().equals(c.committee())
          ? Decision.accept(
              new CallMade(
                  c.caseId(), c.callId(), c.committee(), c.outcome(), calls.due().attempts() + 1, c.by(), c.note()))
          : Decision.reject(new NotYourCommittee(c.callId()));
    }
    var told = calls.told(c.callId());
    if (told == null) {
      return Decision.reject(new UnknownCall(c.callId()));
    }
    if (!told.committee().equals(c.committee())) {
      return Decision.reject(new NotYourCommittee(c.callId()));
    }
    return told.outcome() == c.outcome() ? Decision.nothing() : Decision.reject(new CallClosed(c.callId()));
  }
}
