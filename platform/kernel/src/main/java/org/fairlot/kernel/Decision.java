package org.fairlot.kernel;

import java.util.List;

/** What a {@link Decider} makes of a command: facts to record, or a typed refusal that leaves no trace in state. */
public sealed interface Decision<E extends Event, R extends Rejection> {

  /** The command is accepted; no events means that it was already true (a repeated or late request). */
  record Accepted<E extends Event, R extends Rejection>(List<E> events) implements Decision<E, R> {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /** The command is refused. */
  record Rejected<E extends Event, R extends Rejection>(R reason) implements Decision<E, R> {}

  static <E extends Event, R extends Rejection> Decision<E, R> accept(List<? extends E> events) {
    return new Accepted<>(List.copyOf(events));
  }

  @SafeVarargs
  static <E extends Event, R extends Rejection> Decision<E, R> accept(E... events) {
    return new Accepted<>(List.of(events));
  }

  /** Accepted, with nothing left to record. */
  static <E extends Event, R extends Rejection> Decision<E, R> nothing() {
    return new Accepted<>(List.of());
  }

  static <E extends Event, R extends Rejection> Decision<E, R> reject(R reason) {
    return new Rejected<>(reason);
  }
}
