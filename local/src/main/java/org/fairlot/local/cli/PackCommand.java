package org.fairlot.local.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.local.explain.Diagram;
import org.fairlot.local.explain.Language;
import org.fairlot.local.explain.PackExplanation;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Work on packs, without a running suite. */
@Command(
    name = "pack",
    mixinStandardHelpOptions = true,
    description = "Checks and explains the packs of cities.",
    subcommands = {PackCommand.Check.class, PackCommand.Explain.class})
final class PackCommand implements Callable<Integer> {

  private static final int INVALID = 1;
  private static final int UNREADABLE = 2;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    command.commandLine().usage(command.commandLine().getOut());
    return 0;
  }

  /** Says all that is wrong with packs, each with its line. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Reads packs as the suite would and names every mistake with its line.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:every pack is valid", "1:a pack is not valid", "2:a file cannot be read"})
  static final class Check implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "packs in YAML")
    private List<Path> files;

    @Spec private CommandSpec command;

    @Override
    public Integer call() {
      int worst = 0;
      for (Path file : files) {
        worst = Math.max(worst, check(file));
      }
      return worst;
    }

    private int check(Path file) {
      var out = command.commandLine().getOut();
      try {
        out.println(file + ": valid: " + summary(PackYaml.parse(text(file))));
        return 0;
      } catch (InvalidPack e) {
        tell(out, file, e);
        return INVALID;
      } catch (Unreadable e) {
        command.commandLine().getErr().println(e.getMessage());
        return UNREADABLE;
      }
    }

    /** Its key, its version and its pipeline. */
    private static String summary(Pack pack) {
      var stages = pack.steps().stream().map(step -> kind(step.stage())).collect(Collectors.joining(" → "));
      return "%s version %d, %s".formatted(pack.name(), pack.version(), stages);
    }

    private static String kind(Stage stage) {
      return switch (stage) {
        case Stage.HealthPrecheck s -> "health-precheck";
        case Stage.Eligibility s -> "eligibility";
        case Stage.Cap s -> "cap";
        case Stage.CommitteeReview s -> "committee-review";
        case Stage.OutletAssignment s -> "outlet-assignment";
        case Stage.Confirmation s -> "confirmation";
        case Stage.FirstCome s -> "first-come";
        case Stage.CommitteeOrder s -> "committee-order";
        case Stage.Lottery s -> "lottery";
        case Stage.Fulfilment s -> "fulfilment";
      };
    }
  }

  /** Tells a pack in plain words. */
  @Command(
      name = "explain",
      mixinStandardHelpOptions = true,
      description = "Tells in plain words what a pack does, and draws its pipeline.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:explained", "1:the pack is not valid", "2:the file cannot be read"})
  static final class Explain implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a pack in YAML")
    private Path file;

    @Option(names = "--lang", defaultValue = "EN", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Language language;

    @Option(
        names = "--diagram",
        paramLabel = "KIND",
        description = "The diagram alone: ${COMPLETION-CANDIDATES}. Without it: the words, then the boxes.")
    private Diagram diagram;

    @Spec private CommandSpec command;

    @Override
    public Integer call() {
      var out = command.commandLine().getOut();
      try {
        var pack = PackYaml.parse(text(file));
        if (diagram == null) {
          out.println(new PackExplanation(pack, language).text());
        }
        out.print(Optional.ofNullable(diagram).orElse(Diagram.TEXT).of(pack, language));
        out.flush();
        return 0;
      } catch (InvalidPack e) {
        tell(out, file, e);
        return INVALID;
      } catch (Unreadable e) {
        command.commandLine().getErr().println(e.getMessage());
        return UNREADABLE;
      }
    }
  }

  private static void tell(PrintWriter out, Path file, InvalidPack invalid) {
    invalid.findings().forEach(finding -> out.println(file + ":" + finding));
  }

  /** The file is not there, is a folder, or is no UTF-8. */
  private static final class Unreadable extends Exception {
    Unreadable(String message) {
      super(message);
    }
  }

  private static String text(Path file) throws Unreadable {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new Unreadable(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new Unreadable(file + ": not a text in UTF-8");
    } catch (IOException e) {
      throw new Unreadable(file + ": cannot be read: " + e.getMessage());
    }
  }
}
