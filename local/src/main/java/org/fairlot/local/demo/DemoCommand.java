package org.fairlot.local.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fairlot.local.cli.DataFolder;
import org.fairlot.local.cli.PackFile;
import org.fairlot.registration.pack.yaml.InvalidPack;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays the days of a city with made-up citizens, through the public API, and gives an account of them. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Plays February 2020 in a city, or the days of any valid pack, with made-up citizens, and checks that it was fair.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:every invariant held", "1:an invariant is broken, or the pack is not valid", "2:the command or a file cannot be read"})
public final class DemoCommand implements Callable<Integer> {

  enum City { HANGZHOU, GUANGZHOU, XIAMEN, SHANGHAI, PUDONG, XUHUI }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what;

  /** One or the other. */
  private static final class What {
    @Parameters(paramLabel = "CITY", description = "hangzhou, guangzhou, xiamen, shanghai, pudong or xuhui")
    private City city;

    @Option(names = "--pack", paramLabel = "FILE", description = "A pack of any city in YAML: its days are made up from its rules alone.")
    private Path pack;
  }

  @Option(names = "--citizens", defaultValue = "60",
      description = "Citizens of shanghai, xuhui or a pack's city, about. Default: ${DEFAULT-VALUE}.")
  private int citizens;

  @Option(names = "--seed", defaultValue = "20200202",
      description = "The same seed makes the same citizens. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--messages", defaultValue = "3000",
      description = "Short messages that come in Pudong, a third of them malformed. Default: ${DEFAULT-VALUE}.")
  private int messages;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws InvalidPack {
    String yaml = null;
    if (what.pack != null) {
      try {
        yaml = PackFile.text(what.pack);
        PackFile.parse(yaml);
      } catch (InvalidPack e) {
        PackFile.tell(command.commandLine().getOut(), what.pack, e);
        return 1;
      } catch (PackFile.Unreadable e) {
        command.commandLine().getErr().println(e.getMessage());
        return 2;
      }
    }
    String name = what.city == null ? "pack" : what.city.name().toLowerCase(Locale.ROOT);
    Path folder = DataFolder.home().resolve(".fairlot").resolve("demo-" + name);
    DataFolder.clear(folder);
    DataFolder.logTo(folder);
    long started = System.nanoTime();
    Account account = yaml == null ? play(what.city, folder) : days(yaml, folder);
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

  private Account play(City city, Path folder) throws InvalidPack {
    return switch (city) {
      case HANGZHOU -> HangzhouEvening.play(folder, seed, 2_000, 500, 150);
      case GUANGZHOU -> GuangzhouEvening.play(folder, seed, 600, 25);
      case XIAMEN -> XiamenDays.play(folder, seed, 1_000, 200, 20);
      case PUDONG -> PudongMorning.play(folder, seed, messages);
      case SHANGHAI, XUHUI -> days(Evening.shippedPack(city.name().toLowerCase(Locale.ROOT)), folder);
    };
  }

  /** Of three citizens one can be served at first. */
  private Account days(String yaml, Path folder) throws InvalidPack {
    return CityDays.play(folder, List.of(yaml), seed, citizens, citizens / 3);
  }
}
