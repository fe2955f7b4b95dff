package org.fairlot.runtime.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The blinds of a draw's entries (盲化因子), spec FD1: derived from the registration under a secret key, so that the
 * public list names nobody, and each citizen can be given the blind of the own entry without its being stored.
 */
public final class Blinds {

  private static final byte[] DOMAIN = "FD1/blind\0".getBytes(StandardCharsets.UTF_8);

  private final SecretKeySpec key;

  /** @param key base64, 32 bytes */
  public Blinds(String key) {
    this.key = new SecretKeySpec(Secret.bytes("fairlot.secrets.blind-key", key), "HmacSHA256");
  }

  /** 32 bytes. */
  public byte[] of(String registrationId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(DOMAIN);
      return mac.doFinal(registrationId.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
