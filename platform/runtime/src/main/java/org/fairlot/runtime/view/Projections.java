package org.fairlot.runtime.view;

import com.mongodb.MongoException;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.FairlotAutoConfiguration;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.View;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.TakenTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps a service's read models up to the log. Where it stands is kept in the store itself, beside the documents: a store
 * that was lost has lost its positions too, and is filled again from the start of the log.
 *
 * <p>An aggregate whose event cannot be applied goes into quarantine with all that follows of it, in that view; the others
 * go on.
 */
public final class Projections implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Projections.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final FairlotProperties properties;
  private final ServiceDefinition service;
  private final TopicPlan topics;
  private final Documents documents;
  private final Positions positions;
  private final Quarantine quarantine;
  private final EventCodec codec = new EventCodec();
  private final TakenTypes taken;
  private final AtomicBoolean rebuild = new AtomicBoolean();
  private KafkaConsumer<String, byte[]> consumer;
  private Thread thread;
  private volatile boolean running;
  private volatile long lag = Long.MAX_VALUE;

  public Projections(
      FairlotProperties properties, ServiceDefinition service, TopicPlan topics, MongoDatabase database) {
    this.properties = properties;
    this.service = service;
    this.topics = topics;
    this.taken = TakenTypes.of(service.views().stream().flatMap(view -> view.types().stream()).toList());
    this.documents = new Documents(database);
    this.positions = new Positions(documents);
    this.quarantine = new Quarantine(documents);
  }

  @Override
  public void start() {
    running = true;
    if (service.views().isEmpty()) {
      lag = 0;
      return;
    }
    service.views().forEach(view -> view.indexes().forEach(documents::ensure));
    quarantine.load();
    var config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, topics.application("views"));
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // two upserts a record, some ten thousand a second: a batch stays well within the poll interval
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1000);
    // a view may be a moment behind; fewer and larger batches leave the machine to those who decide
    config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 64 << 10);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    if (!properties.instance().isBlank()) {
      config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, properties.instance());
    }
    consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(topics.eventsOf(service.viewSources()), new FromStoredPositions());
    thread = Thread.ofPlatform().name(service.name() + "-views").daemon().start(this::follow);
  }

  private final class FromStoredPositions implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Map<TopicPartition, Long> stored = positions.of(partitions);
      partitions.forEach(p -> consumer.seek(p, stored.getOrDefault(p, 0L)));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // positions are written with each batch
    }
  }

  private void follow() {
    try {
      while (running) {
        try {
          step();
        } catch (WakeupException e) {
          // asked to stop, or to rebuild
        } catch (RuntimeException e) {
          LOG.warn("views of {}: {}, trying again", service.name(), e.toString());
          backToStored();
        }
      }
    } finally {
      consumer.close();
    }
  }

  private void step() {
    if (rebuild.getAndSet(false)) {
      dropAll();
    }
    var records = consumer.poll(POLL);
    if (!records.isEmpty()) {
      var read = new ArrayList<Read>(records.count());
      for (var record : records) {
        if (!taken.passOver(record.headers())) {
          read(record).ifPresent(read::add);
        }
      }
      apply(read);
      var next = new LinkedHashMap<TopicPartition, Long>();
      records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
      positions.save(next);
    }
    lag = consumer.assignment().isEmpty() ? Long.MAX_VALUE : consumer.assignment().stream()
        .mapToLong(p -> consumer.currentLag(p).orElse(Long.MAX_VALUE / 1_000_000)).sum();
  }

  /** A store that could not be reached gets the same records again: they are idempotent. */
  private void backToStored() {
    LockSupport.parkNanos(RETRY.toNanos());
    try {
      var assigned = consumer.assignment();
      Map<TopicPartition, Long> stored = positions.of(assigned);
      assigned.forEach(p -> consumer.seek(p, stored.getOrDefault(p, 0L)));
    } catch (RuntimeException e) {
      LOG.warn("views of {}: positions cannot be read yet: {}", service.name(), e.toString());
    }
  }

  private record Read(ConsumerRecord<String, byte[]> record, Recorded<?> recorded) {}

  private Optional<Read> read(ConsumerRecord<String, byte[]> record) {
    try {
      Optional<Recorded<?>> recorded = codec.read(record.headers(), record.value());
      if (recorded.isEmpty()) {
        quarantine.park("*", record, "unknown event type");
      }
      return recorded.map(r -> new Read(record, r));
    } catch (RuntimeException e) {
      quarantine.park("*", record, "unreadable: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void apply(List<Read> batch) {
    var changes = new ArrayList<Change>();
    var origin = new LinkedHashMap<String, List<Origin>>();
    for (Read read : batch) {
      for (View view : service.views()) {
        if (quarantine.parksBehind(view.name(), read.record)) {
          continue;
        }
        try {
          for (Change change : view.on(read.recorded)) {
            changes.add(change);
            if (change instanceof Change.OfOne one) {
              origin.computeIfAbsent(one.collection() + "/" + one.id(), k -> new ArrayList<>())
                  .add(new Origin(view, read.record));
            }
          }
        } catch (MongoException e) {
          throw e;
        } catch (RuntimeException e) {
          LOG.error("view {} cannot take {}", view.name(), read.recorded.id(), e);
          quarantine.park(view.name(), read.record, e.toString());
        }
      }
    }
    for (String refused : documents.apply(changes)) {
      origin.get(refused).forEach(o -> quarantine.park(o.view.name(), o.record, "refused by the store"));
    }
  }

  private record Origin(View view, ConsumerRecord<String, byte[]> record) {}

  /** Drops every read model of this service and fills it again from the start of the log. */
  public void rebuild() {
    rebuild.set(true);
  }

  private void dropAll() {
    LOG.info("rebuilding the views of {}", service.name());
    service.views().forEach(view -> view.collections().forEach(documents::drop));
    quarantine.clear();
    positions.clear(consumer.assignment());
    service.views().forEach(view -> view.indexes().forEach(documents::ensure));
    consumer.seekToBeginning(consumer.assignment());
  }

  /** Tries the parked events of one aggregate again, or of all. */
  public int replayQuarantine(String entity) {
    int before = quarantine.size();
    quarantine.release(entity, this::retry);
    return before - quarantine.size();
  }

  private boolean retry(String viewName, ConsumerRecord<String, byte[]> record) {
    var recorded = codec.read(record.headers(), record.value());
    if (recorded.isEmpty()) {
      return false;
    }
    for (View view : service.views()) {
      if (viewName.equals("*") || viewName.equals(view.name())) {
        if (!documents.apply(view.on(recorded.get())).isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  public Quarantine quarantine() {
    return quarantine;
  }

  /** Events that wait to be shown; very large before the first assignment. */
  public long lag() {
    return lag;
  }

  @Override
  public void stop() {
    running = false;
    if (thread != null) {
      consumer.wakeup();
      try {
        thread.join(Duration.ofSeconds(10));
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
    return FairlotAutoConfiguration.PHASE_VIEWS;
  }
}
