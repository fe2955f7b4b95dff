package org.fairlot.local.demo;

import java.util.ArrayList;
import java.util.List;

/** What must have held, each with its count, and whether it did. */
final class Account {

  /** @param count of what was looked at; @param broken what did not fit, empty if all did */
  record Invariant(String claim, long count, List<String> broken) {
    boolean holds() {
      return broken.isEmpty();
    }
  }

  private static final int EXAMPLES = 3;

  private final List<Invariant> invariants = new ArrayList<>();

  void check(String claim, long count, List<String> broken) {
    invariants.add(new Invariant(claim, count, List.copyOf(broken)));
  }

  /** @param holds false breaks the account */
  void check(String claim, long count, boolean holds) {
    check(claim, count, holds ? List.of() : List.of("it is not so"));
  }

  void add(List<Invariant> more) {
    invariants.addAll(more);
  }

  boolean holds() {
    return invariants.stream().allMatch(Invariant::holds);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Invariant invariant : invariants) {
      text.append("  %s %-72s %,9d%n".formatted(invariant.holds() ? "✓" : "✗", invariant.claim(), invariant.count()));
      invariant.broken().stream().limit(EXAMPLES)
          .forEach(example -> text.append("      ").append(example).append('\n'));
      if (invariant.broken().size() > EXAMPLES) {
        text.append("      … and %d more%n".formatted(invariant.broken().size() - EXAMPLES));
      }
    }
    return text.toString();
  }
}
