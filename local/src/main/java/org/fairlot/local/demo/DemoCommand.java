package org.fairlot.local.demo;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fairlot.local.cli.DataFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays the evening of a city with made-up citizens, through the public API, and gives an account of it. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Plays 2 February 2020 in a city, with made-up citizens, and checks that it was fair.")
public final class DemoCommand implements Callable<Integer> {

  enum City { HANGZHOU, GUANGZHOU, XIAMEN, PUDONG }

  @Parameters(paramLabel = "CITY", description = "hangzhou, guangzhou, xiamen or pudong")
  private City city;

  @Option(names = "--seed", defaultValue = "20200202",
      description = "The same seed makes the same citizens. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--messages", defaultValue = "3000",
      description = "Short messages that come in Pudong, a third of them malformed. Default: ${DEFAULT-VALUE}.")
  private int messages;

  @Override
  public Integer call() {
    String name = city.name().toLowerCase(Locale.ROOT);
    Path folder = DataFolder.home().resolve(".fairlot").resolve("demo-" + name);
    DataFolder.clear(folder);
    DataFolder.logTo(folder);
    long started = System.nanoTime();
    Account account = switch (city) {
      case HANGZHOU -> HangzhouEvening.play(folder, seed, 2_000, 500, 150);
      case GUANGZHOU -> GuangzhouEvening.play(folder, seed, 600, 25);
      case PUDONG -> PudongMorning.play(folder, seed, messages);
      case XIAMEN -> XiamenDays.play(folder, seed, 1_000, 200, 20);
    };
    System.out.println();
    System.out.println("What must hold, and how much of it was looked at:");
    System.out.print(account);
    System.out.printf("%n%s  (%.0f s, seed %d)%n", account.holds() ? "Every invariant held."
        : "AN INVARIANT IS BROKEN.",
        (System.nanoTime() - started) / 1e9, seed);
    System.out.println("""

        Where to look next
          ./fairlot up --data %s    the same suite again, with all of this in it
          ./fairlot up              a suite of your own, kept in .fairlot/
          logs                      %s
          README.md                 a citizen's call with curl · platform and service READMEs
        """.formatted(folder, folder.resolve("logs")));
    return account.holds() ? 0 : 1;
  }
}
