package org.fairlot.registration.programme.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.registration.programme.GreatCircle;
import org.fairlot.registration.programme.Programme;
import org.fairlot.runtime.edge.FieldErrors;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Finds outlets, the nearest first where a place is given.
 *
 * @param district only those of this county, or {@code null}
 * @param lon      longitude of the place in degrees (GCJ-02, as the outlets'), {@code null}: no place
 * @param offset   how many to pass over
 * @param limit    how many to show at most
 */
record OutletSearch(String district, Double lon, Double lat, int offset, int limit) {

  private static final Pattern PLACE = Pattern.compile("(-?\\d{1,3}(?:\\.\\d{1,10})?),(-?\\d{1,2}(?:\\.\\d{1,10})?)");
  private static final int LIMIT = 100;
  private static final int LIMIT_MAX = 500;

  /** @param metres distance as the crow flies, {@code null} where no place was given */
  record Found(Outlet outlet, Long metres) {}

  /** @throws org.fairlot.runtime.edge.Problem 422 with all that is wrong with the query */
  static OutletSearch of(ServerRequest request) {
    var errors = new FieldErrors();
    var district = request.queryParam("district").orElse(null);
    if (district != null && !district.matches("\\d{6}")) {
      errors.add("district", "INVALID");
    }
    Double lon = null;
    Double lat = null;
    var near = request.queryParam("near").orElse(null);
    if (near != null) {
      var m = PLACE.matcher(near.strip());
      if (!m.matches() || Math.abs(Double.parseDouble(m.group(1))) > 180
          || Math.abs(Double.parseDouble(m.group(2))) > 90) {
        errors.add("near", "INVALID");
      } else {
        lon = Double.valueOf(m.group(1));
        lat = Double.valueOf(m.group(2));
      }
    }
    int limit = number(request, "limit", LIMIT, LIMIT_MAX, errors);
    int offset = number(request, "cursor", 0, Integer.MAX_VALUE, errors);
    errors.throwIfAny();
    return new OutletSearch(district, lon, lat, offset, limit);
  }

  private static int number(ServerRequest request, String name, int otherwise, int max, FieldErrors errors) {
    var text = request.queryParam(name).orElse("");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[1-9]\\d{0,7}") || Integer.parseInt(text) > max) {
      errors.add(name, "OUT_OF_RANGE");
      return otherwise;
    }
    return Integer.parseInt(text);
  }

  /** All that fit, in the order in which they are shown: by distance, else by id. */
  List<Found> in(Programme programme) {
    var found = new ArrayList<Found>();
    for (Outlet outlet : programme.outlets()) {
      if (district == null || district.equals(outlet.district())) {
        found.add(new Found(outlet, lon == null ? null : GreatCircle.metres(lon, lat, outlet.lon(), outlet.lat())));
      }
    }
    found.sort(
        Comparator.comparing(Found::metres, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(f -> f.outlet().outletId()));
    return found;
  }
}
