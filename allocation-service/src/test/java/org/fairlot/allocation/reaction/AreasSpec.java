package org.fairlot.allocation.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.fairlot.allocation.pool.domain.PoolCommand;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.pool.domain.PoolDecider;
import org.fairlot.allocation.pool.domain.PoolHeader;
import org.fairlot.allocation.pool.domain.PoolMember;
import org.fairlot.allocation.pool.domain.PoolRejection;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.contracts.pack.Stage.WhenSoldOut;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Ledger;
import org.fairlot.kernel.Recorded;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A crowd in one area, and the others (有效地将人员分流到不同的区、街道和社区): each area has a pool, and each pool is a key of its own.
 */
class AreasSpec {

  private static final String PROGRAMME = "masks";
  private static final Instant NOON = Instant.parse("2020-02-02T04:00:00Z");
  private static final Choice HOT = choice("310115", "310115001001", "pd-1", "10:00/11:00");
  private static final Choice QUIET = choice("310104", "310104011002", "xh-1", "11:00/12:00");
  private static final int CROWD = 400;
  private static final int FEW = 12;

  /** The service's commands at their worst, all pools in one partition: what follows from a command waits behind all others. */
  private static final class Commands {
    private final AllocationReaction reaction = new AllocationReaction();
    private final Deque<PoolCommand> waiting = new ArrayDeque<>();
    private final Map<String, DeciderSpec<PoolCommand, Ledger<PoolHeader, PoolMember>, PoolEvent, PoolRejection>> pools =
        new TreeMap<>();
    private final List<PoolEvent> events = new ArrayList<>();

    void hear(Event event) {
      for (Effect effect : reaction.on(new Recorded<>(event, "e", "s", 1, NOON, "c", "c"))) {
        if (effect instanceof Effect.Request(var command)) {
          waiting.add((PoolCommand) command);
        }
      }
    }

    void send(PoolCommand command) {
      waiting.add(command);
    }

    void decideAll() {
      while (!waiting.isEmpty()) {
        decideNext();
      }
    }

    /** Whoever decides knows the state under the command's key and nothing else. */
    void decideNext() {
      var command = waiting.remove();
      pools.computeIfAbsent(command.key(), _ -> DeciderSpec.spec(new PoolDecider()).at(NOON)).when(command).thenEvents(
          decided -> decided.forEach(event -> {
            events.add(event);
            hear(event);
          }));
    }

    List<PoolEvent> of(String pool) {
      return events.stream().filter(event -> event.poolId().equals(pool)).toList();
    }
  }

  @Row("S5")
  @ParameterizedTest
  @EnumSource(names = {"DISTRICT", "COMMITTEE", "OUTLET", "OUTLET_SKU_SLOT"})
  void a_crowd_in_one_area_changes_nothing_for_another(PoolScope scope) {
    var alone = new Commands();
    alone.send(supply(scope, QUIET, FEW / 2));
    IntStream.range(0, FEW).forEach(i -> alone.hear(asks(scope, QUIET, "quiet" + i)));
    alone.decideAll();

    var together = new Commands();
    together.send(supply(scope, HOT, CROWD / 2));
    together.send(supply(scope, QUIET, FEW / 2));
    for (int i = 0; i < CROWD; i++) {
      together.hear(asks(scope, HOT, "hot" + i));
      if (i < FEW) {
        together.hear(asks(scope, QUIET, "quiet" + i));
      }
    }
    together.decideAll();

    assertThat(together.pools).containsOnlyKeys(pool(scope, HOT), pool(scope, QUIET));
    assertThat(together.of(pool(scope, HOT))).hasSize(CROWD + 1);
    assertThat(together.of(pool(scope, QUIET))).hasSize(FEW + 1).isEqualTo(alone.of(pool(scope, QUIET)));
  }

  @Row("S5")
  @Test
  void not_even_a_lorry_for_a_long_queue_lets_another_area_wait() {
    var scope = PoolScope.COMMITTEE;
    var commands = new Commands();
    IntStream.range(0, CROWD).forEach(i -> commands.hear(asks(scope, HOT, "hot" + i)));
    commands.send(supply(scope, QUIET, 1));
    commands.decideAll();
    commands.send(supply(scope, HOT, CROWD));
    commands.hear(asks(scope, QUIET, "quiet"));

    commands.decideNext();
    int servedBefore = served(commands, pool(scope, HOT));
    commands.decideNext();
    assertThat(commands.of(pool(scope, QUIET))).last().isInstanceOf(UnitsReserved.class);
    assertThat(servedBefore).as("a part of the queue is served at a time").isBetween(1, CROWD / 2);
    commands.decideAll();
    assertThat(served(commands, pool(scope, HOT))).isEqualTo(CROWD);
  }

  @Row("G4")
  @Test
  void another_slot_or_other_goods_of_the_same_outlet_have_a_capacity_of_their_own() {
    var scope = PoolScope.OUTLET_SKU_SLOT;
    var ten = choice("440106", null, "gz-1", "10:00/11:00");
    var eleven = choice("440106", null, "gz-1", "11:00/12:00");
    var commands = new Commands();
    commands.send(supply(scope, ten, 1));
    commands.send(supply(scope, eleven, 1));
    commands.hear(refusedIfSoldOut(scope, ten, "ann"));
    commands.hear(refusedIfSoldOut(scope, ten, "bo"));
    commands.hear(refusedIfSoldOut(scope, eleven, "cai"));
    commands.decideAll();
    assertThat(commands.of(pool(scope, ten))).last().isInstanceOf(ClaimRefused.class);
    assertThat(commands.of(pool(scope, eleven))).last().isInstanceOf(UnitsReserved.class);
  }

  private static int served(Commands commands, String pool) {
    return (int) commands.of(pool).stream().filter(UnitsReserved.class::isInstance).count();
  }

  private static Choice choice(String district, String committee, String outlet, String hours) {
    return new Choice(district, outlet, "kn95", "2020-02-03T" + hours, null, false, null, committee);
  }

  private static String pool(PoolScope scope, Choice choice) {
    return PoolId.of(PROGRAMME, scope, choice).toString();
  }

  private static ReleaseSupply supply(PoolScope scope, Choice choice, int units) {
    return new ReleaseSupply(pool(scope, choice), "morning", units, null);
  }

  /** Who finds nothing waits. */
  private static StageRequested asks(PoolScope scope, Choice choice, String mark) {
    return asks(scope, choice, mark, WhenSoldOut.WANT);
  }

  private static StageRequested refusedIfSoldOut(PoolScope scope, Choice choice, String mark) {
    return asks(scope, choice, mark, WhenSoldOut.REFUSE);
  }

  private static StageRequested asks(PoolScope scope, Choice choice, String mark, WhenSoldOut whenSoldOut) {
    var stage = new Stage.FirstCome(scope, 1, whenSoldOut, RestockOrder.EARLIEST_FIRST, 72);
    return new StageRequested(
        PROGRAMME + ".0123456789abcdefghijkl." + mark, PROGRAMME, "0123456789abcdefghijkl", 1, stage, choice, Map.of(), null,
        false, null);
  }
}
