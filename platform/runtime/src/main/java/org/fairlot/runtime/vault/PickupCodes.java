package org.fairlot.runtime.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pick-up codes (取货码): derived from the fulfilment under a secret key, so that no code is ever stored, sent between
 * services or seen by the staff of an outlet before the citizen shows it.
 */
public final class PickupCodes {

  private static final int DIGITS_MODULUS = 100_000_000;

  private final SecretKeySpec key;

  /** @param key base64, 32 bytes */
  public PickupCodes(String key) {
    this.key = new SecretKeySpec(Secret.bytes("fairlot.secrets.pickup-key", key), "HmacSHA256");
  }

  /** Eight digits. */
  public String code(String fulfilmentId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      long bits = ByteBuffer.wrap(mac.doFinal(fulfilmentId.getBytes(StandardCharsets.UTF_8))).getLong();
      return String.format("%08d", Long.remainderUnsigned(bits, DIGITS_MODULUS));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** In constant time. */
  public boolean matches(String fulfilmentId, String code) {
    return MessageDigest.isEqual(
        code(fulfilmentId).getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
  }
}
