package org.fairlot.registration.casework.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.registration.casework.domain.CaseFixtures.CANTONESE;
import static org.fairlot.registration.casework.domain.CaseFixtures.CHOICE;
import static org.fairlot.registration.casework.domain.CaseFixtures.FIRST;
import static org.fairlot.registration.casework.domain.CaseFixtures.SEALED;
import static org.fairlot.registration.casework.domain.CaseFixtures.SECOND;
import static org.fairlot.registration.casework.domain.CaseFixtures.SLOT;
import static org.fairlot.registration.casework.domain.CaseFixtures.TAG;
import static org.fairlot.registration.casework.domain.CaseFixtures.cantonese;
import static org.fairlot.registration.casework.domain.CaseFixtures.instant;
import static org.fairlot.registration.casework.domain.CaseFixtures.opened;
import static org.fairlot.registration.casework.domain.CaseFixtures.register;
import static org.fairlot.registration.casework.domain.CaseFixtures.stage;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageProgressed;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.StageTimedOut;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.EraseCases;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseCommand.TimeOutStage;
import org.fairlot.registration.casework.domain.CaseRejection.AlreadyRegistered;
import org.fairlot.registration.casework.domain.CaseRejection.ChannelMoved;
import org.fairlot.registration.casework.domain.CaseRejection.ChannelNotOpenYet;
import org.fairlot.registration.casework.domain.CaseRejection.ChoiceFixed;
import org.fairlot.registration.casework.domain.CaseRejection.EditedMeanwhile;
import org.fairlot.registration.casework.domain.CaseRejection.GoodsUnderWay;
import org.fairlot.registration.casework.domain.CaseRejection.NotOpen;
import org.fairlot.registration.casework.domain.CaseRejection.ProgrammeEnded;
import org.fairlot.registration.casework.domain.CaseRejection.TooSoon;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CaseDeciderSpec {

  private static final String EVENING = "2020-02-02T19:30:00+08:00";

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> aCase() {
    return spec(CaseDecider.walkedBy(Packs.SHIPPED)).at(EVENING);
  }

  /** Hangzhou: registered, goods granted, with the courier. */
  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> granted() {
    return aCase().when(register(FIRST), passed(1));
  }

  private static SettleStage passed(int stageNo) {
    return new SettleStage(FIRST, stageNo, Verdict.PASSED, null, Map.of());
  }

  private static SettleStage failed(int stageNo, String reason) {
    return new SettleStage(FIRST, stageNo, Verdict.FAILED, reason, Map.of());
  }

  private static Amend amend(int basedOn, Choice choice) {
    return new Amend(FIRST, basedOn, choice, Map.of(Purpose.CONSIGNEE, "moved"), 80, null);
  }

  private static ReportProgress report(CaseStatus phase, long sequence) {
    return new ReportProgress(FIRST, 2, phase, sequence, Map.of("courier", "eleme"));
  }

  @Nested
  class Admission {

    @Row("H1")
    @Test
    void hangzhou_opens_at_half_past_seven_to_the_second() {
      aCase().at("2020-02-02T19:29:59.999+08:00").when(register(FIRST))
          .thenRejected(new NotOpen(instant(EVENING), instant("2020-02-02T19:29:59.999+08:00")))
          .at(EVENING).when(register(FIRST))
          .then(opened(FIRST), stageOne());
    }

    @Test
    void a_programme_opens_on_its_first_day() {
      aCase().at("2020-01-20T20:00:00+08:00").when(register(FIRST))
          .thenRejected(new NotOpen(instant("2020-02-01T19:30:00+08:00"), instant("2020-01-20T20:00:00+08:00")));
    }

    @Test
    void a_programme_ends() {
      var end = LocalDate.of(2020, 3, 1);
      aCase().at("2020-03-01T00:00:00+08:00").when(register(FIRST))
          .thenRejected(new ProgrammeEnded(end, instant("2020-03-01T00:00:00+08:00")));
    }

    @Test
    void after_the_last_evening_there_is_no_next_opening() {
      var lastMorning = new Register(
          FIRST, "hangzhou", CaseFixtures.FIRST_EDITION, LocalDate.of(2020, 2, 1), LocalDate.of(2020, 2, 3), "ALIPAY",
          "en", CHOICE,
          SEALED, 90, null);
      aCase().at("2020-02-03T00:00:00+08:00").when(lastMorning).thenRejected("PROGRAMME_ENDED");
    }

    @Row("H4")
    @Test
    void wechat_served_on_the_first_of_february_alone() {
      aCase().at("2020-02-01T23:59:59+08:00").when(register(FIRST, "WECHAT_H5"))
          .thenEvents(e -> assertThat(e).hasSize(2));
      aCase().at(EVENING).when(register(FIRST, "WECHAT_H5"))
          .thenRejected(new ChannelMoved("WECHAT_H5", List.of("ALIPAY")));
      aCase().at("2020-02-01T19:30:00+08:00").when(register(FIRST, "ALIPAY"))
          .thenRejected(new ChannelNotOpenYet("ALIPAY", LocalDate.of(2020, 2, 2), List.of("WECHAT_H5")));
      aCase().when(register(FIRST, "FAX")).thenRejected("CHANNEL_UNKNOWN");
    }

    @Test
    void no_edition_of_the_pack_is_in_force_yet() {
      var later = instant("2020-02-10T00:00:00+08:00");
      var early = new Register(
          FIRST, "hangzhou", List.of(new Edition(1, later)), LocalDate.of(2020, 2, 1), null, "ALIPAY", "en", CHOICE,
          SEALED, 90, null);
      aCase().when(early).thenRejected(new NotOpen(later, instant(EVENING)));
    }

    @Test
    void one_person_has_one_live_case() {
      aCase().when(register(FIRST)).when(register(SECOND)).thenRejected(new AlreadyRegistered(FIRST));
    }

    @Test
    void a_repeated_registration_is_already_true() {
      aCase().when(register(FIRST)).when(register(FIRST)).thenNothing();
      aCase().when(register(FIRST), new Cancel(FIRST)).when(register(FIRST)).thenNothing();
    }

    @Test
    void after_a_grant_ten_local_days_must_pass() {
      var eligible = instant("2020-02-12T00:00:00+08:00");
      granted().at("2020-02-04T12:00:00+08:00").when(passed(2))
          .at("2020-02-11T23:59:59+08:00").when(register(SECOND)).thenRejected(new TooSoon(eligible))
          .at("2020-02-12T19:30:00+08:00").when(register(SECOND)).thenEvents(e -> assertThat(e).hasSize(2));
    }

    @Test
    void who_got_nothing_may_come_again_at_once() {
      aCase().when(register(FIRST), failed(1, "SOLD_OUT")).when(register(SECOND))
          .thenEvents(e -> assertThat(e).hasSize(2));
    }

    @Row("G2")
    @Test
    void guangzhou_wants_a_valid_declaration_first() {
      var at = "2020-02-02T20:00:00+08:00";
      aCase().at(at).when(cantonese(null)).thenRejected("HEALTH_DECLARATION_REQUIRED");
      aCase().at(at).when(cantonese(new HealthClearance("d1", "CLEAR", instant(at))))
          .thenRejected("HEALTH_DECLARATION_REQUIRED");
      aCase().at(at).when(cantonese(new HealthClearance("d1", "CLEAR", instant(at).plusSeconds(1))))
          .thenEvents(e -> assertThat(e).last().isInstanceOf(StageRequested.class));
    }

    /** The trial of the first evening, and the plan that took its place. */
    @Row("X4")
    @Test
    void a_new_version_of_the_rules_is_for_who_comes_later_and_loses_nobody() throws InvalidPack {
      var trial = Packs.SHIPPED.pack("hangzhou", 1);
      var yaml = Packs.yaml("hangzhou").replace("version: 1", "version: 2").replace("grantEveryDays: 10", "grantEveryDays: 3");
      var live = PackYaml.parse(yaml);
      var editions =
          List.of(CaseFixtures.FIRST_EDITION.getFirst(), new Edition(2, instant("2020-02-03T00:00:00+08:00")));
      var first = registerUnder(editions, FIRST);
      var second = registerUnder(editions, SECOND);
      spec(CaseDecider.walkedBy((_, version) -> version == 1 ? trial : live)).at(EVENING)
          .when(first).thenEvents(events -> assertThat(((CaseOpened) events.getFirst()).packVersion()).isEqualTo(1))
          .at("2020-02-03T19:30:00+08:00")
          .when(second).thenRejected(new AlreadyRegistered(FIRST))
          .when(passed(1), passed(2)).thenEvents(events -> assertThat(((CaseClosed) events.getLast()).eligibleFrom())
              .as("by the rules under which it was registered").isEqualTo(instant("2020-02-13T00:00:00+08:00")))
          .at("2020-02-13T19:30:00+08:00")
          .when(second).thenEvents(events -> assertThat(((CaseOpened) events.getFirst()).packVersion()).isEqualTo(2));
    }

    private Register registerUnder(List<Edition> editions, String caseId) {
      return new Register(
          caseId, "hangzhou", editions, LocalDate.of(2020, 2, 1), null, "ALIPAY", "zh-CN", CHOICE, SEALED, 90, null);
    }

    private StageRequested stageOne() {
      return new StageRequested(FIRST, "hangzhou-masks", TAG, 1, stage("hangzhou", 1), CHOICE, Map.of(), 90, false,
          null);
    }
  }

  @Nested
  class Walking {

    @Test
    void a_passed_stage_leads_to_the_next() {
      granted().then(
          new StageSettled(FIRST, 1, Verdict.PASSED, null, Map.of(), instant(EVENING)),
          new StageRequested(FIRST, "hangzhou-masks", TAG, 2, stage("hangzhou", 2), CHOICE,
              Map.of(Purpose.CONSIGNEE, "consignee"), 90, false, null),
          notice("granted", true, Map.of()));
    }

    @Test
    void the_next_stage_is_told_how_many_units_were_allotted() {
      var allotted = new SettleStage(FIRST, 1, Verdict.PASSED, null, Map.of("units", "3", "pool", "p"));
      aCase().when(register(FIRST), allotted).thenEvents(
          events -> assertThat(((StageRequested) events.get(1)).units()).isEqualTo(3));
    }

    @Test
    void a_booking_number_is_in_every_message_from_the_grant_on() {
      var served = new SettleStage(FIRST, 1, Verdict.PASSED, null, Map.of("units", "1", "bookingNumber", "37"));
      aCase().when(register(FIRST), served).thenEvents(
          events -> assertThat(((NoticeRequested) events.getLast()).params()).containsEntry("bookingNumber", "37"));
    }

    @Test
    void the_last_stage_fulfils() {
      granted().when(passed(2)).then(
          new StageSettled(FIRST, 2, Verdict.PASSED, null, Map.of(), instant(EVENING)),
          notice("delivered", false, Map.of()),
          closedAfterGrant(CaseOutcome.FULFILLED, null, "2020-02-12T00:00:00+08:00"));
    }

    @Test
    void sold_out_ends_the_case() {
      aCase().when(register(FIRST)).when(failed(1, "SOLD_OUT")).then(
          new StageSettled(FIRST, 1, Verdict.FAILED, "SOLD_OUT", Map.of(), instant(EVENING)),
          notice("sold-out", false, Map.of("reason", "SOLD_OUT")),
          closed(CaseOutcome.REFUSED, "SOLD_OUT", null));
    }

    @Test
    void goods_that_nobody_took_are_forfeited_and_do_not_count_in_hangzhou() {
      granted().when(failed(2, "REFUSED_AT_DOOR")).thenEvents(
          events -> assertThat(events).last().isEqualTo(closedAfterGrant(CaseOutcome.FORFEITED, "REFUSED_AT_DOOR", null)));
    }

    @Test
    void answers_that_come_twice_late_or_for_another_stage_change_nothing() {
      aCase().when(passed(1)).thenNothing();
      granted().when(passed(1)).thenNothing().when(passed(3)).thenNothing();
      granted().when(passed(2)).when(passed(2)).thenNothing().when(failed(2, "LATE")).thenNothing();
      granted().when(new SettleStage(SECOND, 2, Verdict.PASSED, null, Map.of())).thenNothing();
    }

    @Test
    void progress_is_told_once_and_never_goes_back() {
      granted().when(report(CaseStatus.DISPATCHED, 3)).then(
              new StageProgressed(FIRST, 2, CaseStatus.DISPATCHED, 3, Map.of("courier", "eleme")),
              notice("dispatched", false, Map.of("courier", "eleme")))
          .when(report(CaseStatus.DISPATCHED, 3)).thenNothing()
          .when(report(CaseStatus.ADDRESS_CORRECTION, 2)).thenNothing();
    }

    @Test
    void what_happens_again_is_told_under_another_id() {
      granted().when(report(CaseStatus.DISPATCHED, 3)).when(report(CaseStatus.DISPATCHED, 5)).thenEvents(
          events -> assertThat(events).last().isInstanceOfSatisfying(NoticeRequested.class,
              notice -> assertThat(notice.noticeId()).isEqualTo(FIRST + ":dispatched-2")));
    }

    @Test
    void a_symptom_turns_pick_up_into_delivery() {
      var at = "2020-02-02T20:00:00+08:00";
      aCase().at(at).when(cantonese(
          new HealthClearance("d1", "BLOCK_PICKUP_ONLY", instant("2020-02-05T20:00:00+08:00"))))
          .when(new SettleStage(CANTONESE, 1, Verdict.PASSED, null, Map.of("verdict", "BLOCK_PICKUP_ONLY")))
          .when(new SettleStage(CANTONESE, 2, Verdict.PASSED, null, Map.of()))
          .thenEvents(events -> assertThat(events).anySatisfy(event ->
              assertThat(event).isInstanceOfSatisfying(StageRequested.class, e -> assertThat(e.pickupBarred())
                  .isTrue())));
    }

    @Test
    void a_stage_that_nobody_answers_times_out() {
      var at = instant("2020-02-02T20:00:00+08:00");
      aCase().at(at).when(cantonese(new HealthClearance("d1", "CLEAR", at.plusSeconds(60))))
          .at(at.plusSeconds(3600)).when(new TimeOutStage(CANTONESE, 1)).thenNothing()
          .at(at.plusSeconds(86_400)).when(new TimeOutStage(CANTONESE, 2)).thenNothing()
          .when(new TimeOutStage(CANTONESE, 1)).thenEvents(events -> {
            assertThat(events).first().isEqualTo(new StageTimedOut(CANTONESE, 1, at.plusSeconds(86_400)));
            assertThat(events).last().isInstanceOfSatisfying(CaseClosed.class,
                closed -> assertThat(closed.outcome()).isEqualTo(CaseOutcome.REFUSED));
          });
    }
  }

  @Nested
  class Edits {

    @Test
    void the_last_edit_wins() {
      var moved = new Choice("330108", null, null, null, null, true);
      aCase().when(register(FIRST)).when(amend(0, moved))
          .then(new CaseAmended(FIRST, 1, moved,
              Map.of(Purpose.CONTACT, "contact", Purpose.IDENTITY, "identity", Purpose.CONSIGNEE, "moved"), 80,
              "zh-CN"))
          .when(amend(1, CHOICE)).thenEvents(events -> assertThat(events).hasSize(1));
    }

    @Test
    void an_edit_on_an_old_copy_is_not_lost_unseen() {
      aCase().when(register(FIRST), amend(0, CHOICE)).when(amend(0, CHOICE)).thenRejected(new EditedMeanwhile(1));
    }

    @Test
    void the_pool_is_fixed_once_the_allotment_was_asked() {
      var at = "2020-02-02T20:00:00+08:00";
      var other = new Choice("440106", "gz-002", "KN95", "2020-02-03T11:00/12:00", null, false);
      var edit = new Amend(CANTONESE, 0, other, Map.of(), 90, null);
      var clear = new HealthClearance("d1", "CLEAR", instant("2020-02-05T20:00:00+08:00"));
      aCase().at(at).when(cantonese(clear)).when(edit).thenEvents(events -> assertThat(events).hasSize(1));
      aCase().at(at).when(cantonese(clear), new SettleStage(CANTONESE, 1, Verdict.PASSED, null, Map.of()))
          .when(edit).thenRejected(new ChoiceFixed(List.of("outletId", "slot")))
          .when(new Amend(CANTONESE, 0, SLOT, Map.of(), 90, "zh-CN"))
              .thenEvents(events -> assertThat(events).hasSize(1));
    }

    @Test
    void goods_on_their_way_cannot_be_reached_by_an_edit_but_a_wrong_address_can() {
      granted().when(report(CaseStatus.ADDRESS_CORRECTION, 2)).when(amend(0, CHOICE))
          .thenEvents(e -> assertThat(e).hasSize(1));
      granted().when(report(CaseStatus.DISPATCHED, 3)).when(amend(0, CHOICE))
          .thenRejected(new GoodsUnderWay("DISPATCHED"));
    }

    @Test
    void what_is_closed_stays_as_it_is() {
      aCase().when(amend(0, CHOICE)).thenRejected("REGISTRATION_CLOSED");
      granted().when(passed(2)).when(amend(0, CHOICE)).thenRejected("REGISTRATION_CLOSED");
      granted().when(new Cancel(FIRST)).when(amend(0, CHOICE)).thenRejected("REGISTRATION_CLOSED");
    }
  }

  @Nested
  class Cancellation {

    @Test
    void before_goods_are_under_way_the_case_closes_at_once_and_names_its_pools() {
      aCase().when(register(FIRST)).when(new Cancel(FIRST)).then(
          new CancellationRequested(FIRST, 1),
          notice("cancelled", false, Map.of("reason", "CITIZEN")),
          closed(CaseOutcome.CANCELLED, "CITIZEN", null));
    }

    @Test
    void goods_under_way_come_to_their_end_first() {
      granted().when(new Cancel(FIRST)).then(new CancellationRequested(FIRST, 2)).when(failed(2, "REVOKED")).thenEvents(
          events -> assertThat(events).last().isEqualTo(closedAfterGrant(CaseOutcome.CANCELLED, "CITIZEN", null)));
    }

    @Test
    void goods_that_arrived_all_the_same_count() {
      granted().when(new Cancel(FIRST)).when(passed(2)).thenEvents(
          events -> assertThat(events).last()
              .isEqualTo(closedAfterGrant(CaseOutcome.FULFILLED, null, "2020-02-12T00:00:00+08:00")));
    }

    @Test
    void a_repeated_cancellation_is_already_true() {
      aCase().when(register(FIRST), new Cancel(FIRST)).when(new Cancel(FIRST)).thenNothing();
      granted().when(new Cancel(FIRST)).when(new Cancel(FIRST)).thenNothing();
    }

    @Test
    void a_case_that_ended_otherwise_cannot_be_taken_back() {
      aCase().when(new Cancel(FIRST)).thenRejected("REGISTRATION_CLOSED");
      aCase().when(register(FIRST), failed(1, "SOLD_OUT")).when(new Cancel(FIRST)).thenRejected("REGISTRATION_CLOSED");
    }

    @Test
    void a_grant_that_comes_after_the_cancellation_changes_nothing() {
      aCase().when(register(FIRST), new Cancel(FIRST)).when(passed(1)).thenNothing();
    }
  }

  private static NoticeRequested notice(String template, boolean urgent, Map<String, String> detail) {
    var params = new java.util.TreeMap<>(detail);
    params.put("programme", "杭州口罩预约");
    return new NoticeRequested(FIRST, FIRST + ":" + template, TAG, template, "zh-CN", params, "contact", urgent);
  }

  private static CaseClosed closed(CaseOutcome outcome, String reason, String eligibleFrom) {
    return new CaseClosed(
        FIRST, "hangzhou-masks", TAG, outcome, reason, eligibleFrom == null ? null : instant(eligibleFrom),
        List.of("hangzhou-masks/CITY"));
  }

  private static CaseClosed closedAfterGrant(CaseOutcome outcome, String reason, String eligibleFrom) {
    var e = closed(outcome, reason, eligibleFrom);
    return new CaseClosed(
        e.caseId(), e.programmeId(), e.personTag(), outcome, reason, e.eligibleFrom(), e.pools(), null, null,
        instant(EVENING));
  }

  @Nested
  class The_end_of_the_programme {

    private static final EraseCases ERASE = new EraseCases("hangzhou-masks|" + CaseFixtures.TAG);

    @Row("M23")
    @Test
    void what_is_live_is_closed_and_forgotten_without_a_message() {
      aCase().when(register(FIRST)).when(ERASE)
          .then(closed(CaseOutcome.REFUSED), new CaseErased(FIRST))
          .when(ERASE).thenNothing();
      granted().when(ERASE).thenEvents(
          events -> assertThat(events).hasSize(2).first().isInstanceOfSatisfying(
              CaseClosed.class, e -> assertThat(e.outcome()).isEqualTo(CaseOutcome.FORFEITED)));
    }

    private static CaseClosed closed(CaseOutcome outcome) {
      return new CaseClosed(
          FIRST, "hangzhou-masks", CaseFixtures.TAG, outcome, "PROGRAMME_ENDED", null, List.of("hangzhou-masks/CITY"), null, null,
          null);
    }

    @Test
    void all_the_cases_of_a_person_are_forgotten_and_no_new_one_begins() {
      aCase().when(register(FIRST), new Cancel(FIRST), register(SECOND), new Cancel(SECOND)).when(ERASE)
          .then(new CaseErased(FIRST), new CaseErased(SECOND))
          .when(register(FIRST)).thenNothing()
          .when(register("hangzhou-masks." + CaseFixtures.TAG + ".third---"))
          .thenRejected(new ProgrammeEnded(LocalDate.of(2020, 3, 1), instant(EVENING)))
          .when(amend(0, CHOICE)).thenRejected("REGISTRATION_CLOSED")
          .when(new Cancel(SECOND)).thenRejected("REGISTRATION_CLOSED");
    }

    @Test
    void who_has_no_case_has_nothing_to_forget() {
      aCase().when(ERASE).thenNothing();
    }

    @Test
    void answers_that_come_afterwards_change_nothing() {
      granted().when(ERASE).when(passed(2)).thenNothing().when(report(CaseStatus.DISPATCHED, 4)).thenNothing();
    }
  }
}
