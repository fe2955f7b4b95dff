package org.fairlot.allocation.draw.fd1;

/** What a verification found (验证结论). */
public sealed interface Verdict {

  /**
   * The bundle is what its spec, its list and its seed make of it.
   *
   * @param draw               the draw's id
   * @param root               of the list
   * @param resultHash         SHA-256 of {@code result.ndjson}
   * @param entries            on the list
   * @param winners            who won a unit in the draw
   * @param passedOver         whose household had been served
   * @param waiting            on the waiting list when the draw ended
   * @param substitutions      forfeited units
   * @param statedDepartures   people on the waiting list who had left, as the operator says
   * @param verifiedSignatures signatures of the seal that fit the key beside them
   * @param uncheckedSignatures signatures without a key beside them: to be checked against one published elsewhere
   * @param laterBeacon        the notary's share had not come in time, as the bundle says, so the later beacon counts
   * @param beaconProof        how it is known that the beacon is genuine; never {@link BeaconProof#FORGED}
   */
  record Valid(
      String draw, Hash root, Hash resultHash, int entries, int winners, int passedOver, int waiting,
      int substitutions, int statedDepartures, int verifiedSignatures, int uncheckedSignatures,
      boolean laterBeacon, BeaconProof beaconProof)
      implements Verdict {}

  /**
   * The first byte that does not fit.
   *
   * @param file     of the bundle, or the bundle's own name if it is no zip
   * @param offset   of the byte within the file, from 0
   * @param line     from 1, 0 in a file that has no lines
   * @param expected what should stand there
   * @param found    what stands there
   */
  record Invalid(String file, long offset, long line, String expected, String found) implements Verdict {

    @Override
    public String toString() {
      String place = line > 0 ? "line " + line + ", byte " + offset : "byte " + offset;
      return "%s, %s: expected %s, found %s".formatted(file, place, expected, found);
    }
  }
}
