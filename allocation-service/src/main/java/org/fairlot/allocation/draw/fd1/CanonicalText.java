package org.fairlot.allocation.draw.fd1;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Canonical JSON (RFC 8785) of the fixed forms that a bundle has by the million, written by hand into one reused buffer.
 * The caller writes the members in their canonical order.
 */
final class CanonicalText {

  private byte[] bytes = new byte[512];
  private int length;

  CanonicalText clear() {
    length = 0;
    return this;
  }

  /** As it stands; ASCII only. */
  @SuppressWarnings("deprecation") // this getBytes copies ASCII without a detour over an encoder
  CanonicalText raw(String ascii) {
    room(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, length);
    length += ascii.length();
    return this;
  }

  CanonicalText number(long value) {
    return raw(Long.toString(value));
  }

  /** A text in quotes. */
  CanonicalText text(String text) {
    raw("\"");
    if (isPlain(text)) {
      return raw(text).raw("\"");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        put('\\').put(c);
      } else if (c < 0x20) {
        control(c);
      } else if (c < 0x80) {
        put(c);
      } else {
        int end = endOfForeign(text, i);
        foreign(text.substring(i, end));
        i = end - 1;
      }
    }
    return raw("\"");
  }

  /** Whether it stands in JSON as it is, which nearly all ids do. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void control(char c) {
    switch (c) {
      case '\b' -> raw("\\b");
      case '\t' -> raw("\\t");
      case '\n' -> raw("\\n");
      case '\f' -> raw("\\f");
      case '\r' -> raw("\\r");
      default -> raw(String.format("\\u%04x", (int) c));
    }
  }

  private static int endOfForeign(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= 0x80) {
      end++;
    }
    return end;
  }

  private void foreign(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    room(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  private CanonicalText put(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** The buffer itself: only the first {@link #length()} bytes are meant, and the next use overwrites them. */
  byte[] buffer() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }
}
