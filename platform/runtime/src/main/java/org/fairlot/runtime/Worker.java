package org.fairlot.runtime;

import org.fairlot.kernel.Recorded;
import reactor.core.publisher.Mono;

/**
 * Carries out a side effect in the outside world for an event. It runs at least once per event and may run again after a
 * crash: what must not repeat has its own ledger on the log, asked before the effect.
 */
public interface Worker {

  /** Completes when the work is done and recorded; an error has it tried again, later and later. */
  Mono<Void> on(Recorded<?> recorded);
}
