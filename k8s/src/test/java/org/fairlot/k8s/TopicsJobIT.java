package org.fairlot.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.k8s.Manifests.SERVICES;
import static org.fairlot.k8s.Manifests.base;
import static org.fairlot.k8s.Manifests.texts;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.fairlot.testkit.Infrastructure;
import org.fairlot.testkit.ServiceUnderTest;
import org.fairlot.testkit.SuiteInitializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Runs the Job's containers as processes, with their arguments and environment, against a broker without topics. */
class TopicsJobIT {

  private static final String PREFIX = "job.";
  private static final List<String> OF_EACH = List.of("commands", "events", "outcomes", "dead-letters", "reference");

  @TempDir Path logs;

  @Test
  void each_container_makes_its_service_s_topics_and_ends() throws Exception {
    var running = new HashMap<String, Process>();
    for (JsonNode container : base("Job", "topics").at("/spec/template/spec/containers")) {
      running.put(container.get("name").stringValue(), start(container));
    }
    for (var process : running.entrySet()) {
      assertThat(process.getValue().waitFor(240, TimeUnit.SECONDS)).as(process.getKey()).isTrue();
      assertThat(process.getValue().exitValue()).as(() -> log(process.getKey())).isZero();
    }
    var expected = new TreeSet<String>();
    SERVICES.forEach(service -> OF_EACH.forEach(topic -> expected.add(PREFIX + service + "." + topic)));
    // keys of persons where fields are sealed, and a topic for each courier
    expected.add(PREFIX + "registration.person-keys");
    expected.add(PREFIX + "health.person-keys");
    for (String courier : base("ConfigMap", "fairlot-settings").at("/data/couriers").stringValue().split(",")) {
      expected.add(PREFIX + "delivery.dispatches." + courier);
    }
    // a broker hears of new topics a moment after the controller
    ServiceUnderTest.await("all topics", () -> topics().size() >= expected.size());
    assertThat(topics()).isEqualTo(expected);
  }

  private Process start(JsonNode container) throws IOException {
    String service = container.get("name").stringValue();
    Path classes = Manifests.module(service).resolve("target/classes");
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp"));
    command.add(classPath(classes));
    command.add(application(classes));
    container.get("args").forEach(arg -> command.add(arg.stringValue()));
    var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(logs.resolve(service).toFile());
    var environment = process.environment();
    environment.putAll(texts(base("ConfigMap", "fairlot-environment").get("data")));
    var settings = texts(base("ConfigMap", "fairlot-settings").get("data"));
    container.get("env").forEach(variable -> {
      var fromSettings = variable.at("/valueFrom/configMapKeyRef/key");
      environment.put(
          variable.get("name").stringValue(),
          fromSettings.isMissingNode() ? secret(variable) : settings.get(fromSettings.stringValue()));
    });
    environment.remove("JAVA_TOOL_OPTIONS");
    environment.put("FAIRLOT_KAFKA", Infrastructure.get().kafka());
    environment.put("FAIRLOT_TOPICS_PREFIX", PREFIX);
    environment.put("FAIRLOT_TOPICS_REPLICATION", "1");
    environment.put("FAIRLOT_TOPICS_MIN_IN_SYNC", "1");
    environment.put("FAIRLOT_PORT", "0");
    environment.put("MANAGEMENT_SERVER_PORT", "0");
    return process.start();
  }

  /** An image holds one service, whose settings are the first on its class path. */
  private static String classPath(Path classes) {
    return classes + File.pathSeparator + System.getProperty("java.class.path");
  }

  private static String secret(JsonNode variable) {
    return switch (variable.at("/valueFrom/secretKeyRef/key").stringValue()) {
      case "mongodb-uri" -> Infrastructure.get().mongodb();
      case "receipt-key", "receipt-public-key" ->
          (String) SuiteInitializer.properties(PREFIX).get("fairlot.secrets.receipt-key");
      case "sms-access-key" -> "";
      default -> "dGhpcnR5LXR3byBieXRlcyBvZiBubyBzZWNyZXQgYXQgYWxs";
    };
  }

  private static String application(Path classes) throws IOException {
    try (var files = Files.walk(classes)) {
      return files.map(f -> classes.relativize(f).toString())
          .filter(f -> f.endsWith("Application.class"))
          .map(f -> f.substring(0, f.length() - ".class".length()).replace(File.separatorChar, '.'))
          .findFirst().orElseThrow(() -> new AssertionError("no application in " + classes));
    }
  }

  private static TreeSet<String> topics() {
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka()))) {
      var topics = new TreeSet<>(admin.listTopics().names().get());
      topics.removeIf(topic -> !topic.startsWith(PREFIX));
      return topics;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String log(String service) {
    try {
      return service + ":\n" + Files.readString(logs.resolve(service));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
