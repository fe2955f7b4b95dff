package org.fairlot.allocation.draw.fd1;

import java.util.LinkedHashMap;
import javax.crypto.Mac;
import org.fairlot.allocation.draw.fd1.NotaryShare.None;
import org.fairlot.allocation.draw.fd1.NotaryShare.Revealed;
import org.fairlot.allocation.draw.fd1.NotaryShare.Withheld;

/** What orders a list, known only after its root was published (摇号种子): the notary's share and the public beacon. */
public record Seed(NotaryShare notary, Beacon beacon) {

  /**
   * The key under which a draw is ranked; spec and root are in it, so a seed serves one list under one set of rules.
   *
   * <p>FD1: {@code HKDF-Extract(salt = notaryShare[32], IKM = specHash || root || beacon)}.
   */
  public Hash prk(DrawSpec spec, Hash root) {
    Mac extract = Sha256.hmac(notary.salt().bytes());
    extract.update(spec.hash().bytes());
    extract.update(root.bytes());
    return Hash.of(extract.doFinal(beacon.value().bytes()));
  }

  /** {@code seed.json}. */
  byte[] canonical() {
    var members = new LinkedHashMap<String, Object>();
    var shown = new LinkedHashMap<String, Object>();
    shown.put("evidence", beacon.evidence());
    shown.put("type", beacon.type());
    shown.put("value", beacon.value().toString());
    members.put("beacon", shown);
    switch (notary) {
      case Revealed revealed -> {
        members.put("notaryCommitment", revealed.commitment().toString());
        members.put("notaryShare", revealed.share().toString());
      }
      case Withheld withheld -> {
        members.put("notaryCommitment", withheld.commitment().toString());
        members.put("notaryShare", null);
        members.put("withheld", true);
      }
      case None _ -> {
        members.put("notaryCommitment", null);
        members.put("notaryShare", null);
      }
    }
    return Canonical.bytes(members);
  }

  /**
   * Takes only the facts; what follows from them or from the terms is left to the comparison with {@link #canonical}.
   *
   * @throws IllegalArgumentException if it is not a seed under these terms
   */
  static Seed read(byte[] json, BeaconTerms terms) {
    Members seed = Canonical.read(json).only("beacon", "notaryCommitment", "notaryShare", "withheld");
    Members beacon = seed.object("beacon").only("evidence", "type", "value");
    return new Seed(notary(seed), terms.read(beacon.object("evidence")));
  }

  private static NotaryShare notary(Members seed) {
    if (!seed.isNull("notaryShare")) {
      return new Revealed(seed.hash("notaryShare"));
    }
    return seed.isNull("notaryCommitment") ? new None() : new Withheld(seed.hash("notaryCommitment"));
  }
}
