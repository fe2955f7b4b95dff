package org.fairlot.health.config;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param zone          in which a day begins and ends
 * @param validityHours how long a declaration counts at most; a pack may ask for a fresher one
 */
@ConfigurationProperties("fairlot.health")
public record HealthProperties(ZoneId zone, int validityHours) {}
