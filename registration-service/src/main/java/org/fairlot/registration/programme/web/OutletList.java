package org.fairlot.registration.programme.web;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.registration.address.domain.Divisions;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceOutlets;
import org.fairlot.runtime.edge.FieldErrors;

/** The outlets of a programme as an operator sends them. */
record OutletList(List<Entry> outlets) {

  /**
   * A pool of supply is named by an outlet, a district of six digits or a committee of twelve, so an outlet must look like
   * neither.
   */
  private static final Pattern ID = Pattern.compile("(?!\\d{6}$|\\d{12}$|CITY$)[A-Za-z0-9._-]{1,40}");

  private static final Pattern SLOT = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d/([01]\\d|2[0-3]):[0-5]\\d");
  private static final Pattern COMMITTEE = Pattern.compile("\\d{12}");
  private static final int OUTLETS_MAX = 5000;

  record Entry(
      String outletId, String district, Map<String, String> names, String address, Double lon, Double lat,
      List<String> skus,
      List<String> slots, List<String> committees) {

    Entry {
      skus = skus == null ? List.of() : skus;
      slots = slots == null ? List.of() : slots;
      committees = committees == null ? List.of() : committees;
    }
  }

  void check(Programme programme, Pack pack, Divisions divisions, FieldErrors errors) {
    if (outlets == null) {
      errors.add("outlets", "MISSING");
      return;
    }
    if (outlets.size() > OUTLETS_MAX) {
      errors.add("outlets", "TOO_LONG");
      return;
    }
    var known = new HashSet<String>();
    var assigned = new HashSet<String>();
    for (int i = 0; i < outlets.size(); i++) {
      var path = "outlets[" + i + "]";
      if (outlets.get(i) == null) {
        errors.add(path, "MISSING");
      } else {
        check(outlets.get(i), path, known, programme, pack, divisions, errors);
        committees(outlets.get(i), path, assigned, pack, divisions, errors);
      }
    }
  }

  private static void check(
      Entry entry, String path, Set<String> known, Programme programme, Pack pack, Divisions divisions,
      FieldErrors errors) {
    if (entry.outletId() == null || !ID.matcher(entry.outletId()).matches()) {
      errors.add(path + ".outletId", entry.outletId() == null ? "MISSING" : "INVALID");
    } else if (!known.add(entry.outletId())) {
      errors.add(path + ".outletId", "DUPLICATE");
    }
    if (entry.district() == null || !divisions.isCountyOf(entry.district(), pack.city())) {
      errors.add(path + ".district", entry.district() == null ? "MISSING" : "UNKNOWN_DISTRICT");
    }
    ProgrammeDefinition.names(path + ".names", entry.names(), errors);
    if (entry.address() == null || entry.address().isBlank()) {
      errors.add(path + ".address", "MISSING");
    } else if (entry.address().length() > 200) {
      errors.add(path + ".address", "TOO_LONG");
    }
    within(entry.lon(), 180, path + ".lon", errors);
    within(entry.lat(), 90, path + ".lat", errors);
    if (entry.skus().stream().anyMatch(sku -> sku == null || programme.goods(sku).isEmpty())) {
      errors.add(path + ".skus", "UNKNOWN_SKU");
    }
    if (entry.slots().stream().anyMatch(slot -> slot == null || !SLOT.matcher(slot).matches())) {
      errors.add(path + ".slots", "INVALID");
    } else if (entry.slots().isEmpty() && pack.form().asks(Field.SLOT)) {
      errors.add(path + ".slots", "MISSING");
    }
  }

  /** People of one committee go to one outlet, so that nobody has to ask which. */
  private static void committees(
      Entry entry, String path, Set<String> assigned, Pack pack, Divisions divisions, FieldErrors errors) {
    for (int i = 0; i < entry.committees().size(); i++) {
      String committee = entry.committees().get(i);
      var one = path + ".committees[" + i + "]";
      if (committee == null || !COMMITTEE.matcher(committee).matches()) {
        errors.add(one, committee == null ? "MISSING" : "INVALID");
      } else if (!divisions.isCountyOf(committee.substring(0, 6), pack.city())) {
        errors.add(one, "UNKNOWN_DISTRICT");
      } else if (!assigned.add(committee)) {
        errors.add(one, "DUPLICATE");
      }
    }
  }

  private static void within(Double degrees, int most, String path, FieldErrors errors) {
    if (degrees == null) {
      errors.add(path, "MISSING");
    } else if (!(Math.abs(degrees) <= most)) {
      errors.add(path, "OUT_OF_RANGE");
    }
  }

  ReplaceOutlets command(String programmeId) {
    return new ReplaceOutlets(
        programmeId,
        outlets.stream()
            .map(e -> new Outlet(e.outletId(), e.district(), e.names(), e.address(), e.lon(), e.lat(), e.skus(),
                e.slots(), e.committees()))
            .toList());
  }
}
