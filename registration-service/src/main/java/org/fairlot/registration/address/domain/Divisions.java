package org.fairlot.registration.address.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Administrative divisions of China (行政区划): provinces, prefectures and counties by their six digits (GB/T 2260), and
 * the streets and towns of each county.
 */
public final class Divisions {

  /** A street or town (街道, 镇, 乡). @param code 9 digits */
  public record Street(String code, String name) {}

  /** A county that no longer exists, and the one that its people live in now. */
  public record Retired(String code, String name, String successor) {}

  /** In place of a city, in the codes of counties that have none above them (省直辖县级行政区划), such as 仙桃. */
  private static final String UNDER_THE_PROVINCE = "90";

  private final NavigableMap<String, String> names;
  private final Map<String, List<Street>> streets;
  private final List<Retired> retired;
  private final Map<String, Map<String, String>> countyNames = new TreeMap<>();

  public Divisions(Map<String, String> names, Map<String, List<Street>> streets, List<Retired> retired) {
    this.names = new TreeMap<>(names);
    this.streets = new TreeMap<>();
    streets.forEach((county, all) -> this.streets.put(county, longestNameFirst(all)));
    this.retired = List.copyOf(retired);
    this.names.keySet().stream().filter(this::isCity).forEach(city -> countyNames.put(city, named(city)));
  }

  public Optional<String> name(String code) {
    return Optional.ofNullable(names.get(code));
  }

  /** Whether there is a city or, for a municipality, a province with this code; also one that is a county right under its province. */
  public boolean isCity(String code) {
    return names.containsKey(code) && (code.endsWith("00") || code.startsWith(UNDER_THE_PROVINCE, 2));
  }

  /** Whether {@code code} is a county (县级) of this city or municipality. */
  public boolean isCountyOf(String code, String city) {
    return isCounty(code) && code.startsWith(prefix(city));
  }

  /** Whether this county (6 digits) or street (9 digits) lies in this city or municipality. */
  public boolean isWithin(String code, String city) {
    return code.length() == 6
        ? isCountyOf(code, city)
        : code.length() == 9
            && isCountyOf(code.substring(0, 6), city)
            && streetsOf(code.substring(0, 6)).stream().anyMatch(street -> street.code().equals(code));
  }

  /** The counties of a city by code, in code order. */
  public NavigableMap<String, String> countiesOf(String city) {
    var counties = new TreeMap<String, String>();
    names.tailMap(prefix(city), true).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix(city)))
        .filter(entry -> isCounty(entry.getKey()))
        .forEach(entry -> counties.put(entry.getKey(), entry.getValue()));
    return counties;
  }

  /** The names under which the counties of a city are known, old ones included, and the code that holds today. */
  public Map<String, String> countyNames(String city) {
    return countyNames.getOrDefault(city, Map.of());
  }

  private Map<String, String> named(String city) {
    var byName = new TreeMap<String, String>();
    countiesOf(city).forEach((code, name) -> byName.put(name, code));
    retired.stream()
        .filter(old -> old.code().startsWith(prefix(city)))
        .forEach(old -> byName.putIfAbsent(old.name(), old.successor()));
    return byName;
  }

  /** The longest name first, since one name may begin with another. */
  public List<Street> streetsOf(String county) {
    return streets.getOrDefault(county, List.of());
  }

  /** The streets of all counties whose codes begin like this, and those whose own codes do. */
  List<Street> streetsWithin(String prefix) {
    return streets.entrySet().stream()
        .filter(county -> county.getKey().startsWith(prefix) || prefix.startsWith(county.getKey()))
        .flatMap(county -> county.getValue().stream())
        .filter(street -> street.code().startsWith(prefix))
        .toList();
  }

  /** Names of the province and of the city that a county lies in, as people write them before the county's. */
  public List<String> above(String county) {
    var above = new ArrayList<String>();
    name(county.substring(0, 2) + "0000").ifPresent(above::add);
    name(county.substring(0, 4) + "00").filter(name -> !above.contains(name)).ifPresent(above::add);
    return above;
  }

  private static List<Street> longestNameFirst(List<Street> streets) {
    return streets.stream()
        .sorted(Comparator.comparingInt((Street street) -> street.name().length()).reversed())
        .toList();
  }

  private boolean isCounty(String code) {
    return code.length() == 6 && names.containsKey(code) && (!code.endsWith("00") || streets.containsKey(code));
  }

  /** What the codes of all that lies in a division begin with. */
  static String prefix(String division) {
    return division.length() == 6 ? division.replaceFirst("(00){1,2}$", "") : division;
  }
}
