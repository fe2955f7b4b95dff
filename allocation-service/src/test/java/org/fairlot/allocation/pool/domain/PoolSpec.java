package org.fairlot.allocation.pool.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimForWinners;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ExpireWant;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleasePlannedSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReturnSetAside;
import org.fairlot.allocation.pool.domain.PoolCommand.SetAside;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.ClaimForestalled;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.Level;
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
import org.fairlot.kernel.Ledger;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PoolSpec {

  private static final String POOL = "hangzhou-masks/CITY";
  private static final String PROGRAMME = "hangzhou-masks";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");

  private final DeciderSpec<PoolCommand, Ledger<PoolHeader, PoolMember>, PoolEvent, PoolRejection> pool =
      DeciderSpec.spec(new PoolDecider()).at(NOW);

  @Nested
  class Supply {

    @Row("M2")
    @Test
    void a_batch_raises_what_is_free_by_exactly_its_units() {
      pool.when(supply("evening", 500))
          .then(new SupplyReleased(POOL, PROGRAMME, "evening", 500, NOW, new Level(500, 500, 0, 0, 0)));
    }

    @Row("M2")
    @Test
    void the_same_batch_is_released_once() {
      pool.when(supply("evening", 500), supply("evening", 500)).thenNothing();
      pool.when(new ReleaseSupply(POOL, "evening", 500, NOW)).thenNothing();
      assertThat(pool.state().header().level().released()).isEqualTo(500);
    }

    @Test
    void a_batch_that_says_something_else_under_the_same_id_is_refused() {
      pool.when(supply("evening", 500), supply("evening", 50))
          .thenRejected(new PoolRejection.BatchConflict("evening", 500, NOW));
    }

    @Row("M2")
    @Test
    void a_batch_for_later_is_planned_and_released_when_its_time_has_come() {
      Instant evening = NOW.plusSeconds(3600);
      pool.when(new ReleaseSupply(POOL, "evening", 500, evening))
          .then(new SupplyPlanned(POOL, PROGRAMME, "evening", 500, evening, Level.EMPTY));
      pool.when(claim("ann", false)).then(refused("ann", Level.EMPTY));
      pool.at(evening)
          .when(new ReleasePlannedSupply(POOL, "evening"))
          .then(new SupplyReleased(POOL, PROGRAMME, "evening", 500, evening, new Level(500, 500, 0, 0, 0)));
      pool.when(new ReleasePlannedSupply(POOL, "evening")).thenNothing();
    }

    @Test
    void a_planned_batch_that_is_announced_again_is_not_planned_twice() {
      Instant evening = NOW.plusSeconds(3600);
      var planned = new ReleaseSupply(POOL, "evening", 500, evening);
      pool.when(planned, planned).thenNothing();
      pool.when(new ReleaseSupply(POOL, "evening", 500, evening.plusSeconds(1))).thenRejected("BATCH_CONFLICT");
    }

    @Test
    void a_batch_dated_in_the_past_is_released_at_once_and_keeps_its_date() {
      Instant morning = NOW.minusSeconds(3600);
      pool.when(new ReleaseSupply(POOL, "morning", 5, morning))
          .then(new SupplyReleased(POOL, PROGRAMME, "morning", 5, morning, new Level(5, 5, 0, 0, 0)));
    }

    @Test
    void the_release_of_a_batch_that_nobody_planned_changes_nothing() {
      pool.when(new ReleasePlannedSupply(POOL, "ghost")).thenNothing();
    }

    @Test
    void no_batch_is_empty_or_lifts_the_pool_above_its_limit() {
      pool.when(supply("none", 0)).thenRejected("SUPPLY_OUT_OF_RANGE");
      pool.when(supply("less", -5)).thenRejected("SUPPLY_OUT_OF_RANGE");
      pool.when(supply("most", PoolDecider.UNITS_PER_POOL_MAX), supply("one-more", 1))
          .thenRejected(new PoolRejection.SupplyOutOfRange(0));
      pool.when(supply("wrapping", Integer.MAX_VALUE)).thenRejected("SUPPLY_OUT_OF_RANGE");
    }
  }

  @Nested
  class Claims {

    @Row("H3")
    @Test
    void first_come_first_served_until_nothing_is_left() {
      pool.when(supply("evening", 2));
      pool.when(claim("ann", false)).then(reserved("ann", new Level(2, 1, 1, 0, 0)));
      pool.when(claim("bo", false)).then(reserved("bo", new Level(2, 0, 2, 0, 0)));
      pool.when(claim("cai", false)).then(refused("cai", new Level(2, 0, 2, 0, 0)));
    }

    @Test
    void a_repeated_claim_gets_nothing_more() {
      pool.when(supply("evening", 5), claim("ann", false), claim("ann", false)).thenNothing();
      pool.when(claim("bo", false)).then(reserved("bo", new Level(5, 3, 2, 0, 0)));
    }

    @Test
    void a_claim_that_was_refused_stays_refused_when_it_is_repeated_after_a_restock() {
      pool.when(claim("ann", false), supply("evening", 5), claim("ann", false)).thenNothing();
      assertThat(pool.state().header().level().held()).isZero();
    }

    @Test
    void a_claim_larger_than_what_is_left_gets_nothing_rather_than_a_part() {
      pool.when(supply("evening", 2));
      pool.when(claim("ann", 3, false, RestockOrder.EARLIEST_FIRST)).then(refused("ann", new Level(2, 2, 0, 0, 0)));
    }

    @Test
    void a_claim_of_impossible_size_is_answered_not_left_hanging() {
      pool.when(supply("evening", 500));
      for (int units : List.of(0, -1, PoolDecider.UNITS_PER_CLAIM_MAX + 1)) {
        pool.when(claim("size" + units, units, true, RestockOrder.EARLIEST_FIRST))
            .then(new ClaimRefused(POOL, "size" + units, 1, "UNITS_OUT_OF_RANGE", new Level(500, 500, 0, 0, 0)));
      }
    }

    @Test
    void a_case_may_claim_in_two_stages_and_gives_both_back_when_it_ends() {
      pool.when(supply("evening", 5));
      pool.when(
              new ClaimUnits(POOL, "ann", 1, 1, false, RestockOrder.EARLIEST_FIRST, 72),
              new ClaimUnits(POOL, "ann", 3, 2, false, RestockOrder.EARLIEST_FIRST, 72))
          .then(
              new UnitsReserved(
                  POOL, "ann", 3, 2, false, new Level(5, 2, 3, 0, 0), null, null, null, of("evening", 2)));
      pool.when(close("ann"))
          .then(
              returned("ann", "evening", new Level(5, 3, 2, 0, 0)),
              new UnitsReturned(
                  POOL, "ann", 3, 2, "CANCELLED", new Level(5, 5, 0, 0, 0), null, null, of("evening", 2)));
    }
  }

  @Nested
  class Wants {

    @Row("M4")
    @Test
    void who_comes_too_late_may_leave_a_want_and_hears_his_place() {
      pool.when(claim("ann", true)).then(wanted("ann", 1, new Level(0, 0, 0, 1, 1)));
      pool.when(claim("bo", true)).then(wanted("bo", 2, new Level(0, 0, 0, 2, 2)));
    }

    @Row("M4")
    @Test
    void a_repeated_claim_leaves_no_second_want() {
      pool.when(claim("ann", true), claim("ann", true)).thenNothing();
    }

    @Row("M5")
    @Test
    void a_restock_of_k_serves_exactly_the_first_k_wants_at_once() {
      pool.when(claim("ann", true), claim("bo", true), claim("cai", true));
      pool.when(supply("restock", 2))
          .then(
              new SupplyReleased(POOL, PROGRAMME, "restock", 2, NOW, new Level(2, 2, 0, 3, 3)),
              served("ann", "restock", new Level(2, 1, 1, 2, 2)),
              served("bo", "restock", new Level(2, 0, 2, 1, 1)));
    }

    @Test
    void returned_units_go_to_the_next_want_at_once() {
      pool.when(supply("evening", 1), claim("ann", true), claim("bo", true));
      pool.when(close("ann"))
          .then(
              returned("ann", "evening", new Level(1, 1, 0, 1, 1)),
              served("bo", "evening", new Level(1, 0, 1, 0, 0)));
    }

    @Test
    void a_cancelled_want_leaves_the_queue_and_those_behind_move_up() {
      pool.when(claim("ann", true), claim("bo", true));
      pool.when(close("ann")).then(new WantDropped(POOL, "ann", 1, 1, "CANCELLED", new Level(0, 0, 0, 1, 1)));
      pool.when(claim("cai", true)).then(wanted("cai", 2, new Level(0, 0, 0, 2, 2)));
      pool.when(supply("restock", 1))
          .thenEvents(events -> assertThat(events).contains(served("bo", "restock", new Level(1, 0, 1, 1, 1))));
    }

    @Test
    void a_want_that_has_run_out_is_dropped_once_and_gets_nothing_later() {
      pool.when(claim("ann", true));
      pool.at(NOW.plusSeconds(72 * 3600))
          .when(new ExpireWant(POOL, "ann", 1))
          .then(new WantDropped(POOL, "ann", 1, 1, "WANT_EXPIRED", Level.EMPTY));
      pool.when(new ExpireWant(POOL, "ann", 1)).thenNothing();
      pool.when(supply("restock", 1))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "restock", 1, NOW.plusSeconds(72 * 3600), new Level(1, 1, 0, 0, 0)));
    }

    @Test
    void a_timer_that_fires_after_the_want_was_served_takes_nothing_away() {
      pool.when(claim("ann", true), supply("restock", 1), new ExpireWant(POOL, "ann", 1)).thenNothing();
      assertThat(pool.state().header().level()).isEqualTo(new Level(1, 0, 1, 0, 0));
    }

    @Test
    void under_earliest_first_a_want_too_large_for_what_is_left_lets_smaller_ones_pass() {
      pool.when(
          claim("large", 3, true, RestockOrder.EARLIEST_FIRST), claim("small", 1, true, RestockOrder.EARLIEST_FIRST));
      pool.when(supply("restock", 2))
          .thenEvents(events -> assertThat(servedIn(events)).containsExactly("small"));
      pool.when(claim("newcomer", 1, false, RestockOrder.EARLIEST_FIRST))
          .then(reserved("newcomer", "restock", new Level(2, 0, 2, 1, 3)));
    }

    @Row("M5")
    @Test
    void under_earliest_strict_nobody_passes_a_want_that_does_not_fit_not_even_a_newcomer() {
      pool.when(
          claim("large", 3, true, RestockOrder.EARLIEST_STRICT),
          claim("small", 1, true, RestockOrder.EARLIEST_STRICT),
          supply("restock", 2));
      assertThat(pool.state().header().level()).isEqualTo(new Level(2, 2, 0, 2, 4));
      pool.when(claim("newcomer", 1, false, RestockOrder.EARLIEST_STRICT))
          .then(refused("newcomer", new Level(2, 2, 0, 2, 4)));
      pool.when(supply("more", 2))
          .thenEvents(events -> assertThat(servedIn(events)).containsExactly("large", "small"));
    }

    @Test
    void when_a_strict_want_in_front_is_taken_back_those_behind_are_served() {
      pool.when(
          claim("large", 3, true, RestockOrder.EARLIEST_STRICT),
          claim("small", 1, true, RestockOrder.EARLIEST_STRICT),
          supply("restock", 2));
      pool.when(close("large")).thenEvents(events -> assertThat(servedIn(events)).containsExactly("small"));
    }

    @Test
    void a_want_keeps_the_rule_of_its_own_pack_version() {
      pool.when(
          claim("yielding", 3, true, RestockOrder.EARLIEST_FIRST),
          claim("strict", 2, true, RestockOrder.EARLIEST_STRICT),
          claim("behind", 1, true, RestockOrder.EARLIEST_FIRST));
      pool.when(supply("one", 1)).thenEvents(events -> assertThat(servedIn(events)).isEmpty());
      pool.when(supply("two", 1)).thenEvents(events -> assertThat(servedIn(events)).containsExactly("strict"));
      pool.when(supply("three", 1)).thenEvents(events -> assertThat(servedIn(events)).containsExactly("behind"));
      pool.when(supply("six", 3)).thenEvents(events -> assertThat(servedIn(events)).containsExactly("yielding"));
    }

    @Test
    void for_newcomers_new_stock_is_left_and_wants_are_demand_only() {
      pool.when(claim("ann", 1, true, RestockOrder.NEWCOMERS))
          .then(
              new WantRecorded(
                  POOL, "ann", 1, 1, RestockOrder.NEWCOMERS, 0, NOW.plusSeconds(72 * 3600), new Level(0, 0, 0, 1, 1)));
      pool.when(supply("restock", 1)).thenEvents(events -> assertThat(servedIn(events)).isEmpty());
      pool.when(claim("bo", 1, true, RestockOrder.NEWCOMERS)).then(reserved("bo", "restock", new Level(1, 0, 1, 1, 1)));
      pool.when(close("ann")).then(new WantDropped(POOL, "ann", 1, 1, "CANCELLED", new Level(1, 0, 1, 0, 0)));
    }
  }

  /** Shanghai: committees called people by number and by the stock of the day (按号、货到先得). */
  @Nested
  class Numbers {

    @Test
    void are_given_in_the_order_of_the_claims_and_tell_how_many_come_before() {
      pool.when(number("ann")).then(taken("ann", 1, 1, 0, new Level(0, 0, 0, 1, 1)));
      pool.when(number("bo")).then(taken("bo", 2, 2, 0, new Level(0, 0, 0, 2, 2)));
    }

    @Test
    void a_repeated_claim_keeps_its_number() {
      pool.when(number("ann"), number("ann")).thenNothing();
      pool.when(number("bo")).then(taken("bo", 2, 2, 0, new Level(0, 0, 0, 2, 2)));
      pool.when(supply("monday", 1), number("ann")).thenNothing();
    }

    @Test
    void whose_turn_it_is_gets_the_units_at_once_and_a_number_all_the_same() {
      pool.when(supply("monday", 2));
      pool.when(number("ann"))
          .then(taken("ann", 1, 0, 0, new Level(2, 2, 0, 1, 1)), called("ann", 1, new Level(2, 1, 1, 0, 0)));
      pool.when(number("bo"))
          .then(taken("bo", 2, 0, 1, new Level(2, 1, 1, 1, 1)), called("bo", 2, new Level(2, 0, 2, 0, 0)));
      pool.when(number("cai")).then(taken("cai", 3, 1, 2, new Level(2, 0, 2, 1, 1)));
    }

    @Row({"S2", "M5"})
    @Test
    void the_stock_of_the_day_serves_the_next_in_turn() {
      pool.when(number("ann"), number("bo"), number("cai"));
      pool.when(supply("monday", 2))
          .then(
              new SupplyReleased(POOL, PROGRAMME, "monday", 2, NOW, new Level(2, 2, 0, 3, 3)),
              called("ann", 1, new Level(2, 1, 1, 2, 2)),
              called("bo", 2, new Level(2, 0, 2, 1, 1)));
      assertThat(pool.state().header().servingUpTo()).isEqualTo(2);
      pool.when(number("di")).then(taken("di", 4, 2, 2, new Level(2, 0, 2, 2, 2)));
    }

    @Test
    void who_cancels_is_passed_and_the_number_is_not_given_again() {
      pool.when(number("ann"), number("bo"), close("ann"))
          .then(new WantDropped(POOL, "ann", 1, 1, "CANCELLED", new Level(0, 0, 0, 1, 1)));
      pool.when(supply("monday", 2)).thenEvents(events ->
          assertThat(events).contains(called("bo", 2, new Level(2, 1, 1, 0, 0))));
      pool.when(number("cai"))
          .thenEvents(events -> assertThat(events.getFirst()).isInstanceOfSatisfying(NumberTaken.class, e ->
              assertThat(e.number()).isEqualTo(3)));
    }

    @Test
    void what_was_forfeited_goes_to_the_next_in_turn() {
      pool.when(supply("monday", 1), number("ann"), number("bo"), close("ann"))
          .then(
              returned("ann", "monday", new Level(1, 1, 0, 1, 1)),
              called("bo", 2, new Level(1, 0, 1, 0, 0)));
    }

    @Test
    void nobody_passes_a_lower_number_whose_units_are_not_there_yet() {
      pool.when(supply("monday", 1), ClaimUnits.inTurn(POOL, "ann", 1, 2));
      pool.when(number("bo")).then(taken("bo", 2, 2, 0, new Level(1, 1, 0, 2, 3)));
      pool.when(supply("tuesday", 2)).thenEvents(events -> assertThat(servedIn(events)).containsExactly("ann", "bo"));
    }

    @Test
    void not_even_while_a_large_batch_is_being_served_does_a_newcomer_pass() {
      int waiting = PoolDecider.SERVED_PER_COMMAND + 1;
      IntStream.range(0, waiting).forEach(i -> pool.when(number("case" + i)));
      pool.when(supply("lorry", waiting + 1));
      pool.when(number("newcomer")).thenEvents(events -> assertThat(servedIn(events))
          .containsExactly("case" + (waiting - 1), "newcomer"));
    }

    @Test
    void a_claim_of_impossible_size_gets_no_number() {
      pool.when(ClaimUnits.inTurn(POOL, "ann", 1, 0))
          .then(new ClaimRefused(POOL, "ann", 1, "UNITS_OUT_OF_RANGE", Level.EMPTY));
      pool.when(number("bo")).then(taken("bo", 1, 1, 0, new Level(0, 0, 0, 1, 1)));
    }

    @Test
    void a_case_that_was_closed_before_its_claim_came_gets_none() {
      pool.when(close("ann"), number("ann")).thenNothing();
    }

    private static ClaimUnits number(String caseId) {
      return ClaimUnits.inTurn(POOL, caseId, 1, 1);
    }

    private static NumberTaken taken(String caseId, int number, int place, int servingUpTo, Level level) {
      return new NumberTaken(POOL, caseId, 1, 1, number, place, servingUpTo, level);
    }

    private static UnitsReserved called(String caseId, int number, Level level) {
      return new UnitsReserved(POOL, caseId, 1, 1, true, level, null, number, null, of("monday", 1));
    }
  }

  @Nested
  class Serving {

    private static final int WANTS = PoolDecider.SERVED_PER_COMMAND + 30;

    @Row("S5")
    @Test
    void a_large_restock_is_served_in_several_commands_in_order() {
      queue(WANTS);
      pool.when(supply("restock", WANTS)).thenEvents(events -> {
        assertThat(servedIn(events)).containsExactlyElementsOf(names(0, PoolDecider.SERVED_PER_COMMAND));
        assertThat(events.getLast()).isInstanceOfSatisfying(ServingContinued.class, e -> assertThat(e.round()).isEqualTo(1));
      });
      pool.when(new ContinueServing(POOL, 1)).thenEvents(events ->
          assertThat(servedIn(events)).containsExactlyElementsOf(names(PoolDecider.SERVED_PER_COMMAND, WANTS)));
      assertThat(pool.state().header().level()).isEqualTo(new Level(WANTS, 0, WANTS, 0, 0));
    }

    @Test
    void a_repeated_or_late_continuation_changes_nothing() {
      queue(WANTS);
      pool.when(supply("restock", WANTS), new ContinueServing(POOL, 0)).thenNothing();
      pool.when(new ContinueServing(POOL, 1), new ContinueServing(POOL, 1)).thenNothing();
      pool.when(new ContinueServing(POOL, 7)).thenNothing();
    }

    @Test
    void a_newcomer_does_not_slip_in_between_two_commands_of_serving() {
      queue(WANTS);
      pool.when(supply("restock", WANTS));
      var level = pool.state().header().level();
      assertThat(level.free()).isEqualTo(30);
      pool.when(claim("newcomer", false)).then(refused("newcomer", level));
      pool.when(claim("patient", true)).thenEvents(events ->
          assertThat(events.getFirst()).isInstanceOfSatisfying(WantRecorded.class, e -> assertThat(e.place()).isEqualTo(31)));
    }

    @Test
    void a_newcomer_is_served_meanwhile_if_there_is_enough_for_all_who_wait() {
      queue(WANTS);
      pool.when(supply("restock", WANTS + 1));
      pool.when(claim("newcomer", false)).thenEvents(events -> assertThat(events.getFirst()).isInstanceOf(UnitsReserved.class));
      pool.when(new ContinueServing(POOL, 1));
      assertThat(pool.state().header().level()).isEqualTo(new Level(WANTS + 1, 0, WANTS + 1, 0, 0));
    }

    private void queue(int wants) {
      names(0, wants).forEach(name -> pool.when(claim(name, true)));
    }

    private static List<String> names(int from, int to) {
      return IntStream.range(from, to).mapToObj(i -> "case" + i).toList();
    }
  }

  @Nested
  class Closing {

    @Test
    void a_closed_case_gives_its_units_back_once() {
      pool.when(supply("evening", 1), claim("ann", false), close("ann"), close("ann")).thenNothing();
      assertThat(pool.state().header().level()).isEqualTo(new Level(1, 1, 0, 0, 0));
    }

    @Test
    void a_claim_that_arrives_after_its_case_was_closed_gets_nothing() {
      pool.when(supply("evening", 1));
      pool.when(close("ann")).then(new ClaimForestalled(POOL, "ann", new Level(1, 1, 0, 0, 0)));
      pool.when(claim("ann", true)).thenNothing();
      pool.when(close("ann")).thenNothing();
      pool.when(claim("bo", false)).then(reserved("bo", new Level(1, 0, 1, 0, 0)));
    }

    @Test
    void a_claim_repeated_after_its_units_were_given_back_gets_nothing() {
      pool.when(supply("evening", 1), claim("ann", false), close("ann"), claim("ann", false)).thenNothing();
    }
  }

  @Nested
  class Draws {

    private static final String DRAW = "hangzhou-masks.v1.2020-02-02";

    @Test
    void a_draw_gets_all_that_is_free_and_newcomers_nothing_of_it() {
      pool.when(supply("evening", 3), claim("ann", false), new SetAside(POOL, DRAW))
          .then(new UnitsSetAside(POOL, DRAW, 2, new Level(3, 0, 3, 0, 0)));
      pool.when(claim("bo", false)).then(refused("bo", new Level(3, 0, 3, 0, 0)));
    }

    @Test
    void a_pool_with_nothing_answers_too_and_only_once() {
      pool.when(new SetAside(POOL, DRAW)).then(new UnitsSetAside(POOL, DRAW, 0, Level.EMPTY));
      pool.when(supply("evening", 3), new SetAside(POOL, DRAW)).thenNothing();
    }

    @Test
    void a_winner_gets_a_unit_of_the_draw_once() {
      pool.when(supply("evening", 2), new SetAside(POOL, DRAW), win("ann"))
          .then(won("ann", new Level(2, 0, 2, 0, 0)));
      pool.when(win("ann")).thenNothing();
    }

    @Test
    void what_a_winner_gives_back_stays_the_draws() {
      pool.when(supply("evening", 1), new SetAside(POOL, DRAW), win("ann"), close("ann"))
          .then(
              new UnitsReturned(
                  POOL, "ann", 1, 1, "CANCELLED", new Level(1, 0, 1, 0, 0), DRAW, null, of("evening", 1)));
      pool.when(claim("newcomer", false)).then(refused("newcomer", new Level(1, 0, 1, 0, 0)));
      pool.when(win("substitute"))
          .then(won("substitute", new Level(1, 0, 1, 0, 0)));
    }

    @Test
    void a_winner_whose_case_has_ended_meanwhile_is_told_of_so_that_another_gets_the_unit() {
      pool.when(supply("evening", 1), new SetAside(POOL, DRAW), close("ann"), win("ann"))
          .then(new ClaimRefused(POOL, "ann", 1, "CASE_CLOSED", new Level(1, 0, 1, 0, 0), DRAW));
    }

    @Test
    void what_a_draw_has_left_at_its_end_is_free_again() {
      pool.when(supply("evening", 2), new SetAside(POOL, DRAW), win("ann"), new ReturnSetAside(POOL, DRAW))
          .then(new SetAsideReturned(POOL, DRAW, 1, new Level(2, 1, 1, 0, 0)));
      pool.when(new ReturnSetAside(POOL, DRAW)).thenNothing();
      pool.when(close("ann")).then(returned("ann", "evening", new Level(2, 2, 0, 0, 0)));
    }

    @Test
    void a_substitute_who_comes_when_the_draw_is_over_gets_a_free_unit() {
      pool.when(supply("evening", 1), new SetAside(POOL, DRAW), new ReturnSetAside(POOL, DRAW), win("late"))
          .then(reserved("late", "evening", new Level(1, 0, 1, 0, 0)));
    }

    @Test
    void winners_claim_together_and_each_is_answered_once_and_for_itself() {
      pool.when(supply("evening", 3), new SetAside(POOL, DRAW), win("ann"), close("bo"));
      pool.when(win("ann", "bo", "cy", "di", "cy", "ed"))
          .then(
              new ClaimRefused(POOL, "bo", 1, "CASE_CLOSED", new Level(3, 0, 3, 0, 0), DRAW),
              won("cy", new Level(3, 0, 3, 0, 0)),
              won("di", new Level(3, 0, 3, 0, 0)),
              new ClaimRefused(POOL, "ed", 1, "SOLD_OUT", new Level(3, 0, 3, 0, 0), DRAW));
      pool.when(win("di", "cy", "ann")).thenNothing();
    }

    @Test
    void a_claim_for_one_winner_of_before_is_understood() {
      var claim = new ClaimUnits(POOL, "ann", 1, 1, false, RestockOrder.NEWCOMERS, 0, DRAW, false, List.of());
      pool.when(supply("evening", 2), new SetAside(POOL, DRAW), claim)
          .then(won("ann", new Level(2, 0, 2, 0, 0)));
      pool.when(win("ann")).thenNothing();
      pool.when(win("bo")).then(won("bo", new Level(2, 0, 2, 0, 0)));
    }

    private static UnitsReserved won(String caseId, Level level) {
      return new UnitsReserved(POOL, caseId, 1, 1, false, level, DRAW, null, null, of("evening", 1));
    }

    private static ClaimForWinners win(String... cases) {
      return new ClaimForWinners(
          POOL, DRAW, Stream.of(cases).map(caseId -> new Win(caseId, 1, POOL, 1, 7)).toList());
    }
  }

  @Nested
  class Reserves {

    private static final String DRAW = "hangzhou-masks.v1.2020-02-02";

    @Test
    void of_every_batch_the_percentage_is_kept_and_the_rest_is_open() {
      pool.when(supply("evening", 8, 25))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "evening", 8, NOW, level(8, 0, 0, elderly(2, 0)), Map.of("ELDERLY", 2)));
      pool.when(supply("restock", 4, 25))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "restock", 4, NOW, level(12, 0, 0, elderly(3, 0)), Map.of("ELDERLY", 1)));
    }

    @Test
    void what_would_be_less_than_a_unit_is_open_and_owed() {
      pool.when(supply("evening", 3, 25))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "evening", 3, NOW, new Level(3, 3, 0, 0, 0), null, Map.of("ELDERLY", 75)));
      pool.when(supply("restock", 2, 25))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "restock", 2, NOW, level(5, 0, 0, elderly(1, 0)), Map.of("ELDERLY", 1), Map.of("ELDERLY", 25)));
    }

    /** Else two units would lie in the reserve that no case can take, while others wait. */
    @Test
    void what_would_not_be_enough_for_a_case_is_open_and_owed_too() {
      var percents = new TreeMap<>(Map.of("ELDERLY", 40));
      pool.when(new ReleaseSupply(POOL, "evening", 30, null, percents, 5))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "evening", 30, NOW, level(30, 0, 0, elderly(10, 0)), Map.of("ELDERLY", 10),
                  Map.of("ELDERLY", 200)));
      pool.when(new ReleaseSupply(POOL, "restock", 8, null, percents, 5))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "restock", 8, NOW, level(38, 0, 0, elderly(15, 0)), Map.of("ELDERLY", 5),
                  Map.of("ELDERLY", 20)));
    }

    @Test
    void a_batch_that_is_smaller_than_a_case_is_kept_for_the_case_that_is_due() {
      var percents = new TreeMap<>(Map.of("ELDERLY", 100));
      for (int batch = 1; batch <= 5; batch++) {
        pool.when(new ReleaseSupply(POOL, "day" + batch, 3, null, percents, 5));
      }
      // 3 are due, then 6: a case of 5, of which 3 come now and 2 on the next day; so with 12 and 15
      pool.thenEvents(events -> assertThat(((SupplyReleased) events.getLast()).level().freeOf("ELDERLY")).isEqualTo(11));
    }

    @Test
    void a_planned_batch_owes_from_when_it_was_planned_and_once() {
      Instant evening = NOW.plusSeconds(3600);
      pool.when(new ReleaseSupply(POOL, "evening", 3, evening, new TreeMap<>(Map.of("ELDERLY", 25)), 1))
          .then(new SupplyPlanned(POOL, PROGRAMME, "evening", 3, evening, Level.EMPTY, null, Map.of("ELDERLY", 75)));
      pool.when(supply("now", 1, 25))
          .then(
              new SupplyReleased(POOL, PROGRAMME, "now", 1, NOW, level(1, 0, 0, elderly(1, 0)), Map.of("ELDERLY", 1)));
      pool.at(evening).when(new ReleasePlannedSupply(POOL, "evening"), supply("late", 3, 25))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "late", 3, evening, level(7, 0, 0, elderly(1, 0)), null, Map.of("ELDERLY", 75)));
    }

    @Test
    void the_whole_of_a_batch_may_be_kept() {
      pool.when(supply("evening", 2, 100), claim("bo", false)).then(refused("bo", level(2, 0, 0, elderly(2, 0))));
    }

    @Test
    void a_planned_batch_keeps_what_was_announced() {
      Instant evening = NOW.plusSeconds(3600);
      pool.when(new ReleaseSupply(POOL, "evening", 10, evening, new TreeMap<>(Map.of("ELDERLY", 30)), 1))
          .then(new SupplyPlanned(POOL, PROGRAMME, "evening", 10, evening, Level.EMPTY, Map.of("ELDERLY", 3), null));
      pool.at(evening)
          .when(new ReleasePlannedSupply(POOL, "evening"))
          .then(
              new SupplyReleased(
                  POOL, PROGRAMME, "evening", 10, evening, level(10, 0, 0, elderly(3, 0)), Map.of("ELDERLY", 3)));
      pool.when(new ReleaseSupply(POOL, "evening", 10, evening, new TreeMap<>(Map.of("ELDERLY", 50)), 1)).thenNothing();
    }

    @Test
    void m13_a_member_takes_of_the_reserve_first_and_then_of_what_is_open_and_others_of_that_alone() {
      pool.when(supply("evening", 4, 25));
      pool.when(old("ann")).then(reserved("ann", "ELDERLY", level(4, 1, 0, elderly(0, 1))));
      pool.when(old("bo")).then(reserved("bo", null, level(4, 2, 0, elderly(0, 1))));
      pool.when(claim("cai", false), claim("dan", false));
      pool.when(claim("eva", false)).then(refused("eva", level(4, 4, 0, elderly(0, 1))));
    }

    @Test
    void what_is_kept_is_not_given_to_others_though_nobody_of_the_group_comes() {
      pool.when(supply("evening", 2, 50), claim("ann", false));
      pool.when(claim("bo", false)).then(refused("bo", level(2, 1, 0, elderly(1, 0))));
      pool.when(old("cai")).then(reserved("cai", "ELDERLY", level(2, 2, 0, elderly(0, 1))));
    }

    @Test
    void a_repeated_claim_gets_nothing_of_another_part() {
      pool.when(supply("evening", 4, 50), old("ann"), old("ann")).thenNothing();
    }

    @Test
    void a_claim_is_served_whole_out_of_one_part() {
      pool.when(supply("evening", 2, 50));
      pool.when(new ClaimUnits(POOL, "ann", 1, 2, false, RestockOrder.EARLIEST_FIRST, 72, List.of("ELDERLY")))
          .then(refused("ann", level(2, 0, 0, elderly(1, 0))));
    }

    @Test
    void a_group_that_nothing_was_kept_for_claims_as_everybody() {
      pool.when(supply("evening", 1));
      pool.when(old("ann")).then(reserved("ann", null, new Level(1, 0, 1, 0, 0)));
    }

    @Test
    void units_that_come_back_are_kept_for_the_group_again() {
      pool.when(supply("evening", 2, 50), old("ann"), claim("bo", false), claim("cai", true), close("ann"))
          .then(
              new UnitsReturned(
                  POOL, "ann", 1, 1, "CANCELLED", new Level(2, 1, 1, 1, 1, elderly(1, 0)), null, "ELDERLY",
                  of("evening", 1)));
      pool.when(close("bo"))
          .then(
              returned("bo", "evening", new Level(2, 2, 0, 1, 1, elderly(1, 0))),
              served("cai", "evening", new Level(2, 1, 1, 0, 0, elderly(1, 0))));
    }

    @Test
    void a_reserve_serves_the_wants_of_its_group_and_what_is_open_serves_all_in_turn() {
      pool.when(claim("ann", true), oldWith("bo", true), oldWith("cai", true));
      pool.when(supply("for-the-old", 1, 100))
          .thenEvents(events -> assertThat(servedIn(events)).containsExactly("bo"));
      pool.when(supply("for-all", 1)).thenEvents(events -> assertThat(servedIn(events)).containsExactly("ann"));
      pool.when(supply("again-for-all", 1)).thenEvents(events -> assertThat(servedIn(events)).containsExactly("cai"));
    }

    @Test
    void numbers_are_served_in_turn_out_of_each_part() {
      pool.when(number("ann", List.of()), number("bo", List.of("ELDERLY")), number("cai", List.of("ELDERLY")));
      pool.when(supply("for-the-old", 1, 100))
          .thenEvents(events -> assertThat(events.getLast()).isEqualTo(
              new UnitsReserved(
                  POOL, "bo", 1, 1, true, new Level(1, 0, 1, 2, 2, elderly(0, 1)), null, 2, "ELDERLY",
                  of("for-the-old", 1))));
      pool.when(number("dan", List.of())).thenEvents(
          events -> assertThat(events).singleElement().isInstanceOfSatisfying(
              NumberTaken.class, e -> assertThat(e.servingUpTo()).as("what is open has served none").isZero()));
      pool.when(supply("for-all", 2)).thenEvents(events -> assertThat(servedIn(events)).containsExactly("ann", "cai"));
    }

    @Test
    void who_is_served_by_a_reserve_at_once_is_told_so_though_others_wait() {
      pool.when(number("ann", List.of()), supply("for-the-old", 1, 100));
      pool.when(number("bo", List.of("ELDERLY"))).thenEvents(events -> {
        assertThat(events.getFirst()).isInstanceOfSatisfying(NumberTaken.class, e -> assertThat(e.place()).isZero());
        assertThat(servedIn(events)).containsExactly("bo");
      });
    }

    @Test
    void a_strict_want_that_waits_holds_all_its_parts_back() {
      pool.when(ClaimUnits.inTurn(POOL, "ann", 1, 2, List.of("ELDERLY")), supply("evening", 2, 50));
      pool.when(number("bo", List.of("ELDERLY"))).thenEvents(events -> assertThat(servedIn(events)).isEmpty());
      pool.when(claim("cai", false)).then(refused("cai", new Level(2, 2, 0, 2, 3, elderly(1, 0))));
    }

    @Test
    void a_newcomer_is_served_while_members_are_who_have_enough_in_their_reserve() {
      int members = PoolDecider.SERVED_PER_COMMAND + 30;
      IntStream.range(0, members).forEach(i -> pool.when(oldWith("case" + i, true)));
      pool.when(supply("restock", members * 2, 50));
      pool.when(claim("newcomer", false)).thenEvents(
          events -> assertThat(events.getFirst()).isInstanceOfSatisfying(
              UnitsReserved.class, e -> assertThat(e.reserve()).isNull()));
      pool.when(new ContinueServing(POOL, 1));
      assertThat(pool.state().header().level())
          .isEqualTo(new Level(members * 2, members - 1, members + 1, 0, 0, elderly(0, members)));
    }

    @Test
    void a_draw_takes_what_was_kept_too_and_what_it_leaves_is_open() {
      pool.when(supply("evening", 4, 50), old("ann"), new SetAside(POOL, DRAW))
          .then(new UnitsSetAside(POOL, DRAW, 3, level(4, 4, 0, elderly(0, 1))));
      pool.when(new ReturnSetAside(POOL, DRAW))
          .then(new SetAsideReturned(POOL, DRAW, 3, level(4, 1, 0, elderly(0, 1))));
      pool.when(close("ann"))
          .then(
              new UnitsReturned(
                  POOL, "ann", 1, 1, "CANCELLED", level(4, 0, 0, elderly(1, 0)), null, "ELDERLY", of("evening", 1)));
    }

    private static ReleaseSupply supply(String batchId, int units, int percent) {
      return new ReleaseSupply(POOL, batchId, units, null, new TreeMap<>(Map.of("ELDERLY", percent)), 1);
    }

    private static ReleaseSupply supply(String batchId, int units) {
      return PoolSpec.supply(batchId, units);
    }

    private static ClaimUnits old(String caseId) {
      return oldWith(caseId, false);
    }

    private static ClaimUnits oldWith(String caseId, boolean want) {
      return new ClaimUnits(POOL, caseId, 1, 1, want, RestockOrder.EARLIEST_FIRST, 72, List.of("ELDERLY"));
    }

    private static ClaimUnits number(String caseId, List<String> reserves) {
      return ClaimUnits.inTurn(POOL, caseId, 1, 1, reserves);
    }

    private static UnitsReserved reserved(String caseId, String reserve, Level level) {
      return new UnitsReserved(POOL, caseId, 1, 1, false, level, null, null, reserve, of("evening", 1));
    }

    private static Level level(int released, int held, int wants, Map<String, Part> reserves) {
      return new Level(released, released - held, held, wants, wants, reserves);
    }

    private static Map<String, Part> elderly(int free, int held) {
      return Map.of("ELDERLY", new Part(free, held));
    }
  }

  @Test
  void keeps_nothing_of_a_want_that_was_served_but_what_is_held() {
    pool.when(claim("ann", true), supply("restock", 1));
    var left = pool.state();
    assertThat(left.first("want/", 10)).isEmpty();
    assertThat(left.header().lanes()).isEmpty();
    assertThat(left.member(PoolMember.claimKey("ann", 1))).contains(new PoolMember.Held(1, null, null, of("restock", 1)));
  }

  private static ReleaseSupply supply(String batchId, int units) {
    return new ReleaseSupply(POOL, batchId, units, null);
  }

  private static ClaimUnits claim(String caseId, boolean want) {
    return claim(caseId, 1, want, RestockOrder.EARLIEST_FIRST);
  }

  private static ClaimUnits claim(String caseId, int units, boolean want, RestockOrder restock) {
    return new ClaimUnits(POOL, caseId, 1, units, want, restock, 72);
  }

  private static ReleaseClaim close(String caseId) {
    return new ReleaseClaim(POOL, caseId, "CANCELLED");
  }

  private static UnitsReserved reserved(String caseId, Level level) {
    return reserved(caseId, "evening", level);
  }

  private static UnitsReserved reserved(String caseId, String batchId, Level level) {
    return new UnitsReserved(POOL, caseId, 1, 1, false, level, null, null, null, of(batchId, 1));
  }

  private static UnitsReserved served(String caseId, String batchId, Level level) {
    return new UnitsReserved(POOL, caseId, 1, 1, true, level, null, null, null, of(batchId, 1));
  }

  private static UnitsReturned returned(String caseId, String batchId, Level level) {
    return new UnitsReturned(POOL, caseId, 1, 1, "CANCELLED", level, null, null, of(batchId, 1));
  }

  private static List<BatchUnits> of(String batchId, int units) {
    return List.of(new BatchUnits(batchId, units));
  }

  private static ClaimRefused refused(String caseId, Level level) {
    return new ClaimRefused(POOL, caseId, 1, "SOLD_OUT", level);
  }

  private static WantRecorded wanted(String caseId, int place, Level level) {
    return new WantRecorded(
        POOL, caseId, 1, 1, RestockOrder.EARLIEST_FIRST, place, NOW.plusSeconds(72 * 3600), level);
  }

  private static List<String> servedIn(List<PoolEvent> events) {
    return events.stream()
        .filter(e -> e instanceof UnitsReserved r && r.fromWant())
        .map(e -> ((UnitsReserved) e).caseId())
        .toList();
  }
}
