package org.fairlot.kernel;

import java.util.List;

/**
 * The dual of a {@link Decider}: facts and due timers in, requests out. {@code evolve} and {@code react} are apart, so a
 * replay folds and never asks again.
 *
 * @param <S> where the process stands
 * @param <I> its inputs
 */
public interface Process<S, I> {

  S initial();

  S evolve(S state, I input);

  /** What is to be asked for now, given the state after {@code input}; pure, and data only. */
  List<Effect> react(S after, I input);
}
