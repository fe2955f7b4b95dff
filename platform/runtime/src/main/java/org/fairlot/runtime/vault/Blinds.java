package org.fairlot.runtime.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Blinds (盲化因子): what hides a registration behind its tag on a draw's published list. Derived under a secret key, so that
 * none is stored, and the log does not tell who is who on a list; the citizen is shown the one that is hers.
 */
public final class Blinds {

  private final SecretKeySpec key;

  /** @param key base64, 32 bytes; the same in all services */
  public Blinds(String key) {
    this.key = new SecretKeySpec(Secret.bytes("fairlot.secrets.blind-key", key), "HmacSHA256");
  }

  /** 32 bytes. */
  public byte[] of(String registrationId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update("FD1/blind\0".getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(registrationId.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
