package org.fairlot.runtime.decider;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.fairlot.runtime.wire.WireHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of {@code <service>.outcomes}, so that any instance can answer a caller whose command another
 * one decides. Read uncommitted: an outcome of an aborted transaction is computed again, equal.
 */
public final class OutcomeTail implements AutoCloseable {

  /** Told of each outcome; {@code bytes} are those of a {@link StoredOutcome}. */
  interface Sink {
    void outcome(String commandId, String fingerprint, byte[] bytes);
  }

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeTail.class);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Sink sink;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean atEnd;

  private OutcomeTail(
      String kafka, String topic, boolean committed, boolean fromStart, Sink sink, String name) {
    var config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committed ? "read_committed" : "read_uncommitted");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // whoever waits on another instance waits this much longer, and the broker is asked far less often
    config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 16 << 10);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    this.consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    this.sink = sink;
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream().map(p -> new TopicPartition(topic, p.partition())).toList();
    consumer.assign(partitions);
    if (fromStart) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    if (!fromStart) {
      partitions.forEach(consumer::position);
      atEnd = true;
    }
    thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> follow(ends));
  }

  /** Follows from the oldest outcome kept; {@link #isAtEnd} tells when it has caught up with what was there. */
  static OutcomeTail fromStart(String kafka, String topic, Sink sink) {
    var tail = new OutcomeTail(kafka, topic, false, true, sink, topic + "-tail");
    tail.thread.start();
    return tail;
  }

  /** Follows committed outcomes from now on. */
  static OutcomeTail ofCommitted(String kafka, String topic, Sink sink) {
    var tail = new OutcomeTail(kafka, topic, true, false, sink, topic + "-committed-tail");
    tail.thread.start();
    return tail;
  }

  public boolean isAtEnd() {
    return atEnd;
  }

  private void follow(Map<TopicPartition, Long> ends) {
    try {
      while (!closed) {
        try {
          for (var record : consumer.poll(Duration.ofMillis(200))) {
            sink.outcome(
                WireHeaders.get(record.headers(), WireHeaders.ID),
                WireHeaders.get(record.headers(), WireHeaders.FINGERPRINT),
                record.value());
          }
          if (!atEnd) {
            ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            atEnd = ends.isEmpty();
          }
        } catch (WakeupException e) {
          // asked to stop
        } catch (RuntimeException e) {
          LOG.warn("outcome tail: {}, going on", e.toString());
        }
      }
    } finally {
      consumer.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
