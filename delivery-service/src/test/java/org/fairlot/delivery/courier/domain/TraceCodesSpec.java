package org.fairlot.delivery.courier.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceCodesSpec {

  @Row("M25")
  @ParameterizedTest
  @CsvSource({
    "kuaidi100,0,IN_TRANSIT", "kuaidi100,1,COLLECTED", "kuaidi100,2,ATTEMPT_FAILED", "kuaidi100,3,DELIVERED",
    "kuaidi100,4,RETURNED", "kuaidi100,5,OUT_FOR_DELIVERY", "kuaidi100,6,RETURNING", "kuaidi100,7,IN_TRANSIT",
    "kuaidi100,14,REFUSED", "kuaidi100,abort,HELD",
    "wechat-express,100003,ACCEPTED", "wechat-express,100001,COLLECTED", "wechat-express,200001,IN_TRANSIT",
    "wechat-express,300002,OUT_FOR_DELIVERY", "wechat-express,300003,DELIVERED", "wechat-express,300004,ATTEMPT_FAILED",
    "wechat-express,400001,CANCELLED", "wechat-express,400002,HELD", "wechat-express,100002,CANCELLED",
    "instant,101,CREATED", "instant,102,ACCEPTED", "instant,202,COLLECTED", "instant,301,OUT_FOR_DELIVERY",
    "instant,302,DELIVERED", "instant,304,ATTEMPT_FAILED", "instant,305,REFUSED", "instant,303,RETURNING",
    "instant,401,RETURNED", "instant,103,CANCELLED", "instant,203,CANCELLED", "instant,204,CANCELLED",
    "instant,205,CANCELLED", "instant,501,CANCELLED", "instant,502,CANCELLED",
    "canonical,DELIVERED,DELIVERED"
  })
  void maps_a_partners_code(String format, String code, ParcelState state) {
    assertThat(TraceCodes.of(format).orElseThrow().stateOf(code)).contains(state);
  }

  @ParameterizedTest
  @CsvSource({"kuaidi100,8", "kuaidi100,03", "wechat-express,3", "instant,999", "canonical,delivered", "canonical,''"})
  void a_code_that_stands_in_no_table_means_nothing(String format, String code) {
    assertThat(TraceCodes.of(format).orElseThrow().stateOf(code)).isEmpty();
  }

  @Test
  void every_canonical_state_has_its_own_name() {
    assertThat(TraceCodes.CANONICAL.states().values()).containsExactly(ParcelState.values());
  }

  @Test
  void an_unknown_format_has_no_table() {
    assertThat(TraceCodes.of("sf")).isEmpty();
  }
}
