package org.fairlot.local.origin;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A service that runs as a process of its own, as it does on a cluster. It ends when this process ends. */
public final class SeparateService implements AutoCloseable {

  private static final int CLOSE_WITHIN_SECONDS = 30;

  private final Process process;

  private SeparateService(Process process) {
    this.process = process;
  }

  /**
   * @param main       name of the application class
   * @param service    the same class, here on the class path with all the others
   * @param all        the application classes whose homes the process must not see
   * @param properties handed over in the environment: a command line can be read by every user of the machine
   */
  public static SeparateService start(
      String name, String main, Class<?> service, List<Class<?>> all, Map<String, String> properties, Path logs) {
    var others = all.stream().filter(other -> other != service).map(SeparateService::home).toList();
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !others.contains(Path.of(entry).toAbsolutePath().normalize()))
            .collect(Collectors.joining(File.pathSeparator));
    try {
      Files.createDirectories(logs);
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC", "-XX:MetaspaceSize=256m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow", "-Dfairlot.logs=" + logs, "-Dfairlot.log.name=" + name,
              "-Dorg.springframework.boot.logging.LoggingSystem=none", "-cp", classPath, Child.class.getName(), main);
      builder.environment().put("SPRING_APPLICATION_JSON", new JsonMapper().writeValueAsString(properties));
      builder.redirectErrorStream(true).redirectOutput(logs.resolve(name + ".out").toFile());
      return new SeparateService(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path home(Class<?> service) {
    var location = URI.create(service.getProtectionDomain().getCodeSource().getLocation().toString());
    return Path.of(location).toAbsolutePath().normalize();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  /** Runs the service, and ends with the process that started it, however that ended: its input is then closed. */
  static final class Child {
    public static void main(String[] args) throws Exception {
      Thread.ofPlatform()
          .daemon()
          .name("parent-watch")
          .start(
              () -> {
                try {
                  System.in.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  // the parent is gone all the same
                }
                System.exit(0);
              });
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
  }
}
