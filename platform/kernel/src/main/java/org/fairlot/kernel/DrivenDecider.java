package org.fairlot.kernel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Process} at work inside its own aggregate: what it requests in answer to an event is decided in the same
 * step, on the state that the event has left, so that nobody ever sees the aggregate between two steps. Requests are
 * thus recorded as facts, and a replay, which only folds, never asks again.
 *
 * @param rules   decide the commands from outside and those of the process
 * @param process reacts to each event; may only {@link Effect.Request} commands of {@code commands} for the same key
 */
public record DrivenDecider<C extends Command, S, E extends Event, R extends Rejection>(
    Decider<C, S, E, R> rules, Process<S, E> process, Class<C> commands) implements Decider<C, S, E, R> {

  /** More steps than any process needs: one that passes it does not come to rest. */
  private static final int LONGEST = 1000;

  @Override
  public S initial() {
    return rules.initial();
  }

  @Override
  public Decision<E, R> decide(C command, S state, Instant at) {
    return switch (rules.decide(command, state, at)) {
      case Decision.Rejected<E, R> rejected -> rejected;
      case Decision.Accepted<E, R>(var facts) -> {
        var all = new ArrayList<E>();
        follow(facts, state, at, all);
        yield Decision.accept(all);
      }
    };
  }

  @Override
  public S evolve(S state, E event) {
    return rules.evolve(state, event);
  }

  private S follow(List<E> facts, S before, Instant at, List<E> all) {
    S state = before;
    for (E fact : facts) {
      if (all.size() == LONGEST) {
        throw new IllegalStateException("the process does not come to rest: " + fact);
      }
      state = rules.evolve(state, fact);
      all.add(fact);
      for (Effect effect : process.react(state, fact)) {
        state = follow(decided(effect, state, at), state, at, all);
      }
    }
    return state;
  }

  private List<E> decided(Effect effect, S state, Instant at) {
    if (effect instanceof Effect.Request(Command request) && commands.isInstance(request)) {
      return switch (rules.decide(commands.cast(request), state, at)) {
        case Decision.Accepted<E, R>(var events) -> events;
        case Decision.Rejected<E, R>(var reason) ->
            throw new IllegalStateException(request + " of the process was rejected: " + reason);
      };
    }
    throw new IllegalStateException("a process within a decider can only request its own commands: " + effect);
  }
}
