package org.fairlot.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.Beacon;
import org.fairlot.allocation.draw.fd1.BundleWriter;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.NotaryShare;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.allocation.draw.fd1.Seed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

  private static final String DRAW = "masks.v1.2020-02-02";
  private static final String TAG = "ab".repeat(32);

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ECKey operator;
  private Path bundle;

  @BeforeEach
  void publish() throws IOException, JOSEException {
    operator = new ECKeyGenerator(Curve.P_256).generate();
    var spec =
        DrawSpec.of(
            Map.of(
                "alg", "FD1", "suite", "SHA256", "mech", "RSD", "draw", DRAW, "cap", Map.of("masks/A", 1), "household", 1,
                "beacon", Map.of("type", "recorded")));
    var list = SealedList.of(List.of(Entry.of(TAG, "masks/A"), Entry.of("cd".repeat(32), "masks/A")));
    var seed = new Seed(new NotaryShare.None(), new Beacon.Recorded(Hash.parse("11".repeat(32))));
    var seal = Seal.of(spec, list, Instant.parse("2020-02-01T14:30:00Z"));
    seal = seal.with(new Seal.Signature(Seal.OPERATOR, signed(seal.payload()), Seal.PublicKey.of(operator)));
    bundle = folder.resolve("bundle.zip");
    try (var file = Files.newOutputStream(bundle)) {
      var allotment = Allotment.of(spec, Ranking.of(list, seed.prk(spec, list.root())));
      BundleWriter.write(file, seal, seed, allotment, List.of());
    }
  }

  private String signed(byte[] payload) throws JOSEException {
    var jws = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(payload));
    jws.sign(new ECDSASigner(operator));
    return jws.serialize();
  }

  private String receipt(String draw, String tag) throws IOException, JOSEException {
    var claims = "{\"drawId\":\"%s\",\"entryTag\":\"%s\",\"receivedAt\":\"2020-02-01T10:00:00Z\"}".formatted(draw, tag);
    var file = folder.resolve("receipt.jws");
    return Files.writeString(file, signed(claims.getBytes(StandardCharsets.UTF_8)) + "\n").toString();
  }

  private int verify(String... more) {
    out.getBuffer().setLength(0);
    var arguments = new ArrayList<>(List.of("verify"));
    arguments.addAll(List.of(more));
    var line = Fairlot.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return line.execute(arguments.toArray(String[]::new));
  }

  @Test
  void says_what_was_recomputed_and_whose_signature_it_is() throws JOSEException {
    assertThat(verify(bundle.toString(), "--lang", "en")).isZero();
    assertThat(out.toString())
        .contains("The bundle is valid", "compare it with what was printed", DRAW, "2020-02-01T14:30:00Z", operator.computeThumbprint().toString());
    assertThat(verify(bundle.toString(), "--lang", "zh")).isZero();
    assertThat(out.toString()).contains("公示包有效", "经办方签名");
  }

  @Test
  void a_key_from_outside_must_fit() throws IOException, JOSEException {
    var key = Files.writeString(folder.resolve("key.jwk"), operator.toPublicJWK().toJSONString());
    assertThat(verify(bundle.toString(), "--lang", "en", "--operator-key", key.toString())).isZero();
    assertThat(out.toString()).contains("signed by the key given");
    assertThat(verify(bundle.toString(), "--lang", "en", "--notary-key", key.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("MISSING");
  }

  @Test
  void a_receipt_is_found_on_the_list_or_not() throws IOException, JOSEException {
    assertThat(verify(bundle.toString(), "--lang", "en", "--receipt", receipt(DRAW, TAG))).isZero();
    assertThat(out.toString()).contains("is ON the list", "rank", "signed by");
    assertThat(verify(bundle.toString(), "--lang", "en", "--receipt", receipt(DRAW, "ef".repeat(32)))).isEqualTo(1);
    assertThat(out.toString()).contains("is NOT on the list", "All 2 entries");
    assertThat(verify(bundle.toString(), "--lang", "en", "--receipt", receipt("masks.v1.2020-02-03", TAG))).isEqualTo(2);
    assertThat(out.toString()).contains("refused", "masks.v1.2020-02-03");
  }

  @Test
  void a_file_that_cannot_be_read_is_another_matter_than_a_draw_that_does_not_fit() throws IOException {
    assertThat(verify(folder.resolve("none.zip").toString(), "--lang", "en")).isEqualTo(2);
    assertThat(err.toString()).contains("none.zip", "cannot be read");
    try (var inside = FileSystems.newFileSystem(bundle)) {
      var result = inside.getPath("result.ndjson");
      Files.writeString(result, Files.readString(result).replace("\"rank\":2", "\"rank\":3"));
    }
    assertThat(verify(bundle.toString(), "--lang", "en")).isEqualTo(1);
    assertThat(out.toString()).contains("NOT valid", "result.ndjson", "expected", "'2,", "found", "'3,");
  }
}
