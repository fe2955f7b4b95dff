package org.fairlot.local.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a suite's log from its beginning, as an auditor with access to the cluster can. */
public final class EventLog {

  private final String kafka;

  public EventLog(String kafka) {
    this.kafka = kafka;
  }

  /**
   * Every record of every topic, changelogs and what was not committed included.
   *
   * @return the number of records
   */
  int everything(Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    return visit("read_uncommitted", topic -> true, visitor);
  }

  /** Every committed event of every service. @return the number of records */
  public int events(Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    return visit("read_committed", topic -> topic.endsWith(".events"), visitor);
  }

  private int visit(String isolation, Predicate<String> which, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", kafka, "isolation.level", isolation, "enable.auto.commit", false,
            "max.poll.records", 5_000,
            // the end is reached and left at once, not behind a fetch that waits for more
            "fetch.max.wait.ms", 10);
    int count = 0;
    try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = new ArrayList<TopicPartition>();
      for (String topic : topics().stream().filter(which).toList()) {
        consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      // what is there now, and no waiting for what comes
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          visitor.accept(record);
          count++;
        }
      }
    }
    return count;
  }

  /** Key, value and headers as text. */
  static String text(ConsumerRecord<byte[], byte[]> record) {
    var text = new StringBuilder();
    append(text, record.key());
    append(text, record.value());
    record.headers().forEach(header -> append(text, header.value()));
    return text.toString();
  }

  private static void append(StringBuilder text, byte[] bytes) {
    if (bytes != null) {
      text.append(new String(bytes, StandardCharsets.UTF_8)).append('\n');
    }
  }

  private Collection<String> topics() {
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka))) {
      return new TreeSet<>(admin.listTopics().names().get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
