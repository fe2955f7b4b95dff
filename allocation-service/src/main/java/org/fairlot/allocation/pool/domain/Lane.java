package org.fairlot.allocation.pool.domain;

/**
 * The wants that ask for the same units under the same rule, in the order of their arrival. One pool has as many lanes as
 * its packs have such pairs, mostly one; so the next want to serve is found by looking at the head of each, however many
 * wait behind.
 *
 * @param strict whether nobody behind may pass a want of this lane that does not fit ({@code EARLIEST_STRICT})
 * @param units  what each of its wants asks for
 */
record Lane(boolean strict, int units) {

  private static final String STRICT = "strict";
  private static final String YIELDING = "yielding";
  private static final int UNITS_DIGITS = 3;
  private static final int ARRIVAL_DIGITS = 12;

  static Lane parse(String prefix) {
    String[] parts = prefix.split("/");
    return new Lane(parts[1].equals(STRICT), Integer.parseInt(parts[2]));
  }

  /** Sorts by units; all its wants begin with it. */
  String prefix() {
    return "want/" + (strict ? STRICT : YIELDING) + "/" + padded(units, UNITS_DIGITS) + "/";
  }

  /** Sorts by arrival. */
  String key(long arrival) {
    return prefix() + padded(arrival, ARRIVAL_DIGITS);
  }

  /** In digits that are the same everywhere: a format would take those of the JVM's locale. */
  private static String padded(long number, int digits) {
    String text = Long.toString(number);
    return "0".repeat(digits - text.length()) + text;
  }

  static long arrivalOf(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
  }
}
