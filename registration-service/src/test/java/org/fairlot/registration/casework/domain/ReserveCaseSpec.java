package org.fairlot.registration.casework.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.registration.casework.domain.CaseFixtures.CHOICE;
import static org.fairlot.registration.casework.domain.CaseFixtures.FIRST;
import static org.fairlot.registration.casework.domain.CaseFixtures.FIRST_EDITION;
import static org.fairlot.registration.casework.domain.CaseFixtures.SEALED;
import static org.fairlot.registration.casework.domain.CaseFixtures.SECOND;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.EnteredBy;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseRejection.AlreadyRegistered;
import org.fairlot.registration.casework.domain.CaseRejection.ChannelReserved;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import org.fairlot.testkit.DeciderSpec;
import org.junit.jupiter.api.Test;

/** What is kept for groups, and cases that a register's list brings (名单直发). */
class ReserveCaseSpec {

  private static final String LIST = "ENTITLEMENT_LIST";
  private static final EnteredBy OPERATOR = new EnteredBy("operator-7", null);
  private static final Pack PACK = pack();

  private static Pack pack() {
    return pack(
        "{stage: cap, by: PHONE, max: 9, over: REFUSE}",
        "{name: HARDSHIP, percent: 10, listed: true}, {name: ELDERLY, percent: 20, minAge: 60}");
  }

  private static Pack pack(String firstStage, String reserves) {
    try {
      return PackYaml.parse(
          Packs.yaml("hangzhou")
              .replace("channels:\n", "channels:\n  - {channel: ENTITLEMENT_LIST, names: {zh-CN: 名单直发, en: By list}}\n")
              .replace("forfeitCounts: false}", "forfeitCounts: false, again: LAST_WINS}")
              .replace("stages:\n", "stages:\n  - " + firstStage + "\n")
              .replace("pool: CITY", "pool: CITY\n    reserves: [" + reserves + "]"));
    } catch (InvalidPack e) {
      throw new IllegalStateException(e);
    }
  }

  private final DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> cases = by(PACK);

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> by(Pack pack) {
    return spec(CaseDecider.walkedBy((name, version) -> pack)).at("2020-02-02T19:30:00+08:00");
  }

  private static Register register(String caseId, String channel, Profile profile, EnteredBy enteredBy) {
    return new Register(
        caseId, "hangzhou", FIRST_EDITION, LocalDate.of(2020, 2, 1), null, channel, "zh-CN", CHOICE, SEALED, 90, null,
        profile, null, enteredBy);
  }

  private static Register listed(String caseId) {
    return register(caseId, LIST, null, OPERATOR);
  }

  private static Register herself(String caseId) {
    return register(caseId, "ALIPAY", null, null);
  }

  private static SettleStage counted(String caseId) {
    return passed(caseId, Map.of());
  }

  private static SettleStage passed(String caseId, Map<String, String> detail) {
    return new SettleStage(caseId, 1, Verdict.PASSED, null, detail);
  }

  private static Profile toldTheAllotment(List<CaseEvent> events) {
    return events.stream().filter(StageRequested.class::isInstance).map(e -> ((StageRequested) e).profile())
        .findFirst().orElseThrow();
  }

  @Test
  void who_is_on_a_list_claims_from_what_is_kept_for_it() {
    cases.when(listed(FIRST)).thenEvents(events ->
        assertThat(events.getFirst()).isInstanceOfSatisfying(
            CaseOpened.class, e -> {
              assertThat(e.channel()).isEqualTo(LIST);
              assertThat(e.enteredBy()).isEqualTo(OPERATOR);
            }));
    cases.when(counted(FIRST)).thenEvents(events ->
        assertThat(toldTheAllotment(events)).isEqualTo(new Profile(null, Map.of(), List.of("HARDSHIP"))));
  }

  @Test
  void who_applies_claims_from_what_is_kept_for_the_age_alone() {
    var old = new Profile(null, Map.of(), List.of("ELDERLY"));
    cases.when(register(FIRST, "ALIPAY", old, null), counted(FIRST))
        .thenEvents(events -> assertThat(toldTheAllotment(events)).isEqualTo(old));
  }

  @Test
  void who_belongs_to_no_group_claims_from_what_is_open() {
    cases.when(herself(FIRST), counted(FIRST)).thenEvents(events ->
        assertThat(toldTheAllotment(events)).isEqualTo(new Profile(null, Map.of(), List.of())));
  }

  @Test
  void m13_locals_claim_from_what_is_kept_for_locals_and_others_who_live_here_from_what_is_open() {
    var locals =
        pack(
            "{stage: eligibility, anyOf: [[HOUSEHOLD_REGISTER], [RESIDENCE_PERMIT]], factsValidHours: 168, recheckAtFreeze: false}",
            "{name: LOCALS, percent: 60, fact: HOUSEHOLD_REGISTER}");
    by(locals).when(herself(FIRST), passed(FIRST, Map.of("facts", "HOUSEHOLD_REGISTER"))).thenEvents(events ->
        assertThat(toldTheAllotment(events).reserves()).containsExactly("LOCALS"));
    by(locals).when(herself(FIRST), passed(FIRST, Map.of("facts", "RESIDENCE_PERMIT"))).thenEvents(events ->
        assertThat(toldTheAllotment(events).reserves()).isEmpty());
  }

  @Test
  void nobody_registers_by_the_channel_of_lists() {
    var refusal = new ChannelReserved(LIST, List.of("ALIPAY"));
    cases.when(register(FIRST, LIST, null, null)).thenRejected(refusal);
    cases.when(register(FIRST, LIST, null, new EnteredBy("li", "330106001001"))).thenRejected(refusal);
  }

  @Test
  void a_list_that_is_sent_again_opens_nothing_while_the_case_is_live_or_when_it_is_over() {
    cases.when(listed(FIRST), listed(FIRST)).thenNothing();
    cases.when(new Cancel(FIRST), listed(FIRST)).thenNothing();
  }

  @Test
  void a_list_edits_nothing_that_the_person_said_herself() {
    cases.when(herself(FIRST), listed(SECOND)).thenRejected(new AlreadyRegistered(FIRST));
  }

  @Test
  void who_is_on_a_list_and_edits_it_stays_on_it() {
    cases.when(listed(FIRST), herself(SECOND)).thenEvents(events ->
        assertThat(events).singleElement().isInstanceOf(CaseAmended.class));
    cases.when(counted(FIRST)).thenEvents(events ->
        assertThat(toldTheAllotment(events).reserves()).containsExactly("HARDSHIP"));
  }
}
