package org.fairlot.allocation.draw.fd1;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and what FD1 builds on it. One per thread and reused, because a draw hashes millions of times. */
final class Sha256 {

  private static final byte LEAF = 0x00;
  private static final byte NODE = 0x01;

  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static Hash of(byte[]... parts) {
    var sha = new Sha256();
    for (byte[] part : parts) {
      sha.digest.update(part);
    }
    return sha.finish();
  }

  /** Of a text that names the use, ended by a zero byte, and the parts. */
  static Hash of(String use, byte[]... parts) {
    var sha = new Sha256();
    sha.digest.update((use + '\0').getBytes(StandardCharsets.UTF_8));
    for (byte[] part : parts) {
      sha.digest.update(part);
    }
    return sha.finish();
  }

  void update(byte[] data, int length) {
    digest.update(data, 0, length);
  }

  Hash finish() {
    return Hash.of(digest.digest());
  }

  /** {@code H(0x00 || leafData)}. */
  void leaf(byte[] data, int length, byte[] into, int at) {
    digest.update(LEAF);
    digest.update(data, 0, length);
    finish(into, at);
  }

  /** {@code H(0x01 || L || R)} of two hashes that lie next to each other. */
  void node(byte[] children, int from, byte[] into, int at) {
    digest.update(NODE);
    digest.update(children, from, 2 * Hash.BYTES);
    finish(into, at);
  }

  private void finish(byte[] into, int at) {
    try {
      digest.digest(into, at, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("no room for a hash at " + at, e);
    }
  }

  static Hash leaf(byte[] data) {
    byte[] leaf = new byte[Hash.BYTES];
    new Sha256().leaf(data, data.length, leaf, 0);
    return Hash.of(leaf);
  }

  static Hash node(Hash left, Hash right) {
    return of(new byte[] {NODE}, left.bytes(), right.bytes());
  }

  static Mac hmac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
