package org.fairlot.runtime.decider;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.FairlotAutoConfiguration;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.wire.CommandEnvelope;
import org.fairlot.runtime.wire.Json;
import org.fairlot.runtime.wire.TopicTail;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Writes a command with {@code acks=all} and waits for its outcome: from the decider itself if it runs in this process,
 * else from the tail of the outcomes.
 */
public final class KafkaCommandGateway implements CommandGateway, OutcomeListener, SmartLifecycle {

  /** Ids remembered to find one that comes again with another body for another aggregate. */
  private static final int FINGERPRINTS = 400_000;

  private final FairlotProperties properties;
  private final TopicPlan topics;
  private final Map<String, CompletableFuture<StoredOutcome>> waiting = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<StoredOutcome>> waitingForCommit = new ConcurrentHashMap<>();
  private final Fingerprints fingerprints = new Fingerprints(FINGERPRINTS, InstantSource.system());
  private final Timer produced;
  private final Timer decided;
  private volatile KafkaProducer<String, byte[]> producer;
  private TopicTail tail;
  private TopicTail committedTail;

  public KafkaCommandGateway(FairlotProperties properties, TopicPlan topics, MeterRegistry meters) {
    this.properties = properties;
    this.topics = topics;
    this.produced = meters.timer("fairlot.edge.step", "step", "produce");
    this.decided = meters.timer("fairlot.edge.step", "step", "decide");
  }

  @Override
  public Mono<Outcome> submit(Command command, CommandContext context) {
    var sent = Mono.defer(() -> send(command, context));
    // making the committed tail blocks, and must not block an event loop
    return context.waitForCommit() ? sent.subscribeOn(Schedulers.boundedElastic()) : sent;
  }

  private Mono<Outcome> send(Command command, CommandContext context) {
    String id = context.commandId();
    var log = producer;
    if (log == null) {
      return Mono.error(Problem.busy());
    }
    if (context.fingerprint() != null && fingerprints.isReused(id, context.fingerprint())) {
      return Mono.error(new Problem(422, StoredOutcome.REUSED, Map.of()));
    }
    var waiters = context.waitForCommit() ? committedWaiters() : waiting;
    var outcome = waiters.computeIfAbsent(id, key -> new CompletableFuture<>());
    long started = System.nanoTime();
    log.send(
        record(command, context),
        (metadata, failure) -> {
          if (failure != null) {
            outcome.completeExceptionally(Problem.busy());
          } else {
            produced.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
          }
        });
    return Mono.fromFuture(outcome, true)
        // off the thread that decides: what a caller does with the answer is not the decider's time
        .publishOn(Schedulers.parallel())
        .map(StoredOutcome::outcome)
        .timeout(properties.edge().replyTimeout(), Mono.just(new Outcome.Pending(id, command.key())))
        .doFinally(
            signal -> {
              waiters.remove(id, outcome);
              decided.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            });
  }

  private ProducerRecord<String, byte[]> record(Command command, CommandContext context) {
    var envelope =
        new CommandEnvelope(
            context.commandId(), context.correlationId(), context.causationId(), context.fingerprint(),
            context.newKeys(), context.traceParent());
    return new ProducerRecord<>(
        topics.commands(), null, command.key(), Json.MAPPER.writeValueAsBytes(command), envelope.headers(command));
  }

  /** The strict form is rare, so its tail runs only once somebody has asked for it. */
  private synchronized Map<String, CompletableFuture<StoredOutcome>> committedWaiters() {
    if (committedTail == null) {
      committedTail =
          OutcomeTail.ofCommitted(
              properties.kafka(), topics.outcomes(), (id, fingerprint, bytes) -> tell(waitingForCommit, id, bytes));
    }
    return waitingForCommit;
  }

  @Override
  public void decided(StoredOutcome outcome) {
    var waiter = waiting.get(outcome.id());
    if (waiter != null) {
      waiter.complete(outcome);
    }
  }

  private void followed(String id, String fingerprint, byte[] bytes) {
    if (fingerprint != null) {
      fingerprints.remember(id, fingerprint);
    }
    tell(waiting, id, bytes);
  }

  private static void tell(Map<String, CompletableFuture<StoredOutcome>> waiters, String id, byte[] bytes) {
    var waiter = waiters.get(id);
    if (waiter != null) {
      waiter.complete(StoredOutcome.read(bytes));
    }
  }

  /** Whether the outcomes of before the start are known here. */
  public boolean isAtEnd() {
    return tail != null && tail.isAtEnd();
  }

  @Override
  public void start() {
    var config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    // a request costs an order of magnitude less in a batch than alone; a millisecond fills one under load
    config.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    // a caller waits no longer than this, so neither does a full buffer or a missing leader
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    tail =
        OutcomeTail.fromStart(
            properties.kafka(), topics.outcomes(), properties.streams().otherInstanceMillis(), this::followed);
  }

  @Override
  public void stop() {
    var closing = producer;
    producer = null;
    if (closing != null) {
      closing.close(Duration.ofSeconds(5));
      tail.close();
    }
    synchronized (this) {
      if (committedTail != null) {
        committedTail.close();
        committedTail = null;
      }
    }
  }

  @Override
  public boolean isRunning() {
    return producer != null;
  }

  @Override
  public int getPhase() {
    return FairlotAutoConfiguration.PHASE_GATEWAY;
  }
}
