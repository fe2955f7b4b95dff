package org.fairlot.registration.sms.domain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.fairlot.contracts.person.DocumentType;

/**
 * A kind of document as people name it (证件名称).
 *
 * @param kind    which papers it may be; the number tells which of them it is
 * @param country ISO 3166 alpha-3 of the country that is named with it, or {@code null}
 */
public record Document(Kind kind, String country) {

  /** Papers of one name. */
  public enum Kind { RESIDENT_ID, HMT_RESIDENCE, PERMANENT_RESIDENCE, HM_PERMIT, TW_PERMIT, PASSPORT, MILITARY }

  private static final Map<String, Kind> NAMES = names();
  private static final Map<String, String> COUNTRIES = countries();
  private static final Pattern PASSPORT_CN = Pattern.compile("E\\d{8}|E[A-Z]\\d{7}|G\\d{8}");
  private static final String CHINA = "CHN";

  /** @param written half-width, in capitals, without blanks and brackets; empty where nobody calls a document so */
  static Optional<Document> named(String written) {
    Kind kind = NAMES.get(written);
    if (kind != null) {
      return Optional.of(new Document(kind, null));
    }
    for (String passport : List.of("护照", "PASSPORT")) {
      String country =
          written.startsWith(passport)
              ? written.substring(passport.length())
              : written.endsWith(passport) ? written.substring(0, written.length() - passport.length()) : null;
      if (country != null && COUNTRIES.containsKey(country)) {
        return Optional.of(new Document(Kind.PASSPORT, COUNTRIES.get(country)));
      }
    }
    return Optional.empty();
  }

  /** Which paper it is, with this number; whether the number is right is another matter. */
  public DocumentType type(String number) {
    String bare = number.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return switch (kind) {
      case RESIDENT_ID -> DocumentType.RESIDENT_ID;
      case HMT_RESIDENCE -> DocumentType.HMT_RESIDENCE;
      case PERMANENT_RESIDENCE -> bare.matches("[A-Z].*") ? DocumentType.FPR_2017 : DocumentType.FPR_2023;
      case HM_PERMIT -> DocumentType.HM_PERMIT;
      case TW_PERMIT -> DocumentType.TW_PERMIT;
      case MILITARY -> DocumentType.MILITARY;
      case PASSPORT ->
          CHINA.equals(country) || country == null && PASSPORT_CN.matcher(bare).matches()
              ? DocumentType.PASSPORT_CN
              : DocumentType.PASSPORT_FOREIGN;
    };
  }

  /** What a foreign passport needs beside its number; {@code null} for any other document, or where none was named. */
  public String nationality() {
    return CHINA.equals(country) ? null : country;
  }

  private static Map<String, Kind> names() {
    var names = new TreeMap<String, Kind>();
    put(names, Kind.RESIDENT_ID, "身份证", "居民身份证", "二代身份证", "二代证", "临时身份证", "临时居民身份证", "户口簿", "户口本", "ID");
    put(names, Kind.HMT_RESIDENCE, "港澳台居民居住证", "港澳台居住证", "港澳居民居住证", "台湾居民居住证", "居住证");
    put(
        names, Kind.PERMANENT_RESIDENCE, "永久居留证", "永久居留身份证", "外国人永久居留证", "外国人永久居留身份证", "绿卡", "五星卡");
    put(names, Kind.HM_PERMIT, "回乡证", "港澳居民来往内地通行证", "港澳通行证", "港澳居民通行证");
    put(names, Kind.TW_PERMIT, "台胞证", "台湾居民来往大陆通行证", "台湾居民通行证");
    put(names, Kind.PASSPORT, "护照", "外国护照", "外籍护照", "PASSPORT");
    put(names, Kind.MILITARY, "军官证", "士兵证", "军人证", "武警证");
    return names;
  }

  private static void put(Map<String, Kind> names, Kind kind, String... written) {
    for (String name : written) {
      names.put(name, kind);
    }
  }

  /** By code and by their Chinese names. */
  private static Map<String, String> countries() {
    var countries = new TreeMap<String, String>();
    for (String code : Locale.getISOCountries()) {
      var country = Locale.of("", code);
      countries.put(country.getISO3Country(), country.getISO3Country());
      countries.put(country.getDisplayCountry(Locale.CHINA), country.getISO3Country());
    }
    return countries;
  }
}
