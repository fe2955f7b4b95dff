package org.fairlot.registration.eligibility.domain;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Eligibility;
import org.fairlot.contracts.pack.Stage.Way;

/**
 * What is still open of the question whether a person is eligible (核验进度): the ways that may yet hold, each with the facts
 * that are not known. It asks no more than is needed: nothing after the first way that holds, and nothing of a way that
 * has already failed; only of who is eligible, what is to be known of everybody.
 *
 * @param asked facts that are to be known of whoever is eligible, and are not
 */
public record Inquiry(List<Way> ways, List<Attested> asked) {

  public Inquiry {
    ways = List.copyOf(ways);
    asked = List.copyOf(asked);
  }

  /** @param known whether a fact holds, for those that are known */
  public static Inquiry of(Eligibility rules, Map<Attested, Boolean> known) {
    var inquiry = new Inquiry(rules.anyOf(), rules.besides());
    for (var fact : rules.facts()) {
      if (known.containsKey(fact)) {
        inquiry = inquiry.with(fact, known.get(fact));
      }
    }
    return inquiry;
  }

  public Inquiry with(Attested fact, boolean holds) {
    return new Inquiry(
        ways.stream()
            .filter(way -> holds || !way.allOf().contains(fact))
            .map(way -> new Way(without(fact, way.allOf())))
            .toList(),
        without(fact, asked));
  }

  private static List<Attested> without(Attested fact, List<Attested> facts) {
    return facts.stream().filter(other -> !other.equals(fact)).toList();
  }

  public boolean eligible() {
    return ways.stream().anyMatch(way -> way.allOf().isEmpty());
  }

  public boolean refused() {
    return ways.isEmpty();
  }

  /** Whether nothing is left to ask. */
  public boolean decided() {
    return refused() || eligible() && asked.isEmpty();
  }

  /** The fact to ask about next, in a way that does not need any of {@code unavailable}; empty if there is none. */
  public Optional<Attested> next(Collection<Attested> unavailable) {
    if (eligible()) {
      return asked.stream().filter(fact -> !unavailable.contains(fact)).findFirst();
    }
    return ways.stream()
        .filter(way -> Collections.disjoint(way.allOf(), unavailable))
        .findFirst()
        .map(way -> way.allOf().getFirst());
  }

  /** All that is not known, whether or not it will be asked. */
  public List<Attested> open() {
    return Stream.concat(ways.stream().flatMap(way -> way.allOf().stream()), asked.stream()).distinct().toList();
  }
}
