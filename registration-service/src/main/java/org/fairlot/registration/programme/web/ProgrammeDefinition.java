package org.fairlot.registration.programme.web;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.ProgrammeEvent.Ending;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.registration.address.domain.Divisions;
import org.fairlot.registration.programme.domain.ProgrammeCommand.Area;
import org.fairlot.registration.programme.domain.ProgrammeCommand.DefineProgramme;
import org.fairlot.runtime.edge.FieldErrors;

/**
 * A programme as an operator sends it.
 *
 * @param packFrom from when new cases follow this version; missing: from now on
 * @param closesOn first day no more; missing: open end
 * @param retentionDays how long after it the programme ends by itself; missing: {@value #RETENTION_DAYS}
 * @param notaryKeys public keys of the notary office; missing only where no draw of the pack is notarised
 * @param areas    parts of the city with packs of their own; missing: none
 */
record ProgrammeDefinition(
    Map<String, String> names, String pack, Integer packVersion, Instant packFrom, List<GoodsEntry> goods,
    LocalDate opensOn, LocalDate closesOn, Integer retentionDays, List<NotaryKey> notaryKeys, List<AreaEntry> areas) {

  /** One called {@code sms} would have cases that look like short messages ({@code ExchangeId}). */
  static final Pattern ID = Pattern.compile("(?!sms$)[a-z0-9-]{1,40}");
  private static final Pattern SKU = Pattern.compile("[A-Za-z0-9._-]{1,40}");
  private static final int GOODS_MAX = 100;
  /** An office has one or two, and a new one beside the old while it changes over. */
  private static final int NOTARY_KEYS_MAX = 8;
  private static final int NAME_MAX = 100;
  private static final int COORDINATE_BYTES = 32;
  private static final Pattern AREA = Pattern.compile("\\d{6}|\\d{9}");
  private static final int AREAS_MAX = 500;
  /** A quarter: appeals are over by then, and whoever audits the season has seen it. */
  static final int RETENTION_DAYS = 90;
  /** Ten years: no law that we know of wants registrations for longer. */
  private static final int RETENTION_DAYS_MAX = 3660;
  /** Four digits, as dates are written: what is far beyond them is no time that a timer could be set to. */
  private static final int YEAR_MAX = 9999;

  record GoodsEntry(
      String sku, Map<String, String> names, String type, String model, Integer unitsPerShare, Integer priceFen) {}

  /** @param packFrom as for the city; missing: from now on */
  record AreaEntry(String area, String pack, Integer packVersion, Instant packFrom) {}

  /** What can be seen without the pack. */
  void check(FieldErrors errors) {
    names("names", names, errors);
    require(errors, "pack", pack);
    require(errors, "packVersion", packVersion);
    require(errors, "opensOn", opensOn);
    if (opensOn != null && closesOn != null && !opensOn.isBefore(closesOn)) {
      errors.add("closesOn", "BEFORE_OPENING");
    } else if (closesOn != null && closesOn.getYear() > YEAR_MAX) {
      errors.add("closesOn", "OUT_OF_RANGE");
    }
    if (retentionDays != null && (retentionDays < 0 || retentionDays > RETENTION_DAYS_MAX)) {
      errors.add("retentionDays", "OUT_OF_RANGE");
    } else if (retentionDays != null && closesOn == null) {
      // there is no day from which it could be counted
      errors.add("closesOn", "MISSING");
    }
    if (goods == null || goods.isEmpty()) {
      errors.add("goods", "MISSING");
    } else if (goods.size() > GOODS_MAX) {
      errors.add("goods", "TOO_LONG");
    } else {
      goods(errors);
    }
    notaryKeys(errors);
    checkAreas(errors);
  }

  private void checkAreas(FieldErrors errors) {
    if (areas().size() > AREAS_MAX) {
      errors.add("areas", "TOO_LONG");
      return;
    }
    var known = new HashSet<String>();
    for (int i = 0; i < areas().size(); i++) {
      var entry = areas().get(i);
      var path = "areas[" + i + "]";
      if (entry == null) {
        errors.add(path, "MISSING");
        continue;
      }
      if (entry.area() == null || !AREA.matcher(entry.area()).matches()) {
        errors.add(path + ".area", entry.area() == null ? "MISSING" : "INVALID");
      } else if (!known.add(entry.area())) {
        errors.add(path + ".area", "DUPLICATE");
      }
      require(errors, path + ".pack", entry.pack());
      require(errors, path + ".packVersion", entry.packVersion());
    }
  }

  /** What the pack says about it. */
  void checkAgainst(Pack rules, Instant now, FieldErrors errors) {
    if (closesOn != null && !now.isBefore(ending(rules.timezone()).endsAt())) {
      // it would end, and be erased, this very moment: nobody wants that, and a slip of the year must not do it
      errors.add("closesOn", "ALREADY_OVER");
    }
    for (int i = 0; i < goods.size(); i++) {
      var price = goods.get(i).priceFen();
      if (rules.payment().goods() == Pack.GoodsPaid.FREE && price != null && price > 0) {
        errors.add("goods[" + i + "].priceFen", "FREE_BY_PACK");
      }
    }
    var lottery = rules.firstStage(Stage.Lottery.class);
    boolean notarised = lottery != null && lottery.draw().notary();
    if (notarised && (notaryKeys == null || notaryKeys.isEmpty())) {
      // else whoever comes first with a key of his own would be the notary
      errors.add("notaryKeys", "MISSING");
    }
  }

  /**
   * What the packs of the areas say about it. Their cases are cases of the same programme, so they agree in the city;
   * and lots are drawn for a programme as a whole, out of the urns of the city's pack.
   */
  void checkAreas(Pack rules, BiFunction<String, Integer, Optional<Pack>> packs, Divisions divisions, FieldErrors errors) {
    for (int i = 0; i < areas().size(); i++) {
      var entry = areas().get(i);
      var path = "areas[" + i + "]";
      if (!divisions.isWithin(entry.area(), rules.city())) {
        errors.add(path + ".area", "UNKNOWN_AREA");
      }
      var pack = packs.apply(entry.pack(), entry.packVersion());
      if (pack.isEmpty()) {
        errors.add(path + ".packVersion", "UNKNOWN_PACK");
      } else if (!pack.get().city().equals(rules.city())) {
        errors.add(path + ".pack", "OTHER_CITY");
      } else if (pack.get().firstStage(Stage.Lottery.class) != null) {
        errors.add(path + ".pack", "DRAWS_LOTS");
      }
    }
  }

  public List<AreaEntry> areas() {
    return areas == null ? List.of() : areas;
  }

  DefineProgramme command(String programmeId, Pack rules) {
    var entries =
        goods.stream()
            .map(
                g ->
                    new Goods(
                        g.sku(), g.names(), g.type(), g.model(), g.unitsPerShare() == null ? 1 : g.unitsPerShare(),
                        g.priceFen() == null ? 0 : g.priceFen()))
            .toList();
    return new DefineProgramme(
        programmeId, names, rules.city(), pack, packVersion, packFrom, entries, opensOn, closesOn, notaryKeys,
        areas().stream().map(e -> new Area(e.area(), e.pack(), e.packVersion(), e.packFrom())).toList(),
        closesOn == null ? null : ending(rules.timezone()));
  }

  private Ending ending(ZoneId zone) {
    int days = retentionDays == null ? RETENTION_DAYS : retentionDays;
    return new Ending(
        closesOn.atStartOfDay(zone).toInstant(), days, closesOn.plusDays(days).atStartOfDay(zone).toInstant());
  }

  private void notaryKeys(FieldErrors errors) {
    if (notaryKeys == null) {
      return;
    }
    if (notaryKeys.size() > NOTARY_KEYS_MAX) {
      errors.add("notaryKeys", "TOO_LONG");
      return;
    }
    var known = new HashSet<NotaryKey>();
    for (int i = 0; i < notaryKeys.size(); i++) {
      var key = notaryKeys.get(i);
      if (key == null) {
        errors.add("notaryKeys[" + i + "]", "MISSING");
      } else if (!isOnCurve(key)) {
        errors.add("notaryKeys[" + i + "]", "INVALID");
      } else if (!known.add(key)) {
        errors.add("notaryKeys[" + i + "]", "DUPLICATE");
      }
    }
  }

  /** Whether it is a point on P-256, each coordinate in its one form: keys are told apart by their text. */
  private static boolean isOnCurve(NotaryKey key) {
    if (!"EC".equals(key.kty()) || !Curve.P_256.getName().equals(key.crv()) || key.x() == null || key.y() == null) {
      return false;
    }
    try {
      var point = new ECKey.Builder(Curve.P_256, new Base64URL(key.x()), new Base64URL(key.y())).build();
      return Base64URL.encode(point.getX().decode()).toString().equals(key.x())
          && Base64URL.encode(point.getY().decode()).toString().equals(key.y())
          && point.getX().decode().length == COORDINATE_BYTES
          && point.getY().decode().length == COORDINATE_BYTES;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void goods(FieldErrors errors) {
    var known = new HashSet<String>();
    for (int i = 0; i < goods.size(); i++) {
      var entry = goods.get(i);
      var path = "goods[" + i + "]";
      if (entry == null) {
        errors.add(path, "MISSING");
        continue;
      }
      if (entry.sku() == null || !SKU.matcher(entry.sku()).matches()) {
        errors.add(path + ".sku", entry.sku() == null ? "MISSING" : "INVALID");
      } else if (!known.add(entry.sku())) {
        errors.add(path + ".sku", "DUPLICATE");
      }
      names(path + ".names", entry.names(), errors);
      label(path + ".type", entry.type(), errors);
      label(path + ".model", entry.model(), errors);
      if (entry.unitsPerShare() != null && (entry.unitsPerShare() < 1 || entry.unitsPerShare() > 10_000)) {
        errors.add(path + ".unitsPerShare", "OUT_OF_RANGE");
      }
      if (entry.priceFen() != null && (entry.priceFen() < 0 || entry.priceFen() > 100_000_000)) {
        errors.add(path + ".priceFen", "OUT_OF_RANGE");
      }
    }
  }

  /** Both languages, neither too long. */
  static void names(String path, Map<String, String> names, FieldErrors errors) {
    for (String language : List.of("zh-CN", "en")) {
      String name = names == null ? null : names.get(language);
      if (name == null || name.isBlank()) {
        errors.add(path + "." + language, "MISSING");
      } else if (name.length() > NAME_MAX) {
        errors.add(path + "." + language, "TOO_LONG");
      }
    }
  }

  /** May be missing, but not say nothing. */
  private static void label(String path, String label, FieldErrors errors) {
    if (label != null && label.isBlank()) {
      errors.add(path, "MISSING");
    } else if (label != null && label.length() > NAME_MAX) {
      errors.add(path, "TOO_LONG");
    }
  }

  private static void require(FieldErrors errors, String field, Object value) {
    if (value == null) {
      errors.add(field, "MISSING");
    }
  }
}
