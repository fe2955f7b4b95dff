package org.fairlot.delivery.fulfilment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class WaybillSpec {

  @Test
  void fits_the_32_characters_that_couriers_take() {
    assertThat(Waybill.of(Cases.CASE, 1)).matches("FL[0-9A-HJKMNP-TV-Z]{24}01");
    assertThat(Waybill.of(Cases.CASE, 99_999)).hasSizeLessThanOrEqualTo(32);
  }

  @Test
  void is_the_same_in_every_replay() {
    assertThat(Waybill.of("p.AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBB", 7)).isEqualTo("FLBQ8AQEMAGS0B66D5E3E75MXS07");
  }

  @Test
  void differs_by_case_and_attempt() {
    var seen = new HashSet<String>();
    for (int c = 0; c < 1_000; c++) {
      for (int attempt = 1; attempt <= 12; attempt++) {
        assertThat(seen.add(Waybill.of("case-" + c, attempt))).isTrue();
      }
    }
  }
}
