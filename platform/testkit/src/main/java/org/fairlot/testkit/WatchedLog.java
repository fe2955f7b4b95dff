package org.fairlot.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.TopicTail;
import org.fairlot.runtime.wire.TopicTail.From;

/**
 * A service's events, followed twice: as they are written, and as they are committed. Something can be done the moment an
 * event is written, which is mostly while its transaction is open still.
 */
public final class WatchedLog implements AutoCloseable {

  private final String topic;
  private final EventCodec codec = new EventCodec();
  private final List<Recorded<?>> committed = new CopyOnWriteArrayList<>();
  private final Map<TopicPartition, Long> lastCommitted = new ConcurrentHashMap<>();
  /** By the event's id. */
  private final Map<String, String> written = new ConcurrentHashMap<>();
  private final AtomicInteger writtenAgain = new AtomicInteger();
  private final List<String> writtenOtherwise = new CopyOnWriteArrayList<>();
  private volatile Trap trap = Trap.SPRUNG;
  private final Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka()));
  private final TopicTail writtenTail;
  private final TopicTail committedTail;

  /** @param since offsets from which on a written record counts: those before it were there when the trap was set */
  private record Trap(Predicate<Event> fits, Map<TopicPartition, Long> since, Runnable action, CountDownLatch sprung) {

    static final Trap SPRUNG = new Trap(event -> false, Map.of(), () -> {}, new CountDownLatch(0));

    /** By one of the tails. */
    synchronized void trySpring(Event event) {
      if (sprung.getCount() > 0 && fits.test(event)) {
        action.run();
        sprung.countDown();
      }
    }
  }

  public WatchedLog(String topic) {
    this.topic = topic;
    writtenTail = follow("read_uncommitted", this::written);
    committedTail = follow("read_committed", this::committed);
  }

  private TopicTail follow(String isolation, TopicTail.Reader reader) {
    var settings = Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka(), "isolation.level", isolation);
    return TopicTail.follow(topic + "-" + isolation, settings, List.of(topic), From.START, reader);
  }

  /** Does this at once, and once, when an event is written or committed that fits; instead of the trap before. */
  public void trap(Predicate<Event> fits, Runnable action) {
    trap = new Trap(fits, ends(), action, new CountDownLatch(1));
  }

  /** Takes the trap away. */
  public void disarm() {
    trap = Trap.SPRUNG;
  }

  /** Whether the last trap has done what it was set for. */
  public boolean isSprung() {
    return trap.sprung.getCount() == 0;
  }

  private Map<TopicPartition, Long> ends() {
    var partitions = Promised.get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions();
    var asked =
        partitions.stream().collect(Collectors.toMap(p -> new TopicPartition(topic, p.partition()), p -> OffsetSpec.latest()));
    var ends = new HashMap<TopicPartition, Long>();
    Promised.get(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private void written(ConsumerRecord<String, byte[]> record) {
    var recorded = read(record);
    var set = trap;
    if (record.offset() >= set.since.getOrDefault(partitionOf(record), 0L)) {
      set.trySpring(recorded.event());
    }
    String before = written.putIfAbsent(recorded.id(), recorded.toString());
    if (before != null) {
      writtenAgain.incrementAndGet();
      if (!before.equals(recorded.toString())) {
        writtenOtherwise.add(before + " -> " + recorded);
      }
    }
  }

  private void committed(ConsumerRecord<String, byte[]> record) {
    var recorded = read(record);
    committed.add(recorded);
    lastCommitted.put(partitionOf(record), record.offset());
    trap.trySpring(recorded.event());
  }

  private Recorded<?> read(ConsumerRecord<String, byte[]> record) {
    return codec.read(record.headers(), record.value()).orElseThrow();
  }

  private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  /** All committed events so far, those of one aggregate in their order. */
  public List<Recorded<?>> committed() {
    return committed;
  }

  /** The committed events of this type so far. */
  public <E extends Event> Stream<E> of(Class<E> type) {
    return committed.stream().map(Recorded::event).filter(type::isInstance).map(type::cast);
  }

  /** How often an event was written that had been before, in a transaction that was never committed. */
  public int writtenAgain() {
    return writtenAgain.get();
  }

  /** Events that were not the same when they were written again. */
  public List<String> writtenOtherwise() {
    return writtenOtherwise;
  }

  /** Whether this consumer group has put behind it all that is committed. */
  public boolean isDoneBy(String group) {
    var done = Promised.get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return lastCommitted.entrySet().stream()
        .allMatch(last -> done.get(last.getKey()) != null && done.get(last.getKey()).offset() > last.getValue());
  }

  @Override
  public void close() {
    writtenTail.close();
    committedTail.close();
    admin.close();
  }
}
