package org.fairlot.allocation.draw.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.allocation.urn.domain.UrnCommand;
import org.fairlot.allocation.urn.domain.UrnCommand.AmendEntry;
import org.fairlot.allocation.urn.domain.UrnCommand.CloseList;
import org.fairlot.allocation.urn.domain.UrnCommand.DischargeLosers;
import org.fairlot.allocation.urn.domain.UrnCommand.EndRound;
import org.fairlot.allocation.urn.domain.UrnCommand.Freeze;
import org.fairlot.allocation.urn.domain.UrnCommand.ListEntries;
import org.fairlot.allocation.urn.domain.UrnCommand.TakeWinners;
import org.fairlot.allocation.urn.domain.UrnCommand.Withdraw;
import org.fairlot.allocation.urn.domain.UrnDecider;
import org.fairlot.allocation.urn.domain.UrnHeader;
import org.fairlot.allocation.urn.domain.UrnMember;
import org.fairlot.allocation.urn.domain.UrnMember.Waiting;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Ledger;
import org.fairlot.runtime.vault.Blinds;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random weeks of an urn: cases come, are edited, leave, win and lose, some commands twice. At each freeze the list that is
 * read from the events must be that of who waits in the urn.
 *
 * <p>A failure begins with its seed; {@code -Dfairlot.seed=N} plays that week again.
 */
class ListDraftProperties {

  private static final Instant FIRST_FREEZE = Instant.parse("2020-02-01T14:05:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final int RUNS = 40;
  private static final int DRAWS = 6;
  private static final int STEPS = 60;
  private static final int OUTLETS = 4;
  private static final String DRAW = Lots.URN + ".2020-02-0";
  private static final Blinds BLINDS =
      new Blinds(Base64.getEncoder().encodeToString("32 bytes".repeat(4).getBytes(StandardCharsets.UTF_8)));

  @TestFactory
  Stream<DynamicTest> the_list_is_that_of_who_waits() {
    Long fixed = Long.getLong("fairlot.seed");
    var seeds = fixed != null ? List.of(fixed) : new Random().longs(RUNS).boxed().toList();
    return seeds.stream().flatMap(seed -> Stream.of(
        DynamicTest.dynamicTest("carried over, seed " + seed, () -> new Week(Lots.RULES, seed).play()),
        DynamicTest.dynamicTest("one draw each, seed " + seed, () -> new Week(Lots.once(false, null), seed).play())));
  }

  private static final class Week {
    private final Stage.Lottery rules;
    private final boolean oneDrawEach;
    private final Random random;
    private final UrnDecider decider = new UrnDecider();
    private final List<UrnEvent> log = new ArrayList<>();
    private final List<String> cases = new ArrayList<>();
    private final Map<String, Instant> heldOrRunning = new TreeMap<>();
    private final Map<String, Instant> held = new TreeMap<>();
    private Ledger<UrnHeader, UrnMember> urn = decider.initial();
    private Instant now = FIRST_FREEZE.minus(DAY);
    private int listed;

    Week(Stage.Lottery rules, long seed) {
      this.rules = rules;
      oneDrawEach = rules.endsLosers();
      random = new Random(seed);
    }

    void play() {
      for (int draw = 0; draw < DRAWS; draw++) {
        Instant freeze = FIRST_FREEZE.plus(DAY.multipliedBy(draw));
        // a timer may be late: who comes meanwhile is in the next draw
        Instant noticed = freeze.plusSeconds(random.nextInt(2) * 21_600L);
        steps(noticed);
        now = noticed;
        hold(DRAW + (2 + draw), freeze);
      }
      assertThat(listed).isPositive();
    }

    private void steps(Instant until) {
      long each = Math.max(1, Duration.between(now, until).toMillis() / (STEPS + 1));
      for (int step = 0; step < STEPS; step++) {
        var next = now.plusMillis(random.nextLong(2 * each));
        now = next.isBefore(until) ? next : now;
        var command = any();
        send(command);
        if (random.nextInt(8) == 0) {
          send(command);
        }
      }
    }

    private UrnCommand any() {
      if (cases.isEmpty() || random.nextInt(3) > 0) {
        cases.add("case-" + cases.size());
        return Lots.enter(rules, cases.getLast(), outlet());
      }
      String one = cases.get(random.nextInt(cases.size()));
      var edited = Lots.enter(rules, one, outlet());
      return random.nextBoolean()
          ? new AmendEntry(Lots.URN, one, edited.choice(), edited.profile())
          : new Withdraw(Lots.URN, one, "CANCELLED");
    }

    private void hold(String drawId, Instant freeze) {
      var events = send(new Freeze(Lots.URN, drawId));
      if (!(events.stream().filter(FreezeBegun.class::isInstance).findFirst().orElse(null) instanceof FreezeBegun begun)) {
        return;
      }
      var expected = expected(begun);
      var pools = pools(expected.keySet());
      var choices = choices(expected.keySet());
      // what is said after the freeze is not for its list
      steps(now.plusSeconds(60));
      var draft = draft(begun);
      assertThat(draft.caseIds()).containsExactlyInAnyOrderElementsOf(expected.keySet());
      assertThat(draft.pools()).isEqualTo(pools);
      listed += expected.size();
      var on = draft.caseIds();
      if (begun.entries() > 0) {
        send(new ListEntries(Lots.URN, drawId, 1, on));
        assertThat(send(new CloseList(Lots.URN, drawId, 1, on.size(), draft.pools()))).isNotEmpty();
      }
      sealedIs(expected, choices, draft);
      heldOrRunning.put(drawId, freeze);
      var winners = on.stream().filter(one -> random.nextInt(3) == 0).map(one -> new Win(one, 2, "masks/xm-0", 1, 1)).toList();
      send(new TakeWinners(Lots.URN, drawId, "winners-1", winners));
      boolean counts = random.nextInt(4) > 0;
      if (random.nextInt(4) > 0) {
        send(new EndRound(Lots.URN, drawId, counts));
        if (counts) {
          held.put(drawId, freeze);
          if (random.nextBoolean()) {
            send(new DischargeLosers(Lots.URN, drawId, 1));
          }
        } else {
          heldOrRunning.remove(drawId);
        }
      }
    }

    private ListDraft draft(FreezeBegun begun) {
      var draft = new ListDraft(begun.drawId(), begun.list(), begun.entries(), BLINDS);
      log.forEach(event -> draft.step(event).ifPresent(draft::take));
      assertThat(draft.isClosed()).isTrue();
      return draft;
    }

    private void sealedIs(Map<String, Integer> tickets, Map<String, List<String>> choices, ListDraft draft) {
      var excluded = tickets.keySet().stream().filter(one -> random.nextInt(5) == 0).toList();
      var list = draft.seal(excluded);
      assertThat(list.list().size()).isEqualTo(tickets.size() - excluded.size());
      var seen = new HashMap<String, Integer>();
      for (int index = 0; index < list.list().size(); index++) {
        var entry = list.list().entry(index);
        String caseId = list.caseAt(index);
        assertThat(list.indexOf(caseId)).isEqualTo(index);
        assertThat(entry.choices()).isEqualTo(choices.get(caseId));
        assertThat(list.stageAt(index)).isEqualTo(2);
        seen.put(caseId, entry.weight());
      }
      excluded.forEach(one -> assertThat(list.indexOf(one)).isEqualTo(-1));
      var expected = new HashMap<>(tickets);
      excluded.forEach(expected::remove);
      assertThat(seen).isEqualTo(expected);
    }

    /** Tickets of who waits in the urn and is on the list. */
    private Map<String, Integer> expected(FreezeBegun begun) {
      Instant freeze = begun.list().before();
      var expected = new HashMap<String, Integer>();
      for (String one : cases) {
        if (urn.member(UrnMember.waitingKey(one)).orElse(null) instanceof Waiting waiting
            && waiting.enteredAt().isBefore(freeze)) {
          Instant at = waiting.enteredAt();
          boolean hadItsDraw = oneDrawEach && heldOrRunning.values().stream().anyMatch(at::isBefore);
          if (!hadItsDraw) {
            long lost = held.values().stream().filter(at::isBefore).count();
            expected.put(one, (int) (1 + lost * rules.tickets().perLoss()));
          }
        }
      }
      return expected;
    }

    private Map<String, List<String>> choices(Collection<String> cases) {
      return cases.stream()
          .collect(
              Collectors.toMap(
                  one -> one, one -> ((Waiting) urn.member(UrnMember.waitingKey(one)).orElseThrow()).entry().pools()));
    }

    private Map<String, Integer> pools(Collection<String> cases) {
      var pools = new TreeMap<String, Integer>();
      choices(cases).values().forEach(choices -> choices.forEach(pool -> pools.merge(pool, 1, Integer::sum)));
      return pools;
    }

    private List<UrnEvent> send(UrnCommand command) {
      if (!(decider.decide(command, urn, now) instanceof Decision.Accepted(var events))) {
        return List.of();
      }
      for (UrnEvent event : events) {
        urn = decider.evolve(urn, event);
        log.add(event);
      }
      return events;
    }

    private String outlet() {
      return "xm-" + random.nextInt(OUTLETS);
    }
  }
}
