package org.fairlot.delivery.fulfilment.web;

/** A number as people show it to others: the first three and the last four digits, {@code 138****1234}. */
public final class MaskedPhone {

  private MaskedPhone() {}

  /** @param mobile E.164 */
  public static String of(String mobile) {
    String digits = mobile.startsWith("+86") ? mobile.substring(3) : mobile;
    return digits.length() < 8
        ? "****"
        : digits.substring(0, 3) + "****" + digits.substring(digits.length() - 4);
  }
}
