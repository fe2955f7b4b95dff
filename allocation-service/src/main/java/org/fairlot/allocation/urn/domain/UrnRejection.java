package org.fairlot.allocation.urn.domain;

import org.fairlot.kernel.Rejection;

/** Why an urn refuses. Most of what comes to it is news of others, which is taken or passed over but never refused. */
public sealed interface UrnRejection extends Rejection {

  /** This draw is not being frozen. */
  record NotFreezing(String drawId) implements UrnRejection {
    @Override
    public String code() {
      return "NOT_FREEZING";
    }
  }
}
