package org.fairlot.contracts.notification;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlot.contracts.CaseId;

/**
 * The id of a notice, which is also its message id and the {@code OutId} at the provider: {@code <caseId>:<what>}. It is
 * derived from what happened, so the same occasion never makes two messages; and it names its recipient, so a delivery
 * report finds its way back without a lookup.
 *
 * @param caseId the case that the notice is about
 * @param what   the occasion within the case, {@code [a-z0-9-]{1,40}}: the template code, with a number where it may
 *               happen again ({@code dispatched-2})
 */
public record NoticeId(CaseId caseId, String what) {

  private static final Pattern FORM = Pattern.compile("([^:]{1,80}):([a-z0-9-]{1,40})");

  public NoticeId {
    if (!what.matches("[a-z0-9-]{1,40}")) {
      throw new IllegalArgumentException("not an occasion: " + what);
    }
  }

  public static String of(String caseId, String what) {
    return new NoticeId(CaseId.parse(caseId), what).toString();
  }

  /** @throws IllegalArgumentException if {@code text} is not of this form */
  public static NoticeId parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a notice id: " + text);
    }
    return new NoticeId(CaseId.parse(m.group(1)), m.group(2));
  }

  public static boolean isValid(String text) {
    if (text == null) {
      return false;
    }
    Matcher m = FORM.matcher(text);
    return m.matches() && CaseId.isValid(m.group(1));
  }

  /** The recipient, which is the key of the aggregate in notification-service. */
  public String recipientTag() {
    return caseId.personTag();
  }

  @Override
  public String toString() {
    return caseId + ":" + what;
  }
}
