package org.fairlot.local.demo;

import java.time.Instant;
import java.util.Optional;

/** Somebody who takes part in a played day, and each time the clock has moved on does what there is to do. */
interface Player {

  /** Does what can be done now and was not done before. @return how much that was */
  int act();

  /** When there is something to do that cannot be done yet; empty: nothing that this player waits for. */
  default Optional<Instant> waitsFor(Instant now) {
    return Optional.empty();
  }

  /** A time that must not be passed by while others are waited for; empty: none. */
  default Optional<Instant> mustNotMiss(Instant now) {
    return Optional.empty();
  }

  /** What must have held, as far as this player can tell. */
  default void account(Account account) {}
}
