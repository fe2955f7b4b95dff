package org.fairlot.registration.pack.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** The text is not a valid pack; says all that is wrong with it at once. */
public final class InvalidPack extends Exception {

  /** @param line 1 for the first line of the file */
  public record Finding(int line, String reason) {
    @Override
    public String toString() {
      return line + ": " + reason;
    }
  }

  private final List<Finding> findings;

  InvalidPack(List<Finding> findings) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** In the order of their lines. */
  public List<Finding> findings() {
    return findings;
  }
}
