package org.fairlot.local.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Work on packs, without a running suite. */
@Command(
    name = "pack",
    mixinStandardHelpOptions = true,
    description = "Checks the packs of cities.",
    subcommands = PackCommand.Check.class)
final class PackCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    CommandLine.usage(this, System.out);
    return 0;
  }

  /** Says all that is wrong with a pack, each with its line. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Reads a pack as the suite would and names every mistake with its line.")
  static final class Check implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a pack in YAML")
    private Path file;

    @Override
    public Integer call() throws IOException {
      try {
        var pack = PackYaml.parse(Files.readString(file));
        System.out.println(file + ": " + pack.name() + " version " + pack.version() + " is valid.");
        return 0;
      } catch (InvalidPack e) {
        e.findings().forEach(finding -> System.out.println(file + ":" + finding));
        return 1;
      }
    }
  }
}
