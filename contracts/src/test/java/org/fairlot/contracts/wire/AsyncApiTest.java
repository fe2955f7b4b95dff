package org.fairlot.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.contracts.ContractTypes;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The AsyncAPI document tells every event, on the topic of its service, with its schema. */
class AsyncApiTest {

  private static final Path FILE = Path.of("asyncapi/fairlot.yaml");

  private final JsonNode document = new YAMLMapper().readTree(FILE.toFile());

  @Test
  void every_event_is_a_message_with_its_schema() {
    var named = new TreeSet<String>();
    document.at("/components/messages").forEach(message -> {
      String name = message.get("name").stringValue();
      named.add(name);
      String schema = message.at("/payload/schema/$ref").stringValue();
      assertThat(FILE.getParent().resolve(schema).normalize()).isRegularFile().hasFileName(name + ".json");
    });
    assertThat(named).isEqualTo(new TreeSet<>(ContractTypes.all().keySet()));
  }

  @Test
  void the_topic_of_a_service_carries_its_events_and_no_others() {
    var expected = new TreeMap<String, TreeSet<String>>();
    for (String name : ContractTypes.all().keySet()) {
      String service = name.substring(0, name.indexOf('.'));
      expected.computeIfAbsent(service + ".events", _ -> new TreeSet<>()).add(name);
    }
    var carried = carried();
    carried.remove("delivery.dispatches.{courier}");
    assertThat(carried).isEqualTo(expected);
  }

  @Test
  void each_channel_is_sent_to_by_one_operation() {
    var sent = new TreeSet<String>();
    document.get("operations").forEach(operation -> sent.add(channelName(operation.at("/channel/$ref").stringValue())));
    var channels = new TreeSet<String>();
    document.get("channels").propertyNames().forEach(channels::add);
    assertThat(sent).isEqualTo(channels);
  }

  @Test
  void every_reference_leads_somewhere() {
    assertThat(document.findValues("$ref")).isNotEmpty().allSatisfy(reference -> {
      String target = reference.stringValue();
      if (target.startsWith("#")) {
        assertThat(document.at(target.substring(1)).isMissingNode()).as(target).isFalse();
      } else {
        assertThat(Files.exists(FILE.getParent().resolve(target))).as(target).isTrue();
      }
    });
  }

  /** Names of events by topic. */
  private Map<String, TreeSet<String>> carried() {
    var carried = new TreeMap<String, TreeSet<String>>();
    document.get("channels").forEach(channel -> {
      var names = new TreeSet<String>();
      channel.get("messages").forEach(message ->
          names.add(document.at(message.get("$ref").stringValue().substring(1)).get("name").stringValue()));
      carried.put(channel.get("address").stringValue(), names);
    });
    return carried;
  }

  private static String channelName(String reference) {
    return reference.substring("#/channels/".length());
  }
}
