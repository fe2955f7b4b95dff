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
   * @param keyId         under which person key
   * @param validityHours how long it counts
   * @param retentionDays how long it is kept then; {@code null} in a command that was written before there was an end
   */
  @Wire("health.make-declaration.v1")
  record MakeDeclaration(
      String personTag, String declarationId, String district, HealthVerdict verdict, List<String> reasons, String sealed,
      String keyId, int validityHours, Integer retentionDays)
      implements DeclarationCommand {
    public MakeDeclaration {
      reasons = List.copyOf(reasons);
    }
  }

  /** A person corrects a declaration (更正); the whole of it. @param keyId under which person key it is sealed */
  @Wire("health.correct-declaration.v1")
  record CorrectDeclaration(
      String personTag, String declarationId, String district, HealthVerdict verdict, List<String> reasons, String sealed,
      String keyId)
      implements DeclarationCommand {
    public CorrectDeclaration {
      reasons = List.copyOf(reasons);
    }
  }

  /** A case asks for its health pre-check. @param validityHours how old a declaration the case's pack accepts */
  @Wire("health.answer-precheck.v1")
  record AnswerPrecheck(String personTag, String caseId, int stageNo, int validityHours, OnSymptom onSymptom)
      implements DeclarationCommand {}

  /** The time for which the person's declarations are kept is over (保存期限届满); a timer says so, twice perhaps or too late. */
  @Wire("health.erase-declarations.v1")
  record EraseDeclarations(String personTag) implements DeclarationCommand {}
}
