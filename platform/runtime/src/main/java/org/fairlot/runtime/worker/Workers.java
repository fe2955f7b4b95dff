package org.fairlot.runtime.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.FairlotAutoConfiguration;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.ServiceDefinition.WorkerOf;
import org.fairlot.runtime.topics.TopicPlan;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.TakenTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Runs a service's workers over committed events: a bounded number at a time, each offset committed only behind finished
 * work. Work that fails is tried again until it succeeds, later and later, so nothing is lost by an outage.
 */
public final class Workers implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final int AT_ONCE = 64;
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);
  /** Work that hangs does not keep a service from stopping: it is left for the next start. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final FairlotProperties properties;
  private final ServiceDefinition service;
  private final TopicPlan topics;
  private final EventCodec codec = new EventCodec();
  private final List<KafkaMessageListenerContainer<String, byte[]>> containers = new ArrayList<>();
  private volatile boolean running;

  public Workers(FairlotProperties properties, ServiceDefinition service, TopicPlan topics) {
    this.properties = properties;
    this.service = service;
    this.topics = topics;
  }

  @Override
  public void start() {
    running = true;
    service.workers().forEach((name, worker) -> containers.add(container(name, worker)));
    containers.forEach(KafkaMessageListenerContainer::start);
  }

  private KafkaMessageListenerContainer<String, byte[]> container(String name, WorkerOf worker) {
    var config = new HashMap<String, Object>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
    if (!properties.instance().isBlank()) {
      // else a restart waits until the instance's own past life has timed out before it works again
      config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, properties.instance());
    }
    var container = new ContainerProperties(topics.eventsOf(worker.sources()).toArray(String[]::new));
    container.setGroupId(topics.application("worker-" + name));
    container.setAckMode(ContainerProperties.AckMode.MANUAL);
    // work ends out of order; an offset is committed only when all before it are done
    container.setAsyncAcks(true);
    var slots = new Semaphore(AT_ONCE);
    var taken = TakenTypes.of(worker.types());
    container.setMessageListener(
        (AcknowledgingMessageListener<String, byte[]>) (record, ack) -> {
          if (taken.passOver(record.headers())) {
            ack.acknowledge();
          } else {
            work(worker, record, ack, slots);
          }
        });
    return new KafkaMessageListenerContainer<>(
        new DefaultKafkaConsumerFactory<>(config, new StringDeserializer(), new ByteArrayDeserializer()), container);
  }

  private void work(WorkerOf worker, ConsumerRecord<String, byte[]> record, Acknowledgment ack, Semaphore slots) {
    Optional<Recorded<?>> recorded = read(record);
    if (recorded.isEmpty()) {
      ack.acknowledge();
      return;
    }
    slots.acquireUninterruptibly();
    Mono.defer(() -> worker.worker().on(recorded.get()))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, RETRY_FIRST)
                .maxBackoff(RETRY_MAX)
                .filter(e -> running)
                .doBeforeRetry(r -> LOG.warn("work on {} failed, again later: {}", recorded.get().id(), r.failure().toString())))
        .doFinally(signal -> slots.release())
        .subscribe(
            nothing -> {},
            failure -> LOG.warn("work on {} is left for the next start: {}", recorded.get().id(), failure.toString()),
            ack::acknowledge);
  }

  private Optional<Recorded<?>> read(ConsumerRecord<String, byte[]> record) {
    try {
      return codec.read(record.headers(), record.value());
    } catch (RuntimeException e) {
      // the forwarder of this service parks the same record; a worker has nothing to add
      LOG.error("unreadable event at {}/{}", record.partition(), record.offset(), e);
      return Optional.empty();
    }
  }

  @Override
  public void stop() {
    running = false;
    // all at once: each waits half a second for a fetch that has nothing to bring
    CompletableFuture.allOf(containers.stream().map(Workers::stopped).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    containers.clear();
  }

  private static CompletableFuture<Void> stopped(KafkaMessageListenerContainer<?, ?> container) {
    var stopped = new CompletableFuture<Void>();
    container.stop(() -> stopped.complete(null));
    return stopped;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return FairlotAutoConfiguration.PHASE_WORKERS;
  }
}
