package org.fairlot.registration.pack.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.runtime.wire.Json;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds {@code pack.schema.json}, by which editors complete and check a pack, against {@link PackYaml}, which decides: they know
 * the same keys, words and numbers. A pack that uses every key is changed at each of its places, and both must say the same.
 */
class PackSchemaSpec {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectNode SCHEMA = Json.MAPPER.readValue(resource("/pack.schema.json"), ObjectNode.class);
  private static final Schema EDITOR =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SCHEMA);
  private static final ObjectNode EVERYTHING = everything();
  private static final List<Place> PLACES = places();

  /** What the pipeline of {@link #EVERYTHING} does wrong: no city has every kind of stage at once. */
  private static final List<String> BEFORE = reasons(EVERYTHING);

  private static final Pattern KNOWN_KEYS = Pattern.compile("unknown key 'no-such-key'; known here: (.*)");
  private static final Pattern KNOWN_WORDS = Pattern.compile("must be (?:one of |a field: |a fact: )([^;]*);");
  private static final Pattern KNOWN_STAGES = Pattern.compile("unknown stage 'NO_SUCH_WORD'; known: (.*)");

  /** What needs knowledge of the world, which no pattern has. */
  private static final Pattern WORLDLY = Pattern.compile("must be a (time zone|date|division code .* that exists|county code)");

  private static final List<String> TEXTS =
      List.of(
          "", " ", "x", "X", "AB", "a-b", "A_1", "a_b", "名", "09:00", "9:00", "24:00", "24:01", "25:00", "09:60", "09:00-20:00",
          "09:00 - 20:00", "9-20", "09:00-", "2020-02-02", "2020-2-2", "2020-13-01", "2020-02-32", "330203", "33020", "3302031",
          "Asia/Shanghai", "a".repeat(32), "a".repeat(33), "a".repeat(41), "A".repeat(32), "A".repeat(33));

  /** A value of the pack and what the schema says of it. @param key the last key on the way to it */
  private record Place(JsonPointer at, String key, ObjectNode schema, JsonNode value) {

    boolean isObject() {
      return schema.has("properties");
    }

    boolean isStage() {
      return schema.path("properties").has("stage");
    }
  }

  @TestFactory
  Stream<DynamicTest> the_packs_that_come_with_the_suite_fit() throws IOException {
    try (var files = Files.list(Path.of("../contracts/src/main/resources/packs"))) {
      return files.sorted().toList().stream().map(
          file -> DynamicTest.dynamicTest(
              file.getFileName().toString(),
              () -> {
                assertThat(EDITOR.validate(Files.readString(file), InputFormat.YAML)).isEmpty();
                assertThat(PackYaml.parse(Files.readString(file)).name() + ".yaml").isEqualTo(file.getFileName().toString());
              }));
    }
  }

  @Test
  void the_example_of_the_schema_is_a_pack() {
    assertThat(reasons(SCHEMA.at("/examples/0"))).isEmpty();
    assertThat(EDITOR.validate(SCHEMA.at("/examples/0"))).isEmpty();
    assertThat(EDITOR.validate(EVERYTHING)).isEmpty();
  }

  @Test
  void the_pieces_of_the_guide_make_a_pack() throws IOException, InvalidPack {
    var guide = Files.readString(Path.of("../docs/guides/add-a-city.md")).replace("\r\n", "\n");
    var pieces = Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL).matcher(guide).results()
        .map(piece -> piece.group(1))
        .collect(Collectors.joining());
    assertThat(PackYaml.parse(pieces).steps()).hasSize(5);
    assertThat(EDITOR.validate(pieces, InputFormat.YAML)).isEmpty();
  }

  @Test
  void the_guide_names_every_reason_for_which_a_committee_refuses() throws IOException {
    assertThat(Files.readString(Path.of("../docs/guides/add-a-city.md")))
        .contains(Stream.of(RefusalReason.values()).map(reason -> "`" + reason + "`").toList());
  }

  @Test
  void every_key_of_the_schema_stands_in_its_examples() {
    Map<ObjectNode, Set<String>> used = new IdentityHashMap<>();
    PLACES.stream().filter(Place::isObject).forEach(
        place -> used.computeIfAbsent(place.schema(), schema -> new TreeSet<>()).addAll(place.value().propertyNames()));
    used.forEach(
        (schema, keys) -> {
          if (!schema.path("title").stringValue("").equals("notices")) {
            assertThat(keys).as("used of %s", schema.path("title")).isEqualTo(keys(schema));
          }
        });
    SCHEMA.get("$defs").forEach(
        schema -> assertThat(!schema.has("properties") || used.containsKey(schema)).as("%s is used", schema).isTrue());
  }

  @Test
  void both_know_the_same_keys() {
    PLACES.stream().filter(Place::isObject).forEach(
        place -> {
          var changed = changed(place, "no-such-key", JSON.numberNode(1));
          var known = known(KNOWN_KEYS, reasons(changed));
          if (place.isStage() && !keys(place.schema()).contains("timeoutHours")) {
            // the reader knows it of every stage, and tells why this one has none
            known.remove("timeoutHours");
            assertThat(reasons(changed(place, "timeoutHours", JSON.numberNode(1)))).as("at %s", place.at())
                .anySatisfy(reason -> assertThat(reason).containsAnyOf("has no 'timeoutHours'"));
          }
          assertThat(known).as("at %s", place.at()).isEqualTo(keys(place.schema()));
          assertThat(EDITOR.validate(changed)).as("at %s", place.at()).isNotEmpty();
        });
  }

  @Test
  void both_need_the_same_keys() {
    PLACES.stream().filter(Place::isObject).forEach(
        place -> place.value().propertyNames().forEach(
            key -> {
              var changed = EVERYTHING.deepCopy();
              ((ObjectNode) changed.at(place.at())).remove(key);
              assertThat(!EDITOR.validate(changed).isEmpty())
                  .as("the schema refuses %s without %s; the reader says %s", place.at(), key, reasons(changed))
                  .isEqualTo(!BEFORE.containsAll(reasons(changed)));
            }));
  }

  @Test
  void both_take_the_same_numbers() {
    var integers = scalars("integer").toList();
    assertThat(integers).isNotEmpty();
    for (Place place : integers) {
      long min = place.schema().get("minimum").longValue();
      long max = place.schema().get("maximum").longValue();
      for (long within : List.of(min, max)) {
        var changed = changed(place, JSON.numberNode(within));
        assertThat(malformed(place, reasons(changed))).as("%d at %s", within, place.at()).isFalse();
        assertThat(EDITOR.validate(changed)).as("%d at %s", within, place.at()).isEmpty();
      }
      for (JsonNode without : List.of(
          JSON.numberNode(min - 1), JSON.numberNode(max + 1), JSON.numberNode(min + 0.5), JSON.stringNode("many"),
          JSON.booleanNode(true), JSON.arrayNode())) {
        refused(place, without);
      }
    }
  }

  @Test
  void both_take_the_same_words() {
    for (Place place : PLACES) {
      var words = place.schema().has("const") ? stageKinds() : words(place.schema());
      if (!words.isEmpty()) {
        var changed = changed(place, JSON.stringNode("NO_SUCH_WORD"));
        var known = known(place.schema().has("const") ? KNOWN_STAGES : KNOWN_WORDS, reasons(changed));
        // for simulations; the reader names it, and refuses it with a reason of its own
        known.remove("RECORDED");
        assertThat(known).as("at %s", place.at()).isEqualTo(words);
        assertThat(EDITOR.validate(changed)).as("at %s", place.at()).isNotEmpty();
      }
    }
  }

  @Test
  void both_take_the_same_flags() {
    scalars("boolean").forEach(
        place -> Stream.of(JSON.stringNode("yes"), JSON.numberNode(1), JSON.arrayNode())
            .forEach(wrong -> refused(place, wrong)));
  }

  @Test
  void both_take_the_same_texts() {
    // one place of each kind: a name is a name wherever it stands
    var kinds = new LinkedHashMap<String, Place>();
    scalars("string").filter(place -> !place.schema().has("enum"))
        .forEach(place -> kinds.putIfAbsent(place.key() + place.schema(), place));
    assertThat(kinds).isNotEmpty();
    for (Place place : kinds.values()) {
      for (String text : TEXTS) {
        var changed = changed(place, JSON.stringNode(text));
        var reasons = reasons(changed);
        boolean editor = EDITOR.validate(changed).isEmpty();
        if (!editor || reasons.stream().noneMatch(reason -> WORLDLY.matcher(reason).find())) {
          assertThat(malformed(place, reasons)).as("'%s' at %s: %s", text, place.at(), reasons).isEqualTo(!editor);
        }
      }
    }
  }

  private static void refused(Place place, JsonNode wrong) {
    var changed = changed(place, wrong);
    var reasons = reasons(changed);
    assertThat(malformed(place, reasons)).as("the reader takes %s at %s: %s", wrong, place.at(), reasons).isTrue();
    assertThat(EDITOR.validate(changed)).as("the schema takes %s at %s", wrong, place.at()).isNotEmpty();
  }

  /** Whether the reader says that the value itself is not of its form, whatever it may say of how things fit together. */
  private static boolean malformed(Place place, List<String> reasons) {
    return reasons.stream()
        .filter(reason -> !BEFORE.contains(reason))
        .anyMatch(reason -> reason.matches("'" + Pattern.quote(place.key()) + "' must be (?!0 \\(no substitutes\\)).*"));
  }

  private static ObjectNode changed(Place place, JsonNode value) {
    var pack = EVERYTHING.deepCopy();
    var parent = pack.at(place.at().head());
    if (parent instanceof ArrayNode list) {
      list.set(place.at().last().getMatchingIndex(), value);
    } else {
      ((ObjectNode) parent).set(place.at().last().getMatchingProperty(), value);
    }
    return pack;
  }

  private static ObjectNode changed(Place object, String key, JsonNode value) {
    var pack = EVERYTHING.deepCopy();
    ((ObjectNode) pack.at(object.at())).set(key, value);
    return pack;
  }

  /** JSON is YAML. */
  private static List<String> reasons(JsonNode pack) {
    try {
      PackYaml.parse(pack.toString());
      return List.of();
    } catch (InvalidPack e) {
      return e.findings().stream().map(InvalidPack.Finding::reason).toList();
    }
  }

  private static Set<String> known(Pattern listed, List<String> reasons) {
    return reasons.stream()
        .map(listed::matcher)
        .filter(matcher -> matcher.find())
        .map(matcher -> new TreeSet<>(Set.of(matcher.group(1).split(", "))))
        .findFirst()
        .orElseThrow(() -> new AssertionError(listed + " is not said: " + reasons));
  }

  private static Stream<Place> scalars(String type) {
    return PLACES.stream().filter(place -> place.schema().path("type").stringValue("").equals(type));
  }

  private static Set<String> keys(ObjectNode schema) {
    return new TreeSet<>(schema.get("properties").propertyNames());
  }

  private static Set<String> words(ObjectNode schema) {
    var words = new TreeSet<String>();
    schema.path("enum").forEach(word -> words.add(word.stringValue()));
    return words;
  }

  private static Set<String> stageKinds() {
    var kinds = new TreeSet<String>();
    SCHEMA.at("/$defs/stage/oneOf").forEach(
        kind -> kinds.add(resolve(kind).at("/properties/stage/const").stringValue()));
    return kinds;
  }

  /** The example of the schema with every example of a stage in it. */
  private static ObjectNode everything() {
    var pack = (ObjectNode) SCHEMA.at("/examples/0").deepCopy();
    var stages = pack.putArray("stages");
    SCHEMA.at("/$defs/stage/oneOf").forEach(kind -> stages.add(resolve(kind).at("/examples/0")));
    return pack;
  }

  private static List<Place> places() {
    var places = new ArrayList<Place>();
    collect(places, JsonPointer.empty(), "a pack", SCHEMA, EVERYTHING);
    return places;
  }

  private static void collect(List<Place> places, JsonPointer at, String key, JsonNode said, JsonNode value) {
    var schema = resolve(said);
    if (schema.has("oneOf")) {
      schema = stage(schema, value);
    }
    if (schema.has("anyOf") && schema.get("anyOf").get(0).has("$ref")) {
      schema = resolve(schema.get("anyOf").get(value.isObject() ? 1 : 0));
    }
    if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        collect(places, at.appendIndex(i), key, schema.get("items"), list.get(i));
      }
      return;
    }
    if (!(value instanceof ObjectNode object)) {
      places.add(new Place(at, key, schema, value));
      return;
    }
    var properties = schema.get("properties");
    if (properties != null) {
      places.add(new Place(at, key, schema, value));
    }
    for (String name : object.propertyNames()) {
      var inner = properties == null ? schema.get("additionalProperties") : properties.get(name);
      assertThat(inner).as("the schema's %s at %s", name, at).isNotNull();
      collect(places, at.appendProperty(name), name, inner, object.get(name));
    }
  }

  private static ObjectNode stage(ObjectNode oneOf, JsonNode value) {
    for (JsonNode kind : oneOf.get("oneOf")) {
      if (resolve(kind).at("/properties/stage/const").equals(value.get("stage"))) {
        return resolve(kind);
      }
    }
    throw new AssertionError("no kind of stage: " + value);
  }

  private static ObjectNode resolve(JsonNode schema) {
    return (ObjectNode) (schema.has("$ref") ? SCHEMA.at(schema.get("$ref").stringValue().substring(1)) : schema);
  }

  private static String resource(String name) {
    try (var in = PackSchemaSpec.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
