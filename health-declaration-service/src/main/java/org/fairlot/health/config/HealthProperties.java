package org.fairlot.health.config;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param zone          in which a day begins and ends
 * @param validityHours how long a declaration counts at most; a pack may ask for a fresher one
 * @param retentionDays how long a person's declarations are kept once the last of them no longer counts (保存期限)
 */
@ConfigurationProperties("fairlot.health")
public record HealthProperties(ZoneId zone, int validityHours, int retentionDays) {

  public HealthProperties {
    if (retentionDays < 1) {
      // a setting that was forgotten must not erase what the authority needs today
      throw new IllegalArgumentException("fairlot.health.retention-days must be 1 or more, not " + retentionDays);
    }
  }
}
