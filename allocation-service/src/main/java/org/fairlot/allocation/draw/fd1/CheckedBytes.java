package org.fairlot.allocation.draw.fd1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A document or a line of a bundle, and where it stands, so that a difference can be named.
 *
 * @param offset of its first byte within the file
 * @param line   from 1, 0 if the file has no lines
 */
record CheckedBytes(String file, long offset, long line, byte[] bytes) {

  private static final int SHOWN_BYTES = 32;

  void mustBe(byte[] expected) throws InvalidBundleException {
    int at = Arrays.mismatch(bytes, expected);
    if (at >= 0) {
      throw new InvalidBundleException(file, offset + at, line, shown(expected, at), shown(bytes, at));
    }
  }

  InvalidBundleException unfit(String expected) {
    return unfit(0, expected);
  }

  InvalidBundleException unfit(int at, String expected) {
    return new InvalidBundleException(file, offset + at, line, expected, shown(bytes, at));
  }

  int indexOf(String text) {
    return Math.max(0, new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text));
  }

  /** A few bytes from here as text that does no harm on a terminal. */
  static String shown(byte[] bytes, int at) {
    if (at >= bytes.length) {
      return "the end";
    }
    var text = new StringBuilder("'");
    for (int i = at; i < Math.min(bytes.length, at + SHOWN_BYTES); i++) {
      int b = bytes[i] & 0xFF;
      text.append(b >= 0x20 && b < 0x7F ? String.valueOf((char) b) : String.format("\\x%02x", b));
    }
    return text.append(bytes.length > at + SHOWN_BYTES ? "…'" : "'").toString();
  }
}
