package org.fairlot.contracts.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class EntryTagTest {

  private static final String DRAW = "demo-2020-02-02";

  @Test
  void is_the_one_of_the_worked_vector() throws Exception {
    byte[] blind = MessageDigest.getInstance("SHA-256").digest("demo-blind-e1".getBytes(StandardCharsets.UTF_8));
    assertThat(EntryTag.of(DRAW, "e1", blind)).isEqualTo("31c3f99696c14becaf9230cb0796ffe139424082f20776ec0b1d8dfbd56f41fa");
  }

  @Test
  void another_draw_gives_another_tag_so_that_draws_cannot_be_linked() {
    assertThat(EntryTag.of(DRAW, "e1", new byte[32])).isNotEqualTo(EntryTag.of("demo-2020-02-09", "e1", new byte[32]));
  }

  @Test
  void ids_cannot_run_into_each_other() {
    assertThat(EntryTag.of("ab", "c", new byte[32])).isNotEqualTo(EntryTag.of("a", "bc", new byte[32]));
    assertThatThrownBy(() -> EntryTag.of("a\0b", "c", new byte[32])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_short_blind_is_refused() {
    assertThatThrownBy(() -> EntryTag.of(DRAW, "e1", new byte[16])).isInstanceOf(IllegalArgumentException.class);
  }
}
