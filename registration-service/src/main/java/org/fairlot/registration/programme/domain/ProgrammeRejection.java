package org.fairlot.registration.programme.domain;

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
}
