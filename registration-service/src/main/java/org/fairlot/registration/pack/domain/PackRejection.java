package org.fairlot.registration.pack.domain;

import org.fairlot.kernel.Rejection;

public sealed interface PackRejection extends Rejection {

  /** This version is published with other bytes; running cases rely on it. */
  record PackVersionExists(String pack, int version, String sha256) implements PackRejection {
    @Override
    public String code() {
      return "PACK_VERSION_EXISTS";
    }
  }

  /** Versions rise, so that the latest is the one published last. */
  record PackVersionTooLow(String pack, int version, int latest) implements PackRejection {
    @Override
    public String code() {
      return "PACK_VERSION_TOO_LOW";
    }
  }
}
