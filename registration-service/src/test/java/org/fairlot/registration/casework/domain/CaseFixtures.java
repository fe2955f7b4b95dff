package org.fairlot.registration.casework.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.registration.casework.domain.CaseCommand.Register;

/** One citizen's registrations in Hangzhou and Guangzhou. */
final class CaseFixtures {

  static final String TAG = "AAAAAAAAAAAAAAAAAAAAAA";
  static final String FIRST = "hangzhou-masks." + TAG + ".first---";
  static final String SECOND = "hangzhou-masks." + TAG + ".second--";
  static final String CANTONESE = "guangzhou-masks." + TAG + ".first---";

  static final Choice CHOICE = new Choice("330106", null, null, null, null, true);
  static final Choice SLOT = new Choice("440106", "gz-001", "KN95", "2020-02-03T10:00/11:00", null, false);
  static final Map<Purpose, String> SEALED = Map.of(Purpose.CONTACT, "contact", Purpose.IDENTITY, "identity",
      Purpose.CONSIGNEE, "consignee");
  static final List<Edition> FIRST_EDITION = List.of(new Edition(1, instant("2020-01-01T00:00+08:00")));

  private CaseFixtures() {}

  static Register register(String caseId) {
    return register(caseId, "ALIPAY");
  }

  static Register register(String caseId, String channel) {
    return new Register(
        caseId, "hangzhou", FIRST_EDITION, LocalDate.of(2020, 2, 1), LocalDate.of(2020, 3, 1), channel, "zh-CN",
        CHOICE, SEALED,
        90, null);
  }

  static Register cantonese(HealthClearance health) {
    return new Register(
        CANTONESE, "guangzhou", FIRST_EDITION, LocalDate.of(2020, 1, 31), null, "WECHAT_MINI", "en", SLOT, SEALED, 90,
        health);
  }

  static CaseOpened opened(String caseId) {
    return new CaseOpened(
        caseId, "hangzhou-masks", TAG, "hangzhou", 1, "ALIPAY", "zh-CN", CHOICE, SEALED, 90);
  }

  static Stage stage(String pack, int stageNo) {
    return Packs.SHIPPED.pack(pack, 1).steps().get(stageNo - 1).stage();
  }

  static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}
