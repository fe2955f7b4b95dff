package org.fairlot.contracts.draw;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name under which an entry stands on the published list of a draw (摇号登记标识). It says nothing about the person to
 * anyone who does not know the blind, which only the citizen's receipt holds.
 *
 * <p>FD1: {@code H("FD1/entry" 0x00 || drawId 0x00 || entryId 0x00 || blind[32])}.
 */
public final class EntryTag {

  /** Enough that nobody finds an entry by trying blinds. */
  public static final int BLIND_BYTES = 32;

  private EntryTag() {}

  /**
   * @return 64 lower-case hex digits
   * @throws IllegalArgumentException if the blind has another length, or an id holds the zero byte that ends it
   */
  public static String of(String drawId, String entryId, byte[] blind) {
    if (blind.length != BLIND_BYTES) {
      throw new IllegalArgumentException("a blind has " + BLIND_BYTES + " bytes, not " + blind.length);
    }
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : new String[] {"FD1/entry", drawId, entryId}) {
        sha256.update(endedByZero(part));
      }
      return HexFormat.of().formatHex(sha256.digest(blind));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] endedByZero(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an id holds no zero byte");
    }
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }
}
