package org.fairlot.notification.config;

import java.time.Duration;
import org.fairlot.contracts.notification.QuietHours;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Each value stands with its reason in {@code application.yaml}. */
@ConfigurationProperties("fairlot.notification")
public record NotificationProperties(
    QuietHours quietHours, Duration backoffFirst, Duration backoffMax, Duration claimTtl, Duration settle) {

  public NotificationProperties {
    if (settle.compareTo(claimTtl) <= 0) {
      throw new IllegalArgumentException(
          "fairlot.notification.settle must be longer than claim-ttl, or a message may be sent twice");
    }
  }
}
