package org.fairlot.allocation.draw.fd1;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import org.fairlot.allocation.draw.fd1.Substitution.Reason;
import org.fairlot.allocation.draw.fd1.Substitution.SkipReason;

/**
 * Recomputes a draw from its bundle (核验), offline and believing nothing: every file is compared byte for byte with what
 * follows from the others, in the order spec, entries, seal, seed, signatures, result, substitutions. What it has to take
 * as stated are the reasons of forfeits and who had left; it counts the latter.
 */
public final class BundleVerifier {

  private final BundleReader bundle;

  private BundleVerifier(BundleReader bundle) {
    this.bundle = bundle;
  }

  /** Answers for any file whatever; a bundle may come from somebody who means ill. */
  public static Verdict verify(Path zip) {
    try (var bundle = BundleReader.open(zip)) {
      return new BundleVerifier(bundle).verdict();
    } catch (InvalidBundleException e) {
      return e.verdict();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return new Verdict.Invalid(String.valueOf(zip.getFileName()), 0, 0, "a readable bundle", e.toString());
    }
  }

  private Verdict verdict() throws IOException {
    DrawSpec spec = bundle.spec();
    SealedList list = bundle.list();
    CheckedBytes sealed = bundle.document(BundleFile.SEALED);
    Seal seal = mustSeal(sealed, spec, list);
    Seed seed = bundle.seed(spec);
    BeaconProof proof = mustBeGenuine(seed.beacon());
    int verifiedSignatures = mustBeSigned(sealed, seal, spec, seed.notary());
    Allotment allotment = Allotment.of(spec, Ranking.of(list, seed.prk(spec, list.root())));
    mustResultIn(allotment);
    var substitutions = mustSubstitute(allotment);
    return new Verdict.Valid(
        spec.draw(), list.root(), allotment.resultHash(), list.size(), allotment.winners(), allotment.passedOver(),
        allotment.waiting(), substitutions.count, substitutions.statedDepartures, verifiedSignatures,
        seal.signatures().size() - verifiedSignatures, seed.later(), proof);
  }

  private Seal mustSeal(CheckedBytes document, DrawSpec spec, SealedList list) throws InvalidBundleException {
    Seal read = bundle.seal(document);
    var seal = new Seal(spec.draw(), spec.hash(), list.root(), list.size(), read.sealedAt(), read.signatures());
    document.mustBe(seal.canonical());
    Instant availableAt = spec.beacon().availableAt();
    if (availableAt != null && !seal.sealedAt().isBefore(availableAt)) {
      throw document.unfit(document.indexOf(seal.sealedAt().toString()), "a time before the beacon, " + availableAt);
    }
    return seal;
  }

  private BeaconProof mustBeGenuine(Beacon beacon) throws IOException {
    BeaconProof proof = beacon.proof();
    if (beacon instanceof Beacon.DrandQuicknet round && proof == BeaconProof.FORGED) {
      var document = bundle.document(BundleFile.SEED);
      throw document.unfit(document.indexOf(round.signature()), "quicknet's signature of round " + round.round());
    }
    return proof;
  }

  private static int mustBeSigned(CheckedBytes document, Seal seal, DrawSpec spec, NotaryShare notary)
      throws InvalidBundleException {
    boolean committed = !(notary instanceof NotaryShare.None);
    boolean signed = seal.signatures().stream().anyMatch(signature -> signature.by().equals(Seal.NOTARY));
    if (spec.notary() == DrawSpec.Notary.NEEDED && committed && !signed) {
      throw document.unfit("a signature by the notary, whose share is in the seed");
    }
    int verified = 0;
    for (Seal.Signature signature : seal.signatures()) {
      int at = document.indexOf(signature.jws());
      if (!Seal.isOver(signature, payload(seal, signature.by(), notary))) {
        throw document.unfit(at, "an ES256 signature over the facts of the seal");
      }
      if (signature.by().equals(Seal.NOTARY) && !isAnnounced(signature, spec)) {
        throw document.unfit(at, "a signature by a key that the spec names for the notary");
      }
      if (signature.key() != null) {
        if (!Seal.isSigned(signature)) {
          throw document.unfit(at, "a signature by the key beside it");
        }
        verified++;
      }
    }
    return verified;
  }

  private static boolean isAnnounced(Seal.Signature signature, DrawSpec spec) {
    return spec.notaryKeys().isEmpty() || signature.key() != null && spec.isNotary(signature.key());
  }

  private static byte[] payload(Seal seal, String by, NotaryShare notary) {
    if (by.equals(Seal.OPERATOR)) {
      return seal.payload();
    }
    return switch (notary) {
      case NotaryShare.Revealed revealed -> seal.payload(revealed.commitment());
      case NotaryShare.Withheld withheld -> seal.payload(withheld.commitment());
      case NotaryShare.None _ -> seal.payload();
    };
  }

  private void mustResultIn(Allotment allotment) throws IOException {
    var expected = new CanonicalText();
    try (var file = bundle.file(BundleFile.RESULT)) {
      for (int rank = 1; rank <= allotment.ranking().size(); rank++) {
        allotment.writeLine(rank, expected.clear());
        file.mustContinueWith(expected.buffer(), expected.length());
      }
      file.mustEnd();
    }
  }

  private record Counts(int count, int statedDepartures) {}

  private Counts mustSubstitute(Allotment allotment) throws IOException {
    int count = 0;
    int statedDepartures = 0;
    var substitutes = new Substitutes(allotment);
    var expected = new CanonicalText();
    try (var file = bundle.file(BundleFile.SUBSTITUTIONS)) {
      for (var line = file.nextLine(); line != null; line = file.nextLine()) {
        Substitution substitution = recomputed(line, substitutes);
        substitution.writeLine(expected.clear());
        lineMustBe(line, expected);
        count++;
        statedDepartures +=
            (int) substitution.skipped().stream().filter(one -> one.reason() == SkipReason.LEFT).count();
      }
    }
    return new Counts(count, statedDepartures);
  }

  private static Substitution recomputed(CheckedBytes line, Substitutes substitutes) throws InvalidBundleException {
    try {
      Members stated = Canonical.read(line.bytes());
      var left = new HashSet<Hash>();
      for (Members skipped : stated.objects("skipped", SealedList.ENTRIES_MAX)) {
        if (skipped.parsed("reason", SkipReason::valueOf) == SkipReason.LEFT) {
          left.add(skipped.hash("leaf"));
        }
      }
      return substitutes.forfeit(stated.hash("forfeited"), stated.parsed("reason", Reason::valueOf), left::contains);
    } catch (IllegalArgumentException e) {
      throw line.unfit("a substitution (" + e.getMessage() + ")");
    }
  }

  private static void lineMustBe(CheckedBytes line, CanonicalText expected) throws InvalidBundleException {
    line.mustBe(Arrays.copyOf(expected.buffer(), expected.length() - 1));
  }
}
