package org.fairlot.registration.casework.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.registration.casework.domain.CaseFixtures.SEALED;
import static org.fairlot.registration.casework.domain.CaseFixtures.TAG;
import static org.fairlot.registration.casework.domain.CaseFixtures.instant;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.CapBy;
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.AssignOutlet;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.Confirm;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseCommand.TimeOutStage;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A case that others share limits with, whose outlet is assigned and whose goods are to be confirmed (Xuhui's way). */
class SharedLimitCaseSpec {

  private static final String CASE = "lanes-masks." + TAG + ".first---";
  private static final String AGAIN = "lanes-masks." + TAG + ".second--";
  private static final String NOON = "2020-02-02T12:00:00+08:00";
  private static final String NEXT_NOON = "2020-02-03T12:00:00+08:00";
  private static final String COMMITTEE = "310104011002";
  private static final Map<CapBy, String> TAGS = Map.of(CapBy.DWELLING, "home", CapBy.PHONE, "phone");
  private static final List<String> CAPS = List.of("lanes-masks/DWELLING/home", "lanes-masks/PHONE/phone");

  private static Choice choice(String outletId) {
    return new Choice("310104", outletId, null, null, null, false, null, COMMITTEE);
  }

  private static Register register(String caseId, String outletId, Map<CapBy, String> tags) {
    return new Register(
        caseId, "lanes", CaseFixtures.FIRST_EDITION, LocalDate.of(2020, 2, 1), null, "WECHAT_MINI", "zh-CN",
        choice(outletId), SEALED, 90, null, null, tags, null);
  }

  private static Amend amend(int basedOn, String outletId, Map<CapBy, String> tags) {
    return new Amend(CASE, basedOn, choice(outletId), Map.of(), 90, null, null, tags);
  }

  private static SettleStage passed(int stageNo) {
    return new SettleStage(CASE, stageNo, Verdict.PASSED, null, stageNo == 4 ? Map.of("units", "1") : Map.of());
  }

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> registered(String outletId) {
    return spec(CaseDecider.walkedBy(Packs.SHIPPED)).at(NOON).when(register(CASE, outletId, TAGS));
  }

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> counted(String outletId) {
    return registered(outletId).when(passed(1), passed(2));
  }

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> toConfirm() {
    return counted("xh-1").when(passed(4));
  }

  private static StageRequested asked(List<CaseEvent> events) {
    return events.stream().filter(StageRequested.class::isInstance).map(StageRequested.class::cast)
        .reduce((first, last) -> last).orElseThrow();
  }

  @Nested
  class Counting {

    @Test
    void a_limit_is_asked_with_just_its_own_tag_and_whose_days_count() {
      registered("xh-1").thenEvents(events -> {
        assertThat(asked(events).tags()).isEqualTo(Map.of(CapBy.DWELLING, "home"));
        assertThat(asked(events).timezone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(asked(events).sealed()).isEmpty();
      });
    }

    @Test
    void the_end_says_in_which_limits_the_case_counted() {
      counted("xh-1").when(new Cancel(CASE))
          .thenEvents(events -> assertThat(events.getLast()).isInstanceOfSatisfying(CaseClosed.class, e -> {
            assertThat(e.caps()).isEqualTo(CAPS);
            assertThat(e.grantedAt()).isNull();
          }));
      registered("xh-1").when(new SettleStage(CASE, 1, Verdict.FAILED, "HOUSEHOLD_LIMIT", Map.of()))
          .thenEvents(events -> assertThat(events.getLast()).isInstanceOfSatisfying(CaseClosed.class, e -> {
            assertThat(e.outcome()).isEqualTo(CaseOutcome.REFUSED);
            assertThat(e.reason()).isEqualTo("HOUSEHOLD_LIMIT");
            assertThat(e.caps()).containsExactly(CAPS.getFirst());
          }));
    }

    @Test
    void what_it_was_counted_by_cannot_be_edited_away() {
      counted("xh-1").when(amend(0, "xh-1", Map.of(CapBy.DWELLING, "other", CapBy.PHONE, "phone")))
          .thenRejected(new CaseRejection.ChoiceFixed(List.of("address")));
    }

    @Test
    void a_case_of_which_nothing_is_known_counts_nowhere() {
      spec(CaseDecider.walkedBy(Packs.SHIPPED)).at(NOON).when(register(CASE, "xh-1", null))
          .thenEvents(events -> assertThat(asked(events).tags()).isNull())
          .when(new Cancel(CASE))
          .thenEvents(events -> assertThat(((CaseClosed) events.getLast()).caps()).isNull());
    }
  }

  @Nested
  class AnotherDoor {

    @Row("P4")
    @Test
    void p4_the_last_registration_of_a_person_is_an_edit_of_the_live_one() {
      registered("xh-1").when(register(AGAIN, "xh-2", TAGS)).then(
          new CaseAmended(CASE, 1, choice("xh-2"), SEALED, 90, "zh-CN", null, null, TAGS));
    }

    @Test
    void what_can_be_edited_no_more_is_refused_and_the_live_one_is_named() {
      toConfirm().when(register(AGAIN, "xh-2", TAGS)).thenRejected(new CaseRejection.AlreadyRegistered(CASE));
      toConfirm().when(passed(5), new ReportProgress(CASE, 6, CaseStatus.READY_FOR_PICKUP, 1, Map.of()))
          .when(register(AGAIN, "xh-1", TAGS)).thenRejected(new CaseRejection.AlreadyRegistered(CASE));
    }

    @Test
    void rules_of_another_version_make_no_edit() {
      var other = register(AGAIN, "xh-1", TAGS);
      var elsewhere =
          new Register(
              AGAIN, "hangzhou", other.editions(), other.opensOn(), null, "ALIPAY", "zh-CN", other.choice(), SEALED, 90, null);
      registered("xh-1").at("2020-02-02T20:00:00+08:00").when(elsewhere)
          .thenRejected(new CaseRejection.AlreadyRegistered(CASE));
    }

    @Row("P4")
    @Test
    void a_pack_that_says_nothing_refuses() {
      spec(CaseDecider.walkedBy(Packs.SHIPPED)).at("2020-02-02T20:00:00+08:00")
          .when(CaseFixtures.register(CaseFixtures.FIRST), CaseFixtures.register(CaseFixtures.SECOND))
          .thenRejected("ALREADY_REGISTERED");
    }
  }

  @Nested
  class Assignment {

    @Row("U1")
    @Test
    void u1_the_outlet_of_the_committee_stands_at_once() {
      counted("xh-1").thenEvents(events -> {
        assertThat(events).filteredOn(StageSettled.class::isInstance).last()
            .isEqualTo(new StageSettled(CASE, 3, Verdict.PASSED, null, Map.of("outletId", "xh-1"), instant(NOON)));
        assertThat(asked(events).stage()).isInstanceOf(Stage.FirstCome.class);
        assertThat(asked(events).choice().outletId()).isEqualTo("xh-1");
      });
    }

    @Row("U1")
    @Test
    void u1_a_committee_without_an_outlet_waits_for_the_operator() {
      counted(null).thenEvents(events -> assertThat(asked(events).stage()).isInstanceOf(Stage.OutletAssignment.class))
          .when(new AssignOutlet(CASE, "xh-9")).thenEvents(events -> {
            assertThat(asked(events).stageNo()).isEqualTo(4);
            assertThat(asked(events).choice()).isEqualTo(choice("xh-9"));
          })
          .when(new AssignOutlet(CASE, "xh-9")).thenNothing()
          .when(new AssignOutlet(CASE, "xh-8")).thenRejected("NOTHING_TO_ASSIGN");
    }

    @Test
    void an_edit_to_a_committee_that_has_one_ends_the_waiting() {
      counted(null).when(amend(0, "xh-2", TAGS)).thenEvents(events -> {
        assertThat(events.getFirst()).isInstanceOf(CaseAmended.class);
        assertThat(asked(events).choice().outletId()).isEqualTo("xh-2");
      });
      counted(null).when(amend(0, null, TAGS)).thenEvents(events -> assertThat(events).hasSize(1));
    }

    @Test
    void what_is_closed_is_assigned_nothing() {
      counted(null).when(new Cancel(CASE)).when(new AssignOutlet(CASE, "xh-9")).thenRejected("REGISTRATION_CLOSED");
    }
  }

  @Nested
  class Confirmation {

    @Test
    void the_citizen_is_told_until_when_to_confirm() {
      toConfirm().thenEvents(events -> {
        assertThat(asked(events).dueAt()).isEqualTo(instant(NEXT_NOON));
        assertThat(events.getLast()).isInstanceOfSatisfying(NoticeRequested.class, notice -> {
          assertThat(notice.template()).isEqualTo("to-confirm");
          assertThat(notice.params()).containsEntry("confirmBy", "2020-02-03T04:00:00Z");
          assertThat(notice.contact()).isEqualTo(SEALED.get(Purpose.CONTACT));
        });
      });
    }

    @Test
    void confirmed_goods_are_handed_over_and_twice_is_once() {
      toConfirm().at("2020-02-03T11:59:59+08:00").when(new Confirm(CASE))
          .thenEvents(events -> assertThat(asked(events).stage()).isInstanceOf(Stage.Fulfilment.class))
          .when(new Confirm(CASE)).thenNothing();
    }

    @Test
    void who_comes_too_late_forfeits_and_the_units_go_back() {
      toConfirm().at(NEXT_NOON).when(new Confirm(CASE)).thenRejected(new CaseRejection.ConfirmationOver(instant(NEXT_NOON)))
          .when(new TimeOutStage(CASE, 5))
          .thenEvents(events -> assertThat(events.getLast()).isInstanceOfSatisfying(CaseClosed.class, e -> {
            assertThat(e.outcome()).isEqualTo(CaseOutcome.FORFEITED);
            assertThat(e.reason()).isEqualTo("NOT_CONFIRMED");
            assertThat(e.pools()).containsExactly("lanes-masks/xh-1");
            assertThat(e.freesUnits()).isTrue();
            assertThat(e.grantedAt()).isEqualTo(instant(NOON));
            assertThat(e.eligibleFrom()).isNull();
          }))
          .when(new Confirm(CASE)).thenRejected("REGISTRATION_CLOSED");
    }

    @Test
    void the_timer_of_a_confirmed_case_changes_nothing() {
      toConfirm().when(new Confirm(CASE)).at(NEXT_NOON).when(new TimeOutStage(CASE, 5)).thenNothing();
    }

    @Test
    void before_the_allotment_there_is_nothing_to_confirm() {
      registered("xh-1").when(new Confirm(CASE)).thenRejected(new CaseRejection.NothingToConfirm("CAP_CHECK"));
      spec(CaseDecider.walkedBy(Packs.SHIPPED)).at(NOON).when(new Confirm(CASE)).thenRejected("REGISTRATION_CLOSED");
    }

    @Test
    void who_takes_it_back_instead_frees_the_units() {
      toConfirm().when(new Cancel(CASE)).thenEvents(events -> assertThat(events.getLast())
          .isInstanceOfSatisfying(CaseClosed.class, e -> assertThat(e.outcome()).isEqualTo(CaseOutcome.CANCELLED)));
    }
  }

  @Test
  void the_whole_way_ends_with_the_goods_and_keeps_its_places() {
    toConfirm().when(new Confirm(CASE)).when(passed(6))
        .thenEvents(events -> assertThat(events.getLast()).isInstanceOfSatisfying(CaseClosed.class, e -> {
          assertThat(e.outcome()).isEqualTo(CaseOutcome.FULFILLED);
          assertThat(e.caps()).isEqualTo(CAPS);
          assertThat(e.grantedAt()).isEqualTo(instant(NOON));
        }));
    registered("xh-1").thenEvents(events -> assertThat(events.getFirst()).isInstanceOf(CaseOpened.class));
  }
}
