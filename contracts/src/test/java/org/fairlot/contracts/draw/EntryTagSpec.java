package org.fairlot.contracts.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EntryTagSpec {

  private static final HexFormat HEX = HexFormat.of();

  /** SHA-256 of {@code demo-blind-e1}, as in the worked vector of FD1. */
  private static final byte[] BLIND = HEX.parseHex("05da24c50fc404d0d3323cbcc87b6c1a8a83fc3569bd8d4857707ce1a36375ea");

  @Test
  void is_the_hash_that_anybody_can_compute() {
    assertThat(HEX.formatHex(EntryTag.of("demo-2020-02-02", "e1", BLIND)))
        .isEqualTo("31c3f99696c14becaf9230cb0796ffe139424082f20776ec0b1d8dfbd56f41fa");
  }

  @Test
  void a_blind_is_whole() {
    assertThatIllegalArgumentException().isThrownBy(() -> EntryTag.of("demo-2020-02-02", "e1", new byte[31]));
  }
}
