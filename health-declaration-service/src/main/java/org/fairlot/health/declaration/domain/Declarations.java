package org.fairlot.health.declaration.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;

/**
 * The declarations of one person, without the answers.
 *
 * @param latest     the last few, oldest first
 * @param answered   the last pre-checks that were answered, as {@code caseId/stageNo}, oldest first
 * @param keyIds     the keys under which the person's declarations are sealed: one, or few where the first ones came at once
 * @param erasedKeys the keys that the last erasure deleted: an edge may still know them for a moment
 */
public record Declarations(List<Declaration> latest, List<String> answered, List<String> keyIds, List<String> erasedKeys) {

  /** More than a person can need to correct; a state must not grow with every day of a year. */
  private static final int DECLARATIONS_KEPT = 10;

  /** Far more than a person has cases open; an older repeat is answered again, and its case, long past it, ignores it. */
  private static final int ANSWERS_KEPT = 50;

  static final Declarations NONE = new Declarations(List.of(), List.of(), List.of(), List.of());

  /**
   * @param validUntil first instant at which it no longer counts
   * @param keptUntil  first instant at which it is kept no longer, {@code null}: it was made before there was an end
   */
  public record Declaration(
      String declarationId, HealthVerdict verdict, List<String> reasons, Instant declaredAt, Instant validUntil,
      Instant keptUntil) {
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
    // a state that was stored before declarations had an end
    keyIds = keyIds == null ? List.of() : List.copyOf(keyIds);
    erasedKeys = erasedKeys == null ? List.of() : List.copyOf(erasedKeys);
  }

  Optional<Declaration> find(String declarationId) {
    return latest.stream().filter(declaration -> declaration.declarationId().equals(declarationId)).findFirst();
  }

  /** What the person said last; an earlier and better answer does not count beside it. */
  Optional<Declaration> last() {
    return latest.isEmpty() ? Optional.empty() : Optional.of(latest.getLast());
  }

  /** Whether nothing of the person is to be kept any longer: what was said last decides for all, since they share a key. */
  boolean areKeptNoLongerAt(Instant at) {
    return last().map(Declaration::keptUntil).filter(keptUntil -> !at.isBefore(keptUntil)).isPresent();
  }

  /** @param keyId {@code null} in a command that was written before declarations had an end */
  boolean wasErased(String keyId) {
    return keyId != null && erasedKeys.contains(keyId);
  }

  /** @param keyId under which it is sealed, {@code null}: not known */
  Declarations with(Declaration declaration, String keyId) {
    return new Declarations(lastOf(latest, declaration, DECLARATIONS_KEPT), answered, andKey(keyId), erasedKeys);
  }

  Declarations corrected(Declaration declaration, String keyId) {
    var replaced =
        latest.stream().map(d -> d.declarationId().equals(declaration.declarationId()) ? declaration : d).toList();
    return new Declarations(replaced, answered, andKey(keyId), erasedKeys);
  }

  Declarations withAnswered(String precheck) {
    return new Declarations(latest, lastOf(answered, precheck, ANSWERS_KEPT), keyIds, erasedKeys);
  }

  /** Which cases were answered says nothing of a person's health, and keeps a belated repeat from being answered anew. */
  Declarations erased(List<String> deletedKeys) {
    return new Declarations(List.of(), answered, List.of(), deletedKeys);
  }

  /** None is ever left out, or what is sealed under it could be opened for ever. */
  private List<String> andKey(String keyId) {
    return keyId == null || keyIds.contains(keyId) ? keyIds : Stream.concat(keyIds.stream(), Stream.of(keyId)).toList();
  }

  private static <T> List<T> lastOf(List<T> list, T next, int kept) {
    var longer = new ArrayList<>(list);
    longer.add(next);
    return longer.subList(Math.max(0, longer.size() - kept), longer.size());
  }
}
