package org.fairlot.runtime.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes under the secret pepper. Unkeyed ones would say everything: the numbers of a county's residents born on
 * one day are a thousand, and quickly tried.
 */
public final class Pseudonyms {

  private static final int BYTES = 16;

  private final SecretKeySpec pepper;

  /** @param pepper base64, 32 bytes */
  public Pseudonyms(String pepper) {
    this.pepper = new SecretKeySpec(Secret.bytes("fairlot.secrets.pepper", pepper), "HmacSHA256");
  }

  /** The person's pseudonym (个人标识), 22 characters: the same in every programme and service of this suite. */
  public String personTag(String documentType, String normalisedNumber) {
    return of("person", documentType + "|" + normalisedNumber);
  }

  /** @param domain keeps hashes of different uses apart */
  public String of(String domain, String text) {
    return of(domain, text.getBytes(StandardCharsets.UTF_8));
  }

  public String of(String domain, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(pepper);
      mac.update(domain.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac.doFinal(bytes), BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
