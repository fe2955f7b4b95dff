package org.fairlot.registration.identity;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** A mobile number (手机号) that a message can be sent to. @param e164 with country code: {@code +8613812341234} */
public record MobileNumber(String e164) {

  private static final Pattern MAINLAND = Pattern.compile("\\+861[3-9]\\d{9}");
  private static final Pattern MAINLAND_AS_WRITTEN = Pattern.compile("1[3-9]\\d{9}");
  private static final Pattern LETTER = Pattern.compile("[A-Za-z]");
  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

  /** Reads a mainland number, or any other with its country code; nothing if no message could reach it. */
  public static Optional<MobileNumber> read(String given) {
    String text = Normalizer.normalize(given, Normalizer.Form.NFKC).strip();
    if (MAINLAND_AS_WRITTEN.matcher(text).matches()) {
      return Optional.of(new MobileNumber("+86" + text));
    }
    if (LETTER.matcher(text).find()) {
      return Optional.empty();
    }
    try {
      var number = NUMBERS.parse(text, "CN");
      String e164 = NUMBERS.format(number, PhoneNumberFormat.E164);
      boolean mobile =
          number.getCountryCode() == 86
              ? MAINLAND.matcher(e164).matches()
              : !number.hasExtension() && NUMBERS.isValidNumber(number) && mayBeMobile(NUMBERS.getNumberType(number));
      return mobile ? Optional.of(new MobileNumber(e164)) : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** As people show it to others: {@code 138****1234}. */
  public String masked() {
    String digits = MAINLAND.matcher(e164).matches() ? e164.substring(3) : e164;
    return digits.substring(0, 3) + "****" + digits.substring(digits.length() - 4);
  }

  private static boolean mayBeMobile(PhoneNumberType type) {
    return type == PhoneNumberType.MOBILE || type == PhoneNumberType.FIXED_LINE_OR_MOBILE;
  }

  @Override
  public String toString() {
    return masked();
  }
}
