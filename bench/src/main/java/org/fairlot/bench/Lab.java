package org.fairlot.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.fairlot.contracts.Purpose;
import org.fairlot.runtime.wire.Json;

/**
 * Where a measurement runs: broker and document store in one process, the service under test in another, the load in this
 * one, in a fresh folder that is deleted at the end.
 */
final class Lab implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(120);
  private static final int LAST_LINES = 20;
  private static final String[] SERVICES = {"registration", "health", "allocation", "delivery", "notification"};

  /**
   * The stand-in for MongoDB keeps every document in memory, and what it does for that no store that writes to a disk would do.
   * So it gets half of the machine's memory, for good, and a nursery that holds all the garbage between two calls of
   * {@link #collectInfrastructure}; in a longer run it stops for up to a second now and then. The concurrent
   * collector that it had before ran in some measurements and not in others: up to half of this process, 0.43 instead of
   * 0.51 of the baseline.
   */
  private static final List<String> INFRASTRUCTURE =
      List.of(
          "-XX:InitialRAMPercentage=50", "-XX:MaxRAMPercentage=50", "-XX:MaxHeapFreeRatio=100", "-XX:+UseG1GC",
          "-XX:+UnlockExperimentalVMOptions", "-XX:G1NewSizePercent=40");

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final RSAKey issuer;
  private final Map<String, Object> properties = new LinkedHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private BufferedReader infrastructureOutput;
  private String kafka;
  private String mongodb;

  Lab() {
    try {
      folder = Files.createTempDirectory("fairlot-bench");
      issuer = new RSAKeyGenerator(2048).keyID("bench").generate();
      startInfrastructure();
      createTopicsOfOthers();
      fillProperties();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String kafka() {
    return kafka;
  }

  /** CPU time of broker and document store so far. */
  Duration infrastructureCpu() {
    return processes.getFirst().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void startInfrastructure() throws IOException {
    var process = java(LabInfrastructure.class.getName(), INFRASTRUCTURE, Map.of(), "infrastructure", folder.toString());
    infrastructureOutput = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String[] addresses = infrastructureSays(LabInfrastructure.READY).split(" ");
    kafka = addresses[0];
    mongodb = addresses[1];
  }

  /** The rest of the next line that begins so. */
  private String infrastructureSays(String beginning) throws IOException {
    for (String line = infrastructureOutput.readLine(); line != null; line = infrastructureOutput.readLine()) {
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
    }
    throw new IllegalStateException("broker and document store have ended; see " + folder);
  }

  /** Broker and document store collect their garbage now, so that they do not in the middle of a measurement of some seconds. */
  void collectInfrastructure() {
    try {
      var input = processes.getFirst().getOutputStream();
      input.write('\n');
      input.flush();
      infrastructureSays(LabInfrastructure.COLLECTED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The service under test runs alone: what it reads of the others is there, and empty. */
  private void createTopicsOfOthers() {
    var topics = new ArrayList<NewTopic>();
    for (String service : SERVICES) {
      topics.add(new NewTopic(service + ".events", Optional.of(4), Optional.of((short) 1)));
      for (String compacted : List.of(".reference", ".person-keys")) {
        topics.add(new NewTopic(service + compacted, Optional.of(1), Optional.of((short) 1))
            .configs(Map.of("cleanup.policy", "compact")));
      }
    }
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka))) {
      admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("topics could not be created", e);
    }
  }

  private void fillProperties() throws JOSEException {
    properties.put("fairlot.kafka", kafka);
    properties.put("spring.mongodb.uri", mongodb);
    properties.put("fairlot.instance", "bench");
    properties.put("fairlot.topics.create", "true");
    properties.put("fairlot.topics.partitions", "4");
    properties.put("fairlot.topics.replication", "1");
    properties.put("fairlot.topics.min-in-sync", "1");
    properties.put("fairlot.secrets.pepper", random32());
    properties.put("fairlot.secrets.pickup-key", random32());
    properties.put("fairlot.secrets.blind-key", random32());
    properties.put("fairlot.secrets.receipt-key", new ECKeyGenerator(Curve.P_256).keyID("bench").generate().toJSONString());
    for (Purpose purpose : Purpose.values()) {
      properties.put("fairlot.secrets.purposes." + purpose, random32());
    }
    properties.put("fairlot.security.jwk-set", new JWKSet(issuer.toPublicJWK()).toString());
    properties.put("server.address", "127.0.0.1");
  }

  private static String random32() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A bearer token with these scopes. */
  String token(String scopes) {
    var claims = new JWTClaimsSet.Builder().subject("bench").claim("client_id", "bench").claim("scope", scopes)
        .issueTime(new Date()).expirationTime(Date.from(Instant.now().plusSeconds(7200))).build();
    try {
      var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("bench").build(), claims);
      jwt.sign(new RSASSASigner(issuer));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A running service. */
  record Service(String name, int port, Process process) {
    /** CPU time of its process so far. */
    Duration cpu() {
      return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory of its process in bytes, 0 where the system does not tell. */
    long residentBytes() {
      try {
        return Files.lines(Path.of("/proc/" + process.pid() + "/status"))
            .filter(l -> l.startsWith("VmRSS:"))
            .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
            .findFirst().orElse(0);
      } catch (IOException e) {
        return 0;
      }
    }
  }

  /**
   * Starts a service alone in its own process and waits until it is ready.
   *
   * @param main  the class to run: the service's application or a variant of it
   * @param jar   the module whose jar of services the process sees; the others' are left out
   */
  Service start(String main, String jar, Map<String, Object> more) {
    return start(main, jar, more, List.of("-Xmx1g", "-XX:+UseParallelGC"));
  }

  /** @param options of the JVM */
  Service start(String main, String jar, Map<String, Object> more, List<String> options) {
    int port = freePort();
    var all = new LinkedHashMap<>(properties);
    all.put("server.port", Integer.toString(port));
    all.put("fairlot.state-dir", folder.resolve("state-" + jar).toString());
    all.putAll(more);
    Process process;
    try {
      process = java(main, options, Map.of("SPRING_APPLICATION_JSON", Json.MAPPER.writeValueAsString(all)), jar);
      drain(process, folder.resolve(jar + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var service = new Service(jar, port, process);
    awaitReady(service);
    return service;
  }

  private static void drain(Process process, Path log) {
    Thread.ofPlatform().daemon().start(() -> {
      try {
        Files.copy(process.getInputStream(), log);
      } catch (IOException e) {
        // the process has ended
      }
    });
  }

  private Process java(String main, List<String> options, Map<String, String> environment, String name, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", classPathFor(name), main));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    processes.add(process);
    return process;
  }

  /** Each service has resources of its own under the same names, so a process sees the jar of one service. */
  private static String classPathFor(String service) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("-service") || entry.contains(service))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void awaitReady(Service service) {
    await(
        service.name() + " to be ready", READY_WITHIN,
        () -> {
          if (!service.process().isAlive()) {
            throw new IllegalStateException(service.name() + " has ended:\n" + lastLines(folder.resolve(service.name() + ".log")));
          }
          return answers(service, "/actuator/health/readiness");
        });
  }

  /** Whether the service listens and answers this request with 200. */
  boolean answers(Service service, String path) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The folder goes with the lab, so what a service said last is all that is left of it. */
  private static String lastLines(Path log) {
    try {
      var lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  static void await(String what, Duration within, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited " + within.toSeconds() + " s in vain for " + what);
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  /** Lets this much time pass; a single call to park may return at once. */
  static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Fetches a file, as anybody may; it lasts as long as the lab. */
  Path download(Service service, String path) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path)).build();
    try {
      var response = http.send(request, BodyHandlers.ofFile(folder.resolve("download")));
      if (response.statusCode() != 200) {
        throw new IllegalStateException("GET " + path + ": " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends a request to the service, with a body of JSON. */
  String call(Service service, String method, String path, String token, Object body) {
    var builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", method + path)
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body instanceof String s
                ? s.getBytes(StandardCharsets.UTF_8) : Json.MAPPER.writeValueAsBytes(body)));
    try {
      var response = http.send(builder.build(), BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.reversed().forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(e -> null).join());
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
