package org.fairlot.allocation.draw.fd1;

import java.util.Arrays;

/** A hash (散列值), or 32 bytes of the same use such as a notary's share; shown as 64 lower-case hex digits. */
public final class Hash implements Comparable<Hash> {

  static final int BYTES = 32;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** @throws IllegalArgumentException if there are not 32 bytes */
  public static Hash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hash has " + BYTES + " bytes, not " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  /** @throws IllegalArgumentException if {@code hex} is not 64 lower-case hex digits */
  public static Hash parse(String hex) {
    return new Hash(Hex.bytes(hex, BYTES));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** In the order of the bytes without sign, which is that of the hex digits. */
  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return Hex.of(bytes);
  }
}
