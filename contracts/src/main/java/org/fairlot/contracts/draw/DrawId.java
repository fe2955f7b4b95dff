package org.fairlot.contracts.draw;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * The id of a draw (摇号场次): its urn and its local day, {@code <programme>.v<packVersion>.<yyyy-MM-dd>}. It is part of the
 * seed, so that one list cannot be drawn under two names.
 */
public record DrawId(UrnId urn, LocalDate day) {

  private static final int DAY_LENGTH = "yyyy-MM-dd".length();

  /** @throws IllegalArgumentException if {@code text} is not of this form */
  public static DrawId parse(String text) {
    int dot = text.length() - DAY_LENGTH - 1;
    if (dot < 1 || text.charAt(dot) != '.') {
      throw new IllegalArgumentException("not a draw id: " + text);
    }
    try {
      return new DrawId(UrnId.parse(text.substring(0, dot)), LocalDate.parse(text.substring(dot + 1)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a draw id: " + text, e);
    }
  }

  public static boolean isValid(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return urn + "." + day;
  }
}
