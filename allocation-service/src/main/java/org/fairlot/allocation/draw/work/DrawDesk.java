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
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.fairlot.allocation.draw.domain.DrawCommand.RecordBeacon;
import org.fairlot.allocation.draw.fd1.Beacon;
import org.fairlot.allocation.draw.fd1.BundleWriter;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.Seal.PublicKey;
import org.fairlot.allocation.draw.fd1.Seal.Signature;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.runtime.vault.Receipts;

/** What people outside ask of a draw (摇号服务台): its bundle, an explanation, whether a signature is right. */
public final class DrawDesk {

  private final DrawArchive archive;
  private final Receipts receipts;

  public DrawDesk(DrawArchive archive, Receipts receipts) {
    this.archive = archive;
    this.receipts = receipts;
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

  /** Whether the notary has signed the sealed list together with this commitment. */
  public boolean isSignedSeal(String drawId, String commitment, String jws, String jwk) {
    var papers = archive.papers(drawId);
    return papers.sealed != null && isOver(jws, unsigned(papers).payload(Hash.parse(commitment)), jwk);
  }

  /** Whether the notary who committed the share has signed this result. */
  public boolean isSignedResult(String drawId, String resultHash, String jws) {
    var papers = archive.papers(drawId);
    byte[] payload =
        "{\"draw\":\"%s\",\"resultHash\":\"%s\"}".formatted(drawId, resultHash).getBytes(StandardCharsets.UTF_8);
    return papers.notary != null && isOver(jws, payload, papers.notary.key());
  }

  private static boolean isOver(String jws, byte[] payload, String jwk) {
    try {
      var object = JWSObject.parse(jws);
      return JWSAlgorithm.ES256.equals(object.getHeader().getAlgorithm())
          && Arrays.equals(object.getPayload().toBytes(), payload)
          && object.verify(new ECDSAVerifier(key(jwk)));
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

  /**
   * The beacon as it was reported.
   *
   * @return empty while the list is not sealed
   * @throws IllegalArgumentException naming the part of the evidence that is missing or cannot be read
   */
  public Optional<RecordBeacon> beacon(String drawId, Map<String, String> evidence) {
    var papers = archive.papers(drawId);
    if (papers.sealed == null) {
      return Optional.empty();
    }
    Beacon beacon = Beacons.read(DrawArchive.spec(papers).beacon(), evidence);
    return Optional.of(new RecordBeacon(drawId, source(beacon), evidence, beacon.value().toString()));
  }

  private static BeaconSource source(Beacon beacon) {
    return switch (beacon) {
      case Beacon.PublicLottery b -> BeaconSource.PUBLIC_LOTTERY;
      case Beacon.DrandQuicknet b -> BeaconSource.DRAND_QUICKNET;
      case Beacon.PhysicalDraw b -> BeaconSource.PHYSICAL_DRAW;
      case Beacon.Recorded b -> BeaconSource.RECORDED;
    };
  }
}
