package org.fairlot.registration.eligibility.register;

import java.util.Set;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAsked;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.NotePending;
import org.fairlot.registration.eligibility.register.FactFinder.Finding;
import org.fairlot.registration.eligibility.register.FactFinder.Matter;
import org.fairlot.runtime.Worker;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import reactor.core.publisher.Mono;

/**
 * Asks registers for cases that wait. A register that is down holds nobody else up: what is missing is noted, and a timer
 * has it asked again.
 */
public final class EligibilityWorker implements Worker {

  /** The events that it asks registers about. */
  public static final Set<Class<? extends Event>> TYPES = Set.of(EligibilityAsked.class);

  private final CommandGateway gateway;
  private final FactFinder facts;

  public EligibilityWorker(CommandGateway gateway, FactFinder facts) {
    this.gateway = gateway;
    this.facts = facts;
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    return recorded.event() instanceof EligibilityAsked asked ? find(asked, recorded.id()) : Mono.empty();
  }

  private Mono<Void> find(EligibilityAsked e, String eventId) {
    return facts
        .find(new Matter(e.personTag(), e.caseId(), e.stageNo(), e.rules(), eventId))
        .flatMap(finding ->
            switch (finding) {
              // the aggregate has answered the case by itself
              case Finding.Eligible _, Finding.Refused _ -> Mono.empty();
              case Finding.Open(var missing) ->
                  gateway
                      .submit(
                          new NotePending(e.personTag(), e.caseId(), e.stageNo(), missing),
                          CommandContext.of(eventId + "/pending", e.caseId(), eventId))
                      .then();
            });
  }
}
