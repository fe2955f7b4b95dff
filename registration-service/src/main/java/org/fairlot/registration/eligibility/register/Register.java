package org.fairlot.registration.eligibility.register;

import org.fairlot.contracts.person.Identity;
import reactor.core.publisher.Mono;

/** A register that attests one kind of fact (数据共享接口). */
public interface Register {

  /** Never an error: a register that does not answer, or not sensibly, is {@link Answer.Unavailable}. */
  Mono<Answer> ask(Identity person, String area);

  sealed interface Answer {

    /** How often the question was sent and not answered; what is not sent tells the register of nobody. */
    int unanswered();

    /** @param register as it calls itself; @param unanswered before it answered */
    record Attests(boolean holds, String register, int unanswered) implements Answer {
      Attests(boolean holds, String register) {
        this(holds, register, 0);
      }
    }

    /** @param passing whether another try within a second may help */
    record Unavailable(String code, boolean passing, int unanswered) implements Answer {

      /** Of a question that stayed here. */
      static Unavailable unsent(String code, boolean passing) {
        return new Unavailable(code, passing, 0);
      }

      /** Of one that went out, or may have. */
      static Unavailable sent(String code, boolean passing) {
        return new Unavailable(code, passing, 1);
      }
    }

    /** The same, when so many questions in all were not answered. */
    default Answer after(int unanswered) {
      return switch (this) {
        case Attests(var holds, var register, _) -> new Attests(holds, register, unanswered);
        case Unavailable(var code, var passing, _) -> new Unavailable(code, passing, unanswered);
      };
    }
  }
}
