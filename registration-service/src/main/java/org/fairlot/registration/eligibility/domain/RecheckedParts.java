package org.fairlot.registration.eligibility.domain;

import java.util.List;

/** The parts of a draw's list that have been looked at again. */
public record RecheckedParts(List<Integer> parts) {

  static final RecheckedParts NONE = new RecheckedParts(List.of());

  public RecheckedParts {
    parts = List.copyOf(parts);
  }
}
