package org.fairlot.notification.message.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofSeconds(30), Duration.ofHours(1), new Random(7));

  @Test
  void doubles_up_to_its_maximum_and_is_spread_by_half() {
    assertSpread(1, Duration.ofSeconds(30));
    assertSpread(2, Duration.ofSeconds(60));
    assertSpread(7, Duration.ofSeconds(1920));
    assertSpread(8, Duration.ofHours(1));
    assertSpread(Integer.MAX_VALUE, Duration.ofHours(1));
  }

  private void assertSpread(int attempt, Duration base) {
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.after(attempt)).isBetween(base.dividedBy(2), base.multipliedBy(3).dividedBy(2));
    }
  }
}
