package org.fairlot.allocation.pool.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimForWinners;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleasePlannedSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReturnSetAside;
import org.fairlot.allocation.pool.domain.PoolCommand.SetAside;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Ledger;
import org.fairlot.runtime.wire.Json;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Of which batch (批次) a grant's units are, whatever way they went. */
class BatchesSpec {

  private static final String POOL = "hangzhou-masks/CITY";
  private static final String DRAW = "hangzhou-masks.v1.2020-02-02";
  private static final String NEXT_DRAW = "hangzhou-masks.v1.2020-02-03";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");

  private final DeciderSpec<PoolCommand, Ledger<PoolHeader, PoolMember>, PoolEvent, PoolRejection> pool =
      DeciderSpec.spec(new PoolDecider()).at(NOW);

  @Nested
  class First_come {

    @Row("M14")
    @Test
    void what_was_released_first_is_given_first() {
      pool.when(supply("evening", 2), supply("late", 2));
      pool.when(claim("ann")).thenEvents(granted("ann", "evening", 1));
      pool.when(claim("bo")).thenEvents(granted("bo", "evening", 1));
      pool.when(claim("cai")).thenEvents(granted("cai", "late", 1));
    }

    @Row("M14")
    @Test
    void a_grant_across_batches_names_each_with_its_units() {
      pool.when(supply("evening", 2), supply("late", 1), supply("last", 4));
      pool.when(claim("ann", 5))
          .thenEvents(
              granted("ann", new BatchUnits("evening", 2), new BatchUnits("late", 1), new BatchUnits("last", 2)));
      pool.when(claim("bo", 2)).thenEvents(granted("bo", "last", 2));
    }

    @Test
    void the_order_is_that_of_release_not_of_planning_or_of_names() {
      Instant evening = NOW.plusSeconds(3600);
      pool.when(new ReleaseSupply(POOL, "a-planned", 1, evening), supply("z-now", 1));
      pool.at(evening).when(new ReleasePlannedSupply(POOL, "a-planned"));
      pool.when(claim("ann")).thenEvents(granted("ann", "z-now", 1));
      pool.when(claim("bo")).thenEvents(granted("bo", "a-planned", 1));
    }

    @Test
    void a_pool_keeps_no_batch_that_is_given() {
      pool.when(supply("evening", 1), supply("late", 1), claim("ann"), claim("bo"));
      assertThat(pool.state().header().fronts()).isEmpty();
      assertThat(pool.state().first("stock/", 10)).isEmpty();
    }

    @Test
    void a_claim_writes_its_own_entry_and_no_other_however_many_batches_wait() {
      for (int i = 0; i < 50; i++) {
        pool.when(supply("batch" + i, 2));
      }
      pool.when(claim("ann"));
      assertThat(written("bo", "batch0")).as("one is given, and the next comes to the front")
          .containsExactly("claim/bo/1", "stock/part/OPEN/000000002");
      pool.when(claim("bo"));
      assertThat(written("cai", "batch1")).containsExactly("claim/cai/1");
    }

    /** The entries that change when the next unit is granted. */
    private Set<String> written(String caseId, String batchId) {
      var before = pool.state();
      var event =
          new UnitsReserved(
              POOL, caseId, 1, 1, false, before.header().reserved(1, null), null, null, null, of(batchId, 1));
      return new PoolDecider().evolve(before, event).changes().keySet();
    }

    @Test
    void however_many_batches_wait_the_header_has_the_first() {
      for (int i = 0; i < 500; i++) {
        pool.when(supply("batch" + i, 1));
      }
      assertThat(pool.state().header().fronts()).hasSize(1);
      assertThat(pool.state().first("stock/", 1000)).hasSize(499);
      pool.when(claim("ann")).thenEvents(granted("ann", "batch0", 1));
      pool.when(claim("bo")).thenEvents(granted("bo", "batch1", 1));
    }
  }

  @Nested
  class Wants_and_numbers {

    @Row("M14")
    @Test
    void a_want_is_of_the_restock_that_serves_it() {
      pool.when(supply("evening", 1), claim("ann"), wish("bo"), wish("cai"));
      pool.when(supply("restock", 2))
          .thenEvents(events -> assertThat(batchesOf(events)).isEqualTo(List.of(of("restock", 1), of("restock", 1))));
    }

    @Row("M14")
    @Test
    void a_number_is_of_the_stock_of_its_day() {
      pool.when(ClaimUnits.inTurn(POOL, "ann", 1, 2), supply("monday", 1));
      pool.when(supply("tuesday", 1))
          .thenEvents(granted("ann", new BatchUnits("monday", 1), new BatchUnits("tuesday", 1)));
    }

    @Test
    void what_comes_back_goes_to_the_next_with_its_batch() {
      pool.when(supply("evening", 1), claim("ann"), wish("bo"));
      pool.when(close("ann")).thenEvents(events -> {
        assertThat(events.getFirst()).isInstanceOfSatisfying(
            UnitsReturned.class, e -> assertThat(e.batches()).isEqualTo(of("evening", 1)));
        assertThat(batchesOf(events)).isEqualTo(List.of(of("evening", 1)));
      });
    }
  }

  @Nested
  class Returns {

    @Row("M14")
    @Test
    void units_go_back_to_their_batch_and_are_given_before_a_later_one() {
      pool.when(supply("evening", 1), supply("late", 2), claim("ann"), claim("bo"), close("ann"));
      pool.when(claim("cai")).thenEvents(granted("cai", "evening", 1));
      pool.when(claim("di")).thenEvents(granted("di", "late", 1));
    }

    @Test
    void units_of_a_later_batch_stand_behind_an_earlier_one() {
      pool.when(supply("evening", 1), supply("late", 1), supply("last", 1), claim("ann"), claim("bo"), claim("cai"));
      pool.when(close("bo"), close("cai"), close("ann"));
      pool.when(claim("di", 3))
          .thenEvents(granted("di", new BatchUnits("evening", 1), new BatchUnits("late", 1), new BatchUnits("last", 1)));
    }

    @Test
    void units_of_several_batches_go_back_to_each() {
      pool.when(supply("evening", 1), supply("late", 1), claim("ann", 2)).when(close("ann")).thenEvents(
          events -> assertThat(events).singleElement().isInstanceOfSatisfying(
              UnitsReturned.class,
              e -> assertThat(e.batches()).containsExactly(new BatchUnits("evening", 1), new BatchUnits("late", 1))));
      pool.when(claim("bo")).thenEvents(granted("bo", "evening", 1));
      pool.when(claim("cai")).thenEvents(granted("cai", "late", 1));
    }
  }

  @Nested
  class Reserves {

    @Row("M14")
    @Test
    void each_part_gives_of_its_share_of_a_batch() {
      pool.when(supply("evening", 4, 25), supply("late", 4, 25));
      pool.when(old("ann")).thenEvents(granted("ann", "evening", 1));
      pool.when(old("bo")).thenEvents(granted("bo", "late", 1));
      pool.when(old("cai")).thenEvents(granted("cai", "evening", 1));
      pool.when(claim("di", 3)).thenEvents(granted("di", new BatchUnits("evening", 2), new BatchUnits("late", 1)));
    }

    @Test
    void what_a_group_gives_back_is_kept_for_it_under_its_batch() {
      pool.when(supply("evening", 2, 50), supply("late", 2, 50), old("ann"), close("ann"));
      pool.when(claim("bo", 2)).thenEvents(granted("bo", new BatchUnits("evening", 1), new BatchUnits("late", 1)));
      pool.when(old("cai")).thenEvents(granted("cai", "evening", 1));
    }

    private static ReleaseSupply supply(String batchId, int units, int percent) {
      return new ReleaseSupply(POOL, batchId, units, null, new TreeMap<>(Map.of("ELDERLY", percent)), 1);
    }

    private static ClaimUnits old(String caseId) {
      return new ClaimUnits(POOL, caseId, 1, 1, false, RestockOrder.EARLIEST_FIRST, 72, List.of("ELDERLY"));
    }
  }

  @Nested
  class Draws {

    @Row("M14")
    @Test
    void a_draw_takes_the_batches_that_are_there_and_winners_get_them_in_their_order() {
      pool.when(supply("evening", 1), supply("late", 2), new SetAside(POOL, DRAW), supply("after", 5));
      pool.when(win(DRAW, "ann", "bo")).thenEvents(
          events -> assertThat(batchesOf(events)).isEqualTo(List.of(of("evening", 1), of("late", 1))));
      pool.when(claim("newcomer")).thenEvents(granted("newcomer", "after", 1));
    }

    @Test
    void what_was_kept_for_groups_is_among_them() {
      pool.when(
          Reserves.supply("evening", 2, 50), Reserves.supply("late", 2, 50), new SetAside(POOL, DRAW),
          win(DRAW, "ann", "bo", "cai"));
      pool.when(win(DRAW, "di")).thenEvents(granted("di", "late", 1));
      assertThat(pool.state().header().fronts()).isEmpty();
    }

    @Test
    void what_a_winner_gives_back_goes_to_the_substitute_before_a_later_batch() {
      pool.when(supply("evening", 1), supply("late", 1), new SetAside(POOL, DRAW), win(DRAW, "ann"), close("ann"));
      pool.when(win(DRAW, "bo")).thenEvents(granted("bo", "evening", 1));
    }

    @Test
    void what_a_draw_leaves_stands_where_it_stood_for_newcomers_and_for_the_next_draw() {
      pool.when(
          supply("evening", 2), new SetAside(POOL, DRAW), win(DRAW, "ann"), supply("late", 1),
          new ReturnSetAside(POOL, DRAW));
      pool.when(claim("bo")).thenEvents(granted("bo", "evening", 1));
      pool.when(close("ann"), new SetAside(POOL, NEXT_DRAW), win(NEXT_DRAW, "cai"), win(NEXT_DRAW, "di"))
          .thenEvents(granted("di", "late", 1));
    }

    @Test
    void a_substitute_who_comes_when_the_draw_is_over_gets_what_is_free() {
      pool.when(supply("evening", 1), new SetAside(POOL, DRAW), new ReturnSetAside(POOL, DRAW), win(DRAW, "late"))
          .thenEvents(granted("late", "evening", 1));
    }

    private static ClaimForWinners win(String draw, String... cases) {
      return new ClaimForWinners(
          POOL, draw, Stream.of(cases).map(caseId -> new Win(caseId, 1, POOL, 1, 7)).toList());
    }
  }

  /** A log, and a state, from before batches were told apart. */
  @Nested
  class Before {

    @Test
    void an_event_that_names_no_batch_took_what_one_of_today_would_take() {
      pool.given(
          new SupplyReleased(POOL, "hangzhou-masks", "evening", 2, NOW, new Level(2, 2, 0, 0, 0)),
          new UnitsReserved(POOL, "ann", 1, 1, false, new Level(2, 1, 1, 0, 0)));
      pool.when(close("ann")).thenEvents(events -> assertThat(events).singleElement().isInstanceOfSatisfying(
          UnitsReturned.class, e -> assertThat(e.batches()).isEqualTo(of("evening", 1))));
    }

    @Test
    void an_event_is_followed_also_where_it_says_otherwise_than_one_of_today() {
      pool.given(
          new SupplyReleased(POOL, "hangzhou-masks", "evening", 1, NOW, new Level(1, 1, 0, 0, 0)),
          new SupplyReleased(POOL, "hangzhou-masks", "late", 1, NOW, new Level(2, 2, 0, 0, 0)),
          new UnitsReserved(
              POOL, "ann", 1, 1, false, new Level(2, 1, 1, 0, 0), null, null, null, of("late", 1)));
      pool.when(claim("bo")).thenEvents(granted("bo", "evening", 1));
    }

    @Test
    void units_of_a_state_without_batches_are_given_all_the_same_and_of_no_batch() {
      var header =
          Json.MAPPER.readValue(
              """
              {"level": {"released": 3, "free": 2, "held": 1, "wants": 0, "wantUnits": 0}, "lanes": {}, "arrivals": 0, "round": 0,
               "lastNumber": 0, "servingUpTo": 0, "owed": {}}""",
              PoolHeader.class);
      var held = Json.MAPPER.readValue("{\"kind\": \"held\", \"units\": 1}", PoolMember.class);
      var batch =
          Json.MAPPER.readValue(
              "{\"kind\": \"batch\", \"units\": 3, \"effectiveAt\": \"2020-02-02T11:00:00Z\", \"released\": true}",
              PoolMember.class);
      var decider = new PoolDecider();
      var before = Ledger.<PoolHeader, PoolMember>empty(header)
          .with("claim/ann/1", held).with("batch/evening", batch);
      var after = before;
      for (PoolCommand command : List.of(close("ann"), supply("late", 1), claim("bo", 3), claim("cai"))) {
        for (PoolEvent event : decide(decider, command, after)) {
          switch (event) {
            case UnitsReturned e -> assertThat(e.batches()).isNull();
            case UnitsReserved e when e.caseId().equals("bo") ->
                assertThat(e.batches()).as("what is known of three").isEqualTo(of("late", 1));
            case UnitsReserved e -> assertThat(e.batches()).isNull();
            default -> { }
          }
          after = decider.evolve(after, event);
        }
      }
      assertThat(after.header().level()).isEqualTo(new Level(4, 0, 4, 0, 0));
    }

    private static List<PoolEvent> decide(
        PoolDecider decider, PoolCommand command, Ledger<PoolHeader, PoolMember> state) {
      return ((Decision.Accepted<PoolEvent, PoolRejection>) decider.decide(command, state, NOW)).events();
    }
  }

  private static Consumer<List<PoolEvent>> granted(String caseId, String batchId, int units) {
    return granted(caseId, new BatchUnits(batchId, units));
  }

  /** That the last event grants the case its units, of just these batches. */
  private static Consumer<List<PoolEvent>> granted(String caseId, BatchUnits... batches) {
    return events -> assertThat(events.getLast()).isInstanceOfSatisfying(UnitsReserved.class, e -> {
      assertThat(e.caseId()).isEqualTo(caseId);
      assertThat(e.batches()).containsExactly(batches);
    });
  }

  private static List<List<BatchUnits>> batchesOf(List<PoolEvent> events) {
    return events.stream().filter(UnitsReserved.class::isInstance).map(e -> ((UnitsReserved) e).batches()).toList();
  }

  private static List<BatchUnits> of(String batchId, int units) {
    return List.of(new BatchUnits(batchId, units));
  }

  private static ReleaseSupply supply(String batchId, int units) {
    return new ReleaseSupply(POOL, batchId, units, null);
  }

  private static ClaimUnits claim(String caseId) {
    return claim(caseId, 1);
  }

  private static ClaimUnits claim(String caseId, int units) {
    return new ClaimUnits(POOL, caseId, 1, units, false, RestockOrder.EARLIEST_FIRST, 72);
  }

  private static ClaimUnits wish(String caseId) {
    return new ClaimUnits(POOL, caseId, 1, 1, true, RestockOrder.EARLIEST_FIRST, 72);
  }

  private static ReleaseClaim close(String caseId) {
    return new ReleaseClaim(POOL, caseId, "CANCELLED");
  }
}
