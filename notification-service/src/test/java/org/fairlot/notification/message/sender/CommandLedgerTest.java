package org.fairlot.notification.message.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.fairlot.contracts.notification.MessageEvent.MessageDue;
import org.fairlot.notification.message.domain.MessageCommand.BeginAttempt;
import org.fairlot.notification.message.domain.MessageCommand.RecordSent;
import org.fairlot.notification.message.sender.SendLedger.Claim;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CommandLedgerTest {

  private static final String TAG = "abcdefghijklmnopqrstuv";
  private static final String CASE = "hangzhou-2020." + TAG + ".12345678";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");
  private static final MessageDue DUE =
      new MessageDue(CASE + ":granted", TAG, CASE, "granted", "en", Map.of(), "jwe", 2, false);

  private final List<CommandContext> contexts = new ArrayList<>();

  @Test
  void a_claim_waits_for_the_commit_and_has_an_id_of_its_own() {
    var ledger = answering(c -> accepted(c, "notification.attempt-begun.v1"));
    assertThat(ledger.begin(DUE).block()).isEqualTo(Claim.BEGUN);
    assertThat(ledger.begin(DUE).block()).isEqualTo(Claim.BEGUN);
    assertThat(contexts).allMatch(CommandContext::waitForCommit).extracting(CommandContext::commandId)
        .doesNotHaveDuplicates();
  }

  @Test
  void only_the_event_of_the_beginning_is_a_yes() {
    assertThat(answering(c -> accepted(c, "notification.message-postponed.v1")).begin(DUE).block())
        .isEqualTo(Claim.NOT_DUE);
    assertThat(answering(c -> rejected(c, "ATTEMPT_ALREADY_BEGUN")).begin(DUE).block()).isEqualTo(Claim.ALREADY_BEGUN);
    assertThat(answering(c -> rejected(c, "MESSAGE_NOT_DUE")).begin(DUE).block()).isEqualTo(Claim.NOT_DUE);
  }

  @Test
  void a_refusal_that_says_nothing_of_the_message_is_no_answer() {
    assertThatThrownBy(() -> answering(c -> rejected(c, "LIMIT_EXCEEDED")).begin(DUE).block())
        .hasMessageContaining("LIMIT_EXCEEDED");
  }

  @Test
  void a_claim_that_is_not_decided_yet_is_asked_for_again_under_its_id_and_then_left() {
    var ledger =
        answering(c -> contexts.size() < 3
            ? new Outcome.Pending(c.commandId(), TAG)
            : accepted(c, "notification.attempt-begun.v1"));
    assertThat(ledger.begin(DUE).block()).isEqualTo(Claim.BEGUN);
    assertThat(contexts).hasSize(3).extracting(CommandContext::commandId).containsOnly(contexts.getFirst().commandId());
    assertThatThrownBy(() -> answering(c -> new Outcome.Pending(c.commandId(), TAG)).begin(DUE).block())
        .hasRootCauseMessage("claim " + contexts.getLast().commandId() + " is not decided yet");
  }

  @Test
  void a_result_is_recorded_whatever_the_ledger_says_to_it() {
    var result = new RecordSent(TAG, DUE.messageId(), 2, "sms", "biz");
    answering(c -> rejected(c, "MESSAGE_UNKNOWN")).record(result, DUE).block();
    answering(c -> new Outcome.Pending(c.commandId(), TAG)).record(result, DUE).block();
    assertThat(contexts).hasSize(2).allSatisfy(c -> assertThat(c.correlationId()).isEqualTo(CASE));
  }

  private CommandLedger answering(Function<CommandContext, Outcome> answer) {
    return new CommandLedger((command, context) -> {
      assertThat(command).isInstanceOfAny(BeginAttempt.class, RecordSent.class);
      contexts.add(context);
      return Mono.fromSupplier(() -> answer.apply(context));
    });
  }

  private static Outcome accepted(CommandContext context, String event) {
    return new Outcome.Accepted(context.commandId(), TAG, 1, AT, List.of(event));
  }

  private static Outcome rejected(CommandContext context, String code) {
    return new Outcome.Rejected(context.commandId(), TAG, code, Map.of(), AT);
  }
}
