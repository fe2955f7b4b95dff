package org.fairlot.runtime.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of some topics without a group, so every instance sees every record. A record that its reader
 * cannot take is reported and passed over: it must not take those behind it in the same batch along.
 */
public final class TopicTail implements AutoCloseable {

  /** Where a tail begins. */
  public enum From {
    /** The oldest record kept. */
    START,
    /** The next record to come. */
    NOW
  }

  /** Takes one record; called by one thread only. */
  public interface Reader {
    void take(ConsumerRecord<String, byte[]> record);
  }

  private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  private final String name;
  private final Consumer<String, byte[]> consumer;
  private final Reader reader;
  private final Map<TopicPartition, Long> ends;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closed;

  /** Begins to follow; owns the consumer from here on. */
  TopicTail(String name, Consumer<String, byte[]> consumer, List<String> topics, From from, Reader reader) {
    this.name = name;
    this.consumer = consumer;
    this.reader = reader;
    var partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream().map(p -> new TopicPartition(topic, p.partition())))
            .toList();
    consumer.assign(partitions);
    if (from == From.START) {
      consumer.seekToBeginning(partitions);
      ends = new HashMap<>(consumer.endOffsets(partitions));
    } else {
      consumer.seekToEnd(partitions);
      // what comes after this line is seen: the positions are settled now, not at the first poll
      partitions.forEach(consumer::position);
      ends = new HashMap<>();
    }
    noticeEnd();
    thread = Thread.ofPlatform().name(name).daemon().start(this::follow);
  }

  /**
   * @param settings of the consumer beyond those every tail has: the broker, the isolation level, fetch sizes
   */
  public static TopicTail follow(
      String name, Map<String, Object> settings, List<String> topics, From from, Reader reader) {
    var config = new HashMap<String, Object>(settings);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      return new TopicTail(name, consumer, topics, from, reader);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Whether everything that was there when the tail began has been read. */
  public boolean isAtEnd() {
    return caughtUp.getCount() == 0;
  }

  /**
   * Waits until {@link #isAtEnd}.
   *
   * @throws IllegalStateException if it takes longer
   */
  public void awaitEnd(Duration within) {
    try {
      if (!caughtUp.await(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " is not read to its end within " + within.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + name, e);
    }
  }

  private void follow() {
    try {
      while (!closed) {
        try {
          for (var record : consumer.poll(POLL)) {
            take(record);
          }
          noticeEnd();
        } catch (WakeupException e) {
          // asked to stop
        } catch (RuntimeException e) {
          LOG.warn("{}: {}, going on", name, e.toString());
        }
      }
    } finally {
      // no group is waiting to be told, and a farewell would wait behind a fetch that has nothing to bring
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    try {
      reader.take(record);
    } catch (RuntimeException e) {
      LOG.error("{}: passing over {}-{}@{}", name, record.topic(), record.partition(), record.offset(), e);
    }
  }

  private void noticeEnd() {
    if (!isAtEnd()) {
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (ends.isEmpty()) {
        caughtUp.countDown();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(STOP_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
