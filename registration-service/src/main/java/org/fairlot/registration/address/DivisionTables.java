package org.fairlot.registration.address;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.fairlot.registration.address.domain.Divisions;
import org.fairlot.registration.address.domain.Divisions.Retired;
import org.fairlot.registration.address.domain.Divisions.Street;

/** The division tables that come with this service ({@code resources/divisions}). */
public final class DivisionTables {

  private static final Divisions CHINA = read();

  private DivisionTables() {}

  public static Divisions china() {
    return CHINA;
  }

  private static Divisions read() {
    var names = new TreeMap<String, String>();
    rows("divisions.tsv").forEach(row -> names.put(row[0], row[1]));
    var streets = new TreeMap<String, List<Street>>();
    rows("streets.tsv").forEach(row -> streets.put(row[0], streets(row[0], row[1])));
    var retired = rows("retired.tsv").stream().map(row -> new Retired(row[0], row[1], row[2])).toList();
    return new Divisions(names, streets, retired);
  }

  private static List<Street> streets(String county, String listed) {
    return Arrays.stream(listed.split(",")).map(s -> new Street(county + s.substring(0, 3), s.substring(3))).toList();
  }

  private static List<String[]> rows(String file) {
    try (var in = DivisionTables.class.getResourceAsStream("/divisions/" + file);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().map(line -> line.split("\t")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
