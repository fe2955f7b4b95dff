package org.fairlot.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.fairlot.contracts.ContractTypes;
import org.fairlot.kernel.Event;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the log holds and what the schemas promise is what this codec reads and writes. */
class ContractSamplesTest {

  @Test
  void there_are_samples() {
    assertThat(samples()).hasSizeGreaterThanOrEqualTo(ContractTypes.all().size());
  }

  @TestFactory
  Stream<DynamicTest> a_sample_is_read_and_written_back_equal() {
    return samples().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
      JsonNode sample = Json.MAPPER.readTree(resource("/samples/" + name + ".json"));
      Event event = Json.STRICT.treeToValue(sample, ContractTypes.all().get(typeOf(name)));
      assertThat(tree(event)).isEqualTo(sample);
    }));
  }

  @TestFactory
  Stream<DynamicTest> what_the_schema_does_not_require_may_be_missing() {
    return ContractTypes.all().entrySet().stream().map(type -> DynamicTest.dynamicTest(type.getKey(), () -> {
      var sample = (ObjectNode) Json.MAPPER.readTree(resource("/samples/" + type.getKey() + ".json"));
      var required = new HashSet<String>();
      Json.MAPPER.readTree(resource("/schemas/" + type.getKey() + ".json")).path("required")
          .forEach(member -> required.add(member.stringValue()));
      sample.retain(required);
      assertThat(tree(Json.MAPPER.treeToValue(sample, type.getValue()))).isEqualTo(sample);
    }));
  }

  @TestFactory
  Stream<DynamicTest> what_a_later_version_adds_is_passed_over() {
    return ContractTypes.all().entrySet().stream().map(type -> DynamicTest.dynamicTest(type.getKey(), () -> {
      var sample = (ObjectNode) Json.MAPPER.readTree(resource("/samples/" + type.getKey() + ".json"));
      var later = sample.deepCopy().put("addedLater", "x");
      assertThat(tree(Json.MAPPER.treeToValue(later, type.getValue()))).isEqualTo(sample);
      assertThatThrownBy(() -> Json.STRICT.treeToValue(later, type.getValue())).isInstanceOf(DatabindException.class);
    }));
  }

  private static JsonNode tree(Event event) {
    return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(event));
  }

  private static String typeOf(String sample) {
    return ContractTypes.all().keySet().stream()
        .filter(type -> sample.equals(type) || sample.startsWith(type + "."))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> samples() {
    return new String(resource("/samples/approved.sha256"), StandardCharsets.UTF_8).lines()
        .map(line -> line.substring(66, line.length() - ".json".length())).toList();
  }

  private static byte[] resource(String path) {
    try (var in = ContractTypes.class.getResourceAsStream(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
