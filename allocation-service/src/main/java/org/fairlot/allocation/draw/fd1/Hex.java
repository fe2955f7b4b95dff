package org.fairlot.allocation.draw.fd1;

import java.util.HexFormat;

/** Lower-case hex digits, the only form in which FD1 shows bytes. */
final class Hex {

  private static final HexFormat LOWER = HexFormat.of();

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

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
}
