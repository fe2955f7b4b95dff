package org.fairlot.allocation.draw.fd1;

/**
 * The notary's part of the seed (公证处随机份额): committed with the root and revealed before the beacon, so that neither the
 * operator nor the notary can steer the draw.
 */
public sealed interface NotaryShare {

  /** The notary kept the word: the commitment is the hash of this share. */
  record Revealed(Hash share) implements NotaryShare {

    public Hash commitment() {
      return Sha256.of(share.bytes());
    }
  }

  /** The share never came, and the draw went on without it, as published (公证份额缺失). */
  record Withheld(Hash commitment) implements NotaryShare {}

  /** A draw without a notary. */
  record None() implements NotaryShare {}

  /** The salt of HKDF-Extract. */
  default Hash salt() {
    return switch (this) {
      case Revealed revealed -> revealed.share();
      case Withheld _, None _ -> Hash.of(new byte[Hash.BYTES]);
    };
  }
}
