package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.runtime.security.SecurityRules;
import org.yaml.snakeyaml.Yaml;

/**
 * Holds a service's OpenAPI document ({@code contracts/openapi/<service>.yaml}), which is the contract, against the routes
 * that the service declares: the same operations, each for the same scopes.
 */
public final class OpenApiAgreement {

  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  private OpenApiAgreement() {}

  public static void assertAgrees(String service, SecurityRules rules) {
    var declared = new TreeMap<String, TreeSet<String>>();
    rules.rules().forEach(rule -> declared.put(rule.method() + " " + rule.pattern(), new TreeSet<>(rule.scopes())));
    assertThat(documented(service)).isEqualTo(declared);
  }

  private static Map<String, TreeSet<String>> documented(String service) {
    Map<String, Object> document = new Yaml().load(read(Path.of("..", "contracts", "openapi", service + ".yaml")));
    var operations = new TreeMap<String, TreeSet<String>>();
    members(document.get("paths")).forEach((path, item) ->
        members(item).forEach((method, operation) -> {
          if (METHODS.contains(method)) {
            Object security = members(operation).getOrDefault("security", document.get("security"));
            operations.put(method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{[^}]+}", "*"), scopes(security));
          }
        }));
    return operations;
  }

  /** Alternatives, each with one scheme and its scopes; none: anyone may call. */
  private static TreeSet<String> scopes(Object security) {
    var scopes = new TreeSet<String>();
    if (security instanceof List<?> alternatives) {
      alternatives.forEach(alternative ->
          members(alternative).values().forEach(of -> ((List<?>) of).forEach(scope -> scopes.add((String) scope))));
    }
    return scopes;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> members(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
