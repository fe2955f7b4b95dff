package org.fairlot.allocation.draw.fd1;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;

/**
 * The chain {@code quicknet} of drand, the League of Entropy's network: every three seconds a threshold signature over the
 * round's number, which nobody can know before most of its members have signed. Scheme {@code bls-unchained-g1-rfc9380}:
 * signatures on G1, the key on G2, the message is SHA-256 of the number in eight bytes.
 */
public final class Quicknet {

  /** By which the chain is named in requests; SHA-256 over its period, genesis, key, group and name. */
  public static final String CHAIN_HASH = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";

  /**
   * As {@code https://api.drand.sh/<chain hash>/info} tells it; that it is this chain's follows from the chain's hash, which
   * the tests compute from it.
   */
  static final String PUBLIC_KEY =
      "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2"
          + "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";

  static final int SIGNATURE_BYTES = 48;

  private static final String DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
  private static final boolean HASHED_TO_CURVE = true;

  private Quicknet() {}

  /** @param signature hex */
  public static BeaconProof proof(long round, String signature) {
    try {
      P2_Affine key = key();
      return isSigned(key, round, Hex.bytes(signature, SIGNATURE_BYTES)) ? BeaconProof.SIGNED : BeaconProof.FORGED;
    } catch (LinkageError e) {
      // the library brings Linux, macOS and Windows, but not every processor
      return BeaconProof.NOT_CHECKED;
    }
  }

  private static P2_Affine key() {
    return new P2_Affine(HexFormat.of().parseHex(PUBLIC_KEY));
  }

  private static boolean isSigned(P2_Affine key, long round, byte[] signature) {
    byte[] message = Sha256.of(ByteBuffer.allocate(Long.BYTES).putLong(round).array()).bytes();
    try {
      var point = new P1_Affine(signature);
      return point.in_group()
          && !point.is_inf()
          && point.core_verify(key, HASHED_TO_CURVE, message, DOMAIN) == BLST_ERROR.BLST_SUCCESS;
    } catch (RuntimeException e) {
      // not the text of a point
      return false;
    }
  }
}
