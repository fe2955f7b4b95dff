package org.fairlot.registration.sms.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.address.domain.Committees.Committee;
import org.junit.jupiter.api.Test;

class RepliesTest {

  private static final SenderCase FIRST = found("pudong.abcdefghijklmnopqrstuv.first_-1", CaseStatus.CANCELLED);
  private static final SenderCase SECOND = found("pudong.abcdefghijklmnopqrstuv.second-2", CaseStatus.ALLOTMENT);
  private static final SenderCase THIRD = found("pudong.bbcdefghijklmnopqrstuv.third--3", CaseStatus.TO_CONFIRM);

  private static SenderCase found(String caseId, CaseStatus status) {
    return new SenderCase(caseId, status, "pudong", 1);
  }

  @Test
  void a_status_is_told_in_at_most_ten_characters() {
    for (var status : CaseStatus.values()) {
      assertThat(Replies.words(status)).as(status.name()).isNotBlank().hasSizeLessThanOrEqualTo(10);
    }
  }

  @Test
  void a_long_name_of_a_committee_is_cut() {
    var committee = new Committee("310115001001", "中国(上海)自由贸易试验区(保税片区)虚拟社区");
    assertThat(Replies.committeeMismatch("310115001001", committee).params().get("committee")).hasSize(15).endsWith("…");
  }

  @Test
  void a_word_means_the_only_case_that_it_can_mean() {
    assertThat(UplinkDesk.meant(List.of(FIRST, SECOND), null, SenderCase::isLive)).containsExactly(SECOND);
    assertThat(UplinkDesk.meant(List.of(FIRST), null, SenderCase::isLive)).containsExactly(FIRST);
    assertThat(UplinkDesk.meant(List.of(), null, SenderCase::isLive)).isEmpty();
    assertThat(UplinkDesk.meant(List.of(FIRST, SECOND, THIRD), null, SenderCase::isLive)).containsExactly(SECOND, THIRD);
    assertThat(UplinkDesk.meant(List.of(FIRST, SECOND, THIRD), null, c -> c.status() == CaseStatus.TO_CONFIRM))
        .containsExactly(THIRD);
    assertThat(UplinkDesk.meant(List.of(FIRST, SECOND, THIRD), "FIRST_-1", SenderCase::isLive)).containsExactly(FIRST);
    assertThat(UplinkDesk.meant(List.of(FIRST, SECOND, THIRD), "12345678", SenderCase::isLive)).isEmpty();
  }
}
