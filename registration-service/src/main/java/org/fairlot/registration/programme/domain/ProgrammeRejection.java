package org.fairlot.registration.programme.domain;

import java.time.Instant;
import org.fairlot.kernel.Rejection;

public sealed interface ProgrammeRejection extends Rejection {

  record UnknownProgramme(String programmeId) implements ProgrammeRejection {
    @Override
    public String code() {
      return "UNKNOWN_PROGRAMME";
    }
  }

  /** A programme follows the versions of one pack: another city's rules are another programme. */
  record PackFixed(String pack) implements ProgrammeRejection {
    @Override
    public String code() {
      return "PACK_FIXED";
    }
  }

  /** Registrations are taken still. @param closesAt until when, {@code null}: it has no end */
  record ProgrammeOpen(Instant closesAt) implements ProgrammeRejection {
    @Override
    public String code() {
      return "PROGRAMME_OPEN";
    }
  }

  /** It is over, and stays as it is. */
  record ProgrammeOver(Instant endedAt) implements ProgrammeRejection {
    public static final String CODE = "PROGRAMME_ENDED";

    @Override
    public String code() {
      return CODE;
    }
  }

  /** Keys under which something else is sealed. */
  record KeysOfOthers(String keyId) implements ProgrammeRejection {
    @Override
    public String code() {
      return "KEYS_OF_OTHERS";
    }
  }
}
