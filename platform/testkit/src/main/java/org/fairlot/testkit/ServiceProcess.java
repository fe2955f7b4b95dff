package org.fairlot.testkit;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.fairlot.runtime.clock.DomainClock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service in a process of its own on this JVM's broker and document store: it can be killed at any point, and started
 * again on what it left behind. As a pod of a StatefulSet it has a name and a state directory that outlive it.
 */
public final class ServiceProcess implements AutoCloseable {

  private static final String TURNS = "fairlot.test.turns";

  private final String main;
  private final String classPath;
  private final TurnedClock clock;
  private final Path folder;
  private final Map<String, Object> properties;
  private final ServiceUnderTest service;
  private Process process;

  /**
   * @param application the class with the service's {@code main}
   * @param test        whose classes the process must not see: it would take their beans for its own
   * @param folder      for the state and the output of the process
   */
  public ServiceProcess(Class<?> application, Class<?> test, String prefix, TurnedClock clock, Path folder) {
    this(application, test, prefix, clock, folder, "killed", Map.of());
  }

  /**
   * One of several instances of a service.
   *
   * @param folder   its own
   * @param instance its name
   * @param settings of its own, before those that it needs to run here
   */
  public ServiceProcess(
      Class<?> application, Class<?> test, String prefix, TurnedClock clock, Path folder, String instance,
      Map<String, Object> settings) {
    this.main = application.getName();
    this.classPath = classPathWithout(test);
    this.clock = clock;
    this.folder = folder;
    int port = freePort();
    properties = SuiteInitializer.properties(prefix);
    properties.put("fairlot.state-dir", folder.resolve("state").toString());
    // the name of an instance that comes back goes with its state on disk: its open transaction is ended at once
    properties.put("fairlot.store-kind", "ROCKSDB");
    properties.put("fairlot.instance", instance);
    properties.put("server.port", Integer.toString(port));
    properties.put("server.address", "127.0.0.1");
    properties.putAll(settings);
    Infrastructure.get().createPublicTopics(prefix);
    service = new ServiceUnderTest(prefix, () -> port);
  }

  /** As its surroundings see it, alive or not. */
  public ServiceUnderTest service() {
    return service;
  }

  /** The value of one of its settings. */
  public String property(String name) {
    return (String) properties.get(name);
  }

  /** Starts it on the clock as it stands, and does not wait for it. */
  public synchronized void start() {
    var all = new LinkedHashMap<>(properties);
    all.put(TURNS, clock.toString());
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:MetaspaceSize=256m",
            "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
            classPath, Child.class.getName(), main);
    builder.environment().put("SPRING_APPLICATION_JSON", new JsonMapper().writeValueAsString(all));
    var output = folder.resolve("service.out").toFile();
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL; it is dead when this returns. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** As if it had put nothing behind it: every event comes once more to this consumer group. Only while it is dead. */
  public void rewind(String group) {
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka()))) {
      // it has not said that it left, and offsets belong to who is in
      Promised.get(admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()).all());
      var offsets = Promised.get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
      offsets.replaceAll((partition, offset) -> new OffsetAndMetadata(0));
      Promised.get(admin.alterConsumerGroupOffsets(group, offsets).all());
    }
  }

  @Override
  public void close() {
    kill();
    service.close();
  }

  private static String classPathWithout(Class<?> test) {
    var home = Path.of(URI.create(test.getProtectionDomain().getCodeSource().getLocation().toString()));
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).toAbsolutePath().normalize().equals(home.normalize()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the service, and ends with the process that started it, however that ended: its input is then closed. */
  static final class Child {
    public static void main(String[] args) throws Exception {
      Thread.ofPlatform().daemon().name("parent-watch").start(Child::endWithParent);
      var main = Class.forName(args[0]).getMethod("main", String[].class);
      SpringApplication.from(none -> main.invoke(null, (Object) none)).with(Turned.class).run();
    }

    private static void endWithParent() {
      try {
        System.in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // the parent is gone all the same
      }
      Runtime.getRuntime().halt(0);
    }
  }

  /** Not annotated, or a test in this package would scan it. */
  static class Turned {
    @Bean
    DomainClock domainClock(@Value("${" + TURNS + "}") String turns) {
      return DomainClock.of(TurnedClock.parse(turns)::domainAt, Clock.systemUTC());
    }
  }
}
