package org.fairlot.allocation.reaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fairlot.allocation.draw.domain.DrawCommand.Announce;
import org.fairlot.allocation.draw.domain.DrawCommand.Close;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteBeaconDue;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteCapacity;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteFreeze;
import org.fairlot.allocation.draw.domain.DrawCommand.NoteRecheck;
import org.fairlot.allocation.draw.domain.DrawCommand.StopRecheck;
import org.fairlot.allocation.draw.domain.DrawCommand.WantSubstitute;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimForWinners;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ExpireWant;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleasePlannedSupply;
import org.fairlot.allocation.pool.domain.PoolCommand.ReturnSetAside;
import org.fairlot.allocation.pool.domain.PoolCommand.SetAside;
import org.fairlot.allocation.urn.domain.UrnCommand.AmendEntry;
import org.fairlot.allocation.urn.domain.UrnCommand.DischargeLosers;
import org.fairlot.allocation.urn.domain.UrnCommand.EndRound;
import org.fairlot.allocation.urn.domain.UrnCommand.Enter;
import org.fairlot.allocation.urn.domain.UrnCommand.Freeze;
import org.fairlot.allocation.urn.domain.UrnCommand.NoteFreezeNear;
import org.fairlot.allocation.urn.domain.UrnCommand.TakeWinners;
import org.fairlot.allocation.urn.domain.UrnCommand.Withdraw;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.CapacityAsked;
import org.fairlot.contracts.allocation.DrawEvent.DrawAborted;
import org.fairlot.contracts.allocation.DrawEvent.DrawAnnounced;
import org.fairlot.contracts.allocation.DrawEvent.DrawClosed;
import org.fairlot.contracts.allocation.DrawEvent.ShareWithheld;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.WinnersDrawn;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.ServingContinued;
import org.fairlot.contracts.allocation.PoolEvent.SupplyPlanned;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.UnitsSetAside;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.EntryAmended;
import org.fairlot.contracts.allocation.UrnEvent.EntryRefused;
import org.fairlot.contracts.allocation.UrnEvent.EntryWithdrawn;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.FreezeNear;
import org.fairlot.contracts.allocation.UrnEvent.LosersDischarged;
import org.fairlot.contracts.allocation.UrnEvent.RoundEnded;
import org.fairlot.contracts.allocation.UrnEvent.RoundOpened;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.allocation.UrnEvent.WinnersTaken;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;

/**
 * What allocation does about public events: a first-come stage claims units, a lottery stage goes into its urn, a case that
 * ends without its goods gives them back; pools, urns and draws set their timers and tell each other what has happened.
 */
public final class AllocationReaction implements Reaction {

  /** Before a freeze: in so long a list of some ten million is read from the log. */
  public static final Duration FREEZE_NEAR = Duration.ofMinutes(10);

  @Override
  public Set<Class<? extends Event>> types() {
    return Set.of(
        StageRequested.class, CaseAmended.class, CaseClosed.class, ListRechecked.class, PoolEvent.class, RoundOpened.class,
        UrnFrozen.class, WinnersTaken.class, LosersDischarged.class, DrawEvent.class);
  }

  @Override
  public List<Effect> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case StageRequested e when e.stage() instanceof Stage.FirstCome stage -> List.of(Effect.request(claim(e, stage)));
      case StageRequested e when e.stage() instanceof Stage.CommitteeOrder stage ->
          request(
              ClaimUnits.inTurn(
                  PoolId.of(e.programmeId(), stage.pool(), e.choice()).toString(), e.caseId(), e.stageNo(), stage.units(),
                  reserves(e)));
      case StageRequested e when e.stage() instanceof Stage.Lottery stage ->
          request(
              new Enter(e.urnId(), e.caseId(), e.stageNo(), e.choice(), e.profile(), stage, e.timezone()));
      case CaseAmended e when e.urnId() != null ->
          request(new AmendEntry(e.urnId(), e.caseId(), e.choice(), e.profile()));
      case CaseClosed e when e.freesUnits() -> ended(e);
      case ListRechecked e ->
          request(new NoteRecheck(e.drawId(), e.part(), e.excluded(), e.unverified()));
      case UrnEvent e -> ofUrn(e);
      case DrawEvent e -> ofDraw(e);
      case UnitsSetAside e -> request(new NoteCapacity(e.drawId(), e.poolId(), e.units()));
      case UnitsReturned e when e.drawId() != null ->
          request(new WantSubstitute(e.drawId(), e.poolId(), e.caseId(), e.reason()));
      case ClaimRefused e when e.drawId() != null ->
          request(new WantSubstitute(e.drawId(), e.poolId(), e.caseId(), e.reason()));
      case SupplyPlanned e ->
          List.of(
              Effect.schedule(
                  "supply/" + e.poolId() + "/" + e.batchId(), e.effectiveAt(),
                  new ReleasePlannedSupply(e.poolId(), e.batchId())));
      case WantRecorded e ->
          List.of(
              Effect.schedule(
                  wantTimer(e.poolId(), e.caseId(), e.stageNo()), e.expiresAt(),
                  new ExpireWant(e.poolId(), e.caseId(), e.stageNo())));
      case UnitsReserved e when e.fromWant() ->
          List.of(Effect.cancel(wantTimer(e.poolId(), e.caseId(), e.stageNo())));
      case WantDropped e -> List.of(Effect.cancel(wantTimer(e.poolId(), e.caseId(), e.stageNo())));
      case ServingContinued e -> List.of(Effect.request(new ContinueServing(e.poolId(), e.round())));
      default -> List.of();
    };
  }

  private static List<Effect> ended(CaseClosed e) {
    var effects = new ArrayList<Effect>();
    e.pools().stream()
        .distinct()
        .forEach(pool -> effects.add(Effect.request(new ReleaseClaim(pool, e.caseId(), e.outcome().name()))));
    if (e.urnId() != null) {
      effects.add(Effect.request(new Withdraw(e.urnId(), e.caseId(), e.outcome().name())));
    }
    return effects;
  }

  private static List<Effect> ofUrn(UrnEvent event) {
    return switch (event) {
      case RoundOpened e ->
          List.of(
              Effect.request(new Announce(e.drawId(), e.urnId(), e.programmeId(), e.rules(), e.times())),
              Effect.schedule(
                  "freeze-near/" + e.drawId(), e.times().freezeAt().minus(FREEZE_NEAR), new NoteFreezeNear(e.urnId(), e.drawId())),
              Effect.schedule("freeze/" + e.drawId(), e.times().freezeAt(), new Freeze(e.urnId(), e.drawId())));
      case UrnFrozen e ->
          request(new NoteFreeze(e.drawId(), e.parts(), e.entries(), List.copyOf(e.pools().keySet())));
      case WinnersTaken e -> {
        var effects = new ArrayList<Effect>();
        e.taken().stream()
            .collect(Collectors.groupingBy(Win::poolId, TreeMap::new, Collectors.toList()))
            .forEach((pool, wins) -> effects.add(Effect.request(new ClaimForWinners(pool, e.drawId(), wins))));
        for (Win win : e.gone()) {
          effects.add(Effect.request(new WantSubstitute(e.drawId(), win.poolId(), win.caseId(), "LEFT")));
        }
        yield effects;
      }
      case EntryAccepted e -> List.of();
      case EntryAmended e -> List.of();
      case EntryWithdrawn e -> List.of();
      case EntryRefused e -> List.of();
      case LosersDischarged e ->
          e.more() ? request(new DischargeLosers(e.urnId(), e.drawId(), e.part() + 1)) : List.of();
      case FreezeNear e -> List.of();
      case FreezeBegun e -> List.of();
      case EntriesListed e -> List.of();
      case EntriesFrozen e -> List.of();
      case RoundEnded e -> List.of();
    };
  }

  private static List<Effect> ofDraw(DrawEvent event) {
    return switch (event) {
      case DrawAnnounced e -> {
        var freezeAt = e.times().freezeAt();
        var halfway = freezeAt.plus(Duration.between(freezeAt, e.times().rootBy()).dividedBy(2));
        yield List.of(
            Effect.schedule("recheck/" + e.drawId(), halfway, new StopRecheck(e.drawId())),
            Effect.schedule("beacon/" + e.drawId(), e.times().beaconAt(), new NoteBeaconDue(e.drawId())));
      }
      case ShareWithheld e ->
          List.of(Effect.schedule("later-beacon/" + e.drawId(), e.fallbackAt(), new NoteBeaconDue(e.drawId())));
      case CapacityAsked e ->
          e.pools().stream().map(pool -> Effect.request(new SetAside(pool, e.drawId()))).toList();
      case WinnersDrawn e ->
          request(new TakeWinners(e.urnId(), e.drawId(), "winners-" + e.part(), e.winners()));
      case SubstituteDrawn e ->
          request(new TakeWinners(e.urnId(), e.drawId(), "substitute-" + e.n(), List.of(e.win())));
      case AllWinnersDrawn e ->
          List.of(
              Effect.request(new EndRound(e.urnId(), e.drawId(), true)),
              Effect.schedule("close/" + e.drawId(), e.closesAt(), new Close(e.drawId())));
      case DrawAborted e -> {
        var effects = new ArrayList<>(returned(e.drawId(), e.pools()));
        effects.add(Effect.request(new EndRound(e.urnId(), e.drawId(), false)));
        yield effects;
      }
      case DrawClosed e -> {
        var effects = new ArrayList<>(returned(e.drawId(), e.pools()));
        effects.add(Effect.request(new DischargeLosers(DrawId.parse(e.drawId()).urn().toString(), e.drawId(), 1)));
        yield effects;
      }
      default -> List.of();
    };
  }

  private static List<Effect> returned(String drawId, List<String> pools) {
    return pools.stream().map(pool -> Effect.request(new ReturnSetAside(pool, drawId))).toList();
  }

  private static List<Effect> request(Command command) {
    return List.of(Effect.request(command));
  }

  private static ClaimUnits claim(StageRequested e, Stage.FirstCome stage) {
    String pool = PoolId.of(e.programmeId(), stage.pool(), e.choice()).toString();
    return new ClaimUnits(
        pool, e.caseId(), e.stageNo(), stage.units(), leavesWant(stage, e.choice()), stage.restock(), stage.wantTtlHours(),
        reserves(e));
  }

  private static List<String> reserves(StageRequested e) {
    return e.profile() == null ? List.of() : e.profile().reserves();
  }

  private static boolean leavesWant(Stage.FirstCome stage, Choice choice) {
    return switch (stage.whenSoldOut()) {
      case REFUSE -> false;
      case OFFER_WANT -> choice.wantIfSoldOut();
      case WANT -> true;
    };
  }

  private static String wantTimer(String poolId, String caseId, int stageNo) {
    return "want/" + poolId + "/" + caseId + "/" + stageNo;
  }
}
