package org.fairlot.registration.committee.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.fairlot.registration.committee.web.Desk.Answer;
import org.fairlot.registration.committee.web.Desk.Sent;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.Tokens;
import org.htmlunit.html.DomElement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The committees' page by itself: what it does when the server, the network or a neighbour's name is not as one would wish. */
@Row("S7")
class ConsoleTest {

  private static final String HERE = "310115004001";
  private static final String HOSTILE = "<img src=x onerror=document.title=1>";

  private final Desk desk = new Desk();
  private Console console;
  private int asked;

  @BeforeEach
  void a_worker_sits_down() throws Exception {
    sitDown("zh-CN");
  }

  private void sitDown(String language) throws Exception {
    console = new Console(language).answeredBy(desk).open("http://city.test/committee.html");
    signIn("li");
  }

  private void signIn(String who) throws Exception {
    console.signIn(Tokens.of("committee", who, HERE)).await("the form", () -> console.focusedId().equals("f-name"));
  }

  @AfterEach
  void and_leaves() {
    console.close();
  }

  private void reviews() throws Exception {
    console.escape().press("2").await("the queue", () -> console.focusedId().equals("row-current"));
  }

  private static Answer results(String... results) {
    return new Answer(200, "{\"recorded\": 1, \"refused\": 0, \"results\": [" + String.join(",", results) + "]}");
  }

  private static String result(String id, String result) {
    return "{\"id\": \"%s\", \"result\": \"%s\"}".formatted(id, result);
  }

  private void awaitSent(String path, int count) {
    console.await(path + " sent", () -> desk.sent(path).size() == count);
  }

  /** What was sent again is the same, under the same key. */
  private void onceAndAgain(String path) {
    assertThat(desk.sent(path).stream().map(Sent::key).distinct()).hasSize(1);
    assertThat(desk.sent(path).stream().map(Sent::body).distinct()).hasSize(1);
  }

  @Test
  void a_decision_can_be_undone_until_it_is_sent() throws Exception {
    reviews();
    console.press("a").awaitText("live", "按 u 撤销");
    assertThat(console.text("outbox")).contains("通过:王小芳").contains("秒后发送");
    console.press("u").awaitText("live", "已撤销");
    assertThat(console.shows("outbox")).isFalse();
    console.press("s");
    assertThat(desk.sent("reviews")).isEmpty();
    console.press("u").awaitText("alert", "没有可以撤销的");
  }

  @Test
  void a_decision_that_nobody_undoes_is_sent_when_its_time_is_up() throws Exception {
    console.close();
    desk.changes(page -> page.replace("HOLD_SECONDS = 8", "HOLD_SECONDS = 0"));
    sitDown("zh-CN");
    reviews();
    desk.answers(results(result("masks.one", "RECORDED")));
    console.press("a").awaitText("live", "已送达 1 条");
    var sent = desk.sent("reviews").getFirst();
    assertThat(sent.body()).isEqualTo("{\"decisions\":[{\"registrationId\":\"masks.one\",\"decision\":\"APPROVE\"}]}");
    assertThat(sent.path()).isEqualTo("/v1/committees/" + HERE + "/reviews");
    assertThat(sent.language()).isEqualTo("zh-CN");
    assertThat(console.shows("none")).as("nobody is left").isTrue();
  }

  @Test
  void the_digit_chooses_the_reason_and_other_needs_words() throws Exception {
    desk.queue(Desk.review("masks.one", "王小芳"), Desk.review("masks.two", "李四"));
    reviews();
    console.press("o").awaitText("live", "已选 2 条").press("r6e").await("the note", () -> console.focusedId().equals("note"));
    console.enter();
    assertThat(console.text("alert")).isEqualTo("请写明原因");
    console.escape().await("back in the list", () -> console.focusedId().equals("row-current"));
    console.press("r4e").press("同一户").enter();
    desk.answers(results(result("masks.one", "RECORDED"), result("masks.two", "RECORDED")));
    console.press("s");
    awaitSent("reviews", 1);
    assertThat(desk.sent("reviews").getFirst().body())
        .contains("\"masks.one\"").contains("\"masks.two\"").contains("\"SAME_HOUSEHOLD\",\"note\":\"同一户\"");
  }

  @Test
  void what_was_not_answered_is_sent_again_under_its_key() throws Exception {
    reviews();
    desk.answers(
        new Answer(0, ""), new Answer(503, "{}"), results(result("masks.one", "PENDING")),
        results(result("masks.one", "RECORDED")));
    console.press("as").awaitText("errands", "连接不上");
    for (int again = 2; again <= 4; again++) {
      console.press("u");
      assertThat(console.text("alert")).as("what may have arrived is not undone").contains("没有可以撤销的");
      console.press("s");
      awaitSent("reviews", again);
      if (again < 4) {
        console.awaitText("errands", "尚未确认");
      }
    }
    console.awaitText("live", "已送达 1 条");
    onceAndAgain("reviews");
  }

  @Test
  void what_is_wrong_with_one_of_a_batch_stands_at_that_one() throws Exception {
    desk.queue(Desk.review("masks.one", "王小芳"), Desk.review("masks.two", "李四"), Desk.review("masks.new", "赵六"));
    reviews();
    desk.answers(
        results(
            result("masks.one", "RECORDED"), "{\"id\": \"masks.two\", \"result\": \"REFUSED\", \"code\": \"SAME_REVIEWER\"}",
            "{\"id\": \"masks.new\", \"result\": \"REFUSED\", \"code\": \"BRAND_NEW\"}"));
    console.press("oas").awaitText("live", "送达 1 条,2 条未被接受");
    assertThat(console.text("rows")).doesNotContain("王小芳").contains("申诉须由另一位工作人员复核").contains("BRAND_NEW");

    desk.answers(
        new Answer(
            422,
            """
            {"title": "有误", "errors": [{"field": "decisions[1].registrationId", "code": "INVALID", "message": "格式不对"}]}"""));
    console.press("oas").awaitText("alert", "有误").awaitText("rows", "格式不对");
    assertThat(console.shows("outbox")).isFalse();
  }

  @Test
  void appeals_stand_first_and_the_others_follow_page_by_page() throws Exception {
    desk.reads("status=appealed",
        """
        {"reviews": [{"registrationId": "masks.old", "stageNo": 1, "why": "HOUSEHOLD_LIMIT", "status": "appealed",
          "askedAt": "2020-02-02T01:00:00Z", "resident": {"name": "赵六"}, "reason": "SAME_HOUSEHOLD", "note": "同一户",
          "decidedBy": "wu", "appeal": "我们是两户"}]}""");
    desk.reads("status=pending&limit=50&cursor=after-one", "{\"reviews\": [" + Desk.review("masks.two", "李四") + "]}");
    desk.reads("status=pending",
        "{\"reviews\": [" + Desk.review("masks.one", "王小芳") + "], \"nextCursor\": \"after-one\"}");
    reviews();
    assertThat(console.text("row-current")).contains("申诉").contains("我们是两户").contains("同户超限")
        .contains("上次不通过:同户已登记 · 同一户 · wu");
    assertThat(console.text("rows")).contains("王小芳").doesNotContain("李四");
    assertThat(console.text("live")).contains("后面还有");
    console.press("n").awaitText("rows", "李四");
    assertThat(console.text("rows")).doesNotContain("王小芳");
    console.press("p").awaitText("rows", "王小芳");
    assertThat(console.text("row-current")).contains("赵六");
  }

  @Test
  void whoever_leaves_is_asked_and_what_is_held_is_sent() throws Exception {
    assertThat(asksBeforeLeaving()).isFalse();
    reviews();
    console.press("a");
    assertThat(asksBeforeLeaving()).isTrue();
    console.script(
        "window.fetch = (path, how) => { window.last = [path, how.method, how.keepalive, how.body].join(' ');"
            + " window.lastKey = how.headers['Idempotency-Key']; return { catch: () => {} }; };"
            + " window.dispatchEvent(new Event('pagehide'));");
    assertThat(console.script("last").toString())
        .isEqualTo("/v1/committees/" + HERE
            + "/reviews POST true {\"decisions\":[{\"registrationId\":\"masks.one\",\"decision\":\"APPROVE\"}]}");
    assertThat(console.script("lastKey").toString()).hasSize(32);
    assertThat(desk.sent("reviews")).as("it is not sent a second time").isEmpty();
  }

  @Test
  void whoever_leaves_a_form_half_filled_is_asked() throws Exception {
    console.press("王");
    assertThat(asksBeforeLeaving()).isTrue();
  }

  private boolean asksBeforeLeaving() {
    return (Boolean) console.script(
        "const leaving" + ++asked + " = new Event('beforeunload', {cancelable: true});"
            + " window.dispatchEvent(leaving" + asked + "); leaving" + asked + ".defaultPrevented");
  }

  @Test
  void a_refusal_is_told_in_the_words_of_the_server() throws Exception {
    for (var words : Map.of("zh", "/messages.properties", "en", "/messages_en.properties").entrySet()) {
      var messages = new Properties();
      try (var file = new InputStreamReader(ConsoleTest.class.getResourceAsStream(words.getValue()), StandardCharsets.UTF_8)) {
        messages.load(file);
      }
      var codes = console.script("Object.keys(WORDS." + words.getKey() + ".code_).join()").toString().split(",");
      assertThat(codes).contains("ALREADY_REVIEWED", "SAME_REVIEWER");
      for (String code : codes) {
        assertThat(console.script("WORDS." + words.getKey() + ".code_." + code))
            .isEqualTo(messages.getProperty("problem." + code));
      }
    }
  }

  @Test
  void a_form_submitted_twice_is_one_registration() throws Exception {
    desk.answers(new Answer(0, ""), new Answer(202, "{\"registrationId\": \"masks.one\", \"status\": \"PENDING\"}"),
        new Answer(201, "{\"registrationId\": \"masks.one\", \"status\": \"REGISTERED\"}"));
    console.press("王小芳").tab().press("310115194912310019").enter().awaitText("alert", "内容已保留");
    assertThat(console.value("f-name")).isEqualTo("王小芳");
    assertThat(console.focusedId()).isEqualTo("submit");
    console.enter();
    awaitSent("registrations", 2);
    console.await("the second answer", () -> console.focusedId().equals("submit") && console.text("alert").contains("内容已保留"));
    console.enter().awaitText("registered", "已登记:王小芳");
    awaitSent("registrations", 3);
    onceAndAgain("registrations");
    assertThat(console.value("f-name")).as("nothing of the citizen is left").isEmpty();
    assertThat(desk.sent("registrations").getFirst().body())
        .isEqualTo("{\"programmeId\":\"masks\",\"name\":\"王小芳\",\"idNumber\":\"310115194912310019\",\"district\":\"310115\"}");
  }

  @Test
  void a_form_that_was_changed_is_another_registration() throws Exception {
    desk.answers(new Answer(0, ""), new Answer(409, "{\"title\": \"您已有一个进行中的预约\"}"));
    console.press("王小芳").enter().awaitText("alert", "内容已保留");
    console.element("f-name").focus();
    console.press("x").enter().awaitText("alert", "您已有一个进行中的预约");
    assertThat(desk.sent("registrations").stream().map(Sent::key).distinct()).hasSize(2);
  }

  @Test
  void who_must_sign_in_again_loses_nothing() throws Exception {
    reviews();
    desk.answers(new Answer(401, "{}"), results(result("masks.one", "RECORDED")));
    console.press("as").await("the sign-in", () -> console.focusedId().equals("token"));
    assertThat(console.text("alert")).contains("登录已过期");
    assertThat(console.number("sessionStorage.length")).isZero();
    console.signIn(Tokens.of("committee", "li", HERE));
    awaitSent("reviews", 2);
    console.await("it is delivered", () -> !console.shows("outbox"));
    onceAndAgain("reviews");

    desk.answers(new Answer(401, "{}"));
    console.press("1").await("the form", () -> console.focusedId().equals("f-name"));
    console.press("李四").enter().await("the sign-in", () -> console.focusedId().equals("token"));
    signIn("li");
    assertThat(console.value("f-name")).isEqualTo("李四");
  }

  @Test
  void nobody_signs_for_another_worker() throws Exception {
    reviews();
    desk.answers(new Answer(401, "{}"));
    console.press("as").await("the sign-in", () -> console.focusedId().equals("token"));
    signIn("wu");
    assertThat(console.text("alert")).isEqualTo("换了工作人员,前一位未发送的 1 项没有发送");
    assertThat(console.shows("outbox")).isFalse();
    assertThat(desk.sent("reviews")).hasSize(1);
  }

  @Test
  void who_signs_out_sends_first_and_leaves_nothing() throws Exception {
    reviews();
    console.press("a");
    console.element("signOut").click();
    assertThat(console.text("alert")).contains("还有未送达的内容");
    console.press("u");
    console.element("signOut").click();
    assertThat(console.focusedId()).isEqualTo("token");
    assertThat(console.page().asXml()).doesNotContain("王小芳");
    assertThat(console.number("sessionStorage.length")).isZero();
  }

  @Test
  void a_hostile_name_is_a_name() throws Exception {
    desk.queue(Desk.review("masks.one", HOSTILE));
    reviews();
    assertThat(console.text("rows")).contains(HOSTILE);
    console.press("a").awaitText("outbox", HOSTILE);
    console.press("u").escape().press("1").await("the form", () -> console.focusedId().equals("f-name"));
    desk.answers(new Answer(422,
        "{\"errors\": [{\"field\": \"name\", \"message\": \"%s\"}, {\"field\": \"%s\", \"message\": \"%s\"}]}"
            .formatted(HOSTILE, HOSTILE, HOSTILE)));
    console.press(HOSTILE).enter().awaitText("e-name", HOSTILE).awaitText("alert", HOSTILE);
    desk.answers(new Answer(201, "{\"registrationId\": \"masks.one\", \"status\": \"REGISTERED\"}"));
    console.enter().awaitText("registered", HOSTILE);
    assertThat(console.page().getElementsByTagName("img")).isEmpty();
    assertThat(console.page().getTitleText()).isEqualTo("Fairlot · 居委会工作台");
  }

  @Test
  void the_browser_keeps_nothing_but_the_token_of_the_tab() throws Exception {
    reviews();
    console.press("a");
    assertThat(console.number("localStorage.length")).isZero();
    assertThat(console.script("document.cookie")).isEqualTo("");
    assertThat(console.number("sessionStorage.length")).isOne();
    assertThat(console.script("sessionStorage.getItem('fairlot.committee')").toString())
        .contains("\"committee\":\"" + HERE + "\"").doesNotContain("王");
  }

  @Test
  void what_is_no_token_is_not_tried() throws Exception {
    console.element("signOut").click();
    for (String text : List.of("x", "a.b.c")) {
      console.signIn(text);
      assertThat(console.shows("signIn")).isTrue();
      assertThat(console.shows("desk")).isFalse();
    }
    console.signIn(Tokens.of("committee", "li", null));
    assertThat(console.focusedId()).as("a token for any committee does not say which").isEqualTo("code");
    console.press("31011500400").enter();
    assertThat(console.text("alert")).isEqualTo("请输入12位代码");
    console.press("1").enter().await("the form", () -> console.focusedId().equals("f-name"));
  }

  @Test
  void keys_mean_nothing_while_one_types_or_when_they_are_switched_off() throws Exception {
    console.press("2a3?x");
    assertThat(console.value("f-name")).isEqualTo("2a3?x");
    assertThat(console.shows("register")).isTrue();
    reviews();
    console.named("?").await("the help", () -> console.focusedId().equals("help"));
    assertThat(console.text("help")).contains("发送之后就是最终决定,只有居民申诉才能再审");
    console.element("singleKeys").click();
    console.escape().await("the list", () -> console.focusedId().equals("row-current"));
    console.press("a");
    assertThat(console.shows("outbox")).isFalse();
  }

  @Test
  void everything_has_a_label_and_is_reached_by_tab() throws Exception {
    for (var field : console.page().querySelectorAll("input, select")) {
      var id = ((DomElement) field).getId();
      assertThat(console.page().querySelectorAll("label[for='" + id + "'], label > #" + id)).as(id).isNotEmpty();
    }
    reviews();
    var reached = new TreeSet<String>();
    for (int i = 0; i < 40; i++) {
      reached.add(console.tab().focused().asNormalizedText());
    }
    assertThat(reached).contains("1登记", "2审核", "3通知", "?帮助", "a通过", "r不通过", "u撤销", "s立即发送", "g刷新", "退出", "English");
  }

  @Test
  void a_browser_in_english_shows_nothing_in_chinese_but_names() throws Exception {
    console.close();
    desk.queue(Desk.review("masks.one", "Wang"));
    sitDown("en-GB");
    assertThat(console.text("citizen")).contains("Programme").contains("Register (Enter)");
    reviews();
    console.press("r1").named("?");
    assertThat(console.text("queue").replace("潍坊路8弄", "")).contains("does not live here").doesNotContainPattern("\\p{IsHan}");
    assertThat(console.text("tabs")).doesNotContainPattern("\\p{IsHan}");
    assertThat(console.page().getDocumentElement().getAttribute("lang")).isEqualTo("en");
    assertThat((Object) console.script(
        "const named = one => Object.keys(one).map(key => typeof one[key] === 'string' ? key : key + ':' + named(one[key])).join();"
            + " named(WORDS.zh) === named(WORDS.en)")).isEqualTo(true);
  }
}
