package org.fairlot.notification.message.domain;

import java.time.Instant;
import java.util.ArrayList;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.contracts.notification.MessageEvent.MessagePostponed;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.MessageEvent.MessageReported;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.notification.message.domain.Message.Attempting;
import org.fairlot.notification.message.domain.Message.Done;
import org.fairlot.notification.message.domain.Message.Due;
import org.fairlot.notification.message.domain.Message.GivenUp;
import org.fairlot.notification.message.domain.Message.Letter;
import org.fairlot.notification.message.domain.Message.Open;
import org.fairlot.notification.message.domain.Message.Reported;
import org.fairlot.notification.message.domain.Message.Sent;
import org.fairlot.notification.message.domain.Message.Waiting;
import org.fairlot.notification.message.domain.MessageCommand.BeginAttempt;
import org.fairlot.notification.message.domain.MessageCommand.MarkDue;
import org.fairlot.notification.message.domain.MessageCommand.QueueMessage;
import org.fairlot.notification.message.domain.MessageCommand.RecordFailure;
import org.fairlot.notification.message.domain.MessageCommand.RecordReport;
import org.fairlot.notification.message.domain.MessageCommand.RecordSent;
import org.fairlot.notification.message.domain.MessageRejection.AttemptAlreadyBegun;
import org.fairlot.notification.message.domain.MessageRejection.AttemptNotBegun;
import org.fairlot.notification.message.domain.MessageRejection.MessageNotDue;
import org.fairlot.notification.message.domain.MessageRejection.MessageUnknown;
import org.fairlot.notification.message.domain.MessageRejection.NoticeTooOld;
import org.fairlot.notification.message.domain.MessageRejection.TooManyMessages;

/**
 * The send ledger: what was begun is written here before the provider is called, and each attempt is begun by one
 * caller only. Whoever finds an attempt begun by another asks the provider and never sends.
 */
public final class MessageDecider implements Decider<MessageCommand, Recipient, MessageEvent, MessageRejection> {

  /** With the sender's back-off (30 s, doubled up to an hour) a provider may be away for about three hours. */
  static final int ATTEMPTS_MAX = 10;

  @Override
  public Recipient initial() {
    return Recipient.unknown();
  }

  @Override
  public Decision<MessageEvent, MessageRejection> decide(MessageCommand command, Recipient state, Instant at) {
    Message message = state.messages().get(command.messageId());
    return switch (command) {
      case QueueMessage c -> message == null ? queue(c, state, at) : Decision.nothing();
      case MarkDue c -> markDue(c, message, at);
      case BeginAttempt c -> begin(c, message, at);
      case RecordSent c -> recordSent(c, message);
      case RecordFailure c -> recordFailure(c, message);
      case RecordReport c -> recordReport(c, message);
    };
  }

  private static Decision<MessageEvent, MessageRejection> queue(QueueMessage c, Recipient state, Instant at) {
    if (c.requestedAt().isBefore(at.minus(Recipient.NOTICE_TTL))) {
      return Decision.reject(new NoticeTooOld(c.messageId(), c.requestedAt()));
    }
    if (state.forgetting(c.requestedAt()).messages().size() >= Recipient.MESSAGES_MAX) {
      return Decision.reject(new TooManyMessages(c.messageId(), Recipient.MESSAGES_MAX));
    }
    var letter =
        new Letter(
            c.caseId(), c.template(), c.language(), c.params(), c.contact(), c.quietHours(), c.requestedAt());
    Instant sendAt = letter.firstAllowed(at);
    var events = new ArrayList<MessageEvent>();
    events.add(
        new MessageQueued(
            c.messageId(), c.recipientTag(), c.caseId(), c.template(), c.language(), c.params(), c.contact(),
            c.quietHours(), c.requestedAt(), sendAt));
    if (!sendAt.isAfter(at)) {
      events.add(due(c.recipientTag(), c.messageId(), letter, 1, false));
    }
    return Decision.accept(events);
  }

  /** A timer may come early by the difference of two clocks; it counts all the same, or nothing would wake it. */
  private static Decision<MessageEvent, MessageRejection> markDue(MarkDue c, Message message, Instant at) {
    if (!(message instanceof Waiting(var letter, var attempt, var inDoubt)) || attempt != c.attempt()) {
      return Decision.nothing();
    }
    Instant allowed = letter.firstAllowed(at);
    return allowed.isAfter(at)
        ? Decision.accept(postponed(c.recipientTag(), c.messageId(), letter, attempt, allowed))
        : Decision.accept(due(c.recipientTag(), c.messageId(), letter, attempt, inDoubt));
  }

  private static Decision<MessageEvent, MessageRejection> begin(BeginAttempt c, Message message, Instant at) {
    if (!(message instanceof Open open) || open.attempt() != c.attempt()) {
      return Decision.reject(new MessageNotDue(c.messageId(), c.attempt()));
    }
    return switch (open) {
      case Waiting _ -> Decision.reject(new MessageNotDue(c.messageId(), c.attempt()));
      case Attempting _ -> Decision.reject(new AttemptAlreadyBegun(c.messageId(), c.attempt()));
      case Due(var letter, var attempt, _) -> {
        Instant allowed = letter.firstAllowed(at);
        yield allowed.isAfter(at)
            ? Decision.accept(postponed(c.recipientTag(), c.messageId(), letter, attempt, allowed))
            : Decision.accept(new AttemptBegun(c.messageId(), letter.caseId(), attempt));
      }
    };
  }

  /** Believed whatever attempt it speaks of: that the provider has the message ends all others. */
  private static Decision<MessageEvent, MessageRejection> recordSent(RecordSent c, Message message) {
    return switch (message) {
      case null -> Decision.reject(new MessageUnknown(c.messageId()));
      case Sent _ -> Decision.nothing();
      case Reported(_, _, var sent) when sent -> Decision.nothing();
      case Open open when !open.begun() -> Decision.reject(new AttemptNotBegun(c.messageId()));
      case Open _, GivenUp _, Reported _ ->
          Decision.accept(new MessageSent(c.messageId(), caseOf(message), c.attempt(), c.provider(), c.bizId()));
    };
  }

  private static Decision<MessageEvent, MessageRejection> recordFailure(RecordFailure c, Message message) {
    return switch (message) {
      case null -> Decision.reject(new MessageUnknown(c.messageId()));
      case Due(var letter, var attempt, var inDoubt) when attempt == c.attempt() ->
          Decision.accept(failed(c, letter, c.inDoubt() || inDoubt));
      case Attempting(var letter, var attempt) when attempt == c.attempt() ->
          Decision.accept(failed(c, letter, c.inDoubt()));
      case Open _, Done _ -> Decision.nothing();
    };
  }

  private static AttemptFailed failed(RecordFailure c, Letter letter, boolean inDoubt) {
    boolean again = c.retryAt() != null && c.attempt() < ATTEMPTS_MAX;
    return new AttemptFailed(
        c.messageId(), c.recipientTag(), letter.caseId(), c.attempt(), c.reason(), inDoubt,
        again ? letter.firstAllowed(c.retryAt()) : null);
  }

  private static Decision<MessageEvent, MessageRejection> recordReport(RecordReport c, Message message) {
    return switch (message) {
      case null -> Decision.reject(new MessageUnknown(c.messageId()));
      case Reported _ -> Decision.nothing();
      case Open open when !open.begun() -> Decision.reject(new AttemptNotBegun(c.messageId()));
      case Open _, Sent _, GivenUp _ ->
          Decision.accept(
              new MessageReported(c.messageId(), caseOf(message), c.delivered(), c.code(), c.reportedAt()));
    };
  }

  @Override
  public Recipient evolve(Recipient state, MessageEvent event) {
    String id = event.messageId();
    if (event instanceof MessageQueued e) {
      var letter =
          new Letter(
              e.caseId(), e.template(), e.language(), e.params(), e.contact(), e.quietHours(), e.requestedAt());
      return state.forgetting(e.requestedAt()).with(id, new Waiting(letter, 1, false));
    }
    Message before = state.messages().get(id);
    return before == null ? state : state.with(id, after(before, event));
  }

  private static Message after(Message before, MessageEvent event) {
    return switch (event) {
      case MessageQueued _ -> before;
      case MessageDue e -> before instanceof Open open ? new Due(open.letter(), e.attempt(), e.inDoubt()) : before;
      case MessagePostponed e ->
          before instanceof Open open ? new Waiting(open.letter(), e.attempt(), inDoubt(open)) : before;
      case AttemptBegun e -> before instanceof Open open ? new Attempting(open.letter(), e.attempt()) : before;
      case AttemptFailed e -> {
        if (!(before instanceof Open open)) {
          yield before;
        }
        yield e.retryAt() == null
            ? new GivenUp(e.caseId(), open.requestedAt())
            : new Waiting(open.letter(), e.attempt() + 1, e.inDoubt());
      }
      case MessageSent e ->
          before instanceof Reported
              ? new Reported(e.caseId(), before.requestedAt(), true)
              : new Sent(e.caseId(), before.requestedAt());
      case MessageReported e -> new Reported(e.caseId(), before.requestedAt(), before instanceof Sent);
    };
  }

  private static boolean inDoubt(Open open) {
    return switch (open) {
      case Waiting w -> w.inDoubt();
      case Due d -> d.inDoubt();
      case Attempting _ -> true;
    };
  }

  private static String caseOf(Message message) {
    return switch (message) {
      case Open open -> open.letter().caseId();
      case Done done -> done.caseId();
    };
  }

  private static MessageDue due(String recipientTag, String messageId, Letter letter, int attempt, boolean inDoubt) {
    return new MessageDue(
        messageId, recipientTag, letter.caseId(), letter.template(), letter.language(), letter.params(),
        letter.contact(), attempt, inDoubt);
  }

  private static MessagePostponed postponed(
      String recipientTag, String messageId, Letter letter, int attempt, Instant sendAt) {
    return new MessagePostponed(messageId, recipientTag, letter.caseId(), attempt, sendAt);
  }
}
