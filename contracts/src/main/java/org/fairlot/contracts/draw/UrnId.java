package org.fairlot.contracts.draw;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an urn (摇号池): all cases of a programme that wait for a draw under one version of its pack,
 * {@code <programme>.v<packVersion>}. Running cases never change their rules, so cases of two versions are never drawn
 * together.
 */
public record UrnId(String programmeId, int packVersion) {

  private static final Pattern FORM = Pattern.compile("([a-z0-9-]{1,40})\\.v(\\d{1,6})");

  /** @throws IllegalArgumentException if {@code text} is not of this form */
  public static UrnId parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not an urn id: " + text);
    }
    return new UrnId(m.group(1), Integer.parseInt(m.group(2)));
  }

  @Override
  public String toString() {
    return programmeId + ".v" + packVersion;
  }
}
