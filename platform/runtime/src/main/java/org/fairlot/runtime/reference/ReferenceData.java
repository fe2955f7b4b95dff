package org.fairlot.runtime.reference;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.FairlotAutoConfiguration;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.TopicTail;
import org.fairlot.runtime.wire.TopicTail.From;
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
  private TopicTail tail;
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
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    tail = TopicTail.follow("reference-data", settings, topics, From.START, this::read);
    tail.awaitEnd(LOAD_WITHIN);
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      latest.remove(record.key());
      return;
    }
    codec.read(record.headers(), record.value()).ifPresentOrElse(
        recorded -> take(record.key(), recorded),
        () -> LOG.warn("reference data of an unknown type under {}", record.key()));
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
    if (tail != null) {
      tail.close();
      tail = null;
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
