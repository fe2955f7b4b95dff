package org.fairlot.local.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Form;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.local.explain.StageTold.Exit;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PackExplanationSpec {

  @Test
  void hangzhou_in_english() {
    assertThat(new PackExplanation(pack("hangzhou"), Language.EN).text()).contains(
        "Hangzhou mask reservation (hangzhou version 1, 杭州市 330100, Asia/Shanghai)",
        "sponsor: Hangzhou Healthcare Security Administration",
        "Daily 19:30–24:00.",
        "WeChat (WECHAT_H5), no more from 2020-02-02 on",
        "Alipay (ALIPAY), from 2020-02-02 on",
        "One case per person at a time; of another registration: it is refused, and the live one is named.",
        "After a grant not again for 10 days, a forfeited one does not count.",
        "Fields: name, document number, mobile number, district, address.",
        "Goods: free; no charge for shipping.",
        "1. First come, first served",
        "Pools of supply: one for the city; 1 unit a case.",
        "→ REFUSED: sold out and no want left, SOLD_OUT",
        "→ REFUSED: nothing came within 72 hours, WANT_EXPIRED",
        "eleme (the whole city, 20000 parcels a day), danniao (the whole city, 20000 parcels a day)",
        "A parcel not accepted within 15 minutes goes to the next one; after 3 in a row a courier gets nothing for 30 minutes.",
        "REFUSED (Refused): refused, SOLD_OUT → sold-out, WANT_EXPIRED → sold-out, by message",
        "GRANTED (Units are held for the case): granted, by message, at night too");
  }

  @Test
  void a_pack_for_a_part_of_a_city_says_for_whom() throws IOException, InvalidPack {
    var yaml = Files.readString(Path.of("../contracts/src/main/resources/packs/hangzhou.yaml"))
        .replace("  addressAcceptFrom: 45", "  addressAcceptFrom: 45\n  serves: [\"330106\"]")
        .replace("forfeitCounts: false}", "forfeitCounts: false, again: LAST_WINS}");
    assertThat(new PackExplanation(PackYaml.parse(yaml), Language.EN).text()).contains(
        "For those who live in: 西湖区 330106.",
        "of another registration: it is an edit of the live one, as long as that can be edited.");
  }

  @Test
  void guangzhou_in_chinese() {
    assertThat(new PackExplanation(pack("guangzhou"), Language.ZH).text()).contains(
        "广州穗康口罩预约（guangzhou 第 1 版，广州市 440100，Asia/Shanghai）",
        "登记之前须先申报健康状况。", "申报 72 小时 内有效。", "有症状者改为快递到家，不影响分配。",
        "→ REFUSED：24 小时 内无结果，STAGE_TIMED_OUT",
        "货池：每网点、商品和到店时段一个；每件 1 份。", "领取方式：到店自取、快递。",
        "自取：分配后第 1 天起，每天 09:00–21:00，共 2 天。", "→ FORFEITED：过期未取，NOT_COLLECTED",
        "READY_FOR_PICKUP 待自取：ready-for-pickup，短信，夜间也发");
  }

  @Test
  void a_draw_is_told_with_its_hours_and_what_changes_who_wins() {
    assertThat(new PackExplanation(pack("xiamen"), Language.EN).text()).contains(
        "Not during maintenance, 22:00–24:00.",
        "in the household register of the area: 厦门市 350200; or pays social insurance there: 厦门市 350200.",
        "Up to 3 outlets are ranked.", "Drawn daily at 09:00.",
        "The list is frozen at 22:05 of the day before and its root published by 22:30 of the day before;"
            + " the seed comes of numbers of public lotteries (排列5, 福彩3D), not known before 09:00.",
        "a share withheld is replaced by the beacon of 12 hours later.",
        "For 72 hours what is forfeited goes to the next in the order.",
        "Each lost draw adds 1 to the one ticket that everybody has, up to 16.", "Of one household 1 may win in a draw at the most.",
        "10 % of each pool are kept for those of 60 and older (ELDERLY).",
        "The reserves are served first, then the open part.", "Who is not drawn stays in for the next draw.");
  }

  @Test
  void shanghais_committees_in_both_languages() {
    assertThat(new PackExplanation(pack("shanghai"), Language.EN).text()).contains(
        "One dwelling, by its door, may have 1 at a time.", "→ REFUSED: one more, HOUSEHOLD_LIMIT",
        "The committee decides within 24 hours.", "waits for the next draw or supply",
        "A refusal can be appealed against for 48 hours.", "A committee without one waits for an operator.",
        "Pools of supply: one per committee; 1 unit a case.", "GRANTED (Units are held for the case): granted, told by the committee");
    assertThat(new PackExplanation(pack("shanghai"), Language.ZH).text()).contains(
        "居委会在 24 小时 内审核。", "逾期未审的留待下一批。", "当日到货依号满足", "granted，居委会电话或上门，夜间也发");
  }

  private static Stream<String> cities() throws IOException {
    try (var files = Files.list(Path.of("../contracts/src/main/resources/packs"))) {
      return files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cities")
  void every_pack_is_told_whole_in_both_languages(String city) {
    var pack = pack(city);
    for (Language language : Language.values()) {
      var explanation = new PackExplanation(pack, language);
      assertThat(explanation.text()).doesNotContain("null").doesNotContainPattern("%[sd]");
      assertThat(explanation.stages()).hasSameSizeAs(pack.steps())
          .allSatisfy(stage -> assertThat(stage.sentences()).isNotEmpty());
      pack.notices().keySet().forEach(status -> assertThat(explanation.text()).contains(status.name()));
      for (Diagram diagram : Diagram.values()) {
        var drawn = diagram.of(pack, language);
        explanation.stages().forEach(
            stage -> {
              assertThat(drawn).contains(stage.name());
              stage.exits().forEach(exit -> assertThat(drawn).contains(exit.when()));
            });
      }
    }
  }

  @Test
  void what_no_pack_of_the_suite_has_is_told_as_well() {
    var words = new StageWords(Language.EN, new Words(Language.EN));
    assertThat(words.tell(new Pack.Step(new Stage.Confirmation(1), null))).satisfies(
        told -> {
          assertThat(told.sentences()).containsExactly("The citizen confirms within 1 hour that the goods are still wanted.");
          assertThat(told.exits()).containsExactly(new Exit(CaseOutcome.FORFEITED, "not confirmed, NOT_CONFIRMED"));
        });
    var fulfilment =
        new Stage.Fulfilment(
            List.of(new Stage.DatedMode(Stage.Mode.COMMITTEE, null, null)), null, null, new Stage.CommitteeRules(3, 2));
    assertThat(words.tell(new Pack.Step(fulfilment, null)).sentences()).containsExactly(
        "Ways of hand-over: brought to the door by the committee.",
        "The committee brings it to the door within 3 days, in up to 2 visits.");
    var review = new Stage.CommitteeReview(24, Stage.AtDeadline.EXCLUDE, 0);
    assertThat(words.tell(new Pack.Step(review, null)).exits()).extracting(Exit::when)
        .containsExactly("the committee refuses", "nobody looked in time, REVIEW_DEADLINE");
    var kept = List.of(
        new Stage.Reserve("ELDERLY", 20, 60, null), new Stage.Reserve("LISTED", 10, null, null, true),
        new Stage.Reserve("POOR", 5, 65, Stage.Fact.HARDSHIP));
    assertThat(words.tell(new Pack.Step(new Stage.CommitteeOrder(Stage.PoolScope.CITY, 1, kept), null)).sentences()).contains(
        "Of every batch 20 % are kept for those of 60 and older (ELDERLY).",
        "Of every batch 10 % are kept for those on a list, who need not apply (LISTED).",
        "Of every batch 5 % are kept for those of 65 and older, of whom a register attests: on the list of those in hardship there (POOR).",
        "Who belongs to a group is served from its part first, then from the open part; others from that alone.");
    var xiamens = pack("xiamen").firstStage(Stage.Lottery.class);
    var early = new PackExplanation(pack("xiamen", yaml -> yaml.replace("at: \"09:00\"", "at: \"10:00\"")), Language.EN).text();
    assertThat(early).contains("Drawn daily at 10:00.", "It is drawn as soon as the seed is known, that is at 09:00 at the earliest.");
    var once =
        new Stage.Lottery(
            xiamens.pool(), 1, 1, xiamens.draw(), new Stage.Tickets(0, 1), 0, List.of(), false, false, 3);
    assertThat(words.tell(new Pack.Step(once, null))).satisfies(
        told -> {
          assertThat(told.sentences()).contains("Everybody has one ticket.", "A registration takes part in one draw.");
          assertThat(told.exits()).extracting(Exit::when)
              .containsExactly("not drawn, NOT_DRAWN", "won one of the last draws, WON_RECENTLY");
        });
  }

  @Test
  void the_flowchart_of_hangzhou() {
    assertThat(Diagram.MERMAID.of(pack("hangzhou"), Language.EN)).isEqualTo(
        """
        flowchart TD
          start(["Registration 19:30–24:00"]) --> s1
          s1["1. First come, first served"] --> s2
          s1 -. "sold out and no want left, SOLD_OUT" .-> REFUSED
          s1 -. "nothing came within 72 hours, WANT_EXPIRED" .-> REFUSED
          s2["2. Hand-over"] --> FULFILLED
          s2 -. "the address cannot be served or is not corrected, or 3 attempts failed" .-> FORFEITED
          FULFILLED([FULFILLED])
          REFUSED([REFUSED])
          FORFEITED([FORFEITED])
        """);
  }

  @Test
  void the_boxes_of_shanghai_in_chinese() {
    assertThat(Diagram.TEXT.of(pack("shanghai"), Language.ZH)).isEqualTo(
        """
        ┌──────────────────┐
        │ 登记 08:30–17:00 │
        └──┬───────────────┘
           ▼
        ┌──────────────────┐
        │ 1. 限购核对      │
        └──┬───────────────┘
           ├──▶ REFUSED: 超出，HOUSEHOLD_LIMIT
           ▼
        ┌──────────────────┐
        │ 2. 居委会审核    │
        └──┬───────────────┘
           ├──▶ REFUSED: 居委会不通过
           ▼
        ┌──────────────────┐
        │ 3. 分配网点      │
        └──┬───────────────┘
           ▼
        ┌──────────────────┐
        │ 4. 按号分配      │
        └──┬───────────────┘
           ▼
        ┌──────────────────┐
        │ 5. 领取与配送    │
        └──┬───────────────┘
           ├──▶ FORFEITED: 过期未取，NOT_COLLECTED
           ▼
        ┌──────────────────┐
        │ FULFILLED        │
        └──────────────────┘
        """);
  }

  @ParameterizedTest
  @EnumSource
  void every_word_of_a_pack_has_a_meaning_in_each_language(Language language) {
    var words = new Words(language);
    meant(Pack.Role.values(), words::of);
    meant(Pack.GoodsPaid.values(), words::of);
    meant(Pack.Again.values(), words::of);
    meant(Form.Flow.values(), words::of);
    meant(DocumentType.values(), words::of);
    meant(Stage.Fact.values(), words::of);
    meant(Stage.PoolScope.values(), words::of);
    meant(Stage.Mode.values(), words::of);
    meant(CaseStatus.values(), words::of);
    assertThat(Form.Field.values()).allSatisfy(
        field -> assertThat(new Words(Language.ZH).of(field)).isNotEqualTo(field.wireName()).doesNotContainPattern("[a-z]"));
    assertThat(Stream.of(Stage.BeaconSource.values()).filter(source -> source != Stage.BeaconSource.RECORDED))
        .allSatisfy(source -> assertThat(words.of(source)).isNotEqualTo(source.name()));
  }

  private static <E extends Enum<E>> void meant(E[] all, Function<E, String> word) {
    assertThat(all).allSatisfy(one -> assertThat(word.apply(one)).isNotEqualTo(one.name()));
  }

  private static Pack pack(String city) {
    return pack(city, Function.identity());
  }

  private static Pack pack(String city, Function<String, String> edit) {
    try (var in = PackExplanationSpec.class.getResourceAsStream("/packs/" + city + ".yaml")) {
      return PackYaml.parse(edit.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidPack e) {
      throw new AssertionError(e);
    }
  }
}
