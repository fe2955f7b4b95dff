package org.fairlot.registration.casework.domain;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Stage.Fact;

/** The facts in the detail of a settled stage: their names, with commas between. */
public final class FactList {

  /** The member of the detail. */
  public static final String MEMBER = "facts";

  private FactList() {}

  public static String write(List<Fact> facts) {
    return facts.stream().map(Fact::name).collect(Collectors.joining(","));
  }

  /** @param text {@code null} or empty: none */
  static List<Fact> read(String text) {
    return text == null || text.isEmpty() ? List.of() : Stream.of(text.split(",")).map(Fact::valueOf).toList();
  }
}
