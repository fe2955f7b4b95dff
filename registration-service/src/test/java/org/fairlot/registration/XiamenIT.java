package org.fairlot.registration;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.allocation.UrnEvent.Entry;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.draw.EntryTag;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.EligibilityEvent;
import org.fairlot.contracts.registration.EligibilityEvent.AskedInVain;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.EligibilityEvent.FactsForgotten;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Xiamen's noon of 2 February and its maintenance that night, with registers that answer over HTTP. */
@FairlotIT
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class XiamenIT {

  private static final String PROGRAMME = "xiamen-masks";
  private static final String URN = PROGRAMME + ".v1";
  private static final String DRAW = URN + ".2020-02-03";
  /** The key of RFC 7517, appendix A.1. */
  private static final Map<String, String> NOTARY =
      Map.of(
          "kty", "EC", "crv", "P-256", "x", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y",
          "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM");
  private static final Instant NOON = Instant.parse("2020-02-02T04:00:00Z");
  /** A quarter after the last answer of a register, and a day. */
  private static final Instant SPRING = NOON.plus(Duration.ofDays(91));
  private static final Instant NIGHT = Instant.parse("2020-02-02T14:30:00Z");
  private static final JsonMapper JSON = new JsonMapper();
  private static final WireMockServer HOUSEHOLDS = started();
  private static final WireMockServer INSURANCE = started();
  private static final Instant STARTED = Instant.now();

  private static volatile Instant begin = NOON;

  /** Whose registers were down, with the id of her registration. */
  private static Map<String, Object> waited;

  @TestConfiguration
  static class TheDay {
    @Bean
    DomainClock domainClock() {
      return DomainClock.of(real -> begin.plus(Duration.between(STARTED, real)), Clock.systemUTC());
    }
  }

  @Autowired ServiceUnderTest service;
  @Autowired Receipts receipts;
  private WebTestClient app;

  private static WireMockServer started() {
    var server = new WireMockServer(options().dynamicPort());
    server.start();
    return server;
  }

  @DynamicPropertySource
  static void registers(DynamicPropertyRegistry registry) {
    registry.add("fairlot.registers.household-register.base-url", HOUSEHOLDS::baseUrl);
    registry.add("fairlot.registers.social-insurance.base-url", INSURANCE::baseUrl);
    registry.add("fairlot.registers.calls.ask-again-after", () -> "1s");
  }

  @AfterAll
  static void registersClose() {
    HOUSEHOLDS.stop();
    INSURANCE.stop();
  }

  @BeforeEach
  void xiamenIsSetUp() {
    if (!begin.equals(NOON)) {
      return;
    }
    service.awaitReady();
    app = service.http("registration");
    var operator = service.http("operator");
    operator.put().uri("/v1/packs/xiamen/versions/1").bodyValue(Map.of("yaml", Packs.yaml("xiamen"))).exchange()
        .expectStatus().is2xxSuccessful();
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    var programme = new HashMap<String, Object>(Map.of(
        "names", names, "pack", "xiamen", "packVersion", 1, "opensOn", "2020-01-29",
        "goods", List.of(Map.of("sku", "MASK10", "names", names, "priceFen", 900))));
    operator.put().uri("/v1/programmes/" + PROGRAMME).bodyValue(programme).exchange()
        .expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].field").isEqualTo("notaryKeys")
        .jsonPath("$.errors[0].code").isEqualTo("MISSING");
    programme.put("notaryKeys", List.of(NOTARY));
    operator.put().uri("/v1/programmes/" + PROGRAMME).bodyValue(programme).exchange()
        .expectStatus().is2xxSuccessful();
    assertThat(body(app.get().uri("/v1/programmes/" + PROGRAMME).exchange()).path("notaryKeys"))
        .isEqualTo(JSON.valueToTree(List.of(NOTARY)));
    operator.put().uri("/v1/programmes/" + PROGRAMME + "/outlets")
        .bodyValue(Map.of("outlets", List.of(outlet("xm-1"), outlet("xm-2"), outlet("xm-3"))))
        .exchange().expectStatus().is2xxSuccessful();
  }

  private static Map<String, Object> outlet(String id) {
    return Map.of(
        "outletId", id, "district", "350203", "names", Map.of("zh-CN", "药店", "en", "Pharmacy"), "address", "湖滨南路1号",
        "lon", 118.1, "lat", 24.5);
  }

  private static Map<String, Object> citizen() {
    var form = RegistrationIT.citizen();
    form.put("channel", "WECHAT");
    form.put("outletId", "xm-1");
    form.put("alternatives", List.of("xm-2", "xm-3"));
    form.put("district", "350203");
    form.put("address", "湖滨南路78号3幢2单元502室");
    return form;
  }

  private static void says(WireMockServer register, Map<String, Object> citizen, ResponseDefinitionBuilder answer) {
    register.stubFor(
        post("/v1/attestations").withRequestBody(matchingJsonPath("$.idNumber", equalTo((String) citizen.get("idNumber"))))
            .willReturn(answer));
  }

  private static ResponseDefinitionBuilder answer(boolean holds) {
    return okJson("{\"holds\": " + holds + ", \"register\": \"厦门\", \"asOf\": \"2020-02-02T00:00:00Z\"}");
  }

  private static int questions(WireMockServer register, Map<String, Object> citizen) {
    return register.countRequestsMatching(
        postRequestedFor(urlEqualTo("/v1/attestations"))
            .withRequestBody(matchingJsonPath("$.idNumber", equalTo((String) citizen.get("idNumber")))).build()).getCount();
  }

  private WebTestClient.ResponseSpec send(Map<String, Object> form) {
    return app.post().uri("/v1/programmes/" + PROGRAMME + "/registrations")
        .header("Idempotency-Key", UUID.randomUUID().toString()).bodyValue(form).exchange();
  }

  private JsonNode registered(Map<String, Object> form) {
    return body(send(form).expectStatus().isCreated());
  }

  private JsonNode shown(String id) {
    return body(app.get().uri("/v1/registrations/" + id).exchange().expectStatus().isOk());
  }

  private static JsonNode body(WebTestClient.ResponseSpec response) {
    return JSON.readTree(response.expectBody().returnResult().getResponseBody());
  }

  private StageRequested inDraw(String id) {
    return service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 2);
  }

  @Row("X5")
  @Test
  @Order(1)
  void the_household_register_suffices_and_the_receipt_names_the_draw() {
    var citizen = citizen();
    says(HOUSEHOLDS, citizen, answer(true));
    var answer = registered(citizen);
    var id = answer.path("registrationId").asString();
    assertThat(answer.path("drawId").asString()).isEqualTo(DRAW);
    assertThat(answer.path("blind").isMissingNode()).isTrue();
    assertThat(receipts.verify("registration", answer.path("receipt").asString()).orElseThrow())
        .containsEntry("drawId", DRAW).containsEntry("entryTag", answer.path("entryTag").asString())
        .containsEntry("packVersion", 1).containsKey("receivedAt");

    var requested = inDraw(id);
    assertThat(requested.urnId()).isEqualTo(URN);
    assertThat(requested.profile().household()).isNotNull();
    assertThat(requested.profile().cohorts()).containsEntry("district", "350203").containsEntry("registeredDay", "2020-02-02")
        .containsEntry("registeredHour", "12").containsKeys("idParity", "birthDecade", "phonePrefix");
    assertThat(questions(INSURANCE, citizen)).as("no more is asked than is needed").isZero();

    ServiceUnderTest.await("in the draw", () -> shown(id).path("status").asString().equals("IN_DRAW"));
    var page = shown(id);
    String tag = EntryTag.of(
        page.path("drawId").asString(), id, HexFormat.of().parseHex(page.path("blind").asString()));
    assertThat(page.path("entryTag").asString()).isEqualTo(tag)
        .isEqualTo(answer.path("entryTag").asString());
  }

  @Row("X2")
  @Test
  @Order(2)
  void who_leads_and_who_runs_it_is_told_to_whoever_asks() {
    app.get().uri("/v1/programmes/" + PROGRAMME).exchange().expectStatus().isOk().expectBody()
        .jsonPath("$.parties[?(@.role=='SPONSOR')].names.zh-CN").isEqualTo("厦门市大数据管理局")
        .jsonPath("$.parties[?(@.role=='OPERATOR')].names.zh-CN").isEqualTo("厦门市民数据服务股份有限公司");
    service.http("auditor").get().uri("/v1/programmes/" + PROGRAMME + "/report").exchange().expectStatus().isOk().expectBody()
        .jsonPath("$.parties[?(@.role=='SPONSOR')].names.zh-CN").isEqualTo("厦门市大数据管理局")
        .jsonPath("$.parties[?(@.role=='OPERATOR')].names.zh-CN").isEqualTo("厦门市民数据服务股份有限公司");
  }

  @Row("X5")
  @Test
  @Order(2)
  void social_insurance_suffices_too() {
    var citizen = citizen();
    says(HOUSEHOLDS, citizen, answer(false));
    says(INSURANCE, citizen, answer(true));
    inDraw(registered(citizen).path("registrationId").asString());
    assertThat(questions(HOUSEHOLDS, citizen)).isEqualTo(1);
  }

  @Row("X5")
  @Test
  @Order(3)
  void who_has_neither_is_told_so() {
    var citizen = citizen();
    says(HOUSEHOLDS, citizen, answer(false));
    says(INSURANCE, citizen, answer(false));
    var id = registered(citizen).path("registrationId").asString();
    var closed = service.awaitEvent("registration", CaseClosed.class, e -> e.caseId().equals(id));
    assertThat(closed.reason()).isEqualTo("NOT_ELIGIBLE");
    ServiceUnderTest.await("refused", () -> shown(id).path("status").asString().equals("REFUSED"));
    assertThat(shown(id).path("drawId").isMissingNode()).isTrue();
  }

  @Row({"X5", "M7"})
  @Test
  @Order(4)
  void a_register_that_is_down_or_talks_nonsense_refuses_nobody() {
    var citizen = citizen();
    says(HOUSEHOLDS, citizen, aResponse().withStatus(503));
    says(INSURANCE, citizen, okJson("{\"holds\": \"no\"}"));
    var id = registered(citizen).path("registrationId").asString();
    ServiceUnderTest.await(
        "it waits for registers", () -> shown(id).path("detail").path("pending").asString("").contains("HOUSEHOLD_REGISTER"));
    assertThat(shown(id).path("status").asString()).isEqualTo("ELIGIBILITY");
    // a refusal is not tried again at once: three failures more, and the circuit breaker would keep the next tests waiting
    says(HOUSEHOLDS, citizen, aResponse().withStatus(403));
    service.awaitEvent("registration", AskedInVain.class, e -> e.caseId().equals(id));
    says(HOUSEHOLDS, citizen, answer(true));
    inDraw(id);
    service.awaitEvent("registration", FactAttested.class, e -> e.caseId().equals(id) && e.holds());
    citizen.put("registrationId", id);
    waited = citizen;
  }

  @Test
  @Order(5)
  void from_the_urn_to_the_outlet_won() {
    var citizen = citizen();
    says(HOUSEHOLDS, citizen, answer(true));
    var id = registered(citizen).path("registrationId").asString();
    inDraw(id);
    var entry = new Entry(id, 2, List.of(PROGRAMME + "/xm-1"), null, Map.of(), List.of());
    service.publish("allocation", "entered-" + id, URN, 1, NOON, new EntryAccepted(URN, DRAW, entry, NOON));
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("outletId", "xm-3", "alternatives", List.of("xm-1")))
        .exchange().expectStatus().isOk().expectBody().jsonPath("$.choice.alternatives[0]").isEqualTo("xm-1");
    var amended = service.awaitEvent("registration", CaseAmended.class, e -> e.caseId().equals(id));
    assertThat(amended.urnId()).isEqualTo(URN);
    assertThat(amended.profile().household()).isEqualTo(inDraw(id).profile().household());
    service.publish("allocation", "won-" + id, PROGRAMME + "/xm-2", 1, NOON,
        new UnitsReserved(PROGRAMME + "/xm-2", id, 2, 1, false, Level.EMPTY, DRAW));
    var handOver =
        service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 3);
    assertThat(handOver.stage()).isInstanceOf(Stage.Fulfilment.class);
    assertThat(handOver.choice().outletId()).isEqualTo("xm-2");
    ServiceUnderTest.await("won", () -> shown(id).path("status").asString().equals("GRANTED"));
    assertThat(shown(id).path("choice").path("outletId").asString()).isEqualTo("xm-2");
    assertThat(shown(id).path("drawId").asString()).isEqualTo(DRAW);
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("outletId", "xm-1")).exchange()
        .expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("CHOICE_FIXED");
    assertThat(shown(id).path("timeline").findValuesAsString("type")).contains("fact-attested", "entry-accepted");
  }

  @Test
  @Order(6)
  void a_frozen_part_is_answered_whether_or_not_there_is_somebody_to_ask() {
    var citizen = citizen();
    says(HOUSEHOLDS, citizen, answer(true));
    var id = registered(citizen).path("registrationId").asString();
    inDraw(id);
    var stranger = PROGRAMME + ".SSSSSSSSSSSSSSSSSSSSSS.stranger";
    service.publish("allocation", "frozen-1", URN, 2, NOON, new EntriesListed(URN, DRAW, 1, List.of(id, stranger)));
    assertThat(service.awaitEvent("registration", ListRechecked.class, e -> e.drawId().equals(DRAW)))
        .isEqualTo(new ListRechecked(DRAW, 1, List.of(), 1));
    assertThat(questions(HOUSEHOLDS, citizen)).as("the fact is still valid").isEqualTo(1);
  }

  @Row("M7")
  @Test
  @Order(7)
  void the_citizen_sees_to_whom_her_data_came() {
    var id = (String) waited.get("registrationId");
    var tag = CaseId.parse(id).personTag();
    // again and again: each is told once
    for (int i = 0; i < 2; i++) {
      service.publish("delivery", "parcel-" + id, id, 3, NOON.plusSeconds(7_200),
          new ParcelDispatched(id, 3, "eleme", "W1", 1, "350203", null, "MASK10", "jwe", NOON.plusSeconds(9_000)));
      service.publish("notification", "begun-" + id, tag, 2, NOON.plusSeconds(7_201), new AttemptBegun(id + ":granted", id, 1));
      service.publish("notification", "sent-" + id, tag, 3, NOON.plusSeconds(7_202),
          new MessageSent(id + ":granted", id, 1, "city-sms", null));
      service.publish("health", "declared-" + id, tag, 1, NOON.plusSeconds(7_203),
          new DeclarationMade(
              tag + ".declared", tag, "350203", HealthVerdict.CLEAR, List.of(), "jwe", NOON, NOON.plusSeconds(9_000),
              null, null));
    }
    ServiceUnderTest.await(
        "all of it, and each question as often as the registers heard it", () -> {
          var told = disclosures(app, tag);
          return told.findValuesAsString("name").containsAll(List.of("厦门", "city-sms")) && told.size() >= 8
              && asked(told, Fact.HOUSEHOLD_REGISTER) == questions(HOUSEHOLDS, waited)
              && asked(told, Fact.SOCIAL_INSURANCE) == questions(INSURANCE, waited);
        });

    var all = disclosures(app, tag);
    var roles = all.findValuesAsString("role");
    assertThat(roles.subList(0, 3)).containsExactly("HEALTH_AUTHORITY", "SMS_PROVIDER", "COURIER");
    assertThat(roles.subList(3, roles.size())).as("twice two registers in vain, and then one answered").hasSizeGreaterThanOrEqualTo(5)
        .containsOnly("REGISTER");
    assertThat(all.findValuesAsString("answer")).containsOnly("YES", "NONE").containsOnlyOnce("YES");
    assertThat(all.findValuesAsString("at")).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(all.path(3).path("purpose").asString()).isEqualTo("ELIGIBILITY");
    assertThat(all.path(3).path("programmeId").asString()).isEqualTo(PROGRAMME);
    assertThat(all.path(3).path("fields")).isEqualTo(JSON.valueToTree(List.of("NAME", "DOCUMENT")));
    assertThat(all.toString()).doesNotContain((String) waited.get("idNumber"), (String) waited.get("name"), "jwe", id);
    assertThat(disclosures(service.http("auditor"), tag)).isEqualTo(all);
    assertThat(page(app, tag, "?limit=" + all.size()).has("nextCursor")).isFalse();
    assertThat(inPages(tag, 4)).isEqualTo(all.valueStream().toList());
    assertThat(disclosures(app, "N".repeat(22))).as("of nobody").isEmpty();
  }

  @Row("M7")
  @Test
  @Order(8)
  void nobody_else_sees_to_whom_data_came() {
    var path = "/v1/persons/" + "N".repeat(22) + "/disclosures";
    for (String other : List.of("operator", "committee", "courier", "health-authority")) {
      service.http(other).get().uri(path).exchange().expectStatus().isForbidden();
    }
    service.http("").get().uri(path).exchange().expectStatus().isUnauthorized();
    app.get().uri("/v1/persons/110105194912310021/disclosures").header("Accept-Language", "en").exchange()
        .expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_PERSON")
        .jsonPath("$.title").isEqualTo("There is no such person");
    app.get().uri(path + "?cursor=x&limit=501").exchange().expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors.length()").isEqualTo(2);
  }

  private static JsonNode page(WebTestClient who, String tag, String query) {
    return body(who.get().uri("/v1/persons/" + tag + "/disclosures" + query).exchange().expectStatus().isOk());
  }

  /** How often a register was asked about a fact, by the list. */
  private static int asked(JsonNode disclosures, Fact fact) {
    return disclosures.valueStream().map(one -> one.path("detail"))
        .filter(detail -> detail.path("fact").asString("").equals(fact.name()))
        .mapToInt(detail -> detail.path("times").asInt(1)).sum();
  }

  private static JsonNode disclosures(WebTestClient who, String tag) {
    return page(who, tag, "").path("disclosures");
  }

  private List<JsonNode> inPages(String tag, int size) {
    var seen = new ArrayList<JsonNode>();
    var cursor = "";
    while (cursor != null) {
      var page = page(app, tag, "?limit=" + size + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
      page.path("disclosures").forEach(seen::add);
      cursor = page.has("nextCursor") ? page.path("nextCursor").asString() : null;
    }
    return seen;
  }

  @Row("X9")
  @Test
  @Order(9)
  void at_night_citizens_may_read_and_nothing_else() {
    var citizen = citizen();
    says(HOUSEHOLDS, citizen, answer(true));
    var id = registered(citizen).path("registrationId").asString();
    inDraw(id);
    begin = NIGHT;
    send(citizen()).expectStatus().isEqualTo(503).expectHeader().exists("Retry-After")
        .expectBody().jsonPath("$.code").isEqualTo("MAINTENANCE");
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("mobile", "13900001111")).exchange()
        .expectStatus().isEqualTo(503).expectHeader().exists("Retry-After");
    app.delete().uri("/v1/registrations/" + id).exchange().expectStatus().isEqualTo(503)
        .expectBody().jsonPath("$.retryAfterSeconds").isNumber();
    assertThat(shown(id).path("drawId").asString()).as("in by then, so still in the morning's draw").isEqualTo(DRAW);
  }

  @Row("M23")
  @Test
  @Order(10)
  void a_quarter_later_what_registers_attested_is_forgotten_of_each_once() {
    begin = SPRING;
    var attested = of(FactAttested.class, FactAttested::personTag).distinct().sorted().toList();
    assertThat(attested).isNotEmpty();
    ServiceUnderTest.await(
        "forgotten", () -> of(FactsForgotten.class, FactsForgotten::personTag).sorted().toList().equals(attested));
  }

  private <E extends EligibilityEvent> Stream<String> of(Class<E> type, Function<E, String> personTag) {
    return service.events("registration").stream().map(Recorded::event).filter(type::isInstance).map(type::cast).map(personTag);
  }
}
