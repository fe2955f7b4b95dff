package org.fairlot.kernel;

import java.time.Instant;

/**
 * The rules of one aggregate: commands in, events out. Pure: the same command on the same state at the same instant
 * gives the same decision in every JVM, today and in a replay years later. So no clock, no random, no I/O and no
 * collection without a fixed order; ids, seeds and the time come with the command.
 *
 * @param <C> the commands, one sealed interface
 * @param <S> the state, a value: one type per state, or a {@link Ledger} where an aggregate has many members
 * @param <E> the events, one sealed interface
 * @param <R> the typed refusals
 */
public interface Decider<C extends Command, S, E extends Event, R extends Rejection> {

  /** The state before the first event. */
  S initial();

  /**
   * Turns a command into events or a typed refusal; an exception here is a bug, never an answer.
   *
   * @param at the broker's append time of the command, never earlier than that of the aggregate's last command
   */
  Decision<E, R> decide(C command, S state, Instant at);

  /** Folds one event; total, and the only way state changes, live as in replay. */
  S evolve(S state, E event);
}
