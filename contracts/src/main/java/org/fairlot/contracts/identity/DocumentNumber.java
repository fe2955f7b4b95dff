package org.fairlot.contracts.identity;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.fairlot.contracts.person.DocumentType;

/** What a citizen gave as the number of a document (证件号码): well formed and normalised, or what is wrong with it. */
public sealed interface DocumentNumber {

  /** @param number half-width, capitals, without blanks; a foreign passport with its country before it */
  record Valid(String number) implements DocumentNumber {}

  record Invalid(Flaw flaw) implements DocumentNumber {}

  /** Each is a stable code of the public API. */
  enum Flaw {
    /** Not of this document's form. */
    DOCUMENT_FORMAT,
    /** A resident number of the first generation (15 digits), invalid since 2013. */
    DOCUMENT_FIRST_GENERATION,
    /** The last character does not fit the others (GB 11643, MOD 11-2). */
    DOCUMENT_CHECKSUM,
    /** It bears a day that does not exist, or has not come yet. */
    DOCUMENT_BIRTH_DATE,
    /** It is the number of another kind of document. */
    DOCUMENT_OTHER_TYPE,
    /** A foreign passport without the issuing country (ISO 3166, three letters). */
    NATIONALITY_INVALID
  }

  /**
   * Reads a number. Whoever was born where, is not checked: codes of dissolved counties stay on people for life.
   *
   * @param nationality ISO 3166 alpha-3, for foreign passports alone
   * @param today       the local day, before which a holder must have been born
   */
  static DocumentNumber read(DocumentType type, String given, String nationality, LocalDate today) {
    String number = normalised(given);
    return switch (type) {
      case RESIDENT_ID -> residentId(number, today);
      case HMT_RESIDENCE -> number.matches("8[123]0000.*") ? eighteen(number, today) : new Invalid(Flaw.DOCUMENT_FORMAT);
      case FPR_2023 -> number.startsWith("9") ? eighteen(number, today) : new Invalid(Flaw.DOCUMENT_FORMAT);
      case FPR_2017 -> matching(number, "[A-Z]{3}\\d{12}");
      case HM_PERMIT -> matching(number, "[HM]\\d{8}(\\d{2})?");
      case TW_PERMIT -> matching(number, "\\d{8}");
      case PASSPORT_CN -> matching(number, "E\\d{8}|E[A-Z]\\d{7}|G\\d{8}");
      case PASSPORT_FOREIGN -> foreignPassport(number, nationality);
      case MILITARY -> matching(number, "[\\p{IsHan}A-Z0-9]{6,20}");
    };
  }

  private static DocumentNumber residentId(String number, LocalDate today) {
    if (number.matches("\\d{15}")) {
      return new Invalid(Flaw.DOCUMENT_FIRST_GENERATION);
    }
    if (number.matches("(8[123]0000|9\\d{5})\\d{11}[\\dX]")) {
      return new Invalid(Flaw.DOCUMENT_OTHER_TYPE);
    }
    return eighteen(number, today);
  }

  /** Six digits, a birth date, three digits, a check character. */
  private static DocumentNumber eighteen(String number, LocalDate today) {
    if (!number.matches("\\d{17}[\\dX]")) {
      return new Invalid(Flaw.DOCUMENT_FORMAT);
    }
    if (!isBirthDate(number.substring(6, 14), today)) {
      return new Invalid(Flaw.DOCUMENT_BIRTH_DATE);
    }
    return number.charAt(17) == checkCharacter(number)
        ? new Valid(number)
        : new Invalid(Flaw.DOCUMENT_CHECKSUM);
  }

  private static boolean isBirthDate(String digits, LocalDate today) {
    try {
      var day =
          LocalDate.of(
              Integer.parseInt(digits.substring(0, 4)), Integer.parseInt(digits.substring(4, 6)),
              Integer.parseInt(digits.substring(6)));
      return !day.isAfter(today) && day.getYear() >= 1850;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** ISO 7064 MOD 11-2 over the first 17 digits. */
  private static char checkCharacter(String number) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum = (sum + number.charAt(i) - '0') * 2 % 11;
    }
    return "0123456789X".charAt((12 - sum) % 11);
  }

  private static DocumentNumber foreignPassport(String number, String nationality) {
    if (!Countries.isForeign(nationality)) {
      return new Invalid(Flaw.NATIONALITY_INVALID);
    }
    return number.matches("[A-Z0-9]{5,17}")
        ? new Valid(nationality + ":" + number)
        : new Invalid(Flaw.DOCUMENT_FORMAT);
  }

  private static DocumentNumber matching(String number, String form) {
    return number.matches(form) ? new Valid(number) : new Invalid(Flaw.DOCUMENT_FORMAT);
  }

  private static String normalised(String given) {
    String half = Normalizer.normalize(given, Normalizer.Form.NFKC);
    return half.replaceAll("[\\s\\p{Cf}-]", "").toUpperCase(Locale.ROOT);
  }

  /** ISO 3166 alpha-3 (GB/T 2659). */
  final class Countries {
    private static final Pattern FORM = Pattern.compile("[A-Z]{3}");
    private static final TreeSet<String> ALL =
        new TreeSet<>(Arrays.asList(Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA3).toArray(String[]::new)));

    private Countries() {}

    static boolean isForeign(String code) {
      return code != null && FORM.matcher(code).matches() && ALL.contains(code) && !code.equals("CHN");
    }
  }
}
