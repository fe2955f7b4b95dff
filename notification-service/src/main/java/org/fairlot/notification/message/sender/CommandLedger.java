package org.fairlot.notification.message.sender;

import java.util.List;
import java.util.UUID;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.notification.message.domain.MessageCommand;
import org.fairlot.notification.message.domain.MessageCommand.BeginAttempt;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.wire.WireTypes;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The ledger on the log: a claim is a command like any other. */
public final class CommandLedger implements SendLedger {

  private static final String BEGUN = WireTypes.nameOf(AttemptBegun.class);
  private static final int TRIES = 3;

  private final CommandGateway gateway;

  public CommandLedger(CommandGateway gateway) {
    this.gateway = gateway;
  }

  /**
   * Every claim has an id of its own: a claim repeated under a known id would be answered as the first one was, and two
   * senders would believe it theirs. Only while this one still waits for its answer is it repeated under its id.
   */
  @Override
  public Mono<Claim> begin(MessageDue due) {
    var claim = new BeginAttempt(due.recipientTag(), due.messageId(), due.attempt());
    var context = context(due, true);
    return Mono.defer(() -> gateway.submit(claim, context))
        .map(CommandLedger::claim)
        .retryWhen(Retry.max(TRIES - 1).filter(NotKnownYet.class::isInstance));
  }

  private static Claim claim(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> accepted.events().contains(BEGUN) ? Claim.BEGUN : Claim.NOT_DUE;
      case Outcome.Rejected rejected ->
          switch (rejected.code()) {
            case "ATTEMPT_ALREADY_BEGUN" -> Claim.ALREADY_BEGUN;
            case "MESSAGE_NOT_DUE" -> Claim.NOT_DUE;
            default -> throw new IllegalStateException("a claim was refused: " + rejected);
          };
      case Outcome.Pending pending -> throw new NotKnownYet(pending.commandId());
    };
  }

  @Override
  public Mono<Void> record(MessageCommand result, MessageDue due) {
    return gateway.submit(result, context(due, false)).then();
  }

  private static CommandContext context(MessageDue due, boolean waitForCommit) {
    return new CommandContext(
        UUID.randomUUID().toString(), due.caseId(), null, null, List.of(), waitForCommit, null);
  }

  private static final class NotKnownYet extends RuntimeException {
    NotKnownYet(String commandId) {
      super("claim " + commandId + " is not decided yet");
    }
  }
}
