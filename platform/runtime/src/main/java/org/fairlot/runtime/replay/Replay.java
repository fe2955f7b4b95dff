package org.fairlot.runtime.replay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.WireHeaders;
import org.fairlot.runtime.wire.WireTypes;

/**
 * Reads once more what the committed log says of one aggregate, for computations that need very many of its events at
 * once and keep none of them: a draw's frozen list, say. The log is the only source, so any instance can do it, and a
 * crash costs no more than reading again.
 */
public final class Replay {

  private static final Duration POLL = Duration.ofMillis(500);

  private final FairlotProperties properties;
  private final TopicPlan topics;
  private final DomainClock clock;
  private final EventCodec codec = new EventCodec();

  public Replay(FairlotProperties properties, TopicPlan topics, DomainClock clock) {
    this.properties = properties;
    this.topics = topics;
    this.clock = clock;
  }

  /** Where a reading begins. */
  public sealed interface Start {

    /** In the domain's time; older events are passed over. */
    record Since(Instant at) implements Start {}

    /** Where an earlier reading has ended. */
    record At(long offset) implements Start {}
  }

  /**
   * Hands over the aggregate's events in their order, up to what is committed at this moment.
   *
   * @param types those that are wanted; others of the partition are not even parsed
   * @return where a later reading goes on
   */
  public long read(String service, String key, Start from, Set<Class<? extends Event>> types, Consumer<Recorded<?>> sink) {
    return read(service, key, from, types, records -> {
      records.forEach(record -> sink.accept(read(record)));
      return true;
    });
  }

  /**
   * The same for very many events of which something has to be worked out, which is done on all cores. What surrounds an event
   * is not even looked at.
   *
   * @param each what to make of an event, by any thread and in any order
   * @param sink takes it in the order of the events, one after the other, and says whether it wants more
   */
  public <T> long readMany(
      String service, String key, Start from, Set<Class<? extends Event>> types, Function<Event, T> each,
      Predicate<? super T> sink) {
    var more = new AtomicBoolean(true);
    return read(service, key, from, types, records -> {
      records.parallelStream()
          .map(record -> each.apply(codec.event(record.headers(), record.value()).orElseThrow()))
          .forEachOrdered(one -> more.set(more.get() && sink.test(one)));
      return more.get();
    });
  }

  private long read(
      String service, String key, Start from, Set<Class<? extends Event>> types,
      Predicate<List<ConsumerRecord<String, byte[]>>> sink) {
    var names = types.stream().map(WireTypes::nameOf).collect(Collectors.toSet());
    try (var consumer = consumer()) {
      String topic = topics.of(service, "events");
      var partition = partitionOf(key, topic, consumer.partitionsFor(topic).size());
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      consumer.seek(partition, offset(from, consumer, partition, end));
      boolean more = true;
      while (more && consumer.position(partition) < end) {
        var wanted = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (var record : consumer.poll(POLL)) {
          if (key.equals(record.key()) && names.contains(WireHeaders.get(record.headers(), WireHeaders.TYPE))) {
            wanted.add(record);
          }
        }
        more = sink.test(wanted);
      }
      return consumer.position(partition);
    }
  }

  private long offset(Start from, KafkaConsumer<String, byte[]> consumer, TopicPartition partition, long end) {
    return switch (from) {
      case Start.At(long offset) -> offset;
      case Start.Since(Instant at) -> {
        var first = consumer.offsetsForTimes(Map.of(partition, Math.max(0, clock.realAt(at).toEpochMilli()))).get(partition);
        yield first == null ? end : first.offset();
      }
    };
  }

  private Recorded<?> read(ConsumerRecord<String, byte[]> record) {
    return codec.read(record.headers(), record.value()).orElseThrow();
  }

  /** As every producer of ours chooses it. */
  private static TopicPartition partitionOf(String key, String topic, int partitions) {
    return new TopicPartition(
        topic, BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
  }

  private KafkaConsumer<String, byte[]> consumer() {
    var config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // a list of a million comes in large batches or slowly
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 50 << 20);
    // not larger: what is parsed of one batch is alive at the same time, and with 16 MB a collector stopped everybody for 100 ms to move it
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
