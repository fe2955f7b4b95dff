package org.fairlot.registration.address.domain;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlot.contracts.person.Address;

/**
 * Reads what a citizen wrote into the parts of an address (地址解析), from the largest to the smallest, as addresses are
 * written in China; and says how surely a courier will find it. In 2020 Hangzhou lost its time on addresses that said
 * too little: here they are understood, or sent back, before anything is promised.
 */
public final class AddressReader {

  private static final String NUMERAL = "[0-9A-Za-z一二三四五六七八九十百甲乙丙丁东西南北]";
  private static final Pattern COMMUNITY = Pattern.compile("^[^0-9]{2,12}?(?:社区居委会|居委会|村委会|社区)");
  private static final Pattern ROAD =
      Pattern.compile("^[^0-9]{1,10}?(?:大道|大街|公路|路|街|巷|弄堂|胡同|弄|道)(?!道)(?:[东南西北中][一二三四五六七八九十]?路|[一二三四五六七八九十]+[路巷弄])?");
  private static final Pattern NUMBER = Pattern.compile(
      "^(?:[0-9]{1,5}|[一二三四五六七八九十]{1,3})(?:[-之][0-9]{1,3})?(?:号院|号|弄)"
          + "(?:(?:[0-9]{1,4}|[一二三四五六七八九十]{1,3})号)?(?!楼)");
  private static final Pattern VILLAGE = Pattern.compile("^[^0-9]{1,10}?村(?:[0-9一二三四五六七八九十]{1,3}组)?(?=[0-9]{1,4}号)");
  private static final Pattern ESTATE =
      Pattern.compile(
          "^[^0-9]{1,18}?(?:小区|花园|家园|公寓|新村|宿舍|大厦|广场|[苑园村里城府庄庭坊居邸湾郡轩])(?:[0-9一二三四五六七八九十东南西北]{1,2}区|[一二三四五六七八九十0-9]期)?"
              + "(?=" + NUMERAL + "{1,4}(?:幢|栋|座|号楼|楼|单元|号|-)|[0-9]|$)");
  private static final Pattern DASHES = Pattern.compile("^([0-9]{1,3})-([0-9]{1,2})-([0-9]{2,5})$");
  private static final Pattern DASH_AND_ROOM = Pattern.compile("^([0-9]{1,3})-([0-9]{3,5})$");
  private static final Pattern BUILDING = Pattern.compile("^" + NUMERAL + "{1,4}(?:幢|栋|座|号楼|楼)");
  private static final Pattern UNIT = Pattern.compile("^" + NUMERAL + "{1,2}单元");
  private static final Pattern ROOM = Pattern.compile(
      "^[0-9]{1,2}(?:层|楼)?[0-9]{0,4}[A-Za-z]?(?:室|房|户)|^[0-9]{3,5}[A-Za-z]?$");
  private static final Pattern DASH = Pattern.compile("[—–－]");
  private static final Pattern BLANK_OR_PUNCTUATION =
      Pattern.compile("[\\s\\p{Punct}、。·《》【】“”‘’&&[^-]]");
  private static final int LONGEST = 200;

  private final Divisions divisions;

  public AddressReader(Divisions divisions) {
    this.divisions = divisions;
  }

  /**
   * Reads free text.
   *
   * @param text     at most 200 characters count
   * @param district the county that the citizen chose
   * @param city     the city that the programme serves
   */
  public UnderstoodAddress read(String text, String district, String city) {
    var rest = new Rest(normalised(text));
    for (String above : divisions.above(district)) {
      rest.drop(above);
      rest.drop(above.substring(0, above.length() - 1));
    }
    String named = null;
    for (var county : divisions.countyNames(city).entrySet()) {
      if (rest.drop(county.getKey())) {
        named = county.getValue();
        break;
      }
    }
    var street = street(rest, district);
    rest.take(COMMUNITY);
    String road = rest.take(ROAD);
    if (road == null) {
      road = rest.take(VILLAGE);
    }
    String number = road == null ? null : rest.take(NUMBER);
    String estate = rest.take(ESTATE);
    var address = below(rest, district, street, road, number, estate);
    String other = named == null || named.equals(district) ? null : named;
    return new UnderstoodAddress(address, other == null ? confidence(address) : 0, other);
  }

  /** Judges an address that the citizen gave part by part. */
  public UnderstoodAddress judge(Address given) {
    String street =
        divisions.streetsOf(given.district()).stream()
            .filter(s -> s.code().equals(given.street()) || s.name().equals(given.street()))
            .map(Divisions.Street::code)
            .findFirst()
            .orElse(null);
    String unknownStreet = street == null ? given.street() : null;
    var address =
        new Address(
            given.district(), street, given.road(), given.number(), given.estate(), given.building(), given.unit(),
            given.room(),
            joined(unknownStreet, given.detail()));
    return new UnderstoodAddress(address, confidence(address), null);
  }

  private Address below(Rest rest, String district, String street, String road, String number, String estate) {
    Matcher dashes = DASHES.matcher(rest.text);
    if (dashes.matches()) {
      return new Address(
          district, street, road, number, estate, dashes.group(1) + "幢", dashes.group(2) + "单元", dashes.group(3) + "室",
          null);
    }
    Matcher dash = DASH_AND_ROOM.matcher(rest.text);
    if (dash.matches()) {
      return new Address(
          district, street, road, number, estate, dash.group(1) + "幢", null, dash.group(2) + "室", null);
    }
    String building = rest.take(BUILDING);
    String unit = rest.take(UNIT);
    String room = rest.take(ROOM);
    String detail = rest.text.isEmpty() ? null : rest.text;
    return new Address(district, street, road, number, estate, building, unit, room, detail);
  }

  private String street(Rest rest, String district) {
    return divisions.streetsOf(district).stream()
        .filter(s -> rest.drop(s.name()))
        .findFirst()
        .map(Divisions.Street::code)
        .orElse(null);
  }

  /**
   * What each part adds: a road with its number, or an estate with its building, leads to a door; a road alone does
   * not. What could not be understood takes away, since it may contradict.
   */
  private static int confidence(Address a) {
    int sum = 20;
    sum += given(a.street()) ? 10 : 0;
    sum += given(a.road()) ? 25 : 0;
    sum += given(a.number()) && given(a.road()) ? 30 : 0;
    sum += !given(a.estate()) ? 0 : given(a.road()) || given(a.building()) ? 25 : 10;
    sum += given(a.building()) ? 15 : 0;
    sum += given(a.building()) && given(a.estate()) ? 10 : 0;
    sum += given(a.unit()) ? 5 : 0;
    sum += given(a.room()) ? 10 : 0;
    sum -= given(a.detail()) ? Math.min(15, a.detail().length()) : 0;
    return Math.clamp(sum, 0, 100);
  }

  private static boolean given(String part) {
    return part != null && !part.isBlank();
  }

  private static String joined(String a, String b) {
    return !given(a) ? b : !given(b) ? a : a + b;
  }

  /** Half-width, without blanks and punctuation; a dash stays, since it parts building, unit and room. */
  private static String normalised(String text) {
    String half = Normalizer.normalize(text, Normalizer.Form.NFKC);
    String bare = BLANK_OR_PUNCTUATION.matcher(DASH.matcher(half).replaceAll("-")).replaceAll("");
    return bare.length() > LONGEST ? bare.substring(0, LONGEST) : bare;
  }

  /** What is still to be understood. */
  private static final class Rest {
    private String text;

    Rest(String text) {
      this.text = text;
    }

    boolean drop(String prefix) {
      if (prefix.isEmpty() || !text.startsWith(prefix)) {
        return false;
      }
      text = text.substring(prefix.length());
      return true;
    }

    String take(Pattern pattern) {
      Matcher m = pattern.matcher(text);
      if (!m.find() || m.end() == 0) {
        return null;
      }
      String part = m.group();
      text = text.substring(m.end());
      return part;
    }
  }
}
