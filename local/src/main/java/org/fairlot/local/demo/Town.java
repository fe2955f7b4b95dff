package org.fairlot.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.registration.address.DivisionImport;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.address.domain.Committees.Committee;
import org.fairlot.registration.address.domain.Divisions;

/**
 * What of its city a pack needs for a played day: a few places in which people live, outlets, goods. The divisions are real;
 * the outlets are made up, and the committees too where those of the city have not been imported.
 */
final class Town {

  /**
   * Where somebody may live.
   *
   * @param street    {@code null} where no streets of the district are known
   * @param committee {@code null} if the form asks for none
   */
  record Home(String district, String districtName, String street, Committee committee) {}

  /** @param committees whose people are sent there, empty where the citizen chooses */
  record Outlet(String id, String district, String name, List<String> committees) {}

  private static final int DISTRICTS = 3;
  private static final int STREETS_PER_DISTRICT = 2;
  private static final int OUTLETS_PER_DISTRICT = 2;
  private static final int PRICE_FEN = 500;

  private final Pack pack;
  private final List<Home> homes;
  private final List<Outlet> outlets;
  private final List<String> skus;
  private final List<String> hours;
  private final Path divisions;

  /** @param folder where made-up committees are kept */
  Town(Pack pack, Path folder) {
    this.pack = pack;
    var tables = DivisionTables.shipped();
    var districts = districts(tables.divisions());
    boolean known = tables.committees().all().stream().anyMatch(c -> districts.contains(c.county()));
    divisions = pack.form().asks(Field.COMMITTEE) && !known ? madeUp(folder, districts, tables.divisions()) : null;
    homes = homes(districts, DivisionTables.in(divisions));
    outlets = hasOutlets() ? outlets(districts) : List.of();
    skus = pack.form().asks(Field.SKU) ? List.of("GOODS-1", "GOODS-2") : List.of("GOODS-1");
    hours = pack.form().asks(Field.SLOT) ? halves() : List.of();
  }

  /** Some of the districts that the pack serves, in code order. */
  private List<String> districts(Divisions china) {
    var served = pack.form().serves().stream().map(code -> code.substring(0, 6)).distinct().toList();
    var all = served.isEmpty() ? List.copyOf(china.countiesOf(pack.city()).keySet()) : served;
    var withStreets = all.stream().filter(county -> !china.streetsOf(county).isEmpty()).limit(DISTRICTS).toList();
    return withStreets.isEmpty() ? all.stream().limit(DISTRICTS).toList() : withStreets;
  }

  private boolean isServed(String code) {
    var serves = pack.form().serves();
    return serves.isEmpty() || serves.stream().anyMatch(code::startsWith);
  }

  private List<Divisions.Street> streets(String district, Divisions china) {
    return china.streetsOf(district).stream()
        .filter(street -> isServed(street.code()))
        .sorted(Comparator.comparing(Divisions.Street::code))
        .limit(STREETS_PER_DISTRICT)
        .toList();
  }

  /** A list of committees such as an operator imports: the first of each street. */
  private Path madeUp(Path folder, List<String> districts, Divisions china) {
    var csv = new StringBuilder("code,name\n");
    for (String district : districts) {
      for (var street : streets(district, china)) {
        csv.append(street.code()).append("001,").append(street.name().replaceFirst("(街道|镇|乡)$", "")).append("第一居委会\n");
      }
    }
    var tables = folder.resolve("divisions");
    try {
      Files.createDirectories(folder);
      var file = Files.writeString(folder.resolve("committees.csv"), csv);
      DivisionImport.into(tables, file, pack.city());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tables;
  }

  private List<Home> homes(List<String> districts, DivisionTables tables) {
    var homes = new ArrayList<Home>();
    for (String district : districts) {
      String name = tables.divisions().name(district).orElseThrow();
      if (pack.form().asks(Field.COMMITTEE)) {
        committees(district, tables).forEach(
            c -> homes.add(new Home(district, name, streetName(c.street(), tables.divisions()), c)));
      } else {
        var streets = streets(district, tables.divisions());
        streets.forEach(street -> homes.add(new Home(district, name, street.name(), null)));
        if (streets.isEmpty()) {
          homes.add(new Home(district, name, null, null));
        }
      }
    }
    if (homes.isEmpty()) {
      throw new IllegalArgumentException("No committee of " + pack.city() + " is known where the pack serves.");
    }
    return homes;
  }

  private static String streetName(String code, Divisions china) {
    return china.streetsOf(code.substring(0, 6)).stream()
        .filter(street -> street.code().equals(code)).map(Divisions.Street::name).findFirst().orElse(null);
  }

  /** Those whose names say in their district which is meant, one in a street. */
  private List<Committee> committees(String district, DivisionTables tables) {
    var byStreet = new TreeMap<String, Committee>();
    tables.committees().all().stream()
        .filter(c -> c.county().equals(district) && isServed(c.code()))
        .filter(c -> tables.committees().look(c.name(), district) instanceof Committees.Found.One)
        .forEach(c -> byStreet.putIfAbsent(c.street(), c));
    return byStreet.values().stream().limit(STREETS_PER_DISTRICT).toList();
  }

  private boolean hasOutlets() {
    return pack.form().asks(Field.OUTLET) || pack.firstStage(Stage.OutletAssignment.class) != null;
  }

  /** Where outlets are assigned, the last committee has none yet, as happens. */
  private List<Outlet> outlets(List<String> districts) {
    boolean assigned = pack.firstStage(Stage.OutletAssignment.class) != null;
    var outlets = new ArrayList<Outlet>();
    for (String district : districts) {
      var there = homes.stream().filter(home -> home.district().equals(district)).toList();
      for (int i = 0; i < OUTLETS_PER_DISTRICT; i++) {
        boolean mapped = assigned && i < there.size() && there.get(i) != homes.getLast();
        outlets.add(
            new Outlet(
                "outlet-%s-%d".formatted(district, i + 1), district, there.getFirst().districtName() + "第" + (i + 1) + "药店",
                mapped ? List.of(there.get(i).committee().code()) : List.of()));
      }
    }
    return outlets;
  }

  /** The hours of the counters in two parts. */
  private List<String> halves() {
    var rules = pack.firstStage(Stage.Fulfilment.class).pickup();
    LocalTime opens = rules == null ? LocalTime.of(9, 0) : rules.opens();
    LocalTime closes = rules == null ? LocalTime.of(17, 0) : rules.closes();
    int minutes = (closes.toSecondOfDay() - opens.toSecondOfDay()) / 60;
    LocalTime noon = opens.plusMinutes(minutes / 2);
    return List.of(opens + "/" + noon, noon + "/" + closes);
  }

  List<Home> homes() {
    return homes;
  }

  List<Outlet> outlets() {
    return outlets;
  }

  List<String> skus() {
    return skus;
  }

  /** Whether the committees of the city are not known, and have been made up. */
  boolean hasMadeUpCommittees() {
    return divisions != null;
  }

  /** Settings by which the services know this town. */
  Map<String, String> settings() {
    return divisions == null ? Map.of() : Map.of("fairlot.divisions.folder", divisions.toString());
  }

  /** The arrival slots of those who register on this day. */
  List<String> slots(LocalDate today) {
    var rules = pack.firstStage(Stage.Fulfilment.class).pickup();
    LocalDate day = rules == null ? today : today.plusDays(rules.daysAfterGrant());
    return hours.stream().map(half -> day + "T" + half).toList();
  }

  /** As an operator defines them. */
  List<Map<String, Object>> goods() {
    int price = pack.payment().goods() == Pack.GoodsPaid.FREE ? 0 : PRICE_FEN;
    return IntStream.range(0, skus.size())
        .mapToObj(i -> Api.object(
            "sku", skus.get(i), "names", Map.of("zh-CN", "物资" + (i + 1), "en", "goods " + (i + 1)), "unitsPerShare", 1, "priceFen",
            price))
        .toList();
  }

  List<Map<String, Object>> outletsDefined() {
    return outlets.stream()
        .map(o -> Api.object(
            "outletId", o.id(), "district", o.district(), "names", Map.of("zh-CN", o.name(), "en", o.id()), "address", o.name(),
            "lon", 118.0 + outlets.indexOf(o) / 100.0, "lat", 30.0, "skus", pack.form().asks(Field.SKU) ? skus : List.of(), "slots",
            hours, "committees", o.committees()))
        .toList();
  }

  /** The pools of supply, each as the parts that name it. @param today on which people register */
  List<Map<String, Object>> pools(Stage.PoolScope scope, LocalDate today) {
    return switch (scope) {
      case CITY -> List.of(Map.of());
      case DISTRICT -> homes.stream().map(Home::district).distinct().map(d -> one("district", d)).toList();
      case COMMITTEE -> homes.stream().map(home -> one("committee", home.committee().code())).toList();
      case OUTLET -> outlets.stream().map(outlet -> one("outletId", outlet.id())).toList();
      case OUTLET_SKU_SLOT -> outlets.stream().flatMap(outlet -> pools(outlet, today)).toList();
    };
  }

  private Stream<Map<String, Object>> pools(Outlet outlet, LocalDate today) {
    return skus.stream()
        .flatMap(sku -> slots(today).stream().map(slot -> Api.object("outletId", outlet.id(), "sku", sku, "slot", slot)));
  }

  private static Map<String, Object> one(String name, String value) {
    var part = new LinkedHashMap<String, Object>();
    part.put(name, value);
    return part;
  }
}
