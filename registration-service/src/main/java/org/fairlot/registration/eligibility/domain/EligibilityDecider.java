package org.fairlot.registration.eligibility.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.registration.EligibilityEvent;
import org.fairlot.contracts.registration.EligibilityEvent.AskedInVain;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAnswered;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAsked;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityDropped;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.EligibilityEvent.FactsForgotten;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskAgain;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskEligibility;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ConfirmEligible;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.DropQuestion;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.ForgetFacts;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.NotePending;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.RecordFact;
import org.fairlot.registration.eligibility.domain.EligibilityRejection.FactsNeeded;
import org.fairlot.registration.eligibility.domain.EligibilityRejection.NotEligible;
import org.fairlot.registration.eligibility.domain.PersonFacts.Question;

/**
 * Whether a person is eligible (资格审核), by facts that registers attested and that have not grown old; never by the number of
 * a document. While a register is silent a case waits: silence refuses nobody.
 */
public final class EligibilityDecider
    implements Decider<EligibilityCommand, PersonFacts, EligibilityEvent, EligibilityRejection> {

  @Override
  public PersonFacts initial() {
    return PersonFacts.NONE;
  }

  @Override
  public PersonFacts evolve(PersonFacts state, EligibilityEvent event) {
    return state.after(event);
  }

  @Override
  public Decision<EligibilityEvent, EligibilityRejection> decide(
      EligibilityCommand command, PersonFacts state, Instant at) {
    return switch (command) {
      case AskEligibility c -> ask(c, state, at);
      case AskAgain c -> askAgain(c, state);
      case ConfirmEligible c -> confirm(c, state, at);
      case RecordFact c -> record(c, state, at);
      case NotePending c -> pending(c, state);
      case ForgetFacts c -> forget(c, state);
      case DropQuestion c ->
          Decision.accept(
              state.open().stream()
                  .filter(q -> q.caseId().equals(c.caseId()))
                  .map(q -> new EligibilityDropped(c.personTag(), q.caseId(), q.stageNo()))
                  .toList());
    };
  }

  private Decision<EligibilityEvent, EligibilityRejection> ask(AskEligibility c, PersonFacts state, Instant at) {
    boolean known = state.question(c.caseId(), c.stageNo()) != null
        || state.closed().contains(PersonFacts.idOf(c.caseId(), c.stageNo()));
    if (known) {
      return Decision.nothing();
    }
    var asked = new EligibilityAsked(c.personTag(), c.caseId(), c.stageNo(), c.rules(), c.identity());
    var events = new ArrayList<EligibilityEvent>();
    events.add(asked);
    events.addAll(answers(c.personTag(), state.after(asked), at));
    return Decision.accept(events);
  }

  private static Decision<EligibilityEvent, EligibilityRejection> askAgain(AskAgain c, PersonFacts state) {
    var question = state.question(c.caseId(), c.stageNo());
    return question == null
        ? Decision.nothing()
        : Decision.accept(
            new EligibilityAsked(c.personTag(), c.caseId(), c.stageNo(), question.rules(), state.identity()));
  }

  private static Decision<EligibilityEvent, EligibilityRejection> confirm(
      ConfirmEligible c, PersonFacts state, Instant at) {
    if (c.stageNo() != null && state.question(c.caseId(), c.stageNo()) == null) {
      return Decision.nothing();
    }
    var known = state.valid(c.rules(), at);
    var inquiry = Inquiry.of(c.rules(), known);
    if (inquiry.refused()) {
      return Decision.reject(new NotEligible(facts(known, false)));
    }
    return inquiry.decided()
        ? Decision.nothing()
        : Decision.reject(new FactsNeeded(state.identity(), inquiry.ways(), inquiry.asked()));
  }

  private static Decision<EligibilityEvent, EligibilityRejection> record(RecordFact c, PersonFacts state, Instant at) {
    var attested =
        new FactAttested(c.personTag(), c.caseId(), c.fact(), c.area(), c.holds(), c.register(), at);
    var events = new ArrayList<EligibilityEvent>();
    events.add(attested);
    events.addAll(answers(c.personTag(), state.after(attested), at));
    return Decision.accept(events);
  }

  /** What waits is told when it changes; what was sent each time, since the person is to see it. */
  private static Decision<EligibilityEvent, EligibilityRejection> pending(NotePending c, PersonFacts state) {
    var question = c.stageNo() == null ? null : state.question(c.caseId(), c.stageNo());
    if (question != null && !question.pending().equals(c.facts())) {
      return Decision.accept(new EligibilityPending(c.personTag(), c.caseId(), c.stageNo(), c.facts(), c.unanswered()));
    }
    return c.unanswered().isEmpty()
        ? Decision.nothing()
        : Decision.accept(new AskedInVain(c.personTag(), c.caseId(), c.unanswered()));
  }

  /** The timer of an earlier fact, or one that comes again, finds nothing to do; a case that waits goes on waiting. */
  private static Decision<EligibilityEvent, EligibilityRejection> forget(ForgetFacts c, PersonFacts state) {
    return state.hasFactsUpTo(c.attestedUpTo())
        ? Decision.accept(new FactsForgotten(c.personTag(), c.attestedUpTo()))
        : Decision.nothing();
  }

  /** To every question that what is known now decides. */
  private static List<EligibilityEvent> answers(String personTag, PersonFacts state, Instant at) {
    return state.open().stream()
        .filter(q -> inquiry(q.rules(), state, at).decided())
        .<EligibilityEvent>map(q -> answer(personTag, q, state, at))
        .toList();
  }

  private static EligibilityAnswered answer(String personTag, Question q, PersonFacts state, Instant at) {
    boolean eligible = inquiry(q.rules(), state, at).eligible();
    return new EligibilityAnswered(
        personTag, q.caseId(), q.stageNo(), eligible, facts(state.valid(q.rules(), at), eligible));
  }

  private static Inquiry inquiry(Eligibility rules, PersonFacts state, Instant at) {
    return Inquiry.of(rules, state.valid(rules, at));
  }

  /** @param holdingOnly whether those that were denied are left out */
  private static List<Fact> facts(Map<Attested, Boolean> known, boolean holdingOnly) {
    return known.entrySet().stream()
        .filter(entry -> !holdingOnly || entry.getValue())
        .map(entry -> entry.getKey().fact())
        .distinct()
        .toList();
  }
}
