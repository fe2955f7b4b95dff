package org.fairlot.health.declaration.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;

/**
 * The declarations of one person, without the answers.
 *
 * @param latest   the last few, oldest first
 * @param answered the last pre-checks that were answered, as {@code caseId/stageNo}, oldest first
 */
public record Declarations(List<Declaration> latest, List<String> answered) {

  /** More than a person can need to correct; a state must not grow with every day of a year. */
  private static final int DECLARATIONS_KEPT = 10;

  /** Far more than a person has cases open; an older repeat is answered again, and its case, long past it, ignores it. */
  private static final int ANSWERS_KEPT = 50;

  static final Declarations NONE = new Declarations(List.of(), List.of());

  /** @param validUntil first instant at which it no longer counts */
  public record Declaration(
      String declarationId, HealthVerdict verdict, List<String> reasons, Instant declaredAt, Instant validUntil) {
    public Declaration {
      reasons = List.copyOf(reasons);
    }

    boolean countsAt(Instant at, int validityHours) {
      return at.isBefore(validUntil) && at.isBefore(declaredAt.plusSeconds(validityHours * 3600L));
    }
  }

  public Declarations {
    latest = List.copyOf(latest);
    answered = List.copyOf(answered);
  }

  Optional<Declaration> find(String declarationId) {
    return latest.stream().filter(declaration -> declaration.declarationId().equals(declarationId)).findFirst();
  }

  /** What the person said last; an earlier and better answer does not count beside it. */
  Optional<Declaration> last() {
    return latest.isEmpty() ? Optional.empty() : Optional.of(latest.getLast());
  }

  Declarations with(Declaration declaration) {
    return new Declarations(lastOf(latest, declaration, DECLARATIONS_KEPT), answered);
  }

  Declarations corrected(Declaration declaration) {
    var replaced =
        latest.stream().map(d -> d.declarationId().equals(declaration.declarationId()) ? declaration : d).toList();
    return new Declarations(replaced, answered);
  }

  Declarations withAnswered(String precheck) {
    return new Declarations(latest, lastOf(answered, precheck, ANSWERS_KEPT));
  }

  private static <T> List<T> lastOf(List<T> list, T next, int kept) {
    var longer = new ArrayList<>(list);
    longer.add(next);
    return longer.subList(Math.max(0, longer.size() - kept), longer.size());
  }
}
