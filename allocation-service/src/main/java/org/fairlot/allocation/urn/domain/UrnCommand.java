package org.fairlot.allocation.urn.domain;

import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** What may be asked of an urn (摇号池). Key: urn id. */
public sealed interface UrnCommand extends Command {

  String urnId();

  @Override
  default String key() {
    return urnId();
  }

  /** A case has come to its draw. @param timezone in which the hours of the rules are meant */
  @Wire("allocation.enter-urn.v1")
  record Enter(
      String urnId, String caseId, int stageNo, Choice choice, Profile profile, Stage.Lottery rules, ZoneId timezone)
      implements UrnCommand {}

  /** The citizen edited the case; the last edit before a freeze counts. */
  @Wire("allocation.amend-entry.v1")
  record AmendEntry(String urnId, String caseId, Choice choice, Profile profile) implements UrnCommand {}

  /** The case has ended. @param reason how */
  @Wire("allocation.withdraw-entry.v1")
  record Withdraw(String urnId, String caseId, String reason) implements UrnCommand {}

  /** Timer: the list of this draw closes soon. */
  @Wire("allocation.note-freeze-near.v1")
  record NoteFreezeNear(String urnId, String drawId) implements UrnCommand {}

  /** Timer: the list of this draw closes now. */
  @Wire("allocation.freeze-urn.v1")
  record Freeze(String urnId, String drawId) implements UrnCommand {}

  /**
   * These are the next cases on the frozen list, as whoever reads the log finds them.
   *
   * @param part the first that is not written yet
   */
  @Wire("allocation.list-entries.v1")
  record ListEntries(String urnId, String drawId, int part, List<String> caseIds) implements UrnCommand {
    public ListEntries {
      caseIds = List.copyOf(caseIds);
    }
  }

  /**
   * There are no further cases on the frozen list.
   *
   * @param parts   that were written
   * @param entries on all of them
   * @param pools   how many of them would take each pool
   */
  @Wire("allocation.close-list.v1")
  record CloseList(String urnId, String drawId, int parts, int entries, Map<String, Integer> pools) implements UrnCommand {
    public CloseList {
      pools = Collections.unmodifiableMap(new TreeMap<>(pools));
    }
  }

  /** Winners of a draw, or a substitute, leave the urn. @param batch what the draw calls them: the same one is taken once */
  @Wire("allocation.take-winners.v1")
  record TakeWinners(String urnId, String drawId, String batch, List<Win> winners) implements UrnCommand {
    public TakeWinners {
      winners = List.copyOf(winners);
    }
  }

  /** The draw has found its last substitute: whom its rules carry not over is out. @param part of them, 1 for the first */
  @Wire("allocation.discharge-losers.v1")
  record DischargeLosers(String urnId, String drawId, int part) implements UrnCommand {}

  /** The draw is over. @param counts whether it was held, so that those who are still in have lost once more */
  @Wire("allocation.end-round.v1")
  record EndRound(String urnId, String drawId, boolean counts) implements UrnCommand {}
}
