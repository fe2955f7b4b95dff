package org.fairlot.allocation.draw.fd1;

import java.util.LinkedHashMap;
import javax.crypto.Mac;
import org.fairlot.allocation.draw.fd1.NotaryShare.None;
import org.fairlot.allocation.draw.fd1.NotaryShare.Revealed;
import org.fairlot.allocation.draw.fd1.NotaryShare.Withheld;

/**
 * What orders a list, known only after its root was published (摇号种子): the notary's share and the public beacon.
 *
 * @param later whether the share did not come before the first beacon, so that this is the later one (备用随机源)
 */
public record Seed(NotaryShare notary, boolean later, Beacon beacon) {

  public Seed {
    if (notary instanceof Withheld && !later) {
      throw new IllegalArgumentException("without the share that was committed the later beacon counts");
    }
  }

  /** By the first beacon, or the later one if the share that was committed never came. */
  public Seed(NotaryShare notary, Beacon beacon) {
    this(notary, notary instanceof Withheld, beacon);
  }

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
      }
      case None _ -> {
        members.put("notaryCommitment", null);
        members.put("notaryShare", null);
      }
    }
    if (later) {
      members.put("withheld", true);
    }
    return Canonical.bytes(members);
  }

  /**
   * Takes only the facts; what follows from them or from the terms is left to the comparison with {@link #canonical}.
   *
   * @throws IllegalArgumentException if it is not a seed under these rules
   */
  static Seed read(byte[] json, DrawSpec spec) {
    Members seed = Canonical.read(json).only("beacon", "notaryCommitment", "notaryShare", "withheld");
    Members beacon = seed.object("beacon").only("evidence", "type", "value");
    NotaryShare notary = notary(seed);
    boolean later = notary instanceof Withheld || seed.has("withheld") && seed.flag("withheld");
    if (notary instanceof None && !later && spec.notary() == DrawSpec.Notary.NEEDED) {
      throw new IllegalArgumentException("without the notary's share the later beacon counts");
    }
    return new Seed(notary, later, spec.beacon(later).read(beacon.object("evidence")));
  }

  private static NotaryShare notary(Members seed) {
    if (!seed.isNull("notaryShare")) {
      return new Revealed(seed.hash("notaryShare"));
    }
    return seed.isNull("notaryCommitment") ? new None() : new Withheld(seed.hash("notaryCommitment"));
  }
}
