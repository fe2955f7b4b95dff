package org.fairlot.registration.eligibility.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.registration.EligibilityEvent;
import org.fairlot.contracts.registration.EligibilityEvent.AskedInVain;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAnswered;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityAsked;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityDropped;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.EligibilityEvent.FactsForgotten;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;

/**
 * What registers have attested of a person, and what cases wait for it (核验档案).
 *
 * @param identity JWE as it came with the latest question, or {@code null}
 * @param facts    the latest answer by {@code FACT@area}
 * @param open     questions without an answer, the oldest first
 * @param closed   {@code caseId/stageNo} of the latest answered or dropped questions: a belated repeat opens none again
 */
public record PersonFacts(String identity, Map<String, Known> facts, List<Question> open, List<String> closed) {

  public static final PersonFacts NONE = new PersonFacts(null, Map.of(), List.of(), List.of());

  private static final int REMEMBERED = 50;

  public PersonFacts {
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    open = List.copyOf(open);
    closed = List.copyOf(closed.subList(Math.max(0, closed.size() - REMEMBERED), closed.size()));
  }

  public record Known(boolean holds, Instant attestedAt) {}

  /** @param pending facts that could not be asked about when it was last tried */
  public record Question(String caseId, int stageNo, Eligibility rules, List<Fact> pending) {
    public Question {
      pending = List.copyOf(pending);
    }

    String id() {
      return idOf(caseId, stageNo);
    }
  }

  static String idOf(String caseId, int stageNo) {
    return caseId + "/" + stageNo;
  }

  /** The open question of this stage, or {@code null}. */
  Question question(String caseId, int stageNo) {
    return open.stream().filter(q -> q.id().equals(idOf(caseId, stageNo))).findFirst().orElse(null);
  }

  /** Those facts of the rules that are known and have not grown old. */
  Map<Attested, Boolean> valid(Eligibility rules, Instant at) {
    var valid = new LinkedHashMap<Attested, Boolean>();
    var age = Duration.ofHours(rules.factsValidHours());
    for (Attested fact : rules.facts()) {
      var known = facts.get(keyOf(fact.fact(), fact.area()));
      if (known != null && at.isBefore(known.attestedAt().plus(age))) {
        valid.put(fact, known.holds());
      }
    }
    return valid;
  }

  PersonFacts after(EligibilityEvent event) {
    return switch (event) {
      case EligibilityAsked e when question(e.caseId(), e.stageNo()) != null -> this;
      case EligibilityAsked e ->
          new PersonFacts(
              e.identity(), facts, and(open, new Question(e.caseId(), e.stageNo(), e.rules(), List.of())), closed);
      case FactAttested e -> {
        var more = new TreeMap<>(facts);
        more.put(keyOf(e.fact(), e.area()), new Known(e.holds(), e.attestedAt()));
        yield new PersonFacts(identity, more, open, closed);
      }
      case EligibilityPending e ->
          new PersonFacts(
              identity, facts,
              open.stream()
                  .map(q -> q.id().equals(idOf(e.caseId(), e.stageNo()))
                      ? new Question(q.caseId(), q.stageNo(), q.rules(), e.facts())
                      : q)
                  .toList(),
              closed);
      case EligibilityAnswered e -> without(idOf(e.caseId(), e.stageNo()));
      case EligibilityDropped e -> without(idOf(e.caseId(), e.stageNo()));
      case AskedInVain e -> this;
      case ListRechecked e -> this;
      case FactsForgotten e -> new PersonFacts(identity, newerThan(e.attestedUpTo()), open, closed);
    };
  }

  /** Without the facts that were attested by then. */
  private Map<String, Known> newerThan(Instant attestedUpTo) {
    var newer = new TreeMap<>(facts);
    newer.values().removeIf(known -> !known.attestedAt().isAfter(attestedUpTo));
    return newer;
  }

  boolean hasFactsUpTo(Instant attestedUpTo) {
    return newerThan(attestedUpTo).size() < facts.size();
  }

  private PersonFacts without(String question) {
    return new PersonFacts(
        identity, facts, open.stream().filter(q -> !q.id().equals(question)).toList(), and(closed, question));
  }

  private static String keyOf(Fact fact, String area) {
    return fact + "@" + area;
  }

  private static <T> List<T> and(List<T> list, T more) {
    return Stream.concat(list.stream(), Stream.of(more)).toList();
  }
}
