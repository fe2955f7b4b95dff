package org.fairlot.local.demo;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tools.jackson.databind.JsonNode;

/**
 * A courier company as a partner: reads its dispatch orders from its Kafka topic and pushes traces over HTTP. It pushes
 * as couriers do: in batches, some of them twice, and within a batch in any order.
 */
final class CourierPartner implements AutoCloseable {

  private static final int TRACES_PER_BATCH = 100;
  private static final int REPEATED_EVERY = 5;
  private static final Duration UNTIL_COLLECTED = Duration.ofMinutes(10);
  private static final Duration UNTIL_OUT = Duration.ofMinutes(15);
  private static final Duration UNTIL_AT_THE_DOOR = Duration.ofMinutes(25);

  private enum Fate { DELIVERED, DELIVERED_AT_SECOND_ATTEMPT, REFUSED }

  private record Trace(String waybill, String state, Instant occurredAt) {}

  private final String courier;
  private final Api api;
  private final Supplier<Instant> clock;
  private final Random random;
  private final Thread reader;
  private final Thread pusher;
  private final KafkaConsumer<String, byte[]> consumer;
  private volatile boolean open = true;
  private volatile boolean answering = true;

  /** What is to be pushed, by the time at which it happens. */
  private final TreeMap<Instant, List<Trace>> plan = new TreeMap<>();
  private final Map<String, String> caseOfWaybill = new ConcurrentHashMap<>();
  private final Map<String, Fate> held = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> handedOver = new ConcurrentHashMap<>();
  private final AtomicInteger orders = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger revoked = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  private CourierPartner(String courier, String kafka, Api api, Supplier<Instant> clock, long seed) {
    this.courier = courier;
    this.api = api;
    this.clock = clock;
    this.random = new Random(seed);
    this.consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", kafka, "group.id", "partner-" + courier, "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                // the topic comes with the programme: look for it soon
                "metadata.max.age.ms", 500),
            new StringDeserializer(), new ByteArrayDeserializer());
    this.reader = Thread.ofPlatform().daemon().name("courier-" + courier).unstarted(this::read);
    this.pusher = Thread.ofVirtual().name("traces-" + courier).unstarted(this::push);
  }

  /** @param api the suite, with this courier's token */
  static CourierPartner start(String courier, String kafka, Api api, Supplier<Instant> clock, long seed) {
    var partner = new CourierPartner(courier, kafka, api, clock, seed);
    partner.reader.start();
    partner.pusher.start();
    return partner;
  }

  /** From now on orders are read, and nobody says a word about them. */
  void fallSilent() {
    answering = false;
  }

  void recover() {
    answering = true;
  }

  private void read() {
    try (consumer) {
      consumer.subscribe(List.of("delivery.dispatches." + courier));
      while (open) {
        consumer.poll(Duration.ofMillis(100)).forEach(this::take);
      }
    } catch (WakeupException e) {
      // closed
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    var header = record.headers().lastHeader("ce_type");
    String type = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    JsonNode data = Api.JSON.readTree(record.value());
    String waybill = data.path("waybill").asString();
    switch (type) {
      case "delivery.parcel-dispatched.v1" -> order(waybill, data.path("fulfilmentId").asString());
      case "delivery.dispatch-revoked.v1" -> drop(waybill);
      case "delivery.return-ordered.v1" -> bringBack(waybill);
      default -> {
        // of no interest to a courier
      }
    }
  }

  private void order(String waybill, String fulfilmentId) {
    if (caseOfWaybill.putIfAbsent(waybill, fulfilmentId) != null) {
      return;
    }
    orders.incrementAndGet();
    if (!answering) {
      return;
    }
    accepted.incrementAndGet();
    Instant now = clock.get();
    int luck = random.nextInt(100);
    Fate fate = luck < 93 ? Fate.DELIVERED : luck < 97 ? Fate.DELIVERED_AT_SECOND_ATTEMPT : Fate.REFUSED;
    held.put(waybill, fate);
    Duration spread = Duration.ofSeconds(random.nextInt(600));
    plan(waybill, "ACCEPTED", now);
    plan(waybill, "COLLECTED", now.plus(UNTIL_COLLECTED).plus(spread));
    plan(waybill, "OUT_FOR_DELIVERY", now.plus(UNTIL_OUT).plus(spread));
    Instant door = now.plus(UNTIL_AT_THE_DOOR).plus(spread);
    switch (fate) {
      case DELIVERED -> plan(waybill, "DELIVERED", door);
      case DELIVERED_AT_SECOND_ATTEMPT -> {
        plan(waybill, "ATTEMPT_FAILED", door);
        plan(waybill, "OUT_FOR_DELIVERY", door.plusSeconds(300));
        plan(waybill, "DELIVERED", door.plusSeconds(600));
      }
      case REFUSED -> {
        plan(waybill, "REFUSED", door);
        plan(waybill, "RETURNING", door.plusSeconds(120));
        plan(waybill, "RETURNED", door.plusSeconds(600));
      }
    }
  }

  private void drop(String waybill) {
    revoked.incrementAndGet();
    held.remove(waybill);
    synchronized (plan) {
      plan.values().forEach(traces -> traces.removeIf(trace -> trace.waybill().equals(waybill)));
    }
  }

  private void bringBack(String waybill) {
    drop(waybill);
    Instant now = clock.get();
    plan(waybill, "RETURNING", now.plusSeconds(60));
    plan(waybill, "RETURNED", now.plusSeconds(600));
  }

  private void plan(String waybill, String state, Instant at) {
    synchronized (plan) {
      plan.computeIfAbsent(at, t -> new ArrayList<>()).add(new Trace(waybill, state, at));
    }
  }

  private void push() {
    int batches = 0;
    try {
      while (open) {
        var due = takeDue();
        for (int from = 0; from < due.size(); from += TRACES_PER_BATCH) {
          var batch = new ArrayList<>(due.subList(from, Math.min(due.size(), from + TRACES_PER_BATCH)));
          Collections.shuffle(batch, random);
          int times = ++batches % REPEATED_EVERY == 0 ? 2 : 1;
          for (int i = 0; i < times; i++) {
            pushUntilTaken(batch);
          }
          batch.forEach(this::note);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Trace> takeDue() {
    synchronized (plan) {
      var due = new ArrayList<Trace>();
      var past = plan.headMap(clock.get(), true);
      past.values().forEach(due::addAll);
      past.clear();
      return due;
    }
  }

  private void pushUntilTaken(List<Trace> batch) throws InterruptedException {
    var traces = new ArrayList<Map<String, Object>>();
    for (Trace trace : batch) {
      traces.add(
          Api.object(
              "waybill", trace.waybill(), "orderId", caseOfWaybill.get(trace.waybill()), "state", trace.state(),
              "occurredAt", trace.occurredAt().toString()));
    }
    var body = Api.object("format", "canonical", "traces", traces);
    String key = UUID.randomUUID().toString();
    while (open) {
      try {
        var answer = api.post("/v1/couriers/" + courier + "/traces", key, body);
        // refused as a whole: each trace was told why, and none is worth sending again
        if (answer.isOk() || answer.code().equals("TRACES_REFUSED")) {
          return;
        }
        if (answer.status() < 500) {
          throw new IllegalStateException(courier + "'s traces were refused: " + answer.status() + " " + answer.body());
        }
      } catch (UncheckedIOException e) {
        // as any client: again, with the same key
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private void note(Trace trace) {
    switch (trace.state()) {
      case "DELIVERED" -> {
        held.remove(trace.waybill());
        handedOver.computeIfAbsent(caseOfWaybill.get(trace.waybill()), c -> new AtomicInteger()).incrementAndGet();
      }
      case "RETURNED" -> {
        held.remove(trace.waybill());
        refused.incrementAndGet();
      }
      default -> {
        // on its way
      }
    }
  }

  String name() {
    return courier;
  }

  /** Dispatch orders read, each waybill once. */
  int orders() {
    return orders.get();
  }

  int accepted() {
    return accepted.get();
  }

  int revoked() {
    return revoked.get();
  }

  /** Parcels brought back after the citizen refused them. */
  int returned() {
    return refused.get();
  }

  /** Parcels with this courier that have no end yet. */
  int underWay() {
    return held.size();
  }

  /** How often something was handed over, by case. */
  Map<String, Integer> handedOver() {
    var counts = new LinkedHashMap<String, Integer>();
    handedOver.forEach((caseId, times) -> counts.put(caseId, times.get()));
    return counts;
  }

  @Override
  public void close() {
    open = false;
    pusher.interrupt();
    try {
      reader.join(Duration.ofSeconds(5));
      pusher.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
