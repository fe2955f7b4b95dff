package org.fairlot.registration.pack.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackYamlSpec {

  private static final String HANGZHOU = file("hangzhou");
  private static final String GUANGZHOU = file("guangzhou");
  private static final String XIAMEN = file("xiamen");

  @Row("X1")
  @ParameterizedTest
  @ValueSource(strings = {"hangzhou", "guangzhou", "xiamen", "shanghai", "xuhui"})
  void the_packs_that_come_with_the_suite_are_valid(String pack) throws InvalidPack {
    assertThat(PackYaml.parse(file(pack)).name()).isEqualTo(pack);
  }

  @Test
  void reads_what_hangzhou_says() throws InvalidPack {
    Pack pack = PackYaml.parse(HANGZHOU);
    assertThat(pack.channels()).filteredOn(c -> c.openOn(LocalDate.of(2020, 2, 1))).extracting(Pack.Channel::code)
        .containsExactly("WECHAT_H5");
    assertThat(pack.channels()).filteredOn(c -> c.openOn(LocalDate.of(2020, 2, 2))).extracting(Pack.Channel::code)
        .containsExactly("ALIPAY");
    assertThat(pack.form().fields()).hasSize(5);
    assertThat(pack.firstStage(Stage.Fulfilment.class).courier().partners()).extracting(Stage.Partner::courier)
        .containsExactly("eleme", "danniao");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
    // what the file says | what it should not say instead | the line, and what is said about it
    "limits: {grantEveryDays: 10, forfeitCounts: false} | limits: {grantEveryDays: 10, forfeitCounts: false, max: 1} | unknown key 'max'",
    "limits: {grantEveryDays: 10, forfeitCounts: false} | limits: {grantEveryDays: ten, forfeitCounts: false} | 'grantEveryDays' must be a whole number from 0 to 3650",
    "limits: {grantEveryDays: 10, forfeitCounts: false} | limits: {grantEveryDays: 10} | 'forfeitCounts' is missing",
    "limits: {grantEveryDays: 10, forfeitCounts: false} | limits: [10] | 'limits' must be a mapping",
    "limits: {grantEveryDays: 10, forfeitCounts: false} | limits: {grantEveryDays: 10, forfeitCounts: false, again: MAYBE} | 'again' must be one of REFUSE, LAST_WINS",
    "addressAcceptFrom: 45 | serves: [\"310104\"] | 'serves' has 310104, which is not in 330100",
    "addressAcceptFrom: 45 | serves: [\"330106\", \"330106\"] | 'serves' has '330106' twice",
    "addressAcceptFrom: 45 | serves: [\"3301\"] | 'serves' must be a district of six or a street of nine digits",
    "registration: [\"19:30-24:00\"] | registration: [\"19:30-24:00\", \"08:00-19:31\"] | 'registration' overlaps with the window in line 24",
    "registration: [\"19:30-24:00\"] | registration: [\"19:30-02:00\", \"01:59-03:00\"] | 'registration' overlaps with the window in line 24",
    "registration: [\"19:30-24:00\"] | registration: [\"25:00-26:00\"] | 'registration' must be hours such as 09:30-24:00",
    "maintenance: [] | maintenance: [\"19:00-24:00\"] | maintenance leaves no time to register",
    "maintenance: [] | closedOn: [2020-02-08, 2020-02-08] | 'closedOn' names 2020-02-08 twice",
    "maintenance: [] | closedOn: [2020-02-30] | a date such as 2020-02-08",
    "from: 2020-02-02 | from: 2020-02-30 | 'from' must be a date such as 2020-02-01",
    "documents: [RESIDENT_ID] | documents: [RESIDENT_ID, PASSPORT] | 'documents' must be one of RESIDENT_ID,",
    "mode: COURIER | mode: PICKUP | mode PICKUP has no rules: 'pickup' is missing",
    "{courier: danniao, dailyLimit: 20000} | {courier: eleme, dailyLimit: 20000} | partner 'eleme' is named twice",
    "{courier: danniao, dailyLimit: 20000} | {courier: danniao, districts: [\"440106\"], dailyLimit: 9} | 'districts' must be a county code",
    "stage: first-come | stage: lottery-by-hand | unknown stage 'lottery-by-hand'",
    "pool: CITY | pool: OUTLET | a pool by outlet needs the form's field 'outletId'",
    "whenSoldOut: OFFER_WANT | whenSoldOut: REFUSE | 'restock' has no effect where 'whenSoldOut' is REFUSE",
    "timezone: Asia/Shanghai | timezone: Asia/Hangzhou | 'timezone' must be a time zone such as Asia/Shanghai",
    "GRANTED: {template: granted, urgent: true} | GIVEN: {template: granted, urgent: true} | unknown key 'GIVEN'",
    "GRANTED: {template: granted, urgent: true} | GRANTED: {template: granted, urgent: true, by: COMMITTEE} | a notice by the committee needs the form's field 'committee'",
    "GRANTED: {template: granted, urgent: true} | GRANTED: {template: granted, urgent: true, by: PIGEON} | 'by' must be one of MESSAGE, COMMITTEE",
    "version: 1 | version: 0 | 'version' must be a whole number from 1 to 1000000",
    "version: 1 | version: [1 | not YAML",
  })
  void tells_the_line_of_what_is_wrong(String right, String wrong, String reason) {
    int line = lineOf(HANGZHOU, right);
    var invalid = invalid(HANGZHOU.replace(right, wrong));
    assertThat(invalid.findings())
        .as(invalid.getMessage())
        .anySatisfy(
            finding -> {
              assertThat(finding.reason()).contains(reason);
              assertThat(finding.line()).isBetween(line - 5, line + 1);
            });
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    // what the file says | what it should not say instead | what is said about it
    "availableAt: \"09:00\" | availableAt: \"21:25\" | the beacon can be known (21:25 on the day before) before the list's root must be published (22:30 on the day before)",
    "availableAt: \"09:00\" | availableAt: \"10:00\" | the beacon can be known (10:00 on the day before)",
    "rootBy: \"22:30\" | rootBy: \"09:00\" | the beacon can be known (09:00 on the day of the draw)",
    "freezesAt: \"22:05\" | freezesAt: \"22:30\" | the list must be frozen (22:30 on the day before) before its root",
    "freezesAt: \"22:05\" | freezesAt: \"08:00\" | the list must be frozen (08:00 on the day of the draw) before its root",
    "source: PUBLIC_LOTTERY | source: RECORDED | source RECORDED is for simulations",
    "source: PUBLIC_LOTTERY | source: DRAND_QUICKNET | 'draws' has no effect where 'source' is DRAND_QUICKNET",
    ", draws: [排列5, 福彩3D]} | } | source PUBLIC_LOTTERY needs the names of its 'draws'",
    "[排列5, 福彩3D] | [排列5, 排列5] | 'draws' names a draw twice",
    "percent: 10 | percent: 101 | 'percent' must be a whole number from 1 to 100",
    "minAge: 60} | minAge: 60}@      - {name: MINORS, percent: 91, minAge: 1} | the reserves take 101 % of a pool together",
    "minAge: 60} | minAge: 60}@      - {name: ELDERLY, percent: 1, minAge: 70} | reserve 'ELDERLY' is named twice",
    "name: ELDERLY | name: OPEN | a reserve cannot be named OPEN",
    ", minAge: 60 | ~ | a reserve needs a group",
    "pool: OUTLET | pool: DISTRICT | 'choicesMax' above 1 needs a pool by outlet",
    "choicesMax: 3 | choicesMax: 1 | the form asks for 'alternatives', but 'choicesMax' is 1",
    "fields: [outletId, alternatives, | fields: [outletId, | 'choicesMax' above 1 needs the form's field 'alternatives'",
    "fallbackHours: 12 | fallbackHours: 0 | 'fallbackHours' must be a whole number from 1",
    "substituteHours: 72 | substituteHours: 12 | 'substituteHours' must be 0 (no substitutes) or more than 'fallbackHours'",
    "substituteHours: 72 | substituteHours: 37 | 'substituteHours' ends before the winners' pick-up does",
    "tickets: {perLoss: 1, max: 16} | tickets: {perLoss: 1, max: 1} | with 'max' 1 a lost draw gives no ticket more",
    "openFirst: false | openFirst: false@    timeoutHours: 46 | 'timeoutHours' would end cases before their first draw",
    "openFirst: false | openFirst: false@    carryOver: false | with 'carryOver: false' nobody loses twice with one registration",
    "openFirst: false | openFirst: false@    pauseDraws: 0 | 'pauseDraws' must be a whole number from 1",
    "everyDays: 1 | everyDays: 0 | 'everyDays' must be a whole number from 1",
    "recheckAtFreeze: true | recheckAtFreeze: true@    timeoutHours: 24 | eligibility has no 'timeoutHours'",
    "anyOf: [[HOUSEHOLD_REGISTER], [SOCIAL_INSURANCE]] | anyOf: [] | 'anyOf' needs at least one way",
    "anyOf: [[HOUSEHOLD_REGISTER], [SOCIAL_INSURANCE]] | anyOf: [[]] | a way without facts would make everybody eligible",
    "anyOf: [[HOUSEHOLD_REGISTER], [SOCIAL_INSURANCE]] | anyOf: [HOUSEHOLD_REGISTER] | each of 'anyOf' must be a list",
    "[[HOUSEHOLD_REGISTER], [SOCIAL_INSURANCE]] | [[TAXES]] | 'anyOf' must be a fact: HOUSEHOLD_REGISTER",
    "[[HOUSEHOLD_REGISTER], [SOCIAL_INSURANCE]] | [[{fact: SOCIAL_INSURANCE, area: \"359900\"}]] | 'area' must be a division code",
    "[[HOUSEHOLD_REGISTER], [SOCIAL_INSURANCE]] | [[HARDSHIP], [HARDSHIP, SOCIAL_INSURANCE]] | this way has no effect: an earlier one asks for less",
    "factsValidHours: 168 | area: \"35\"@    factsValidHours: 168 | 'area' must be a division code",
  })
  void tells_what_no_draw_can_mean(String right, String wrong, String reason) {
    assertThat(XIAMEN).contains(right);
    var invalid = invalid(XIAMEN.replace(right, wrong.equals("~") ? "" : wrong.replace("@", "\n")));
    assertThat(invalid.findings()).as(invalid.getMessage()).anySatisfy(
        finding -> assertThat(finding.reason()).contains(reason));
  }

  @Test
  void losers_are_carried_over_and_winners_come_again_unless_the_pack_says_otherwise() throws InvalidPack {
    assertThat(PackYaml.parse(XIAMEN).firstStage(Stage.Lottery.class).endsLosers()).isFalse();
    var once =
        XIAMEN.replace("openFirst: false", "openFirst: false\n    carryOver: false\n    pauseDraws: 3")
            .replace("tickets: {perLoss: 1, max: 16}", "tickets: {perLoss: 0, max: 1}");
    var lottery = PackYaml.parse(once).firstStage(Stage.Lottery.class);
    assertThat(lottery.endsLosers()).isTrue();
    assertThat(lottery.pauseDraws()).isEqualTo(3);
  }

  @Test
  void the_line_of_a_beacon_that_comes_too_early_is_exact() {
    var broken = XIAMEN.replace("availableAt: \"09:00\"", "availableAt: \"21:25\"");
    assertThat(invalid(broken).findings()).singleElement()
        .satisfies(finding -> assertThat(finding.line()).isEqualTo(lineOf(XIAMEN, "beacon: {")));
  }

  @Test
  void eligibility_comes_before_the_allotment_and_once() {
    var eligibility = XIAMEN.substring(XIAMEN.indexOf("  - stage: eligibility"), XIAMEN.indexOf("  # X7"));
    var late = XIAMEN.replace(eligibility, "").replace("  # X8", eligibility + "  # X8");
    assertThat(invalid(late).getMessage()).contains("eligibility must be asked before the allotment");
    var twice = XIAMEN.replace("  # X7", eligibility + "  # X7");
    assertThat(invalid(twice).getMessage()).contains("eligibility is asked twice");
    var idle = HANGZHOU.replace("stages:\n", "stages:\n" + eligibility);
    assertThat(invalid(idle).getMessage()).contains("'recheckAtFreeze' has no effect without a lottery");
  }

  @Row({"X1", "X8"})
  @Test
  void reads_what_xiamen_says() throws InvalidPack {
    var pack = PackYaml.parse(XIAMEN);
    var lottery = pack.firstStage(Stage.Lottery.class);
    assertThat(lottery.draw().beacon().draws()).containsExactly("排列5", "福彩3D");
    assertThat(lottery.reserves()).containsExactly(new Stage.Reserve("ELDERLY", 10, 60, null));
    var eligibility = pack.firstStage(Stage.Eligibility.class);
    assertThat(eligibility.anyOf()).containsExactly(
        new Stage.Way(List.of(new Stage.Attested(Stage.Fact.HOUSEHOLD_REGISTER, "350200"))),
        new Stage.Way(List.of(new Stage.Attested(Stage.Fact.SOCIAL_INSURANCE, "350200"))));
    assertThat(pack.firstStage(Stage.Fulfilment.class).pickup())
        .isEqualTo(new Stage.PickupRules(1, LocalTime.of(8, 0), LocalTime.of(22, 0), 1));
  }

  @Row("G1")
  @Test
  void reads_what_guangzhou_says() throws InvalidPack {
    var pack = PackYaml.parse(GUANGZHOU);
    assertThat(pack.channels()).extracting(Pack.Channel::code).containsExactly("WECHAT_MINI");
    assertThat(pack.parties().getFirst().role()).isEqualTo(Pack.Role.SPONSOR);
    assertThat(pack.parties().getFirst().names()).containsEntry("zh-CN", "广州市政务服务数据管理局");
    assertThat(pack.firstStage(Stage.HealthPrecheck.class).gate()).isTrue();
    assertThat(pack.firstStage(Stage.FirstCome.class).pool()).isEqualTo(Stage.PoolScope.OUTLET_SKU_SLOT);
  }

  /** The four models of the article: city and state company, insurer and partners, civil affairs and shops, service bureau. */
  @Row("M9")
  @ParameterizedTest
  @CsvSource({
    "xiamen, SPONSOR OPERATOR SUPPLIER NOTARY",
    "hangzhou, SPONSOR TECHNOLOGY LOGISTICS LOGISTICS",
    "pudong, SPONSOR COMMITTEE SUPPLIER",
    "guangzhou, SPONSOR SUPPLIER LOGISTICS LOGISTICS",
  })
  void who_leads_and_who_takes_part_is_configuration(String city, String roles) throws InvalidPack {
    assertThat(PackYaml.parse(file(city)).parties()).extracting(party -> party.role().name())
        .containsExactly(roles.split(" "));
  }

  /** 全流程免费, 自助购买但快递免费, 在线预约和线下自取. */
  @Row({"G5", "H3", "M16"})
  @ParameterizedTest
  @CsvSource({"hangzhou, FREE, COURIER", "guangzhou, ONLINE, PICKUP COURIER", "xiamen, AT_PICKUP, PICKUP"})
  void goods_are_free_or_paid_online_or_at_the_counter_and_nobody_pays_for_shipping(
      String city, Pack.GoodsPaid goods, String modes) throws InvalidPack {
    var pack = PackYaml.parse(file(city));
    assertThat(pack.payment()).isEqualTo(new Pack.Payment(goods, 0));
    assertThat(pack.firstStage(Stage.Fulfilment.class).modes()).extracting(mode -> mode.mode().name())
        .containsExactly(modes.split(" "));
  }

  @Test
  void the_facts_of_reserves_are_asked_of_everybody_whether_or_not_they_make_eligible() throws InvalidPack {
    assertThat(PackYaml.parse(XIAMEN).firstStage(Stage.Eligibility.class).besides()).isEmpty();
    var pack = PackYaml.parse(
        XIAMEN.replace(
            "percent: 10, minAge: 60}",
            "percent: 10, fact: HARDSHIP}\n      - {name: INSURED, percent: 5, fact: SOCIAL_INSURANCE}"));
    assertThat(pack.firstStage(Stage.Eligibility.class).besides())
        .containsExactly(new Stage.Attested(Stage.Fact.HARDSHIP, "350200"), new Stage.Attested(Stage.Fact.SOCIAL_INSURANCE, "350200"));
    assertThat(pack.firstStage(Stage.Eligibility.class).anyOf()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "{name: OLD, percent: 10} | a reserve needs a group: 'minAge', 'fact' or 'listed: true'",
    "{name: LIST, percent: 10, listed: false} | a reserve needs a group",
    "{name: LIST, percent: 10, listed: true} | reserve 'LIST' is for those on a list, but the channel ENTITLEMENT_LIST",
    "{name: LIST, percent: 10, listed: true, minAge: 60} | 'listed' is a group of its own",
    "{name: POOR, percent: 10, fact: HARDSHIP} | reserve 'POOR' goes by HARDSHIP, for which no register is asked: there is no stage 'eligibility'",
    "{name: OLD, percent: 60, minAge: 60}, {name: OLDER, percent: 41, minAge: 70} | the reserves take 101 % of a pool together",
    "{name: OPEN, percent: 10, minAge: 60} | a reserve cannot be named OPEN",
  })
  void tells_the_line_of_a_reserve_that_cannot_be_kept(String reserves, String reason) {
    int stage = lineOf(HANGZHOU, "- stage: first-come");
    int pool = lineOf(HANGZHOU, "pool: CITY");
    var numbers =
        HANGZHOU.replace("stage: first-come", "stage: committee-order").replace("    whenSoldOut: OFFER_WANT\n", "")
            .replace("    restock: EARLIEST_FIRST\n", "").replace("    wantTtlHours: 72\n", "");
    for (String pack : List.of(HANGZHOU, numbers)) {
      var invalid = invalid(pack.replace("pool: CITY", "pool: CITY\n    reserves: [" + reserves + "]"));
      assertThat(invalid.findings()).as(invalid.getMessage()).anySatisfy(
          finding -> {
            assertThat(finding.reason()).contains(reason);
            assertThat(finding.line()).isIn(stage, pool + 1);
          });
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "hangzhou | channel: ALIPAY | channel: SMS_UPLINK | channels: | nobody can register by SMS_UPLINK: the form asks for 'address', which no short message tells",
    "xiamen | channel: APP | channel: SMS_UPLINK | channels: | nobody can register by SMS_UPLINK: the form asks for 'outletId' and 'alternatives' and 'address', which no short message tells",
    "hangzhou | registration: [\"19:30-24:00\"] | registration: [\"06:00-06:00\"] | registration: | 'registration' has 06:00-06:00, which ends where it begins; the whole day is 00:00-24:00",
    "hangzhou | goods: FREE | goods: AT_PICKUP | payment: | 'goods' is AT_PICKUP: no mode is PICKUP, so there is no counter at which to pay",
    "xiamen | goods: AT_PICKUP | goods: ON_DELIVERY | payment: | 'goods' is ON_DELIVERY: nobody brings the goods to the door",
  })
  void a_new_pack_that_could_be_read_and_would_help_nobody_is_refused_and_a_published_one_stays_readable(
      String city, String right, String wrong, String at, String reason) throws InvalidPack {
    String yaml = file(city);
    assertThat(yaml).contains(right);
    String helpless = yaml.replace(right, wrong);
    var invalid = catchThrowableOfType(InvalidPack.class, () -> PackYaml.parse(helpless, PackYaml.Surroundings.UNKNOWN));
    assertThat(invalid.findings()).singleElement().satisfies(
        finding -> {
          assertThat(finding.reason()).isEqualTo(reason);
          assertThat(finding.line()).isEqualTo(lineOf(yaml, at));
        });
    assertThat(PackYaml.parse(helpless).name()).isEqualTo(city);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hangzhou", "guangzhou", "xiamen", "shanghai", "pudong", "xuhui", "chengdu", "fuzhou", "guiyang", "suzhou", "zhengzhou"})
  void the_packs_that_come_with_the_suite_could_be_published_today(String pack) throws InvalidPack {
    assertThat(PackYaml.parse(file(pack), PackYaml.Surroundings.UNKNOWN).name()).isEqualTo(pack);
  }

  @Test
  void reads_what_is_kept_for_groups_of_every_kind() throws InvalidPack {
    var reserves = "reserves: [{name: LIST, percent: 10, listed: true}, {name: ELDERLY, percent: 20, minAge: 60}]";
    var pack = PackYaml.parse(
        HANGZHOU.replace("pool: CITY", "pool: CITY\n    " + reserves)
            .replace("channels:\n", "channels:\n  - {channel: ENTITLEMENT_LIST, names: {zh-CN: 名单直发, en: By list}}\n"));
    assertThat(pack.firstStage(Stage.FirstCome.class).kept()).containsExactly(
        new Stage.Reserve("LIST", 10, null, null, true), new Stage.Reserve("ELDERLY", 20, 60, null));
    assertThat(PackYaml.parse(HANGZHOU).firstStage(Stage.FirstCome.class).kept()).isEmpty();
  }

  @Test
  void the_line_is_exact() {
    var broken = HANGZHOU.replace("  maintenance: []", "  maintenance: []\n  holidays: []");
    assertThat(invalid(broken).findings()).extracting(InvalidPack.Finding::toString)
        .containsExactly(lineOf(HANGZHOU,
            "  maintenance: []") + 1 + ": unknown key 'holidays'; known here: registration, maintenance, closedOn");
  }

  @Test
  void a_missing_part_is_named_once_and_not_all_that_would_stand_in_it() {
    assertThat(invalid("pack: x").findings()).extracting(InvalidPack.Finding::reason)
        .contains("'form' is missing", "'windows' is missing", "'limits' is missing")
        .doesNotContain("'flow' is missing", "at least one registration window is needed", "'grantEveryDays' is missing");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "timezone: Asia/Shanghai | timezone：Asia/Shanghai | not YAML: could not find expected ':'; this line has full-width punctuation, where YAML wants ':' and ','",
    "[\"19:30-24:00\"] | [“19：30－24：00”] | 'registration' must be hours such as 09:30-24:00; it is '“19：30－24：00”', with full-width punctuation",
    "[\"19:30-24:00\"] | \"19:30-24:00\" | 'registration' must be a list",
    "documents: [RESIDENT_ID] | documents: [RESIDENT_IDS] | 'documents' must be one of RESIDENT_ID, HMT_RESIDENCE, FPR_2017, FPR_2023, HM_PERMIT, TW_PERMIT, PASSPORT_CN, PASSPORT_FOREIGN, MILITARY; it is 'RESIDENT_IDS'",
    "- mode: COURIER | - COURIER | each of 'modes' must be a mapping",
    "version: 1 | version: [1] | 'version' must be a whole number from 1 to 1000000; it is a list",
  })
  void what_stands_there_instead_is_shown_and_nothing_else_is_missing_for_it(String right, String wrong, String reason) {
    var findings = invalid(HANGZHOU.replace(right, wrong)).findings();
    assertThat(findings).singleElement().satisfies(
        finding -> {
          assertThat(finding.reason()).isEqualTo(reason);
          assertThat(finding.line()).isEqualTo(lineOf(HANGZHOU, right));
        });
    assertThat(invalid("- a\n- list").findings()).extracting(InvalidPack.Finding::reason).containsExactly("a pack must be a mapping");
    assertThat(invalid(XIAMEN.replace("[[HOUSEHOLD_REGISTER], [SOCIAL_INSURANCE]]", "[[HUKOU], [SOCIAL_INSURANCE]]")).findings())
        .hasSize(1);
  }

  @Test
  void a_reason_may_have_a_notice_of_its_own() throws InvalidPack {
    var refused = PackYaml.parse(HANGZHOU).notices().get(CaseStatus.REFUSED);
    assertThat(refused.template("SOLD_OUT")).isEqualTo("sold-out");
    assertThat(refused.template("OTHER")).isEqualTo("refused");
    assertThat(refused.template(null)).isEqualTo("refused");
    assertThat(invalid(HANGZHOU.replace("SOLD_OUT: sold-out", "SOLD_OUT: Sold out!")).getMessage())
        .contains("'SOLD_OUT' must be a template code");
  }

  @Test
  void the_same_channel_cannot_be_open_twice_on_a_day() {
    var broken = HANGZHOU.replace("channel: ALIPAY\n    from: 2020-02-02", "channel: WECHAT_H5\n    from: 2020-02-01");
    assertThat(invalid(broken).findings()).hasSize(1).first().asString()
        .contains("channel WECHAT_H5 overlaps with its days in line " + lineOf(HANGZHOU, "- channel: WECHAT_H5"));
  }

  @Test
  void all_findings_come_at_once_in_line_order() {
    var broken = HANGZHOU.replace("version: 1", "version: one").replace("pool: CITY", "pool: TOWN")
        .replace("flow: AREA_ONLY", "flow: NONE");
    assertThat(invalid(broken).findings()).hasSize(3)
        .isSortedAccordingTo((a, b) -> Integer.compare(a.line(), b.line()));
  }

  @Test
  void a_gate_stands_before_everything_else() {
    var stages = GUANGZHOU.substring(GUANGZHOU.indexOf("  - stage: first-come"),
        GUANGZHOU.indexOf("  - stage: fulfilment"));
    var broken = GUANGZHOU.replace(stages, "").replace("  # a symptom turns", stages + "  # a symptom turns");
    assertThat(invalid(broken).getMessage()).contains("its stage must be the first");
  }

  @Test
  void goods_are_allotted_once() {
    var stage = HANGZHOU.substring(HANGZHOU.indexOf("  - stage: first-come"),
        HANGZHOU.indexOf("  - stage: fulfilment"));
    assertThat(invalid(HANGZHOU.replace(stage, stage + stage)).getMessage()).contains("a second allotment");
  }

  @Test
  void a_symptom_can_only_turn_to_delivery_where_somebody_delivers() {
    var start = GUANGZHOU.indexOf("    courier:\n");
    var end = GUANGZHOU.indexOf("    pickup:\n");
    var broken = (GUANGZHOU.substring(0, start) + GUANGZHOU.substring(end)).replace("      - mode: COURIER\n", "");
    assertThat(invalid(broken).getMessage()).contains("'onSymptom: DELIVER' needs a fulfilment by courier");
  }

  @Test
  void days_without_any_mode_are_found() {
    var gap = GUANGZHOU.replace("      - mode: PICKUP\n      - mode: COURIER\n",
        "      - {mode: PICKUP, until: 2020-02-05}\n      - {mode: COURIER, from: 2020-02-06}\n");
    assertThat(invalid(gap).getMessage()).contains("no mode is open on 2020-02-05");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "just a text", "- a\n- list", "a: &x [*x]", "\u0000", "? {a: b}\n: c",
      "pack: !!java.net.URL [http://x]"})
  void hostile_files_are_just_invalid(String yaml) {
    assertThat(invalid(yaml).findings()).isNotEmpty();
  }

  private static InvalidPack invalid(String yaml) {
    var invalid = catchThrowableOfType(InvalidPack.class, () -> PackYaml.parse(yaml));
    assertThat(invalid).as("must be refused").isNotNull();
    return invalid;
  }

  private static int lineOf(String yaml, String part) {
    int index = yaml.indexOf(part);
    assertThat(index).as("'%s' is in the file", part).isNotNegative();
    return 1 + (int) yaml.substring(0, index).lines().count() - (yaml.charAt(index - 1) == '\n' ? 0 : 1);
  }

  private static String file(String pack) {
    try (var in = PackYamlSpec.class.getResourceAsStream("/packs/" + pack + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
