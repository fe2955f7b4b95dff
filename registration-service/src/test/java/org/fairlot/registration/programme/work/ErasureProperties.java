package org.fairlot.registration.programme.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.CaseCommand;
import org.fairlot.registration.casework.domain.CaseCommand.EraseCases;
import org.fairlot.registration.casework.domain.CaseDecider;
import org.fairlot.registration.casework.domain.CaseRejection;
import org.fairlot.registration.casework.domain.CaseState;
import org.fairlot.registration.programme.domain.ProgrammeCommand;
import org.fairlot.registration.programme.domain.ProgrammeDecider;
import org.fairlot.registration.programme.domain.ProgrammeState;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.vault.PersonKeys;
import org.fairlot.testkit.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The worker over the rules themselves, in a world where commands and answers are lost and the table of keys is behind. */
class ErasureProperties {

  private static final Instant AT = Instant.parse("2020-06-01T00:00:00Z");
  private static final String PROGRAMME = "masks";
  private static final int KEYS_PER_PART = 3;

  /** The log, the keys of it, and the worker's events, which come again until they are done. */
  private static final class World implements CommandGateway, PersonKeys {
    private final Random random;
    private final ProgrammeDecider programmes = new ProgrammeDecider();
    private final Decider<CaseCommand, CaseState, CaseEvent, CaseRejection> cases =
        CaseDecider.walkedBy((pack, version) -> {
          throw new IllegalStateException("no rules are needed");
        });
    private ProgrammeState programme;
    private final Map<String, CaseState> persons = new HashMap<>();
    private final TreeMap<String, String> keys = new TreeMap<>();
    /** Erased, and seen in the table for so many looks still. */
    private final Map<String, Integer> lagging = new HashMap<>();
    private final Map<String, Outcome> known = new HashMap<>();
    private final List<ProgrammeEvent> events = new ArrayList<>();
    private final List<String> erasedCases = new ArrayList<>();

    World(long seed) {
      random = new Random(seed);
      programme = programmes.initial();
      record(new ProgrammeDefined(
          PROGRAMME, Map.of(), "330100", "hangzhou", List.of(), List.of(), LocalDate.EPOCH, null, null));
      record(new ProgrammeEnded(PROGRAMME, AT, "zhang"));
    }

    private CaseState personOf(String keyId) {
      return persons.getOrDefault(keyId.substring(0, keyId.indexOf('.')), cases.initial());
    }

    private void record(ProgrammeEvent event) {
      programme = programmes.evolve(programme, event);
      events.add(event);
      if (event instanceof KeysErased e) {
        e.keyIds().forEach(id -> lagging.put(id, random.nextInt(2)));
      }
    }

    @Override
    public Mono<Outcome> submit(Command command, CommandContext context) {
      return Mono.defer(() -> {
        if (random.nextInt(8) == 0) {
          return Mono.error(new IllegalStateException("the command is lost"));
        }
        var outcome = known.computeIfAbsent(context.commandId(), id -> decide(command, id));
        return switch (random.nextInt(12)) {
          case 0 -> Mono.error(new IllegalStateException("the answer is lost"));
          case 1 -> Mono.just(new Outcome.Pending(context.commandId(), command.key()));
          default -> Mono.just(outcome);
        };
      });
    }

    private Outcome decide(Command command, String id) {
      switch (command) {
        case ProgrammeCommand c -> {
          if (programmes.decide(c, programme, AT) instanceof Decision.Accepted<ProgrammeEvent, ?>(var made)) {
            made.forEach(this::record);
          }
        }
        case EraseCases c -> {
          var state = persons.getOrDefault(c.key(), cases.initial());
          if (cases.decide(c, state, AT) instanceof Decision.Accepted<CaseEvent, ?>(var made)) {
            for (CaseEvent event : made) {
              state = cases.evolve(state, event);
              if (event instanceof CaseErased e) {
                erasedCases.add(e.caseId());
              }
            }
            persons.put(c.key(), state);
          }
        }
        default -> throw new IllegalStateException("not a command of the worker: " + command);
      }
      return new Outcome.Accepted(id, command.key(), 1, AT, List.of());
    }

    @Override
    public Optional<String> find(String keyId) {
      if (lagging.containsKey(keyId) && lagging.merge(keyId, -1, Integer::sum) < 0) {
        keys.remove(keyId);
      }
      return Optional.ofNullable(keys.get(keyId));
    }

    @Override
    public Optional<String> keyIdOf(String holder) {
      return keyIdsOf(holder + ".", 1).stream().findFirst();
    }

    @Override
    public List<String> keyIdsOf(String holderPrefix, int limit) {
      return keys.keySet().stream().filter(id -> id.startsWith(holderPrefix)).limit(limit).toList();
    }
  }

  private static String holder(String programme, int person) {
    return programme + "|" + "%022d".formatted(person);
  }

  private static CaseState registered(World world, int person) {
    String id = PROGRAMME + "." + "%022d".formatted(person) + ".first---";
    var opened =
        new CaseOpened(
            id, PROGRAMME, "tag", "hangzhou", 1, "ALIPAY", "zh-CN", new Choice(null, null, null, null, null, false),
            Map.of(Purpose.IDENTITY, "jwe"), null);
    return world.cases.evolve(world.cases.initial(), opened);
  }

  @Row("M23")
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 20200202, 20200203})
  void whatever_is_lost_or_comes_twice_every_key_is_erased_and_counted_once(long seed) {
    var world = new World(seed);
    int holders = world.random.nextInt(15);
    int registered = 0;
    int keys = 0;
    for (int person = 0; person < holders; person++) {
      for (int mark = 0; mark <= world.random.nextInt(2); mark++, keys++) {
        world.keys.put(holder(PROGRAMME, person) + ".mark" + mark, "wrapped");
      }
      world.keys.put(holder("masks-2", person) + ".mark", "wrapped");
      // the others are numbers that sent short messages
      if (world.random.nextInt(4) > 0) {
        world.persons.put(holder(PROGRAMME, person), registered(world, person));
        registered++;
      }
    }
    var others = new TreeSet<>(world.keys.tailMap("masks-2").headMap("masks-3").keySet());
    work(world);
    assertThat(world.keys.keySet()).isEqualTo(others);
    assertThat(world.erasedCases).hasSize(registered).doesNotHaveDuplicates();
    int parts = (keys + KEYS_PER_PART - 1) / KEYS_PER_PART;
    assertThat(world.events).filteredOn(ProgrammeErased.class::isInstance)
        .containsExactly(new ProgrammeErased(PROGRAMME, AT, "zhang", AT, holders, keys, parts));
  }

  /** Each event is worked upon until that succeeds, and now and then once more, as after a crash. */
  private static void work(World world) {
    var worker = new ErasureWorker(world, world, KEYS_PER_PART);
    for (int i = 0; i < world.events.size(); i++) {
      int from = world.random.nextInt(3) == 0 ? 0 : i;
      IntStream.rangeClosed(from, i).forEach(n -> {
        if (world.events.get(n) instanceof KeysErased e) {
          assertThat(e.keyIds()).allSatisfy(id -> assertThat(world.personOf(id))
              .as("cases before keys").isInstanceOfAny(CaseState.Erased.class, CaseState.Idle.class));
        }
        untilDone(worker, new Recorded<>(world.events.get(n), "event-" + n, PROGRAMME, n + 1, AT, PROGRAMME, "cause"));
      });
    }
  }

  private static void untilDone(ErasureWorker worker, Recorded<?> event) {
    worker.on(event).retry(10_000).block();
  }
}
