package org.fairlot.runtime.edge;

import java.util.Map;
import java.util.TreeMap;

/** HTTP status of a service's rejection codes; a code that is not named is a conflict with the state: 409. */
public final class ProblemCatalog {

  private final Map<String, Integer> statuses = new TreeMap<>();

  public ProblemCatalog status(String code, int status) {
    statuses.put(code, status);
    return this;
  }

  public int statusOf(String code) {
    return statuses.getOrDefault(code, 409);
  }
}
