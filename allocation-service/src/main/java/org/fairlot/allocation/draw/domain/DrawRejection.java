package org.fairlot.allocation.draw.domain;

import java.time.Instant;
import org.fairlot.kernel.Rejection;

/** Why a draw refuses. */
public sealed interface DrawRejection extends Rejection {

  record UnknownDraw(String drawId) implements DrawRejection {
    @Override
    public String code() {
      return "UNKNOWN_DRAW";
    }
  }

  /** The draw is not where this belongs: too early, or over. @param phase where it is */
  record NotNow(String phase) implements DrawRejection {
    @Override
    public String code() {
      return "DRAW_NOT_THERE";
    }
  }

  record BeaconTooEarly(Instant availableAt, Instant serverTime) implements DrawRejection {
    @Override
    public String code() {
      return "BEACON_TOO_EARLY";
    }
  }

  /** Another beacon counts already: a draw is never held twice. */
  record BeaconFixed(String value) implements DrawRejection {
    @Override
    public String code() {
      return "BEACON_FIXED";
    }
  }

  /** The spec names another source. */
  record OtherSource(String source) implements DrawRejection {
    @Override
    public String code() {
      return "BEACON_OF_OTHER_SOURCE";
    }
  }

  record CommitmentFixed() implements DrawRejection {
    @Override
    public String code() {
      return "COMMITMENT_FIXED";
    }
  }

  /** The share is not the one that was committed. */
  record ShareMismatch() implements DrawRejection {
    @Override
    public String code() {
      return "SHARE_MISMATCH";
    }
  }

  /** The beacon may be known by now, so a share could be chosen by it. */
  record ShareTooLate(Instant until, Instant serverTime) implements DrawRejection {
    @Override
    public String code() {
      return "SHARE_TOO_LATE";
    }
  }

  /** The list was signed by a clock that goes ahead of the log's; a little later it can be signed again. */
  record SealedInFuture(Instant sealedAt, Instant serverTime) implements DrawRejection {
    public static final String CODE = "SEALED_IN_FUTURE";

    @Override
    public String code() {
      return CODE;
    }
  }

  /** What came does not agree with what is on the log. @param what stable name of the part */
  record Disagrees(String what) implements DrawRejection {
    public static final String CODE = "DRAW_DISAGREES";

    /** The other beacon counts, the first or the later one. */
    public static final String BEACON = "beacon";

    @Override
    public String code() {
      return CODE;
    }
  }

  /** The tests for bias have stopped the draw: a human has to decide first. */
  record Blocked() implements DrawRejection {
    @Override
    public String code() {
      return "DRAW_BLOCKED";
    }
  }

  record NotAttested() implements DrawRejection {
    @Override
    public String code() {
      return "NOT_ATTESTED";
    }
  }
}
