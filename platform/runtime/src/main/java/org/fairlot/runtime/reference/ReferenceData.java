package org.fairlot.runtime.reference;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.FairlotAutoConfiguration;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.wire.EventCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Small data that every instance needs at hand: packs, programmes, outlets. The latest event per key of the compacted
 * {@code reference} topics, in memory. Before anything else of the service runs, it is read to its end.
 */
public final class ReferenceData implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(ReferenceData.class);
  private static final Duration LOAD_WITHIN = Duration.ofSeconds(60);

  private final FairlotProperties properties;
  private final List<String> topics;
  private final EventCodec codec = new EventCodec();
  private final Map<String, Recorded<?>> latest = new ConcurrentSkipListMap<>();
  private final List<Consumer<Recorded<?>>> listeners = new CopyOnWriteArrayList<>();
  private final Object changed = new Object();
  private KafkaConsumer<String, byte[]> consumer;
  private Thread thread;
  private volatile boolean running;

  public ReferenceData(FairlotProperties properties, ServiceDefinition service, TopicPlan plan) {
    this.properties = properties;
    this.topics = service.referenceSources().stream().map(s -> plan.of(s, "reference")).toList();
  }

  /** The latest event of this type under its reference key. */
  public <T extends Event> Optional<T> find(Class<T> type, String key) {
    var recorded = latest.get(key);
    return recorded != null && type.isInstance(recorded.event())
        ? Optional.of(type.cast(recorded.event()))
        : Optional.empty();
  }

  /** With id, version and time: the version is good for an {@code ETag}. */
  public Optional<Recorded<?>> findRecorded(String key) {
    return Optional.ofNullable(latest.get(key));
  }

  /** All of a type, in key order. */
  public <T extends Event> List<T> all(Class<T> type) {
    return latest.values().stream().map(Recorded::event).filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * For immutable, versioned data that is known to exist: waits until it is here, since deciding without it would be
   * deciding differently.
   *
   * @throws IllegalStateException if it does not come within the timeout
   */
  public <T extends Event> T require(Class<T> type, String key, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (changed) {
      while (true) {
        var found = find(type, key);
        long left = deadline - System.nanoTime();
        if (found.isPresent()) {
          return found.get();
        }
        if (left <= 0) {
          throw new IllegalStateException("reference data missing: " + key);
        }
        try {
          changed.wait(Math.max(1, left / 1_000_000));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while waiting for " + key, e);
        }
      }
    }
  }

  /** Told of every entry, those of before the start included if it is registered before the start. */
  public void onChange(Consumer<Recorded<?>> listener) {
    listeners.add(listener);
  }

  @Override
  public void start() {
    running = true;
    if (topics.isEmpty()) {
      return;
    }
    var config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    var partitions =
        topics.stream()
            .flatMap(t -> consumer.partitionsFor(t).stream().map(p -> new TopicPartition(t, p.partition())))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    load(new HashMap<>(consumer.endOffsets(partitions)));
    thread = Thread.ofPlatform().name("reference-data").daemon().start(this::follow);
  }

  private void load(Map<TopicPartition, Long> ends) {
    long deadline = System.nanoTime() + LOAD_WITHIN.toNanos();
    while (!ends.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("reference data does not load: " + ends.keySet());
      }
      poll();
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
  }

  private void follow() {
    try {
      while (running) {
        try {
          poll();
        } catch (WakeupException e) {
          // asked to stop
        } catch (RuntimeException e) {
          LOG.warn("reference data: {}, going on", e.toString());
        }
      }
    } finally {
      consumer.close();
    }
  }

  private void poll() {
    for (var record : consumer.poll(Duration.ofMillis(200))) {
      if (record.value() == null) {
        latest.remove(record.key());
        continue;
      }
      codec.read(record.headers(), record.value()).ifPresentOrElse(
          recorded -> take(record.key(), recorded),
          () -> LOG.warn("reference data of an unknown type under {}", record.key()));
    }
  }

  private void take(String key, Recorded<?> recorded) {
    latest.put(key, recorded);
    listeners.forEach(listener -> listener.accept(recorded));
    synchronized (changed) {
      changed.notifyAll();
    }
  }

  @Override
  public void stop() {
    running = false;
    if (thread != null) {
      consumer.wakeup();
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      thread = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return FairlotAutoConfiguration.PHASE_REFERENCE;
  }
}
