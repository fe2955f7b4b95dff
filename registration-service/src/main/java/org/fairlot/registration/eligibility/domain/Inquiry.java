package org.fairlot.registration.eligibility.domain;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Way;

/**
 * What is still open of the question whether a person is eligible (核验进度): the ways that may yet hold, each with the facts
 * that are not known. It asks no more than is needed: nothing after the first way that holds, and nothing of a way that
 * has already failed.
 */
public record Inquiry(List<Way> ways) {

  public Inquiry {
    ways = List.copyOf(ways);
  }

  /** @param known whether a fact holds, for those that are known */
  public static Inquiry of(Eligibility rules, Map<Attested, Boolean> known) {
    var inquiry = new Inquiry(rules.anyOf());
    for (var way : rules.anyOf()) {
      for (var fact : way.allOf()) {
        if (known.containsKey(fact)) {
          inquiry = inquiry.with(fact, known.get(fact));
        }
      }
    }
    return inquiry;
  }

  public Inquiry with(Attested fact, boolean holds) {
    return new Inquiry(
        ways.stream()
            .filter(way -> holds || !way.allOf().contains(fact))
            .map(way -> new Way(way.allOf().stream().filter(other -> !other.equals(fact)).toList()))
            .toList());
  }

  public boolean eligible() {
    return ways.stream().anyMatch(way -> way.allOf().isEmpty());
  }

  public boolean refused() {
    return ways.isEmpty();
  }

  public boolean decided() {
    return eligible() || refused();
  }

  /** The fact to ask about next, in a way that does not need any of {@code unavailable}; empty if there is none. */
  public Optional<Attested> next(Collection<Attested> unavailable) {
    return decided()
        ? Optional.empty()
        : ways.stream()
            .filter(way -> Collections.disjoint(way.allOf(), unavailable))
            .findFirst()
            .map(way -> way.allOf().getFirst());
  }
}
