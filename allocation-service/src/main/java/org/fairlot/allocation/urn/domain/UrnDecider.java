package org.fairlot.allocation.urn.domain;

import static org.fairlot.allocation.urn.domain.UrnMember.batchKey;
import static org.fairlot.allocation.urn.domain.UrnMember.dischargeKey;
import static org.fairlot.allocation.urn.domain.UrnMember.outKey;
import static org.fairlot.allocation.urn.domain.UrnMember.waitingKey;
import static org.fairlot.allocation.urn.domain.UrnMember.wonKey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.fairlot.allocation.urn.domain.UrnCommand.AmendEntry;
import org.fairlot.allocation.urn.domain.UrnCommand.CloseList;
import org.fairlot.allocation.urn.domain.UrnCommand.DischargeLosers;
import org.fairlot.allocation.urn.domain.UrnCommand.EndRound;
import org.fairlot.allocation.urn.domain.UrnCommand.Enter;
import org.fairlot.allocation.urn.domain.UrnCommand.Freeze;
import org.fairlot.allocation.urn.domain.UrnCommand.ListEntries;
import org.fairlot.allocation.urn.domain.UrnCommand.NoteFreezeNear;
import org.fairlot.allocation.urn.domain.UrnCommand.TakeWinners;
import org.fairlot.allocation.urn.domain.UrnCommand.Withdraw;
import org.fairlot.allocation.urn.domain.UrnHeader.Freezing;
import org.fairlot.allocation.urn.domain.UrnMember.Discharged;
import org.fairlot.allocation.urn.domain.UrnMember.Out;
import org.fairlot.allocation.urn.domain.UrnMember.Taken;
import org.fairlot.allocation.urn.domain.UrnMember.Waiting;
import org.fairlot.allocation.urn.domain.UrnMember.Won;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.allocation.UrnEvent.Entry;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.EntryAmended;
import org.fairlot.contracts.allocation.UrnEvent.EntryRefused;
import org.fairlot.contracts.allocation.UrnEvent.EntryWithdrawn;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.FreezeNear;
import org.fairlot.contracts.allocation.UrnEvent.Loser;
import org.fairlot.contracts.allocation.UrnEvent.LosersDischarged;
import org.fairlot.contracts.allocation.UrnEvent.RoundEnded;
import org.fairlot.contracts.allocation.UrnEvent.RoundOpened;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.allocation.UrnEvent.WinnersTaken;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.draw.UrnId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Ledger;

/**
 * The rules of an urn (摇号池). Cases wait in it from draw to draw; it is the one place that says whether a case still waits,
 * so that nobody wins twice, in whatever draws and substitutions it stands.
 *
 * <p>A freeze says which of the cases stand on the list, by when they came in and not by when it is made. The list itself
 * follows from the log, so whoever reads that makes it, and tells its cases in parts, between which everything else goes on.
 */
public final class UrnDecider implements Decider<UrnCommand, Ledger<UrnHeader, UrnMember>, UrnEvent, UrnRejection> {

  /** Losers that go by one command: a few milliseconds, and well below the size of an event. */
  static final int LOSERS_PER_PART = 250;

  /** The person has won one of the last draws. */
  private static final String WON_RECENTLY = "WON_RECENTLY";

  @Override
  public Ledger<UrnHeader, UrnMember> initial() {
    return Ledger.empty(UrnHeader.EMPTY);
  }

  @Override
  public Decision<UrnEvent, UrnRejection> decide(UrnCommand command, Ledger<UrnHeader, UrnMember> urn, Instant at) {
    return switch (command) {
      case Enter c -> enter(c, urn, at);
      case AmendEntry c -> amend(c, urn);
      case Withdraw c ->
          urn.member(outKey(c.caseId())).isPresent()
              ? Decision.nothing()
              : Decision.accept(new EntryWithdrawn(c.urnId(), c.caseId(), c.reason()));
      case NoteFreezeNear c -> freezeNear(c, urn.header());
      case Freeze c -> freeze(c, urn, at);
      case ListEntries c -> whileFreezing(c.drawId(), urn.header(), freezing -> listEntries(c, freezing));
      case CloseList c -> whileFreezing(c.drawId(), urn.header(), freezing -> closeList(c, freezing, urn.header(), at));
      case TakeWinners c -> takeWinners(c, urn);
      case DischargeLosers c -> discharge(c, urn);
      case EndRound c ->
          urn.header().running().containsKey(c.drawId())
              ? Decision.accept(new RoundEnded(c.urnId(), c.drawId(), c.counts()))
              : Decision.nothing();
    };
  }

  private static Decision<UrnEvent, UrnRejection> enter(Enter c, Ledger<UrnHeader, UrnMember> urn, Instant at) {
    if (urn.member(waitingKey(c.caseId())).isPresent() || urn.member(outKey(c.caseId())).isPresent()) {
      return Decision.nothing();
    }
    if (pauses(c, urn)) {
      return Decision.accept(new EntryRefused(c.urnId(), c.caseId(), c.stageNo(), WON_RECENTLY));
    }
    var events = new ArrayList<UrnEvent>();
    var times = DrawTimes.next(c.rules().draw(), c.timezone(), at);
    String drawId = drawId(c.urnId(), times);
    if (!urn.header().open().containsKey(drawId)) {
      events.add(opened(c.urnId(), drawId, c.rules(), c.timezone(), times));
    }
    var entry = entry(c.urnId(), c.caseId(), c.stageNo(), c.rules(), c.choice(), c.profile());
    events.add(new EntryAccepted(c.urnId(), drawId, entry, at));
    return Decision.accept(events);
  }

  /** Whether the person has won one of the last draws, and the rules let winners pause. */
  private static boolean pauses(Enter c, Ledger<UrnHeader, UrnMember> urn) {
    Integer pause = c.rules().pauseDraws();
    return pause != null
        && urn.member(wonKey(CaseId.parse(c.caseId()).personTag())).orElse(null) instanceof Won(int round)
        && urn.header().rounds() - round < pause;
  }

  private static Decision<UrnEvent, UrnRejection> amend(AmendEntry c, Ledger<UrnHeader, UrnMember> urn) {
    if (!(urn.member(waitingKey(c.caseId())).orElse(null) instanceof Waiting waiting)) {
      return Decision.nothing();
    }
    var before = waiting.entry();
    var after = entry(c.urnId(), c.caseId(), before.stageNo(), urn.header().rules(), c.choice(), c.profile());
    return after.equals(before) ? Decision.nothing() : Decision.accept(new EntryAmended(c.urnId(), after));
  }

  private static Decision<UrnEvent, UrnRejection> freezeNear(NoteFreezeNear c, UrnHeader header) {
    return header.open().containsKey(c.drawId()) && header.entries() > 0
        ? Decision.accept(new FreezeNear(c.urnId(), c.drawId(), header.entries(), header.list(c.drawId())))
        : Decision.nothing();
  }

  private static Decision<UrnEvent, UrnRejection> freeze(Freeze c, Ledger<UrnHeader, UrnMember> urn, Instant at) {
    var header = urn.header();
    var times = header.open().get(c.drawId());
    if (times == null || at.isBefore(times.freezeAt()) || header.freezing() != null) {
      return Decision.nothing();
    }
    return Decision.accept(frozen(c.urnId(), c.drawId(), header, at));
  }

  /** The freeze begins, and the draw after it is opened for those who will not win this one. */
  private static List<UrnEvent> frozen(String urnId, String drawId, UrnHeader header, Instant at) {
    var events = new ArrayList<UrnEvent>();
    events.add(new FreezeBegun(urnId, drawId, header.rounds() + 1, header.entries(), header.list(drawId)));
    if (header.entries() == 0) {
      events.add(new UrnFrozen(urnId, drawId, 0, 0, Map.of()));
      return events;
    }
    var next = DrawTimes.next(header.rules().draw(), header.timezone(), at);
    String nextId = drawId(urnId, next);
    if (!header.open().containsKey(nextId)) {
      events.add(opened(urnId, nextId, header.rules(), header.timezone(), next));
    }
    return events;
  }

  private static Decision<UrnEvent, UrnRejection> whileFreezing(
      String drawId, UrnHeader header, Function<Freezing, Decision<UrnEvent, UrnRejection>> then) {
    var freezing = header.freezing();
    return freezing != null && freezing.drawId().equals(drawId)
        ? then.apply(freezing)
        : Decision.reject(new UrnRejection.NotFreezing(drawId));
  }

  private static Decision<UrnEvent, UrnRejection> listEntries(ListEntries c, Freezing freezing) {
    if (c.part() != freezing.parts() + 1) {
      return Decision.nothing();
    }
    return freezing.entries() + c.caseIds().size() > freezing.waiting()
        ? Decision.reject(disagrees(freezing))
        : Decision.accept(new EntriesListed(c.urnId(), c.drawId(), c.part(), c.caseIds()));
  }

  private static Decision<UrnEvent, UrnRejection> closeList(
      CloseList c, Freezing freezing, UrnHeader header, Instant at) {
    if (c.parts() != freezing.parts() || c.entries() != freezing.entries()) {
      return Decision.reject(disagrees(freezing));
    }
    var events = new ArrayList<UrnEvent>();
    events.add(new UrnFrozen(c.urnId(), c.drawId(), c.parts(), c.entries(), c.pools()));
    overdue(header, at).ifPresent(due -> events.addAll(frozen(c.urnId(), due, header, at)));
    return Decision.accept(events);
  }

  private static UrnRejection disagrees(Freezing freezing) {
    return new UrnRejection.ListDisagrees(freezing.drawId(), freezing.parts(), freezing.entries());
  }

  /** A draw whose freeze came while the list of another one was being made. */
  private static Optional<String> overdue(UrnHeader header, Instant at) {
    return header.open().entrySet().stream()
        .filter(round -> !at.isBefore(round.getValue().freezeAt()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Decision<UrnEvent, UrnRejection> takeWinners(TakeWinners c, Ledger<UrnHeader, UrnMember> urn) {
    if (urn.member(batchKey(c.drawId(), c.batch())).isPresent()) {
      return Decision.nothing();
    }
    var taken = new ArrayList<Win>();
    var gone = new ArrayList<Win>();
    for (Win win : c.winners()) {
      (urn.member(waitingKey(win.caseId())).isPresent() ? taken : gone).add(win);
    }
    return Decision.accept(new WinnersTaken(c.urnId(), c.drawId(), c.batch(), taken, gone));
  }

  /** Who waits and was on the list of this draw has not won it, since winners are out. */
  private static Decision<UrnEvent, UrnRejection> discharge(DischargeLosers c, Ledger<UrnHeader, UrnMember> urn) {
    var header = urn.header();
    if (header.rules() == null || !header.rules().endsLosers() || header.open().containsKey(c.drawId())) {
      return Decision.nothing();
    }
    var before = urn.member(dischargeKey(c.drawId())).map(Discharged.class::cast).orElse(new Discharged(0, UrnMember.WAITING));
    if (c.part() != before.part() + 1) {
      return Decision.nothing();
    }
    var day = DrawId.parse(c.drawId()).day();
    Instant freezeAt = DrawTimes.of(header.rules().draw(), header.timezone(), day).freezeAt();
    var losers = new ArrayList<Loser>();
    String after = before.after();
    while (true) {
      var found = urn.after(after, UrnMember.WAITING, LOSERS_PER_PART);
      for (var member : found) {
        var waiting = (Waiting) member.getValue();
        if (waiting.enteredAt().isBefore(freezeAt)) {
          losers.add(new Loser(waiting.entry().caseId(), waiting.entry().stageNo()));
          if (losers.size() == LOSERS_PER_PART) {
            return Decision.accept(new LosersDischarged(c.urnId(), c.drawId(), c.part(), losers, true));
          }
        }
        after = member.getKey();
      }
      if (found.size() < LOSERS_PER_PART) {
        return losers.isEmpty()
            ? Decision.nothing()
            : Decision.accept(new LosersDischarged(c.urnId(), c.drawId(), c.part(), losers, false));
      }
    }
  }

  private static RoundOpened opened(
      String urnId, String drawId, Stage.Lottery rules, ZoneId timezone, DrawTimes times) {
    return new RoundOpened(urnId, drawId, UrnId.parse(urnId).programmeId(), rules, timezone, times);
  }

  private static String drawId(String urnId, DrawTimes times) {
    return new DrawId(UrnId.parse(urnId), times.day()).toString();
  }

  private static Entry entry(
      String urnId, String caseId, int stageNo, Stage.Lottery rules, Choice choice, Profile profile) {
    String programmeId = UrnId.parse(urnId).programmeId();
    var pools =
        choice.ranked().stream()
            .limit(rules.choicesMax())
            .map(one -> PoolId.of(programmeId, rules.pool(), one).toString())
            .distinct()
            .toList();
    return profile == null
        ? new Entry(caseId, stageNo, pools, null, Map.of(), List.of())
        : new Entry(caseId, stageNo, pools, profile.household(), profile.cohorts(), profile.reserves());
  }

  @Override
  public Ledger<UrnHeader, UrnMember> evolve(Ledger<UrnHeader, UrnMember> urn, UrnEvent event) {
    var header = urn.header();
    return switch (event) {
      case RoundOpened e -> urn.withHeader(header.opened(e.drawId(), e.rules(), e.timezone(), e.times()));
      case EntryAccepted e -> urn.withHeader(header.entered(e.enteredAt()))
          .with(waitingKey(e.entry().caseId()), new Waiting(e.entry(), e.enteredAt()));
      case EntryAmended e -> urn.with(waitingKey(e.entry().caseId()), new Waiting(e.entry(), enteredAt(urn, e)));
      case EntryWithdrawn e -> out(urn, e.caseId());
      case EntryRefused e -> urn.with(outKey(e.caseId()), new Out());
      case FreezeNear e -> urn;
      case FreezeBegun e -> urn.withHeader(header.freezing(e.drawId(), e.round()));
      case EntriesListed e -> urn.withHeader(header.at(after(header.freezing(), e)));
      // of lists that were made before, and are whole
      case EntriesFrozen e -> urn;
      case UrnFrozen e -> urn.withHeader(header.at(null));
      case WinnersTaken e -> taken(urn, e);
      case LosersDischarged e -> discharged(urn, e);
      case RoundEnded e -> urn.withHeader(header.ended(e.drawId(), e.counts()));
    };
  }

  private static Instant enteredAt(Ledger<UrnHeader, UrnMember> urn, EntryAmended e) {
    return ((Waiting) urn.member(waitingKey(e.entry().caseId())).orElseThrow()).enteredAt();
  }

  private static Ledger<UrnHeader, UrnMember> out(Ledger<UrnHeader, UrnMember> urn, String caseId) {
    String waiting = waitingKey(caseId);
    var left =
        urn.member(waiting).isPresent()
            ? urn.withHeader(urn.header().withEntries(urn.header().entries() - 1)).without(waiting)
            : urn;
    return left.with(outKey(caseId), new Out());
  }

  private static Ledger<UrnHeader, UrnMember> taken(Ledger<UrnHeader, UrnMember> urn, WinnersTaken e) {
    var left = new TreeMap<String, Optional<UrnMember>>();
    left.put(batchKey(e.drawId(), e.batch()), Optional.of(new Taken()));
    int fewer = 0;
    for (Win win : e.taken()) {
      String waiting = waitingKey(win.caseId());
      if (urn.member(waiting).isPresent() && left.put(waiting, Optional.empty()) == null) {
        fewer++;
      }
      left.put(outKey(win.caseId()), Optional.of(new Out()));
      if (urn.header().rules().pauseDraws() != null) {
        left.put(wonKey(CaseId.parse(win.caseId()).personTag()), Optional.of(new Won(urn.header().rounds())));
      }
    }
    return urn.withHeader(urn.header().withEntries(urn.header().entries() - fewer)).withAll(left);
  }

  private static Ledger<UrnHeader, UrnMember> discharged(Ledger<UrnHeader, UrnMember> urn, LosersDischarged e) {
    var left = urn;
    for (Loser loser : e.losers()) {
      left = out(left, loser.caseId());
    }
    return left.with(
        dischargeKey(e.drawId()), new Discharged(e.part(), waitingKey(e.losers().getLast().caseId())));
  }

  private static Freezing after(Freezing before, EntriesListed e) {
    return new Freezing(before.drawId(), before.waiting(), e.part(), before.entries() + e.caseIds().size());
  }
}
