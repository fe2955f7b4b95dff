package org.fairlot.contracts.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps {@code docs/reference/pack.md}, the keys of a pack for people, as {@code pack.schema.json} says them to editors.
 *
 * <p>{@code -Dcontracts.write=true} writes it anew.
 */
class PackReferenceTest {

  private static final Path SCHEMA_FILE = Path.of("src/main/resources/pack.schema.json");
  private static final Path REFERENCE = Path.of("../docs/reference/pack.md");
  private static final String REMEDY =
      "run: mvn -pl contracts -am test -Dtest=PackReferenceTest -Dcontracts.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";
  private static final JsonNode SCHEMA = new JsonMapper().readTree(SCHEMA_FILE.toFile());

  @Test
  void the_reference_says_what_the_schema_says() throws IOException {
    if (Boolean.getBoolean("contracts.write")) {
      Files.createDirectories(REFERENCE.getParent());
      Files.writeString(REFERENCE, reference());
    }
    assertThat(Files.readString(REFERENCE).replace("\r\n", "\n")).as(REMEDY).isEqualTo(reference());
  }

  @Test
  void each_word_and_each_key_of_the_schema_is_described() {
    for (JsonNode object : objects()) {
      object.get("properties").forEach(
          property -> {
            assertThat(described(property)).as("%s: %s", object.path("title"), property).isNotBlank();
            var valued = property.has("items") ? resolve(property.get("items")) : resolve(property);
            assertThat(valued.path("enumDescriptions").size()).as("%s", property).isEqualTo(valued.path("enum").size());
          });
    }
  }

  private static String reference() {
    var text = new ArrayList<String>();
    text.add("# The keys of a pack");
    text.add("");
    text.add("A pack is one YAML file: a city's rules. This page is made from its schema,");
    text.add("[pack.schema.json](../../contracts/src/main/resources/pack.schema.json), by which editors complete and check it. What the keys");
    text.add("together must hold, `./fairlot pack check FILE` tells, with the line; [Add a city](../guides/add-a-city.md) leads through it.");
    text.add("A key without a default is needed; where it is optional or depends on others, its meaning says how.");
    for (JsonNode object : objects()) {
      text.add("");
      text.add(object == SCHEMA ? "## The file" : "## " + object.get("title").stringValue());
      text.add("");
      if (object.has("description")) {
        text.add(object.get("description").stringValue() + ".");
        text.add("");
      }
      text.add("| key | default | value | meaning |");
      text.add("|---|---|---|---|");
      for (var property : object.get("properties").properties()) {
        text.add(
            "| `%s` | %s | %s | %s |".formatted(
                property.getKey(), otherwise(object, property.getKey()), value(property.getValue()),
                described(property.getValue())));
      }
    }
    return String.join("\n", text) + "\n";
  }

  /** The objects of a pack with keys of their own, in the order of the schema, which leads from the file inwards. */
  private static List<JsonNode> objects() {
    var objects = new ArrayList<JsonNode>(List.of(SCHEMA));
    for (JsonNode definition : SCHEMA.get("$defs")) {
      if (definition.has("properties") && definition.has("title")) {
        objects.add(definition);
      }
    }
    return objects;
  }

  private static String otherwise(JsonNode object, String key) {
    var property = object.get("properties").get(key);
    if (property.has("default")) {
      return "`" + plain(property.get("default")) + "`";
    }
    if (names(object.path("required"), key)) {
      return "";
    }
    // what is needed under a condition, the schema says in a part of its own
    return object.findValues("required").stream().anyMatch(required -> names(required, key)) ? "depends" : "optional";
  }

  private static boolean names(JsonNode required, String key) {
    return StreamSupport.stream(required.spliterator(), false).anyMatch(name -> name.stringValue().equals(key));
  }

  private static String plain(JsonNode value) {
    return value.isString() ? value.stringValue() : value.toString();
  }

  private static String value(JsonNode property) {
    var schema = resolve(property);
    if (schema.has("const")) {
      return "`" + schema.get("const").stringValue() + "`";
    }
    if (schema.has("enum")) {
      return words(schema);
    }
    if (schema.has("title")) {
      return link(schema);
    }
    if (schema.has("oneOf")) {
      var kinds = new ArrayList<String>();
      schema.get("oneOf").forEach(kind -> kinds.add(link(resolve(kind))));
      return String.join("<br>", kinds);
    }
    return switch (schema.path("type").stringValue("")) {
      case "integer" -> "%d–%d".formatted(schema.get("minimum").longValue(), schema.get("maximum").longValue());
      case "boolean" -> "`true`, `false`";
      case "array" -> isPlain(resolve(schema.get("items")))
          ? "a list such as `%s`".formatted(resolve(schema.get("items")).get("examples"))
          : "a list of" + (resolve(schema.get("items")).has("enum") ? ":<br>" : " ") + value(schema.get("items"));
      case "object" -> schema.has("properties") ? "`{zh-CN: …, en: …}`" : "such as `" + schema.at("/examples/0") + "`";
      default -> text(schema);
    };
  }

  private static boolean isPlain(JsonNode schema) {
    return schema.path("type").stringValue("").equals("string") && schema.has("examples");
  }

  private static String words(JsonNode schema) {
    var words = new ArrayList<String>();
    for (int i = 0; i < schema.get("enum").size(); i++) {
      words.add(
          "`%s` %s".formatted(schema.get("enum").get(i).stringValue(), schema.get("enumDescriptions").get(i).stringValue()));
    }
    return String.join("<br>", words);
  }

  private static String text(JsonNode schema) {
    if (schema.has("anyOf")) {
      return words(resolve(schema.get("anyOf").get(0))) + "<br>or " + link(resolve(schema.get("anyOf").get(1)));
    }
    var examples = new ArrayList<String>();
    schema.path("examples").forEach(example -> examples.add("`" + example + "`"));
    return examples.isEmpty() ? "text" : "such as " + String.join(", ", examples);
  }

  private static String link(JsonNode schema) {
    var title = schema.get("title").stringValue();
    var anchor = title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} -]", "").replace(' ', '-');
    return "[%s](#%s)".formatted(title, anchor);
  }

  private static String described(JsonNode property) {
    return property.path("description").stringValue(resolve(property).path("description").stringValue(""));
  }

  private static JsonNode resolve(JsonNode schema) {
    return schema.has("$ref") ? SCHEMA.at(schema.get("$ref").stringValue().substring(1)) : schema;
  }
}
