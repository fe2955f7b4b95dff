package org.fairlot.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fairlot.contracts.ContractTypes;
import org.fairlot.kernel.Event;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds records, schemas and approved samples against each other. Samples are append-only: what was once on the wire is
 * in logs that are kept for ever.
 *
 * <p>{@code -Dcontracts.write=true} writes the schemas anew and adds the samples that are missing; it changes none.
 */
class ContractFilesTest {

  private static final Path RESOURCES = Path.of("src/main/resources");
  private static final Path SCHEMAS = RESOURCES.resolve("schemas");
  private static final Path SAMPLES = RESOURCES.resolve("samples");
  private static final Path APPROVED = SAMPLES.resolve("approved.sha256");
  private static final String REMEDY =
      "run: mvn -pl contracts -am test -Dtest=ContractFilesTest -Dcontracts.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final Map<String, ObjectNode> MADE_SCHEMAS = new LinkedHashMap<>();
  private static final Map<String, ObjectNode> MADE_SAMPLES = new LinkedHashMap<>();
  private static final Map<String, ObjectNode> MINIMAL = new LinkedHashMap<>();

  @BeforeAll
  static void make() throws IOException {
    var descriptions = Descriptions.of(Path.of("src/main/java"));
    ContractTypes.all().forEach((name, type) -> make(name, type, descriptions));
    if (Boolean.getBoolean("contracts.write")) {
      write();
    }
  }

  private static void make(String name, Class<? extends Event> type, Descriptions descriptions) {
    MADE_SCHEMAS.put(name, Schemas.of(type, descriptions));
    MADE_SAMPLES.putAll(Samples.of(name, type));
    MINIMAL.put(name, Samples.minimal(type));
  }

  private static void write() throws IOException {
    Files.createDirectories(SCHEMAS);
    Files.createDirectories(SAMPLES);
    for (var schema : MADE_SCHEMAS.entrySet()) {
      Files.writeString(SCHEMAS.resolve(schema.getKey() + ".json"), pretty(schema.getValue()));
    }
    var approved = new TreeMap<>(approved());
    for (var sample : MADE_SAMPLES.entrySet()) {
      Path file = SAMPLES.resolve(sample.getKey() + ".json");
      if (!Files.exists(file) && !approved.containsKey(file.getFileName().toString())) {
        Files.writeString(file, pretty(sample.getValue()));
        approved.put(file.getFileName().toString(), sha256(file));
      }
    }
    var lines = new ArrayList<String>();
    approved.forEach((file, hash) -> lines.add(hash + "  " + file));
    Files.write(APPROVED, lines);
  }

  @Test
  void there_is_a_schema_for_each_type_and_for_nothing_else() {
    assertThat(names(SCHEMAS)).as(REMEDY).containsExactlyInAnyOrderElementsOf(ContractTypes.all().keySet());
  }

  @TestFactory
  Stream<DynamicTest> a_schema_says_what_the_record_says() {
    return MADE_SCHEMAS.entrySet().stream().map(made -> DynamicTest.dynamicTest(made.getKey(), () ->
        assertThat(withoutDescriptions(read(SCHEMAS.resolve(made.getKey() + ".json"))))
            .as("the record and its schema differ; %s", REMEDY)
            .isEqualTo(withoutDescriptions(made.getValue()))));
  }

  @Test
  void there_is_an_approved_sample_for_each_type_and_each_kind_within() {
    assertThat(names(SAMPLES)).as(REMEDY).containsAll(MADE_SAMPLES.keySet());
  }

  @TestFactory
  Stream<DynamicTest> a_sample_fits_its_schema() {
    return names(SAMPLES).stream().map(name -> DynamicTest.dynamicTest(name, () ->
        assertThat(schemaOf(typeOf(name)).validate(read(SAMPLES.resolve(name + ".json")))).isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> an_event_fits_without_the_members_that_may_be_missing() {
    return MINIMAL.entrySet().stream().map(minimal -> DynamicTest.dynamicTest(minimal.getKey(), () ->
        assertThat(schemaOf(minimal.getKey()).validate(minimal.getValue())).isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> a_schema_refuses_a_member_that_is_missing_or_of_another_type() {
    return MADE_SCHEMAS.keySet().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
      Schema schema = schemaOf(name);
      ObjectNode sample = (ObjectNode) read(SAMPLES.resolve(name + ".json"));
      for (JsonNode required : MADE_SCHEMAS.get(name).get("required")) {
        var missing = sample.deepCopy();
        missing.remove(required.stringValue());
        assertThat(schema.validate(missing)).as("without %s", required).isNotEmpty();
      }
      for (String member : sample.propertyNames()) {
        var wrong = sample.deepCopy();
        wrong.putArray(member).addArray();
        assertThat(schema.validate(wrong)).as("with a list of lists as %s", member).isNotEmpty();
      }
    }));
  }

  @Test
  void an_approved_sample_never_changes() {
    var approved = approved();
    for (String name : names(SAMPLES)) {
      String file = name + ".json";
      assertThat(approved).as("%s is new: %s", file, REMEDY).containsKey(file);
      assertThat(sha256(SAMPLES.resolve(file)))
          .as(
              "%s was changed. It stands for events that are in logs kept for ever: put it back, and give the event a"
                  + " new version (.v2) beside the old one. Only where no released version has written the event:"
                  + " delete the sample and its line in approved.sha256, and %s",
              file, REMEDY)
          .isEqualTo(approved.get(file));
    }
    assertThat(new TreeSet<>(approved.keySet()))
        .as("an approved sample was deleted: put it back")
        .isEqualTo(new TreeSet<>(names(SAMPLES).stream().map(n -> n + ".json").toList()));
  }

  /** {@code registration.stage-requested.v1.first-come} is a sample of {@code registration.stage-requested.v1}. */
  private static String typeOf(String sample) {
    return ContractTypes.all().keySet().stream()
        .filter(type -> sample.equals(type) || sample.startsWith(type + "."))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no event is called as this sample: " + sample));
  }

  private static Schema schemaOf(String name) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(read(SCHEMAS.resolve(name + ".json")));
  }

  private static List<String> names(Path folder) {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".json"))
          .map(f -> f.substring(0, f.length() - ".json".length())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(REMEDY, e);
    }
  }

  private static Map<String, String> approved() {
    var approved = new TreeMap<String, String>();
    try {
      if (Files.exists(APPROVED)) {
        Files.readAllLines(APPROVED).forEach(line -> approved.put(line.substring(66), line.substring(0, 64)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return approved;
  }

  private static JsonNode read(Path file) {
    assumeTrue(Files.exists(file), () -> file + " is missing; " + REMEDY);
    return MAPPER.readTree(file.toFile());
  }

  private static JsonNode withoutDescriptions(JsonNode schema) {
    JsonNode copy = MAPPER.readTree(MAPPER.writeValueAsBytes(schema));
    strip(copy);
    return copy;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("description").isString()) {
      object.remove("description");
    }
    node.forEach(ContractFilesTest::strip);
  }

  private static String pretty(JsonNode node) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node).replace("\r\n", "\n") + "\n";
  }

  private static String sha256(Path file) {
    try {
      byte[] text = Files.readString(file).replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
