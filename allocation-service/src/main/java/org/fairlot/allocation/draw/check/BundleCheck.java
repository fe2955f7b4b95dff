package org.fairlot.allocation.draw.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.allocation.draw.fd1.AbsenceProof;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.BundleReader;
import org.fairlot.allocation.draw.fd1.BundleVerifier;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.InvalidBundleException;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.allocation.draw.fd1.Seed;
import org.fairlot.allocation.draw.fd1.Verdict;
import org.jspecify.annotations.Nullable;

/** A bundle checked against keys and a receipt from outside (核验公示包). */
public final class BundleCheck {

  private BundleCheck() {}

  public sealed interface Result {}

  /** The first byte that does not fit. */
  public record Unfit(Verdict.Invalid verdict) implements Result {}

  /** Every byte follows from the others, but these signatures are not by the keys that were given. */
  public record WrongSignatures(Verdict.Valid verdict, List<Signed> wrong) implements Result {}

  public record Fit(Verdict.Valid verdict, Hash seed, Seal seal, List<Signed> signatures) implements Result {}

  /** Whose signature is on the seal. */
  public enum By {
    /** The key that was given. */
    GIVEN_KEY,
    /** The key in the bundle, which the rules named for the notary before the seed could be known. */
    ANNOUNCED_KEY,
    /** The key in the bundle: somebody who has that key signed, who it is must be known from elsewhere. */
    BUNDLED_KEY,
    /** Nobody's that can be told: no key in the bundle, none given. */
    UNCHECKED,
    /** Not of the key that was given. */
    OTHER_KEY,
    /** A key was given, and there is no signature in that role. */
    MISSING
  }

  /** @param signatory whose key it fits, or should have fitted; {@code null} where there is none */
  public record Signed(String role, By by, @Nullable Signatory signatory) {}

  /**
   * @param keys by role ({@link Seal#OPERATOR}, {@link Seal#NOTARY}): by whom the bundle must be signed
   * @throws IOException if the file cannot be read, or is no zip
   */
  public static Result check(Path bundle, Map<String, Signatory> keys) throws IOException {
    try (var open = BundleReader.open(bundle)) {
      // a file that cannot be read is another matter than one that does not fit
    } catch (InvalidBundleException e) {
      return new Unfit(e.verdict());
    }
    return switch (BundleVerifier.verify(bundle)) {
      case Verdict.Invalid invalid -> new Unfit(invalid);
      case Verdict.Valid valid -> checkSignatures(bundle, valid, keys);
    };
  }

  private static Result checkSignatures(Path bundle, Verdict.Valid valid, Map<String, Signatory> keys)
      throws IOException {
    try (var open = BundleReader.open(bundle)) {
      DrawSpec spec = open.spec();
      Seal seal = open.seal();
      var signatures = new ArrayList<Signed>();
      for (String role : List.of(Seal.OPERATOR, Seal.NOTARY)) {
        signed(role, seal, spec, keys.get(role)).ifPresent(signatures::add);
      }
      var wrong =
          signatures.stream().filter(one -> one.by() == By.OTHER_KEY || one.by() == By.MISSING).toList();
      if (!wrong.isEmpty()) {
        return new WrongSignatures(valid, wrong);
      }
      return new Fit(valid, open.seed(spec).prk(spec, valid.root()), seal, signatures);
    }
  }

  private static Optional<Signed> signed(String role, Seal seal, DrawSpec spec, @Nullable Signatory wanted) {
    var found = seal.signatures().stream().filter(signature -> signature.by().equals(role)).findAny();
    if (found.isEmpty()) {
      return wanted == null ? Optional.empty() : Optional.of(new Signed(role, By.MISSING, wanted));
    }
    Seal.Signature signature = found.get();
    if (wanted != null) {
      return Optional.of(
          new Signed(role, wanted.hasSigned(signature.jws()) ? By.GIVEN_KEY : By.OTHER_KEY, wanted));
    }
    if (signature.key() == null) {
      return Optional.of(new Signed(role, By.UNCHECKED, null));
    }
    boolean announced = role.equals(Seal.NOTARY) && spec.notaryKeys().contains(signature.key());
    return Optional.of(
        new Signed(
            role, announced ? By.ANNOUNCED_KEY : By.BUNDLED_KEY,
            Signatory.of(signature.key().x(), signature.key().y())));
  }

  /** Where the entry of a receipt is. */
  public sealed interface Place {}

  /** The receipt is for another draw. */
  public record OtherDraw(String drawId) implements Place {}

  /**
   * @param index   place on the sealed list, from 0
   * @param weight  tickets
   * @param rank    in the draw, 1 is best
   * @param outcome of the draw itself, before substitutions
   */
  public record OnList(int index, int weight, int rank, Outcome outcome) implements Place {}

  /**
   * The list under this root was read from its first entry to its last, and none has this tag.
   *
   * @param neighbours between which the leaf would stand, {@code null} if the receipt does not tell the leaf
   */
  public record NotOnList(@Nullable AbsenceProof neighbours) implements Place {}

  /** Only for a bundle that {@link #check} found {@link Fit}. */
  public static Place place(Path bundle, Receipt receipt) throws IOException {
    try (var open = BundleReader.open(bundle)) {
      DrawSpec spec = open.spec();
      if (!spec.draw().equals(receipt.drawId())) {
        return new OtherDraw(receipt.drawId());
      }
      SealedList list = open.list();
      int index = indexOf(list, receipt.entryTag());
      if (index < 0) {
        boolean leafKnown = receipt.leaf() != null && list.indexOf(receipt.leaf()) < 0;
        return new NotOnList(leafKnown ? list.absence(receipt.leaf()) : null);
      }
      Seed seed = open.seed(spec);
      var ranking = Ranking.of(list, seed.prk(spec, list.root()));
      int rank = ranking.rankOf(index);
      return new OnList(index, list.entry(index).weight(), rank, Allotment.of(spec, ranking).outcome(rank));
    }
  }

  private static int indexOf(SealedList list, Hash entryTag) {
    String wanted = entryTag.toString();
    for (int index = 0; index < list.size(); index++) {
      if (list.entry(index).entryTag().equals(wanted)) {
        return index;
      }
    }
    return -1;
  }

  /** Whose receipt it is: the first of these who has signed it. */
  public static Optional<Signatory> signatoryOf(Receipt receipt, List<Signatory> candidates) {
    return candidates.stream().filter(one -> one.hasSigned(receipt.jws())).findFirst();
  }
}
