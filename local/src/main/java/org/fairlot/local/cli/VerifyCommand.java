package org.fairlot.local.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import org.fairlot.allocation.draw.check.BundleCheck;
import org.fairlot.allocation.draw.check.BundleCheck.Fit;
import org.fairlot.allocation.draw.check.BundleCheck.NotOnList;
import org.fairlot.allocation.draw.check.BundleCheck.OnList;
import org.fairlot.allocation.draw.check.BundleCheck.OtherDraw;
import org.fairlot.allocation.draw.check.BundleCheck.Signed;
import org.fairlot.allocation.draw.check.BundleCheck.Unfit;
import org.fairlot.allocation.draw.check.BundleCheck.WrongSignatures;
import org.fairlot.allocation.draw.check.Receipt;
import org.fairlot.allocation.draw.check.Signatory;
import org.fairlot.allocation.draw.fd1.AbsenceProof;
import org.fairlot.allocation.draw.fd1.BeaconProof;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recomputes a published draw, offline. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Recomputes a draw from its published bundle, offline, and names the first byte that does not fit.",
      "With a receipt it says where the registration stands on the list, or that it is not there."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:The bundle is valid, and the entry of the receipt is on its list.",
      "1:Something does not fit, or the entry is not on the list.",
      "2:A file cannot be read, the receipt is for another draw, or the beacon's signature cannot be checked on this platform."
    })
final class VerifyCommand implements Callable<Integer> {

  static final int FITS = 0;
  static final int DOES_NOT_FIT = 1;
  static final int CANNOT_TELL = 2;

  @Parameters(paramLabel = "BUNDLE", description = "The zip that was published.")
  private Path bundle;

  @Option(names = "--receipt", paramLabel = "FILE", description = "A registration's receipt for this draw (JWS).")
  private Path receipt;

  @Option(
      names = "--notary-key",
      paramLabel = "FILE",
      description = "The notary's public key (JWK): the seal must be signed by it.")
  private Path notaryKey;

  @Option(
      names = "--operator-key",
      paramLabel = "FILE",
      description = "The operator's public key (JWK): the seal must be signed by it.")
  private Path operatorKey;

  @Option(names = "--lang", paramLabel = "zh|en", description = "Default: the language of this machine, or en.")
  private String language;

  @Spec private CommandSpec command;

  private ResourceBundle texts;
  private PrintWriter out;

  @Override
  public Integer call() {
    out = command.commandLine().getOut();
    var locale = language == null ? Locale.getDefault() : Locale.of(language);
    texts =
        ResourceBundle.getBundle(
            "org.fairlot.local.cli.verify",
            locale,
            VerifyCommand.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    try {
      return verify();
    } catch (UnreadableException e) {
      command.commandLine().getErr().println(text("unreadable", e.file, e.getMessage()));
      return CANNOT_TELL;
    }
  }

  /** A file that somebody named and that is not what it should be. */
  private static final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1;

    final transient Path file;

    UnreadableException(Path file, Exception cause) {
      super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
      this.file = file;
    }
  }

  private int verify() throws UnreadableException {
    Map<String, Signatory> keys = new LinkedHashMap<>();
    if (operatorKey != null) {
      keys.put(Seal.OPERATOR, key(operatorKey));
    }
    if (notaryKey != null) {
      keys.put(Seal.NOTARY, key(notaryKey));
    }
    Receipt held = receipt == null ? null : receipt();
    try {
      return switch (BundleCheck.check(bundle, keys)) {
        case Unfit unfit -> say(unfit.verdict());
        case WrongSignatures wrong -> {
          out.println(text("wrongSignatures"));
          wrong.wrong().forEach(this::say);
          yield DOES_NOT_FIT;
        }
        case Fit fit -> {
          say(fit);
          int found = held == null ? FITS : place(held, fit, keys);
          boolean unchecked = fit.verdict().beaconProof() == BeaconProof.NOT_CHECKED;
          yield found == FITS && unchecked ? CANNOT_TELL : found;
        }
      };
    } catch (IOException e) {
      throw new UnreadableException(bundle, e);
    }
  }

  private static Signatory key(Path file) throws UnreadableException {
    try {
      return Signatory.ofJwk(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableException(file, e);
    }
  }

  private Receipt receipt() throws UnreadableException {
    try {
      return Receipt.parse(Files.readString(receipt));
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableException(receipt, e);
    }
  }

  private int say(Verdict.Invalid invalid) {
    out.println(text("invalid"));
    row(text("file"), invalid.file());
    if (invalid.line() > 0) {
      row(text("line"), invalid.line());
    }
    row(text("byte"), invalid.offset());
    row(text("expected"), invalid.expected());
    row(text("found"), invalid.found());
    return DOES_NOT_FIT;
  }

  private void say(Fit fit) {
    Verdict.Valid valid = fit.verdict();
    out.println(text("valid"));
    row(text("draw"), valid.draw());
    row(text("entries"), valid.entries());
    row(text("root"), valid.root());
    row(text("sealed"), fit.seal().sealedAt());
    row(text("beacon"), text("beacon." + valid.beaconProof()));
    if (valid.laterBeacon()) {
      row("", text("beacon.later"));
    }
    row(text("seed"), fit.seed());
    row(text("winners"), text("winnersCounts", valid.winners(), valid.passedOver(), valid.waiting()));
    row(text("result"), valid.resultHash());
    row(
        text("substitutions"),
        text("substitutionsCounts", valid.substitutions(), valid.statedDepartures()));
    fit.signatures().forEach(this::say);
    if (fit.signatures().isEmpty()) {
      out.println("  " + text("unsigned"));
    }
  }

  private void say(Signed signed) {
    row(
        text("signature." + signed.role()),
        text("by." + signed.by(), signed.signatory() == null ? signed.role() : signed.signatory().thumbprint()));
  }

  private int place(Receipt held, Fit fit, Map<String, Signatory> keys) throws IOException {
    out.println();
    return switch (BundleCheck.place(bundle, held)) {
      case OtherDraw other -> {
        out.println(text("receipt.otherDraw", other.drawId(), fit.verdict().draw()));
        yield CANNOT_TELL;
      }
      case OnList place -> {
        out.println(text("receipt.onList"));
        sayWhose(held, fit, keys);
        row(text("place"), place.index() + 1);
        row(text("weight"), text("weightTickets", place.weight()));
        row(text("rank"), place.rank());
        row(text("outcome"), outcome(place.outcome()) + " (" + text("outcome.note") + ")");
        yield FITS;
      }
      case NotOnList absent -> {
        out.println(text("receipt.absent"));
        sayWhose(held, fit, keys);
        out.println("  " + text("receipt.absentWhole", fit.verdict().entries(), held.entryTag()));
        if (absent.neighbours() != null) {
          out.println("  " + text("receipt.absentNeighbours"));
          out.println("    " + neighbour(absent.neighbours().left(), "start"));
          out.println("    " + neighbour(absent.neighbours().right(), "end"));
        }
        out.println("  " + text("receipt.absentReasons"));
        yield DOES_NOT_FIT;
      }
    };
  }

  private void sayWhose(Receipt held, Fit fit, Map<String, Signatory> keys) {
    var candidates = new ArrayList<Signatory>(keys.values());
    fit.signatures().stream()
        .map(Signed::signatory).filter(known -> known != null && !candidates.contains(known)).forEach(candidates::add);
    String whose =
        BundleCheck.signatoryOf(held, List.copyOf(candidates))
            .map(known -> text("receipt.signedBy", known.thumbprint()))
            .orElseGet(() -> text("receipt.unsigned"));
    row(text("receipt.of"), (held.receivedAt() == null ? "" : held.receivedAt() + ", ") + whose);
  }

  private String outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Won(String pool) -> text("outcome.won", pool);
      case Outcome.HouseholdServed() -> text("outcome.household");
      case Outcome.Waiting(int place) -> text("outcome.waiting", place);
    };
  }

  private String neighbour(AbsenceProof.Neighbour neighbour, String none) {
    return neighbour == null ? text(none) : neighbour.leaf() + "  " + (neighbour.proof().index() + 1);
  }

  private void row(String name, Object value) {
    // a Chinese character takes the room of two
    int width = name.codePoints().map(c -> c > 0x2E80 ? 2 : 1).sum();
    out.println("  " + name + " ".repeat(Math.max(1, 18 - width)) + value);
  }

  private String text(String key, Object... values) {
    return texts.getString(key).formatted(values);
  }
}
