package org.fairlot.registration.eligibility.register;

import org.fairlot.contracts.person.Identity;
import reactor.core.publisher.Mono;

/** A register that attests one kind of fact (数据共享接口). */
public interface Register {

  /** Never an error: a register that does not answer, or not sensibly, is {@link Answer.Unavailable}. */
  Mono<Answer> ask(Identity person, String area);

  sealed interface Answer {

    /** @param register as it calls itself */
    record Attests(boolean holds, String register) implements Answer {}

    /** @param passing whether another try within a second may help */
    record Unavailable(String code, boolean passing) implements Answer {}
  }
}
