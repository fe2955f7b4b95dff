package org.fairlot.allocation.pool.domain;

import static org.fairlot.allocation.pool.domain.PoolMember.batchKey;
import static org.fairlot.allocation.pool.domain.PoolMember.claimKey;
import static org.fairlot.allocation.pool.domain.PoolMember.claimsOf;
import static org.fairlot.allocation.pool.domain.PoolMember.closedKey;
import static org.fairlot.allocation.pool.domain.PoolMember.drawKey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlot.allocation.pool.domain.PoolMember.Batch;
import org.fairlot.allocation.pool.domain.PoolMember.Closed;
import org.fairlot.allocation.pool.domain.PoolMember.ForDraw;
import org.fairlot.allocation.pool.domain.PoolMember.Held;
import org.fairlot.allocation.pool.domain.PoolMember.Stock;
import org.fairlot.allocation.pool.domain.PoolMember.Waiting;
import org.fairlot.allocation.pool.domain.PoolMember.Want;
import org.fairlot.allocation.pool.domain.WantQueue.Turn;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.ClaimForestalled;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.ServingContinued;
import org.fairlot.contracts.allocation.PoolEvent.SetAsideReturned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyPlanned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.UnitsSetAside;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Ledger;

/**
 * The rules of a pool of supply (额度池): exact under any burst because its commands come one after the other, and cheap
 * under any number of claims because each touches only its own entries. A claim is served whole out of one part: out of a
 * reserve of its group before what is open to everybody.
 *
 * <p>While a want could be served, a {@link ServingContinued} of the current round is on the log; so serving always goes
 * on, and a repeated or late {@code ContinueServing} finds that its round is over.
 */
public final class PoolDecider
    implements Decider<PoolCommand, Ledger<PoolHeader, PoolMember>, PoolEvent, PoolRejection> {

  /** Wants served by one command: small enough that a claim behind a large restock waits milliseconds, not seconds. */
  static final int SERVED_PER_COMMAND = 100;

  /** Far above any city's stock, and low enough that no sum of two overflows. */
  static final int UNITS_PER_POOL_MAX = 100_000_000;

  /** Far above what any pack grants one person. */
  static final int UNITS_PER_CLAIM_MAX = 100;

  /** A case has a handful of stages; more claims of one case than this in one pool cannot come from a pack. */
  private static final int CLAIMS_PER_CASE_MAX = 100;

  @Override
  public Ledger<PoolHeader, PoolMember> initial() {
    return Ledger.empty(PoolHeader.EMPTY);
  }

  @Override
  public Decision<PoolEvent, PoolRejection> decide(
      PoolCommand command, Ledger<PoolHeader, PoolMember> pool, Instant at) {
    return switch (command) {
      case PoolCommand.ReleaseSupply c -> releaseSupply(c, pool, at);
      case PoolCommand.ReleasePlannedSupply c -> releasePlanned(c, pool);
      case PoolCommand.ClaimUnits c -> claim(c, pool, at);
      case PoolCommand.ClaimForWinners c -> claimForWinners(c, pool);
      case PoolCommand.ReleaseClaim c -> releaseClaim(c, pool);
      case PoolCommand.ExpireWant c -> expireWant(c, pool);
      case PoolCommand.ContinueServing c -> continueServing(c, pool);
      case PoolCommand.SetAside c -> setAside(c, pool);
      case PoolCommand.ReturnSetAside c -> returnSetAside(c, pool);
    };
  }

  @Override
  public Ledger<PoolHeader, PoolMember> evolve(Ledger<PoolHeader, PoolMember> before, PoolEvent event) {
    var pool = before.withHeader(before.header().at(event.level()));
    return switch (event) {
      case SupplyPlanned e ->
          pool.withHeader(pool.header().owing(e.owed()))
              .with(batchKey(e.batchId()), new Batch(e.units(), e.effectiveAt(), false, e.kept(), null));
      case SupplyReleased e -> arrived(pool, e);
      case UnitsReserved e -> granted(pool, e);
      case WantRecorded e -> wanted(pool, e);
      case NumberTaken e ->
          joinsQueue(
              pool.withHeader(pool.header().numbered(e.number())), true,
              new Want(e.caseId(), e.stageNo(), e.units(), e.number()), e.reserves());
      case ClaimRefused e -> pool.with(closedKey(e.caseId()), new Closed());
      case WantDropped e -> claimEnds(pool, e.caseId(), e.stageNo()).with(closedKey(e.caseId()), new Closed());
      case UnitsReturned e -> returned(pool, e);
      case ClaimForestalled e -> pool.with(closedKey(e.caseId()), new Closed());
      case ServingContinued e -> pool.withHeader(pool.header().inRound(e.round()));
      case UnitsSetAside e ->
          Shelf.ofDraw(e.drawId())
              .withAllOf(Shelf.ofParts(pool), pool.with(drawKey(e.drawId()), new ForDraw(e.units(), true)));
      case SetAsideReturned e ->
          Shelf.ofPart(null)
              .withAllOf(List.of(Shelf.ofDraw(e.drawId())), pool.with(drawKey(e.drawId()), new ForDraw(0, false)));
    };
  }

  private static Ledger<PoolHeader, PoolMember> arrived(Ledger<PoolHeader, PoolMember> pool, SupplyReleased e) {
    var key = batchKey(e.batchId());
    int place = e.level().released() - e.units();
    var batch = new Batch(e.units(), e.effectiveAt(), true, e.kept(), place);
    // what is owed from a planned batch on was known when it was planned
    var more = (pool.member(key).isPresent() ? pool : pool.withHeader(pool.header().owing(e.owed()))).with(key, batch);
    int open = e.units();
    for (var kept : (e.kept() == null ? Map.<String, Integer>of() : e.kept()).entrySet()) {
      more = Shelf.ofPart(kept.getKey()).with(new Stock(place, e.batchId(), kept.getValue()), more);
      open -= kept.getValue();
    }
    return open == 0 ? more : Shelf.ofPart(null).with(new Stock(place, e.batchId(), open), more);
  }

  private static Ledger<PoolHeader, PoolMember> granted(Ledger<PoolHeader, PoolMember> pool, UnitsReserved e) {
    var shelf = Shelf.of(e.drawId(), e.reserve());
    // an event from before batches were told apart took what one of today would take
    var batches = e.batches() == null ? shelf.next(pool, e.units()) : e.batches();
    var given = serving(drawGives(claimEnds(pool, e.caseId(), e.stageNo()), e.drawId(), e.units()), e);
    return shelf.without(batches, given)
        .with(claimKey(e.caseId(), e.stageNo()), new Held(e.units(), e.drawId(), e.reserve(), batches));
  }

  private static Ledger<PoolHeader, PoolMember> returned(Ledger<PoolHeader, PoolMember> pool, UnitsReturned e) {
    var batches =
        pool.member(claimKey(e.caseId(), e.stageNo())).orElse(null) instanceof Held held
            ? held.batches()
            : List.<BatchUnits>of();
    var ended = drawGives(claimEnds(pool, e.caseId(), e.stageNo()), e.drawId(), -e.units());
    return Shelf.of(e.drawId(), e.reserve()).with(batches, ended).with(closedKey(e.caseId()), new Closed());
  }

  private Decision<PoolEvent, PoolRejection> releaseSupply(
      PoolCommand.ReleaseSupply c, Ledger<PoolHeader, PoolMember> pool, Instant at) {
    if (pool.member(batchKey(c.batchId())).orElse(null) instanceof Batch known) {
      boolean same =
          known.units() == c.units() && (c.effectiveAt() == null || c.effectiveAt().equals(known.effectiveAt()));
      return same
          ? Decision.nothing()
          : Decision.reject(new PoolRejection.BatchConflict(c.batchId(), known.units(), known.effectiveAt()));
    }
    var share =
        ReserveShare.of(c.units(), c.unitsPerCase(), c.percents(), pool.header().owed(), pool.header().keptForReserves());
    var batch = new Batch(c.units(), c.effectiveAt() == null ? at : c.effectiveAt(), false, share.kept(), null);
    if (!fits(batch, pool)) {
      return Decision.reject(new PoolRejection.SupplyOutOfRange(room(pool)));
    }
    if (batch.effectiveAt().isAfter(at)) {
      return Decision.accept(
          new SupplyPlanned(
              c.poolId(), programmeOf(c), c.batchId(), batch.units(), batch.effectiveAt(), pool.header().level(),
              share.kept(), share.owed()));
    }
    return released(c, c.batchId(), batch, share.owed(), pool);
  }

  private Decision<PoolEvent, PoolRejection> releasePlanned(
      PoolCommand.ReleasePlannedSupply c, Ledger<PoolHeader, PoolMember> pool) {
    if (!(pool.member(batchKey(c.batchId())).orElse(null) instanceof Batch batch) || batch.released()) {
      return Decision.nothing();
    }
    return fits(batch, pool)
        ? released(c, c.batchId(), batch, null, pool)
        : Decision.reject(new PoolRejection.SupplyOutOfRange(room(pool)));
  }

  private Decision<PoolEvent, PoolRejection> released(
      PoolCommand c, String batchId, Batch batch, Map<String, Integer> owed, Ledger<PoolHeader, PoolMember> pool) {
    var steps = new Steps(c.poolId(), pool);
    Map<String, Integer> kept = batch.kept() == null ? Map.of() : batch.kept();
    steps.add(
        new SupplyReleased(
            c.poolId(), programmeOf(c), batchId, batch.units(), batch.effectiveAt(),
            pool.header().released(batch.units(), kept), kept, owed));
    return Decision.accept(steps.served());
  }

  private Decision<PoolEvent, PoolRejection> claim(
      PoolCommand.ClaimUnits c, Ledger<PoolHeader, PoolMember> pool, Instant at) {
    if (c.drawId() != null) {
      var win = new Win(c.caseId(), c.stageNo(), c.poolId(), c.units(), 0);
      return claimForWinners(new PoolCommand.ClaimForWinners(c.poolId(), c.drawId(), List.of(win)), pool);
    }
    boolean known = pool.member(claimKey(c.caseId(), c.stageNo())).isPresent();
    if (known || pool.member(closedKey(c.caseId())).isPresent()) {
      return Decision.nothing();
    }
    var header = pool.header();
    if (c.units() < 1 || c.units() > UNITS_PER_CLAIM_MAX) {
      return Decision.accept(
          new ClaimRefused(c.poolId(), c.caseId(), c.stageNo(), "UNITS_OUT_OF_RANGE", header.level()));
    }
    if (c.numbered()) {
      return Decision.accept(inTurn(c, pool));
    }
    String part = WantQueue.partForNewcomer(header, c.units(), c.reserves());
    if (part != null) {
      String reserve = Lane.reserveOf(part);
      return Decision.accept(
          new UnitsReserved(
              c.poolId(), c.caseId(), c.stageNo(), c.units(), false, header.reserved(c.units(), reserve), null, null,
              reserve, Shelf.ofPart(reserve).next(pool, c.units())));
    }
    if (!c.wantIfNothingLeft()) {
      return Decision.accept(new ClaimRefused(c.poolId(), c.caseId(), c.stageNo(), "SOLD_OUT", header.level()));
    }
    int place = c.restock() == RestockOrder.NEWCOMERS ? 0 : header.queued() + 1;
    Instant expiresAt = at.plus(Duration.ofHours(c.wantTtlHours()));
    return Decision.accept(
        new WantRecorded(
            c.poolId(), c.caseId(), c.stageNo(), c.units(), c.restock(), place, expiresAt, header.wanted(c.units()),
            c.reserves()));
  }

  /** Whoever claims by number joins the queue first, so that no case however lucky in its moment passes a lower number. */
  private List<PoolEvent> inTurn(PoolCommand.ClaimUnits c, Ledger<PoolHeader, PoolMember> pool) {
    var header = pool.header();
    String part = WantQueue.partForNewcomer(header, c.units(), c.reserves());
    boolean atOnce = part != null && !header.strictWantsWaitFor(part);
    var steps = new Steps(c.poolId(), pool);
    steps.add(
        new NumberTaken(
            c.poolId(), c.caseId(), c.stageNo(), c.units(), header.lastNumber() + 1, atOnce ? 0 : header.queued() + 1,
            header.servingUpTo(), header.wanted(c.units()), c.reserves()));
    return steps.served();
  }

  private Decision<PoolEvent, PoolRejection> claimForWinners(
      PoolCommand.ClaimForWinners c, Ledger<PoolHeader, PoolMember> pool) {
    var steps = new Steps(c.poolId(), pool);
    c.winners().forEach(win -> steps.won(c.drawId(), win));
    return Decision.accept(steps.events);
  }

  /** Asked once for each draw, even where there is nothing: the draw waits for every pool's answer. */
  private static Decision<PoolEvent, PoolRejection> setAside(
      PoolCommand.SetAside c, Ledger<PoolHeader, PoolMember> pool) {
    if (pool.member(drawKey(c.drawId())).isPresent()) {
      return Decision.nothing();
    }
    int units = pool.header().level().free();
    return Decision.accept(new UnitsSetAside(c.poolId(), c.drawId(), units, pool.header().setAside()));
  }

  private Decision<PoolEvent, PoolRejection> returnSetAside(
      PoolCommand.ReturnSetAside c, Ledger<PoolHeader, PoolMember> pool) {
    if (!(pool.member(drawKey(c.drawId())).orElse(null) instanceof ForDraw draw) || !draw.open()) {
      return Decision.nothing();
    }
    var steps = new Steps(c.poolId(), pool);
    steps.add(new SetAsideReturned(c.poolId(), c.drawId(), draw.units(), pool.header().returned(draw.units(), null)));
    return Decision.accept(steps.served());
  }

  private Decision<PoolEvent, PoolRejection> releaseClaim(
      PoolCommand.ReleaseClaim c, Ledger<PoolHeader, PoolMember> pool) {
    if (pool.member(closedKey(c.caseId())).isPresent()) {
      return Decision.nothing();
    }
    var claims = pool.first(claimsOf(c.caseId()), CLAIMS_PER_CASE_MAX);
    if (claims.isEmpty()) {
      return Decision.accept(new ClaimForestalled(c.poolId(), c.caseId(), pool.header().level()));
    }
    var steps = new Steps(c.poolId(), pool);
    for (var entry : claims) {
      steps.giveBack(c.caseId(), stageOf(entry.getKey()), entry.getValue(), c.reason());
    }
    return Decision.accept(steps.served());
  }

  private Decision<PoolEvent, PoolRejection> expireWant(
      PoolCommand.ExpireWant c, Ledger<PoolHeader, PoolMember> pool) {
    if (!(pool.member(claimKey(c.caseId(), c.stageNo())).orElse(null) instanceof Waiting want)) {
      return Decision.nothing();
    }
    var steps = new Steps(c.poolId(), pool);
    steps.giveBack(c.caseId(), c.stageNo(), want, "WANT_EXPIRED");
    return Decision.accept(steps.served());
  }

  private Decision<PoolEvent, PoolRejection> continueServing(
      PoolCommand.ContinueServing c, Ledger<PoolHeader, PoolMember> pool) {
    return c.round() == pool.header().round()
        ? Decision.accept(new Steps(c.poolId(), pool).served())
        : Decision.nothing();
  }

  private static Ledger<PoolHeader, PoolMember> wanted(Ledger<PoolHeader, PoolMember> pool, WantRecorded e) {
    return e.restock() == RestockOrder.NEWCOMERS
        ? pool.with(claimKey(e.caseId(), e.stageNo()), new Waiting(e.units(), null))
        : joinsQueue(
            pool, e.restock() == RestockOrder.EARLIEST_STRICT, new Want(e.caseId(), e.stageNo(), e.units(), null),
            e.reserves());
  }

  private static Ledger<PoolHeader, PoolMember> joinsQueue(
      Ledger<PoolHeader, PoolMember> pool, boolean strict, Want want, List<String> reserves) {
    var lane = new Lane(strict, want.units(), reserves == null ? List.of() : reserves);
    var header = pool.header().joined(lane);
    String place = lane.key(header.arrivals());
    return pool
        .withHeader(header)
        .with(place, want)
        .with(claimKey(want.caseId(), want.stageNo()), new Waiting(want.units(), place));
  }

  /** A number that a reserve serves says nothing to those who wait for what is open. */
  private static Ledger<PoolHeader, PoolMember> serving(Ledger<PoolHeader, PoolMember> pool, UnitsReserved e) {
    return pool.withHeader(pool.header().serving(e.reserve() == null ? e.number() : null));
  }

  private static Ledger<PoolHeader, PoolMember> claimEnds(
      Ledger<PoolHeader, PoolMember> pool, String caseId, int stageNo) {
    String claim = claimKey(caseId, stageNo);
    return switch (pool.member(claim).orElse(null)) {
      case Waiting(_, String place) when place != null ->
          pool.withHeader(pool.header().left(place)).without(place).without(claim);
      case null -> pool;
      default -> pool.without(claim);
    };
  }

  private static Ledger<PoolHeader, PoolMember> drawGives(
      Ledger<PoolHeader, PoolMember> pool, String drawId, int units) {
    return drawId != null && pool.member(drawKey(drawId)).orElse(null) instanceof ForDraw draw
        ? pool.with(drawKey(drawId), new ForDraw(draw.units() - units, draw.open()))
        : pool;
  }

  private static boolean fits(Batch batch, Ledger<PoolHeader, PoolMember> pool) {
    return batch.units() >= 1 && batch.units() <= room(pool);
  }

  private static int room(Ledger<PoolHeader, PoolMember> pool) {
    return UNITS_PER_POOL_MAX - pool.header().level().released();
  }

  private static String programmeOf(PoolCommand c) {
    return PoolId.parse(c.poolId()).programmeId();
  }

  private static int stageOf(String claimKey) {
    return Integer.parseInt(claimKey.substring(claimKey.lastIndexOf('/') + 1));
  }

  /** The events of one decision, each made on the state that those before it leave. */
  private final class Steps {
    private final String poolId;
    private final List<PoolEvent> events = new ArrayList<>();
    private Ledger<PoolHeader, PoolMember> pool;

    Steps(String poolId, Ledger<PoolHeader, PoolMember> pool) {
      this.poolId = poolId;
      this.pool = pool;
    }

    void add(PoolEvent event) {
      events.add(event);
      pool = evolve(pool, event);
    }

    /** A winner gets units of the draw; free ones only where the draw is over and they went back meanwhile. */
    void won(String drawId, Win win) {
      if (pool.member(claimKey(win.caseId(), win.stageNo())).isPresent()) {
        return;
      }
      var header = pool.header();
      if (pool.member(closedKey(win.caseId())).isPresent()) {
        refuse(drawId, win, "CASE_CLOSED");
      } else if (pool.member(drawKey(drawId)).orElse(null) instanceof ForDraw(int left, boolean open)
          && open && left >= win.units()) {
        give(win, drawId, header.level());
      } else if (header.level().freeOf(null) >= win.units()) {
        give(win, null, header.reserved(win.units(), null));
      } else {
        refuse(drawId, win, "SOLD_OUT");
      }
    }

    /** @param drawId the draw whose units they are; {@code null}: free ones */
    private void give(Win win, String drawId, Level level) {
      add(
          new UnitsReserved(
              poolId, win.caseId(), win.stageNo(), win.units(), false, level, drawId, null, null,
              Shelf.of(drawId, null).next(pool, win.units())));
    }

    private void refuse(String drawId, Win win, String reason) {
      add(new ClaimRefused(poolId, win.caseId(), win.stageNo(), reason, pool.header().level(), drawId));
    }

    void giveBack(String caseId, int stageNo, PoolMember claim, String reason) {
      var header = pool.header();
      switch (claim) {
        case Held(int units, String drawId, _, var batches) when isOpen(drawId) ->
            add(new UnitsReturned(poolId, caseId, stageNo, units, reason, header.level(), drawId, null, batches));
        case Held(int units, _, String reserve, var batches) ->
            add(
                new UnitsReturned(
                    poolId, caseId, stageNo, units, reason, header.returned(units, reserve), null, reserve, batches));
        case Waiting(int units, _) ->
            add(new WantDropped(poolId, caseId, stageNo, units, reason, header.dropped(units)));
        case Batch _, Stock _, Closed _, Want _, ForDraw _ -> throw new IllegalStateException("not a claim: " + claim);
      }
    }

    private boolean isOpen(String drawId) {
      return drawId != null && pool.member(drawKey(drawId)).orElse(null) instanceof ForDraw draw && draw.open();
    }

    /** All that is decided, after what is free has gone to the wants. */
    List<PoolEvent> served() {
      List<Turn> next = WantQueue.next(pool, SERVED_PER_COMMAND + 1);
      for (Turn turn : next.subList(0, Math.min(next.size(), SERVED_PER_COMMAND))) {
        Want want = turn.want();
        add(
            new UnitsReserved(
                poolId, want.caseId(), want.stageNo(), want.units(), true,
                pool.header().served(want.units(), turn.reserve()), null, want.number(), turn.reserve(),
                Shelf.ofPart(turn.reserve()).next(pool, want.units())));
      }
      if (next.size() > SERVED_PER_COMMAND) {
        add(new ServingContinued(poolId, pool.header().round() + 1, pool.header().level()));
      }
      return events;
    }
  }
}
