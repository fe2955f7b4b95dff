package org.fairlot.notification.message.domain;

import java.time.Instant;
import java.util.Map;
import org.fairlot.contracts.notification.QuietHours;

/**
 * Where one message stands. Those that may still have to be sent carry their {@link Letter}; those that are done are
 * kept without it for as long as their notice could be repeated.
 */
public sealed interface Message {

  Instant requestedAt();

  /** Whether the provider may have been called: a report of anything else cannot be true. */
  boolean begun();

  /** Still to be sent. */
  sealed interface Open extends Message {
    Letter letter();

    /** The attempt that is waited for, due or under way; 1 for the first. */
    int attempt();

    @Override
    default Instant requestedAt() {
      return letter().requestedAt();
    }

    @Override
    default boolean begun() {
      return attempt() > 1 || this instanceof Attempting;
    }
  }

  /** Nothing more to send. */
  sealed interface Done extends Message {
    String caseId();

    @Override
    default boolean begun() {
      return true;
    }
  }

  /** What is to be sent and when it may be. */
  record Letter(
      String caseId, String template, String language, Map<String, String> params, String contact,
      QuietHours quietHours, Instant requestedAt) {

    /** The first instant from {@code at} on at which it may be sent. */
    Instant firstAllowed(Instant at) {
      return quietHours == null ? at : quietHours.firstAllowed(at);
    }
  }

  /** A timer waits for it. @param inDoubt whether the attempt before may have reached the provider */
  record Waiting(Letter letter, int attempt, boolean inDoubt) implements Open {}

  /** The sender is to take it. */
  record Due(Letter letter, int attempt, boolean inDoubt) implements Open {}

  /** The provider is being called, or was when the sender died. */
  record Attempting(Letter letter, int attempt) implements Open {}

  /** The provider took it. */
  record Sent(String caseId, Instant requestedAt) implements Done {}

  /** The provider reported its end. @param sent whether it is also known that the provider took it */
  record Reported(String caseId, Instant requestedAt, boolean sent) implements Done {}

  /** No attempt succeeded, and none follows. */
  record GivenUp(String caseId, Instant requestedAt) implements Done {}
}
