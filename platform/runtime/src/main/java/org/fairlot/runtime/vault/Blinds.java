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

  /** Only ever copied: to look one up and to key it takes longer than to use it, and a draw needs a million. */
  private final Mac keyed;

  /** @param key base64, 32 bytes; the same in all services */
  public Blinds(String key) {
    try {
      keyed = Mac.getInstance("HmacSHA256");
      keyed.init(new SecretKeySpec(Secret.bytes("fairlot.secrets.blind-key", key), "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** 32 bytes. */
  public byte[] of(String registrationId) {
    try {
      var mac = (Mac) keyed.clone();
      mac.update("FD1/blind\0".getBytes(StandardCharsets.US_ASCII));
      return mac.doFinal(registrationId.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own HmacSHA256 can be copied", e);
    }
  }
}
