package org.fairlot.health.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.health.declaration.domain.DeclarationCommand.AnswerPrecheck;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Recorded;
import org.junit.jupiter.api.Test;

class HealthReactionSpec {

  private static final String PERSON = "0123456789abcdefghijkl";
  private static final String CASE = "gz-masks." + PERSON + ".case0001";

  @Test
  void a_health_precheck_is_answered_from_the_persons_declarations() {
    assertThat(on(new Stage.HealthPrecheck(true, 72, Stage.OnSymptom.DENY)))
        .containsExactly(Effect.request(new AnswerPrecheck(PERSON, CASE, 1, 72, Stage.OnSymptom.DENY)));
  }

  @Test
  void other_stages_are_left_to_other_services() {
    assertThat(
            on(
                new Stage.FirstCome(
                    Stage.PoolScope.CITY, 1, Stage.WhenSoldOut.REFUSE, Stage.RestockOrder.EARLIEST_FIRST, 72)))
        .isEmpty();
  }

  private static List<Effect> on(Stage stage) {
    var choice = new Choice("440106", null, null, null, null, false);
    var event = new StageRequested(CASE, "gz-masks", PERSON, 1, stage, choice, Map.of(), null, false, null);
    return new HealthReaction()
        .on(new Recorded<>(event, "e1", "gz-masks|" + PERSON, 2, Instant.parse("2020-02-02T11:30:00Z"), CASE, "c1"));
  }
}
