package org.fairlot.local.cli;

import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.fairlot.local.Suite;
import org.fairlot.local.SuiteSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps the suite running until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the suite on this machine and keeps it running; its data stays for the next start.",
      "Set FAIRLOT_KAFKA (host:port) and FAIRLOT_MONGODB (address) to use real clusters instead of the embedded ones."
    })
final class UpCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Option(names = "--port", defaultValue = "8080",
      description = "Port of the public origin. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--broker-port", defaultValue = "9092",
      description = "Port of the broker. Default: ${DEFAULT-VALUE}.")
  private int brokerPort;

  @Option(names = "--separate", description = "Each service as a process of its own.")
  private boolean separate;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "When the suite's time begins: 2020-02-01T19:25+08:00. Kept across restarts; for a new folder only.")
  private OffsetDateTime at;

  @Option(
      names = "--speed",
      defaultValue = "1",
      description = "How many seconds pass in the suite per real second. Default: ${DEFAULT-VALUE}.")
  private double speed;

  @Option(names = "--fresh", description = "Forget what is in the data folder and begin anew.")
  private boolean fresh;

  @Override
  public Integer call() throws InterruptedException {
    DataFolder.logTo(data.path());
    long started = System.nanoTime();
    if (fresh) {
      DataFolder.clear(data.path());
    }
    var settings =
        new SuiteSettings(
            data.path(), port, brokerPort, separate, at == null ? null : at.toInstant(), speed,
            environment("FAIRLOT_KAFKA"), environment("FAIRLOT_MONGODB"), profiles(), Map.of());
    var suite = Suite.start(settings, step -> System.out.println("Starting " + step + " …"));
    // as long as main() waits below, System.exit by a signal runs this first
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.out.println("Stopping …");
                  suite.close();
                },
                "stop"));
    System.out.println(whereThingsAre(suite, (System.nanoTime() - started) / 1e9));
    new CountDownLatch(1).await();
    return 0;
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? null : value;
  }

  static Set<String> profiles() {
    String active = environment("SPRING_PROFILES_ACTIVE");
    return active == null
        ? Set.of("local")
        : Arrays.stream(active.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
  }

  private static String whereThingsAre(Suite suite, double seconds) {
    return """

        Fairlot is up (%.1f s).
          API         %s/v1/programmes
          committees  %s/committee.html   (./fairlot token committee --for WHO --committee CODE)
          operations  %s/ops/<service>/actuator   (registration, health, allocation, delivery, notification)
          clock       %s/dev/clock   (fairlot clock --to … --speed …)
          messages    %s   (FAIRLOT_SMS_BASE_URL sends them to a provider)
          Kafka       %s
          MongoDB     %s   %s
          data, logs  %s

          A token:    ./fairlot token operator
          Stop with Ctrl-C; the data stays.
        """
        .formatted(
            seconds, suite.url(), suite.url(), suite.url(), suite.url(),
            environment("FAIRLOT_SMS_BASE_URL") == null ? suite.url() + "/dev/sms"
                : environment("FAIRLOT_SMS_BASE_URL"), suite.kafka(), suite.mongodb(),
            environment("FAIRLOT_MONGODB") == null ? "(in memory, rebuilt from the log at each start)" : "",
            suite.folder());
  }
}
