package org.fairlot.notification.provider;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The contract with the provider; each value stands with its reason in {@code application.yaml}.
 *
 * @param baseUrl         where the provider answers
 * @param accessKey       our key there, from outside
 * @param signName        the reviewed signature (短信签名), at most 8 characters
 * @param connectTimeout  after which the provider counts as unreachable
 * @param responseTimeout after which it is not known whether the provider took a message
 * @param perSecond       calls per second that the contract allows
 */
@ConfigurationProperties("fairlot.sms")
public record SmsProperties(
    String baseUrl, String accessKey, String signName, Duration connectTimeout, Duration responseTimeout,
    int perSecond) {

  /** The part of a short message that templates leave for it, without its brackets 【】. */
  public static final int SIGN_NAME_MAX = 8;

  public SmsProperties {
    if (signName == null || signName.isBlank() || signName.length() > SIGN_NAME_MAX) {
      throw new IllegalArgumentException(
          "fairlot.sms.sign-name must have 1 to " + SIGN_NAME_MAX + " characters: " + signName);
    }
  }
}
