package org.fairlot.allocation.draw.fd1;

import com.nimbusds.jose.jwk.ECKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

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
