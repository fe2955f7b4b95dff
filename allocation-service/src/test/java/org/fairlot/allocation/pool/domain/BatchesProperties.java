package org.fairlot.allocation.pool.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimForWinners;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleasePlannedSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReturnSetAside;
import org.fairlot.allocation.pool.domain.PoolCommand.SetAside;
import org.fairlot.allocation.pool.domain.PoolMember.Stock;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.ServingContinued;
import org.fairlot.contracts.allocation.PoolEvent.SetAsideReturned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.UnitsSetAside;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Ledger;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random days of a pool with small batches, many returns and a draw after the other, against a storekeeper who has written a
 * number on each single unit and always hands out the lowest.
 *
 * <p>A failure begins with its seed; {@code -Dfairlot.seed=N} plays that day again.
 */
class BatchesProperties {

  private static final String POOL = "p/CITY";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");
  private static final int RUNS = 200;
  private static final int STEPS = 250;

  @Row("M14")
  @TestFactory
  List<DynamicTest> each_unit_is_of_one_batch_on_whatever_way_it_goes() {
    Long fixed = Long.getLong("fairlot.seed");
    var seeds = fixed != null ? List.of(fixed) : new Random().longs(RUNS).boxed().toList();
    return seeds.stream().map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> play(seed))).toList();
  }

  private static void play(long seed) {
    try {
      new Day(seed).play();
    } catch (AssertionError e) {
      throw new AssertionError("-Dfairlot.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private static final class Day {
    private final PoolDecider decider = new PoolDecider();
    private final Storekeeper store = new Storekeeper();
    private final Random random;
    private final Map<String, Integer> percents;
    private Ledger<PoolHeader, PoolMember> pool = decider.initial();
    private int cases;
    private int batches;
    private int draws;

    Day(long seed) {
      random = new Random(seed);
      percents = random.nextBoolean() ? Map.of() : Map.of("ELDERLY", 40, "HARDSHIP", 34);
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        send(next());
        assertThat(stocks()).as("what is left of each batch, and where").isEqualTo(store.stocks());
      }
    }

    private PoolCommand next() {
      return switch (random.nextInt(14)) {
        case 0, 1, 2 -> supply(null);
        case 3 -> random.nextBoolean()
            ? supply(NOW.plusSeconds(3600)) : new ReleasePlannedSupply(POOL, "batch" + random.nextInt(batches + 1));
        case 4, 5, 6 -> new ReleaseClaim(POOL, store.someHolder(random), "CANCELLED");
        case 7 -> new SetAside(POOL, "draw" + draws++);
        case 8 -> new ReturnSetAside(POOL, someDraw());
        case 9 -> new ClaimForWinners(
            POOL, someDraw(), List.of(new Win("case" + cases++, 1, POOL, 1 + random.nextInt(2), 1)));
        case 10 -> ClaimUnits.inTurn(POOL, "case" + cases++, 1, 1 + random.nextInt(3), someGroups());
        default -> new ClaimUnits(
            POOL, "case" + cases++, 1, 1 + random.nextInt(5), random.nextBoolean(), RestockOrder.EARLIEST_FIRST, 72,
            someGroups());
      };
    }

    private ReleaseSupply supply(Instant effectiveAt) {
      return new ReleaseSupply(
          POOL, "batch" + batches++, 1 + random.nextInt(6), effectiveAt, new TreeMap<>(percents), 1 + random.nextInt(3));
    }

    private String someDraw() {
      return "draw" + Math.max(0, draws - 1 - random.nextInt(3));
    }

    private List<String> someGroups() {
      return random.nextInt(3) > 0 ? List.of() : List.of(random.nextBoolean() ? "ELDERLY" : "HARDSHIP");
    }

    private void send(PoolCommand command) {
      if (!(decider.decide(command, pool, NOW) instanceof Decision.Accepted<PoolEvent, PoolRejection>(var events))) {
        throw new AssertionError(command + " was rejected");
      }
      for (PoolEvent event : events) {
        pool = decider.evolve(pool, event);
        store.take(event);
      }
      pool = pool.settled();
      if (!events.isEmpty() && events.getLast() instanceof ServingContinued e) {
        send(new ContinueServing(POOL, e.round()));
      }
    }

    /** By shelf and batch. */
    private Map<String, Map<String, Integer>> stocks() {
      var stocks = new TreeMap<String, Map<String, Integer>>();
      pool.header().fronts().forEach((shelf, front) -> put(stocks, shelf, front));
      for (var entry : pool.first("stock/", 10_000)) {
        put(stocks, entry.getKey().substring("stock/".length(), entry.getKey().lastIndexOf('/')), (Stock) entry.getValue());
      }
      return stocks;
    }

    private static void put(Map<String, Map<String, Integer>> stocks, String shelf, Stock stock) {
      assertThat(stock.units()).isPositive();
      assertThat(stocks.computeIfAbsent(shelf, s -> new TreeMap<>()).put(stock.batchId(), stock.units()))
          .as("in one place").isNull();
    }
  }

  /** Knows each unit by its number, in the order of release, and believes nothing that an event says of batches. */
  private static final class Storekeeper {
    /** The batch of each unit. */
    private final List<String> batchOf = new ArrayList<>();
    private final Map<String, TreeSet<Integer>> shelves = new TreeMap<>();
    private final Map<String, List<Integer>> held = new TreeMap<>();

    void take(PoolEvent event) {
      switch (event) {
        case SupplyReleased e -> {
          int open = e.units();
          for (var kept : (e.kept() == null ? Map.<String, Integer>of() : e.kept()).entrySet()) {
            arrive("part/" + kept.getKey(), e.batchId(), kept.getValue());
            open -= kept.getValue();
          }
          arrive("part/OPEN", e.batchId(), open);
        }
        case UnitsReserved e -> {
          var units = give(shelf(e.drawId(), e.reserve()), e.units());
          assertThat(e.batches()).as("the lowest numbers").isEqualTo(batchesOf(units));
          assertThat(held.put(e.caseId(), units)).isNull();
        }
        case UnitsReturned e -> {
          var units = held.remove(e.caseId());
          assertThat(e.batches()).as("those that were given").isEqualTo(batchesOf(units));
          shelf(shelf(e.drawId(), e.reserve())).addAll(units);
        }
        case UnitsSetAside e -> List.copyOf(shelves.keySet()).stream().filter(shelf -> shelf.startsWith("part/"))
            .forEach(part -> move(part, "draw/" + e.drawId()));
        case SetAsideReturned e -> move("draw/" + e.drawId(), "part/OPEN");
        default -> { }
      }
    }

    private void arrive(String shelf, String batchId, int units) {
      for (int i = 0; i < units; i++) {
        shelf(shelf).add(batchOf.size());
        batchOf.add(batchId);
      }
    }

    private List<Integer> give(String shelf, int units) {
      var given = shelf(shelf).stream().limit(units).toList();
      assertThat(given).as("never more than there are").hasSize(units);
      given.forEach(shelf(shelf)::remove);
      return given;
    }

    private void move(String from, String to) {
      var moved = List.copyOf(shelf(from));
      shelves.remove(from);
      shelf(to).addAll(moved);
    }

    private TreeSet<Integer> shelf(String name) {
      return shelves.computeIfAbsent(name, s -> new TreeSet<>());
    }

    private static String shelf(String drawId, String reserve) {
      return drawId != null ? "draw/" + drawId : "part/" + (reserve == null ? "OPEN" : reserve);
    }

    private List<BatchUnits> batchesOf(List<Integer> units) {
      var batches = new ArrayList<BatchUnits>();
      for (int unit : units) {
        String batchId = batchOf.get(unit);
        if (!batches.isEmpty() && batches.getLast().batchId().equals(batchId)) {
          batches.add(new BatchUnits(batchId, batches.removeLast().units() + 1));
        } else {
          batches.add(new BatchUnits(batchId, 1));
        }
      }
      return batches;
    }

    String someHolder(Random random) {
      var holders = List.copyOf(held.keySet());
      return holders.isEmpty() ? "nobody" : holders.get(random.nextInt(holders.size()));
    }

    Map<String, Map<String, Integer>> stocks() {
      var stocks = new TreeMap<String, Map<String, Integer>>();
      shelves.forEach((shelf, units) -> {
        for (int unit : units) {
          stocks.computeIfAbsent(shelf, s -> new TreeMap<>()).merge(batchOf.get(unit), 1, Integer::sum);
        }
      });
      return stocks;
    }
  }
}
