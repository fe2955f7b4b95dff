package org.fairlot.allocation.pool.domain;

import java.time.Instant;
import org.fairlot.kernel.Rejection;

/** Why a pool refuses supply; a claim is never refused this way, since its case must hear of it by an event. */
public sealed interface PoolRejection extends Rejection {

  /** This batch was given before with other units or another time. */
  record BatchConflict(String batchId, int units, Instant effectiveAt) implements PoolRejection {
    @Override
    public String code() {
      return "BATCH_CONFLICT";
    }
  }

  /** The units are not between 1 and what may still come into the pool. */
  record SupplyOutOfRange(int unitsMax) implements PoolRejection {
    @Override
    public String code() {
      return "SUPPLY_OUT_OF_RANGE";
    }
  }
}
