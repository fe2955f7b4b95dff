package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuicknetTest {

  /** The point at infinity, which would fit the key zero. */
  private static final String INFINITY =
      "c00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

  @Test
  void a_round_bears_the_network_s_signature() {
    assertThat(Quicknet.proof(1000, SampleDraw.ROUND_1000)).isEqualTo(BeaconProof.SIGNED);
    assertThat(Quicknet.proof(657413, SampleDraw.ROUND_657413)).isEqualTo(BeaconProof.SIGNED);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      SampleDraw.ROUND_657413, INFINITY,
      "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e38",
      "944679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
  })
  void anything_else_is_forged(String signature) {
    assertThat(Quicknet.proof(1000, signature)).isEqualTo(BeaconProof.FORGED);
  }

  @Test
  void a_signature_belongs_to_its_round() {
    assertThat(Quicknet.proof(1001, SampleDraw.ROUND_1000)).isEqualTo(BeaconProof.FORGED);
    assertThat(Quicknet.proof(-1, SampleDraw.ROUND_1000)).isEqualTo(BeaconProof.FORGED);
    assertThatIllegalArgumentException().isThrownBy(() -> Quicknet.proof(1000, "b446"));
  }

  /** As the network computes it: period, genesis, key, hash of the group, name. */
  @Test
  void the_key_is_that_of_the_chain() {
    byte[] key = HexFormat.of().parseHex(Quicknet.PUBLIC_KEY);
    byte[] group = HexFormat.of().parseHex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e");
    byte[] name = "quicknet".getBytes(StandardCharsets.US_ASCII);
    long genesis = BeaconTerms.DrandQuicknet.publishedAt(1).getEpochSecond();
    byte[] chain =
        ByteBuffer.allocate(Integer.BYTES + Long.BYTES + key.length + group.length + name.length)
            .putInt(3).putLong(genesis).put(key).put(group).put(name).array();
    assertThat(Sha256.of(chain)).hasToString(Quicknet.CHAIN_HASH);
  }

  @Test
  void where_the_library_does_not_run_it_says_so() throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var elsewhere =
        new ProcessBuilder(
                java, "-Dos.arch=none", "-cp", System.getProperty("java.class.path"), QuicknetElsewhere.class.getName())
            .redirectErrorStream(true).start();
    var said = new String(elsewhere.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(elsewhere.waitFor()).as(said).isZero();
    assertThat(said.lines()).contains("NOT_CHECKED NOT_CHECKED");
  }
}
