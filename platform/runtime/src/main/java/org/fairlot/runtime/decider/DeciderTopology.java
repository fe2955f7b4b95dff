package org.fairlot.runtime.decider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;
import org.fairlot.runtime.Copy;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.topics.TopicPlan;

/** One source, one processor, one store; sinks only to the service's own topics. */
public final class DeciderTopology {

  static final String STORE = "aggregates";
  static final String EVENTS = "events";
  static final String OUTCOMES = "outcomes";
  static final String DEAD_LETTERS = "dead-letters";
  static final String PERSON_KEYS = "person-keys";
  private static final String COPIES = "copies";
  private static final String REFERENCE = "reference";
  private static final String COPY_TOPIC = "fairlot-copy-topic";

  private DeciderTopology() {}

  public static Topology of(
      ServiceDefinition service, FairlotProperties properties, TopicPlan topics, DomainClock clock,
      OutcomeListener listener) {
    var topology = new Topology();
    var strings = Serdes.String();
    var bytes = Serdes.ByteArray();
    topology.addSource("commands", strings.deserializer(), bytes.deserializer(), topics.commands());
    topology.addProcessor(
        "decider", () -> new DeciderProcessor(service, properties.limits(), clock, listener), "commands");
    var supplier =
        properties.storeKind() == FairlotProperties.StoreKind.MEMORY
            ? Stores.inMemoryKeyValueStore(STORE)
            : Stores.persistentKeyValueStore(STORE);
    topology.addStateStore(
        // caching off: with exactly-once and standbys it has lost state before (models.md §6.1)
        Stores.keyValueStoreBuilder(supplier, strings, bytes).withCachingDisabled().withLoggingEnabled(Map.of()),
        "decider");
    var sinks = new ArrayList<Map.Entry<String, String>>();
    sinks.add(Map.entry(EVENTS, topics.events()));
    sinks.add(Map.entry(OUTCOMES, topics.outcomes()));
    sinks.add(Map.entry(DEAD_LETTERS, topics.deadLetters()));
    sinks.add(Map.entry(REFERENCE, topics.reference()));
    if (!service.sealedPurposes().isEmpty()) {
      sinks.add(Map.entry(PERSON_KEYS, topics.personKeys()));
    }
    sinks.forEach(sink ->
        topology.addSink(sink.getKey(), sink.getValue(), strings.serializer(), bytes.serializer(), "decider"));
    topology.addSink(
        COPIES,
        (key, value, context) ->
            topics.own(new String(context.headers().lastHeader(COPY_TOPIC).value(), StandardCharsets.UTF_8)),
        strings.serializer(), bytes.serializer(), "decider");
    return topology;
  }

  static Headers copyHeaders(Headers headers, Copy copy) {
    return new RecordHeaders(headers.toArray()).add(COPY_TOPIC, copy.topic().getBytes(StandardCharsets.UTF_8));
  }

  static String copySink(Copy copy) {
    return copy.topic().equals(Copy.REFERENCE) ? REFERENCE : COPIES;
  }
}
