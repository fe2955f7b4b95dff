package org.fairlot.registration.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MobileNumberSpec {

  @ParameterizedTest
  @CsvSource({
    "13812341234, +8613812341234, 138****1234",
    "+86 138 1234 1234, +8613812341234, 138****1234",
    "0086-13812341234, +8613812341234, 138****1234",
    "１３８１２３４１２３４, +8613812341234, 138****1234",
    "+852 5123 4567, +85251234567, +85****4567",
    "+1 202 555 0123, +12025550123, +12****0123",
  })
  void stores_one_form_and_shows_little_of_it(String given, String e164, String masked) {
    assertThat(MobileNumber.read(given)).hasValue(new MobileNumber(e164));
    assertThat(MobileNumber.read(given).orElseThrow()).hasToString(masked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1381234123", "12812341234", "138123412345", "0571-87654321", "13A12341234", "+86",
      "+999123456789", "110"})
  void refuses_what_no_message_can_reach(String given) {
    assertThat(MobileNumber.read(given)).isEmpty();
  }
}
