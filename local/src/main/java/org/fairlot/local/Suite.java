package org.fairlot.local;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.fairlot.local.SuiteService.KeyOf;
import org.fairlot.local.broker.LocalBroker;
import org.fairlot.local.clock.SuiteClock;
import org.fairlot.local.documents.DocumentStore;
import org.fairlot.local.issuer.DevelopmentIssuer;
import org.fairlot.local.issuer.SecretFiles;
import org.fairlot.local.origin.HostedService;
import org.fairlot.local.origin.Origin;
import org.fairlot.local.origin.Proxy;
import org.fairlot.local.origin.Routes;
import org.fairlot.local.origin.SeparateService;
import org.fairlot.runtime.clock.DomainClock;

/**
 * The whole suite on one machine: broker, document store, the five services behind one origin, an issuer of development
 * tokens and a clock that can be turned. Everything is kept in one folder and there again after a restart.
 */
public final class Suite implements AutoCloseable {

  /** Loud enough to be on the safe side of the slowest machine; a healthy start takes a fraction of it. */
  private static final Duration READY_WITHIN = Duration.ofSeconds(180);

  private final SuiteSettings settings;
  private final Deque<Part> parts = new ArrayDeque<>();
  private SuiteClock clock;
  private DevelopmentIssuer issuer;
  private Origin origin;
  private String kafka;
  private String mongodb;

  private record Part(String name, AutoCloseable closeable) {}

  private Suite(SuiteSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts everything and waits until it is ready.
   *
   * @param progress told what is being done, one line each
   * @throws IllegalStateException saying what is in the way
   */
  public static Suite start(SuiteSettings settings, Consumer<String> progress) {
    var suite = new Suite(settings);
    try {
      suite.startParts(progress);
      suite.awaitReady();
      return suite;
    } catch (RuntimeException e) {
      suite.close();
      throw e;
    }
  }

  private void startParts(Consumer<String> progress) {
    lockFolder();
    issuer = DevelopmentIssuer.open(secretFiles(), settings.profiles());
    clock = openClock();
    origin = keep("origin", Origin.start(settings.port(), Routes.published()));
    origin.mountDevelopment(new DevelopmentEndpoints(issuer, settings.separate() ? null : clock, clock).handler());

    progress.accept("broker and document store");
    kafka = settings.kafka();
    if (kafka == null) {
      kafka = keep("broker", LocalBroker.start(settings.folder().resolve("kafka"), settings.brokerPort()))
          .bootstrapServers();
    }
    mongodb = settings.mongodb();
    if (mongodb == null) {
      mongodb = keep("documents", DocumentStore.start(0)).connectionString();
    }
    progress.accept("the five services");
    startServices();
  }

  /** Together, since each waits for the topics of others; the first that fails ends the start. */
  private void startServices() {
    var threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("start-", 1).factory());
    var starts = new ExecutorCompletionService<Part>(threads);
    for (var service : SuiteService.values()) {
      starts.submit(
          () -> {
            try {
              var started = settings.separate() ? startSeparate(service) : startHosted(service);
              return new Part(service.serviceName(), started);
            } catch (RuntimeException e) {
              throw new IllegalStateException(service.serviceName() + " did not start: " + rootOf(e).getMessage(), e);
            }
          });
    }
    try {
      for (int i = 0; i < SuiteService.values().length; i++) {
        parts.push(starts.take().get());
      }
    } catch (ExecutionException e) {
      throw (IllegalStateException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Throwable rootOf(Throwable e) {
    return e.getCause() == null ? e : rootOf(e.getCause());
  }

  private AutoCloseable startHosted(SuiteService service) {
    // the same turns for all services, also for those that are made after this
    var domainClock = DomainClock.of(clock::at, Clock.systemUTC());
    return HostedService.start(
        origin, service.serviceName(), service.application(), SuiteService.applications(), propertiesOf(service),
        context -> context.registerBean(DomainClock.class, () -> domainClock));
  }

  private AutoCloseable startSeparate(SuiteService service) {
    var properties = propertiesOf(service);
    properties.put("server.port", Integer.toString(service.port()));
    properties.put("server.address", "127.0.0.1");
    clock.turns().stream().findFirst().ifPresent(turn -> {
      properties.put("fairlot.clock.real-origin", turn.real().toString());
      properties.put("fairlot.clock.virtual-origin", turn.virtual().toString());
      properties.put("fairlot.clock.speed", Double.toString(turn.speed()));
    });
    var process = SeparateService.start(
        service.serviceName(), service.applicationName(), service.application(), SuiteService.applications(),
        properties, logs());
    origin.mount(service.serviceName(), new Proxy(URI.create("http://127.0.0.1:" + service.port())));
    return process;
  }

  private Map<String, String> propertiesOf(SuiteService service) {
    var secrets = secretFiles();
    var p = new LinkedHashMap<String, String>();
    p.put("spring.profiles.active", "local");
    p.put("fairlot.kafka", kafka);
    p.put("spring.mongodb.uri", mongodb);
    p.put("fairlot.state-dir", settings.folder().resolve("state").resolve(service.serviceName()).toString());
    // one instance each: a static member is known again at once, also after a kill
    p.put("fairlot.instance", "local");
    // nobody waits for another one, and to ask for its answers fifty times a second costs a fifth of a core
    p.put("fairlot.streams.other-instance-millis", "250");
    p.put("fairlot.topics.create", "true");
    p.put("fairlot.topics.partitions", "4");
    if (settings.kafka() == null) {
      p.put("fairlot.topics.replication", "1");
      p.put("fairlot.topics.min-in-sync", "1");
    }
    p.put("fairlot.security.jwk-set", issuer.jwks());
    if (service == SuiteService.NOTIFICATION && System.getenv("FAIRLOT_SMS_BASE_URL") == null) {
      p.put("fairlot.sms.base-url", "http://127.0.0.1:" + origin.port() + MessageOutbox.PATH);
    }
    p.put("fairlot.secrets.pepper", secrets.readOrMake("pepper", Suite::random32));
    for (var purpose : service.purposes()) {
      p.put("fairlot.secrets.purposes." + purpose, secrets.readOrMake("purpose-" + purpose, Suite::random32));
    }
    if (service.holds(KeyOf.RECEIPT)) {
      p.put("fairlot.secrets.receipt-key", secrets.readOrMake("receipt.jwk", Suite::signingKey));
    }
    if (service.holds(KeyOf.RECEIPT_PUBLIC)) {
      p.put("fairlot.secrets.receipt-key", publicPart(secrets.readOrMake("receipt.jwk", Suite::signingKey)));
    }
    if (service.holds(KeyOf.PICKUP)) {
      p.put("fairlot.secrets.pickup-key", secrets.readOrMake("pickup-key", Suite::random32));
    }
    if (service.holds(KeyOf.BLIND)) {
      p.put("fairlot.secrets.blind-key", secrets.readOrMake("blind-key", Suite::random32));
    }
    p.putAll(settings.properties());
    return p;
  }

  private static String random32() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String publicPart(String jwk) {
    try {
      return ECKey.parse(jwk).toPublicJWK().toJSONString();
    } catch (ParseException e) {
      throw new IllegalStateException("receipt.jwk is no key; remove it and a new one is made", e);
    }
  }

  private static String signingKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate().toJSONString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private SuiteClock openClock() {
    boolean fresh = !Files.exists(settings.folder().resolve("kafka"));
    var opened = SuiteClock.open(settings.folder().resolve("clock"), Clock.systemUTC());
    if (opened.turns().isEmpty() && fresh) {
      opened.turn(settings.at(), settings.speed());
    } else if (settings.at() != null) {
      throw new IllegalStateException(
          "The suite in " + settings.folder() + " has a history, which a new beginning would contradict."
              + " Turn its clock forward (fairlot clock --to …), or take another folder (--data).");
    } else if (settings.separate() && opened.turns().size() > 1) {
      throw new IllegalStateException(
          "The clock of " + settings.folder() + " was turned while it ran, which separate processes cannot follow.");
    }
    return opened;
  }

  private void lockFolder() {
    try {
      Files.createDirectories(settings.folder());
      var channel =
          FileChannel.open(settings.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      keep("lock", channel);
      if (!isFree(channel)) {
        throw new IllegalStateException("A suite is already running on " + settings.folder() + ".");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // held by a suite in this very JVM
      return false;
    }
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    var waiting = new TreeSet<String>();
    for (var service : SuiteService.values()) {
      waiting.add(service.serviceName());
    }
    String last = "";
    try (var http = HttpClient.newHttpClient()) {
      while (!waiting.isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "Not ready after " + READY_WITHIN.toSeconds() + " s: " + waiting + ". " + last);
        }
        for (String service : List.copyOf(waiting)) {
          String why = whyNotReady(http, service);
          if (why.isEmpty()) {
            waiting.remove(service);
          } else {
            last = service + ": " + why;
          }
        }
        if (!waiting.isEmpty()) {
          Thread.sleep(100);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** Empty if it is ready. */
  private String whyNotReady(HttpClient http, String service) throws InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + origin.port() + "/ops/" + service + "/actuator/health/readiness");
    try {
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
      var answer = http.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 ? "" : answer.body();
    } catch (IOException e) {
      // a busy machine answers late, which is no answer
      return e.toString();
    }
  }

  private SecretFiles secretFiles() {
    return new SecretFiles(settings.folder().resolve("secrets"));
  }

  private <T extends AutoCloseable> T keep(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /** The address that callers use. */
  public String url() {
    return origin.url();
  }

  /** {@code host:port} of the broker. */
  public String kafka() {
    return kafka;
  }

  /** Address of the document store. */
  public String mongodb() {
    return mongodb;
  }

  public Path folder() {
    return settings.folder();
  }

  public Path logs() {
    return settings.folder().resolve("logs");
  }

  public SuiteClock clock() {
    return clock;
  }

  public DevelopmentIssuer issuer() {
    return issuer;
  }

  /** Closes the services, then what they stand on. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      var services = new ArrayList<Part>();
      while (!parts.isEmpty() && isService(parts.peek())) {
        services.add(parts.pop());
      }
      closeTogether(services);
      if (!parts.isEmpty()) {
        closePart(parts.pop());
      }
    }
  }

  /** Each takes a moment to commit and to leave its groups, and most of it is waiting. */
  private static void closeTogether(List<Part> services) {
    var closing = services.stream()
        .map(part -> Thread.ofPlatform().name("stop-" + part.name()).start(() -> closePart(part))).toList();
    for (var thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isService(Part part) {
    return part.closeable() instanceof HostedService || part.closeable() instanceof SeparateService;
  }

  private static void closePart(Part part) {
    try {
      part.closeable().close();
    } catch (Exception e) {
      System.getLogger(Suite.class.getName())
          .log(System.Logger.Level.WARNING, part.name() + " did not close cleanly", e);
    }
  }
}
