package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.wire.Json;
import org.fairlot.runtime.wire.WireHeaders;
import org.fairlot.testkit.DeciderRun.Logged;
import org.fairlot.testkit.Tally.Add;
import org.junit.jupiter.api.Test;

class TimerTimeTest {

  /** When {@link DeciderRun#processRaw} says that a record was appended. */
  private static final Instant APPENDED = Instant.parse("2020-02-02T11:30:00Z");
  private static final FairlotProperties.Limits LIMITS =
      new FairlotProperties.Limits(65_536, 262_144, 262_144, 2_000, Duration.ofHours(1));

  private static void fire(DeciderRun run, String id, Instant due) {
    run.processRaw(
        "pool", Json.MAPPER.writeValueAsBytes(new Add("pool", id, 1)),
        Map.of(WireHeaders.ID, id, WireHeaders.TYPE, "allocation.add.v1", WireHeaders.DUE, Long.toString(due.toEpochMilli())));
  }

  @Test
  void a_timer_that_a_fast_clock_fired_is_decided_at_the_time_it_was_set_for() {
    try (var run = new DeciderRun(Tally.service(), LIMITS)) {
      fire(run, "early", APPENDED.plusMillis(250));
      assertThat(run.takeEvents()).singleElement().satisfies(e -> assertThat(e.at()).isEqualTo(APPENDED.plusMillis(250)));
      run.process(new Logged("next", "body", new Add("pool", "next", 1), APPENDED.plusMillis(10)));
      assertThat(run.takeEvents()).singleElement()
          .satisfies(e -> assertThat(e.at()).as("an aggregate's time does not step back").isEqualTo(APPENDED.plusMillis(250)));
    }
  }

  @Test
  void a_timer_that_comes_late_is_decided_at_the_time_it_comes() {
    try (var run = new DeciderRun(Tally.service(), LIMITS)) {
      fire(run, "late", APPENDED.minusSeconds(60));
      assertThat(run.takeEvents()).singleElement().satisfies(e -> assertThat(e.at()).isEqualTo(APPENDED));
    }
  }
}
