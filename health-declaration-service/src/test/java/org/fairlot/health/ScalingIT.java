package org.fairlot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.ServiceUnderTest.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.wire.Json;
import org.fairlot.testkit.Infrastructure;
import org.fairlot.testkit.Promised;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceProcess;
import org.fairlot.testkit.Tokens;
import org.fairlot.testkit.TurnedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Instances come and go with the load, one of them by SIGKILL, while citizens go on declaring through whichever a load
 * balancer gives them. What one instance takes in another may decide; whoever was answered is recorded, once, with the
 * answer that was given.
 */
class ScalingIT {

  private static final String PREFIX = "scaling.";
  private static final int AT_ONCE = 4;
  private static final int EACH_PHASE = 60;
  /** The least that the broker allows: so soon another takes over what a dead one decided. */
  private static final Map<String, Object> SETTINGS = Map.of("fairlot.streams.session-timeout-millis", 6_000);

  private final TurnedClock clock = TurnedClock.at(Instant.parse("2020-02-02T12:00:00Z"));
  private final HttpClient http = HttpClient.newHttpClient();
  private final String token = Tokens.of("registration");
  private final List<ServiceProcess> balanced = new CopyOnWriteArrayList<>();
  private final List<ServiceProcess> started = new ArrayList<>();
  private final Map<Integer, JsonNode> answers = new ConcurrentHashMap<>();
  private final AtomicInteger citizens = new AtomicInteger();
  private volatile boolean over;

  @TempDir Path folder;

  @AfterEach
  void stop() {
    over = true;
    started.forEach(ServiceProcess::close);
  }

  @Row("M24")
  @Test
  void instances_come_and_go_under_load_and_everybody_is_recorded_once() throws Exception {
    var first = start("first");
    var apps = new ArrayList<Thread>();
    for (int i = 0; i < AT_ONCE; i++) {
      apps.add(Thread.ofVirtual().start(this::declareUntilOver));
    }
    awaitMore("through the first alone");

    var second = start("second");
    await("each decides a part", () -> deciders().equals(List.of("first", "second")));
    awaitMore("through both");

    first.kill();
    balanced.remove(first);
    await("the second decides all", () -> deciders().equals(List.of("second", "second")));
    awaitMore("through the second alone");

    over = true;
    for (var app : apps) {
      app.join();
    }
    assertEachRecordedOnce(second);
  }

  private void assertEachRecordedOnce(ServiceProcess instance) throws Exception {
    var answered = answers.values().stream().map(answer -> answer.get("declarationId").asString()).sorted().toList();
    // an answer comes before the commit, and a killed instance's last ones with the takeover
    await("what was answered is in the log", () -> recorded(instance).size() >= answered.size());
    assertThat(recorded(instance)).isEqualTo(answered);
    // whoever asks again is told the same, though the instance that answered is gone
    for (var citizen : answers.entrySet()) {
      var again = declare(instance, citizen.getKey());
      for (String field : List.of("declarationId", "verdict", "declaredAt", "validUntil")) {
        assertThat(again.get(field)).isEqualTo(citizen.getValue().get(field));
      }
    }
  }

  /** The ids of all declarations in the log, each as often as it stands there. */
  private static List<String> recorded(ServiceProcess instance) {
    return instance.service().events("health").stream()
        .map(Recorded::event).filter(DeclarationMade.class::isInstance)
        .map(made -> ((DeclarationMade) made).declarationId())
        .sorted()
        .toList();
  }

  private ServiceProcess start(String name) throws IOException {
    var own = Files.createDirectory(folder.resolve(name));
    var process = new ServiceProcess(HealthApplication.class, ScalingIT.class, PREFIX, clock, own, name, SETTINGS);
    started.add(process);
    process.start();
    await(name + " is up", () -> readiness(process) > 0);
    await(name + " is ready", () -> readiness(process) == 200);
    balanced.add(process);
    return process;
  }

  /** As HTTP tells it; 0: not there yet. */
  private int readiness(ServiceProcess instance) {
    var request = HttpRequest.newBuilder(uri(instance, "/actuator/health/readiness")).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException e) {
      return 0;
    }
  }

  private void awaitMore(String what) {
    int until = answers.size() + EACH_PHASE;
    await(what, () -> answers.size() >= until);
  }

  private void declareUntilOver() {
    while (!over) {
      int citizen = citizens.incrementAndGet();
      for (int tries = 0; !answers.containsKey(citizen); tries++) {
        try {
          var instances = List.copyOf(balanced);
          var answer = declare(instances.get((citizen + tries) % instances.size()), citizen);
          if (answer != null) {
            answers.put(citizen, answer);
          }
          // a steady load, that leaves the machine to those who start
          LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
        } catch (IOException | InterruptedException e) {
          // that instance is gone: the next one is asked, with the same key
          LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
      }
    }
  }

  /** {@code null} if it must be asked again. */
  private JsonNode declare(ServiceProcess instance, int citizen) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri(instance, "/v1/health-declarations"))
            .header("Authorization", "Bearer " + token)
            .header("Idempotency-Key", "scaling-" + citizen)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("""
                {"docType": "TW_PERMIT", "idNumber": "%d", "district": "440106", "hubeiTravel": false,
                 "contactWithCase": false, "symptoms": []}""".formatted(20_000_000 + citizen)))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    return answer.statusCode() == 201 ? Json.MAPPER.readTree(answer.body()) : null;
  }

  private static URI uri(ServiceProcess instance, String path) {
    return URI.create("http://127.0.0.1:" + instance.property("server.port") + path);
  }

  /** Which instance decides each of the command topic's partitions. */
  private List<String> deciders() {
    String group = PREFIX + "health-decider";
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka()))) {
      return Promised.get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group)).members().stream()
          // a static member of a stream application bears its instance's name before the number of its thread
          .flatMap(member -> Collections.nCopies(
              member.assignment().topicPartitions().size(), member.groupInstanceId().orElseThrow().replaceAll("-\\d+$", "")).stream())
          .sorted()
          .toList();
    }
  }
}
