package org.fairlot.registration.pack.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fairlot.registration.pack.yaml.InvalidPack.Finding;

/** What is wrong so far. */
final class Findings {

  private final List<Finding> all = new ArrayList<>();

  void add(int line, String reason) {
    var finding = new Finding(line, reason);
    if (!all.contains(finding)) {
      all.add(finding);
    }
  }

  void throwIfAny() throws InvalidPack {
    if (!all.isEmpty()) {
      throw new InvalidPack(all.stream().sorted(Comparator.comparingInt(Finding::line)).toList());
    }
  }
}
