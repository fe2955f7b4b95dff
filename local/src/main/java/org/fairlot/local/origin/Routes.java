package org.fairlot.local.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The routing table of the one public origin: which service answers which path. The first that matches wins. */
public record Routes(List<Route> table) {

  /** @param pattern {@code *} is one segment, {@code /**} any number of further ones */
  public record Route(PathPattern pattern, String service) {}

  public Routes {
    table = List.copyOf(table);
  }

  /** The table as {@code contracts} publishes it. */
  public static Routes published() {
    try (var text = Routes.class.getResourceAsStream("/org/fairlot/contracts/routes.txt")) {
      return parse(new String(text.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @throws IllegalArgumentException naming the line that is no route */
  static Routes parse(String text) {
    var table = new ArrayList<Route>();
    int number = 0;
    for (String line : text.split("\n")) {
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      String[] columns = content.split("\\s+");
      if (columns.length != 2 || !columns[0].startsWith("/")) {
        throw new IllegalArgumentException("line " + number + " is no route: " + content);
      }
      table.add(new Route(PathPatternParser.defaultInstance.parse(columns[0]), columns[1]));
    }
    return new Routes(table);
  }

  /** The service that answers this path, if any does. */
  public Optional<String> serviceFor(PathContainer path) {
    for (Route route : table) {
      if (route.pattern().matches(path)) {
        return Optional.of(route.service());
      }
    }
    return Optional.empty();
  }
}
