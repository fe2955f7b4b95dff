package org.fairlot.allocation.pool.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimForWinners;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ExpireWant;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReturnSetAside;
import org.fairlot.allocation.pool.domain.PoolCommand.SetAside;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.ClaimForestalled;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.Part;
import org.fairlot.contracts.allocation.PoolEvent.ServingContinued;
import org.fairlot.contracts.allocation.PoolEvent.SetAsideReturned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyPlanned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.UnitsSetAside;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Ledger;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Random days of a pool: claims, restocks, cancellations, expiries, each sometimes repeated, delayed or overtaken. After
 * every event the books must balance, and an independent model, which only reads the events, must agree.
 *
 * <p>A failure begins with its seed; {@code -Dfairlot.seed=N} plays that day again.
 */
class PoolProperties {

  private static final String POOL = "p/CITY";
  private static final String OPEN = "OPEN";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");
  private static final int RUNS = 60;
  private static final int STEPS = 1_500;

  @Row({"M5", "M14"})
  @TestFactory
  List<DynamicTest> no_day_of_a_pool_loses_oversells_or_reorders_units() {
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

  @Row({"H3", "H6"})
  @Test
  void a_hundred_thousand_claims_for_twenty_thousand_units_grant_exactly_these() {
    var day = new Day(1);
    day.send(new ReleaseSupply(POOL, "evening", 20_000, null));
    for (int i = 0; i < 100_000; i++) {
      day.send(new ClaimUnits(POOL, "case" + i, 1, 1, false, RestockOrder.EARLIEST_FIRST, 72));
    }
    assertThat(day.books.held).hasSize(20_000);
    assertThat(day.books.held).containsKeys("case0", "case19999").doesNotContainKey("case20000");
    assertThat(day.books.refused).isEqualTo(80_000);
  }

  private static final class Day {
    private final PoolDecider decider = new PoolDecider();
    private final Random random;
    private final boolean drought;
    private final boolean byNumber;
    private final SortedMap<String, Integer> percents;
    private final Books books = new Books();
    private final Deque<PoolCommand> underWay = new ArrayDeque<>();
    private final SortedStore store = new SortedStore();
    private Ledger<PoolHeader, PoolMember> pool = Ledger.of(decider.initial().header(), store);
    private int cases;
    private int batches;

    Day(long seed) {
      random = new Random(seed);
      drought = random.nextBoolean();
      byNumber = random.nextInt(3) == 0;
      percents = random.nextBoolean() ? new TreeMap<>() : new TreeMap<>(Map.of("ELDERLY", 40, "HARDSHIP", 34));
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        PoolCommand next = !underWay.isEmpty() && random.nextInt(3) == 0 ? underWay.remove() : fresh();
        if (random.nextInt(8) == 0) {
          underWay.add(next); // it is delayed, and what comes after overtakes it
          continue;
        }
        send(next);
        if (random.nextInt(6) == 0) {
          underWay.add(next); // a repeat arrives later
        }
      }
      send(supply("last lorry", 1 + random.nextInt(500)));
      while (!underWay.isEmpty()) {
        send(underWay.remove());
      }
      books.mustHaveServedAllThatFit();
      assertThat(pool.header().queued()).isEqualTo(books.queue.size());
      assertThat(pool.first("want/", 10_000)).hasSize(books.queue.size());
      assertThat(stocks()).as("what is left of each batch").isEqualTo(books.stocks());
    }

    /** What the pool still has, by shelf and batch. */
    private Map<String, Map<String, Integer>> stocks() {
      var stocks = new TreeMap<String, Map<String, Integer>>();
      pool.header().fronts().forEach(
          (shelf, front) -> stocks.computeIfAbsent(shelf, s -> new TreeMap<>()).put(front.batchId(), front.units()));
      for (var entry : pool.first("stock/", 10_000)) {
        var stock = (PoolMember.Stock) entry.getValue();
        String shelf = entry.getKey().substring("stock/".length(), entry.getKey().lastIndexOf('/'));
        assertThat(stocks.get(shelf)).as("one in front of it").isNotNull();
        assertThat(stocks.get(shelf).put(stock.batchId(), stock.units())).as("in one place").isNull();
      }
      return stocks;
    }

    /** Little trickles in on some days; on the others long droughts end with a lorry that serves hundreds. */
    private PoolCommand fresh() {
      if (drought && random.nextInt(200) == 0) {
        return supply("lorry" + batches++, 900);
      }
      return switch (random.nextInt(13)) {
        case 0 -> supply("batch" + batches++, 1 + random.nextInt(drought ? 1 : 6));
        case 1 -> new ReleaseClaim(POOL, someCase(), "CANCELLED");
        case 2 -> new ExpireWant(POOL, someCase(), 1);
        case 3 -> random.nextInt(4) == 0 ? new SetAside(POOL, "draw" + random.nextInt(20)) : win();
        case 4 -> random.nextInt(4) == 0 ? new ReturnSetAside(POOL, "draw" + random.nextInt(20)) : win();
        case 5 -> win();
        default -> byNumber || random.nextInt(6) == 0
            ? ClaimUnits.inTurn(POOL, "case" + cases++, 1, 1 + random.nextInt(3), someGroups())
            : new ClaimUnits(
                POOL, "case" + cases++, 1, 1 + random.nextInt(3), random.nextInt(5) > 0,
                RestockOrder.values()[random.nextInt(3)], 72, someGroups());
      };
    }

    private ReleaseSupply supply(String batchId, int units) {
      return new ReleaseSupply(POOL, batchId, units, null, percents, 1 + random.nextInt(3));
    }

    /** Mostly none; one that nothing was ever kept for is among them. */
    private List<String> someGroups() {
      return switch (random.nextInt(8)) {
        case 0 -> List.of("ELDERLY");
        case 1 -> List.of("HARDSHIP");
        case 2 -> List.of("HARDSHIP", "ELDERLY");
        case 3 -> List.of("UNHEARD_OF");
        default -> List.of();
      };
    }

    private PoolCommand win() {
      var winners = new ArrayList<Win>();
      do {
        winners.add(new Win("winner" + cases++, 1, POOL, 1 + random.nextInt(2), winners.size() + 1));
      } while (random.nextInt(3) > 0);
      return new ClaimForWinners(POOL, "draw" + random.nextInt(20), winners);
    }

    /** One that has claimed, or one whose claim is still to come. */
    private String someCase() {
      return (random.nextInt(4) == 0 ? "winner" : "case") + random.nextInt(cases + 3);
    }

    void send(PoolCommand command) {
      switch (decider.decide(command, pool, NOW)) {
        case Decision.Accepted<PoolEvent, PoolRejection>(var events) -> {
          switch (command) {
            case ClaimUnits c when books.answered.contains(c.caseId()) ->
                assertThat(events).as("a repeated claim").isEmpty();
            case ClaimForWinners c ->
                // a winner whose case is closed is told of each time, and the draw knows it once
                assertThat(events)
                    .as("one answer for each winner who holds nothing yet")
                    .hasSize((int) c.winners().stream().filter(win -> !books.held.containsKey(win.caseId())).count());
            default -> { }
          }
          for (PoolEvent event : events) {
            pool = decider.evolve(pool, event);
            books.record(event);
            if (event instanceof ServingContinued e) {
              underWay.add(new ContinueServing(POOL, e.round()));
            }
          }
          pool.changes().forEach(store::apply);
          pool = Ledger.of(pool.header(), store);
        }
        case Decision.Rejected<PoolEvent, PoolRejection>(var reason) ->
            throw new AssertionError(command + " was rejected: " + reason);
      }
    }
  }

  /** The members as a state store has them: sorted, and changed in place between two commands. */
  private static final class SortedStore implements Ledger.Members<PoolMember> {
    private final TreeMap<String, PoolMember> members = new TreeMap<>();

    void apply(String key, Optional<PoolMember> change) {
      change.ifPresentOrElse(member -> members.put(key, member), () -> members.remove(key));
    }

    @Override
    public Optional<PoolMember> get(String key) {
      return Optional.ofNullable(members.get(key));
    }

    @Override
    public List<Map.Entry<String, PoolMember>> range(String from, String to, int limit) {
      return members.subMap(from, to).entrySet().stream().limit(limit).map(Map.Entry::copyOf).toList();
    }
  }

  /** A want as the log tells it. @param strict whether nobody who comes later may take what could serve it */
  private record Asked(String caseId, int units, boolean strict, List<String> parts) {
    static Asked of(WantRecorded e) {
      return new Asked(e.caseId(), e.units(), e.restock() == RestockOrder.EARLIEST_STRICT, parts(e.reserves()));
    }

    /** A number waits as a strict want does. */
    static Asked of(NumberTaken e) {
      return new Asked(e.caseId(), e.units(), true, parts(e.reserves()));
    }

    private static List<String> parts(List<String> reserves) {
      var parts = new ArrayList<String>(reserves == null ? List.of() : reserves);
      parts.add(OPEN);
      return parts;
    }
  }

  /** Whose turn it is, and the part that serves it. */
  private record Turn(String caseId, String part) {}

  /** Units of one part, given to a case. @param batches of which they are */
  private record Given(int units, String part, List<BatchUnits> batches) {}

  /** Serves wants on paper, one after the other. */
  private static final class Walk {
    private final Map<String, Integer> free;
    private final TreeSet<String> barred = new TreeSet<>();

    Walk(Map<String, Integer> free) {
      this.free = new TreeMap<>(free);
    }

    /** @return the part that serves it, {@code null} if none does */
    String serve(Asked want) {
      for (String part : want.parts()) {
        if (has(part, want.units())) {
          free.merge(part, -want.units(), Integer::sum);
          return part;
        }
      }
      if (want.strict()) {
        barred.addAll(want.parts());
      }
      return null;
    }

    boolean has(String part, int units) {
      return !barred.contains(part) && free.getOrDefault(part, 0) >= units;
    }
  }

  /** What a bookkeeper who reads the events, and nothing else, has in her books. */
  private static final class Books {
    private final Map<String, Given> held = new LinkedHashMap<>();
    private final Map<String, Asked> queue = new LinkedHashMap<>();
    private final Map<String, Asked> demand = new LinkedHashMap<>();
    private final TreeSet<String> answered = new TreeSet<>();
    private final Map<String, Integer> setAside = new LinkedHashMap<>();
    private final TreeMap<String, Integer> free = new TreeMap<>(Map.of(OPEN, 0));
    private final Map<String, Integer> servingUpTo = new TreeMap<>(Map.of(OPEN, 0));
    private final List<String> batches = new ArrayList<>();
    private final Map<String, Integer> unitsOfBatch = new TreeMap<>();
    /** By part or draw, what is left of each batch, by its number in {@code batches}. */
    private final Map<String, TreeMap<Integer, Integer>> shelves = new TreeMap<>();
    private int released;
    private int heldUnits;
    private int refused;
    private int lastNumber;

    void record(PoolEvent event) {
      switch (event) {
        case SupplyReleased e -> release(e);
        case UnitsReserved e -> reserve(e);
        case WantRecorded e -> {
          assertThat(answered.add(e.caseId())).isTrue();
          (e.restock() == RestockOrder.NEWCOMERS ? demand : queue).put(e.caseId(), Asked.of(e));
        }
        case NumberTaken e -> {
          assertThat(answered.add(e.caseId())).isTrue();
          assertThat(e.number()).as("given once and in order").isEqualTo(++lastNumber);
          assertThat(e.servingUpTo()).isEqualTo(servingUpTo.get(OPEN));
          queue.put(e.caseId(), Asked.of(e));
        }
        case ClaimRefused e -> {
          refused++;
          assertThat(answered.add(e.caseId()) || e.drawId() != null).isTrue();
        }
        case WantDropped e -> assertThat(queue.remove(e.caseId()) != null || demand.remove(e.caseId()) != null).isTrue();
        case UnitsReturned e -> giveBack(e);
        case UnitsSetAside e -> {
          assertThat(e.units()).as("all that is free").isEqualTo(free());
          assertThat(setAside.put(e.drawId(), e.units())).as("once").isNull();
          for (String part : free.keySet()) {
            moveAll(part, e.drawId());
          }
          free.replaceAll((part, units) -> 0);
        }
        case SetAsideReturned e -> {
          assertThat(setAside.remove(e.drawId())).isEqualTo(e.units());
          free.merge(OPEN, e.units(), Integer::sum);
          moveAll(e.drawId(), OPEN);
        }
        case ClaimForestalled e -> assertThat(answered.add(e.caseId())).isTrue();
        case ServingContinued _, SupplyPlanned _ -> { }
      }
      mustBalance(event);
    }

    private void release(SupplyReleased e) {
      Map<String, Integer> kept = e.kept() == null ? Map.of() : e.kept();
      released += e.units();
      int open = e.units() - kept.values().stream().mapToInt(Integer::intValue).sum();
      free.merge(OPEN, open, Integer::sum);
      kept.forEach((part, units) -> free.merge(part, units, Integer::sum));
      batches.add(e.batchId());
      unitsOfBatch.put(e.batchId(), e.units());
      put(OPEN, e.batchId(), open);
      kept.forEach((part, units) -> put(part, e.batchId(), units));
    }

    private void put(String shelf, String batchId, int units) {
      if (units > 0) {
        shelves.computeIfAbsent(shelf, s -> new TreeMap<>()).merge(batches.indexOf(batchId), units, Integer::sum);
      }
    }

    private void moveAll(String from, String to) {
      var moved = shelves.remove(from);
      if (moved != null) {
        moved.forEach((batch, units) -> put(to, batches.get(batch), units));
      }
    }

    /** Unit by unit, each of the batch that was released first of those which are left. */
    private List<BatchUnits> take(String shelf, int units) {
      var taken = new TreeMap<Integer, Integer>();
      var left = shelves.get(shelf);
      for (int i = 0; i < units; i++) {
        int first = left.firstKey();
        taken.merge(first, 1, Integer::sum);
        left.computeIfPresent(first, (batch, had) -> had == 1 ? null : had - 1);
      }
      if (left.isEmpty()) {
        shelves.remove(shelf);
      }
      return taken.entrySet().stream().map(e -> new BatchUnits(batches.get(e.getKey()), e.getValue())).toList();
    }

    /** As the pool names its shelves. */
    Map<String, Map<String, Integer>> stocks() {
      var stocks = new TreeMap<String, Map<String, Integer>>();
      shelves.forEach((shelf, left) -> {
        var byBatch = new TreeMap<String, Integer>();
        left.forEach((batch, units) -> byBatch.put(batches.get(batch), units));
        stocks.put((shelf.startsWith("draw") ? "draw/" : "part/") + shelf, byBatch);
      });
      return stocks;
    }

    private void giveBack(UnitsReturned e) {
      var given = held.remove(e.caseId());
      assertThat(given.units()).isEqualTo(e.units());
      assertThat(e.batches()).as("of the batches they came from").isEqualTo(given.batches());
      heldUnits -= e.units();
      String shelf = e.drawId() == null ? partOf(e.reserve()) : e.drawId();
      e.batches().forEach(of -> put(shelf, of.batchId(), of.units()));
      if (e.drawId() != null) {
        setAside.computeIfPresent(e.drawId(), (draw, units) -> units + e.units());
        assertThat(setAside).containsKey(e.drawId());
        return;
      }
      assertThat(partOf(e.reserve())).as("where they came from").isEqualTo(given.part());
      free.merge(given.part(), e.units(), Integer::sum);
    }

    private void reserve(UnitsReserved e) {
      String part = partOf(e.reserve());
      if (e.number() != null) {
        assertThat(e.number()).as("nobody passes a lower number in the same part")
            .isGreaterThan(servingUpTo.getOrDefault(part, 0));
        servingUpTo.put(part, e.number());
      }
      int available = e.drawId() == null ? free.get(part) : setAside.get(e.drawId());
      assertThat(e.units()).as("never oversold").isLessThanOrEqualTo(available);
      if (e.drawId() != null) {
        setAside.merge(e.drawId(), -e.units(), Integer::sum);
        assertThat(answered.add(e.caseId())).isTrue();
      } else if (e.fromWant()) {
        var next = nextToServe();
        assertThat(e.caseId()).as("the earliest that may be served").isEqualTo(next.caseId());
        assertThat(part).as("its own part before the open one").isEqualTo(next.part());
        queue.remove(e.caseId());
      } else {
        assertThat(answered.add(e.caseId())).isTrue();
        boolean winnerOfADrawThatIsOver = e.caseId().startsWith("winner");
        if (!winnerOfADrawThatIsOver) {
          var walk = new Walk(free);
          queue.values().forEach(walk::serve);
          assertThat(walk.has(part, e.units())).as("no newcomer takes what a want could have").isTrue();
        }
      }
      if (e.drawId() == null) {
        free.merge(part, -e.units(), Integer::sum);
      }
      assertThat(e.batches()).as("what was released first is given first")
          .isEqualTo(take(e.drawId() == null ? part : e.drawId(), e.units()));
      assertThat(held.put(e.caseId(), new Given(e.units(), e.drawId() == null ? part : OPEN, e.batches())))
          .as("nobody is served twice").isNull();
      heldUnits += e.units();
    }

    private static String partOf(String reserve) {
      return reserve == null ? OPEN : reserve;
    }

    private Turn nextToServe() {
      var walk = new Walk(free);
      return queue.values().stream().map(want -> new Turn(want.caseId(), walk.serve(want)))
          .filter(turn -> turn.part() != null).findFirst().orElse(null);
    }

    void mustHaveServedAllThatFit() {
      assertThat(nextToServe()).as("a want that could be served still waits").isNull();
    }

    private int free() {
      return free.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void mustBalance(PoolEvent event) {
      var level = event.level();
      assertThat(level.free()).isNotNegative();
      assertThat(level.freeOf(null)).isNotNegative();
      assertThat(level.released()).isEqualTo(level.free() + level.held());
      if (held.size() < 2_000) { // recounting is quadratic
        var wants = new ArrayList<>(queue.values());
        wants.addAll(demand.values());
        var heldByPart = new TreeMap<String, Integer>();
        held.values().forEach(given -> heldByPart.merge(given.part(), given.units(), Integer::sum));
        assertThat(heldUnits).isEqualTo(heldByPart.values().stream().mapToInt(Integer::intValue).sum());
        assertThat(everywhere()).as("no batch has more or fewer units than were released").isEqualTo(unitsOfBatch);
        assertThat(level)
            .isEqualTo(
                new PoolEvent.Level(
                    released, free(), released - free(), wants.size(), wants.stream().mapToInt(Asked::units).sum(),
                    reserves(heldByPart)));
      }
    }

    /** The units of each batch, wherever they are: given, free or set aside. */
    private Map<String, Integer> everywhere() {
      var found = new TreeMap<String, Integer>();
      held.values().forEach(given -> given.batches().forEach(of -> found.merge(of.batchId(), of.units(), Integer::sum)));
      shelves.values().forEach(left -> left.forEach((batch, units) -> found.merge(batches.get(batch), units, Integer::sum)));
      return found;
    }

    private Map<String, Part> reserves(Map<String, Integer> heldByPart) {
      var reserves = new TreeMap<String, Part>();
      free.forEach((part, units) -> reserves.put(part, new Part(units, heldByPart.getOrDefault(part, 0))));
      reserves.remove(OPEN);
      return reserves;
    }
  }
}
