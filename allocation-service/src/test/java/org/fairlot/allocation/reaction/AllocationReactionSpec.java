package org.fairlot.allocation.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteBeaconDue;
import org.fairlot.allocation.draw.domain.DrawCommand.WantSubstitute;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimForWinners;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ExpireWant;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleasePlannedSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReturnSetAside;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.allocation.urn.domain.UrnCommand.DischargeLosers;
import org.fairlot.allocation.urn.domain.UrnCommand.Freeze;
import org.fairlot.allocation.urn.domain.UrnCommand.NoteFreezeNear;
import org.fairlot.contracts.allocation.DrawEvent.DrawClosed;
import org.fairlot.contracts.allocation.DrawEvent.ShareWithheld;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.ServingContinued;
import org.fairlot.contracts.allocation.PoolEvent.SupplyPlanned;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.allocation.UrnEvent.Loser;
import org.fairlot.contracts.allocation.UrnEvent.LosersDischarged;
import org.fairlot.contracts.allocation.UrnEvent.RoundOpened;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.allocation.UrnEvent.WinnersTaken;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.contracts.pack.Stage.WhenSoldOut;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllocationReactionSpec {

  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");
  private static final String POOL = "hangzhou-masks/CITY";
  private static final String CASE = "hangzhou-masks.0123456789abcdefghijkl.12345678";

  private final AllocationReaction reaction = new AllocationReaction();

  @Test
  void a_list_closes_at_its_time_and_is_foretold_ten_minutes_before() {
    var times = DrawTimes.of(Lots.RULES.draw(), Lots.CHINA, LocalDate.parse("2020-02-02"));
    String draw = Lots.URN + ".2020-02-02";
    var freezeAt = Instant.parse("2020-02-01T14:05:00Z");
    assertThat(on(new RoundOpened(Lots.URN, draw, "masks", Lots.RULES, Lots.CHINA, times)))
        .contains(
            Effect.schedule(
                "freeze-near/" + draw, freezeAt.minusSeconds(600), new NoteFreezeNear(Lots.URN, draw)),
            Effect.schedule("freeze/" + draw, freezeAt, new Freeze(Lots.URN, draw)));
  }

  @Row("G4")
  @Test
  void a_first_come_stage_claims_its_units_from_the_pool_of_its_choice() {
    var stage = new Stage.FirstCome(PoolScope.OUTLET_SKU_SLOT, 2, WhenSoldOut.WANT, RestockOrder.EARLIEST_STRICT, 48);
    assertThat(on(requested(stage, false)))
        .containsExactly(
            Effect.request(
                new ClaimUnits(
                    "hangzhou-masks/gz-01/kn95/2020-02-02T10:00/11:00", CASE, 3, 2, true, RestockOrder.EARLIEST_STRICT, 48)));
  }

  @Row("M4")
  @ParameterizedTest
  @CsvSource({
    "REFUSE, true, false", "REFUSE, false, false", "OFFER_WANT, true, true", "OFFER_WANT, false, false",
    "WANT, false, true", "WANT, true, true"
  })
  void the_packs_rule_and_the_citizens_wish_tell_whether_a_want_is_left(
      WhenSoldOut rule, boolean wish, boolean leavesWant) {
    var stage = new Stage.FirstCome(PoolScope.CITY, 1, rule, RestockOrder.EARLIEST_FIRST, 72);
    assertThat(on(requested(stage, wish)))
        .containsExactly(
            Effect.request(new ClaimUnits(POOL, CASE, 3, 1, leavesWant, RestockOrder.EARLIEST_FIRST, 72)));
  }

  @Test
  void a_committee_order_stage_takes_a_number_at_the_pool_of_its_committee() {
    var choice = new Choice("310115", null, null, null, null, false, null, "310115001001");
    var requested =
        new StageRequested(
            CASE, "hangzhou-masks", "0123456789abcdefghijkl", 2, new Stage.CommitteeOrder(PoolScope.COMMITTEE, 5), choice,
            Map.of(), null, false, null);
    assertThat(on(requested))
        .containsExactly(Effect.request(ClaimUnits.inTurn("hangzhou-masks/310115001001", CASE, 2, 5)));
  }

  @Test
  void a_claim_names_the_reserves_that_the_person_belongs_to() {
    var choice = new Choice("310115", null, null, null, null, false);
    var profile = new Profile(null, Map.of(), List.of("HARDSHIP", "ELDERLY"));
    var firstCome = new Stage.FirstCome(PoolScope.CITY, 1, WhenSoldOut.REFUSE, RestockOrder.NEWCOMERS, 0);
    assertThat(on(requested(firstCome, choice, profile)))
        .containsExactly(
            Effect.request(
                new ClaimUnits(
                    POOL, CASE, 3, 1, false, RestockOrder.NEWCOMERS, 0, List.of("HARDSHIP", "ELDERLY"))));
    assertThat(on(requested(new Stage.CommitteeOrder(PoolScope.CITY, 1), choice, profile)))
        .containsExactly(Effect.request(ClaimUnits.inTurn(POOL, CASE, 3, 1, List.of("HARDSHIP", "ELDERLY"))));
  }

  private static StageRequested requested(Stage stage, Choice choice, Profile profile) {
    return new StageRequested(
        CASE, "hangzhou-masks", "0123456789abcdefghijkl", 3, stage, choice, Map.of(), null, false, null, null, null, null,
        profile);
  }

  @Test
  void the_end_of_a_draw_gives_back_what_is_left_and_lets_losers_go_part_by_part() {
    String draw = "masks.v1.2020-02-02";
    assertThat(on(new DrawClosed(draw, List.of(POOL))))
        .containsExactly(
            Effect.request(new ReturnSetAside(POOL, draw)), Effect.request(new DischargeLosers("masks.v1", draw, 1)));
    assertThat(on(new LosersDischarged("masks.v1", draw, 1, List.of(new Loser(CASE, 2)), true)))
        .containsExactly(Effect.request(new DischargeLosers("masks.v1", draw, 2)));
    assertThat(on(new LosersDischarged("masks.v1", draw, 2, List.of(new Loser(CASE, 2)), false))).isEmpty();
  }

  @Test
  void winners_that_were_taken_claim_together_at_each_pool_and_who_had_left_is_substituted() {
    String draw = "masks.v1.2020-02-02";
    var ann = new Win("ann", 2, "masks/xm-2", 1, 1);
    var bo = new Win("bo", 2, "masks/xm-1", 1, 2);
    var cy = new Win("cy", 2, "masks/xm-2", 1, 3);
    var di = new Win("di", 2, "masks/xm-1", 1, 4);
    assertThat(on(new WinnersTaken("masks.v1", draw, "winners-1", List.of(ann, bo, cy), List.of(di))))
        .containsExactly(
            Effect.request(new ClaimForWinners("masks/xm-1", draw, List.of(bo))),
            Effect.request(new ClaimForWinners("masks/xm-2", draw, List.of(ann, cy))),
            Effect.request(new WantSubstitute(draw, "masks/xm-1", "di", "LEFT")));
  }

  @Test
  void stages_of_other_services_are_left_to_them() {
    assertThat(on(requested(new Stage.HealthPrecheck(true, 24, Stage.OnSymptom.DELIVER), false))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"CANCELLED", "REFUSED", "FORFEITED"})
  void a_case_that_ends_without_its_goods_gives_back_what_it_has_in_each_of_its_pools(CaseOutcome outcome) {
    assertThat(on(closed(outcome, List.of(POOL, "hangzhou-masks/330106", POOL))))
        .containsExactly(
            Effect.request(new ReleaseClaim(POOL, CASE, outcome.name())),
            Effect.request(new ReleaseClaim("hangzhou-masks/330106", CASE, outcome.name())));
  }

  @Test
  void a_case_that_has_its_goods_gives_nothing_back() {
    assertThat(on(closed(CaseOutcome.FULFILLED, List.of(POOL)))).isEmpty();
  }

  @Test
  void a_share_that_is_withheld_leads_to_the_later_beacon_at_its_hour() {
    String draw = "masks.v1.2020-02-02";
    assertThat(on(new ShareWithheld(draw, NOW.plusSeconds(60))))
        .containsExactly(Effect.schedule("later-beacon/" + draw, NOW.plusSeconds(60), new NoteBeaconDue(draw)));
  }

  @Test
  void planned_supply_is_released_by_a_timer() {
    assertThat(on(new SupplyPlanned(POOL, "hangzhou-masks", "evening", 500, NOW.plusSeconds(60), Level.EMPTY)))
        .containsExactly(
            Effect.schedule(
                "supply/" + POOL + "/evening", NOW.plusSeconds(60), new ReleasePlannedSupply(POOL, "evening")));
  }

  @Test
  void a_want_runs_out_by_a_timer_which_is_forgotten_once_the_want_is_over() {
    String timer = "want/" + POOL + "/" + CASE + "/2";
    assertThat(on(new WantRecorded(POOL, CASE, 2, 1, RestockOrder.EARLIEST_FIRST, 1, NOW.plusSeconds(60), Level.EMPTY)))
        .containsExactly(Effect.schedule(timer, NOW.plusSeconds(60), new ExpireWant(POOL, CASE, 2)));
    assertThat(on(new UnitsReserved(POOL, CASE, 2, 1, true, Level.EMPTY))).containsExactly(Effect.cancel(timer));
    assertThat(on(new WantDropped(POOL, CASE, 2, 1, "CANCELLED", Level.EMPTY))).containsExactly(Effect.cancel(timer));
    assertThat(on(new UnitsReserved(POOL, CASE, 2, 1, false, Level.EMPTY))).isEmpty();
  }

  @Test
  void serving_goes_on_in_a_further_command() {
    assertThat(on(new ServingContinued(POOL, 4, Level.EMPTY)))
        .containsExactly(Effect.request(new ContinueServing(POOL, 4)));
  }

  @Test
  void nothing_follows_from_a_refusal() {
    assertThat(on(new ClaimRefused(POOL, CASE, 2, "SOLD_OUT", Level.EMPTY))).isEmpty();
  }

  @Test
  void units_of_a_lost_parcel_do_not_come_back() {
    var lost =
        new CaseClosed(
            CASE, "hangzhou-masks", "0123456789abcdefghijkl", CaseOutcome.FORFEITED, CaseClosed.GOODS_LOST, null, List.of(POOL));
    assertThat(on(lost)).isEmpty();
  }

  private List<Effect> on(Event event) {
    return reaction.on(new Recorded<>(event, "e1", CASE, 1, NOW, CASE, "c1"));
  }

  private static StageRequested requested(Stage stage, boolean wantIfSoldOut) {
    var choice = new Choice("330106", "gz-01", "kn95", "2020-02-02T10:00/11:00", null, wantIfSoldOut);
    return new StageRequested(
        CASE, "hangzhou-masks", "0123456789abcdefghijkl", 3, stage, choice, Map.of(), null, false, null);
  }

  private static CaseClosed closed(CaseOutcome outcome, List<String> pools) {
    return new CaseClosed(CASE, "hangzhou-masks", "0123456789abcdefghijkl", outcome, null, null, pools);
  }
}
