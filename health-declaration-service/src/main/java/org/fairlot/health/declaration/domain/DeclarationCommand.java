package org.fairlot.health.declaration.domain;

import java.util.List;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.pack.Stage.OnSymptom;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** What can be asked of a person's declarations (健康申报). Key: personTag. */
public sealed interface DeclarationCommand extends Command {

  String personTag();

  @Override
  default String key() {
    return personTag();
  }

  /**
   * A person declares. The answers are sealed, so what follows from them was assessed before.
   *
   * @param sealed        JWE for {@link org.fairlot.contracts.Purpose#HEALTH}: the {@link Answers}
   * @param validityHours how long it counts
   */
  @Wire("health.make-declaration.v1")
  record MakeDeclaration(
      String personTag, String declarationId, String district, HealthVerdict verdict, List<String> reasons, String sealed,
      int validityHours)
      implements DeclarationCommand {
    public MakeDeclaration {
      reasons = List.copyOf(reasons);
    }
  }

  /** A person corrects a declaration (更正); the whole of it. */
  @Wire("health.correct-declaration.v1")
  record CorrectDeclaration(
      String personTag, String declarationId, String district, HealthVerdict verdict, List<String> reasons, String sealed)
      implements DeclarationCommand {
    public CorrectDeclaration {
      reasons = List.copyOf(reasons);
    }
  }

  /** A case asks for its health pre-check. @param validityHours how old a declaration the case's pack accepts */
  @Wire("health.answer-precheck.v1")
  record AnswerPrecheck(String personTag, String caseId, int stageNo, int validityHours, OnSymptom onSymptom)
      implements DeclarationCommand {}
}
