package org.fairlot.allocation.draw.domain;

/** One entry of a draw's ledger. Keys: {@code won/<caseId>}, {@code want/<poolId>/<caseId>}, {@code rechecked/<part>}. */
public sealed interface DrawMember {

  /** The case has won a unit of this draw, first or as a substitute. */
  record Won() implements DrawMember {}

  /** A unit came back. @param reason how its case ended; @param open whether it still waits for the next in order */
  record Forfeited(String reason, boolean open) implements DrawMember {}

  /** This part of the list was looked at again. */
  record Rechecked() implements DrawMember {}

  static String wonKey(String caseId) {
    return "won/" + caseId;
  }

  static String wantKey(String poolId, String caseId) {
    return "want/" + poolId + "/" + caseId;
  }

  static String recheckedKey(int part) {
    return "rechecked/" + part;
  }
}
