package org.fairlot.registration.address;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.address.domain.Committees.Committee;
import org.fairlot.registration.address.domain.Divisions;
import org.fairlot.registration.address.domain.Divisions.Retired;
import org.fairlot.registration.address.domain.Divisions.Street;

/**
 * The division tables (行政区划): those that come with this service ({@code resources/divisions}), or those of a folder that newer
 * lists were imported into.
 */
public record DivisionTables(Divisions divisions, Committees committees) {

  private static final DivisionTables SHIPPED = in(null);

  /** The divisions that come with this service. */
  public static Divisions china() {
    return SHIPPED.divisions;
  }

  /** All that comes with this service. */
  public static DivisionTables shipped() {
    return SHIPPED;
  }

  /** @param folder with the tables; one that it lacks is the one that comes with this service, as are all where it is {@code null} */
  public static DivisionTables in(Path folder) {
    var names = new TreeMap<String, String>();
    rows(folder, "divisions.tsv").forEach(row -> names.put(row[0], row[1]));
    var streets = new TreeMap<String, List<Street>>();
    rows(folder, "streets.tsv").forEach(
        row -> streets.put(row[0], entries(row).map(e -> new Street(row[0] + e.substring(0, 3), e.substring(3))).toList()));
    var retired = rows(folder, "retired.tsv").stream().map(row -> new Retired(row[0], row[1], row[2])).toList();
    var divisions = new Divisions(names, streets, retired);
    var committees =
        rows(folder, "committees.tsv").stream()
            .flatMap(row -> entries(row).map(e -> new Committee(row[0] + e.substring(0, 3), e.substring(3))))
            .toList();
    return new DivisionTables(divisions, new Committees(committees, divisions));
  }

  /** What a district (6 digits), street (9) or committee (12) is called; empty where the code is none. */
  public Optional<String> name(String code) {
    return switch (code.length()) {
      case 6 -> divisions.name(code);
      case 9 ->
          divisions.streetsOf(code.substring(0, 6)).stream()
              .filter(street -> street.code().equals(code)).findFirst().map(Street::name);
      case 12 -> committees.find(code).map(Committee::name);
      default -> Optional.empty();
    };
  }

  /** What a row lists under its first column: three digits and a name each. */
  private static Stream<String> entries(String[] row) {
    return Arrays.stream(row[1].split(","));
  }

  static List<String[]> rows(Path folder, String file) {
    try (var in = open(folder, file); var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().map(line -> line.split("\t")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(Path folder, String file) throws IOException {
    Path own = folder == null ? null : folder.resolve(file);
    return own != null && Files.exists(own)
        ? Files.newInputStream(own)
        : DivisionTables.class.getResourceAsStream("/divisions/" + file);
  }
}
