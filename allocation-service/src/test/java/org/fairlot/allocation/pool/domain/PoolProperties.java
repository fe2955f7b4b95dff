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
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ExpireWant;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReturnSetAside;
import org.fairlot.allocation.pool.domain.PoolCommand.SetAside;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.ClaimForestalled;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.ServingContinued;
import org.fairlot.contracts.allocation.PoolEvent.SetAsideReturned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyPlanned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.UnitsSetAside;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
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
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");
  private static final int RUNS = 60;
  private static final int STEPS = 1_500;

  @Row("M5")
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
      send(new ReleaseSupply(POOL, "last lorry", 1 + random.nextInt(500), null));
      while (!underWay.isEmpty()) {
        send(underWay.remove());
      }
      books.mustHaveServedAllThatFit();
      assertThat(pool.header().queued()).isEqualTo(books.queue.size());
      assertThat(pool.first("want/", 10_000)).hasSize(books.queue.size());
    }

    /** Little trickles in on some days; on the others long droughts end with a lorry that serves hundreds. */
    private PoolCommand fresh() {
      if (drought && random.nextInt(200) == 0) {
        return new ReleaseSupply(POOL, "lorry" + batches++, 900, null);
      }
      return switch (random.nextInt(13)) {
        case 0 -> new ReleaseSupply(POOL, "batch" + batches++, 1 + random.nextInt(drought ? 1 : 6), null);
        case 1 -> new ReleaseClaim(POOL, someCase(), "CANCELLED");
        case 2 -> new ExpireWant(POOL, someCase(), 1);
        case 3 -> random.nextInt(4) == 0 ? new SetAside(POOL, "draw" + random.nextInt(20)) : win();
        case 4 -> random.nextInt(4) == 0 ? new ReturnSetAside(POOL, "draw" + random.nextInt(20)) : win();
        case 5 -> win();
        default -> byNumber || random.nextInt(6) == 0
            ? ClaimUnits.inTurn(POOL, "case" + cases++, 1, 1 + random.nextInt(3))
            : new ClaimUnits(
                POOL, "case" + cases++, 1, 1 + random.nextInt(3), random.nextInt(5) > 0,
                RestockOrder.values()[random.nextInt(3)], 72);
      };
    }

    private PoolCommand win() {
      return ClaimUnits.ofWinner(POOL, "winner" + cases++, 1, 1 + random.nextInt(2), "draw" + random.nextInt(20));
    }

    /** One that has claimed, or one whose claim is still to come. */
    private String someCase() {
      return (random.nextInt(4) == 0 ? "winner" : "case") + random.nextInt(cases + 3);
    }

    void send(PoolCommand command) {
      switch (decider.decide(command, pool, NOW)) {
        case Decision.Accepted<PoolEvent, PoolRejection>(var events) -> {
          boolean known =
              command instanceof ClaimUnits c && books.answered.contains(c.caseId())
                  // a winner whose case is closed is told of each time, and the draw knows it once
                  && (c.drawId() == null || books.held.containsKey(c.caseId()));
          if (known) {
            assertThat(events).as("a repeated claim").isEmpty();
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

  /** What a bookkeeper who reads the events, and nothing else, has in her books. */
  private static final class Books {
    private final Map<String, Integer> held = new LinkedHashMap<>();
    private final Map<String, WantRecorded> queue = new LinkedHashMap<>();
    private final Map<String, WantRecorded> demand = new LinkedHashMap<>();
    private final TreeSet<String> answered = new TreeSet<>();
    private final Map<String, Integer> setAside = new LinkedHashMap<>();
    private int released;
    private int heldUnits;
    private int refused;
    private int lastNumber;
    private int servingUpTo;

    void record(PoolEvent event) {
      switch (event) {
        case SupplyReleased e -> released += e.units();
        case UnitsReserved e -> reserve(e);
        case WantRecorded e -> {
          assertThat(answered.add(e.caseId())).isTrue();
          (e.restock() == RestockOrder.NEWCOMERS ? demand : queue).put(e.caseId(), e);
        }
        case NumberTaken e -> {
          assertThat(answered.add(e.caseId())).isTrue();
          assertThat(e.number()).as("given once and in order").isEqualTo(++lastNumber);
          assertThat(e.servingUpTo()).isEqualTo(servingUpTo);
          // a number waits as a strict want does
          queue.put(
              e.caseId(),
              new WantRecorded(
                  POOL, e.caseId(), 1, e.units(), RestockOrder.EARLIEST_STRICT, e.place(), NOW, e.level()));
        }
        case ClaimRefused e -> {
          refused++;
          assertThat(answered.add(e.caseId()) || e.drawId() != null).isTrue();
        }
        case WantDropped e -> assertThat(queue.remove(e.caseId()) != null || demand.remove(e.caseId()) != null).isTrue();
        case UnitsReturned e -> {
          assertThat(held.remove(e.caseId())).isEqualTo(e.units());
          heldUnits -= e.units();
          if (e.drawId() != null) {
            setAside.computeIfPresent(e.drawId(), (draw, units) -> units + e.units());
            assertThat(setAside).containsKey(e.drawId());
          }
        }
        case UnitsSetAside e -> {
          assertThat(e.units()).as("all that is free").isEqualTo(free());
          assertThat(setAside.put(e.drawId(), e.units())).as("once").isNull();
        }
        case SetAsideReturned e -> assertThat(setAside.remove(e.drawId())).isEqualTo(e.units());
        case ClaimForestalled e -> assertThat(answered.add(e.caseId())).isTrue();
        case ServingContinued _, SupplyPlanned _ -> { }
      }
      mustBalance(event);
    }

    private void reserve(UnitsReserved e) {
      if (e.number() != null) {
        assertThat(e.number()).as("nobody passes a lower number").isGreaterThan(servingUpTo);
        servingUpTo = e.number();
      }
      int available = e.drawId() == null ? free() : setAside.get(e.drawId());
      assertThat(e.units()).as("never oversold").isLessThanOrEqualTo(available);
      if (e.drawId() != null) {
        setAside.merge(e.drawId(), -e.units(), Integer::sum);
        assertThat(answered.add(e.caseId())).isTrue();
      } else if (e.fromWant()) {
        assertThat(e.caseId()).as("the earliest that may be served").isEqualTo(nextToServe());
        queue.remove(e.caseId());
      } else if (e.caseId().startsWith("winner")) {
        assertThat(answered.add(e.caseId())).as("of a draw that is over, out of what is free").isTrue();
      } else {
        assertThat(answered.add(e.caseId())).isTrue();
        boolean enoughForAll = free() - queue.values().stream().mapToInt(WantRecorded::units).sum() >= e.units();
        boolean nobodysTurn =
            nextToServe() == null && queue.values().stream().noneMatch(w -> w.restock() == RestockOrder.EARLIEST_STRICT);
        assertThat(enoughForAll || nobodysTurn).as("no newcomer overtakes a want that could be served").isTrue();
      }
      assertThat(held.put(e.caseId(), e.units())).as("nobody is served twice").isNull();
      heldUnits += e.units();
    }

    private String nextToServe() {
      for (WantRecorded want : queue.values()) {
        if (want.units() <= free()) {
          return want.caseId();
        }
        if (want.restock() == RestockOrder.EARLIEST_STRICT) {
          return null;
        }
      }
      return null;
    }

    void mustHaveServedAllThatFit() {
      assertThat(nextToServe()).as("a want that could be served still waits").isNull();
    }

    private int free() {
      return released - heldUnits - setAside.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void mustBalance(PoolEvent event) {
      var level = event.level();
      assertThat(level.free()).isNotNegative();
      assertThat(level.released()).isEqualTo(level.free() + level.held());
      if (held.size() < 2_000) { // recounting is quadratic
        var wants = new ArrayList<>(queue.values());
        wants.addAll(demand.values());
        assertThat(heldUnits).isEqualTo(held.values().stream().mapToInt(Integer::intValue).sum());
        assertThat(level)
            .isEqualTo(
                new PoolEvent.Level(
                    released, free(), released - free(), wants.size(),
                    wants.stream().mapToInt(WantRecorded::units).sum()));
      }
    }
  }
}
