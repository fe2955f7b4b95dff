package org.fairlot.registration.eligibility.domain;

import java.util.List;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.pack.Stage.Way;
import org.fairlot.kernel.Rejection;

/** Answers to {@link EligibilityCommand.ConfirmEligible} other than yes. */
public sealed interface EligibilityRejection extends Rejection {

  /** @param identity JWE; @param ways what is open, and {@code asked} likewise, as in {@link Inquiry} */
  record FactsNeeded(String identity, List<Way> ways, List<Attested> asked) implements EligibilityRejection {
    public static final String CODE = "FACTS_NEEDED";

    @Override
    public String code() {
      return CODE;
    }
  }

  /** @param facts that were asked about, and do not suffice */
  record NotEligible(List<Fact> facts) implements EligibilityRejection {
    public static final String CODE = "NOT_ELIGIBLE";

    @Override
    public String code() {
      return CODE;
    }
  }
}
