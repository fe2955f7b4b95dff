package org.fairlot.delivery.config;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param couriers       couriers whose topics exist from the start
 * @param dispatchSettle how old a dispatch order must be to be listed
 */
@ConfigurationProperties("fairlot.delivery")
public record DeliveryProperties(@DefaultValue List<String> couriers, @DefaultValue("1s") Duration dispatchSettle) {
  public DeliveryProperties {
    couriers = List.copyOf(couriers);
  }
}
