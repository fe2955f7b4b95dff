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
import org.fairlot.contracts.registration.CaseEvent;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.CaseCommand.ReportProgress;
import org.fairlot.registration.casework.domain.CaseCommand.SettleStage;
import org.fairlot.registration.casework.domain.CaseRejection.ChannelMoved;
import org.fairlot.registration.casework.domain.CaseRejection.ChoiceFixed;
import org.fairlot.registration.casework.domain.CaseRejection.Maintenance;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Xiamen: checked by registers, drawn every morning, edited and taken back in between. */
class LotteryCaseSpec {

  private static final String CASE = "xiamen-masks." + TAG + ".first---";
  private static final String NOON = "2020-02-02T12:00:00+08:00";
  private static final Choice THREE = choice("xm-1", List.of("xm-2", "xm-3"));
  private static final Profile PROFILE = new Profile("home", Map.of("district", "350203"), List.of("ELDERLY"));
  private static final List<String> POOLS = List.of("xiamen-masks/xm-1", "xiamen-masks/xm-2", "xiamen-masks/xm-3");

  private static Choice choice(String outlet, List<String> alternatives) {
    return new Choice("350203", outlet, null, null, null, false, alternatives);
  }

  private static Register register() {
    return register("WECHAT");
  }

  private static Register register(String channel) {
    return new Register(
        CASE, "xiamen", CaseFixtures.FIRST_EDITION, LocalDate.of(2020, 1, 29), null, channel, "zh-CN", THREE, SEALED, 90,
        null, PROFILE, null, null);
  }

  private static SettleStage settle(int stageNo, Verdict verdict, String reason, Map<String, String> detail) {
    return new SettleStage(CASE, stageNo, verdict, reason, detail);
  }

  private static SettleStage eligible() {
    return settle(1, Verdict.PASSED, null, Map.of("facts", "HOUSEHOLD_REGISTER"));
  }

  private static SettleStage won(String pool) {
    return settle(2, Verdict.PASSED, null, Map.of("pool", pool, "units", "1", "drawId", "xiamen-masks.v1.2020-02-03"));
  }

  private static Amend amend(int basedOn, Choice choice) {
    return new Amend(CASE, basedOn, choice, Map.of(), 90, null, PROFILE, null);
  }

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> registered() {
    return spec(CaseDecider.walkedBy(Packs.SHIPPED)).at(NOON).when(register());
  }

  private static DeciderSpec<CaseCommand, CaseState, CaseEvent, CaseRejection> inDraw() {
    return registered().when(eligible());
  }

  private static StageRequested stage(List<CaseEvent> events) {
    return events.stream().filter(StageRequested.class::isInstance).map(StageRequested.class::cast).findFirst()
        .orElseThrow();
  }

  private static CaseClosed closed(List<CaseEvent> events) {
    return (CaseClosed) events.getLast();
  }

  @Test
  void registers_are_asked_first_and_told_who_it_is_and_nothing_else() {
    registered().thenEvents(events -> {
      assertThat(events.getFirst()).isInstanceOfSatisfying(CaseOpened.class, e -> assertThat(e.profile())
          .isEqualTo(PROFILE));
      assertThat(stage(events).stage()).isInstanceOf(Stage.Eligibility.class);
      assertThat(stage(events).sealed()).containsOnlyKeys(Purpose.IDENTITY);
      assertThat(stage(events).profile()).isNull();
    });
  }

  @Test
  void who_is_eligible_goes_into_the_urn_of_the_packs_version() {
    inDraw().thenEvents(events -> {
      assertThat(stage(events).urnId()).isEqualTo("xiamen-masks.v1");
      assertThat(stage(events).timezone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
      assertThat(stage(events).profile()).isEqualTo(PROFILE);
      assertThat(stage(events).sealed()).isEmpty();
    });
  }

  @Test
  void who_is_not_eligible_is_refused_with_the_reason() {
    registered().when(settle(1, Verdict.FAILED, "NOT_ELIGIBLE", Map.of("facts", "HOUSEHOLD_REGISTER")))
        .thenEvents(events -> {
          assertThat(closed(events).outcome()).isEqualTo(CaseOutcome.REFUSED);
          assertThat(closed(events).reason()).isEqualTo("NOT_ELIGIBLE");
          assertThat(closed(events).urnId()).isNull();
        });
  }

  @Test
  void a_register_that_is_down_shows_as_waiting() {
    registered().when(new ReportProgress(CASE, 1, CaseStatus.ELIGIBILITY, 2, Map.of("pending", "HOUSEHOLD_REGISTER")))
        .thenEvents(events -> assertThat(events).hasSize(1))
        .when(eligible()).thenEvents(events -> assertThat(stage(events).stageNo()).isEqualTo(2));
  }

  @Test
  void while_it_waits_the_last_edit_wins_and_the_urn_hears_of_it() {
    var other = choice("xm-9", null);
    inDraw().when(amend(0, other)).then(
        new CaseAmended(CASE, 1, other, SEALED, 90, "zh-CN", PROFILE, "xiamen-masks.v1"));
    registered().when(amend(0, other)).then(new CaseAmended(CASE, 1, other, SEALED, 90, "zh-CN", PROFILE, null));
  }

  @Test
  void taken_back_it_closes_at_once_with_its_urn_and_every_pool_it_ever_ranked() {
    inDraw().when(new Cancel(CASE)).thenEvents(events -> {
      assertThat(events.getFirst()).isEqualTo(new CancellationRequested(CASE, 2));
      assertThat(closed(events).outcome()).isEqualTo(CaseOutcome.CANCELLED);
      assertThat(closed(events).urnId()).isEqualTo("xiamen-masks.v1");
      assertThat(closed(events).pools()).isEqualTo(POOLS);
    });
    inDraw().when(amend(0, choice("xm-9", null))).when(new Cancel(CASE)).thenEvents(events ->
        assertThat(closed(events).pools()).containsExactlyElementsOf(
            java.util.stream.Stream.concat(POOLS.stream(), java.util.stream.Stream.of("xiamen-masks/xm-9")).toList()));
  }

  @Test
  void the_hand_over_is_at_the_outlet_won_even_if_an_edit_has_dropped_it_since_the_freeze() {
    inDraw().when(won("xiamen-masks/xm-2")).thenEvents(events ->
        assertThat(stage(events).choice()).isEqualTo(choice("xm-2", null)));
    inDraw().when(amend(0, choice("xm-9", null))).when(won("xiamen-masks/xm-3")).thenEvents(events ->
        assertThat(stage(events).choice()).isEqualTo(choice("xm-3", null)));
  }

  @Test
  void once_won_the_outlet_is_fixed() {
    inDraw().when(won("xiamen-masks/xm-2")).when(amend(0, choice("xm-1", List.of("xm-2"))))
        .thenRejected(new ChoiceFixed(List.of("outletId", "alternatives")))
        .when(amend(0, choice("xm-2", null))).thenEvents(events -> assertThat(events).hasSize(1));
  }

  @Test
  void found_ineligible_at_the_freeze_it_ends_and_late_wins_change_nothing() {
    inDraw().when(settle(2, Verdict.FAILED, "NOT_ELIGIBLE", Map.of())).thenEvents(events -> {
      assertThat(closed(events).outcome()).isEqualTo(CaseOutcome.REFUSED);
      assertThat(closed(events).pools()).isEqualTo(POOLS);
    }).when(won("xiamen-masks/xm-1")).thenNothing();
    inDraw().when(won("xiamen-masks/xm-1")).when(won("xiamen-masks/xm-2")).thenNothing()
        .when(settle(2, Verdict.FAILED, "NOT_ELIGIBLE", Map.of())).thenNothing();
  }

  @Row({"X9", "M11"})
  @Test
  void during_maintenance_citizens_change_nothing_and_everything_else_goes_on() {
    var night = "2020-02-02T22:30:00+08:00";
    var refused = new Maintenance(5400, instant(night));
    spec(CaseDecider.walkedBy(Packs.SHIPPED)).at(night).when(register()).thenRejected(refused);
    inDraw().at(night).when(amend(0, THREE)).thenRejected(refused).when(new Cancel(CASE)).thenRejected(refused);
    registered().at(night).when(eligible()).thenEvents(events -> assertThat(stage(events).stageNo()).isEqualTo(2))
        .when(won("xiamen-masks/xm-1")).thenEvents(events -> assertThat(stage(events).stageNo()).isEqualTo(3));
    inDraw().at("2020-02-02T21:59:59.999+08:00").when(amend(0, THREE)).thenEvents(e -> assertThat(e).hasSize(1))
        .at("2020-02-03T00:00:00+08:00").when(amend(1, THREE)).thenEvents(e -> assertThat(e).hasSize(1));
  }

  @Row("X3")
  @Test
  void the_app_served_until_wechat_did() {
    spec(CaseDecider.walkedBy(Packs.SHIPPED)).at("2020-01-30T23:59:59.999+08:00").when(register("APP"))
        .thenRejected("MAINTENANCE");
    spec(CaseDecider.walkedBy(Packs.SHIPPED)).at("2020-01-30T21:59:59.999+08:00").when(register("WECHAT"))
        .thenRejected("CHANNEL_NOT_OPEN_YET")
        .when(register("APP")).thenEvents(events -> assertOpened(events, "APP"));
    spec(CaseDecider.walkedBy(Packs.SHIPPED)).at("2020-01-31T00:00:00+08:00").when(register("APP"))
        .thenRejected(new ChannelMoved("APP", List.of("WECHAT")))
        .when(register("WECHAT")).thenEvents(events -> assertOpened(events, "WECHAT"));
  }

  private static void assertOpened(List<CaseEvent> events, String channel) {
    assertThat(events.getFirst()).isInstanceOfSatisfying(CaseOpened.class, opened -> {
      assertThat(opened.channel()).isEqualTo(channel);
      assertThat(opened.packVersion()).isEqualTo(1);
    });
  }

  @Row("X6")
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21})
  void at_any_hour_but_those_of_the_maintenance_one_may_register(int hour) {
    spec(CaseDecider.walkedBy(Packs.SHIPPED)).at("2020-02-02T%02d:00:00+08:00".formatted(hour)).when(register())
        .thenEvents(events -> assertOpened(events, "WECHAT"));
  }

  /** Who lives in the city by a permit and not by its household register (流动人口). */
  @Row("M13")
  @Test
  void what_is_kept_for_newcomers_is_for_those_whom_the_register_attests() throws InvalidPack {
    var pack =
        PackYaml.parse(
            Packs.yaml("xiamen")
                .replace("[[HOUSEHOLD_REGISTER], [SOCIAL_INSURANCE]]", "[[RESIDENCE_PERMIT], [HOUSEHOLD_REGISTER]]")
                .replace("{name: ELDERLY, percent: 10, minAge: 60}", "{name: NEWCOMERS, percent: 30, fact: RESIDENCE_PERMIT}"));
    spec(CaseDecider.walkedBy((_, _) -> pack)).at(NOON)
        .when(register(), settle(1, Verdict.PASSED, null, Map.of("facts", "RESIDENCE_PERMIT")))
        .thenEvents(events -> assertThat(stage(events).profile().reserves()).containsExactly("NEWCOMERS"));
    spec(CaseDecider.walkedBy((_, _) -> pack)).at(NOON)
        .when(register(), settle(1, Verdict.PASSED, null, Map.of("facts", "HOUSEHOLD_REGISTER")))
        .thenEvents(events -> assertThat(stage(events).profile().reserves()).isEmpty());
  }
}
