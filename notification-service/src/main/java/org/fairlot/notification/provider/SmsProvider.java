package org.fairlot.notification.provider;

import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** A provider of short messages (短信服务商). */
public interface SmsProvider {

  /** The name under which the ledger keeps what it said. */
  String name();

  /**
   * Hands over a message.
   *
   * @param mayStill asked immediately before each call; {@code false} ends it as {@link Answer.NotTaken}
   * @return what came of it; never an error
   */
  Mono<Answer> send(Sms sms, BooleanSupplier mayStill);

  /** Asks whether it has the message; never an error. */
  Mono<Knowledge> find(String outId);

  /** What came of a call. */
  sealed interface Answer {

    /** It took the message. @param bizId its receipt id (发送回执) */
    record Taken(String bizId) implements Answer {}

    /** It will never take this message: a wrong number, a template that is not approved. */
    record Refused(String code) implements Answer {}

    /**
     * It certainly did not take the message this time.
     *
     * @param transientFault whether trying again within a second may help
     */
    record NotTaken(String code, boolean transientFault) implements Answer {}

    /** It may have taken the message: the call was made and no answer came. */
    record Unknown(String code) implements Answer {}
  }

  /** What the provider knows of a message. */
  sealed interface Knowledge {

    record Has(String bizId) implements Knowledge {}

    record HasNot() implements Knowledge {}

    /** It could not be asked. */
    record NoAnswer(String code) implements Knowledge {}
  }
}
