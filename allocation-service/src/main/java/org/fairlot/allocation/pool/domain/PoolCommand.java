package org.fairlot.allocation.pool.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/** What a pool of supply (额度池) can be asked to do. Key: pool id. */
public sealed interface PoolCommand extends Command {

  String poolId();

  @Override
  default String key() {
    return poolId();
  }

  /**
   * Releases a batch of supply (投放), at once or when {@code effectiveAt} has come.
   *
   * @param effectiveAt  {@code null}: now
   * @param percents     what of the batch is kept for groups (预留), by the reserve's name; together 100 at the most
   * @param unitsPerCase units that a case takes, by which they are kept; {@code null}: one
   */
  @Wire("allocation.release-supply.v1")
  record ReleaseSupply(
      String poolId, String batchId, int units, @Nullable Instant effectiveAt, SortedMap<String, Integer> percents,
      @Nullable Integer unitsPerCase)
      implements PoolCommand {
    public ReleaseSupply {
      percents = Collections.unmodifiableSortedMap(percents == null ? new TreeMap<>() : new TreeMap<>(percents));
      unitsPerCase = unitsPerCase == null ? 1 : unitsPerCase;
    }

    /** All of it is open to everybody. */
    public ReleaseSupply(String poolId, String batchId, int units, Instant effectiveAt) {
      this(poolId, batchId, units, effectiveAt, null, null);
    }
  }

  /** The time of a planned batch has come. */
  @Wire("allocation.release-planned-supply.v1")
  record ReleasePlannedSupply(String poolId, String batchId) implements PoolCommand {}

  /**
   * A case claims units (申领).
   *
   * @param wantIfNothingLeft whether a want is left if there is nothing, the pack's rule and the citizen's wish resolved
   * @param restock           the rule of the case's own pack version, which its want keeps
   * @param drawId            the draw that the case has won, out of whose units it is served; {@code null}: none. Only in
   *     commands of before {@link ClaimForWinners}
   * @param numbered          whether the claim takes a booking number and waits for its turn (按号领取)
   * @param reserves          the reserves that may serve it before what is open to everybody, in this order
   */
  @Wire("allocation.claim-units.v1")
  record ClaimUnits(
      String poolId, String caseId, int stageNo, int units, boolean wantIfNothingLeft, RestockOrder restock,
      int wantTtlHours, String drawId, boolean numbered, List<String> reserves)
      implements PoolCommand {
    public ClaimUnits {
      reserves = reserves == null ? List.of() : List.copyOf(reserves);
    }

    /** First come, first served, of a case that belongs to no group. */
    public ClaimUnits(
        String poolId, String caseId, int stageNo, int units, boolean wantIfNothingLeft, RestockOrder restock,
        int wantTtlHours) {
      this(poolId, caseId, stageNo, units, wantIfNothingLeft, restock, wantTtlHours, List.of());
    }

    /** First come, first served. */
    public ClaimUnits(
        String poolId, String caseId, int stageNo, int units, boolean wantIfNothingLeft, RestockOrder restock,
        int wantTtlHours, List<String> reserves) {
      this(poolId, caseId, stageNo, units, wantIfNothingLeft, restock, wantTtlHours, null, false, reserves);
    }

    /** A claim in the order of booking numbers, of a case that belongs to no group. */
    public static ClaimUnits inTurn(String poolId, String caseId, int stageNo, int units) {
      return inTurn(poolId, caseId, stageNo, units, List.of());
    }

    /** A claim in the order of booking numbers. */
    public static ClaimUnits inTurn(String poolId, String caseId, int stageNo, int units, List<String> reserves) {
      return new ClaimUnits(poolId, caseId, stageNo, units, true, RestockOrder.EARLIEST_STRICT, 0, null, true, reserves);
    }
  }

  /** Cases that have won units of this pool in a draw claim them (中签领取), as many as were made public together. */
  @Wire("allocation.claim-for-winners.v1")
  record ClaimForWinners(String poolId, String drawId, List<Win> winners) implements PoolCommand {
    public ClaimForWinners {
      winners = List.copyOf(winners);
    }
  }

  /** Sets all that is free aside for a draw (留作摇号); asked when its list is frozen. */
  @Wire("allocation.set-aside.v1")
  record SetAside(String poolId, String drawId) implements PoolCommand {}

  /** The draw needs no more: what it has left here is free again. */
  @Wire("allocation.return-set-aside.v1")
  record ReturnSetAside(String poolId, String drawId) implements PoolCommand {}

  /**
   * A case that is closed without its goods gives back all it has here, units or want; nothing it may still claim counts.
   *
   * @param reason how the case ended
   */
  @Wire("allocation.release-claim.v1")
  record ReleaseClaim(String poolId, String caseId, String reason) implements PoolCommand {}

  /** The time of a want has run out. */
  @Wire("allocation.expire-want.v1")
  record ExpireWant(String poolId, String caseId, int stageNo) implements PoolCommand {}

  /** Serve the next wants; {@code round} is that of the event which asks for it. */
  @Wire("allocation.continue-serving.v1")
  record ContinueServing(String poolId, int round) implements PoolCommand {}
}
