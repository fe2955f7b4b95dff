package org.fairlot.allocation.pool.domain;

import java.time.Instant;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

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
   * @param effectiveAt {@code null}: now
   */
  @Wire("allocation.release-supply.v1")
  record ReleaseSupply(String poolId, String batchId, int units, Instant effectiveAt) implements PoolCommand {}

  /** The time of a planned batch has come. */
  @Wire("allocation.release-planned-supply.v1")
  record ReleasePlannedSupply(String poolId, String batchId) implements PoolCommand {}

  /**
   * A case claims units (申领).
   *
   * @param wantIfNothingLeft whether a want is left if there is nothing, the pack's rule and the citizen's wish resolved
   * @param restock           the rule of the case's own pack version, which its want keeps
   * @param drawId            the draw that the case has won, out of whose units it is served; {@code null}: none
   * @param numbered          whether the claim takes a booking number and waits for its turn (按号领取)
   */
  @Wire("allocation.claim-units.v1")
  record ClaimUnits(
      String poolId, String caseId, int stageNo, int units, boolean wantIfNothingLeft, RestockOrder restock,
      int wantTtlHours, String drawId, boolean numbered)
      implements PoolCommand {
    /** First come, first served. */
    public ClaimUnits(
        String poolId, String caseId, int stageNo, int units, boolean wantIfNothingLeft, RestockOrder restock,
        int wantTtlHours) {
      this(poolId, caseId, stageNo, units, wantIfNothingLeft, restock, wantTtlHours, null, false);
    }

    /** The claim of a case that has won a draw. */
    public static ClaimUnits ofWinner(String poolId, String caseId, int stageNo, int units, String drawId) {
      return new ClaimUnits(poolId, caseId, stageNo, units, false, RestockOrder.NEWCOMERS, 0, drawId, false);
    }

    /** A claim in the order of booking numbers. */
    public static ClaimUnits inTurn(String poolId, String caseId, int stageNo, int units) {
      return new ClaimUnits(poolId, caseId, stageNo, units, true, RestockOrder.EARLIEST_STRICT, 0, null, true);
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
