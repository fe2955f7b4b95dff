package org.fairlot.registration.call.domain;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/**
 * Commands on what the committee's workers tell of a case (居委会通知). Key: {@code call|caseId}, since a review has the id
 * alone.
 */
public sealed interface CallCommand extends Command {

  String caseId();

  @Override
  default String key() {
    return "call|" + caseId();
  }

  /** The citizen is to be told. @param status what the case has come to */
  @Wire("registration.plan-call.v1")
  record PlanCall(
      String caseId, String callId, String committee, CaseStatus status, String template, String language,
      Map<String, String> params)
      implements CallCommand {
    public PlanCall {
      params = Collections.unmodifiableMap(new TreeMap<>(params));
    }
  }

  /**
   * A worker has called or rung at the door.
   *
   * @param committee on whose worklist the worker found it
   * @param by        who: the subject of the token
   * @param note      JWE, or {@code null}
   */
  @Wire("registration.record-call.v1")
  record RecordCall(String caseId, String callId, String committee, CallOutcome outcome, String by, String note)
      implements CallCommand {}

  /** The case ended without the goods. */
  @Wire("registration.drop-call.v1")
  record DropCall(String caseId) implements CallCommand {}

  /** The programme of the case has ended: forget what was to be told, and what people wrote about it. */
  @Wire("registration.erase-calls.v1")
  record EraseCalls(String caseId) implements CallCommand {}
}
