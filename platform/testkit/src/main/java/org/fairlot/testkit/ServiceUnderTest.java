package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.wire.EventCodec;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.netty.http.client.HttpClient;

/** A running service as its surroundings see it: its HTTP, its events, and the events of others that it reads. */
public final class ServiceUnderTest implements AutoCloseable {

  /** Far longer than any machine should need, though several modules share two cores. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ConfigurableApplicationContext context;
  private final String prefix;
  private final IntSupplier port;
  private final EventCodec codec = new EventCodec();
  /** By the name of the service whose events they are. */
  private final Map<String, CommittedLog> logs = new ConcurrentHashMap<>();

  ServiceUnderTest(ConfigurableApplicationContext context, String prefix) {
    this(context, prefix, () -> context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
  }

  /** A service in another process, of which there is no context here. */
  ServiceUnderTest(String prefix, IntSupplier port) {
    this(null, prefix, port);
  }

  private ServiceUnderTest(ConfigurableApplicationContext context, String prefix, IntSupplier port) {
    this.context = context;
    this.prefix = prefix;
    this.port = port;
  }

  /** HTTP as a caller with these scopes; none: without a token. */
  public WebTestClient http(String scopes) {
    return client(scopes.isEmpty() ? null : Tokens.of(scopes));
  }

  /** HTTP as this worker of a committee. */
  public WebTestClient worker(String who, String committee) {
    return client(Tokens.of("committee", who, committee));
  }

  /** Where the service is, for a caller that is no test client: {@code http://127.0.0.1:12345}. */
  public String address() {
    return "http://127.0.0.1:" + port.getAsInt();
  }

  private WebTestClient client(String token) {
    // a connection each: a pooled one whose last answer nobody read is never given back
    var connector = new ReactorClientHttpConnector(HttpClient.newConnection());
    var client = WebTestClient.bindToServer(connector).baseUrl(address()).responseTimeout(PATIENCE);
    return (token == null ? client : client.defaultHeader("Authorization", "Bearer " + token)).build();
  }

  /** Waits until the service says that it is ready. */
  public void awaitReady() {
    await("ready", () -> http("").get().uri("/actuator/health/readiness").exchange()
        .expectBody().returnResult().getStatus().is2xxSuccessful());
  }

  /** Publishes an event of another service, as if that service had decided it. */
  public void publish(String service, String id, String subject, long sequence, Instant at, Event event) {
    String about = event.about() == null ? subject : event.about();
    publish(service, List.of(new Recorded<>(event, id, subject, sequence, at, about, "cause-of-" + id)));
  }

  /** Publishes many events of another service. */
  public void publish(String service, List<? extends Recorded<?>> events) {
    send(service, "events", events);
  }

  /** Publishes reference data of another service under this reference key. */
  public void publishReference(String service, String key, Event event) {
    var recorded = new Recorded<>(event, "reference-" + key, key, 1, Instant.now(), key, "cause-of-" + key);
    send(service, "reference", List.of(recorded));
  }

  private void send(String service, String topic, List<? extends Recorded<?>> events) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka(), "acks", "all"),
            new StringSerializer(), new ByteArraySerializer())) {
      var sent = new ArrayList<Future<?>>();
      for (var one : events) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    prefix + service + "." + topic, null, one.subject(), codec.data(one.event()),
                    codec.headers(one, service, null))));
      }
      sent.forEach(Promised::get);
    }
  }

  /** All committed events of a service so far. */
  public List<Recorded<?>> events(String service) {
    return logs.computeIfAbsent(service, name -> new CommittedLog(prefix + name + ".events")).upToNow();
  }

  /** Waits until the service has recorded an event of this type that fits. */
  public <E extends Event> E awaitEvent(String service, Class<E> type, Predicate<E> fits) {
    var found = new ArrayList<E>();
    await(type.getSimpleName(), () -> {
      events(service).stream().map(Recorded::event).filter(type::isInstance).map(type::cast).filter(fits)
          .findFirst().ifPresent(found::add);
      return !found.isEmpty();
    });
    return found.getFirst();
  }

  /** Waits for a condition, asking again and again. */
  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("waited %d s in vain for: %s", PATIENCE.toSeconds(), what);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  /** What stands before this service's topic names. */
  public String prefix() {
    return prefix;
  }

  @Override
  public void close() {
    logs.values().forEach(CommittedLog::close);
  }
}
