package org.fairlot.contracts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a case (一次预约), which is also its {@code registrationId}: {@code <programme>.<personTag>.<mark>}. It names
 * its own aggregate, so every service can route by it without a lookup; {@code personTag} is a keyed hash, so it says
 * nothing about the person.
 *
 * @param programmeId the programme, {@code [a-z0-9-]{1,40}}
 * @param personTag   22 characters of base64url: an HMAC of document type and number under a secret pepper
 * @param mark        8 characters that set this case apart from the person's others in the programme
 */
public record CaseId(String programmeId, String personTag, String mark) {

  private static final Pattern FORM =
      Pattern.compile("([a-z0-9-]{1,40})\\.([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{8})");

  /** @throws IllegalArgumentException if {@code text} is not of this form */
  public static CaseId parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a case id: " + text);
    }
    return new CaseId(m.group(1), m.group(2), m.group(3));
  }

  public static boolean isValid(String text) {
    return text != null && FORM.matcher(text).matches();
  }

  /** The key of the aggregate in registration-service: one per person and programme. */
  public String key() {
    return programmeId + "|" + personTag;
  }

  @Override
  public String toString() {
    return programmeId + "." + personTag + "." + mark;
  }
}
