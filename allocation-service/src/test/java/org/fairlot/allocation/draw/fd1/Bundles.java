package org.fairlot.allocation.draw.fd1;

import com.nimbusds.jose.jwk.ECKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The draw of the worked vector, for tests elsewhere. */
public final class Bundles {

  public static final String DRAW = SampleDraw.DEMO;

  private Bundles() {}

  /** @param signatures made over the seal that is handed in; the notary's as {@link #notaryPayload} says */
  public static byte[] demo(List<Seal.Signature> signatures) {
    var demo = SampleDraw.demo();
    var seal = seal();
    for (Seal.Signature signature : signatures) {
      seal = seal.with(signature);
    }
    var out = new ByteArrayOutputStream();
    try {
      BundleWriter.write(out, seal, demo.seed(), demo.allotment(), SampleDraw.substitutions(demo.allotment(), 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The same draw by rules that name the notary's key, with the notary's signature alone. */
  public static byte[] announcing(ECKey notary, Function<byte[], String> sign) {
    var draw = SampleDraw.announcing(Seal.PublicKey.of(notary));
    var seal = Seal.of(draw.spec(), draw.list(), SampleDraw.SEALED_AT);
    var signature = new Seal.Signature(Seal.NOTARY, sign.apply(draw.notaryPayload(seal)), Seal.PublicKey.of(notary));
    return draw.bundle(seal.with(signature), 0);
  }

  public static Seal seal() {
    var demo = SampleDraw.demo();
    return Seal.of(demo.spec(), demo.list(), Instant.parse("2020-02-02T14:00:00Z"));
  }

  public static byte[] notaryPayload() {
    return seal().payload(((NotaryShare.Revealed) SampleDraw.demo().seed().notary()).commitment());
  }

  public static Entry entry(int number) {
    return SampleDraw.DEMO_ENTRIES.get(number);
  }

  public static byte[] tampered(byte[] bundle, String file, String text, String other) {
    var files = BundleFiles.of(bundle);
    return files.with(file, files.text(file).replace(text, other)).zip();
  }

  public static Seal.PublicKey publicKey(ECKey key) {
    return Seal.PublicKey.of(key);
  }
}
