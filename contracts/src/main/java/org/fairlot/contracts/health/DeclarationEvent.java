package org.fairlot.contracts.health;

import java.time.Instant;
import java.util.List;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/** A person's health declarations (个人健康信息申报). Key: personTag. */
public sealed interface DeclarationEvent extends Event {

  String personTag();

  /**
   * The consequence of a declaration (核验结果).
   *
   * <p>A symptom turns pick-up into delivery and alerts the authority; it does not deny goods, else people lie.
   */
  enum HealthVerdict { CLEAR, NEEDS_FOLLOW_UP, BLOCK_PICKUP_ONLY }

  /**
   * A declaration was made.
   *
   * @param sealed     JWE for {@link org.fairlot.contracts.Purpose#HEALTH}: every answer of the form
   * @param district   county code of residence, for the authority's query
   * @param reasons    codes of the rules that led to the verdict, in rule order
   * @param validUntil first instant at which it no longer counts
   * @param keyId      the person's key under which it is sealed; missing if it was made before declarations had an end
   * @param keptUntil  when all that the person has declared is erased, unless there is a newer declaration then (保存期限);
   *     missing likewise
   */
  @Wire("health.declaration-made.v1")
  record DeclarationMade(
      String declarationId, String personTag, String district, HealthVerdict verdict, List<String> reasons, String sealed,
      Instant declaredAt, Instant validUntil, @Nullable String keyId, @Nullable Instant keptUntil)
      implements DeclarationEvent {
    public DeclarationMade {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * The person corrected it (更正); the whole declaration, which replaces the earlier one.
   *
   * @param keyId     the person's key under which it is sealed; missing if it was made before declarations had an end
   * @param keptUntil as before the correction; missing likewise
   */
  @Wire("health.declaration-corrected.v1")
  record DeclarationCorrected(
      String declarationId, String personTag, String district, HealthVerdict verdict, List<String> reasons, String sealed,
      Instant declaredAt, Instant validUntil, @Nullable String keyId, @Nullable Instant keptUntil)
      implements DeclarationEvent {
    public DeclarationCorrected {
      reasons = List.copyOf(reasons);
    }
  }

  /** The answer to a case's health pre-check. {@code verdict} is {@code null} where no valid declaration exists. */
  @Wire("health.precheck-answered.v1")
  record PrecheckAnswered(
      String caseId, int stageNo, String personTag, boolean passed, @Nullable HealthVerdict verdict, List<String> reasons)
      implements DeclarationEvent {
    @Override
    public String about() {
      return caseId;
    }

    public PrecheckAnswered {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * The time for which the person's declarations are kept is over (保存期限届满), and they are erased (销毁). With this event the keys are
   * deleted, so that nobody can open any more what was declared before it.
   *
   * @param keyIds the keys that were deleted
   */
  @Wire("health.declarations-erased.v1")
  record DeclarationsErased(String personTag, List<String> keyIds) implements DeclarationEvent {
    public DeclarationsErased {
      keyIds = List.copyOf(keyIds);
    }
  }
}
