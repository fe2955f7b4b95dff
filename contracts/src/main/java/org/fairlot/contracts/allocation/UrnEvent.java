package org.fairlot.contracts.allocation;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The cases that wait for a draw (摇号池). Key: {@link org.fairlot.contracts.draw.UrnId}. A case stays in from draw to draw
 * until it wins, is taken back, or is found ineligible; nobody has to register again.
 */
public sealed interface UrnEvent extends Event {

  String urnId();

  @Override
  default String about() {
    return switch (this) {
      case EntryAccepted e -> e.entry().caseId();
      case EntryAmended e -> e.entry().caseId();
      case EntryWithdrawn e -> e.caseId();
      case EntryRefused e -> e.caseId();
      case RoundOpened e -> null;
      case FreezeNear e -> null;
      case FreezeBegun e -> null;
      case EntriesListed e -> null;
      case EntriesFrozen e -> null;
      case UrnFrozen e -> null;
      case WinnersTaken e -> null;
      case RoundEnded e -> null;
      case LosersDischarged e -> null;
    };
  }

  /**
   * A case in the urn (摇号登记).
   *
   * @param pools     the pools that would do ({@link PoolId}), the most wanted first
   * @param household keyed hash of the dwelling, {@code null} where it is not known
   * @param cohorts   groups by which a draw is tested for bias
   * @param reserves  names of the reserves it belongs to
   */
  record Entry(
      String caseId, int stageNo, List<String> pools, @Nullable String household, Map<String, String> cohorts,
      List<String> reserves) {
    public Entry {
      pools = List.copyOf(pools);
      cohorts = Collections.unmodifiableMap(new TreeMap<>(cohorts));
      reserves = List.copyOf(reserves);
    }
  }

  /** A draw is to come, for which at least one case waits. */
  @Wire("allocation.round-opened.v1")
  record RoundOpened(String urnId, String drawId, String programmeId, Stage.Lottery rules, ZoneId timezone, DrawTimes times)
      implements UrnEvent {}

  /** A case is in. @param drawId the first draw that it takes part in */
  @Wire("allocation.entry-accepted.v1")
  record EntryAccepted(String urnId, String drawId, Entry entry, Instant enteredAt) implements UrnEvent {}

  /** The case was edited; what stands here counts from the next freeze on. */
  @Wire("allocation.entry-amended.v1")
  record EntryAmended(String urnId, Entry entry) implements UrnEvent {}

  /** The case is out. @param reason the case's outcome */
  @Wire("allocation.entry-withdrawn.v1")
  record EntryWithdrawn(String urnId, String caseId, String reason) implements UrnEvent {}

  /**
   * The case does not come in.
   *
   * @param reason stable code: {@code WON_RECENTLY}, the person has won one of the last draws (中签后暂停期)
   */
  @Wire("allocation.entry-refused.v1")
  record EntryRefused(String urnId, String caseId, int stageNo, String reason) implements UrnEvent {}

  /**
   * The list of a draw closes soon (即将截止), by which its making can begin.
   *
   * @param entries how many are in at this moment
   * @param list    which of them would stand on the list; it may be another one at the freeze
   */
  @Wire("allocation.freeze-near.v1")
  record FreezeNear(String urnId, String drawId, int entries, ListRule list) implements UrnEvent {}

  /**
   * The list of a draw is closed (截止): who comes later is in the next one, and no later edit or withdrawal changes it. It follows
   * from this event and from what the log says of the urn before it; who stands on it is told in parts ({@link EntriesListed}).
   *
   * @param round   1 for the first draw of the urn
   * @param entries how many are in at this moment
   * @param list    which of them stand on the list; missing in old events, whose list was written out ({@link EntriesFrozen})
   */
  @Wire("allocation.freeze-begun.v1")
  record FreezeBegun(String urnId, String drawId, int round, int entries, @Nullable ListRule list) implements UrnEvent {}

  /**
   * Who of an urn stands on the list of a draw (名单口径), and with how many tickets.
   *
   * @param since   nobody in the urn came in before
   * @param from    whoever came in before had a draw already and takes part in no other; missing where all take part again
   * @param before  the freeze: who came in then or later is in the next draw
   * @param lost    freezes of the draws that were held, in order: each that is after a case came in has been lost by it
   * @param tickets what a loss is worth
   */
  record ListRule(
      Instant since, @Nullable Instant from, Instant before, List<Instant> lost, Stage.Tickets tickets) {
    public ListRule {
      lost = List.copyOf(lost);
    }

    /** Whether a case that came in at {@code enteredAt} and is still in stands on the list. */
    public boolean holds(Instant enteredAt) {
      return enteredAt.isBefore(before) && (from == null || !enteredAt.isBefore(from));
    }

    /** Tickets of a case that came in at {@code enteredAt}: one, and more for each draw it has lost. */
    public int tickets(Instant enteredAt) {
      long losses = lost.stream().filter(freeze -> freeze.isAfter(enteredAt)).count();
      return (int) Math.min(tickets.max(), 1 + losses * tickets.perLoss());
    }
  }

  /** Cases on the list of a draw. @param part 1, 2, 3 … */
  @Wire("allocation.entries-listed.v1")
  record EntriesListed(String urnId, String drawId, int part, List<String> caseIds) implements UrnEvent {
    public EntriesListed {
      caseIds = List.copyOf(caseIds);
    }
  }

  /** @param tickets the weight: 1, and more for each draw lost before */
  record FrozenEntry(Entry entry, int tickets) {}

  /**
   * A part of a list, as lists were written down before they were read from the log: kept so that the draws of that time can
   * still be proven. @param part 1, 2, 3 …
   */
  @Wire("allocation.entries-frozen.v1")
  record EntriesFrozen(String urnId, String drawId, int part, List<FrozenEntry> entries) implements UrnEvent {
    public EntriesFrozen {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The frozen list is whole.
   *
   * @param entries how many are on it
   * @param pools   how many of them would take each pool
   */
  @Wire("allocation.urn-frozen.v1")
  record UrnFrozen(String urnId, String drawId, int parts, int entries, Map<String, Integer> pools) implements UrnEvent {
    public UrnFrozen {
      pools = Collections.unmodifiableMap(new TreeMap<>(pools));
    }
  }

  /** A case that has won a unit. @param rank in the draw's order, 1 for the first */
  record Win(String caseId, int stageNo, String poolId, int units, int rank) {}

  /**
   * Winners leave the urn, each once, whatever draws it was in.
   *
   * @param batch what the draw calls these winners
   * @param taken those that were still in
   * @param gone  those that were not: taken back meanwhile, or winners of another draw
   */
  @Wire("allocation.winners-taken.v1")
  record WinnersTaken(String urnId, String drawId, String batch, List<Win> taken, List<Win> gone) implements UrnEvent {
    public WinnersTaken {
      taken = List.copyOf(taken);
      gone = List.copyOf(gone);
    }
  }

  /** The draw was held, or given up. @param counts whether those who are still in have lost a draw more */
  @Wire("allocation.round-ended.v1")
  record RoundEnded(String urnId, String drawId, boolean counts) implements UrnEvent {}

  /** A case that took part in a draw and did not win. */
  record Loser(String caseId, int stageNo) {}

  /**
   * Cases whose only draw is over and who were not drawn (未中签): they are out, for the rules carry nobody over.
   *
   * @param part 1, 2, 3 …
   * @param more whether further ones follow
   */
  @Wire("allocation.losers-discharged.v1")
  record LosersDischarged(String urnId, String drawId, int part, List<Loser> losers, boolean more) implements UrnEvent {
    public LosersDischarged {
      losers = List.copyOf(losers);
    }
  }
}
