package org.fairlot.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.wire.EventCodec;

/** The committed events of a topic, as of whenever it is asked: each is read once, however often that is. */
final class CommittedLog implements AutoCloseable {

  private final EventCodec codec = new EventCodec();
  private final List<Recorded<?>> events = new ArrayList<>();
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;

  CommittedLog(String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", Infrastructure.get().kafka(), "isolation.level", "read_committed",
                "enable.auto.commit", false,
                // what is asked next, and the end, waits behind a fetch that waits for more
                "fetch.max.wait.ms", 5),
            new StringDeserializer(), new ByteArrayDeserializer());
    partitions = consumer.partitionsFor(topic).stream().map(p -> new TopicPartition(topic, p.partition())).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** All that is committed when this is called, those of one aggregate in their order. */
  synchronized List<Recorded<?>> upToNow() {
    var ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
      consumer.poll(Duration.ofMillis(50)).forEach(r -> codec.read(r.headers(), r.value()).ifPresent(events::add));
    }
    return List.copyOf(events);
  }

  @Override
  public synchronized void close() {
    consumer.close();
  }
}
