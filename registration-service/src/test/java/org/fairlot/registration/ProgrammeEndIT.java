package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewsErased;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.vault.PersonKeys;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.fairlot.testkit.TurnedClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Three programmes that end: one by its operator, one in time, and one that goes on while its neighbours are erased. */
@FairlotIT
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProgrammeEndIT {

  private static final String ENDING = "hangzhou-masks";
  private static final String FORGOTTEN = "hangzhou-forgotten";
  private static final String REVIEWED = "shanghai-masks";
  private static final String STAYING = "hangzhou-water";
  private static final String COMMITTEE = "310115004001";
  private static final JsonMapper JSON = new JsonMapper();
  private static final TurnedClock CLOCK = TurnedClock.at(Instant.parse("2020-02-02T11:35:00Z"));
  private static final Instant CLOSED = Instant.parse("2020-02-29T16:00:00Z");
  /** Ninety local days later, and a second. */
  private static final Instant KEPT_LONG_ENOUGH = Instant.parse("2020-05-29T16:00:01Z");
  private static final int CROWD = 7;
  /** And a number that has sent a short message. */
  private static final int HOLDERS = CROWD + 1;
  private static final String NUMBER = "1069012345";

  private static final List<String> ended = new ArrayList<>();

  @TestConfiguration
  static class TheDays {
    @Bean
    DomainClock domainClock() {
      return DomainClock.of(real -> CLOCK.now().minus(Duration.between(real, Instant.now())), Clock.systemUTC());
    }
  }

  @Autowired ServiceUnderTest service;
  @Autowired MongoDatabase readModels;
  @Autowired PersonKeys keys;
  @Autowired Vault vault;
  private WebTestClient app;
  private WebTestClient operator;

  @BeforeEach
  void ready() {
    service.awaitReady();
    app = service.http("registration");
    operator = service.http("operator");
  }

  private void define(String programme, String pack, String closesOn) {
    operator.put().uri("/v1/packs/" + pack + "/versions/1").bodyValue(Map.of("yaml", Packs.yaml(pack))).exchange()
        .expectStatus().is2xxSuccessful();
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    var definition = new HashMap<String, Object>(Map.of(
        "names", names, "pack", pack, "packVersion", 1, "opensOn", "2020-02-01",
        "goods", List.of(Map.of("sku", "MASK5", "names", names))));
    if (closesOn != null) {
      definition.put("closesOn", closesOn);
    }
    operator.put().uri("/v1/programmes/" + programme).bodyValue(definition).exchange().expectStatus().is2xxSuccessful();
  }

  private WebTestClient.ResponseSpec register(String programme, Map<String, Object> form) {
    return app.post().uri("/v1/programmes/" + programme + "/registrations")
        .header("Idempotency-Key", UUID.randomUUID().toString()).bodyValue(form).exchange();
  }

  private String registered(String programme, Map<String, Object> form) {
    return body(register(programme, form).expectStatus().isCreated()).path("registrationId").asString();
  }

  private WebTestClient.ResponseSpec end(String programme, String key) {
    return operator.post().uri("/v1/programmes/" + programme + "/end").header("Idempotency-Key", key)
        .header("Accept-Language", "en").exchange();
  }

  private static void refused(WebTestClient.ResponseSpec response, String code) {
    response.expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo(code);
  }

  private static JsonNode body(WebTestClient.ResponseSpec response) {
    return JSON.readTree(response.expectBody().returnResult().getResponseBody());
  }

  private JsonNode get(String path) {
    return body(app.get().uri(path).exchange().expectStatus().isOk());
  }

  private Document document(String id) {
    return Mono.from(readModels.getCollection("registrations").find(new Document("_id", id))).block();
  }

  private List<Document> all(String collection, Document filter) {
    return Flux.from(readModels.getCollection(collection).find(filter).batchSize(1_000)).collectList().block();
  }

  private void cancelled(String id) {
    app.delete().uri("/v1/registrations/" + id).exchange().expectStatus().isOk();
    ServiceUnderTest.await("cancelled", () -> get("/v1/registrations/" + id).path("status").asString().equals("CANCELLED"));
  }

  private ProgrammeErased certificate(String programme) {
    return service.awaitEvent("registration", ProgrammeErased.class, e -> e.programmeId().equals(programme));
  }

  private String sealedIdentity(String caseId) {
    return service.awaitEvent("registration", CaseOpened.class, e -> e.caseId().equals(caseId)).sealed().get(Purpose.IDENTITY);
  }

  @Row("M23")
  @Test
  @Order(1)
  void while_it_is_open_or_cases_are_live_it_does_not_end() {
    define(ENDING, "hangzhou", "2020-03-01");
    define(FORGOTTEN, "hangzhou", "2020-03-01");
    define(STAYING, "hangzhou", null);
    define(REVIEWED, "shanghai-committee", "2020-03-01");
    assertThat(get("/v1/programmes/" + ENDING).path("endsAt").asString()).isEqualTo("2020-05-29T16:00:00Z");
    assertThat(get("/v1/programmes/" + STAYING).has("endsAt")).isFalse();

    var person = RegistrationIT.citizen();
    var here = registered(ENDING, person);
    registered(STAYING, person);
    var live = registered(FORGOTTEN, person);
    ended.addAll(List.of(here, live));
    // the same person again, and so many others
    cancelled(here);
    ended.add(registered(ENDING, person));
    IntStream.range(1, CROWD).forEach(n -> ended.add(registered(ENDING, RegistrationIT.citizen())));
    numberOf(ENDING).expectStatus().isOk();
    numberOf(STAYING).expectStatus().isEqualTo(422);
    var message = Map.of("phone_number", "13812341234", "content", "查询", "dest_code", NUMBER, "sequence_id", "1");
    service.http("sms").post().uri("/v1/channels/sms/uplink").bodyValue(List.of(message)).exchange().expectStatus().isOk();
    ServiceUnderTest.await("keys", () -> keys.keyIdsOf(ENDING + "|", 1_000).size() == HOLDERS);

    refused(end(ENDING, "early"), "PROGRAMME_OPEN");
    refused(end(STAYING, "never"), "PROGRAMME_OPEN");
    operator.post().uri("/v1/programmes/nowhere/end").header("Idempotency-Key", "x").exchange().expectStatus().isNotFound();
    operator.post().uri("/v1/programmes/" + ENDING + "/end").exchange().expectStatus().isBadRequest();
    app.post().uri("/v1/programmes/" + ENDING + "/end").header("Idempotency-Key", "x").exchange().expectStatus().isForbidden();
    anAppeal();
  }

  /** What a committee and a citizen wrote about a case. */
  private void anAppeal() {
    var form = new LinkedHashMap<String, Object>(Map.of(
        "programmeId", REVIEWED, "name", "王小芳", "idNumber", RegistrationIT.citizen().get("idNumber"), "mobile", "13812341234",
        "district", "310115", "address", Map.of("road", "潍坊路", "number", "8弄", "building", "3号", "room", "101室")));
    var worker = service.worker("li", COMMITTEE);
    var id = body(worker.post().uri("/v1/committees/" + COMMITTEE + "/registrations").header("Idempotency-Key", "r-1")
        .bodyValue(form).exchange().expectStatus().isCreated()).path("registrationId").asString();
    ended.add(id);
    ServiceUnderTest.await("in the queue", () -> !all("reviews", new Document("caseId", id)).isEmpty());
    var refusal = Map.of("registrationId", id, "decision", "REFUSE", "reason", "NOT_RESIDENT", "note", "搬走了");
    worker.post().uri("/v1/committees/" + COMMITTEE + "/reviews").header("Idempotency-Key", "d-1")
        .bodyValue(Map.of("decisions", List.of(refusal))).exchange().expectStatus().isOk();
    ServiceUnderTest.await("refused", () -> get("/v1/registrations/" + id).path("status").asString().equals("REVIEW_REFUSED"));
    app.post().uri("/v1/registrations/" + id + "/appeal").header("Idempotency-Key", "a-1")
        .bodyValue(Map.of("reason", "我住在这里")).exchange().expectStatus().is2xxSuccessful();
    service.awaitEvent("registration", ReviewAppealed.class, e -> e.caseId().equals(id));
  }

  @Row("M23")
  @Test
  @Order(2)
  void an_operator_ends_it_once_and_gets_a_certificate() {
    CLOCK.turnTo(CLOSED);
    register(ENDING, RegistrationIT.citizen()).expectStatus().isForbidden().expectBody().jsonPath("$.code")
        .isEqualTo("PROGRAMME_ENDED");
    end(ENDING, "cases").expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("CASES_OPEN")
        .jsonPath("$.cases").isEqualTo(CROWD).jsonPath("$.title").isNotEmpty();
    ended.stream().filter(id -> id.startsWith(ENDING + ".")).skip(1).forEach(this::cancelled);

    end(ENDING, "the-end").expectStatus().isOk();
    assertThat(certificate(ENDING)).satisfies(e -> {
      assertThat(e.endedBy()).isNotBlank();
      assertThat(e.holders()).isEqualTo(HOLDERS);
      assertThat(e.keys()).isEqualTo(HOLDERS);
      assertThat(e.parts()).isEqualTo(1);
    });
    end(ENDING, "the-end").expectStatus().isOk();
    refused(end(ENDING, "again"), "PROGRAMME_ENDED");
    assertThat(parts()).isEqualTo(1);
  }

  private long parts() {
    return service.events("registration").stream()
        .filter(recorded -> recorded.event() instanceof KeysErased e && e.programmeId().equals(ENDING)).count();
  }

  @Row("M23")
  @Test
  @Order(3)
  void nobody_can_open_any_more_what_was_said_and_the_page_says_so() {
    var id = ended.getFirst();
    assertThat(keys.keyIdsOf(ENDING + "|", 1)).isEmpty();
    assertThat(vault.opening(Purpose.IDENTITY, sealedIdentity(id), Identity.class).block(Duration.ofSeconds(20))).isNull();
    ServiceUnderTest.await("forgotten", () -> get("/v1/registrations/" + id).has("erasedAt"));
    forgotten(id);
    assertThat(get("/v1/registrations/" + id).path("status").asString()).isEqualTo("CANCELLED");
    assertThat(get("/v1/registrations/" + id).has("choice")).isFalse();
    long before = System.nanoTime();
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("mobile", "13900001111")).exchange()
        .expectStatus().isEqualTo(410).expectBody().jsonPath("$.code").isEqualTo("PERSON_ERASED");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    app.delete().uri("/v1/registrations/" + id).exchange().expectStatus().isEqualTo(409);
    var shown = get("/v1/programmes/" + ENDING).path("erased");
    assertThat(shown.path("holders").asInt()).isEqualTo(HOLDERS);
    assertThat(shown.propertyNames())
        .containsExactlyInAnyOrder("programmeId", "endedAt", "endedBy", "erasedAt", "holders", "keys", "parts");
  }

  private void forgotten(String id) {
    var document = document(id);
    assertThat(document).containsKey("erasedAt").containsEntry("personTag", null);
    assertThat(document.toJson()).as("no ciphertext").doesNotContain("eyJ");
  }

  @Row("M23")
  @Test
  @Order(4)
  void another_programme_of_the_same_person_is_not_touched() {
    var id = all("registrations", new Document("programmeId", STAYING)).getFirst().getString("_id");
    assertThat(vault.opening(Purpose.IDENTITY, sealedIdentity(id), Identity.class).block().name()).isEqualTo("王小芳");
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("mobile", "13900001111")).exchange().expectStatus().isOk();
    // nor does anybody write to the one that is over any more
    numberOf(STAYING).expectStatus().isOk();
  }

  private WebTestClient.ResponseSpec numberOf(String programme) {
    return operator.put().uri("/v1/programmes/" + programme + "/sms-numbers").bodyValue(Map.of("numbers", List.of(NUMBER)))
        .exchange();
  }

  @Row("M23")
  @Test
  @Order(5)
  void what_nobody_ends_ends_in_time_with_whatever_is_live() {
    CLOCK.turnTo(KEPT_LONG_ENOUGH);
    assertThat(certificate(FORGOTTEN)).satisfies(e -> {
      assertThat(e.endedBy()).isNull();
      assertThat(e.holders()).isEqualTo(1);
    });
    var live = ended.get(1);
    var closed = service.awaitEvent("registration", CaseClosed.class, e -> e.caseId().equals(live));
    assertThat(closed.outcome()).isEqualTo(CaseOutcome.REFUSED);
    assertThat(closed.reason()).isEqualTo("PROGRAMME_ENDED");
    certificate(REVIEWED);
    service.awaitEvent("registration", ReviewsErased.class, e -> ended.contains(e.caseId()));
  }

  @Row("M23")
  @Test
  @Order(6)
  void a_rebuild_brings_nothing_back() {
    ServiceUnderTest.await("all forgotten", this::allForgotten);
    Mono.from(readModels.getCollection("registrations").insertOne(new Document("_id", "of before"))).block();
    operator.post().uri("/actuator/rebuild").exchange().expectStatus().isOk();
    ServiceUnderTest.await("dropped and filled again", () -> document("of before") == null && allForgotten());
    var erased = service.events("registration").stream().filter(r -> r.event() instanceof CaseErased).count();
    assertThat(erased).isEqualTo(ended.size());
    ended.forEach(this::forgotten);
    assertThat(all("reviews", new Document())).isEmpty();
    var report = body(operator.get().uri("/v1/programmes/" + ENDING + "/report").exchange().expectStatus().isOk());
    assertThat(report.path("supplyAndDemand").path("registrations").asInt()).isEqualTo(CROWD + 1);
    assertThat(report.path("supplyAndDemand").path("persons").asInt()).isEqualTo(CROWD);
  }

  @Row({"M7", "M23"})
  @Test
  @Order(7)
  void to_whom_data_came_is_told_after_the_end_and_a_rebuild_too() {
    var reviewed = CaseId.parse(ended.stream().filter(id -> id.startsWith(REVIEWED + ".")).findFirst().orElseThrow());
    var path = "/v1/persons/" + reviewed.personTag() + "/disclosures";
    ServiceUnderTest.await(
        "filled again", () -> get(path).findValuesAsString("act").containsAll(List.of("ENTERED", "SHOWN", "REVIEWED")));
    assertThat(all("disclosures", new Document())).isNotEmpty()
        .allSatisfy(document -> assertThat(document.toJson()).as("no ciphertext").doesNotContain("eyJ"));
  }

  private boolean allForgotten() {
    return ended.stream().map(this::document).allMatch(document -> document != null && document.containsKey("erasedAt"))
        && all("reviews", new Document("programmeId", REVIEWED)).isEmpty();
  }
}
