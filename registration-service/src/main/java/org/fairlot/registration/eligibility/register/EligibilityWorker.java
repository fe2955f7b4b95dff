package org.fairlot.registration.eligibility.register;

import java.util.Set;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAsked;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.eligibility.register.FactFinder.Matter;
import org.fairlot.runtime.Worker;
import reactor.core.publisher.Mono;

/**
 * Asks registers for cases that wait. A register that is down holds nobody else up: what is missing is noted, and a timer
 * has it asked again.
 */
public final class EligibilityWorker implements Worker {

  /** The events that it asks registers about. */
  public static final Set<Class<? extends Event>> TYPES = Set.of(EligibilityAsked.class);

  private final FactFinder facts;

  public EligibilityWorker(FactFinder facts) {
    this.facts = facts;
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    return recorded.event() instanceof EligibilityAsked e
        // the aggregate answers the case by itself
        ? facts.find(new Matter(e.personTag(), e.caseId(), e.stageNo(), e.rules(), recorded.id())).then()
        : Mono.empty();
  }
}
