package org.fairlot.allocation.urn.domain;

import org.fairlot.kernel.Rejection;

/** Why an urn refuses. Most of what comes to it is news of others, which is taken or passed over but never refused. */
public sealed interface UrnRejection extends Rejection {

  /** This draw is not being frozen. */
  record NotFreezing(String drawId) implements UrnRejection {

    public static final String CODE = "NOT_FREEZING";

    @Override
    public String code() {
      return CODE;
    }
  }

  /**
   * So many cases are not what was written down, or more than are in.
   *
   * @param parts   of the list that are written
   * @param entries on them
   */
  record ListDisagrees(String drawId, int parts, int entries) implements UrnRejection {
    @Override
    public String code() {
      return "LIST_DISAGREES";
    }
  }
}
