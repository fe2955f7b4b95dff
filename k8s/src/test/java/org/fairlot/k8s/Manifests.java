package org.fairlot.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of this module, read. */
final class Manifests {

  static final Path BASE = Path.of("base");
  static final List<Path> OVERLAYS = List.of(Path.of("overlays/dev"), Path.of("overlays/production"));
  static final List<String> SERVICES = List.of("registration", "health", "allocation", "delivery", "notification");

  private static final JsonMapper MAPPER = new JsonMapper();

  private Manifests() {}

  /** All documents of a file. */
  static List<JsonNode> read(Path file) {
    try (var text = Files.newBufferedReader(file)) {
      var documents = new ArrayList<JsonNode>();
      new Yaml().loadAll(text).forEach(document -> documents.add(MAPPER.valueToTree(document)));
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every document of a folder but its kustomization. */
  static List<JsonNode> folder(Path folder) {
    return files(folder).filter(f -> !f.endsWith("kustomization.yaml")).flatMap(f -> read(f).stream()).toList();
  }

  static Stream<Path> files(Path folder) {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> everything() {
    return Stream.concat(Stream.of(BASE), OVERLAYS.stream()).flatMap(folder -> folder(folder).stream());
  }

  static List<JsonNode> base(String kind) {
    return folder(BASE).stream().filter(d -> d.get("kind").stringValue().equals(kind)).toList();
  }

  static JsonNode base(String kind, String name) {
    return base(kind).stream().filter(d -> name.equals(nameOf(d))).findFirst()
        .orElseThrow(() -> new AssertionError("base has no " + kind + " " + name));
  }

  static String nameOf(JsonNode document) {
    return document.at("/metadata/name").stringValue();
  }

  /** The container of a service. */
  static JsonNode container(String service) {
    return base("StatefulSet", service).at("/spec/template/spec/containers/0");
  }

  static Map<String, String> texts(JsonNode object) {
    var texts = new TreeMap<String, String>();
    object.properties().forEach(member -> texts.put(member.getKey(), member.getValue().asString()));
    return texts;
  }

  /** The folder of a service's module, from its image. */
  static Path module(String service) {
    return Path.of("..", container(service).get("image").stringValue().replaceFirst("^fairlot/", ""));
  }

  /** What a service's {@code application.yaml} says at a path. */
  static JsonNode setting(String service, String pointer) {
    return read(module(service).resolve("src/main/resources/application.yaml")).getFirst().at(pointer);
  }
}
