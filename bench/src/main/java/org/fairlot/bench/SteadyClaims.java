package org.fairlot.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.runtime.wire.TopicTail;
import org.fairlot.runtime.wire.WireHeaders;

/**
 * A few claims a second to pools of another programme, on all partitions: what everybody else notices of a draw. A claim
 * takes from when it was due to be sent, so that a stall counts for all who would have come meanwhile, until its outcome
 * can be read.
 */
final class SteadyClaims implements AutoCloseable {

  private static final String PROGRAMME = "others";
  private static final int POOLS = 20;
  private static final int UNITS = 1_000_000;

  private final CommandLog commands;
  private final TopicTail outcomes;
  private final Thread sender;
  private final Map<String, Long> due = new ConcurrentHashMap<>();
  private final Recorder recorder = new Recorder(TimeUnit.MINUTES.toMicros(5), 3);
  private volatile boolean closed;

  SteadyClaims(Lab lab, int perSecond) {
    commands = new CommandLog(lab);
    outcomes =
        TopicTail.follow(
            "bench-outcomes", Map.of("bootstrap.servers", lab.kafka(), "isolation.level", "read_uncommitted"),
            List.of("allocation.outcomes"), TopicTail.From.NOW,
            record -> answered(WireHeaders.get(record.headers(), WireHeaders.ID)));
    for (int pool = 0; pool < POOLS; pool++) {
      commands.send("supply-" + pool(pool), new ReleaseSupply(pool(pool), "batch", UNITS, null));
    }
    sender = Thread.ofPlatform().daemon().name("bench-claims").start(() -> send(perSecond));
  }

  private void send(int perSecond) {
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long next = System.nanoTime();
    for (int i = 0; !closed; i++) {
      String caseId = DrawHall.caseId(PROGRAMME, i);
      due.put(caseId, next);
      commands.send(caseId, new ClaimUnits(pool(i % POOLS), caseId, 1, 1, true, RestockOrder.EARLIEST_FIRST, 48));
      next += interval;
      Lab.pause(Duration.ofNanos(next - System.nanoTime()));
    }
  }

  private void answered(String id) {
    Long at = due.remove(id);
    if (at != null) {
      recorder.recordValue((System.nanoTime() - at) / 1_000);
    }
  }

  /** The claims answered since the last call, in microseconds. */
  Histogram lately() {
    return recorder.getIntervalHistogram();
  }

  private static String pool(int number) {
    return PROGRAMME + "/shop-" + number;
  }

  @Override
  public void close() {
    closed = true;
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    commands.close();
    outcomes.close();
  }
}
