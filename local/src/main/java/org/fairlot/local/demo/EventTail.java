package org.fairlot.local.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.fairlot.contracts.notification.MessageEvent;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.local.SuiteService;
import org.fairlot.runtime.wire.EventCodec;

/** Follows the public events of all services while they happen, and keeps the books on them. */
final class EventTail implements AutoCloseable {

  private final EventCodec codec = new EventCodec();
  private final Audit audit = new Audit();
  private final List<Recorded<?>> events = new ArrayList<>();
  private int happened;
  private final Thread reader;
  private volatile boolean open = true;
  private volatile RuntimeException failure;

  private EventTail(String kafka) {
    reader = Thread.ofPlatform().daemon().name("event-tail").unstarted(() -> read(kafka));
  }

  static EventTail start(String kafka) {
    var tail = new EventTail(kafka);
    tail.reader.start();
    return tail;
  }

  private void read(String kafka) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", kafka, "isolation.level", "read_committed", "enable.auto.commit", false,
            "max.poll.records", 5_000);
    try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = new ArrayList<TopicPartition>();
      for (var service : SuiteService.values()) {
        String topic = service.serviceName() + ".events";
        consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (open) {
        for (var record : consumer.poll(Duration.ofMillis(50))) {
          codec.read(record.headers(), record.value()).ifPresent(this::take);
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private synchronized void take(Recorded<?> event) {
    events.add(event);
    audit.take(event);
    if (!(event.event() instanceof MessageEvent) || event.event() instanceof MessageQueued) {
      happened++;
    }
  }

  /** What the books say now. */
  synchronized <T> T ask(Function<Audit, T> question) {
    if (failure != null) {
      throw new IllegalStateException("the event log could not be followed", failure);
    }
    return question.apply(audit);
  }

  /** How many events there were so far, but for the way of a message once it is queued: nobody waits for its delivery to act. */
  synchronized int happened() {
    return happened;
  }

  /** All events so far. */
  synchronized List<Recorded<?>> events() {
    return List.copyOf(events);
  }

  /** All events of a kind so far. */
  <E extends Event> List<E> events(Class<E> kind) {
    return events().stream().map(Recorded::event).filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    open = false;
    try {
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
