package org.fairlot.allocation.pool.domain;

import java.util.List;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Stage.Reserve;

/**
 * The wants that ask for the same units of the same parts under the same rule, in the order of their arrival. One pool has as
 * many lanes as its packs and groups make such combinations, mostly one; so the next want to serve is found by looking at the
 * head of each, however many wait behind.
 *
 * @param strict   whether nobody behind may pass a want of this lane that does not fit ({@code EARLIEST_STRICT})
 * @param units    what each of its wants asks for
 * @param reserves the reserves that may serve its wants besides what is open to everybody, in the order in which they do
 */
record Lane(boolean strict, int units, List<String> reserves) {

  /** The part of a pool that is open to everybody. */
  static final String OPEN = Reserve.OPEN;

  private static final String STRICT = "strict";
  private static final String YIELDING = "yielding";
  private static final int UNITS_DIGITS = 3;
  private static final int ARRIVAL_DIGITS = 12;

  Lane {
    reserves = List.copyOf(reserves);
  }

  static Lane parse(String prefix) {
    String[] parts = prefix.split("/");
    int at = parts[2].indexOf('@');
    return new Lane(
        parts[1].equals(STRICT), Integer.parseInt(at < 0 ? parts[2] : parts[2].substring(0, at)),
        at < 0 ? List.of() : List.of(parts[2].substring(at + 1).split("\\+")));
  }

  /** Sorts by units; all its wants begin with it, and no other's. */
  String prefix() {
    String group = reserves.isEmpty() ? "" : "@" + String.join("+", reserves);
    return "want/" + (strict ? STRICT : YIELDING) + "/" + padded(units, UNITS_DIGITS) + group + "/";
  }

  /** Sorts by arrival. */
  String key(long arrival) {
    return prefix() + padded(arrival, ARRIVAL_DIGITS);
  }

  /** The parts that may serve its wants, the first one first. */
  List<String> parts() {
    return partsOf(reserves);
  }

  /** What serves the members of these reserves: their own part before the one that is open to everybody. */
  static List<String> partsOf(List<String> reserves) {
    return Stream.concat(reserves.stream(), Stream.of(OPEN)).toList();
  }

  /** The reserve that a part is, as events name it: {@code null} for what is open to everybody. */
  static String reserveOf(String part) {
    return part.equals(OPEN) ? null : part;
  }

  /** In digits that are the same everywhere: a format would take those of the JVM's locale. */
  static String padded(long number, int digits) {
    String text = Long.toString(number);
    return "0".repeat(digits - text.length()) + text;
  }

  static long arrivalOf(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
  }
}
