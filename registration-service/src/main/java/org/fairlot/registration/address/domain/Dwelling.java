package org.fairlot.registration.address.domain;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlot.contracts.person.Address;

/**
 * A dwelling (住房): the part of an address that tells which door it is, written in one way, so that two people behind one
 * door are known as a household however each of them wrote it. The estate counts only where there is no road with a
 * number; what stands in the free detail never does.
 *
 * @param place road and number, or the estate; {@code building}, {@code unit}, {@code room} may be empty
 */
public record Dwelling(String district, String place, String building, String unit, String room) {

  private static final Pattern NOISE = Pattern.compile("[\\s\\p{Punct}\\p{Cf}、。·，（）《》“”‘’—–]");
  private static final Pattern DASH = Pattern.compile("[—–－之-]");
  private static final String MARK = "-";
  private static final Pattern NUMBER_SUFFIX = Pattern.compile("(?:号院|号)$");
  private static final Pattern BUILDING_SUFFIX = Pattern.compile("(?:号楼|幢|栋|座|楼|号)$");
  private static final Pattern UNIT_SUFFIX = Pattern.compile("(?:单元|门)$");
  private static final Pattern LANE = Pattern.compile("(.+弄)(.+号)");
  private static final Pattern STOREY = Pattern.compile("([0-9]{1,2})(?:层|楼)");
  private static final Pattern FLOOR = Pattern.compile("^[0-9]{1,2}(?:层|楼)(?=[0-9]{3})");
  private static final Pattern ROOM_SUFFIX = Pattern.compile("(?:室|房|户|号)$");
  private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9])0+(?=[0-9])");
  private static final Pattern NUMERAL = Pattern.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]");
  private static final String DIGITS = "零一二三四五六七八九";

  /** Empty where the address leads to no door: a road or an estate alone is the home of thousands. */
  public static Optional<Dwelling> of(Address address) {
    if (saysMore(address)) {
      return Optional.empty();
    }
    var house = House.of(address);
    String unit = numbered(address.unit(), UNIT_SUFFIX);
    String room = numbered(withoutFloor(address.room()), ROOM_SUFFIX);
    boolean door = house.byNumber || !house.building.isEmpty() || !room.isEmpty();
    return house.place.isEmpty() || !door
        ? Optional.empty()
        : Optional.of(new Dwelling(address.district(), house.place, house.building, unit, room));
  }

  /** One text for one dwelling, for a keyed hash. */
  public String key() {
    return key(district, place, building, unit, room);
  }

  /**
   * A building (楼栋): what is left of a dwelling without the door in it.
   *
   * @param building empty: the house that bears the road's number
   */
  public record Building(String district, String place, String building) {

    /** Empty where the address leads to no house: an estate or a lane has dozens, and what was not understood may name one. */
    public static Optional<Building> of(Address address) {
      var house = House.of(address);
      boolean told =
          !house.building.isEmpty() || house.byNumber && !house.place.endsWith("弄") && !saysMore(address);
      return house.place.isEmpty() || !told
          ? Optional.empty()
          : Optional.of(new Building(address.district(), house.place, house.building));
    }

    /** One text for one building, for a keyed hash. */
    public String key() {
      return Dwelling.key(district, place, building);
    }
  }

  /** @param byNumber whether the road's number leads to it */
  private record House(String place, String building, boolean byNumber) {

    static House of(Address address) {
      String road = plain(address.road());
      String house = belowStorey(address);
      var lane = LANE.matcher(half(address.number()));
      boolean inLane = lane.matches() && plain(house).isEmpty();
      String number = numbered(inLane ? lane.group(1) : address.number(), NUMBER_SUFFIX);
      String estate = plain(address.estate());
      // a house in a lane (弄) is what a building of an estate is
      String building = numbered(inLane ? lane.group(2) : house, BUILDING_SUFFIX);
      String place = !road.isEmpty() && !number.isEmpty() ? road + number : road + number + estate;
      return new House(place, building, !number.isEmpty());
    }
  }

  private static String key(String... parts) {
    return Stream.of(parts).map(part -> Objects.toString(part, "")).collect(Collectors.joining("|"));
  }

  private static String half(String part) {
    return part == null ? "" : Normalizer.normalize(part, Normalizer.Form.NFKC).strip();
  }

  /** A name: {@code 文三路}, in which a numeral is part of the name. */
  private static String plain(String part) {
    if (part == null) {
      return "";
    }
    String half = Normalizer.normalize(part, Normalizer.Form.NFKC);
    return NOISE.matcher(half).replaceAll("").toUpperCase(Locale.ROOT);
  }

  /** A number with or without its suffix: {@code ３幢}, {@code 三栋} and {@code 03号楼} are 3. */
  private static String numbered(String part, Pattern suffix) {
    if (part == null) {
      return "";
    }
    String half = DASH.matcher(Normalizer.normalize(part, Normalizer.Form.NFKC)).replaceAll("\u0001");
    String bare = NOISE.matcher(half).replaceAll("").replace("\u0001", MARK).toUpperCase(Locale.ROOT);
    String arabic = NUMERAL.matcher(suffix.matcher(bare).replaceFirst("")).replaceAll(Dwelling::arabic);
    return LEADING_ZEROS.matcher(arabic).replaceAll("");
  }

  /** A number that was not understood, and no room: that may be any door of the house. */
  private static boolean saysMore(Address address) {
    return plain(address.room()).isEmpty() && plain(address.detail()).chars().anyMatch(Character::isDigit);
  }

  /** The storey above which a room lies is no building: {@code 5楼501室}. */
  private static String belowStorey(Address address) {
    var storey = STOREY.matcher(plain(address.building()));
    boolean above =
        storey.matches()
            && plain(address.room()).matches("0?" + storey.group(1).replaceFirst("^0", "") + "[0-9]{2}\\D*");
    return above ? null : address.building();
  }

  private static String withoutFloor(String room) {
    return room == null ? null : FLOOR.matcher(plain(room)).replaceFirst("");
  }

  /** Up to 99. */
  private static String arabic(MatchResult numeral) {
    String text = numeral.group();
    int ten = text.indexOf('十');
    if (ten < 0) {
      return Integer.toString(DIGITS.indexOf(text.charAt(0)));
    }
    int tens = ten == 0 ? 1 : DIGITS.indexOf(text.charAt(0));
    int ones = ten == text.length() - 1 ? 0 : DIGITS.indexOf(text.charAt(ten + 1));
    return Integer.toString(tens * 10 + ones);
  }
}
