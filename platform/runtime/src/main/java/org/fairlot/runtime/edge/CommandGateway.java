package org.fairlot.runtime.edge;

import org.fairlot.kernel.Command;
import org.fairlot.runtime.decider.Outcome;
import reactor.core.publisher.Mono;

/** Puts commands on the service's command topic and gives back their outcomes. */
public interface CommandGateway {

  /**
   * @return the outcome, or {@link Outcome.Pending} if it is not known in time; an error if the log did not take the
   *     command ({@link Problem} 503 {@code LOG_UNAVAILABLE}) or it could not be decided
   */
  Mono<Outcome> submit(Command command, CommandContext context);
}
