package org.fairlot.registration.report.figures;

import java.util.Map;

/**
 * What the store has counted of documents that are alike in some fields.
 *
 * @param of   these fields with their values; one that is missing is {@code null}
 * @param sums by name: {@link #COUNT}, and sums of fields; one that is missing is 0
 */
public record Tally(Map<String, Object> of, Map<String, Long> sums) {

  /** How many documents. */
  public static final String COUNT = "count";

  public String text(String field) {
    return (String) of.get(field);
  }

  public boolean is(String field) {
    return Boolean.TRUE.equals(of.get(field));
  }

  public boolean has(String field) {
    return of.get(field) != null;
  }

  public long number(String field) {
    return has(field) ? ((Number) of.get(field)).longValue() : 0;
  }

  public long sum(String name) {
    return sums.getOrDefault(name, 0L);
  }

  public long count() {
    return sum(COUNT);
  }
}
