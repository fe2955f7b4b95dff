package org.fairlot.allocation.draw.domain;

/**
 * One entry of a draw's ledger. Keys: {@code won/<caseId>}, {@code want/<poolId>/<caseId>}, {@code rechecked/<part>},
 * {@code beacon}.
 */
public sealed interface DrawMember {

  /** The case has won a unit of this draw, first or as a substitute. */
  record Won() implements DrawMember {}

  /** A unit came back. @param reason how its case ended; @param open whether it still waits for the next in order */
  record Forfeited(String reason, boolean open) implements DrawMember {}

  /** This part of the list was looked at again. */
  record Rechecked() implements DrawMember {}

  /** The beacon that counts, for whoever reports one when the draw has gone on. @param value SHA-256 of its evidence, hex */
  record FixedBeacon(String value) implements DrawMember {}

  String BEACON = "beacon";

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
