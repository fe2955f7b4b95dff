package org.fairlot.runtime.vault;

import java.util.Base64;

/** Reads secrets given as base64. */
final class Secret {

  private static final int BYTES_MIN = 32;

  private Secret() {}

  /** @throws IllegalStateException naming the property, never its value */
  static byte[] bytes(String property, String base64) {
    if (base64 == null || base64.isBlank()) {
      throw new IllegalStateException(property + " is not set");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(property + " is not base64");
    }
    if (bytes.length < BYTES_MIN) {
      throw new IllegalStateException(property + " has fewer than " + BYTES_MIN + " bytes");
    }
    return bytes;
  }
}
