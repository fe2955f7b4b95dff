package org.fairlot.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.fairlot.runtime.wire.TopicTail.From;
import org.junit.jupiter.api.Test;

class TopicTailTest {

  private static final String TOPIC = "registration.reference";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final List<String> taken = new CopyOnWriteArrayList<>();

  @Test
  void a_record_that_cannot_be_taken_does_not_take_those_behind_it_along() {
    try (var tail = follow(consumer(3, List.of("first", "poison", "last")), From.START)) {
      tail.awaitEnd(Duration.ofSeconds(30));
      assertThat(taken).containsExactly("first", "last");
    }
  }

  @Test
  void the_end_is_that_of_the_beginning_and_is_waited_for() {
    try (var tail = follow(consumer(3, List.of("first", "second")), From.START)) {
      assertThatThrownBy(() -> tail.awaitEnd(Duration.ofMillis(300)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("outcomes");
      assertThat(tail.isAtEnd()).isFalse();
    }
  }

  @Test
  void a_tail_from_now_on_has_nothing_to_catch_up_with() {
    try (var tail = follow(consumer(3, List.of()), From.NOW)) {
      assertThat(tail.isAtEnd()).isTrue();
    }
  }

  @Test
  void closing_closes_the_consumer() {
    var consumer = consumer(0, List.of());
    follow(consumer, From.START).close();
    assertThat(consumer.closed()).isTrue();
  }

  private TopicTail follow(MockConsumer<String, byte[]> consumer, From from) {
    return new TopicTail(
        "outcomes", consumer, List.of(TOPIC), from,
        record -> {
          if (record.key().equals("poison")) {
            throw new IllegalArgumentException("unreadable");
          }
          taken.add(record.key());
        });
  }

  /** The topic ends at {@code end}; the records of these keys come with the first poll. */
  private static MockConsumer<String, byte[]> consumer(long end, List<String> keys) {
    var consumer = new MockConsumer<String, byte[]>("earliest");
    var node = new Node(0, "localhost", 9092);
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < keys.size(); i++) {
            consumer.addRecord(
                new ConsumerRecord<>(TOPIC, 0, i, keys.get(i), "x".getBytes(StandardCharsets.UTF_8)));
          }
        });
    return consumer;
  }
}
