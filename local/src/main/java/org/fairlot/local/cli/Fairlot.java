package org.fairlot.local.cli;

import java.util.concurrent.Callable;
import org.fairlot.local.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;

/** The command line of Fairlot on one machine. */
@Command(
    name = "fairlot",
    mixinStandardHelpOptions = true,
    version = "Fairlot 0.1",
    description = "Shares out scarce goods fairly when everybody wants them at once.",
    subcommands = {
      UpCommand.class, DemoCommand.class, TokenCommand.class, ClockCommand.class, RebuildCommand.class,
      PackCommand.class, DivisionsCommand.class, VerifyCommand.class, SimulateCommand.class,
      RowsCommand.class, ReportCommand.class
    })
public final class Fairlot implements Callable<Integer> {

  /** The load generator is a module of its own, which this one does not depend on. */
  private static final String BENCH = "org.fairlot.bench.BenchCommand";

  private Fairlot() {}

  public static void main(String[] args) {
    // one log for all contexts of this JVM, set up by logback.xml; Boot would set it up five times
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    var line = new CommandLine(new Fairlot());
    bench(line.getFactory(), line);
    // after the last subcommand: it is set for those that are there
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (failure, at, parsed) -> {
          at.getErr().println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
          org.slf4j.LoggerFactory.getLogger(Fairlot.class).error("{} failed", at.getCommandName(), failure);
          return at.getCommandSpec().exitCodeOnExecutionException();
        });
    return line;
  }

  private static void bench(IFactory factory, CommandLine line) {
    try {
      line.addSubcommand("bench", factory.create(Class.forName(BENCH)));
    } catch (ClassNotFoundException e) {
      // run from local/ alone
    } catch (Exception e) {
      throw new IllegalStateException(BENCH + " cannot be made", e);
    }
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.out);
    return 0;
  }
}
