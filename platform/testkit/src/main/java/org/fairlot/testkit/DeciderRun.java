package org.fairlot.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.decider.DeciderTopology;
import org.fairlot.runtime.decider.StoredOutcome;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.wire.CommandEnvelope;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.Json;
import org.fairlot.runtime.wire.WireHeaders;

/** One run of a service's decider topology without a broker: commands in, outcomes and events out, state to look at. */
public final class DeciderRun implements AutoCloseable {

  /** A command as it stands in the log. */
  public record Logged(String id, String fingerprint, Command command, Instant at) {}

  private final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> commands;
  private final TestOutputTopic<String, byte[]> events;
  private final TestOutputTopic<String, byte[]> outcomes;
  private final TestOutputTopic<String, byte[]> deadLetters;
  private final EventCodec codec = new EventCodec();

  public DeciderRun(ServiceDefinition service, FairlotProperties.Limits limits) {
    var topics = new FairlotProperties.Topics("", 1, (short) 1, (short) 1, false, 1);
    var plan = new TopicPlan(service, topics);
    var clock = DomainClock.of(new FairlotProperties.ClockMap(null, null, 1.0), Clock.systemUTC());
    var topology = DeciderTopology.of(service, properties(service, topics, limits), plan, clock, outcome -> {});
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, plan.application("decider"));
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
    driver = new TopologyTestDriver(topology, config);
    commands = driver.createInputTopic(plan.commands(), new StringSerializer(), new ByteArraySerializer());
    events = driver.createOutputTopic(plan.events(), new StringDeserializer(), new ByteArrayDeserializer());
    outcomes = driver.createOutputTopic(plan.outcomes(), new StringDeserializer(), new ByteArrayDeserializer());
    deadLetters = driver.createOutputTopic(plan.deadLetters(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  public static DeciderRun of(ServiceDefinition service) {
    return new DeciderRun(service, limits(262_144));
  }

  /** @param bytes of one event and of one state entry at most */
  public static FairlotProperties.Limits limits(int bytes) {
    return new FairlotProperties.Limits(65_536, bytes, bytes, 2_000, Duration.ofHours(24));
  }

  private static FairlotProperties properties(
      ServiceDefinition service, FairlotProperties.Topics topics, FairlotProperties.Limits limits) {
    return new FairlotProperties(
        service.name(), "", "none:9092", "", FairlotProperties.StoreKind.MEMORY, topics, limits,
        new FairlotProperties.Edge(Duration.ofSeconds(1)),
        new FairlotProperties.Admission(256, 75, 500, Duration.ofSeconds(60), Duration.ofMinutes(15)),
        new FairlotProperties.Streams(100, 1000, 1, 0, 20_000, 1000, 20),
        new FairlotProperties.ClockMap(null, null, 1.0), new FairlotProperties.Secrets(null, Map.of(), null, null, null),
        new FairlotProperties.Security(null, null));
  }

  /** Processes a command; its outcome, as it would go on the wire. */
  public StoredOutcome process(Logged logged) {
    var envelope = new CommandEnvelope(logged.id(), null, null, logged.fingerprint(), List.of(), null);
    commands.pipeInput(
        new TestRecord<>(
            logged.command().key(), Json.MAPPER.writeValueAsBytes(logged.command()), envelope.headers(logged.command()),
            logged.at()));
    return StoredOutcome.read(outcomes.readRecord().value());
  }

  /** Puts a record on the command topic as it is. */
  public void processRaw(String key, byte[] value, Map<String, String> headers) {
    var record = new TestRecord<>(key, value, Instant.parse("2020-02-02T11:30:00Z"));
    headers.forEach((name, text) -> WireHeaders.put(record.headers(), name, text));
    commands.pipeInput(record);
  }

  /** Events since the last call. */
  public List<Recorded<?>> takeEvents() {
    var taken = new ArrayList<Recorded<?>>();
    events.readRecordsToList().forEach(r -> taken.add(codec.read(r.headers(), r.value()).orElseThrow()));
    return taken;
  }

  /** Number of dead letters since the last call. */
  public int takeDeadLetters() {
    return deadLetters.readRecordsToList().size();
  }

  /** The whole state, known commands included: what the transaction would have committed. */
  public Map<String, byte[]> state() {
    var entries = new TreeMap<String, byte[]>();
    try (var all = store().all()) {
      all.forEachRemaining(e -> entries.put(e.key, e.value));
    }
    return entries;
  }

  /** Starts from what an earlier run had committed. */
  public void restore(Map<String, byte[]> entries) {
    entries.forEach(store()::put);
  }

  private KeyValueStore<String, byte[]> store() {
    return driver.getKeyValueStore("aggregates");
  }

  @Override
  public void close() {
    driver.close();
  }
}
