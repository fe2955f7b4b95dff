package org.fairlot.registration.casework.domain;

import org.fairlot.contracts.pack.Stage;

/** The key of a shared limit (限购): the programme, what it counts by, and the keyed hash of whom. */
public final class CapKey {

  private CapKey() {}

  public static String of(String programmeId, Stage.CapBy by, String tag) {
    return programmeId + "/" + by + "/" + tag;
  }
}
