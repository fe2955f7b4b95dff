package org.fairlot.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairlot.runtime.FairlotProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a service reads from its environment. */
final class Settings {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(FAIRLOT_[A-Z_]+)(:[^}]*)?}");
  private static final Path RUNTIME = Path.of("../platform/runtime/src/main/resources/fairlot-runtime.yaml");
  /** Read by the JVM itself. */
  private static final Set<String> OF_THE_JVM = Set.of("JAVA_TOOL_OPTIONS");

  private static final Set<String> OF_SPRING = ofSpring();

  private final String yaml;

  Settings(String service) {
    try {
      yaml =
          Files.readString(RUNTIME)
              + Files.readString(Manifests.module(service).resolve("src/main/resources/application.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of all variables that a container is given. */
  static Set<String> variables(JsonNode container) {
    var names = new TreeSet<String>();
    container.get("env").forEach(variable -> names.add(variable.get("name").stringValue()));
    container.get("envFrom").forEach(from ->
        Manifests.base("ConfigMap", from.at("/configMapRef/name").stringValue()).get("data").propertyNames()
            .forEach(names::add));
    return names;
  }

  boolean reads(String variable) {
    return OF_THE_JVM.contains(variable)
        || placeholders().contains(variable)
        || ofRuntime().contains(variable)
        || OF_SPRING.contains(variable);
  }

  /** Secrets: they stand in the file with nothing behind the colon. */
  Set<String> withoutDefault() {
    var names = new TreeSet<String>();
    Matcher placeholder = PLACEHOLDER.matcher(yaml);
    while (placeholder.find()) {
      if (":".equals(placeholder.group(2))) {
        names.add(placeholder.group(1));
      }
    }
    // no prefix is a choice, and only the services that sign, hand out or draw need these three
    names.removeAll(
        List.of(
            "FAIRLOT_TOPICS_PREFIX", "FAIRLOT_SECRETS_RECEIPT_KEY", "FAIRLOT_SECRETS_PICKUP_KEY", "FAIRLOT_SECRETS_BLIND_KEY"));
    return names;
  }

  private Set<String> placeholders() {
    var names = new TreeSet<String>();
    Matcher placeholder = PLACEHOLDER.matcher(yaml);
    while (placeholder.find()) {
      names.add(placeholder.group(1));
    }
    return names;
  }

  /** Every property of the runtime as the variable that binds to it. */
  private static Set<String> ofRuntime() {
    var names = new TreeSet<String>();
    collect("FAIRLOT", FairlotProperties.class, names);
    return names;
  }

  private static void collect(String prefix, Class<?> type, Set<String> names) {
    for (var component : type.getRecordComponents()) {
      String name = prefix + "_" + component.getName().toUpperCase(Locale.ROOT);
      if (component.getType().isRecord()) {
        collect(name, component.getType(), names);
      } else if (component.getGenericType() instanceof ParameterizedType map
          && map.getActualTypeArguments()[0] instanceof Class<?> key && key.isEnum()) {
        Stream.of(key.getEnumConstants()).forEach(constant -> names.add(name + "_" + ((Enum<?>) constant).name()));
      } else {
        names.add(name);
      }
    }
  }

  /** Every property that Spring Boot's parts on the class path know. */
  private static Set<String> ofSpring() {
    var names = new TreeSet<String>();
    try {
      for (URL metadata : metadata()) {
        try (var in = metadata.openStream()) {
          new JsonMapper().readTree(in).path("properties").forEach(property ->
              names.add(
                  property.get("name").stringValue().replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  private static List<URL> metadata() throws IOException {
    var urls = new ArrayList<URL>();
    Settings.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json").asIterator()
        .forEachRemaining(urls::add);
    return urls;
  }
}
