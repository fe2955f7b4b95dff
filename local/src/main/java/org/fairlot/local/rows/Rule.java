package org.fairlot.local.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlot.runtime.wire.Json;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.core.type.TypeReference;

/**
 * A row of the table: a rule of one of the six cities, or a mechanism across them.
 *
 * @param part          where it stands: a city, or the mechanisms
 * @param id            such as {@code X5}
 * @param says          what is to hold, in a few words
 * @param missing       what of it is not built or not proved yet; {@code null}: nothing
 * @param nothingToTest why no test can prove it; {@code null}: one can
 */
public record Rule(String part, String id, String says, @Nullable String missing, @Nullable String nothingToTest) {

  private record Text(String says, @Nullable String missing, @Nullable String nothingToTest) {}

  /** All of them, in the order of {@code rows.yaml}. */
  public static List<Rule> all() {
    var rules = new ArrayList<Rule>();
    parts().forEach(
        (part, rows) ->
            rows.forEach((id, row) -> rules.add(new Rule(part, id, row.says(), row.missing(), row.nothingToTest()))));
    return rules;
  }

  private static Map<String, Map<String, Text>> parts() {
    try (var in = Rule.class.getResourceAsStream("rows.yaml")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      Object read = new Yaml(new SafeConstructor(options)).load(text);
      return Json.MAPPER.convertValue(read, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
