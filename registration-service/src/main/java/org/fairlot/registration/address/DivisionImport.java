package org.fairlot.registration.address;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Brings a newer list of divisions, as published in CSV with the columns {@code code} and {@code name}, into the compact form that
 * the service reads. The codes tell what it lists: provinces (2 digits), cities (4), districts (6), streets (9) or committees (12).
 */
public final class DivisionImport {

  /** The second form: a county right under its province. */
  private static final Pattern CITY = Pattern.compile("\\d{4}00|\\d\\d90\\d\\d");
  private static final Pattern TEXT = Pattern.compile("[^\\t\\n\\r,]{1,60}");

  /** Of one list: what it has that the tables had not, what it has no more, and what is called otherwise, by code. */
  public record Changes(
      String file, int total, NavigableMap<String, String> added, NavigableMap<String, String> gone,
      NavigableMap<String, String> renamed) {}

  /** What is wrong with a list. */
  public static final class Unfit extends RuntimeException {
    Unfit(String message) {
      super(message);
    }
  }

  private DivisionImport() {}

  /**
   * Reads a list and writes the table that it belongs to.
   *
   * @param csv    the list
   * @param city   the only city (GB/T 2260, six digits) whose entries are replaced, {@code null}: all
   * @param folder with the tables as they are, where there are any; the new one is written there
   * @throws Unfit naming the line that cannot be read; nothing is written then
   */
  public static Changes into(Path folder, Path csv, String city) throws IOException {
    if (city != null && !CITY.matcher(city).matches()) {
      throw new Unfit("not the code of a city (six digits, GB/T 2260): " + city);
    }
    Listing listing;
    try (var reader = Files.newBufferedReader(csv)) {
      listing = read(reader);
    }
    var level = listing.level;
    var listed = listing.names;
    String prefix = city == null ? "" : city.replaceFirst("(00){1,2}$", "");
    var table = level.read(folder);
    var scope = new TreeMap<String, String>();
    table.forEach((code, name) -> {
      if ((level.lists(code) || listed.containsKey(code)) && code.startsWith(prefix)) {
        scope.put(code, name);
      }
    });
    listed.keySet().removeIf(code -> !code.startsWith(prefix));
    if (listed.isEmpty()) {
      throw new Unfit("the list has nothing of " + city);
    }
    var changes = changes(level.file, scope, listed);
    table.keySet().removeAll(scope.keySet());
    table.putAll(listed);
    Files.createDirectories(folder);
    level.write(folder, table);
    return changes;
  }

  private static Changes changes(
      String file, NavigableMap<String, String> before, NavigableMap<String, String> after) {
    var added = new TreeMap<String, String>();
    var gone = new TreeMap<String, String>();
    var renamed = new TreeMap<String, String>();
    after.forEach((code, name) -> {
      String old = before.get(code);
      if (old == null) {
        added.put(code, name);
      } else if (!old.equals(name)) {
        renamed.put(code, old + " → " + name);
      }
    });
    before.forEach((code, name) -> {
      if (!after.containsKey(code)) {
        gone.put(code, name);
      }
    });
    return new Changes(file, after.size(), added, gone, renamed);
  }

  /** @param names by code as the tables have it */
  private record Listing(Level level, NavigableMap<String, String> names) {}

  private static Listing read(Reader csv) {
    var listed = new TreeMap<String, String>();
    Level level = null;
    int line = 1;
    try (var rows =
        new CsvMapper().readerFor(Map.class).with(CsvSchema.emptySchema().withHeader()).<Map<String, String>>readValues(csv)) {
      while (rows.hasNextValue()) {
        line++;
        var row = rows.nextValue();
        String code = row.get("code");
        String name = row.get("name");
        if (code == null || name == null) {
          throw new Unfit("line " + line + ": the columns 'code' and 'name' are needed");
        }
        var own = Level.ofLength(code.strip(), line);
        if (level != null && own != level) {
          throw new Unfit("line " + line + ": " + code + " is of another level than the lines before");
        }
        level = own;
        if (!TEXT.matcher(name.strip()).matches()) {
          throw new Unfit("line " + line + ": not a name: " + name);
        }
        if (listed.put(level.code(code.strip()), name.strip()) != null) {
          throw new Unfit("line " + line + ": " + code + " stands twice");
        }
      }
    } catch (JacksonException e) {
      throw new Unfit("line " + (line + 1) + ": not CSV: " + e.getOriginalMessage());
    }
    if (listed.isEmpty()) {
      throw new Unfit("the list is empty");
    }
    return new Listing(level, listed);
  }

  /** A kind of list, and the table that holds it. */
  private enum Level {
    PROVINCES(2, "divisions.tsv"), CITIES(4, "divisions.tsv"), COUNTIES(6, "divisions.tsv"), STREETS(9, "streets.tsv"),
    COMMITTEES(12, "committees.tsv");

    private final int digits;
    private final String file;

    Level(int digits, String file) {
      this.digits = digits;
      this.file = file;
    }

    static Level ofLength(String code, int line) {
      return Arrays.stream(values())
          .filter(level -> code.matches("\\d{" + level.digits + "}"))
          .findFirst()
          .orElseThrow(() -> new Unfit("line " + line + ": not a code of 2, 4, 6, 9 or 12 digits: " + code));
    }

    /** Of six digits at least, as all tables have it. */
    String code(String code) {
      return code + "0".repeat(Math.max(0, 6 - code.length()));
    }

    /** A district that is a city of its own has a code like one, so this tells of most, not of all. */
    boolean lists(String code) {
      return switch (this) {
        case PROVINCES -> code.length() == 6 && code.endsWith("0000");
        case CITIES -> code.length() == 6 && code.endsWith("00") && !code.endsWith("0000");
        case COUNTIES -> code.length() == 6 && !code.endsWith("00");
        case STREETS, COMMITTEES -> code.length() == digits;
      };
    }

    NavigableMap<String, String> read(Path folder) {
      var table = new TreeMap<String, String>();
      for (String[] row : DivisionTables.rows(folder, file)) {
        if (this == STREETS || this == COMMITTEES) {
          for (String entry : row[1].split(",")) {
            table.put(row[0] + entry.substring(0, 3), entry.substring(3));
          }
        } else {
          table.put(row[0], row[1]);
        }
      }
      return table;
    }

    void write(Path folder, NavigableMap<String, String> table) throws IOException {
      var part = folder.resolve(file + ".part");
      try (var out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        if (this == STREETS || this == COMMITTEES) {
          rows(table, out);
        } else {
          for (var entry : table.entrySet()) {
            out.write(entry.getKey() + "\t" + entry.getValue() + "\n");
          }
        }
      }
      Files.move(part, folder.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static void rows(NavigableMap<String, String> table, Writer out) throws IOException {
      String above = null;
      List<String> entries = new ArrayList<>();
      for (var entry : table.entrySet()) {
        String own = entry.getKey().substring(0, entry.getKey().length() - 3);
        if (above != null && !own.equals(above)) {
          out.write(above + "\t" + String.join(",", entries) + "\n");
          entries.clear();
        }
        above = own;
        entries.add(entry.getKey().substring(own.length()) + entry.getValue());
      }
      if (above != null) {
        out.write(above + "\t" + String.join(",", entries) + "\n");
      }
    }
  }
}
