package org.fairlot.registration.casework.view;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/** The latest health declaration of each person, without what it says, until it is erased. Document id: personTag. */
public final class ClearancesView implements View {

  public static final String COLLECTION = "clearances";

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case DeclarationMade e -> clearance(e.personTag(), e.declarationId(), e.verdict(), e.validUntil(), recorded);
      case DeclarationCorrected e -> clearance(e.personTag(), e.declarationId(), e.verdict(), e.validUntil(), recorded);
      case DeclarationsErased e -> List.of(new Change.Remove(COLLECTION, e.personTag()));
      default -> List.of();
    };
  }

  private static List<Change> clearance(
      String personTag, String declarationId, HealthVerdict verdict, Instant validUntil, Recorded<?> recorded) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("declarationId", declarationId);
    fields.put("verdict", verdict);
    fields.put("validUntil", validUntil);
    return List.of(Change.put(COLLECTION, personTag, recorded, fields));
  }
}
