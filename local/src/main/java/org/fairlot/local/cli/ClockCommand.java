package org.fairlot.local.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Reads or turns the clock of a running suite. */
@Command(
    name = "clock",
    mixinStandardHelpOptions = true,
    description = "Shows the time of the running suite, or turns it forward: timers due by then go off at once.")
final class ClockCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  @Option(names = "--port", defaultValue = "8080", description = "Port of the suite. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--to", paramLabel = "TIME", description = "The time that it is from now on: 2020-02-03T09:00+08:00.")
  private String to;

  @Option(names = "--speed", description = "How many seconds pass in the suite per real second, from now on.")
  private Double speed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/dev/clock"));
    if (to != null || speed != null) {
      var turning = new LinkedHashMap<String, Object>();
      turning.put("to", to);
      turning.put("speed", speed);
      request.header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(JSON.writeValueAsString(turning)));
    }
    HttpResponse<String> answer = send(request.build(), port);
    var body = JSON.readTree(answer.body());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(body.path("detail").asString("The suite refused: " + answer.statusCode()));
    }
    System.out.println(body.path("now").asString() + "  ×" + body.path("speed").asDouble());
    return 0;
  }

  /** @throws IllegalStateException if no suite is running there */
  static HttpResponse<String> send(HttpRequest request, int port) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new IllegalStateException("No suite answers on port " + port + ". Start it with: ./fairlot up", e);
    }
  }
}
