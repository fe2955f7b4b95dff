package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.fairlot.allocation.draw.fd1.Outcome.HouseholdServed;
import org.fairlot.allocation.draw.fd1.Outcome.Waiting;
import org.fairlot.allocation.draw.fd1.Outcome.Won;
import org.junit.jupiter.api.Test;

/** The worked vector of FD1, byte for byte: six entries, two pools, five households. */
class WorkedVectorTest {

  private static final int E1 = 0, E2 = 1, E3 = 2, E4 = 3, E5 = 4, E6 = 5;

  private final SampleDraw draw = SampleDraw.demo();
  private final Ranking ranking = draw.ranking();
  private final Allotment allotment = draw.allotment();

  @Test
  void spec_root_and_key() {
    assertThat(draw.spec().hash()).hasToString("e2401528738b6e843dfeb24584f6cb41f9d099b2e3edf3144ec9ddedea03ac11");
    assertThat(draw.list().root()).hasToString("349e019c860fb607617ead0a050e87ec3bd71f62694c58fb4e5de937403d14c7");
    assertThat(prk()).hasToString("b44f1b24928a9cf16229d18632e86ce2fe7275d6c7a8be2d9311567247e825ad");
  }

  @Test
  void ranks_scores_leaves_and_outcomes() {
    ranks(1, E2, "1a1765784611d9da", "e5c4a8642cea", new Won("A"));
    ranks(2, E1, "1bd956571d535354", "cf051b1a2b54", new HouseholdServed());
    ranks(3, E6, "4a08ea752cf30efc", "53c7457c9ee2", new Won("B"));
    ranks(4, E3, "638e98ca69d0643c", "526765dd622e", new Won("A"));
    ranks(5, E4, "c7f515a4b7e713f8", "50496d53220e", new Waiting(1));
    ranks(6, E5, "ec2a2182eeddc808", "04ebd71465b3", new Waiting(2));
    assertThat(List.of(allotment.winners(), allotment.passedOver(), allotment.waiting())).containsExactly(3, 1, 2);
  }

  private void ranks(int rank, int entry, String score, String leaf, Outcome outcome) {
    int index = ranking.indexAt(rank);
    assertThat(ranking.rankOf(index)).isEqualTo(rank);
    assertThat(draw.list().entry(index)).isEqualTo(SampleDraw.DEMO_ENTRIES.get(entry));
    assertThat(ranking.score(index).toString()).startsWith(score);
    assertThat(draw.list().leaf(index).toString()).startsWith(leaf);
    assertThat(allotment.outcome(rank)).isEqualTo(outcome);
  }

  /** RFC 5869 by the JDK's own hand. */
  @Test
  void scores_are_hkdf() throws Exception {
    var hkdf = KDF.getInstance("HKDF-SHA256");
    byte[] ikm =
        HexFormat.of().parseHex(draw.spec().hash() + "" + draw.list().root() + draw.seed().beacon().value());
    var salt = SampleDraw.sha256("demo-notary-share").bytes();
    for (int index = 0; index < draw.list().size(); index++) {
      Hash least = null;
      for (int t = 1; t <= draw.list().entry(index).weight(); t++) {
        byte[] info = HexFormat.of().parseHex(
            HexFormat.of().formatHex("FD1/score\0".getBytes(StandardCharsets.US_ASCII)) + draw.list().leaf(index)
                + "%08x".formatted(t));
        var terms = HKDFParameterSpec.ofExtract().addSalt(salt).addIKM(ikm).thenExpand(info, Hash.BYTES);
        Hash score = Hash.of(hkdf.deriveData(terms));
        least = least == null || score.compareTo(least) < 0 ? score : least;
      }
      assertThat(ranking.score(index)).isEqualTo(least);
    }
  }

  @Test
  void a_withheld_share_is_thirty_two_zero_bytes() {
    var withheld = new NotaryShare.Withheld(SampleDraw.sha256("x"));
    assertThat(withheld.salt()).hasToString("0".repeat(64));
    assertThat(new Seed(withheld, draw.seed().beacon()).prk(draw.spec(), draw.list().root())).isNotEqualTo(prk());
  }

  private Hash prk() {
    return draw.seed().prk(draw.spec(), draw.list().root());
  }
}
