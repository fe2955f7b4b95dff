package org.fairlot.allocation.draw.work;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.allocation.draw.domain.DrawCommand.RecordBeacon;
import org.fairlot.allocation.draw.fd1.Beacon;
import org.fairlot.allocation.draw.fd1.BeaconProof;
import org.fairlot.allocation.draw.fd1.BundleWriter;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.Seal.PublicKey;
import org.fairlot.allocation.draw.fd1.Seal.Signature;
import org.fairlot.runtime.vault.Receipts;

/** What people outside ask of a draw (摇号服务台): its bundle, an explanation, whether a signature is right. */
public final class DrawDesk {

  private final DrawArchive archive;
  private final Receipts receipts;
  private final Clock clock;

  public DrawDesk(DrawArchive archive, Receipts receipts, Clock clock) {
    this.archive = archive;
    this.receipts = receipts;
    this.clock = clock;
  }

  /** Empty while the list is not sealed, or the draw is not known. */
  public Optional<Explanation> explain(String drawId, String registrationId) {
    var papers = archive.papers(drawId);
    if (papers.sealed == null) {
      return Optional.empty();
    }
    var list = archive.list(drawId, papers);
    // nobody is told a result before it is public
    var result = papers.published == null ? null : archive.result(drawId, papers, list);
    return Optional.of(Explanation.of(drawId, registrationId, list, papers, result));
  }

  public boolean isPublished(String drawId) {
    return archive.papers(drawId).published != null;
  }

  /** The bundle as it is now: substitutions join until the draw is closed. */
  public void writeBundle(String drawId, OutputStream out) throws IOException {
    var papers = archive.papers(drawId);
    var list = archive.list(drawId, papers);
    var result = archive.result(drawId, papers, list);
    BundleWriter.write(
        out, seal(papers), DrawArchive.seed(papers), result, WaitingList.past(drawId, list, result, papers));
  }

  private Seal seal(DrawPapers papers) {
    var seal = unsigned(papers).with(new Signature(Seal.OPERATOR, papers.sealed.signature(), operatorKey()));
    return papers.notary == null
        ? seal
        : seal.with(new Signature(Seal.NOTARY, papers.notary.signature(), PublicKey.of(key(papers.notary.key()))));
  }

  private static Seal unsigned(DrawPapers papers) {
    var sealed = papers.sealed;
    return Seal.of(DrawArchive.spec(papers), Hash.parse(sealed.root()), sealed.entries(), sealed.sealedAt());
  }

  private PublicKey operatorKey() {
    var key = receipts.publicKey();
    return new PublicKey((String) key.get("x"), (String) key.get("y"));
  }

  /** What keeps a signature from being the notary's. */
  public enum Flaw {
    /** There is nothing to sign yet. */
    NOT_SEALED,
    /** There never will be: the draw was given up before its list was sealed. */
    ABORTED,
    /** It is by none of the keys that the draw's spec names. */
    KEY_UNKNOWN,
    /** It is not over what it should be over, or not by the key that it says. */
    SIGNATURE_INVALID
  }

  /** Empty if a notary of the draw has signed the sealed list together with this commitment. */
  public Optional<Flaw> flawOfCommitment(String drawId, String commitment, String jws, PublicKey key) {
    var papers = archive.papers(drawId);
    if (papers.sealed == null) {
      return Optional.of(unsealed(papers));
    }
    if (!DrawArchive.spec(papers).isNotary(key)) {
      return Optional.of(Flaw.KEY_UNKNOWN);
    }
    byte[] payload = unsigned(papers).payload(Hash.parse(commitment));
    return isOver(jws, payload) && isBy(jws, key) ? Optional.empty() : Optional.of(Flaw.SIGNATURE_INVALID);
  }

  /**
   * Empty if a notary of the draw has signed this result. Where the spec names no keys that is who committed the share;
   * where it does, whoever has one of them, also of a draw whose share never came.
   */
  public Optional<Flaw> flawOfAttestation(String drawId, String resultHash, String jws) {
    byte[] payload =
        "{\"draw\":\"%s\",\"resultHash\":\"%s\"}".formatted(drawId, resultHash).getBytes(StandardCharsets.UTF_8);
    var papers = archive.papers(drawId);
    if (papers.sealed == null) {
      return Optional.of(unsealed(papers));
    }
    if (!isOver(jws, payload)) {
      return Optional.of(Flaw.SIGNATURE_INVALID);
    }
    return notaries(papers).stream().anyMatch(key -> isBy(jws, key)) ? Optional.empty() : Optional.of(Flaw.KEY_UNKNOWN);
  }

  private static Flaw unsealed(DrawPapers papers) {
    return papers.aborted ? Flaw.ABORTED : Flaw.NOT_SEALED;
  }

  private static List<PublicKey> notaries(DrawPapers papers) {
    var named = DrawArchive.spec(papers).notaryKeys();
    return named.isEmpty() && papers.notary != null ? List.of(PublicKey.of(key(papers.notary.key()))) : named;
  }

  private static boolean isOver(String jws, byte[] payload) {
    try {
      var object = JWSObject.parse(jws);
      return JWSAlgorithm.ES256.equals(object.getHeader().getAlgorithm())
          && Arrays.equals(object.getPayload().toBytes(), payload);
    } catch (ParseException | RuntimeException e) {
      return false;
    }
  }

  private static boolean isBy(String jws, PublicKey key) {
    try {
      return JWSObject.parse(jws).verify(new ECDSAVerifier(ECKey.parse(Map.copyOf(key.jwk()))));
    } catch (ParseException | JOSEException | RuntimeException e) {
      return false;
    }
  }

  private static ECKey key(String jwk) {
    try {
      return ECKey.parse(jwk).toPublicJWK();
    } catch (ParseException e) {
      throw new IllegalArgumentException("not an EC key", e);
    }
  }

  /** @param proof whether the command may be sent */
  public record Reported(RecordBeacon command, BeaconProof proof) {}

  /**
   * Whether the later beacon is the one that counts by now, as far as the log is committed: a notary's share that is just
   * being decided is not seen.
   *
   * @return empty while the list is not sealed
   */
  public Optional<Boolean> laterBeaconCounts(String drawId) {
    var papers = archive.papers(drawId);
    return papers.sealed == null
        ? Optional.empty()
        : Optional.of(papers.needsLaterBeacon(DrawArchive.spec(papers).beacon().availableAt(), clock.instant()));
  }

  /**
   * The beacon of a sealed list as it was reported.
   *
   * @param later whether it is read as the later one
   * @throws IllegalArgumentException naming the part of the evidence that is missing or cannot be read
   */
  public Reported beacon(String drawId, Map<String, String> evidence, boolean later) {
    Beacon beacon = Beacons.read(DrawArchive.spec(archive.papers(drawId)).beacon(later), evidence);
    return new Reported(Beacons.command(drawId, beacon, later), beacon.proof());
  }
}
