package org.fairlot.registration.programme.web;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.address.domain.Committees.Found;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceCommitteeAliases;
import org.fairlot.runtime.edge.FieldErrors;

/** Short codes of committees as an operator sends them. @param aliases code of 12 digits by short code */
record CommitteeAliases(Map<String, String> aliases) {

  /** As people write it: digits and capitals; what has 12 digits is no short code. */
  static final Pattern SHORT_CODE = Pattern.compile("(?!\\d{12}$)[A-Z]{0,4}[0-9]{1,12}");

  /** All of Pudong are 1,300; one event holds 5,000. */
  private static final int ALIASES_MAX = 5000;

  void check(Programme programme, Committees committees, FieldErrors errors) {
    if (aliases == null) {
      errors.add("aliases", "MISSING");
      return;
    }
    if (aliases.size() > ALIASES_MAX) {
      errors.add("aliases", "TOO_LONG");
      return;
    }
    new TreeMap<>(aliases).forEach((alias, code) -> {
      if (!SHORT_CODE.matcher(alias).matches()) {
        errors.add("aliases." + alias, "INVALID");
      } else if (code == null || !(committees.look(code, programme.defined().city()) instanceof Found.One(var found))
          || !found.code().equals(code)) {
        errors.add("aliases." + alias, "UNKNOWN_COMMITTEE");
      }
    });
  }

  ReplaceCommitteeAliases command(String programmeId) {
    return new ReplaceCommitteeAliases(programmeId, aliases);
  }
}
