package org.fairlot.local.rows;

import java.util.Locale;

/** How tests went; the later one counts for several together. */
public enum Result {
  PASSED,
  SKIPPED,
  NOT_RUN,
  FAILED;

  Result and(Result other) {
    return compareTo(other) < 0 ? other : this;
  }

  /** In words. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
