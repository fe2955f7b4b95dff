package org.fairlot.contracts.registration;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What a committee's workers tell citizens by telephone or at the door (居委会电话或上门通知). Key: {@code call|caseId}; a case
 * has one call due at the most, since a newer one tells where the case stands now.
 */
public sealed interface CallEvent extends Event {

  String caseId();

  @Override
  default String about() {
    return caseId();
  }

  /** What came of an attempt. */
  enum CallOutcome {
    /** Told by telephone. */
    REACHED,
    /** Told at the door. */
    VISITED,
    /** Nobody answered: it stays due. */
    NO_ANSWER,
    /** Another person's number: it stays due, for a visit. */
    WRONG_NUMBER,
    /** Told, and the goods are not wanted (谢绝). */
    DECLINED;

    /** Whether the citizen knows now. */
    public boolean told() {
      return this == REACHED || this == VISITED || this == DECLINED;
    }
  }

  /**
   * A call stands on the worklist (待通知).
   *
   * @param callId   a {@link org.fairlot.contracts.notification.NoticeId}
   * @param status   what the case has come to
   * @param template code of what is to be said
   * @param language that the citizen wanted
   * @param params   of the template, in key order; never personal
   * @param replaces the call that was due until now, or {@code null}
   */
  @Wire("registration.call-planned.v1")
  record CallPlanned(
      String caseId, String callId, String committee, CaseStatus status, String template, String language,
      Map<String, String> params, @Nullable String replaces)
      implements CallEvent {
    public CallPlanned {
      params = params == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(params));
    }
  }

  /**
   * A worker has called or rung.
   *
   * @param attempts with this one
   * @param madeBy   who: the subject of the token
   * @param note     JWE for {@link org.fairlot.contracts.Purpose#IDENTITY}, or {@code null}
   */
  @Wire("registration.call-made.v1")
  record CallMade(
      String caseId, String callId, String committee, CallOutcome outcome, int attempts, String madeBy, @Nullable String note)
      implements CallEvent {}

  /** There is nothing left to be told: the case has ended. */
  @Wire("registration.call-dropped.v1")
  record CallDropped(String caseId, String callId) implements CallEvent {}

  /** The programme of the case has ended: what was to be told of it, and what people wrote about that, is forgotten. */
  @Wire("registration.calls-erased.v1")
  record CallsErased(String caseId, List<String> callIds) implements CallEvent {
    public CallsErased {
      callIds = List.copyOf(callIds);
    }
  }
}
