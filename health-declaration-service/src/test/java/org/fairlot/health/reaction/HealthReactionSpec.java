package org.fairlot.health.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.health.declaration.domain.DeclarationCommand.AnswerPrecheck;
import org.fairlot.health.declaration.domain.DeclarationCommand.EraseDeclarations;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class HealthReactionSpec {

  private static final String PERSON = "0123456789abcdefghijkl";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");
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

  @Row("M23")
  @Test
  void a_person_has_one_timer_for_the_end_and_each_declaration_sets_it_anew() {
    assertThat(on(made(NOW.plusSeconds(60)))).containsExactly(
        Effect.schedule("declarations-end/" + PERSON, NOW.plusSeconds(60), new EraseDeclarations(PERSON)));
    assertThat(on(made(null))).as("made before declarations had an end").isEmpty();
  }

  @Row("M23")
  @Test
  void neither_a_correction_nor_the_end_itself_sets_a_timer() {
    assertThat(on(new DeclarationCorrected(
        "d1", PERSON, "440106", HealthVerdict.CLEAR, List.of(), "sealed", NOW, NOW, "key", NOW))).isEmpty();
    assertThat(on(new DeclarationsErased(PERSON, List.of("key")))).isEmpty();
  }

  private static DeclarationMade made(Instant keptUntil) {
    return new DeclarationMade("d1", PERSON, "440106", HealthVerdict.CLEAR, List.of(), "sealed", NOW, NOW, "key", keptUntil);
  }

  private static List<Effect> on(Stage stage) {
    var choice = new Choice("440106", null, null, null, null, false);
    return on(new StageRequested(CASE, "gz-masks", PERSON, 1, stage, choice, Map.of(), null, false, null));
  }

  private static List<Effect> on(Event event) {
    return new HealthReaction().on(new Recorded<>(event, "e1", "gz-masks|" + PERSON, 2, NOW, CASE, "c1"));
  }
}
