package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.SenderEvent;
import org.fairlot.contracts.registration.SenderEvent.SenderOptedOut;
import org.fairlot.contracts.registration.SenderEvent.UplinkAnswered;
import org.fairlot.kernel.Event;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Pudong: a case lived by short message, as the gateway pushes them (P1 to P5). */
@FairlotIT
class SmsUplinkIT {

  private static final String PROGRAMME = "pudong-masks";
  private static final String NUMBER = "1069012345";
  private static final String COMMITTEE = "310101002001,云南中路居委会,";
  /** In a district with a pack of its own, which tells of nothing. */
  private static final String SILENT_COMMITTEE = "310106006002,新安居委会,";
  private static int sequence;

  @Autowired ServiceUnderTest service;
  private WebTestClient gateway;
  private WebTestClient operator;

  @DynamicPropertySource
  static void aMorning(DynamicPropertyRegistry registry) {
    registry.add("fairlot.clock.real-origin", () -> Instant.now().toString());
    registry.add("fairlot.clock.virtual-origin", () -> "2020-02-02T02:00:00Z");
  }

  @BeforeEach
  void pudongIsSetUp() {
    service.awaitReady();
    gateway = service.http("sms");
    operator = service.http("operator");
    publish("sms-city", PACK);
    publish("sms-silent", PACK.replace("sms-city", "sms-silent").replaceFirst("(?s)notices:.*", ""));
    var programme = new LinkedHashMap<>(RegistrationIT.programme("sms-city", "2020-02-01"));
    programme.put("areas", List.of(Map.of("area", "310106", "pack", "sms-silent", "packVersion", 1)));
    operator.put().uri("/v1/programmes/" + PROGRAMME).bodyValue(programme).exchange().expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/" + PROGRAMME + "/sms-numbers").bodyValue(Map.of("numbers", List.of(NUMBER)))
        .exchange().expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/" + PROGRAMME + "/committee-aliases")
        .bodyValue(Map.of("aliases", Map.of("A01", "310101002001"))).exchange().expectStatus().is2xxSuccessful();
  }

  private void publish(String name, String yaml) {
    operator.put().uri("/v1/packs/" + name + "/versions/1").contentType(MediaType.valueOf("application/yaml"))
        .bodyValue(yaml.getBytes(StandardCharsets.UTF_8)).exchange().expectStatus().is2xxSuccessful();
  }

  private record Sent(String phone, String sequenceId, Map<String, Object> pushed) {}

  private static synchronized Sent message(String phone, String content) {
    String id = "seq-" + sequence++;
    var pushed = new LinkedHashMap<String, Object>();
    pushed.put("phone_number", phone);
    pushed.put("send_time", "2020-02-02 10:00:00");
    pushed.put("content", content);
    pushed.put("sign_name", "口罩预约");
    pushed.put("dest_code", NUMBER);
    pushed.put("sequence_id", id);
    return new Sent(phone, id, pushed);
  }

  private static synchronized String phone() {
    return "1391%07d".formatted(sequence++);
  }

  /** As a gateway does: again until it is told that all were taken. */
  private void push(List<Sent> messages) {
    var array = messages.stream().map(Sent::pushed).toList();
    ServiceUnderTest.await(
        "the push is taken",
        () -> {
          var answer =
              gateway.post().uri("/v1/channels/sms/uplink").bodyValue(array).exchange().expectBody(String.class).returnResult();
          assertThat(answer.getStatus().value()).as(answer.getResponseBody()).isIn(200, 503);
          return answer.getStatus().value() == 200 && answer.getResponseBody().equals("{\"code\":0,\"msg\":\"接收成功\"}");
        });
  }

  /** The templates of the answers to these texts, each from a phone of its own. */
  private Map<String, String> replies(Collection<String> contents) {
    var pseudonyms = service.context().getBean(Pseudonyms.class);
    var byTag = new TreeMap<String, String>();
    var messages = new ArrayList<Sent>();
    for (String content : contents) {
      var message = message(phone(), content);
      messages.add(message);
      byTag.put(pseudonyms.of(SenderEvent.TAG, "+86" + message.phone), content);
    }
    var before = exchanges();
    push(messages);
    var replies = new TreeMap<String, String>();
    answersSince(before, messages.size()).forEach(e -> replies.put(byTag.get(e.senderTag()), e.reply().template()));
    return replies;
  }

  /** What is answered to one message that is sent now. */
  private UplinkAnswered answer(String phone, String content) {
    var before = exchanges();
    push(List.of(message(phone, content)));
    return answersSince(before, 1).getFirst();
  }

  private Set<String> exchanges() {
    return events(UplinkAnswered.class).stream().map(UplinkAnswered::exchangeId).collect(Collectors.toSet());
  }

  /** The answers that have come since, once there are as many as that; who pushes is told before they are committed. */
  private List<UplinkAnswered> answersSince(Set<String> before, int count) {
    var since = new ArrayList<UplinkAnswered>();
    ServiceUnderTest.await(
        count + " answers",
        () -> {
          since.clear();
          events(UplinkAnswered.class).stream().filter(e -> !before.contains(e.exchangeId())).forEach(since::add);
          return since.size() >= count;
        });
    assertThat(since).hasSize(count);
    return since;
  }

  /** The template of the answer. */
  private String reply(String phone, String content) {
    return answer(phone, content).reply().template();
  }

  private <E extends Event> List<E> events(Class<E> type) {
    return service.events("registration").stream().map(recorded -> recorded.event()).filter(type::isInstance).map(type::cast)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private void awaitStatus(String caseId, String status) {
    ServiceUnderTest.await(
        status,
        () -> new String(
                service.http("registration").get().uri("/v1/registrations/" + caseId).exchange().expectBody().returnResult()
                    .getResponseBody(),
                StandardCharsets.UTF_8)
            .contains("\"status\":\"" + status + "\""));
  }

  /** Other services have answered this stage. */
  private void settled(String caseId, int stageNo) {
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(caseId) && e.stageNo() == stageNo);
    service.publish("allocation", "granted-" + caseId + stageNo, PROGRAMME + "/CITY", stageNo,
        Instant.parse("2020-02-02T02:10:00Z"),
        new UnitsReserved(PROGRAMME + "/CITY", caseId, stageNo, 1, false, PoolEvent.Level.EMPTY));
  }

  static String resident(int n) {
    String digits = "31010119800101" + "%03d".formatted(n % 1000);
    return digits + checkCharacter(digits);
  }

  private static String wrongCheck(String number) {
    return number.substring(0, 17) + (number.endsWith("1") ? "2" : "1");
  }

  private static char checkCharacter(String digits) {
    int sum = 0;
    for (char digit : digits.toCharArray()) {
      sum = (sum + digit - '0') * 2 % 11;
    }
    return "0123456789X".charAt((12 - sum) % 11);
  }

  @Row({"P1", "M17"})
  @Test
  void a_whole_case_is_lived_by_short_message() {
    String phone = phone();
    var registered = answer(phone, "Ａ０１　云南中路 赵大海 身份证 310101 19800101 900" + checkCharacter("31010119800101900"));
    assertThat(registered.reply().template()).isEqualTo("sms-registered");
    String caseId = registered.caseId();
    assertThat(registered.reply().params()).containsEntry("registration", CaseId.parse(caseId).mark());
    var opened = service.awaitEvent("registration", CaseOpened.class, e -> e.caseId().equals(caseId));
    assertThat(opened.channel()).isEqualTo("SMS_UPLINK");
    assertThat(opened.choice().committee()).isEqualTo("310101002001");
    assertThat(opened.choice().district()).isEqualTo("310101");

    awaitStatus(caseId, "OUTLET_ASSIGNMENT");
    assertThat(reply(phone, "查询")).isEqualTo("sms-status");
    assertThat(reply(phone, "Y")).isEqualTo("sms-nothing-to-confirm");
    settled(caseId, 1);
    settled(caseId, 2);
    awaitStatus(caseId, "TO_CONFIRM");
    assertThat(answer(phone, "CX").reply().params().get("status")).contains("确认");
    assertThat(reply(phone, "Y " + CaseId.parse(caseId).mark())).isEqualTo("sms-confirmed");
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(caseId) && e.stageNo() == 4);
    assertThat(reply(phone, "确认")).isEqualTo("sms-confirmed");

    assertThat(reply(phone, "取消")).isEqualTo("sms-cancelling");
    assertThat(reply(phone, "QX")).isEqualTo("sms-cancelling");
    assertThat(reply(phone, "BZ")).isEqualTo("sms-help");
    assertThat(reply(phone, "TD")).isEqualTo("sms-opted-out");
    assertThat(events(SenderOptedOut.class)).extracting(SenderOptedOut::senderTag).contains(registered.senderTag());
    assertThat(reply(phone, "DY")).isEqualTo("sms-opted-in");
  }

  @Test
  void what_closes_at_once_is_told_by_the_case_itself() {
    String phone = phone();
    String caseId = answer(phone, COMMITTEE + "钱小江,身份证," + resident(901)).caseId();
    var cancelled = answer(phone, "取消");
    service.awaitEvent("registration", CaseClosed.class, e -> e.caseId().equals(caseId));
    assertThat(cancelled.reply()).isNull();
    // and the way is free again
    assertThat(reply(phone, COMMITTEE + "钱小江,身份证," + resident(901))).isEqualTo("sms-registered");
  }

  @Test
  void what_the_pack_of_the_area_does_not_tell_is_told_by_the_answer() {
    String phone = phone();
    assertThat(answer(phone, SILENT_COMMITTEE + "钱小河,身份证," + resident(920)).caseId()).isNotNull();
    ServiceUnderTest.await("it is seen", () -> reply(phone, "查询").equals("sms-status"));
    assertThat(reply(phone, "取消")).isEqualTo("sms-cancelled");
  }

  @Test
  void who_has_several_is_asked_which() {
    String phone = phone();
    String first = answer(phone, COMMITTEE + "孙一,身份证," + resident(902)).caseId();
    answer(phone, COMMITTEE + "孙二,身份证," + resident(903));
    ServiceUnderTest.await("both are seen", () -> reply(phone, "查询").equals("sms-which"));
    assertThat(reply(phone, "取消")).isEqualTo("sms-which");
    assertThat(answer(phone, "查询 " + CaseId.parse(first).mark()).reply().params())
        .containsEntry("registration", CaseId.parse(first).mark());
    assertThat(reply(phone, "查询 12345678")).isEqualTo("sms-none");
    assertThat(reply(phone(), "查询 " + CaseId.parse(first).mark())).as("another's case").isEqualTo("sms-none");
  }

  @Row("P3")
  @Test
  void every_document_is_accepted() {
    var numbers = new TreeMap<String, String>();
    numbers.put("身份证", resident(904));
    numbers.put("港澳台居民居住证", "810000198401010013");
    numbers.put("永久居留证", "USA110085031002");
    numbers.put("外国人永久居留身份证", "91112419810803002" + checkCharacter("91112419810803002"));
    numbers.put("回乡证", "H12345678");
    numbers.put("台胞证", "12345678");
    numbers.put("护照", "E12345678");
    numbers.put("美国护照", "123456789");
    numbers.put("军官证", "军字第1234567号");
    assertThat(numbers).hasSize(DocumentType.values().length);
    var contents = new ArrayList<String>();
    numbers.forEach((document, number) -> contents.add(COMMITTEE + "周小川," + document + "," + number));
    assertThat(replies(contents)).hasSize(contents.size())
        .allSatisfy((content, template) -> assertThat(template).as(content).isEqualTo("sms-registered"));
  }

  @Row({"P1", "P5"})
  @Test
  void what_is_wrong_is_said_and_nothing_is_guessed() {
    int before = events(CaseOpened.class).size();
    var expected = new LinkedHashMap<String, String>();
    expected.put("310101002001,龙泉园路居委会,李四,身份证," + resident(905), "sms-committee-mismatch");
    expected.put("310101002999,云南中路居委会,李四,身份证," + resident(905), "sms-committee-unknown");
    expected.put("A02,云南中路居委会,李四,身份证," + resident(905), "sms-committee-unknown");
    expected.put(COMMITTEE + "李四,身份证," + wrongCheck(resident(905)), "sms-number-checksum");
    expected.put(COMMITTEE + "李四,身份证,310101198002309050", "sms-number-birth-date");
    expected.put(COMMITTEE + "李四,身份证,310101800101905", "sms-number-first-generation");
    expected.put(COMMITTEE + "李四,身份证,810000198401010013", "sms-number-other-document");
    expected.put(COMMITTEE + "李四,身份证,3101011980", "sms-number-format");
    expected.put(COMMITTEE + "李四,外国护照,AB123456", "sms-country");
    expected.put(COMMITTEE + "李四·,身份证," + resident(905), "sms-name-wrong");
    expected.put(COMMITTEE + "李四," + resident(905), "sms-missing");
    expected.put("云南中路居委会,310101002001,李四,身份证," + resident(905), "sms-swapped");
    expected.put(COMMITTEE + "李四,学生证," + resident(905), "sms-document-unknown");
    expected.put("口罩", "sms-format");
    expected.put("", "sms-format");
    assertThat(replies(expected.keySet())).isEqualTo(new TreeMap<>(expected));
    assertThat(events(CaseOpened.class)).hasSize(before);
    assertThat(answer(phone(), "310101002001,龙泉园路居委会,李四,身份证," + resident(905)).reply().params())
        .containsEntry("committee", "云南中路居委会");
  }

  @Row("P4")
  @Test
  void one_person_by_two_phones_is_one_entry() {
    assertThat(reply(phone(), COMMITTEE + "吴一凡,身份证," + resident(906))).isEqualTo("sms-registered");
    var again = answer(phone(), COMMITTEE + "吴一凡,身份证," + resident(906));
    assertThat(again.reply().template()).isEqualTo("sms-already");
    assertThat(again.caseId()).isNull();
  }

  @Row("P1")
  @Test
  void three_hundred_messages_are_answered_once_however_often_they_are_pushed() {
    var batch = new ArrayList<Sent>();
    var expected = new TreeMap<String, String>();
    for (int i = 0; i < 300; i++) {
      String[] separators = {",", "，", "、", ";", " ", "#", "/", "\n"};
      String separator = separators[i % separators.length];
      var fields = new ArrayList<>(List.of("310101002001", "云南中路居委会", "郑小" + "一二三四五六七八九十".charAt(i % 10), "身份证",
          resident(i)));
      String template = "sms-registered";
      if (i % 3 == 2) {
        template = i % 2 == 0 ? "sms-missing" : "sms-swapped";
        if (i % 2 == 0) {
          fields.remove(3);
        } else {
          fields.add(0, fields.remove(1));
        }
      }
      var message = message(phone(), String.join(separator, fields));
      batch.add(message);
      expected.put(message.phone, template);
    }
    int cases = events(CaseOpened.class).size();
    var before = exchanges();
    // each message at least twice, and in other company the second time
    for (int i = 0; i < 300; i += 50) {
      push(batch.subList(i, i + 50));
      push(batch.subList(Math.max(0, i - 25), i + 25));
    }
    push(batch.subList(250, 300));
    var answered = answersSince(before, 300);
    assertThat(events(CaseOpened.class)).hasSize(cases + 200);
    var templates =
        answered.stream()
            .collect(Collectors.groupingBy(e -> e.reply().template(), TreeMap::new, Collectors.counting()));
    assertThat(templates).isEqualTo(
        expected.values().stream().collect(Collectors.groupingBy(t -> t, TreeMap::new, Collectors.counting())));
    assertThat(answered.stream().map(UplinkAnswered::exchangeId).distinct()).hasSameSizeAs(answered);
  }

  @Test
  void no_plain_personal_data_is_in_an_event() {
    String phone = phone();
    var answered = answer(phone, COMMITTEE + "冯大器,身份证," + resident(907));
    assertThat(answered.toString()).doesNotContain("冯大器", resident(907), phone);
  }

  @Test
  void a_push_that_is_none_is_refused_and_what_is_whole_in_it_is_taken_all_the_same() {
    for (String bad : List.of("", "{", "{}", "\"x\"", "[{]", "null")) {
      gateway.post().uri("/v1/channels/sms/uplink").contentType(MediaType.APPLICATION_JSON).bodyValue(bad).exchange()
          .expectStatus().isBadRequest();
    }
    var before = exchanges();
    var whole = message(phone(), "BZ");
    var partial = new LinkedHashMap<>(message(phone(), "BZ").pushed);
    partial.remove("sequence_id");
    var list = new ArrayList<Object>(List.of(whole.pushed, partial));
    list.add(null);
    gateway.post().uri("/v1/channels/sms/uplink").bodyValue(list).exchange().expectStatus().isEqualTo(422)
        .expectBody()
        .jsonPath("$.errors[0].field").isEqualTo("[1].sequence_id")
        .jsonPath("$.errors[1].field").isEqualTo("[2]");
    // a landline, or a service's own number, has nobody to answer
    push(List.of(message("02112345678", "BZ"), message("95588", "BZ")));
    answersSince(before, 1);
    service.http("registration").post().uri("/v1/channels/sms/uplink").bodyValue(List.of()).exchange().expectStatus()
        .isForbidden();
  }

  @Test
  void a_number_that_is_nobodys_says_so() {
    var stray = message(phone(), "BZ");
    stray.pushed.put("dest_code", "1069099999");
    var before = exchanges();
    push(List.of(stray));
    assertThat(answersSince(before, 1).getFirst().reply().template()).isEqualTo("sms-no-programme");
    operator.put().uri("/v1/programmes/other").bodyValue(RegistrationIT.programme("sms-city", "2020-02-01")).exchange()
        .expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/other/sms-numbers").bodyValue(Map.of("numbers", List.of(NUMBER, "x"))).exchange()
        .expectStatus().isEqualTo(422)
        .expectBody().jsonPath("$.errors[0].code").isEqualTo("OF_OTHER_PROGRAMME")
        .jsonPath("$.errors[1].code").isEqualTo("INVALID");
    operator.put().uri("/v1/programmes/other/committee-aliases")
        .bodyValue(Map.of("aliases", Map.of("A1", "330106001001", "b", "310101002001"))).exchange().expectStatus()
        .isEqualTo(422).expectBody().jsonPath("$.errors[0].code").isEqualTo("UNKNOWN_COMMITTEE")
        .jsonPath("$.errors[1].code").isEqualTo("INVALID");
    operator.put().uri("/v1/programmes/sms").bodyValue(RegistrationIT.programme("sms-city", "2020-02-01")).exchange()
        .expectStatus().isEqualTo(422);
  }

  /** As Pudong's, with a confirmation after the allotment. */
  private static final String PACK = """
      pack: sms-city
      version: 1
      city: "310000"
      timezone: Asia/Shanghai
      names: {zh-CN: 浦东登记, en: Pudong}
      parties:
        - {role: SPONSOR, names: {zh-CN: 浦东新区, en: Pudong}}
      channels:
        - channel: SMS_UPLINK
          names: {zh-CN: 短信, en: SMS}
      windows:
        registration: ["00:00-24:00"]
        maintenance: []
      form:
        flow: PROFILE_AUTOMATCH
        fields: [name, docType, idNumber, nationality, mobile, committee]
        documents: [RESIDENT_ID, HMT_RESIDENCE, FPR_2017, FPR_2023, HM_PERMIT, TW_PERMIT, PASSPORT_CN, PASSPORT_FOREIGN, MILITARY]
      limits: {grantEveryDays: 0, forfeitCounts: false}
      payment: {goods: AT_PICKUP, shippingFen: 0}
      stages:
        - stage: outlet-assignment
        - stage: first-come
          pool: CITY
          units: 1
          whenSoldOut: REFUSE
        - stage: confirmation
          withinHours: 24
        - stage: fulfilment
          modes:
            - mode: PICKUP
          pickup:
            daysAfterGrant: 1
            windowDays: 2
            opens: "08:00"
            closes: "22:00"
      notices:
        CANCELLED: {template: cancelled, urgent: false}
      """;
}
