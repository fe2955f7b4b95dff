package org.fairlot.local.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.fairlot.local.issuer.DevelopmentIssuer;
import org.fairlot.local.issuer.SecretFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the report of a programme. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Prints the report of a programme of the running suite: five families of figures, by days and streets.")
final class ReportCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(paramLabel = "PROGRAMME", description = "Its id.")
  private String programme;

  @Option(names = "--from", paramLabel = "DAY", description = "First day, such as 2020-02-02. Default: the beginning.")
  private LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "Last day. Default: today.")
  private LocalDate to;

  @Option(names = "--json", description = "The figures as the API gives them, instead of a page.")
  private boolean json;

  @Option(names = "--language", defaultValue = "zh-CN", description = "zh-CN or en. Default: ${DEFAULT-VALUE}.")
  private String language;

  @Option(names = "--port", defaultValue = "8080", description = "Port of the suite. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataFolder.logTo(data.path());
    String token =
        DevelopmentIssuer.open(new SecretFiles(data.path().resolve("secrets")), UpCommand.profiles())
            .token("auditor", "fairlot-report", Duration.ofHours(1));
    var request =
        HttpRequest.newBuilder(uri())
            .header("Authorization", "Bearer " + token)
            .header("Accept", json ? "application/json" : "text/markdown")
            .header("Accept-Language", language)
            .GET().build();
    var answer = ClockCommand.send(request, port);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("The suite refused: " + answer.statusCode() + " " + answer.body());
    }
    System.out.println(answer.body());
    return 0;
  }

  private URI uri() {
    String query = (from == null ? "" : "&from=" + from) + (to == null ? "" : "&to=" + to);
    return URI.create(
        "http://127.0.0.1:" + port + "/v1/programmes/" + URLEncoder.encode(programme, StandardCharsets.UTF_8) + "/report"
            + (query.isEmpty() ? "" : "?" + query.substring(1)));
  }
}
