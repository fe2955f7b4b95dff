package org.fairlot.allocation.draw.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.allocation.urn.domain.Lots.CHINA;
import static org.fairlot.allocation.urn.domain.Lots.URN;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.allocation.draw.domain.DrawCommand.AnnounceWinners;
import org.fairlot.allocation.draw.domain.DrawCommand.Annul;
import org.fairlot.allocation.draw.domain.DrawCommand.Attest;
import org.fairlot.allocation.draw.domain.DrawCommand.Close;
import org.fairlot.allocation.draw.domain.DrawCommand.CommitShare;
import org.fairlot.allocation.draw.domain.DrawCommand.DrawSubstitute;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteBeaconDue;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteCapacity;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteFreeze;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteRecheck;
import org.fairlot.allocation.draw.domain.DrawCommand.Rank;
import org.fairlot.allocation.draw.domain.DrawCommand.RecordBeacon;
import org.fairlot.allocation.draw.domain.DrawCommand.Release;
import org.fairlot.allocation.draw.domain.DrawCommand.RevealShare;
import org.fairlot.allocation.draw.domain.DrawCommand.Seal;
import org.fairlot.allocation.draw.domain.DrawCommand.StopRecheck;
import org.fairlot.allocation.draw.domain.DrawCommand.WantSubstitute;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.BeaconDue;
import org.fairlot.contracts.allocation.DrawEvent.BeaconRecorded;
import org.fairlot.contracts.allocation.DrawEvent.CapacityAsked;
import org.fairlot.contracts.allocation.DrawEvent.CapacityNoted;
import org.fairlot.contracts.allocation.DrawEvent.DrawAborted;
import org.fairlot.contracts.allocation.DrawEvent.DrawAttested;
import org.fairlot.contracts.allocation.DrawEvent.DrawClosed;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.DrawRanked;
import org.fairlot.contracts.allocation.DrawEvent.DrawReleased;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.EntriesExcluded;
import org.fairlot.contracts.allocation.DrawEvent.Health;
import org.fairlot.contracts.allocation.DrawEvent.HealthTest;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.allocation.DrawEvent.NotaryCommitted;
import org.fairlot.contracts.allocation.DrawEvent.SeedFixed;
import org.fairlot.contracts.allocation.DrawEvent.ShareRevealed;
import org.fairlot.contracts.allocation.DrawEvent.ShareWithheld;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.DrawEvent.WinnersDrawn;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.kernel.Ledger;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DrawDeciderSpec {

  private static final String DRAW = URN + ".2020-02-02";
  private static final String A = "masks/xm-1";
  private static final String B = "masks/xm-2";
  private static final DrawTimes TIMES = DrawTimes.of(Lots.RULES.draw(), CHINA, LocalDate.parse("2020-02-02"));
  private static final String SHARE = "00".repeat(32);
  private static final String COMMITMENT = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
  private static final String VALUE = "be".repeat(32);
  private static final DrawPublished PUBLIC = new DrawPublished(DRAW, URN, "cc", 2, TIMES.substituteUntil());
  private static final List<HealthTest> PASSED = List.of(new HealthTest("capacity", Health.PASSED, null));

  private final DeciderSpec<DrawCommand, Ledger<Draw, DrawMember>, DrawEvent, DrawRejection> draw =
      DeciderSpec.spec(new DrawDecider()).at(TIMES.freezeAt());

  private void announced(boolean notary) {
    draw.when(new DrawCommand.Announce(DRAW, URN, "masks", Lots.rules(notary), TIMES));
  }

  private void sealed(boolean notary) {
    announced(notary);
    draw.when(
        new NoteFreeze(DRAW, 1, 3, List.of(A, B)), new NoteRecheck(DRAW, 1, List.of(), 0), new NoteCapacity(DRAW, A, 1),
        new NoteCapacity(DRAW, B, 1), seal("bb", 3));
  }

  private void seeded(boolean notary) {
    sealed(notary);
    if (notary) {
      draw.when(new CommitShare(DRAW, COMMITMENT, "jws", "{}"), new RevealShare(DRAW, SHARE));
    }
    draw.at(TIMES.beaconAt()).when(beacon(VALUE));
  }

  private void published() {
    seeded(false);
    draw.when(rank(PASSED), winners(1, true, win("ann", A, 1), win("bo", B, 2)));
  }

  @Nested
  class TheList {

    @Test
    void is_ready_when_every_pool_has_answered_and_every_part_was_looked_at_again() {
      announced(true);
      draw.when(new NoteFreeze(DRAW, 2, 300, List.of(A, B))).then(new CapacityAsked(DRAW, 2, 300, List.of(A, B)));
      draw.when(new NoteCapacity(DRAW, A, 5)).then(new CapacityNoted(DRAW, A, 5));
      draw.when(new NoteRecheck(DRAW, 2, List.of("bo"), 0)).then(new EntriesExcluded(DRAW, 2, List.of("bo"), 0));
      draw.when(new NoteRecheck(DRAW, 1, List.of(), 3)).then(new EntriesExcluded(DRAW, 1, List.of(), 3));
      draw.when(new NoteCapacity(DRAW, B, 0))
          .then(new CapacityNoted(DRAW, B, 0), new ListReady(DRAW, Lots.RULES, TIMES, 299, Map.of(A, 5, B, 0)));
      draw.when(new NoteCapacity(DRAW, B, 7)).thenNothing();
    }

    @Test
    void may_be_looked_at_again_before_the_whole_of_it_is_known() {
      announced(true);
      draw.when(new NoteRecheck(DRAW, 1, List.of("bo"), 0)).then(new EntriesExcluded(DRAW, 1, List.of("bo"), 0));
      draw.when(new NoteRecheck(DRAW, 1, List.of("bo"), 0)).thenNothing();
      draw.when(new NoteFreeze(DRAW, 1, 3, List.of(A)), new NoteCapacity(DRAW, A, 1))
          .then(new CapacityNoted(DRAW, A, 1), new ListReady(DRAW, Lots.RULES, TIMES, 2, Map.of(A, 1)));
    }

    @Test
    void does_not_wait_for_ever_for_the_second_look() {
      announced(true);
      draw.when(new NoteFreeze(DRAW, 2, 300, List.of(A)), new StopRecheck(DRAW)).thenNothing();
      draw.when(new NoteCapacity(DRAW, A, 5), new StopRecheck(DRAW)).then(new ListReady(DRAW, Lots.RULES, TIMES, 300, Map.of(A, 5)));
    }

    @Test
    void of_nobody_or_for_nothing_is_not_drawn() {
      announced(true);
      draw.when(new NoteFreeze(DRAW, 0, 0, List.of())).then(new DrawAborted(DRAW, URN, "NO_ENTRIES", List.of()));
    }

    @Test
    void for_nothing_is_not_drawn() {
      announced(true);
      draw.when(new NoteFreeze(DRAW, 1, 1, List.of(A)), new NoteRecheck(DRAW, 1, List.of(), 0), new NoteCapacity(DRAW, A, 0))
          .then(new CapacityNoted(DRAW, A, 0), new DrawAborted(DRAW, URN, "NO_SUPPLY", List.of(A)));
    }

    @Test
    void that_is_sealed_when_the_beacon_can_be_known_is_not_drawn() {
      announced(true);
      draw.when(
          new NoteFreeze(DRAW, 1, 3, List.of(A)), new NoteRecheck(DRAW, 1, List.of(), 0), new NoteCapacity(DRAW, A, 1));
      draw.at(TIMES.beaconAt()).when(seal("bb", 3))
          .then(new DrawAborted(DRAW, URN, "ROOT_LATE", List.of(A)));
    }

    @Test
    void that_is_not_even_whole_when_the_beacon_can_be_known_is_not_drawn() {
      announced(true);
      draw.when(new NoteFreeze(DRAW, 1, 3, List.of(A)));
      draw.at(TIMES.beaconAt()).when(new NoteBeaconDue(DRAW)).then(new DrawAborted(DRAW, URN, "ROOT_LATE", List.of()));
    }

    @Test
    void is_sealed_once_and_with_as_many_as_are_on_it() {
      announced(true);
      draw.when(seal("bb", 3)).thenRejected("DRAW_NOT_THERE");
      draw.when(
          new NoteFreeze(DRAW, 1, 3, List.of(A)), new NoteRecheck(DRAW, 1, List.of(), 0), new NoteCapacity(DRAW, A, 1),
          seal("bb", 2)).thenRejected("DRAW_DISAGREES");
      draw.when(seal("bb", 3), seal("cc", 3)).thenNothing();
    }

    @Test
    void is_not_sealed_in_the_future_by_a_clock_that_goes_ahead_but_a_little_later() {
      announced(true);
      draw.when(
          new NoteFreeze(DRAW, 1, 3, List.of(A)), new NoteRecheck(DRAW, 1, List.of(), 0), new NoteCapacity(DRAW, A, 1));
      var ahead = TIMES.freezeAt().plusSeconds(2);
      draw.when(new Seal(DRAW, "{}", "aa", "bb", 3, ahead, "jws"))
          .thenRejected(new DrawRejection.SealedInFuture(ahead, TIMES.freezeAt()));
      draw.at(ahead).when(new Seal(DRAW, "{}", "aa", "bb", 3, ahead, "jws"))
          .then(new DrawSealed(DRAW, "{}", "aa", "bb", 3, ahead, "jws"));
    }
  }

  @Nested
  class TheSeed {

    @Row("M10")
    @Test
    void is_the_share_committed_and_revealed_before_the_beacon_and_the_beacon() {
      sealed(true);
      draw.when(new CommitShare(DRAW, COMMITMENT, "jws", "{}")).then(new NotaryCommitted(DRAW, COMMITMENT, "jws", "{}"));
      draw.when(new RevealShare(DRAW, SHARE)).then(new ShareRevealed(DRAW, SHARE));
      draw.at(TIMES.beaconAt().minusMillis(1)).when(beacon(VALUE)).thenRejected("BEACON_TOO_EARLY");
      draw.when(new NoteBeaconDue(DRAW)).thenNothing();
      draw.at(TIMES.beaconAt()).when(new NoteBeaconDue(DRAW)).then(new BeaconDue(DRAW, false));
      draw.when(new NoteBeaconDue(DRAW)).thenNothing();
      draw.when(beacon(VALUE)).then(recorded(), new SeedFixed(DRAW, SHARE, VALUE));
    }

    @Test
    void has_one_beacon_and_no_other() {
      seeded(true);
      draw.when(beacon(VALUE)).thenNothing();
      draw.when(beacon("ff".repeat(32))).thenRejected(new DrawRejection.BeaconFixed(VALUE));
    }

    @Test
    void is_answered_alike_however_late_the_same_beacon_is_reported_again() {
      published();
      draw.when(beacon(VALUE)).thenNothing();
      draw.when(beacon("ff".repeat(32))).thenRejected(new DrawRejection.BeaconFixed(VALUE));
      draw.at(TIMES.substituteUntil()).when(new Close(DRAW), beacon(VALUE)).thenNothing();
      draw.when(beacon("ff".repeat(32))).thenRejected(new DrawRejection.BeaconFixed(VALUE));
    }

    @Test
    void takes_the_beacon_of_the_source_that_the_spec_names() {
      sealed(false);
      draw.at(TIMES.beaconAt())
          .when(new RecordBeacon(DRAW, BeaconSource.PHYSICAL_DRAW, Map.of("digits", "123456"), VALUE, false))
          .thenRejected("BEACON_OF_OTHER_SOURCE");
    }

    @Row("M10")
    @Test
    void cannot_be_steered_by_a_notary_who_waits_for_the_beacon_the_later_one_counts_then() {
      sealed(true);
      draw.when(new CommitShare(DRAW, COMMITMENT, "jws", "{}"));
      draw.at(TIMES.beaconAt()).when(beacon(VALUE)).thenRejected("BEACON_TOO_EARLY");
      draw.when(new RevealShare(DRAW, SHARE))
          .then(new ShareWithheld(DRAW, TIMES.fallbackAt()), new ShareRevealed(DRAW, SHARE));
      draw.when(beacon(VALUE)).thenRejected("BEACON_TOO_EARLY");
      draw.at(TIMES.fallbackAt()).when(laterBeacon()).then(recorded(), new SeedFixed(DRAW, SHARE, VALUE));
    }

    @Test
    void is_not_the_first_beacon_where_the_later_one_counts_nor_the_other_way_round() {
      sealed(true);
      draw.when(new CommitShare(DRAW, COMMITMENT, "jws", "{}"));
      draw.at(TIMES.fallbackAt()).when(beacon(VALUE)).thenRejected(new DrawRejection.Disagrees("beacon"));
      draw.when(laterBeacon())
          .then(new ShareWithheld(DRAW, TIMES.fallbackAt()), recorded(), new SeedFixed(DRAW, null, VALUE));
    }

    @Test
    void is_not_the_later_beacon_where_the_share_came_in_time() {
      sealed(true);
      draw.when(new CommitShare(DRAW, COMMITMENT, "jws", "{}"), new RevealShare(DRAW, SHARE));
      draw.at(TIMES.fallbackAt()).when(laterBeacon()).thenRejected(new DrawRejection.Disagrees("beacon"));
      draw.when(beacon(VALUE)).then(recorded(), new SeedFixed(DRAW, SHARE, VALUE));
    }

    @Test
    void does_without_a_share_that_never_comes() {
      sealed(true);
      draw.at(TIMES.beaconAt()).when(new NoteBeaconDue(DRAW)).then(new ShareWithheld(DRAW, TIMES.fallbackAt()));
      draw.at(TIMES.fallbackAt()).when(new CommitShare(DRAW, COMMITMENT, "jws", "{}")).thenRejected("SHARE_TOO_LATE");
      draw.when(new NoteBeaconDue(DRAW)).then(new BeaconDue(DRAW, true));
      draw.when(new NoteBeaconDue(DRAW)).thenNothing();
      draw.when(laterBeacon()).then(recorded(), new SeedFixed(DRAW, null, VALUE));
      draw.when(new NoteBeaconDue(DRAW)).thenNothing();
    }

    @Test
    void is_due_once_for_each_beacon_that_may_count() {
      sealed(true);
      draw.at(TIMES.beaconAt()).when(new NoteBeaconDue(DRAW), new NoteBeaconDue(DRAW)).thenNothing();
      draw.when(new CommitShare(DRAW, COMMITMENT, "jws", "{}"), new RevealShare(DRAW, SHARE), new NoteBeaconDue(DRAW))
          .thenNothing();
      draw.at(TIMES.fallbackAt()).when(new NoteBeaconDue(DRAW)).then(new BeaconDue(DRAW, true));
    }

    @Test
    void of_a_draw_without_a_notary_is_due_at_the_first_beacon() {
      sealed(false);
      draw.at(TIMES.beaconAt()).when(new NoteBeaconDue(DRAW)).then(new BeaconDue(DRAW, false));
    }

    @Test
    void takes_only_the_share_that_was_committed() {
      sealed(true);
      draw.when(new RevealShare(DRAW, SHARE)).thenRejected("DRAW_NOT_THERE");
      draw.when(new CommitShare(DRAW, COMMITMENT, "jws", "{}"), new RevealShare(DRAW, "11".repeat(32)))
          .thenRejected("SHARE_MISMATCH");
      draw.when(new CommitShare(DRAW, VALUE, "jws", "{}")).thenRejected("COMMITMENT_FIXED");
    }
  }

  @Nested
  class TheResult {

    @Test
    void cannot_give_away_more_than_the_pools_have() {
      seeded(false);
      draw.when(new Rank(DRAW, "cc", Map.of(A, 2), PASSED)).thenRejected("DRAW_DISAGREES");
    }

    @Row("X12")
    @Test
    void waits_for_the_notary() {
      seeded(true);
      draw.when(rank(PASSED), winners(1, true, win("ann", A, 1), win("bo", B, 2))).thenRejected("NOT_ATTESTED");
      draw.when(new Attest(DRAW, "dd", "jws")).thenRejected("DRAW_DISAGREES");
      draw.when(new Attest(DRAW, "cc", "jws")).then(new DrawAttested(DRAW, "jws"), PUBLIC);
      draw.when(winners(1, true, win("ann", A, 1), win("bo", B, 2))).thenEvents(e -> assertThat(e).hasSize(2));
    }

    @Test
    void that_a_test_has_stopped_waits_for_a_human_and_keeps_its_seed() {
      seeded(false);
      var biased = List.of(new HealthTest("registeredHour", Health.BLOCKED, 1e-9));
      draw.when(rank(biased))
          .then(new DrawRanked(DRAW, "cc", Map.of(A, 1, B, 1), Health.BLOCKED, biased));
      draw.when(winners(1, true, win("ann", A, 1), win("bo", B, 2))).thenRejected("DRAW_BLOCKED");
      draw.when(beacon("ff".repeat(32))).thenRejected("BEACON_FIXED");
      draw.when(new Release(DRAW, "op", "looked at it")).then(new DrawReleased(DRAW, "op", "looked at it"), PUBLIC);
      draw.when(winners(1, true, win("ann", A, 1), win("bo", B, 2)))
          .thenEvents(e -> assertThat(e.getLast()).isInstanceOf(AllWinnersDrawn.class));
    }

    @Test
    void is_public_before_a_winner_is_drawn_and_winners_come_in_parts_each_once_and_all() {
      seeded(false);
      draw.when(rank(PASSED)).thenEvents(e -> assertThat(e).hasSize(2).endsWith(PUBLIC));
      draw.when(winners(1, true, win("ann", A, 1))).thenRejected("DRAW_DISAGREES");
      draw.when(winners(1, false, win("ann", A, 1))).then(new WinnersDrawn(DRAW, URN, 1, List.of(win("ann", A, 1))));
      draw.when(winners(1, false, win("ann", A, 1))).thenNothing();
      draw.when(winners(2, true, win("ann", B, 2))).thenRejected("DRAW_DISAGREES");
      draw.when(winners(2, true, win("bo", B, 2)))
          .then(
              new WinnersDrawn(DRAW, URN, 2, List.of(win("bo", B, 2))),
              new AllWinnersDrawn(DRAW, URN, TIMES.substituteUntil()));
    }

    @Test
    void can_be_given_up_only_before_anybody_has_heard_of_it() {
      seeded(false);
      draw.when(rank(PASSED), new Annul(DRAW, "op", "mistake")).thenRejected("DRAW_NOT_THERE");
    }
  }

  @Nested
  class Substitution {

    @Test
    void gives_each_unit_that_came_back_to_the_next_once() {
      published();
      draw.when(new WantSubstitute(DRAW, A, "ann", "FORFEITED")).then(new SubstituteWanted(DRAW, A, "ann", "FORFEITED"));
      draw.when(new WantSubstitute(DRAW, A, "ann", "FORFEITED")).thenNothing();
      draw.when(substitute("ann", win("cy", A, 3)))
          .then(new SubstituteDrawn(DRAW, URN, 1, "ann", "f1", "FORFEITED", "f3", win("cy", A, 3), List.of()));
      draw.when(substitute("ann", win("di", A, 4))).thenNothing();
    }

    @Test
    void waits_until_every_winner_is_drawn() {
      seeded(false);
      draw.when(rank(PASSED), winners(1, false, win("ann", A, 1)), new WantSubstitute(DRAW, A, "ann", "FORFEITED"))
          .then(new SubstituteWanted(DRAW, A, "ann", "FORFEITED"));
      draw.when(substitute("ann", win("cy", A, 3))).thenRejected("DRAW_NOT_THERE");
      draw.when(winners(2, true, win("bo", B, 2)), substitute("ann", win("cy", A, 3)))
          .then(new SubstituteDrawn(DRAW, URN, 1, "ann", "f1", "FORFEITED", "f3", win("cy", A, 3), List.of()));
    }

    @Test
    void never_gives_a_winner_a_second_unit() {
      published();
      draw.when(new WantSubstitute(DRAW, A, "ann", "FORFEITED"), substitute("ann", win("bo", A, 2)))
          .thenRejected("DRAW_DISAGREES");
    }

    @Test
    void is_for_units_of_this_draw_alone() {
      published();
      draw.when(new WantSubstitute(DRAW, A, "stranger", "FORFEITED")).thenNothing();
    }

    @Test
    void ends_with_the_draw() {
      published();
      draw.at(TIMES.substituteUntil()).when(new Close(DRAW)).then(new DrawClosed(DRAW, List.of(A, B)));
      draw.when(new WantSubstitute(DRAW, A, "ann", "FORFEITED")).thenNothing();
    }
  }

  @Test
  void an_unknown_draw_refuses_and_an_announced_one_is_announced_once() {
    draw.when(new Attest(DRAW, "cc", "jws")).thenRejected("UNKNOWN_DRAW");
    announced(true);
    draw.when(new DrawCommand.Announce(DRAW, URN, "masks", Lots.RULES, TIMES)).thenNothing();
  }

  private static Seal seal(String root, int entries) {
    return new Seal(DRAW, "{}", "aa", root, entries, TIMES.freezeAt(), "jws");
  }

  private static RecordBeacon beacon(String value) {
    return new RecordBeacon(DRAW, BeaconSource.PUBLIC_LOTTERY, Map.of("3D", "1 2 3"), value, false);
  }

  private static RecordBeacon laterBeacon() {
    return new RecordBeacon(DRAW, BeaconSource.PUBLIC_LOTTERY, Map.of("3D", "1 2 3"), VALUE, true);
  }

  private static BeaconRecorded recorded() {
    return new BeaconRecorded(DRAW, BeaconSource.PUBLIC_LOTTERY, Map.of("3D", "1 2 3"), VALUE);
  }

  private static Rank rank(List<HealthTest> tests) {
    return new Rank(DRAW, "cc", Map.of(A, 1, B, 1), tests);
  }

  private static AnnounceWinners winners(int part, boolean last, Win... winners) {
    return new AnnounceWinners(DRAW, part, List.of(winners), last);
  }

  private static DrawSubstitute substitute(String forfeited, Win win) {
    return new DrawSubstitute(DRAW, win.poolId(), forfeited, "f1", "f3", win, List.of());
  }

  private static Win win(String caseId, String poolId, int rank) {
    return new Win(caseId, 2, poolId, 1, rank);
  }
}
