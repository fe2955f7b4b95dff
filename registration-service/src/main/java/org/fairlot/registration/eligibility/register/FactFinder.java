package org.fairlot.registration.eligibility.register;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.pack.Stage.Way;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.EligibilityEvent.Unanswered;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ConfirmEligible;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.NotePending;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.RecordFact;
import org.fairlot.registration.eligibility.domain.EligibilityRejection.FactsNeeded;
import org.fairlot.registration.eligibility.domain.EligibilityRejection.NotEligible;
import org.fairlot.registration.eligibility.domain.Inquiry;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.wire.Json;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;

/**
 * Finds out whether a person is eligible: asks the person's own aggregate what is not known yet, asks the registers just
 * that, one after the other, and records each answer, and what got none. What it finds is always the aggregate's word.
 */
public final class FactFinder {

  private static final TypeReference<List<Way>> WAYS = new TypeReference<>() {};
  private static final TypeReference<List<Attested>> ASKED = new TypeReference<>() {};

  private final CommandGateway gateway;
  private final Function<String, Mono<Identity>> identities;
  private final Registers registers;

  /** @param identities opens a sealed identity; empty if the person was erased */
  public FactFinder(CommandGateway gateway, Function<String, Mono<Identity>> identities, Registers registers) {
    this.gateway = gateway;
    this.identities = identities;
    this.registers = registers;
  }

  /** Whose eligibility is asked for, and by which event. @param stageNo {@code null} where no stage waits for it */
  record Matter(String personTag, String caseId, Integer stageNo, Eligibility rules, String eventId) {}

  sealed interface Finding {
    record Eligible() implements Finding {}

    record Refused() implements Finding {}

    /** There are facts about which no register could be asked. */
    record Open() implements Finding {}
  }

  Mono<Finding> find(Matter matter) {
    return confirm(matter)
        .flatMap(word ->
            switch (word) {
              case Word.Final(var finding) -> Mono.just(finding);
              case Word.Needs(var identity, var inquiry) ->
                  askAll(matter, identity, inquiry)
                      .flatMap(silence -> note(matter, silence).then(confirm(matter)))
                      .map(after -> after instanceof Word.Final(var finding) ? finding : new Finding.Open());
            });
  }

  /** What registers left open. @param unavailable what nobody could be asked about; @param unanswered what was sent in vain */
  private record Silence(List<Attested> unavailable, List<Unanswered> unanswered) {

    static final Silence NONE = new Silence(List.of(), List.of());

    Silence after(Attested fact, Register.Answer answer) {
      var unavailable = answer instanceof Register.Answer.Unavailable ? and(this.unavailable, fact) : this.unavailable;
      var unanswered = answer.unanswered() == 0
          ? this.unanswered
          : and(this.unanswered, new Unanswered(fact.fact(), fact.area(), answer.unanswered()));
      return new Silence(unavailable, unanswered);
    }

    private static <T> List<T> and(List<T> list, T more) {
      return Stream.concat(list.stream(), Stream.of(more)).toList();
    }

    List<Fact> facts() {
      return unavailable.stream().map(Attested::fact).distinct().toList();
    }
  }

  /** What the aggregate says. */
  private sealed interface Word {
    record Final(Finding finding) implements Word {}

    record Needs(String identity, Inquiry inquiry) implements Word {}
  }

  /** Each time under an id of its own: a known one would be answered as before, whatever has been recorded since. */
  private Mono<Word> confirm(Matter m) {
    var command = new ConfirmEligible(m.personTag, m.caseId, m.stageNo, m.rules);
    return Mono.defer(() -> gateway.submit(command, context(m, UUID.randomUUID().toString())))
        .map(outcome ->
            switch (outcome) {
              case Outcome.Accepted accepted -> new Word.Final(new Finding.Eligible());
              case Outcome.Rejected rejected ->
                  switch (rejected.code()) {
                    case NotEligible.CODE -> new Word.Final(new Finding.Refused());
                    case FactsNeeded.CODE ->
                        new Word.Needs(
                            (String) rejected.data().get("identity"),
                            new Inquiry(
                                Json.MAPPER.convertValue(rejected.data().get("ways"), WAYS),
                                Json.MAPPER.convertValue(rejected.data().get("asked"), ASKED)));
                    default -> throw new IllegalStateException("no answer on " + m.caseId + ": " + rejected.code());
                  };
              case Outcome.Pending pending -> throw new IllegalStateException("not decided yet: " + m.caseId);
            });
  }

  /** Asks until it is decided or nobody is left to ask. */
  private Mono<Silence> askAll(Matter m, String identity, Inquiry inquiry) {
    var opened = identity == null ? Mono.<Identity>empty() : identities.apply(identity);
    return opened
        .flatMap(person -> ask(m, person, inquiry, Silence.NONE))
        // nobody to ask about: the person was erased, or came before anybody asked
        .switchIfEmpty(Mono.fromSupplier(() -> new Silence(inquiry.open(), List.of())));
  }

  private Mono<Silence> ask(Matter m, Identity person, Inquiry inquiry, Silence silence) {
    var next = inquiry.next(silence.unavailable);
    if (next.isEmpty()) {
      return Mono.just(silence);
    }
    Attested fact = next.get();
    return registers
        .ask(fact, person)
        .flatMap(answer ->
            switch (answer) {
              case Register.Answer.Attests(var holds, var register, _) ->
                  record(m, fact, holds, register)
                      .then(Mono.defer(() -> ask(m, person, inquiry.with(fact, holds), silence.after(fact, answer))));
              case Register.Answer.Unavailable _ -> ask(m, person, inquiry, silence.after(fact, answer));
            });
  }

  /** Each time under an id of its own: what was sent once more after a crash is told once more. */
  private Mono<Void> note(Matter m, Silence silence) {
    boolean waits = m.stageNo != null && !silence.unavailable.isEmpty();
    if (!waits && silence.unanswered.isEmpty()) {
      return Mono.empty();
    }
    var command = new NotePending(m.personTag, m.caseId, m.stageNo, silence.facts(), silence.unanswered);
    return gateway.submit(command, context(m, UUID.randomUUID().toString())).then();
  }

  private Mono<Void> record(Matter m, Attested fact, boolean holds, String register) {
    var command = new RecordFact(m.personTag, m.caseId, fact.fact(), fact.area(), holds, register);
    String id = m.eventId + "/" + m.caseId + "/" + fact.fact() + "@" + fact.area();
    return gateway.submit(command, context(m, id)).then();
  }

  private static CommandContext context(Matter m, String commandId) {
    return CommandContext.of(commandId, m.caseId, m.eventId);
  }
}
