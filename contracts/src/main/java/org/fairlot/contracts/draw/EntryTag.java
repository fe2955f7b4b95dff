package org.fairlot.contracts.draw;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What stands for a case on the public list of a draw (摇号标识), spec FD1:
 * {@code SHA-256("FD1/entry" 0x00 || drawId 0x00 || entryId 0x00 || blind)}. Only who has the blind can tell whose it is.
 */
public final class EntryTag {

  /** Bytes of a blind. */
  public static final int BLIND_BYTES = 32;

  private EntryTag() {}

  /** @param entryId the case's id */
  public static byte[] of(String drawId, String entryId, byte[] blind) {
    if (blind.length != BLIND_BYTES) {
      throw new IllegalArgumentException("a blind has " + BLIND_BYTES + " bytes, not " + blind.length);
    }
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      for (String part : new String[] {"FD1/entry", drawId, entryId}) {
        sha.update(part.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
      }
      return sha.digest(blind);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
