package org.fairlot.allocation.draw.fd1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.fairlot.allocation.draw.fd1.Beacon.PublicLottery.Result;
import org.fairlot.allocation.draw.fd1.BeaconTerms.PublicLottery.Source;
import org.junit.jupiter.api.Test;

class BeaconTest {

  @Test
  void drand_quicknet_gives_the_hash_of_its_signature() {
    assertThat(Beacon.DrandQuicknet.of(1000, SampleDraw.ROUND_1000).value())
        .hasToString("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd");
    assertThat(Beacon.DrandQuicknet.of(657413, SampleDraw.ROUND_657413).value())
        .hasToString("fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587");
  }

  @Test
  void a_round_with_another_randomness_is_none() {
    assertThatThrownBy(() -> new Beacon.DrandQuicknet(1000, SampleDraw.ROUND_1000, SampleDraw.sha256("wish")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void it_is_known_when_a_round_will_be_published() {
    assertThat(BeaconTerms.DrandQuicknet.publishedAt(1)).isEqualTo(Instant.ofEpochSecond(1692803367));
    assertThat(BeaconTerms.DrandQuicknet.publishedAt(1000)).isEqualTo(Instant.ofEpochSecond(1692803367 + 3 * 999));
  }

  @Test
  void lottery_numbers_have_the_form_of_rfc_3797() {
    var unordered = new Source("双色球 2020011", false);
    var ordered = new Source("排列5 20025", true);
    var beacon =
        new Beacon.PublicLottery(
            List.of(
                new Result(unordered, List.of(6, 2, 4, 1, 3, 5)), new Result(unordered, List.of(1, 2, 3, 4, 5, 6)),
                new Result(ordered, List.of(9, 0, 9, 1, 2))));
    assertThat(new String(beacon.canonicalForm(), US_ASCII)).isEqualTo("1.2.3.4.5.6./1.2.3.4.5.6./9.0.9.1.2./");
    assertThat(beacon.value()).isEqualTo(SampleDraw.sha256("1.2.3.4.5.6./1.2.3.4.5.6./9.0.9.1.2./"));
  }

  @Test
  void balls_before_the_notary_keep_their_order_and_their_zeros() {
    assertThat(new Beacon.PhysicalDraw("004217").value()).isEqualTo(SampleDraw.sha256("004217"));
    assertThatThrownBy(() -> new Beacon.PhysicalDraw("4 2")).isInstanceOf(IllegalArgumentException.class);
  }
}
