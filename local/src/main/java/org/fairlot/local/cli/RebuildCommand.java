package org.fairlot.local.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fairlot.local.SuiteService;
import org.fairlot.local.issuer.DevelopmentIssuer;
import org.fairlot.local.issuer.SecretFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** Drops the read models of a service and fills them again from the log. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = "Drops the read models of a service of the running suite and fills them again from the log.")
final class RebuildCommand implements Callable<Integer> {

  private static final Duration WITHIN = Duration.ofMinutes(10);

  @Mixin private DataFolder data;

  @Parameters(paramLabel = "SERVICE", description = "registration, health, allocation, delivery or notification")
  private String service;

  @Option(names = "--port", defaultValue = "8080", description = "Port of the suite. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataFolder.logTo(data.path());
    var names = Arrays.stream(SuiteService.values()).map(SuiteService::serviceName).collect(Collectors.toList());
    if (!names.contains(service)) {
      throw new IllegalArgumentException(
          "There is no service \"" + service + "\". Services: " + String.join(", ", names));
    }
    long started = System.nanoTime();
    String token =
        DevelopmentIssuer.open(new SecretFiles(data.path().resolve("secrets")), UpCommand.profiles())
            .token("operator", "fairlot-rebuild", Duration.ofHours(1));
    require(ClockCommand.send(request(token).POST(BodyPublishers.noBody()).build(), port));
    long lag = Long.MAX_VALUE;
    while (lag > 0) {
      if (System.nanoTime() - started > WITHIN.toNanos()) {
        throw new IllegalStateException("Still " + lag + " events behind after " + WITHIN.toMinutes() + " minutes.");
      }
      Thread.sleep(200);
      var progress = ClockCommand.send(request(token).GET().build(), port);
      require(progress);
      lag = new JsonMapper().readTree(progress.body()).path("lag").asLong();
    }
    System.out.printf("The read models of %s are rebuilt (%.1f s).%n", service, (System.nanoTime() - started) / 1e9);
    return 0;
  }

  private HttpRequest.Builder request(String token) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ops/" + service + "/actuator/rebuild"))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private static void require(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException("The suite refused: " + answer.statusCode() + " " + answer.body());
    }
  }
}
