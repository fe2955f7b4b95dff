package org.fairlot.contracts.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class NoticeIdTest {

  private static final String CASE = "hangzhou-2020.abcdefghijklmnopqrstuv.12345678";

  @Test
  void names_its_case_and_its_recipient() {
    var id = NoticeId.parse(NoticeId.of(CASE, "dispatched-2"));
    assertThat(id).hasToString(CASE + ":dispatched-2");
    assertThat(id.caseId()).hasToString(CASE);
    assertThat(id.recipientTag()).isEqualTo("abcdefghijklmnopqrstuv");
  }

  @Test
  void anything_else_is_not_a_notice_id() {
    for (String text : new String[] {"", ":", CASE, CASE + ":", CASE + ":Granted", "x:granted", CASE + ":a:b",
        CASE + ":a\n"}) {
      assertThat(NoticeId.isValid(text)).as(text).isFalse();
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> NoticeId.parse(text));
    }
    assertThat(NoticeId.isValid(null)).isFalse();
  }
}
