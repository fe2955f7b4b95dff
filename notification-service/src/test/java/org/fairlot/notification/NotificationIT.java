package org.fairlot.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.notification.MessageEvent.AttemptFailed;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.MessageEvent.MessageReported;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.notification.NoticeId;
import org.fairlot.contracts.person.Contact;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.wire.Json;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The whole service: a notice of registration-service in, a message at the provider, its report back. */
@FairlotIT
class NotificationIT {

  private static final ModelSmsProvider PROVIDER = new ModelSmsProvider();
  private static final String MOBILE = "13812345678";

  @DynamicPropertySource
  static void surroundings(DynamicPropertyRegistry registry) {
    String now = Instant.now().toString();
    registry.add("fairlot.sms.base-url", PROVIDER::url);
    // outside quiet hours for as long as the test may take, and back-off in no time
    registry.add("fairlot.clock.real-origin", () -> now);
    registry.add("fairlot.clock.virtual-origin", () -> "2020-02-02T01:00:00Z");
    registry.add("fairlot.clock.speed", () -> "60");
  }

  @AfterAll
  static void close() {
    PROVIDER.close();
  }

  @Autowired ServiceUnderTest service;
  @Autowired FairlotProperties properties;
  @Autowired DomainClock clock;

  private SealedContacts contacts;

  @BeforeEach
  void ready() {
    service.awaitReady();
    contacts = new SealedContacts(properties.secrets().purposes(), service.prefix());
  }

  @Row("M18")
  @Test
  void a_notice_reaches_the_phone_once_and_its_report_comes_back() {
    String caseId = notice("flow", 'a', "ready-for-pickup", pickupTimes(), 3);
    String id = NoticeId.of(caseId, "ready-for-pickup");

    var sent = service.awaitEvent("notification", MessageSent.class, e -> e.messageId().equals(id));
    assertThat(sent.attempt()).isOne();
    assertThat(PROVIDER.taken().stream().filter(m -> m.get("OutId").stringValue().equals(id)))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.get("PhoneNumbers").stringValue()).isEqualTo(MOBILE);
              assertThat(message.get("TemplateParam").stringValue()).containsPattern("\"pickupCode\":\"\\d{8}\"");
            });

    String report = report(id, true, "DELIVERED");
    receipts("sms", report).expectStatus().isOk().expectBody().json("{\"code\":0,\"msg\":\"接收成功\"}");
    receipts("sms", report).expectStatus().isOk();
    service.awaitEvent("notification", MessageReported.class, e -> e.messageId().equals(id) && e.delivered());
    assertThat(service.events("notification").stream().map(Recorded::event).filter(MessageReported.class::isInstance)
        .filter(e -> ((MessageReported) e).messageId().equals(id))).hasSize(1);

    ServiceUnderTest.await("the view", () -> statuses(caseId).equals(List.of("DELIVERED")));
    assertThat(PROVIDER.timesTaken(id)).isOne();
  }

  @Test
  void what_the_provider_refuses_for_now_is_sent_later() {
    PROVIDER.busyFor(4);
    String caseId = notice("busy", 'b', "granted", Map.of(), 1);
    String id = NoticeId.of(caseId, "granted");
    var failed = service.awaitEvent("notification", AttemptFailed.class, e -> e.messageId().equals(id));
    assertThat(failed.reason()).isEqualTo("HTTP_429");
    var sent = service.awaitEvent("notification", MessageSent.class, e -> e.messageId().equals(id));
    assertThat(sent.attempt()).isEqualTo(2);
    assertThat(PROVIDER.timesTaken(id)).isOne();
  }

  @Test
  void no_number_and_no_pickup_code_is_in_the_log() {
    String caseId = notice("sealed", 'c', "ready-for-pickup", pickupTimes(), 1);
    String id = NoticeId.of(caseId, "ready-for-pickup");
    service.awaitEvent("notification", MessageSent.class, e -> e.messageId().equals(id));
    String code =
        PROVIDER.taken().stream().filter(m -> m.get("OutId").stringValue().equals(id)).findFirst()
            .map(m -> Json.MAPPER.readTree(m.get("TemplateParam").stringValue()).get("pickupCode").stringValue())
            .orElseThrow();
    assertThat(service.events("notification")).isNotEmpty().allSatisfy(
        recorded -> assertThat(Json.MAPPER.writeValueAsString(recorded)).doesNotContain(MOBILE, code));
  }

  @Test
  void what_can_never_be_sent_is_given_up_and_says_why() {
    String caseId = notice("unfit", 'd', "address-correction", Map.of(), 1);
    var failed = service.awaitEvent("notification", AttemptFailed.class, e -> e.caseId().equals(caseId));
    assertThat(failed.reason()).isEqualTo("PARAMETER_MISSING");
    assertThat(failed.retryAt()).isNull();
    ServiceUnderTest.await("the view", () -> statuses(caseId).equals(List.of("GIVEN_UP")));
  }

  @Test
  void a_bad_report_changes_nothing_and_says_what_is_wrong() {
    String id = NoticeId.of(caseId("bad", 'e'), "granted");
    receipts("sms", "[{").expectStatus().isBadRequest().expectBody().jsonPath("$.code").isEqualTo("MALFORMED_JSON");
    receipts("sms", "{}").expectStatus().is4xxClientError();
    receipts("sms", "null").expectStatus().is4xxClientError();
    receipts("sms", "").expectStatus().is4xxClientError();
    receipts("sms", "[{\"out_id\": 7}]").expectStatus().isEqualTo(422);
    receipts("sms", "[null]").expectStatus().isEqualTo(422);
    receipts("sms", "[{\"out_id\":\"" + id + "\",\"success\":null,\"err_code\":\"a b\",\"report_time\":\"2020\"}]")
        .expectStatus().isEqualTo(422)
        .expectBody().jsonPath("$.errors.length()").isEqualTo(3);
    // by hand under the same contract: nothing of ours, and no reason to have it pushed again
    receipts("sms", "[{\"out_id\":\"campaign-7\"},{}]").expectStatus().isOk();
    receipts("sms", "[]").expectStatus().isOk();
    // ours by its form, but never sent
    receipts("sms", report(id, true, "DELIVERED")).expectStatus().isOk();
    assertThat(service.events("notification").stream().map(Recorded::event))
        .noneMatch(e -> e instanceof MessageQueued m && m.messageId().equals(id))
        .noneMatch(e -> e instanceof MessageReported m && m.messageId().equals(id));
  }

  @Test
  void each_door_needs_its_scope() {
    receipts("operator", "[]").expectStatus().isForbidden();
    receipts("", "[]").expectStatus().isUnauthorized();
    messages("sms", "x").expectStatus().isForbidden();
    messages("operator", "x").expectStatus().isEqualTo(422);
    messages("operator", caseId("nobody", 'f')).expectStatus().isOk().expectBody().jsonPath("$.messages").isEmpty();
  }

  private String notice(String programme, char person, String template, Map<String, String> params, int times) {
    String caseId = caseId(programme, person);
    String tag = tag(person);
    String sealed = contacts.seal(tag, new Contact("+86" + MOBILE, "zh-CN"));
    var notice =
        new NoticeRequested(caseId, NoticeId.of(caseId, template), tag, template, "zh-CN", params, sealed, false);
    for (int i = 0; i < times; i++) {
      // read again as another record too: only the notice id says that it is the same
      service.publish("registration", programme + "-" + i, programme + "|" + tag, 7 + i, clock.instant(), notice);
    }
    return caseId;
  }

  private static Map<String, String> pickupTimes() {
    return Map.of("opensAt", "2020-02-03T00:00:00Z", "closesAt", "2020-02-03T14:00:00Z");
  }

  private static String tag(char person) {
    return String.valueOf(person).repeat(22);
  }

  private static String caseId(String programme, char person) {
    return programme + "." + tag(person) + ".12345678";
  }

  private static String report(String id, boolean success, String code) {
    return """
        [{"phone_number":"%s","send_time":"2020-02-02 09:00:01","report_time":"2020-02-02 09:00:04","success":%s,
          "err_code":"%s","err_msg":"ok","sms_size":"1","biz_id":"b-1","out_id":"%s"}]
        """.formatted(MOBILE, success, code, id);
  }

  private WebTestClient.ResponseSpec receipts(String scopes, String body) {
    return service.http(scopes).post().uri("/v1/channels/sms/receipts").contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body).exchange();
  }

  private WebTestClient.ResponseSpec messages(String scopes, String registrationId) {
    return service.http(scopes).get().uri("/v1/messages?registrationId={id}", registrationId).exchange();
  }

  private List<String> statuses(String caseId) {
    byte[] body =
        messages("operator", caseId).expectStatus().isOk().expectBody().returnResult().getResponseBodyContent();
    return Json.MAPPER.readTree(body).get("messages").valueStream().map(m -> m.get("status").stringValue()).toList();
  }
}
