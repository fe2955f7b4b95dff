package org.fairlot.allocation.reaction;

import java.util.List;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ContinueServing;
import org.fairlot.allocation.pool.domain.PoolCommand.ExpireWant;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseClaim;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleasePlannedSupply;
import org.fairlot.contracts.allocation.PoolEvent.ServingContinued;
import org.fairlot.contracts.allocation.PoolEvent.SupplyPlanned;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;

/**
 * What allocation does about public events: a first-come stage claims units, a case that ends without its goods gives
 * them back, and the pools' own events set their timers and go on serving.
 */
public final class AllocationReaction implements Reaction {

  @Override
  public List<Effect> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case StageRequested e when e.stage() instanceof Stage.FirstCome stage -> List.of(Effect.request(claim(e, stage)));
      case CaseClosed e when e.freesUnits() ->
          e.pools().stream()
              .distinct()
              .map(pool -> Effect.request(new ReleaseClaim(pool, e.caseId(), e.outcome().name())))
              .toList();
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

  private static ClaimUnits claim(StageRequested e, Stage.FirstCome stage) {
    String pool = PoolId.of(e.programmeId(), stage.pool(), e.choice()).toString();
    return new ClaimUnits(
        pool, e.caseId(), e.stageNo(), stage.units(), leavesWant(stage, e.choice()), stage.restock(), stage.wantTtlHours());
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
