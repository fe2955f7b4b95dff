package org.fairlot.registration.call.domain;

import org.fairlot.kernel.Rejection;

/** Why the outcome of a call is refused. The components are part of the public API. */
public sealed interface CallRejection extends Rejection {

  /** Nothing of that id was ever to be told. */
  record UnknownCall(String callId) implements CallRejection {
    @Override
    public String code() {
      return "UNKNOWN_CALL";
    }
  }

  /** It stands on another committee's worklist, which is not told. */
  record NotYourCommittee(String callId) implements CallRejection {
    @Override
    public String code() {
      return "NOT_YOUR_COMMITTEE";
    }
  }

  /** It is off the worklist: the citizen was told, or a newer call replaced it, or the case has ended. */
  record CallClosed(String callId) implements CallRejection {
    @Override
    public String code() {
      return "CALL_CLOSED";
    }
  }
}
