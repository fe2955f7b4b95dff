package org.fairlot.local.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.fairlot.local.issuer.DevelopmentIssuer;
import org.fairlot.local.issuer.SecretFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a development token. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Prints an access token for a role of the suite in the data folder, running or not.")
final class TokenCommand implements Callable<Integer> {

  @Mixin private DataFolder data;

  @Parameters(
      paramLabel = "ROLE",
      description = "registration, sms, committee, operator, notary, courier, outlet, health-authority or auditor")
  private String role;

  @Option(names = "--for", paramLabel = "WHO", description = "Who acts in that role, for instance a courier's code.")
  private String subject;

  @Option(
      names = "--committee",
      paramLabel = "CODE",
      description = "For the role committee: the one whose queue it is for. Default: any.")
  private String committee;

  @Option(names = "--hours", defaultValue = "12", description = "How long it is valid. Default: ${DEFAULT-VALUE}.")
  private int hours;

  @Override
  public Integer call() {
    DataFolder.logTo(data.path());
    var issuer = DevelopmentIssuer.open(new SecretFiles(data.path().resolve("secrets")), UpCommand.profiles());
    System.out.println(issuer.token(role, subject, committee, Duration.ofHours(hours)));
    return 0;
  }
}
