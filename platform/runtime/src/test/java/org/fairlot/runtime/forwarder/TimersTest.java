package org.fairlot.runtime.forwarder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;
import org.fairlot.runtime.forwarder.Timers.Timer;
import org.fairlot.runtime.wire.CommandEnvelope;
import org.fairlot.runtime.wire.WireHeaders;
import org.junit.jupiter.api.Test;

class TimersTest {

  private static final Instant START = Instant.parse("2020-02-02T11:30:00Z");

  @Wire("allocation.ring.v1")
  record Ring(String key) implements Command {}

  private final Timers timers = new Timers(store());

  private static KeyValueStore<String, byte[]> store() {
    var store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("timers"), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(new MockProcessorContext<String, byte[]>().getStateStoreContext(), store);
    return store;
  }

  /** All that are due, in as many ticks as it takes. */
  private List<String> due(Instant now) {
    var due = new ArrayList<String>();
    int before;
    do {
      before = due.size();
      timers.takeDue(now, timer -> due.add(timer.key()));
    } while (due.size() > before);
    return due;
  }

  private void put(String id, Instant dueAt) {
    timers.put(id, dueAt, new Timer(id, "{}", Map.of()));
  }

  @Test
  void a_timer_is_due_at_its_instant_and_once() {
    put("a", START.plusSeconds(10));
    assertThat(due(START.plusSeconds(10).minusMillis(1))).isEmpty();
    assertThat(due(START.plusSeconds(10))).containsExactly("a");
    assertThat(due(START.plusSeconds(11))).isEmpty();
  }

  /** Whoever decides it may live by another clock. */
  @Test
  void a_timers_command_tells_what_it_was_set_for() {
    var envelope = new CommandEnvelope("id", "case", "cause", null, List.of(), null);
    var timer = Timer.of(new Ring("bell"), envelope, START.plusNanos(1));
    assertThat(WireHeaders.get(timer.wireHeaders(), WireHeaders.DUE)).isEqualTo(Long.toString(START.toEpochMilli() + 1));
    assertThat(WireHeaders.get(timer.wireHeaders(), WireHeaders.ID)).isEqualTo("id");
  }

  @Test
  void a_timer_set_before_the_one_that_is_waited_for_is_due_first() {
    put("late", START.plusSeconds(30));
    assertThat(due(START)).isEmpty();
    put("early", START.plusSeconds(10));
    assertThat(due(START.plusSeconds(10))).containsExactly("early");
    assertThat(due(START.plusSeconds(30))).containsExactly("late");
  }

  @Test
  void a_timer_far_ahead_is_found_when_its_time_comes() {
    put("tomorrow", START.plusSeconds(86_400));
    assertThat(due(START)).isEmpty();
    assertThat(due(START.plusSeconds(3_600))).isEmpty();
    assertThat(due(START.plusSeconds(86_400))).containsExactly("tomorrow");
  }

  @Test
  void a_cancelled_or_moved_timer_is_not_due_at_its_old_time() {
    put("cancelled", START.plusSeconds(10));
    put("moved", START.plusSeconds(10));
    timers.remove("cancelled");
    put("moved", START.plusSeconds(20));
    assertThat(due(START.plusSeconds(10))).isEmpty();
    assertThat(due(START.plusSeconds(20))).containsExactly("moved");
  }

  @Test
  void whatever_is_set_and_cancelled_in_between_each_is_due_in_its_turn() {
    var random = new Random(7);
    var expected = new TreeMap<String, Instant>();
    Instant now = START;
    for (int step = 0; step < 5_000; step++) {
      String id = "timer-" + random.nextInt(50);
      switch (random.nextInt(4)) {
        case 0 -> {
          timers.remove(id);
          expected.remove(id);
        }
        case 1 -> {
          Instant at = now;
          var due =
              expected.keySet().stream()
                  .filter(key -> !expected.get(key).isAfter(at))
                  .sorted(Comparator.comparing(expected::get))
                  .toList();
          assertThat(due(now)).as("step %d", step).isEqualTo(due);
          expected.keySet().removeAll(due);
        }
        default -> {
          Instant dueAt = now.plusMillis(random.nextInt(200_000));
          put(id, dueAt);
          expected.put(id, dueAt);
        }
      }
      now = now.plusMillis(random.nextInt(2_000));
    }
  }
}
