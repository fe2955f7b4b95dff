package org.fairlot.allocation.draw.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.runtime.decider.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawWorkerTest {

  private static final String DRAW = "masks.v1.2020-02-02";
  private static final Instant NOW = Instant.parse("2020-02-01T14:10:00Z");

  @Test
  void a_list_that_was_signed_ahead_of_the_log_is_signed_again_later() {
    assertThatIllegalStateException().isThrownBy(() -> done(rejected("SEALED_IN_FUTURE")))
        .withMessageContaining("ahead of the log's clock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DRAW_DISAGREES", "DRAW_NOT_THERE", "NOT_ATTESTED"})
  void what_is_refused_for_good_is_not_tried_again(String code) {
    assertThat(done(rejected(code))).isTrue();
  }

  @Test
  void what_is_recorded_is_done_and_what_is_not_known_is_asked_again() {
    assertThat(done(new Outcome.Accepted("seal", DRAW, 7, NOW, List.of()))).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> done(new Outcome.Pending("seal", DRAW)));
  }

  private static boolean done(Outcome outcome) {
    return DrawWorker.done("seal", outcome).thenReturn(true).block();
  }

  private static Outcome rejected(String code) {
    return new Outcome.Rejected("seal", DRAW, code, Map.of(), NOW);
  }
}
