package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.testkit.DeciderRun.Logged;
import org.fairlot.testkit.Tally.Add;
import org.junit.jupiter.api.Test;

class RepeatHorizonTest {

  private static final Instant START = Instant.parse("2020-02-02T11:30:00Z");
  private static final FairlotProperties.Limits ONE_HOUR =
      new FairlotProperties.Limits(65_536, 262_144, 262_144, 2_000, Duration.ofHours(1));

  @Test
  void a_command_is_known_for_as_long_as_the_horizon_and_no_longer() {
    try (var run = new DeciderRun(Tally.service(), ONE_HOUR)) {
      var first = run.process(new Logged("id", "body", new Add("pool", "batch", 1), START));
      assertThat(run.process(new Logged("id", "body", new Add("pool", "batch", 1), START.plusSeconds(3600)))).isEqualTo(first);
      var later = run.process(new Logged("id", "body", new Add("pool", "batch", 1), START.plusSeconds(3601)));
      assertThat(later.version()).as("decided anew").isEqualTo(2);
    }
  }

  @Test
  void what_is_beyond_the_horizon_is_cleared_away() {
    try (var run = new DeciderRun(Tally.service(), ONE_HOUR)) {
      // five hours at a command every six seconds: 600 of 3,000 are within the horizon
      for (int i = 0; i < 3_000; i++) {
        run.process(new Logged("id-" + i, "body", new Add("pool", "batch-" + i, 1), START.plusSeconds(i * 6L)));
      }
      long kept = run.state().keySet().stream().filter(key -> key.startsWith("c\0")).count();
      assertThat(kept).isBetween(600L, 1_000L);
    }
  }
}
