package org.fairlot.allocation.draw.fd1;

import java.util.Arrays;
import java.util.HexFormat;

/** Lower-case hex digits, the only form in which FD1 shows bytes. */
final class Hex {

  private static final HexFormat LOWER = HexFormat.of();

  /** Looked up, because a million tags of random digits defeat the processor's guess at a comparison. */
  private static final byte[] DIGITS = new byte['f' + 1];

  static {
    Arrays.fill(DIGITS, (byte) -1);
    for (int value = 0; value < 16; value++) {
      DIGITS[Character.forDigit(value, 16)] = (byte) value;
    }
  }

  private Hex() {}

  static String of(byte[] bytes) {
    return LOWER.formatHex(bytes);
  }

  static String of(byte[] bytes, int from, int count) {
    return LOWER.formatHex(bytes, from, from + count);
  }

  static boolean isHex(String text, int bytes) {
    if (text.length() != 2 * bytes) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (digit(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** @throws IllegalArgumentException if {@code text} is not exactly this many bytes in lower case */
  static byte[] bytes(String text, int count) {
    if (!isHex(text, count)) {
      throw new IllegalArgumentException("expected " + 2 * count + " lower-case hex digits, found '" + text + "'");
    }
    byte[] bytes = new byte[count];
    decode(text, bytes, 0);
    return bytes;
  }

  /** For texts that {@link #isHex} has accepted. */
  static void decode(String text, byte[] into, int at) {
    for (int i = 0; i < text.length(); i += 2) {
      into[at++] = (byte) (digit(text.charAt(i)) << 4 | digit(text.charAt(i + 1)));
    }
  }

  /** Eight bytes, for a text that {@link #isHex} has accepted. */
  static long decodeLong(String text) {
    long value = 0;
    for (int i = 0; i < 2 * Long.BYTES; i++) {
      value = value << 4 | digit(text.charAt(i));
    }
    return value;
  }

  private static int digit(char c) {
    return c < DIGITS.length ? DIGITS[c] : -1;
  }
}
