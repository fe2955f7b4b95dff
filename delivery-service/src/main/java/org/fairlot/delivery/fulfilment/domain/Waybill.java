package org.fairlot.delivery.fulfilment.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Waybill numbers (运单号), 28 letters and digits, so within the 32 that couriers take: {@code FL}, 24 characters that
 * stand for the hand-over and say nothing of the person, and the attempt. The same attempt has the same number in every
 * replay, so a courier can never be sent the same parcel under two.
 */
public final class Waybill {

  /** Without I, L, O and U, which are misread on labels (Crockford). */
  private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int CHARACTERS = 24;
  private static final int BITS_EACH = 5;

  private Waybill() {}

  public static String of(String fulfilmentId, int attempt) {
    byte[] hash = sha256(fulfilmentId);
    var number = new StringBuilder("FL");
    for (int i = 0; i < CHARACTERS; i++) {
      number.append(LETTERS.charAt(bits(hash, i * BITS_EACH)));
    }
    if (attempt < 10) {
      number.append('0');
    }
    return number.append(attempt).toString();
  }

  private static int bits(byte[] hash, int from) {
    int window = (hash[from / 8] & 0xff) << 8 | hash[from / 8 + 1] & 0xff;
    return window >> 16 - BITS_EACH - from % 8 & 0x1f;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
