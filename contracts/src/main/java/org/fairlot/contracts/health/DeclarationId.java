package org.fairlot.contracts.health;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a health declaration: {@code <personTag>.<mark>}. It names its own aggregate, so it routes without a lookup.
 *
 * @param personTag 22 characters of base64url: a keyed hash of document type and number
 * @param mark      8 characters that set it apart from the person's others
 */
public record DeclarationId(String personTag, String mark) {

  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{8})");

  /** @throws IllegalArgumentException if {@code text} is not of this form */
  public static DeclarationId parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a declaration id: " + text);
    }
    return new DeclarationId(m.group(1), m.group(2));
  }

  public static boolean isValid(String text) {
    return text != null && FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return personTag + "." + mark;
  }
}
