package org.fairlot.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.fairlot.allocation.pool.domain.PoolCommand.ClaimUnits;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.runtime.decider.StoredOutcome;
import org.fairlot.runtime.wire.EventCodec;

/** Everybody claims at once, all from one pool: the hardest case, since one pool is one partition and one thread. */
final class DrainBench {

  private static final double COST_RATIO_MAX = 1.3;
  /** In which Hangzhou's quota of a day was gone; whoever comes in them is to know by then. */
  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(3);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Lab lab;
  private final int claims;
  private final int units;

  DrainBench(Lab lab, int claims, int units) {
    this.lab = lab;
    this.claims = claims;
    this.units = units;
  }

  /** @param cost of one claim: time from the first command to the last outcome, divided by the claims */
  private record Drained(int claims, long answered, long grants, long people, long wants, long refused, double costMicros, double cpuMicros) {}

  boolean run() {
    var service = lab.start("org.fairlot.allocation.AllocationApplication", "allocation-service", Map.of());
    System.out.println("warming up …");
    drain(service, "bench/WARM-1", claims / 4, units / 4);
    drain(service, "bench/WARM-2", claims / 4, units / 4);
    // in turn, so that a noisy neighbour disturbs both alike
    var small = new ArrayList<Drained>();
    var large = new ArrayList<Drained>();
    for (int round = 1; round <= 3; round++) {
      small.add(print(drain(service, "bench/SMALL-" + round, claims / 10, units / 10)));
      large.add(print(drain(service, "bench/LARGE-" + round, claims, units)));
    }
    double smallCost = median(small);
    double largeCost = median(large);
    boolean exact = large.stream().allMatch(d -> d.grants == units && d.people == units && d.answered == claims
        && d.wants + d.refused == claims - units);
    boolean flat = largeCost <= COST_RATIO_MAX * smallCost;
    double slowest = large.stream().mapToDouble(d -> d.costMicros * d.claims / 1e6).max().orElseThrow();
    boolean soon = slowest <= ANSWERED_WITHIN.toSeconds();
    System.out.printf("%n%-62s %s%n", "exactly " + units + " grants, nobody twice, every other claim answered:", exact ? "yes" : "NO");
    System.out.printf("%-62s %.2f (at most %.1f) %s%n", "cost per claim at " + claims + " over that at " + claims / 10 + ":", largeCost / smallCost, COST_RATIO_MAX, flat ? "" : "MISSED");
    System.out.printf("%-62s %.1f s (at most %d) %s%n", "the slowest of " + claims + " answers, all asked for at once:", slowest, ANSWERED_WITHIN.toSeconds(), soon ? "" : "MISSED");
    return exact && flat && soon;
  }

  private static Drained print(Drained d) {
    System.out.printf("%,9d claims: %,7d grants, %,7d wants, %,7d refused, %,9d answered · %6.1f µs a claim (%,.0f/s), %6.1f µs CPU%n",
        d.claims, d.grants, d.wants, d.refused, d.answered, d.costMicros, 1e6 / d.costMicros, d.cpuMicros);
    return d;
  }

  private static double median(List<Drained> runs) {
    return runs.stream().mapToDouble(Drained::costMicros).sorted().skip(runs.size() / 2).findFirst().orElseThrow();
  }

  private Drained drain(Lab.Service service, String pool, int count, int stock) {
    try (var outcomes = consumer("allocation.outcomes", "read_uncommitted", false);
        var commands = new CommandLog(lab)) {
      commands.send("supply-" + pool, new ReleaseSupply(pool, "batch", stock, null));
      awaitOutcomes(outcomes, "supply-" + pool, 1);
      Duration cpuBefore = service.cpu();
      long started = System.nanoTime();
      for (int i = 0; i < count; i++) {
        String caseId = pool + "." + i;
        commands.send("claim-" + caseId, new ClaimUnits(pool, caseId, 1, 1, true, RestockOrder.EARLIEST_FIRST, 48));
      }
      commands.flush();
      long answered = awaitOutcomes(outcomes, "claim-" + pool, count);
      double micros = (System.nanoTime() - started) / 1e3 / count;
      double cpu = service.cpu().minus(cpuBefore).toNanos() / 1e3 / count;
      return recount(pool, count, answered, micros, cpu);
    }
  }

  /** From the committed log, not from what anybody says. */
  private Drained recount(String pool, int count, long answered, double micros, double cpu) {
    var people = new HashSet<String>();
    long grants = 0;
    long wants = 0;
    long refused = 0;
    var codec = new EventCodec();
    try (var events = consumer("allocation.events", "read_committed", true)) {
      long seen = 0;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (seen < count && System.nanoTime() < deadline) {
        for (var record : events.poll(Duration.ofMillis(200))) {
          if (!pool.equals(record.key())) {
            continue;
          }
          switch (codec.read(record.headers(), record.value()).orElseThrow().event()) {
            case UnitsReserved e -> {
              grants++;
              seen++;
              people.add(e.caseId());
            }
            case WantRecorded e -> {
              wants++;
              seen++;
            }
            case ClaimRefused e -> {
              refused++;
              seen++;
            }
            default -> {
              // supply
            }
          }
        }
      }
    }
    return new Drained(count, answered, grants, people.size(), wants, refused, micros, cpu);
  }

  private static long awaitOutcomes(KafkaConsumer<String, byte[]> outcomes, String prefix, int count) {
    var ids = new HashSet<String>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ids.size() < count && System.nanoTime() < deadline) {
      for (var record : outcomes.poll(Duration.ofMillis(100))) {
        String id = StoredOutcome.read(record.value()).id();
        if (id.startsWith(prefix)) {
          ids.add(id);
        }
      }
    }
    return ids.size();
  }

  private KafkaConsumer<String, byte[]> consumer(String topic, String isolation, boolean fromStart) {
    var consumer = new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", lab.kafka(), "isolation.level", isolation, "enable.auto.commit", false, "auto.offset.reset", "earliest"),
        new StringDeserializer(), new ByteArrayDeserializer());
    var partitions = consumer.partitionsFor(topic).stream().map(p -> new TopicPartition(topic, p.partition())).toList();
    consumer.assign(partitions);
    if (fromStart) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    partitions.forEach(consumer::position);
    return consumer;
  }
}
