package org.fairlot.runtime.replay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /**
   * Hands over the aggregate's events in their order, up to what is committed at this moment.
   *
   * @param since in the domain's time; older events are passed over
   * @param types those that are wanted; others of the partition are not even parsed
   * @return where {@link #readOn} goes on
   */
  public long read(String service, String key, Instant since, Set<Class<? extends Event>> types, Consumer<Recorded<?>> sink) {
    return read(service, key, types, since(since), one -> true, List::stream, recorded -> recorded, sink);
  }

  /** The same from where an earlier reading has ended. */
  public long readOn(String service, String key, long from, Set<Class<? extends Event>> types, Consumer<Recorded<?>> sink) {
    return read(
        service, key, types, (consumer, partition, end) -> from, one -> true, List::stream, recorded -> recorded, sink);
  }

  /**
   * The events before one of the same aggregate: very many, of which something has to be worked out, which is done on all cores.
   *
   * @param sequence of the event before which the reading ends
   * @param each     what to make of an event, by any thread and in any order
   * @param sink     takes it in the order of the events, one after the other
   */
  public <T> void readBefore(
      String service, String key, Instant since, long sequence, Set<Class<? extends Event>> types,
      Function<Recorded<?>, T> each, Consumer<? super T> sink) {
    read(service, key, types, since(since), one -> sequenceOf(one) < sequence, List::parallelStream, each, sink);
  }

  private static long sequenceOf(ConsumerRecord<String, byte[]> record) {
    return Long.parseLong(WireHeaders.get(record.headers(), WireHeaders.SEQUENCE));
  }

  private Start since(Instant since) {
    return (consumer, partition, end) -> {
      long from = Math.max(0, clock.realAt(since).toEpochMilli());
      var first = consumer.offsetsForTimes(Map.of(partition, from)).get(partition);
      return first == null ? end : first.offset();
    };
  }

  private interface Start {
    long of(KafkaConsumer<String, byte[]> consumer, TopicPartition partition, long end);
  }

  private <T> long read(
      String service, String key, Set<Class<? extends Event>> types, Start start,
      Predicate<ConsumerRecord<String, byte[]>> isBeforeEnd,
      Function<List<ConsumerRecord<String, byte[]>>, Stream<ConsumerRecord<String, byte[]>>> cores,
      Function<Recorded<?>, T> each, Consumer<? super T> sink) {
    var names = types.stream().map(WireTypes::nameOf).collect(Collectors.toSet());
    try (var consumer = consumer()) {
      String topic = topics.of(service, "events");
      var partition = partitionOf(key, topic, consumer.partitionsFor(topic).size());
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      consumer.seek(partition, start.of(consumer, partition, end));
      boolean ended = false;
      while (!ended && consumer.position(partition) < end) {
        var wanted = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (var record : consumer.poll(POLL)) {
          if (key.equals(record.key()) && names.contains(WireHeaders.get(record.headers(), WireHeaders.TYPE))) {
            wanted.add(record);
          }
        }
        ended = !wanted.isEmpty() && !isBeforeEnd.test(wanted.getLast());
        if (ended) {
          wanted.removeIf(isBeforeEnd.negate());
        }
        cores.apply(wanted).map(record -> each.apply(read(record))).forEachOrdered(sink);
      }
      return consumer.position(partition);
    }
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
