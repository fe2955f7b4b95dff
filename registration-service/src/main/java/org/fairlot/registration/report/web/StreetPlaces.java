package org.fairlot.registration.report.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.registration.report.figures.ReportWriter.Place;

/** Where the streets lie: the division codes have no places, so a city that wants distances brings a table of them. */
final class StreetPlaces {

  private static final String ROW = "\\d{9}\\t-?\\d{1,3}(\\.\\d{1,10})?\\t-?\\d{1,2}(\\.\\d{1,10})?";

  private StreetPlaces() {}

  /**
   * @param file of lines with code (9 digits), longitude and latitude in degrees (GCJ-02), with tabulators between; {@code null}: none
   * @throws IllegalArgumentException naming the line that is not so
   */
  static Map<String, Place> in(Path file) {
    var places = new TreeMap<String, Place>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.matches(ROW)) {
        throw new IllegalArgumentException(file + ":" + number + ": not a code, longitude and latitude: " + line);
      }
      String[] parts = line.split("\t");
      places.put(parts[0], new Place(Double.parseDouble(parts[1]), Double.parseDouble(parts[2])));
    }
    return places;
  }

  private static Iterable<String> lines(Path file) {
    try {
      return file == null ? List.of() : Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
