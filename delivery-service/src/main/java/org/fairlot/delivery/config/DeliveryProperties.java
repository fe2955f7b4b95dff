package org.fairlot.delivery.config;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param couriers       couriers whose topics exist from the start
 * @param dispatchSettle how old a dispatch order must be to be listed
 * @param guesses        how many wrong pick-up codes may be tried
 */
@ConfigurationProperties("fairlot.delivery")
public record DeliveryProperties(
    @DefaultValue List<String> couriers, @DefaultValue("1s") Duration dispatchSettle, @DefaultValue Guesses guesses) {

  /**
   * Per instance; the reasons stand in {@code application.yaml}.
   *
   * @param perOutlet wrong codes at one outlet within the window
   * @param perClient wrong codes of one caller within the window, whatever outlets it names
   * @param window    counted from the first wrong code on
   */
  public record Guesses(
      @DefaultValue("20") int perOutlet, @DefaultValue("500") int perClient, @DefaultValue("10m") Duration window) {}

  public DeliveryProperties {
    couriers = List.copyOf(couriers);
  }
}
