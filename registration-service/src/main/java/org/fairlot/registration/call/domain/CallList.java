package org.fairlot.registration.call.domain;

import java.util.List;
import java.util.stream.Stream;
import org.fairlot.contracts.registration.CallEvent;
import org.fairlot.contracts.registration.CallEvent.CallDropped;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CallEvent.CallsErased;

/**
 * What a citizen was told of a case, and is still to be told (通知清单).
 *
 * @param due    on the worklist, or {@code null}
 * @param closed off it, the last one last
 */
public record CallList(Due due, List<Told> closed) {

  public static final CallList NONE = new CallList(null, List.of());

  /** A pipeline has fewer notices than that; older repeats have long fallen out of every retry. */
  private static final int REMEMBERED = 50;

  public CallList {
    closed = List.copyOf(closed.subList(Math.max(0, closed.size() - REMEMBERED), closed.size()));
  }

  /**
   * @param last     whether it tells how the case ended: nothing can make that void
   * @param attempts so far, in vain
   */
  public record Due(String callId, String committee, boolean last, int attempts) {}

  /** @param outcome how the citizen was told, {@code null} where nobody did */
  public record Told(String callId, String committee, CallOutcome outcome) {}

  boolean isDue(String callId) {
    return due != null && due.callId().equals(callId);
  }

  /** {@code null} if it never was on the list, or is still due. */
  Told told(String callId) {
    return closed.stream().filter(told -> told.callId().equals(callId)).findFirst().orElse(null);
  }

  /** The list after an event; events only ever come from the decider, so each fits the list before it. */
  CallList after(CallEvent event) {
    return switch (event) {
      case CallPlanned e -> new CallList(new Due(e.callId(), e.committee(), e.status().isFinal(), 0), closedWith(null));
      case CallMade e ->
          e.outcome().told()
              ? new CallList(null, closedWith(e.outcome()))
              : new CallList(new Due(due.callId(), due.committee(), due.last(), e.attempts()), closed);
      case CallDropped e -> new CallList(null, closedWith(null));
      case CallsErased e -> NONE;
    };
  }

  /** Of all that is remembered. */
  List<String> ids() {
    var known = closed.stream().map(Told::callId);
    return (due == null ? known : Stream.concat(known, Stream.of(due.callId()))).toList();
  }

  private List<Told> closedWith(CallOutcome outcome) {
    return due == null
        ? closed
        : Stream.concat(closed.stream(), Stream.of(new Told(due.callId(), due.committee(), outcome))).toList();
  }
}
