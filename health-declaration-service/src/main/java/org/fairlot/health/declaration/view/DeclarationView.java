package org.fairlot.health.declaration.view;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.health.declaration.domain.Answers;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/**
 * Every declaration with what the authority filters on; the README says why these answers stand here in plain, under the
 * person's pseudonym, and nothing else does. When they are erased they go, and a replay leaves them out.
 */
public final class DeclarationView implements View {

  public static final String COLLECTION = "declarations";

  private static final String PERSON = "personTag";

  private final Function<String, Optional<Answers>> open;

  /** @param open the answers of a sealed declaration, empty if the person was erased */
  public DeclarationView(Function<String, Optional<Answers>> open) {
    this.open = open;
  }

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<IndexSpec> indexes() {
    return List.of(
        IndexSpec.of(COLLECTION, "-declaredAt", "-_id"),
        IndexSpec.of(COLLECTION, "district", "-declaredAt", "-_id"),
        IndexSpec.of(COLLECTION, "verdict", "-declaredAt", "-_id"),
        // by which all of a person's go
        IndexSpec.of(COLLECTION, PERSON));
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return switch (recorded.event()) {
      case DeclarationMade e -> shown(e, recorded, false);
      case DeclarationCorrected e ->
          shown(
              new DeclarationMade(
                  e.declarationId(), e.personTag(), e.district(), e.verdict(), e.reasons(), e.sealed(), e.declaredAt(),
                  e.validUntil(), e.keyId(), e.keptUntil()),
              recorded,
              true);
      case DeclarationsErased e -> List.of(Change.removeAll(COLLECTION, PERSON, e.personTag(), recorded));
      default -> List.of();
    };
  }

  private List<Change> shown(DeclarationMade e, Recorded<?> recorded, boolean corrected) {
    var opened = open.apply(e.sealed());
    if (opened.isEmpty()) {
      return List.of(new Change.Remove(COLLECTION, e.declarationId()));
    }
    var answers = opened.get();
    var fields = new LinkedHashMap<String, Object>();
    fields.put(PERSON, e.personTag());
    fields.put("district", e.district());
    fields.put("verdict", e.verdict());
    fields.put("reasons", e.reasons());
    fields.put("returnedAt", answers.returnedAt());
    fields.put("fromWhere", answers.fromWhere());
    fields.put("hubeiTravel", answers.hubeiTravel());
    fields.put("contactWithCase", answers.contactWithCase());
    fields.put("symptoms", answers.symptoms());
    fields.put("temperatureCelsius", number(answers.temperatureCelsius()));
    fields.put("quarantineStatus", answers.quarantineStatus());
    fields.put("declaredBy", answers.declaredBy());
    fields.put("declaredAt", e.declaredAt());
    fields.put("validUntil", e.validUntil());
    fields.put("keptUntil", e.keptUntil());
    fields.put("correctedAt", corrected ? recorded.at() : null);
    fields.put("sealed", e.sealed());
    return List.of(Change.put(COLLECTION, e.declarationId(), recorded, fields));
  }

  private static Double number(BigDecimal temperature) {
    return temperature == null ? null : temperature.doubleValue();
  }
}
