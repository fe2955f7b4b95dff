package org.fairlot.health.reaction;

import java.util.List;
import java.util.Set;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.health.declaration.domain.DeclarationCommand.AnswerPrecheck;
import org.fairlot.health.declaration.domain.DeclarationCommand.EraseDeclarations;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;

/** A case that asks for its health pre-check gets an answer from the person's declarations; and those have an end. */
public final class HealthReaction implements Reaction {

  @Override
  public Set<Class<? extends Event>> types() {
    return Set.of(StageRequested.class, DeclarationMade.class);
  }

  @Override
  public List<Effect> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case StageRequested e when e.stage() instanceof HealthPrecheck stage ->
          List.of(
              Effect.request(
                  new AnswerPrecheck(
                      e.personTag(), e.caseId(), e.stageNo(), stage.validityHours(), stage.onSymptom())));
      case DeclarationMade e when e.keptUntil() != null -> List.of(end(e));
      default -> List.of();
    };
  }

  /** One timer for each person: a newer declaration moves it. */
  private static Effect end(DeclarationMade e) {
    return Effect.schedule("declarations-end/" + e.personTag(), e.keptUntil(), new EraseDeclarations(e.personTag()));
  }
}
