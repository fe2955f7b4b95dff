package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceSpec {

  private final Pace pace = new Pace();

  @Test
  void before_the_first_decision_nothing_is_known() {
    assertThat(pace.now()).isZero();
  }

  @Test
  void one_slow_decision_among_many_is_no_slow_machine() {
    for (double millis : new double[] {30, 15_000, 40, 20}) {
      pace.decided(millis);
    }
    assertThat(pace.now()).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void what_was_long_ago_is_forgotten() {
    for (int i = 0; i < 40; i++) {
      pace.decided(20);
    }
    for (int i = 0; i < 40; i++) {
      pace.decided(2_000);
    }
    assertThat(pace.now()).isEqualTo(Duration.ofSeconds(2));
  }
}
