package org.fairlot.contracts;

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

  private static final int PROGRAMME_MAX = 40;
  private static final int TAG = 22;
  private static final int MARK = 8;

  /** @throws IllegalArgumentException if {@code text} is not of this form */
  public static CaseId parse(String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException("not a case id: " + text);
    }
    int markAt = text.length() - MARK;
    int tagAt = markAt - 1 - TAG;
    return new CaseId(text.substring(0, tagAt - 1), text.substring(tagAt, markAt - 1), text.substring(markAt));
  }

  /** Letter by letter: it is asked several times of every event, where a pattern takes a fiftieth of a service's time. */
  public static boolean isValid(String text) {
    if (text == null) {
      return false;
    }
    int markDot = text.length() - MARK - 1;
    int tagDot = markDot - TAG - 1;
    if (tagDot < 1 || tagDot > PROGRAMME_MAX || text.charAt(tagDot) != '.' || text.charAt(markDot) != '.') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean inBoth = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
      if (!inBoth && i != tagDot && i != markDot && (i < tagDot || !(c >= 'A' && c <= 'Z' || c == '_'))) {
        return false;
      }
    }
    return true;
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
