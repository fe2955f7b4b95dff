package org.fairlot.runtime.forwarder;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.topics.TopicPlan;

/**
 * The at-least-once side of a service: public events in, own commands out, timers kept between; and the person keys it may
 * read, on local disk.
 */
public final class ForwarderTopology {

  static final String TIMERS = "timers";
  static final String COMMANDS = "commands";
  static final String DEAD_LETTERS = "dead-letters";

  private ForwarderTopology() {}

  public static Topology of(
      ServiceDefinition service, FairlotProperties properties, TopicPlan topics, DomainClock clock) {
    var builder = new StreamsBuilder();
    for (String source : service.keySources()) {
      builder.globalTable(
          topics.of(source, "person-keys"),
          Consumed.with(Serdes.String(), Serdes.String()),
          Materialized.as(Stores.persistentKeyValueStore(personKeyStore(source))));
    }
    var topology = builder.build();
    if (!service.reactionSources().isEmpty()) {
      addReactions(topology, service, properties, topics, clock);
    }
    return topology;
  }

  private static void addReactions(
      Topology topology, ServiceDefinition service, FairlotProperties properties, TopicPlan topics, DomainClock clock) {
    var strings = Serdes.String();
    var bytes = Serdes.ByteArray();
    String[] sources = topics.eventsOf(service.reactionSources()).toArray(String[]::new);
    topology.addSource("events", strings.deserializer(), bytes.deserializer(), sources);
    topology.addProcessor("reactions", () -> new ForwarderProcessor(service, clock), "events");
    var supplier =
        properties.storeKind() == FairlotProperties.StoreKind.MEMORY
            ? Stores.inMemoryKeyValueStore(TIMERS)
            : Stores.persistentKeyValueStore(TIMERS);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(supplier, strings, bytes).withCachingDisabled().withLoggingEnabled(Map.of()),
        "reactions");
    topology.addSink(COMMANDS, topics.commands(), strings.serializer(), bytes.serializer(), "reactions");
    topology.addSink(DEAD_LETTERS, topics.deadLetters(), strings.serializer(), bytes.serializer(), "reactions");
  }

  /** Name of the store that holds another service's person keys. */
  public static String personKeyStore(String service) {
    return "person-keys-" + service;
  }
}
