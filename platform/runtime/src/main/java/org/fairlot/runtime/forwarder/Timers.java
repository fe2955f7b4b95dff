package org.fairlot.runtime.forwarder;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.state.KeyValueStore;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.wire.CommandEnvelope;
import org.fairlot.runtime.wire.Json;
import org.fairlot.runtime.wire.WireHeaders;

/**
 * The timers of one task, ordered by when they are due. They live in the partition of the event that set them, so cancel
 * a timer by an event of the same aggregate; one that fires all the same is for the decider to ignore.
 */
final class Timers {

  /** Bounds of one tick: a pile of due timers must not hold up the events behind it. */
  private static final int TICK_MAX = 500;

  private static final long TICK_NANOS_MAX = Duration.ofMillis(50).toNanos();

  /** So far ahead a scan looks for the next timer, so that the ticks until then cost nothing. */
  private static final Duration LOOK_AHEAD = Duration.ofMinutes(1);

  /** A waiting command, as it will go on the wire. */
  record Timer(String key, String data, Map<String, String> headers) {

    static Timer of(Command command, CommandEnvelope envelope, Instant dueAt) {
      var headers = new TreeMap<String, String>();
      envelope.headers(command).forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
      // upwards, or it would be early by a part of a millisecond
      headers.put(WireHeaders.DUE, Long.toString(dueAt.plusNanos(999_999).toEpochMilli()));
      return new Timer(command.key(), Json.MAPPER.writeValueAsString(command), headers);
    }

    Headers wireHeaders() {
      var wire = new RecordHeaders();
      headers.forEach((name, value) -> WireHeaders.put(wire, name, value));
      return wire;
    }
  }

  private final KeyValueStore<String, byte[]> store;
  /** No timer is due before this key: a scan from the start would walk over all that were deleted. */
  private String lowWater = "d\0";

  Timers(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  void put(String timerId, Instant dueAt, Timer timer) {
    remove(timerId);
    String key = dueKey(dueAt) + timerId;
    store.put(key, Json.MAPPER.writeValueAsBytes(timer));
    store.put("i\0" + timerId, key.getBytes(StandardCharsets.UTF_8));
    if (key.compareTo(lowWater) < 0) {
      lowWater = key;
    }
  }

  void remove(String timerId) {
    byte[] key = store.delete("i\0" + timerId);
    if (key != null) {
      store.delete(new String(key, StandardCharsets.UTF_8));
    }
  }

  /** Hands over the timers that are due, in order, and forgets them. */
  void takeDue(Instant now, Consumer<Timer> due) {
    String end = dueKey(now.plusMillis(1));
    if (lowWater.compareTo(end) >= 0) {
      return;
    }
    long started = System.nanoTime();
    int taken = 0;
    String horizon = dueKey(now.plus(LOOK_AHEAD));
    try (var waiting = store.range(lowWater, horizon)) {
      // one at least, however slow the machine is
      while (waiting.hasNext()
          && (taken == 0 || taken < TICK_MAX && System.nanoTime() - started < TICK_NANOS_MAX)) {
        var entry = waiting.next();
        lowWater = entry.key;
        if (lowWater.compareTo(end) >= 0) {
          return;
        }
        due.accept(Json.MAPPER.readValue(entry.value, Timer.class));
        store.delete(entry.key);
        store.delete("i\0" + entry.key.substring(dueKey(now).length()));
        taken++;
      }
      if (!waiting.hasNext()) {
        lowWater = horizon;
      }
    }
  }

  private static String dueKey(Instant at) {
    return "d\0" + HexFormat.of().toHexDigits(Math.max(0, at.toEpochMilli())) + "\0";
  }
}
