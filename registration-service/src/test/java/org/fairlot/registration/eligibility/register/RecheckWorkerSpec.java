package org.fairlot.registration.eligibility.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.EligibilityEvent.AskedInVain;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAnswered;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.contracts.registration.EligibilityEvent.Unanswered;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.registration.eligibility.domain.EligibilityCommand;
import org.fairlot.registration.eligibility.domain.EligibilityCommand.AskEligibility;
import org.fairlot.registration.eligibility.domain.EligibilityDecider;
import org.fairlot.registration.eligibility.domain.PersonFacts;
import org.fairlot.registration.eligibility.domain.RecheckCommand.RecordRecheck;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.wire.Json;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The second look at a list, over the rules themselves and registers that the test plays. */
class RecheckWorkerSpec {

  private static final String DRAW = "xiamen-masks.v1.2020-02-03";
  private static final Pack XIAMEN = Packs.SHIPPED.pack("xiamen", 1);
  private static final Eligibility RULES = XIAMEN.firstStage(Eligibility.class);

  /** The log of this test: persons by their rules, everything else as it was asked for. */
  private static final class Log implements CommandGateway {
    private final EligibilityDecider decider = new EligibilityDecider();
    private final Map<String, PersonFacts> persons = new java.util.TreeMap<>();
    private final List<Command> others = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private Instant now = Instant.parse("2020-02-02T03:00:00Z");

    @Override
    public synchronized Mono<Outcome> submit(Command command, CommandContext context) {
      if (!(command instanceof EligibilityCommand c)) {
        others.add(command);
        return Mono.just(new Outcome.Accepted(context.commandId(), command.key(), 1, now, List.of()));
      }
      var state = persons.getOrDefault(c.key(), PersonFacts.NONE);
      return switch (decider.decide(c, state, now)) {
        case Decision.Rejected<?, ?>(var reason) -> {
          Map<String, Object> data = Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(reason), Map.class);
          yield Mono.just(new Outcome.Rejected(context.commandId(), c.key(), reason.code(), data, now));
        }
        case Decision.Accepted<org.fairlot.contracts.registration.EligibilityEvent, ?>(var events) -> {
          for (var event : events) {
            state = decider.evolve(state, event);
          }
          this.events.addAll(events);
          persons.put(c.key(), state);
          yield Mono.just(new Outcome.Accepted(context.commandId(), c.key(), 1, now, List.of()));
        }
      };
    }
  }

  private final Log log = new Log();
  private final List<String> questions = new ArrayList<>();
  private final Map<Fact, Boolean> answers = new EnumMap<>(Fact.class);

  private Registers registers() {
    var byFact = new EnumMap<Fact, Register>(Fact.class);
    for (Fact fact : Fact.values()) {
      byFact.put(fact, (person, area) -> {
        questions.add(fact + " of " + person.number() + " in " + area);
        var holds = answers.get(fact);
        return Mono.just(holds == null
            ? new Register.Answer.Unavailable("HTTP_503", true, 3)
            : new Register.Answer.Attests(holds, "register"));
      });
    }
    return new Registers(byFact);
  }

  private FactFinder finder() {
    return new FactFinder(
        log, jwe -> Mono.just(new Identity("王小芳", DocumentType.RESIDENT_ID, jwe, null)), registers());
  }

  private RecheckWorker worker(Pack pack) {
    return new RecheckWorker(log, finder(), urn -> Optional.of(pack));
  }

  private static String tag(int person) {
    return "%022d".formatted(person);
  }

  private static String caseOf(int person) {
    return "xiamen-masks." + tag(person) + ".first---";
  }

  private void registered(int person) {
    log.submit(
        new AskEligibility(tag(person), caseOf(person), 1, RULES, "id" + person), CommandContext.of("ask", null, null))
        .block();
    var asked = new org.fairlot.contracts.registration.EligibilityEvent.EligibilityAsked(
        tag(person), caseOf(person), 1, RULES, "id" + person);
    new EligibilityWorker(finder()).on(recorded(asked, "asked-" + person)).block();
  }

  private static Recorded<?> recorded(Event event, String id) {
    return new Recorded<>(event, id, "subject", 1, Instant.EPOCH, "case", "cause");
  }

  private static EntriesListed part(int persons) {
    var cases = IntStream.range(0, persons).mapToObj(RecheckWorkerSpec::caseOf).toList();
    return new EntriesListed("xiamen-masks.v1", DRAW, 3, cases);
  }

  @Test
  void what_is_still_valid_is_not_asked_again() {
    answers.put(Fact.HOUSEHOLD_REGISTER, true);
    IntStream.range(0, 40).forEach(this::registered);
    questions.clear();
    worker(XIAMEN).on(recorded(part(40), "frozen")).block();
    assertThat(questions).isEmpty();
    assertThat(log.others).containsExactly(new RecordRecheck(DRAW, 3, List.of(), 0));
  }

  @Test
  void what_has_grown_old_is_asked_again_and_who_has_no_way_left_is_excluded() {
    answers.put(Fact.HOUSEHOLD_REGISTER, true);
    IntStream.range(0, 3).forEach(this::registered);
    log.now = log.now.plusSeconds(168 * 3600);
    answers.put(Fact.HOUSEHOLD_REGISTER, false);
    answers.put(Fact.SOCIAL_INSURANCE, false);
    worker(XIAMEN).on(recorded(part(3), "frozen")).block();
    assertThat(log.others)
        .containsExactly(new RecordRecheck(DRAW, 3, List.of(caseOf(0), caseOf(1), caseOf(2)), 0));
  }

  @Row("M7")
  @Test
  void a_register_that_is_down_excludes_nobody() {
    answers.put(Fact.HOUSEHOLD_REGISTER, true);
    IntStream.range(0, 3).forEach(this::registered);
    log.now = log.now.plusSeconds(168 * 3600);
    answers.remove(Fact.HOUSEHOLD_REGISTER);
    answers.put(Fact.SOCIAL_INSURANCE, false);
    worker(XIAMEN).on(recorded(part(3), "frozen")).block();
    assertThat(log.others).containsExactly(new RecordRecheck(DRAW, 3, List.of(), 3));
    assertThat(log.events.stream().filter(AskedInVain.class::isInstance)).as("and each sees that it was asked about her")
        .containsExactlyInAnyOrder(inVain(0), inVain(1), inVain(2));
  }

  private static AskedInVain inVain(int person) {
    return new AskedInVain(tag(person), caseOf(person), List.of(new Unanswered(Fact.HOUSEHOLD_REGISTER, "350200", 3)));
  }

  @Row("M7")
  @Test
  void what_was_asked_in_vain_is_told_also_of_whom_another_register_attests() {
    answers.put(Fact.SOCIAL_INSURANCE, true);
    registered(1);
    assertThat(log.events.stream().filter(EligibilityAnswered.class::isInstance)).hasSize(1);
    assertThat(log.events.getLast()).isEqualTo(inVain(1));
  }

  @Test
  void who_is_answered_at_once_costs_no_event_more() {
    answers.put(Fact.HOUSEHOLD_REGISTER, true);
    registered(1);
    assertThat(log.events).extracting(event -> event.getClass().getSimpleName())
        .containsExactly("EligibilityAsked", "FactAttested", "EligibilityAnswered");
  }

  @Test
  void a_pack_that_does_not_want_it_is_answered_at_once() {
    worker(Packs.SHIPPED.pack("hangzhou", 1)).on(recorded(part(500), "frozen")).block();
    assertThat(questions).isEmpty();
    assertThat(log.others).containsExactly(new RecordRecheck(DRAW, 3, List.of(), 0));
  }

  @Test
  void who_is_excluded_is_settled_at_the_stage_of_the_draw() {
    worker(XIAMEN).on(recorded(new ListRechecked(DRAW, 3, List.of(caseOf(1)), 0), "rechecked")).block();
    assertThat(log.others)
        .containsExactly(new SettleStage(caseOf(1), 2, Verdict.FAILED, "NOT_ELIGIBLE", Map.of()));
  }

  @Test
  void only_what_is_needed_is_asked() {
    answers.put(Fact.HOUSEHOLD_REGISTER, true);
    answers.put(Fact.SOCIAL_INSURANCE, true);
    registered(1);
    assertThat(questions).containsExactly("HOUSEHOLD_REGISTER of id1 in 350200");
  }
}
