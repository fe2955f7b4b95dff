package org.fairlot.health.reaction;

import java.util.List;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.health.declaration.domain.DeclarationCommand.AnswerPrecheck;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Reaction;
import org.fairlot.kernel.Recorded;

/** A case that asks for its health pre-check gets an answer from the person's declarations. */
public final class HealthReaction implements Reaction {

  @Override
  public List<Effect> on(Recorded<?> recorded) {
    return recorded.event() instanceof StageRequested e && e.stage() instanceof HealthPrecheck stage
        ? List.of(
            Effect.request(
                new AnswerPrecheck(
                    e.personTag(), e.caseId(), e.stageNo(), stage.validityHours(), stage.onSymptom())))
        : List.of();
  }
}
