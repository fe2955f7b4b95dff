package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Ledger;
import org.fairlot.kernel.Rejection;

/**
 * The sentence in which rules are tested: {@code spec(decider).given(events).when(command).then(events)} or
 * {@code .thenRejected("SOLD_OUT")}. Several commands may follow each other; {@code when} always acts on the state that
 * everything before it has left.
 */
public final class DeciderSpec<C extends Command, S, E extends Event, R extends Rejection> {

  private static final Instant SOME_TIME = Instant.parse("2020-02-02T11:30:00Z");

  private final Decider<C, S, E, R> decider;
  private S state;
  private Instant at = SOME_TIME;
  private Decision<E, R> last;

  private DeciderSpec(Decider<C, S, E, R> decider) {
    this.decider = decider;
    this.state = decider.initial();
  }

  public static <C extends Command, S, E extends Event, R extends Rejection> DeciderSpec<C, S, E, R> spec(
      Decider<C, S, E, R> decider) {
    return new DeciderSpec<>(decider);
  }

  @SafeVarargs
  public final DeciderSpec<C, S, E, R> given(E... events) {
    fold(List.of(events));
    return this;
  }

  /** Commands after this come at {@code instant}. */
  public DeciderSpec<C, S, E, R> at(Instant instant) {
    at = instant;
    return this;
  }

  public DeciderSpec<C, S, E, R> at(String isoInstant) {
    return at(java.time.OffsetDateTime.parse(isoInstant).toInstant());
  }

  @SafeVarargs
  public final DeciderSpec<C, S, E, R> when(C... commands) {
    for (C command : commands) {
      last = decider.decide(command, state, at);
      if (last instanceof Decision.Accepted<E, R>(var events)) {
        fold(events);
      }
    }
    return this;
  }

  @SafeVarargs
  public final DeciderSpec<C, S, E, R> then(E... events) {
    assertThat(accepted()).containsExactly(events);
    return this;
  }

  public DeciderSpec<C, S, E, R> thenNothing() {
    assertThat(accepted()).isEmpty();
    return this;
  }

  /** For events that are easier described than written out. */
  public DeciderSpec<C, S, E, R> thenEvents(Consumer<List<E>> assertions) {
    assertions.accept(accepted());
    return this;
  }

  public DeciderSpec<C, S, E, R> thenRejected(String code) {
    assertThat(rejection().code()).isEqualTo(code);
    return this;
  }

  public DeciderSpec<C, S, E, R> thenRejected(R reason) {
    assertThat(rejection()).isEqualTo(reason);
    return this;
  }

  public S state() {
    return state;
  }

  private List<E> accepted() {
    assertThat(last).as("a command must come before then").isNotNull();
    if (last instanceof Decision.Accepted<E, R>(var events)) {
      return events;
    }
    throw new AssertionError("rejected: " + rejection());
  }

  private R rejection() {
    if (last instanceof Decision.Rejected<E, R>(var reason)) {
      return reason;
    }
    throw new AssertionError("not rejected: " + last);
  }

  @SuppressWarnings("unchecked")
  private void fold(List<E> events) {
    var next = state;
    for (E event : new ArrayList<>(events)) {
      next = decider.evolve(next, event);
    }
    state = next instanceof Ledger<?, ?> ledger ? (S) ledger.settled() : next;
  }
}
