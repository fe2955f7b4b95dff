package org.fairlot.allocation.urn.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.allocation.urn.domain.Lots.CHINA;
import static org.fairlot.allocation.urn.domain.Lots.RULES;
import static org.fairlot.allocation.urn.domain.Lots.URN;
import static org.fairlot.allocation.urn.domain.Lots.enter;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fairlot.allocation.urn.domain.UrnCommand.AmendEntry;
import org.fairlot.allocation.urn.domain.UrnCommand.CloseList;
import org.fairlot.allocation.urn.domain.UrnCommand.DischargeLosers;
import org.fairlot.allocation.urn.domain.UrnCommand.EndRound;
import org.fairlot.allocation.urn.domain.UrnCommand.Freeze;
import org.fairlot.allocation.urn.domain.UrnCommand.ListEntries;
import org.fairlot.allocation.urn.domain.UrnCommand.NoteFreezeNear;
import org.fairlot.allocation.urn.domain.UrnCommand.TakeWinners;
import org.fairlot.allocation.urn.domain.UrnCommand.Withdraw;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.allocation.UrnEvent.Entry;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.EntryAmended;
import org.fairlot.contracts.allocation.UrnEvent.EntryRefused;
import org.fairlot.contracts.allocation.UrnEvent.EntryWithdrawn;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.FreezeNear;
import org.fairlot.contracts.allocation.UrnEvent.ListRule;
import org.fairlot.contracts.allocation.UrnEvent.Loser;
import org.fairlot.contracts.allocation.UrnEvent.LosersDischarged;
import org.fairlot.contracts.allocation.UrnEvent.RoundEnded;
import org.fairlot.contracts.allocation.UrnEvent.RoundOpened;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.allocation.UrnEvent.WinnersTaken;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Ledger;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UrnSpec {

  private static final String SECOND = URN + ".2020-02-02";
  private static final String THIRD = URN + ".2020-02-03";
  private static final Instant NOON = Instant.parse("2020-02-01T04:00:00Z");

  /** Of the second of February, and where losers are carried over. */
  private static final ListRule CARRIED =
      new ListRule(NOON, null, Instant.parse("2020-02-01T14:05:00Z"), List.of(), RULES.tickets());

  private final DeciderSpec<UrnCommand, Ledger<UrnHeader, UrnMember>, UrnEvent, UrnRejection> urn =
      DeciderSpec.spec(new UrnDecider()).at("2020-02-01T12:00:00+08:00");

  @Nested
  class Entering {

    @Test
    void the_first_case_opens_the_round_and_the_next_ones_join_it() {
      urn.when(enter("ann", "xm-1", "xm-2")).then(opened("2020-02-02"), accepted(SECOND, "ann", "masks/xm-1", "masks/xm-2"));
      urn.when(enter("bo", "xm-1")).then(accepted(SECOND, "bo", "masks/xm-1"));
    }

    @Row("X7")
    @Test
    void who_comes_before_the_freeze_is_in_and_who_comes_at_it_is_in_the_next_draw() {
      urn.at("2020-02-01T22:04:59+08:00").when(enter("ann", "xm-1")).thenEvents(e -> assertThat(drawOf(e)).isEqualTo(SECOND));
      urn.at("2020-02-01T22:05:00+08:00").when(enter("bo", "xm-1")).thenEvents(e -> assertThat(drawOf(e)).isEqualTo(THIRD));
    }

    @Test
    void a_case_comes_in_once_and_never_again_when_it_is_out() {
      urn.when(enter("ann", "xm-1"), enter("ann", "xm-2")).thenNothing();
      urn.when(new Withdraw(URN, "ann", "CANCELLED"), enter("ann", "xm-1")).thenNothing();
    }

    @Test
    void a_case_that_ended_before_it_came_does_not_come_in() {
      urn.when(new Withdraw(URN, "ann", "CANCELLED")).then(new EntryWithdrawn(URN, "ann", "CANCELLED"));
      urn.when(enter("ann", "xm-1")).thenNothing();
      assertThat(urn.state().header().entries()).isZero();
    }

    @Test
    void an_edit_that_changes_something_is_told_and_keeps_the_place() {
      var edited = enter("ann", "xm-2");
      urn.when(enter("ann", "xm-1")).at("2020-02-01T13:00:00+08:00")
          .when(new AmendEntry(URN, "ann", edited.choice(), edited.profile()))
          .then(new EntryAmended(URN, accepted(SECOND, "ann", "masks/xm-2").entry()));
      urn.when(new AmendEntry(URN, "ann", edited.choice(), edited.profile())).thenNothing();
      var waiting = new UrnMember.Waiting(accepted(SECOND, "ann", "masks/xm-2").entry(), NOON);
      assertThat(urn.state().member(UrnMember.waitingKey("ann"))).contains(waiting);
    }
  }

  @Nested
  class Freezing {

    @Test
    void begins_at_its_time_and_opens_the_round_for_those_who_will_not_win() {
      urn.when(enter("ann", "xm-1")).at("2020-02-01T22:04:59+08:00").when(new Freeze(URN, SECOND)).thenNothing();
      urn.at("2020-02-01T22:05:00+08:00").when(new Freeze(URN, SECOND))
          .then(new FreezeBegun(URN, SECOND, 1, 1, CARRIED), opened("2020-02-03"));
      urn.when(new Freeze(URN, SECOND)).thenNothing();
    }

    @Test
    void is_foretold_with_the_rule_of_its_list() {
      urn.when(new NoteFreezeNear(URN, SECOND)).thenNothing();
      urn.when(enter("ann", "xm-1")).when(new NoteFreezeNear(URN, SECOND)).then(new FreezeNear(URN, SECOND, 1, CARRIED));
      freeze();
      urn.when(new NoteFreezeNear(URN, SECOND)).thenNothing();
      urn.when(new Withdraw(URN, "ann", "CANCELLED"), new NoteFreezeNear(URN, THIRD)).thenNothing();
    }

    @Test
    void is_told_who_is_on_the_list_in_parts_each_once_and_in_turn() {
      urn.when(enter("ann", "xm-1"), enter("bo", "xm-1"), enter("cai", "xm-2"));
      freeze();
      urn.when(new ListEntries(URN, SECOND, 1, List.of("ann", "bo")))
          .then(new EntriesListed(URN, SECOND, 1, List.of("ann", "bo")));
      urn.when(new ListEntries(URN, SECOND, 1, List.of("ann", "bo"))).thenNothing();
      urn.when(new ListEntries(URN, SECOND, 3, List.of("cai"))).thenNothing();
      urn.when(new ListEntries(URN, SECOND, 2, List.of("cai"))).then(new EntriesListed(URN, SECOND, 2, List.of("cai")));
      var pools = Map.of("masks/xm-1", 2, "masks/xm-2", 1);
      urn.when(new CloseList(URN, SECOND, 2, 3, pools)).then(new UrnFrozen(URN, SECOND, 2, 3, pools));
    }

    @Test
    void ends_only_with_what_was_told_and_takes_no_more_than_were_in() {
      urn.when(enter("ann", "xm-1"), enter("bo", "xm-1"));
      freeze();
      urn.when(new ListEntries(URN, SECOND, 1, List.of("ann", "bo", "cai"))).thenRejected("LIST_DISAGREES");
      urn.when(new ListEntries(URN, SECOND, 1, List.of("ann", "bo")));
      urn.when(new ListEntries(URN, SECOND, 2, List.of("cai"))).thenRejected("LIST_DISAGREES");
      urn.when(new CloseList(URN, SECOND, 2, 2, Map.of())).thenRejected("LIST_DISAGREES");
      urn.when(new CloseList(URN, SECOND, 1, 1, Map.of())).thenRejected("LIST_DISAGREES");
      urn.when(new CloseList(URN, SECOND, 1, 2, Map.of())).then(new UrnFrozen(URN, SECOND, 1, 2, Map.of()));
    }

    @Test
    void leaves_out_who_came_after_it_however_late_it_begins() {
      urn.when(enter("before", "xm-1")).at("2020-02-01T23:00:00+08:00").when(enter("after", "xm-1"));
      urn.when(new Freeze(URN, SECOND)).thenEvents(e -> {
        var begun = begun(e);
        assertThat(begun.entries()).isEqualTo(2);
        assertThat(begun.list().holds(NOON)).isTrue();
        assertThat(begun.list().holds(Instant.parse("2020-02-01T14:04:59.999Z"))).isTrue();
        assertThat(begun.list().holds(Instant.parse("2020-02-01T14:05:00Z"))).isFalse();
      });
    }

    @Test
    void says_since_when_anybody_is_in() {
      urn.when(enter("ann", "xm-1"), new Withdraw(URN, "ann", "CANCELLED"));
      urn.at("2020-02-01T13:00:00+08:00").when(enter("bo", "xm-1")).at("2020-02-01T14:00:00+08:00").when(enter("cai", "xm-1"));
      urn.at("2020-02-01T22:05:00+08:00").when(new Freeze(URN, SECOND))
          .thenEvents(e -> assertThat(begun(e).list().since()).isEqualTo(NOON));
    }

    @Test
    void of_an_empty_urn_is_a_list_of_nobody_and_opens_no_other_round() {
      urn.when(enter("ann", "xm-1"), new Withdraw(URN, "ann", "CANCELLED"));
      urn.at("2020-02-01T22:05:00+08:00").when(new Freeze(URN, SECOND))
          .then(new FreezeBegun(URN, SECOND, 1, 0, CARRIED), new UrnFrozen(URN, SECOND, 0, 0, Map.of()));
    }

    @Test
    void of_a_draw_whose_time_came_while_the_list_of_another_was_made_follows_it() {
      urn.when(enter("ann", "xm-1"));
      freeze();
      urn.at("2020-02-02T22:06:00+08:00").when(new Freeze(URN, THIRD)).thenNothing();
      urn.when(new ListEntries(URN, SECOND, 1, List.of("ann"))).when(new CloseList(URN, SECOND, 1, 1, Map.of())).thenEvents(e -> {
        assertThat(begun(e).drawId()).isEqualTo(THIRD);
        assertThat(begun(e).round()).isEqualTo(2);
      });
    }

    @Test
    void of_a_draw_that_is_not_being_frozen_is_refused_so_that_who_drives_it_stops() {
      urn.when(new ListEntries(URN, SECOND, 1, List.of("ann"))).thenRejected("NOT_FREEZING");
      urn.when(new CloseList(URN, SECOND, 0, 0, Map.of())).thenRejected("NOT_FREEZING");
      urn.when(enter("ann", "xm-1"));
      freeze();
      list("ann");
      urn.when(new ListEntries(URN, SECOND, 2, List.of("ann"))).thenRejected("NOT_FREEZING");
      urn.when(new CloseList(URN, SECOND, 1, 1, Map.of())).thenRejected("NOT_FREEZING");
    }
  }

  @Nested
  class Losing {

    @Test
    void each_draw_that_was_held_is_one_ticket_more_for_who_was_in_it() {
      urn.when(enter("ann", "xm-1"));
      freeze();
      list("ann");
      urn.when(enter("bo", "xm-1")).when(new EndRound(URN, SECOND, true)).then(new RoundEnded(URN, SECOND, true));
      urn.at("2020-02-02T22:05:00+08:00").when(new Freeze(URN, THIRD)).thenEvents(e -> {
        assertThat(begun(e).list().tickets(NOON)).isEqualTo(2);
        assertThat(begun(e).list().tickets(Instant.parse("2020-02-01T14:05:00Z"))).isEqualTo(1);
      });
    }

    @Test
    void tickets_do_not_grow_beyond_what_the_rules_allow() {
      var lost = IntStream.range(0, 40).mapToObj(day -> NOON.plus(Duration.ofDays(day))).toList();
      var rule = new ListRule(NOON, null, lost.getLast(), lost, RULES.tickets());
      assertThat(rule.tickets(NOON)).isEqualTo(RULES.tickets().max());
    }

    @Test
    void a_draw_that_was_not_held_counts_for_nobody() {
      urn.when(enter("ann", "xm-1"));
      freeze();
      list("ann");
      urn.when(new EndRound(URN, SECOND, false), new EndRound(URN, SECOND, true)).thenNothing();
      urn.at("2020-02-02T22:05:00+08:00").when(new Freeze(URN, THIRD))
          .thenEvents(e -> assertThat(begun(e).list().tickets(NOON)).isEqualTo(1));
    }
  }

  @Nested
  class Winning {

    private final Win ann = new Win("ann", 2, "masks/xm-1", 1, 1);
    private final Win bo = new Win("bo", 2, "masks/xm-1", 1, 2);

    @Test
    void takes_a_case_out_once_whatever_draws_it_stands_in() {
      urn.when(enter("ann", "xm-1"), new TakeWinners(URN, SECOND, "winners-1", List.of(ann, bo)))
          .then(new WinnersTaken(URN, SECOND, "winners-1", List.of(ann), List.of(bo)));
      urn.when(new TakeWinners(URN, SECOND, "winners-1", List.of(ann, bo))).thenNothing();
      urn.when(new TakeWinners(URN, THIRD, "substitute-1", List.of(ann)))
          .then(new WinnersTaken(URN, THIRD, "substitute-1", List.of(), List.of(ann)));
      urn.when(enter("ann", "xm-1")).thenNothing();
    }
  }

  /** A pack with {@code carryOver: false}: one draw for each registration. */
  @Nested
  class Not_carrying_over {

    private static final Stage.Lottery ONCE = Lots.once(false, null);

    @Test
    void who_was_not_drawn_is_out_when_the_draw_has_found_its_last_substitute() {
      urn.when(enter(ONCE, "ann", "xm-1"), enter(ONCE, "bo", "xm-1"), enter(ONCE, "cai", "xm-1"));
      freeze();
      list("ann", "bo", "cai");
      urn.when(
          enter(ONCE, "late", "xm-1"),
          new TakeWinners(URN, SECOND, "winners-1", List.of(new Win("bo", 2, "masks/xm-1", 1, 1))),
          new EndRound(URN, SECOND, true));
      urn.when(new DischargeLosers(URN, SECOND, 1))
          .then(new LosersDischarged(URN, SECOND, 1, List.of(new Loser("ann", 2), new Loser("cai", 2)), false));
      urn.when(new DischargeLosers(URN, SECOND, 1)).thenNothing();
      urn.when(enter(ONCE, "ann", "xm-1")).thenNothing();
      assertThat(urn.state().header().entries()).isEqualTo(1);
    }

    @Test
    void until_then_it_stands_by_for_a_substitution_but_is_in_no_further_draw() {
      urn.when(enter(ONCE, "ann", "xm-1"));
      freeze();
      list("ann");
      urn.when(enter(ONCE, "bo", "xm-1"), new EndRound(URN, SECOND, true));
      urn.at("2020-02-02T22:05:00+08:00").when(new Freeze(URN, THIRD)).thenEvents(e -> {
        assertThat(begun(e).list().holds(NOON)).isFalse();
        assertThat(begun(e).list().holds(Instant.parse("2020-02-01T14:05:00Z"))).isTrue();
      });
      listOf(THIRD, "bo");
      var ann = new Win("ann", 2, "masks/xm-1", 1, 2);
      urn.when(new TakeWinners(URN, SECOND, "substitute-1", List.of(ann)))
          .then(new WinnersTaken(URN, SECOND, "substitute-1", List.of(ann), List.of()));
    }

    @Test
    void a_draw_that_was_given_up_was_none() {
      urn.when(enter(ONCE, "ann", "xm-1"));
      freeze();
      list("ann");
      urn.when(new EndRound(URN, SECOND, false));
      urn.at("2020-02-02T22:05:00+08:00").when(new Freeze(URN, THIRD))
          .thenEvents(e -> assertThat(begun(e).list().holds(NOON)).isTrue());
    }

    @Test
    void many_losers_go_in_parts_each_once() {
      int cases = UrnDecider.LOSERS_PER_PART + 1;
      IntStream.range(0, cases).forEach(i -> urn.when(enter(ONCE, String.format("case%05d", i), "xm-1")));
      freeze();
      urn.when(new EndRound(URN, SECOND, true));
      var out = new ArrayList<Loser>();
      urn.when(new DischargeLosers(URN, SECOND, 2)).thenNothing();
      urn.when(new DischargeLosers(URN, SECOND, 1)).thenEvents(e -> {
        assertThat(((LosersDischarged) e.getFirst()).more()).isTrue();
        out.addAll(((LosersDischarged) e.getFirst()).losers());
      });
      urn.when(new DischargeLosers(URN, SECOND, 2)).thenEvents(e -> {
        assertThat(((LosersDischarged) e.getFirst()).more()).isFalse();
        out.addAll(((LosersDischarged) e.getFirst()).losers());
      });
      assertThat(out).hasSize(cases).doesNotHaveDuplicates();
      assertThat(urn.state().header().entries()).isZero();
    }

    @Test
    void where_losers_are_carried_over_nobody_goes() {
      urn.when(enter("ann", "xm-1"));
      freeze();
      list("ann");
      urn.when(new EndRound(URN, SECOND, true), new DischargeLosers(URN, SECOND, 1)).thenNothing();
      urn.at("2020-02-02T22:05:00+08:00").when(new Freeze(URN, THIRD))
          .thenEvents(e -> assertThat(begun(e).list().holds(NOON)).isTrue());
    }
  }

  /** A pack with {@code pauseDraws: 2}: who has won lets two draws pass. */
  @Nested
  class Pausing {

    private static final Stage.Lottery PAUSED = Lots.once(true, 2);
    private static final String WINNER = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
    private static final String AGAIN = "masks.AAAAAAAAAAAAAAAAAAAAAA.second--";
    private static final String LATER = "masks.AAAAAAAAAAAAAAAAAAAAAA.third---";
    private static final String OTHER = "masks.BBBBBBBBBBBBBBBBBBBBBB.first---";

    @Test
    void who_has_won_may_come_again_when_so_many_draws_have_passed() {
      urn.when(enter(PAUSED, WINNER, "xm-1"), enter(PAUSED, OTHER, "xm-1"));
      freeze();
      list(WINNER, OTHER);
      urn.when(
          new TakeWinners(URN, SECOND, "winners-1", List.of(new Win(WINNER, 2, "masks/xm-1", 1, 1))),
          new EndRound(URN, SECOND, true));
      urn.when(enter(PAUSED, AGAIN, "xm-1")).then(new EntryRefused(URN, AGAIN, 2, "WON_RECENTLY"));
      urn.when(enter(PAUSED, AGAIN, "xm-1")).thenNothing();
      urn.at("2020-02-02T22:05:00+08:00").when(new Freeze(URN, THIRD));
      listOf(THIRD, OTHER);
      urn.at("2020-02-03T22:05:00+08:00").when(new Freeze(URN, URN + ".2020-02-04"));
      listOf(URN + ".2020-02-04", OTHER);
      urn.when(enter(PAUSED, LATER, "xm-1")).thenEvents(e -> assertThat(e.getLast()).isInstanceOf(EntryAccepted.class));
    }

    @Test
    void who_lost_may_come_again_at_once() {
      urn.when(enter(PAUSED, OTHER, "xm-1"));
      freeze();
      list(OTHER);
      urn.when(new EndRound(URN, SECOND, true), new Withdraw(URN, OTHER, "CANCELLED"));
      urn.when(enter(PAUSED, OTHER.replace("first", "again"), "xm-1"))
          .thenEvents(e -> assertThat(e.getLast()).isInstanceOf(EntryAccepted.class));
    }
  }

  private void freeze() {
    urn.at("2020-02-01T22:05:00+08:00").when(new Freeze(URN, SECOND));
  }

  private void list(String... cases) {
    listOf(SECOND, cases);
  }

  private void listOf(String drawId, String... cases) {
    urn.when(
        new ListEntries(URN, drawId, 1, List.of(cases)),
        new CloseList(URN, drawId, 1, cases.length, Map.of("masks/xm-1", cases.length)));
  }

  private static FreezeBegun begun(List<UrnEvent> events) {
    return (FreezeBegun) events.stream().filter(FreezeBegun.class::isInstance).findFirst().orElseThrow();
  }

  private static RoundOpened opened(String day) {
    var times = DrawTimes.of(RULES.draw(), CHINA, LocalDate.parse(day));
    return new RoundOpened(URN, URN + "." + day, "masks", RULES, CHINA, times);
  }

  private static EntryAccepted accepted(String drawId, String caseId, String... pools) {
    var entry = new Entry(caseId, 2, List.of(pools), "house-" + caseId, Map.of(), List.of());
    return new EntryAccepted(URN, drawId, entry, NOON);
  }

  private static String drawOf(List<UrnEvent> events) {
    return ((EntryAccepted) events.getLast()).drawId();
  }
}
