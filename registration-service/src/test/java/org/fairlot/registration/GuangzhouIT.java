package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Guangzhou's opening second at 20:00, the health gate, outlets and slots, over HTTP. */
@FairlotIT
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuangzhouIT {

  private static final String PROGRAMME = "guangzhou-masks";
  private static final Instant OPENING = Instant.parse("2020-02-02T12:00:00Z");
  private static final JsonMapper JSON = new JsonMapper();

  /** Until then it is a millisecond before the opening. */
  private static volatile Instant opened = Instant.MAX;

  @TestConfiguration
  static class OpeningSecond {
    @Bean
    DomainClock domainClock() {
      return DomainClock.of(
          real -> real.isBefore(opened)
              ? OPENING.minusMillis(1)
              : OPENING.plus(Duration.between(opened, real)), Clock.systemUTC());
    }
  }

  @Autowired ServiceUnderTest service;
  @Autowired MongoDatabase readModels;
  @Autowired Pseudonyms pseudonyms;
  @Autowired Receipts receipts;
  @Autowired PickupCodes pickupCodes;
  private WebTestClient app;

  @BeforeEach
  void guangzhouIsSetUp() {
    service.awaitReady();
    app = service.http("registration");
    var operator = service.http("operator");
    operator.put().uri("/v1/packs/guangzhou/versions/1").bodyValue(Map.of("yaml", Packs.yaml("guangzhou"))).exchange()
        .expectStatus().is2xxSuccessful();
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    operator.put().uri("/v1/programmes/" + PROGRAMME)
        .bodyValue(Map.of(
            "names", names, "pack", "guangzhou", "packVersion", 1, "opensOn", "2020-01-31",
            "goods", List.of(Map.of("sku", "KN95", "names", names, "priceFen", 1500))))
        .exchange().expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/" + PROGRAMME + "/outlets")
        .bodyValue(Map.of("outlets", List.of(
            outlet("gz-far", "440104", 113.0, 23.1), outlet("gz-near", "440106", 113.32, 23.13),
            outlet("gz-mid", "440106", 113.2, 23.1))))
        .exchange().expectStatus().is2xxSuccessful();
  }

  private static Map<String, Object> outlet(String id, String district, double lon, double lat) {
    return Map.of(
        "outletId", id, "district", district, "names", Map.of("zh-CN", "药店", "en", "Pharmacy"), "address", "天河路1号",
        "lon", lon, "lat", lat, "skus", List.of("KN95"), "slots", List.of("10:00/11:00"));
  }

  private static Map<String, Object> traveller(String passport) {
    var form = new LinkedHashMap<String, Object>();
    form.put("channel", "WECHAT_MINI");
    form.put("outletId", "gz-near");
    form.put("sku", "KN95");
    form.put("slot", "2020-02-03T10:00/11:00");
    form.put("mode", "PICKUP");
    form.put("name", "Jean Valjean");
    form.put("docType", "PASSPORT_FOREIGN");
    form.put("idNumber", passport);
    form.put("nationality", "FRA");
    form.put("mobile", "+85251234567");
    form.put("district", "440106");
    form.put("address", Map.of("road", "天河路", "number", "208号"));
    return form;
  }

  private String tag(String passport) {
    return pseudonyms.personTag("PASSPORT_FOREIGN", "FRA:" + passport);
  }

  private String receipt(String personTag, Instant validUntil) {
    return receipts.sign(
        "health-declaration",
        Map.of("declarationId", personTag + ".aaaaaaaa", "verdict", "CLEAR", "validUntil", validUntil.toString()));
  }

  private WebTestClient.ResponseSpec post(Map<String, Object> form) {
    return app.post().uri("/v1/programmes/" + PROGRAMME + "/registrations")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .header("Accept-Language", "en").bodyValue(form).exchange();
  }

  @Test
  @Order(1)
  void a_millisecond_before_eight_it_is_closed_and_at_eight_it_is_open() {
    var form = traveller("12AB34567");
    form.put("healthReceipt", receipt(tag("12AB34567"), OPENING.plusSeconds(3600)));
    post(form).expectStatus().isForbidden().expectBody()
        .jsonPath("$.code").isEqualTo("NOT_OPEN")
        .jsonPath("$.opensAt").isEqualTo("2020-02-02T12:00:00Z")
        .jsonPath("$.serverTime").isEqualTo("2020-02-02T11:59:59.999Z");
    opened = Instant.now();
    post(form).expectStatus().isCreated();
  }

  @Row("G2")
  @Test
  @Order(2)
  void nobody_registers_without_a_valid_declaration_of_their_own() {
    post(traveller("NONE12345")).expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("HEALTH_DECLARATION_REQUIRED").jsonPath("$.title")
            .isEqualTo("Please declare your health first");
    var form = traveller("OTHER1234");
    form.put("healthReceipt", receipt(tag("12AB34567"), OPENING.plusSeconds(3600)));
    post(form).expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].field").isEqualTo("healthReceipt");
    form.put("healthReceipt", receipt(tag("OTHER1234"), OPENING));
    post(form).expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("HEALTH_DECLARATION_REQUIRED");
    form.put("healthReceipt", "e30.e30.e30");
    post(form).expectStatus().isEqualTo(422);
  }

  @Test
  @Order(3)
  void a_published_declaration_does_without_a_receipt_and_the_case_walks_to_the_counter() {
    var tag = tag("PUBL12345");
    service.publish("health", "declared-" + tag, tag, 1, OPENING,
        new DeclarationMade(tag + ".aaaaaaaa", tag, "440106", HealthVerdict.CLEAR, List.of(), "jwe", OPENING,
            OPENING.plusSeconds(36_000), null, null));
    var id = body(post(traveller("PUBL12345")).expectStatus().isCreated()).path("registrationId").asString();
    var precheck = service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id));
    assertThat(precheck.dueAt()).isNotNull();
    service.publish("health", "answer-" + id, tag, 2, OPENING,
        new PrecheckAnswered(id, 1, tag, true, HealthVerdict.BLOCK_PICKUP_ONLY, List.of()));
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 2);
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("outletId", "gz-mid")).exchange()
        .expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("CHOICE_FIXED")
            .jsonPath("$.fields[0]").isEqualTo("outletId");
    service.publish("allocation", "granted-" + id, "pool", 1, OPENING,
        new UnitsReserved("pool", id, 2, 1, false, Level.EMPTY));
    var handOver = service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id)
        && e.stageNo() == 3);
    assertThat(handOver.pickupBarred()).isTrue();
    assertThat(handOver.units()).isEqualTo(1);
    service.publish("delivery", "ready-" + id, id, 1, OPENING,
        new PickupReady(id, 3, "gz-near", "KN95", "2020-02-03T10:00/11:00", OPENING, OPENING.plusSeconds(3600), 2));
    ServiceUnderTest.await("the counter", () -> shown(id).path("status").asString().equals("READY_FOR_PICKUP"));
    assertThat(shown(id).path("pickupCode").asString()).isEqualTo(pickupCodes.code(id));
    assertThat(receipts.verify("pickup", shown(id).path("pickupToken").asString()).orElseThrow())
        .containsEntry("registrationId", id).containsEntry("outletId", "gz-near").containsEntry("units", 2);
    assertThat(shown(id).path("detail").path("outletId").asString()).isEqualTo("gz-near");
    assertThat(shown(id).path("outlet").path("outletId").asString()).isEqualTo("gz-near");
    assertThat(shown(id).path("outlet").path("address").asString()).isNotBlank();
  }

  @Row("M23")
  @Test
  @Order(4)
  void a_clearance_goes_when_the_declarations_are_erased() {
    var tag = tag("PUBL12345");
    assertThat(clearance(tag)).isNotNull();
    service.publish("health", "erased-" + tag, tag, 3, OPENING, new DeclarationsErased(tag, List.of(tag + ".key")));
    ServiceUnderTest.await("gone", () -> clearance(tag) == null);
  }

  private Document clearance(String personTag) {
    return Mono.from(readModels.getCollection("clearances").find(new Document("_id", personTag))).block();
  }

  private JsonNode shown(String id) {
    return body(app.get().uri("/v1/registrations/" + id).exchange().expectStatus().isOk());
  }

  private static JsonNode body(WebTestClient.ResponseSpec response) {
    return JSON.readTree(response.expectBody().returnResult().getResponseBody());
  }

  @Row("G5")
  @Test
  @Order(4)
  void goods_have_a_price_and_the_courier_has_none() {
    app.get().uri("/v1/programmes/" + PROGRAMME).exchange().expectStatus().isOk().expectBody()
        .jsonPath("$.goods[0].priceFen").isEqualTo(1500)
        .jsonPath("$.payment.goods").isEqualTo("ONLINE")
        .jsonPath("$.payment.shippingFen").isEqualTo(0)
        .jsonPath("$.modes[*].mode").value(List.class, modes ->
            assertThat(modes).map(String::valueOf).containsExactly("PICKUP", "COURIER"));
  }

  @Test
  @Order(4)
  void an_outlet_must_not_look_like_a_district_or_a_committee() {
    for (String id : List.of("440106", "440106001001", "CITY")) {
      service.http("operator").put().uri("/v1/programmes/" + PROGRAMME + "/outlets")
          .bodyValue(Map.of("outlets", List.of(outlet(id, "440106", 113.0, 23.1)))).exchange()
          .expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].field").isEqualTo("outlets[0].outletId");
    }
  }

  @Row({"X10", "X11"})
  @Test
  @Order(4)
  void the_nearest_outlet_comes_first() {
    app.get().uri("/v1/programmes/" + PROGRAMME + "/outlets?near=113.33,23.13&limit=2").exchange().expectStatus()
        .isOk().expectBody()
        .jsonPath("$.outlets[0].outletId").isEqualTo("gz-near")
        .jsonPath("$.outlets[0].distanceMetres")
            .value(Integer.class, metres -> assertThat(metres).isBetween(1000, 1050))
        .jsonPath("$.outlets[1].outletId").isEqualTo("gz-mid")
        .jsonPath("$.nextCursor").isEqualTo("2");
    app.get().uri("/v1/programmes/" + PROGRAMME + "/outlets?district=440104").exchange().expectBody()
        .jsonPath("$.outlets.length()").isEqualTo(1).jsonPath("$.outlets[0].outletId").isEqualTo("gz-far");
    app.get().uri("/v1/programmes/" + PROGRAMME + "/outlets?near=here&limit=0").exchange().expectStatus().isEqualTo(422)
        .expectBody().jsonPath("$.errors.length()").isEqualTo(2);
  }
}
