package org.fairlot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.ServiceUnderTest.await;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.health.DeclarationId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.health.declaration.web.DeclarationApi;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.edge.Admission;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.wire.Json;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.mock.web.reactive.function.server.MockServerRequest;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The service over HTTP and the log, as city apps, the authority and registration-service see it. */
@FairlotIT
class HealthIT {

  private static final String DECLARATIONS = "/v1/health-declarations";
  private static final AtomicInteger COUNT = new AtomicInteger(10_000_000);

  @Autowired ServiceUnderTest service;
  @Autowired MongoDatabase readModels;
  @Autowired Receipts receipts;
  @Autowired Admission admission;

  @BeforeEach
  void ready() {
    service.awaitReady();
  }

  @Test
  void a_citizen_declares_and_gets_a_verdict_with_reasons_and_a_signed_receipt() {
    var answer = declared(declaration(number(), "440106", "\"symptoms\": [\"FEVER\"]"));
    assertThat(answer.get("verdict").asString()).isEqualTo("BLOCK_PICKUP_ONLY");
    assertThat(answer.get("reasons").get(0).asString()).isEqualTo("FEVER");
    Instant validUntil = Instant.parse(answer.get("validUntil").asString());
    assertThat(validUntil).isEqualTo(Instant.parse(answer.get("declaredAt").asString()).plusSeconds(72 * 3600));
    var claims = receipts.verify(DeclarationApi.RECEIPT, answer.get("receipt").asString()).orElseThrow();
    assertThat(claims)
        .containsEntry("declarationId", answer.get("declarationId").asString())
        .containsEntry("personTag", DeclarationId.parse(answer.get("declarationId").asString()).personTag())
        .containsEntry("verdict", "BLOCK_PICKUP_ONLY")
        .containsEntry("validUntil", validUntil.toString());
  }

  @Test
  void a_citizen_reads_the_own_declaration_at_once_and_corrects_it() {
    String number = number();
    String id = declared(declaration(number, "440106", "\"symptoms\": [\"FEVER\"]")).get("declarationId").asString();
    service.http("registration").get().uri(DECLARATIONS + "/" + id).exchange().expectStatus().isOk().expectBody()
        .jsonPath("$.answers.symptoms[0]").isEqualTo("FEVER").jsonPath("$.answers.district").isEqualTo("440106");
    post(DECLARATIONS + "/" + id + "/correction", "c-" + id, declaration(number, "440103", "\"symptoms\": []"))
        .expectStatus().isOk().expectBody()
        .jsonPath("$.declarationId").isEqualTo(id).jsonPath("$.verdict").isEqualTo("CLEAR");
    await("the correction", () -> get("registration", DECLARATIONS + "/" + id).contains("correctedAt"));
    assertThat(get("registration", DECLARATIONS + "/" + id)).contains("440103").doesNotContain("FEVER");
  }

  @Test
  void where_there_is_no_room_a_declaration_gets_an_appointment_and_is_made_when_it_is_kept() {
    var held = newcomersPlacesAreTaken();
    String body = declaration(number(), "440106", "\"symptoms\": []");
    var told = json(post(DECLARATIONS, "in-turn", body).expectStatus().isEqualTo(429).expectHeader().exists("Retry-After"));
    assertThat(told.get("code").asString()).isEqualTo("QUEUED");
    assertThat(told.get("title").asString()).contains("排队");
    Instant admitAt = Instant.parse(told.get("admitAt").asString());
    await("the appointment", () -> !Instant.now().isBefore(admitAt));
    service.http("registration").post().uri(DECLARATIONS).header("Idempotency-Key", "in-turn")
        .header("Queue-Ticket", told.get("queueTicket").asString()).contentType(MediaType.APPLICATION_JSON).bodyValue(body)
        .exchange().expectStatus().isCreated();
    held.dispose();
  }

  /** Requests that are being worked at and do not end. */
  private Disposable newcomersPlacesAreTaken() {
    var request = MockServerRequest.builder().build();
    var held = Disposables.composite();
    var noRoom = new AtomicBoolean();
    for (int n = 0; !noRoom.get(); n++) {
      held.add(
          admission.inTurn(
                  request, CommandContext.of("held-" + n, null, null), () -> Optional.of(new Problem(503, "NO_ROOM")), Mono::never)
              .subscribe(nothing -> {}, refused -> noRoom.set(true)));
    }
    return held;
  }

  @Test
  void nobody_corrects_what_is_not_there_or_belongs_to_another() {
    String unknown = "0123456789abcdefghijkl.mark0001";
    String body = declaration(number(), "440106", "\"symptoms\": []");
    post(DECLARATIONS + "/" + unknown + "/correction", "k-" + COUNT.incrementAndGet(), """
        {"district": "440106", "hubeiTravel": false, "contactWithCase": false, "symptoms": []}""")
        .expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_DECLARATION");
    String id = declared(declaration(number(), "440106", "\"symptoms\": []")).get("declarationId").asString();
    post(DECLARATIONS + "/" + id + "/correction", "k-" + COUNT.incrementAndGet(), body)
        .expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].code").isEqualTo("OTHER_PERSON");
    for (String path : List.of("/x", "/" + unknown)) {
      service.http("registration").get().uri(DECLARATIONS + path).exchange().expectStatus().isNotFound();
    }
  }

  @Test
  void a_repeated_request_declares_once_and_gets_the_same_answer() {
    String body = declaration(number(), "440106", "\"symptoms\": []");
    var first = json(post(DECLARATIONS, "again", body).expectStatus().isCreated());
    var second = json(post(DECLARATIONS, "again", body).expectStatus().isCreated());
    for (String field : List.of("declarationId", "verdict", "declaredAt", "validUntil")) {
      assertThat(second.get(field)).isEqualTo(first.get(field));
    }
    post(DECLARATIONS, "again", declaration(number(), "440106", "\"symptoms\": []"))
        .expectStatus().isEqualTo(422).expectBody().jsonPath("$.code").isEqualTo("IDEMPOTENCY_KEY_REUSED");
    String personTag = DeclarationId.parse(first.get("declarationId").asString()).personTag();
    precheck(personTag); // decided behind both, so that whatever they led to is there
    assertThat(service.events("health").stream().map(Recorded::event).filter(DeclarationMade.class::isInstance)
        .filter(e -> ((DeclarationMade) e).personTag().equals(personTag))).hasSize(1);
  }

  @Row("M18")
  @Test
  void a_precheck_is_answered_from_the_declaration() {
    String id = declared(declaration(number(), "440106", "\"symptoms\": [\"COUGH\"]")).get("declarationId").asString();
    String personTag = DeclarationId.parse(id).personTag();
    var answered = precheck(personTag);
    assertThat(answered.passed()).isTrue();
    assertThat(answered.verdict()).isEqualTo(HealthVerdict.BLOCK_PICKUP_ONLY);
    assertThat(precheck("nobody0000000000000000").passed()).isFalse();
  }

  @Row("G3")
  @Test
  void the_authority_finds_declarations_by_each_field() {
    String district = "4401" + (10 + COUNT.incrementAndGet() % 80);
    String ill = declared(declaration(number(), district, """
        "symptoms": ["COUGH"], "returnedAt": "2020-01-28", "fromWhere": "420100", "quarantineStatus": "HOME" """)).get("declarationId").asString();
    String well = declared(declaration(number(), district, "\"symptoms\": []")).get("declarationId").asString();
    await("both", () -> found("district=" + district).size() == 2);
    assertThat(found("district=" + district)).containsExactly(well, ill);
    assertThat(found("district=" + district + "&verdict=CLEAR")).containsExactly(well);
    assertThat(found("district=" + district + "&symptom=COUGH")).containsExactly(ill);
    assertThat(found("district=" + district + "&symptom=FEVER")).isEmpty();
    assertThat(found("district=" + district + "&travelledFrom=42")).containsExactly(ill);
    assertThat(found("district=" + district + "&travelledFrom=43")).isEmpty();
    assertThat(found("district=" + district + "&returnedFrom=2020-01-28&returnedTo=2020-01-28")).containsExactly(ill);
    assertThat(found("district=" + district + "&returnedFrom=2020-01-29")).isEmpty();
    assertThat(found("district=" + district + "&hubeiTravel=false")).containsExactly(well, ill);
    assertThat(found("district=" + district + "&hubeiTravel=true")).isEmpty();
    assertThat(found("district=" + district + "&contactWithCase=true")).isEmpty();
    assertThat(found("district=" + district + "&quarantineStatus=HOME")).containsExactly(ill);
    String today = LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
    assertThat(found("district=" + district + "&declaredFrom=" + today + "&declaredTo=" + today)).hasSize(2);
    assertThat(found("district=" + district + "&declaredTo=2020-01-01")).isEmpty();
  }

  @Test
  void pages_neither_skip_nor_repeat_even_while_others_declare() {
    String district = "4402" + (10 + COUNT.incrementAndGet() % 80);
    var declared = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      declared.add(declared(declaration(number(), district, "\"symptoms\": []")).get("declarationId").asString());
    }
    await("all", () -> found("district=" + district).size() == 7);
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page = page("district=" + district + "&limit=3" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
      page.get("declarations").forEach(d -> seen.add(d.get("declarationId").asString()));
      cursor = page.has("nextCursor") ? page.get("nextCursor").asString() : "";
      declared(declaration(number(), district, "\"symptoms\": []"));
    } while (!cursor.isEmpty());
    assertThat(seen).containsExactlyElementsOf(declared.reversed());
  }

  @Test
  void bad_queries_are_refused_by_name() {
    for (String query :
        List.of(
            "district=44", "verdict=FINE", "symptom=BOREDOM", "hubeiTravel=maybe", "travelledFrom=Wuhan",
            "returnedFrom=x", "declaredFrom=x", "cursor=!", "cursor=eA", "limit=0", "limit=501", "distrikt=440106")) {
      service.http("health-authority").get().uri(DECLARATIONS + "?" + query).exchange()
          .expectStatus().isEqualTo(422).expectBody()
          .jsonPath("$.errors[0].field").isEqualTo(query.substring(0, query.indexOf('=')));
    }
  }

  @Test
  void bad_forms_are_refused_with_every_error() {
    post(DECLARATIONS, "bad-1", "{").expectStatus().isBadRequest();
    post(DECLARATIONS, "bad-2", "{}").expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors.length()").isEqualTo(6);
    post(DECLARATIONS, "bad-3", declaration(number(), "440106", "\"symptoms\": [], \"mood\": \"good\""))
        .expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].code").isEqualTo("UNKNOWN_FIELD");
    post(DECLARATIONS, "bad-4", declaration(number(), "440106", "\"symptoms\": \"COUGH\""))
        .expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].field").isEqualTo("symptoms");
  }

  @Test
  void each_route_has_its_scope() {
    service.http("").get().uri(DECLARATIONS).exchange().expectStatus().isUnauthorized();
    service.http("registration operator").get().uri(DECLARATIONS).exchange().expectStatus().isForbidden();
    service.http("health-authority").get().uri(DECLARATIONS + "/0123456789abcdefghijkl.mark0001").exchange()
        .expectStatus().isForbidden();
    service.http("health-authority").post().uri(DECLARATIONS).bodyValue("{}").exchange().expectStatus().isForbidden();
  }

  @Test
  void neither_log_nor_read_model_knows_the_number_and_no_event_an_answer() {
    String number = number();
    String id = declared(declaration(number, "440106", """
        "symptoms": ["DIARRHOEA"], "fromWhere": "429004" """)).get("declarationId").asString();
    await("shown", () -> get("registration", DECLARATIONS + "/" + id).contains("DIARRHOEA"));
    for (var recorded : service.events("health")) {
      assertThat(Json.MAPPER.writeValueAsString(recorded)).doesNotContain(number, "429004", "DIARRHOEA");
    }
    Flux.from(readModels.listCollectionNames())
        .concatMap(name -> Flux.from(readModels.getCollection(name).find().batchSize(100)))
        .toIterable()
        .forEach(document -> assertThat(document.toJson()).doesNotContain(number));
  }

  private PrecheckAnswered precheck(String personTag) {
    String caseId = "gz-masks." + personTag + ".case0001";
    var stage = new Stage.HealthPrecheck(true, 72, Stage.OnSymptom.DELIVER);
    var choice = new Choice("440106", null, null, null, null, false);
    service.publish(
        "registration", "requested-" + caseId, "gz-masks|" + personTag, 2, Instant.now(),
        new StageRequested(caseId, "gz-masks", personTag, 1, stage, choice, Map.of(), null, false, null));
    return service.awaitEvent("health", PrecheckAnswered.class, e -> e.caseId().equals(caseId));
  }

  private static String number() {
    return Integer.toString(COUNT.incrementAndGet());
  }

  private static String declaration(String number, String district, String more) {
    return """
        {"docType": "TW_PERMIT", "idNumber": "%s", "district": "%s", "hubeiTravel": false, "contactWithCase": false, %s}"""
        .formatted(number, district, more);
  }

  private JsonNode declared(String body) {
    return json(post(DECLARATIONS, "key-" + COUNT.incrementAndGet(), body).expectStatus().isCreated());
  }

  private ResponseSpec post(String uri, String key, String body) {
    return service.http("registration").post().uri(uri).header("Idempotency-Key", key)
        .contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  private static JsonNode json(ResponseSpec response) {
    return Json.MAPPER.readTree(response.expectBody(String.class).returnResult().getResponseBody());
  }

  private String get(String scope, String uri) {
    return service.http(scope).get().uri(uri).exchange().expectStatus().isOk().expectBody(String.class).returnResult()
        .getResponseBody();
  }

  private JsonNode page(String query) {
    return Json.MAPPER.readTree(get("health-authority", DECLARATIONS + "?" + query));
  }

  private List<String> found(String query) {
    var ids = new ArrayList<String>();
    page(query).get("declarations").forEach(d -> ids.add(d.get("declarationId").asString()));
    return ids;
  }
}
