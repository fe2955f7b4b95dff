package org.fairlot.notification.message.sender;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.notification.message.domain.MessageCommand.RecordFailure;
import org.fairlot.notification.message.domain.MessageCommand.RecordSent;
import org.fairlot.notification.message.sender.Letters.Letter;
import org.fairlot.notification.message.sender.SendLedger.Claim;
import org.fairlot.notification.provider.Sms;
import org.fairlot.notification.provider.SmsProvider;
import org.fairlot.notification.provider.SmsProvider.Answer;
import org.fairlot.notification.provider.SmsProvider.Knowledge;
import org.fairlot.runtime.Worker;
import reactor.core.publisher.Mono;

/**
 * Sends what is due. A call to the provider cannot be undone, so it is made only by him whose claim on the attempt is
 * in the ledger; whoever finds an attempt claimed, or the one before in doubt, asks the provider first. Wherever this
 * is interrupted, at worst a message is asked about once more.
 */
public final class Sender implements Worker {

  /** The events that have something sent. */
  public static final Set<Class<? extends Event>> TYPES = Set.of(MessageDue.class);

  private final SendLedger ledger;
  private final Letters letters;
  private final SmsProvider provider;
  private final Backoff backoff;
  private final Duration claimTtl;
  private final Duration settle;
  private final Clock clock;
  private final LongSupplier nanos;

  /**
   * @param claimTtl how long after its claim the provider may be called, in real time: a sender that was held up longer
   *                 must suppose that another has taken over
   * @param settle   how long a doubtful attempt is left alone; longer than {@code claimTtl} and a call together, so
   *                 that what the provider says then is its last word
   */
  public Sender(
      SendLedger ledger, Letters letters, SmsProvider provider, Backoff backoff, Duration claimTtl, Duration settle,
      Clock clock, LongSupplier nanos) {
    this.ledger = ledger;
    this.letters = letters;
    this.provider = provider;
    this.backoff = backoff;
    this.claimTtl = claimTtl;
    this.settle = settle;
    this.clock = clock;
    this.nanos = nanos;
  }

  @Override
  public Mono<Void> on(Recorded<?> recorded) {
    return recorded.event() instanceof MessageDue due
        ? letters.write(due).flatMap(letter -> send(due, letter))
        : Mono.empty();
  }

  private Mono<Void> send(MessageDue due, Letter letter) {
    return switch (letter) {
      // also where the attempt before is in doubt: a report may still come, and the ledger will believe it
      case Letter.Unsendable(var reason) -> ledger.record(failure(due, reason, false, null), due);
      case Letter.Ready(var sms) -> {
        long claimedAt = nanos.getAsLong();
        BooleanSupplier mayStill = () -> nanos.getAsLong() - claimedAt < claimTtl.toNanos();
        yield ledger.begin(due).flatMap(claim -> act(claim, due, sms, mayStill));
      }
    };
  }

  private Mono<Void> act(Claim claim, MessageDue due, Sms sms, BooleanSupplier mayStill) {
    return switch (claim) {
      case NOT_DUE -> Mono.empty();
      case ALREADY_BEGUN -> ask(due, "INTERRUPTED");
      case BEGUN -> due.inDoubt() ? askThenCall(due, sms, mayStill) : call(due, sms, mayStill);
    };
  }

  private Mono<Void> call(MessageDue due, Sms sms, BooleanSupplier mayStill) {
    return provider
        .send(sms, mayStill)
        .flatMap(
            answer ->
                switch (answer) {
                  case Answer.Taken(var bizId) -> ledger.record(sent(due, bizId), due);
                  case Answer.Refused(var code) -> ledger.record(failure(due, code, false, null), due);
                  case Answer.NotTaken(var code, _) -> ledger.record(failure(due, code, false, retryAt(due)), due);
                  case Answer.Unknown(var code) -> ask(due, code);
                });
  }

  /** The attempt before may have reached the provider, long enough ago for it to know. */
  private Mono<Void> askThenCall(MessageDue due, Sms sms, BooleanSupplier mayStill) {
    return provider
        .find(due.messageId())
        .flatMap(
            knowledge ->
                switch (knowledge) {
                  case Knowledge.Has(var bizId) -> ledger.record(sent(due, bizId), due);
                  case Knowledge.HasNot _ -> call(due, sms, mayStill);
                  case Knowledge.NoAnswer(var code) -> ledger.record(doubt(due, code), due);
                });
  }

  /**
   * This attempt may be under way even now, so only a yes counts; a no is asked for again when the matter has settled.
   */
  private Mono<Void> ask(MessageDue due, String reason) {
    return provider
        .find(due.messageId())
        .flatMap(
            knowledge ->
                switch (knowledge) {
                  case Knowledge.Has(var bizId) -> ledger.record(sent(due, bizId), due);
                  case Knowledge.HasNot _, Knowledge.NoAnswer _ -> ledger.record(doubt(due, reason), due);
                });
  }

  private RecordSent sent(MessageDue due, String bizId) {
    return new RecordSent(due.recipientTag(), due.messageId(), due.attempt(), provider.name(), bizId);
  }

  private RecordFailure doubt(MessageDue due, String reason) {
    Instant settled = clock.instant().plus(settle);
    Instant again = retryAt(due);
    return failure(due, reason, true, again.isBefore(settled) ? settled : again);
  }

  private static RecordFailure failure(MessageDue due, String reason, boolean inDoubt, Instant retryAt) {
    return new RecordFailure(due.recipientTag(), due.messageId(), due.attempt(), reason, inDoubt, retryAt);
  }

  private Instant retryAt(MessageDue due) {
    return clock.instant().plus(backoff.after(due.attempt()));
  }
}
