package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.registration.casework.domain.Packs;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hangzhou's evening of 2 February 2020, over HTTP. */
@FairlotIT
class RegistrationIT {

  private static final String PROGRAMME = "hangzhou-masks";
  private static final JsonMapper JSON = new JsonMapper();
  private static int people;

  @Autowired ServiceUnderTest service;
  private WebTestClient app;
  private WebTestClient operator;

  @DynamicPropertySource
  static void anEvening(DynamicPropertyRegistry registry) {
    registry.add("fairlot.clock.real-origin", () -> Instant.now().toString());
    registry.add("fairlot.clock.virtual-origin", () -> "2020-02-02T11:35:00Z");
  }

  @BeforeEach
  void hangzhouIsSetUp() {
    service.awaitReady();
    app = service.http("registration");
    operator = service.http("operator");
    operator.put().uri("/v1/packs/hangzhou/versions/1").contentType(MediaType.valueOf("application/yaml"))
        .bodyValue(Packs.yaml("hangzhou").getBytes(StandardCharsets.UTF_8)).exchange().expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/" + PROGRAMME).bodyValue(programme("hangzhou", "2020-02-01")).exchange()
        .expectStatus().is2xxSuccessful();
  }

  static Map<String, Object> programme(String pack, String opensOn) {
    var goods = Map.of("sku", "MASK5", "names", Map.of("zh-CN", "口罩5只", "en", "5 masks"), "unitsPerShare", 5);
    return Map.of(
        "names", Map.of("zh-CN", "免费口罩", "en", "Free masks"), "pack", pack, "packVersion", 1, "goods", List.of(goods),
        "opensOn", opensOn);
  }

  /** A resident whose number passes every check. */
  static synchronized Map<String, Object> citizen() {
    String digits = "33010619800101" + "%03d".formatted(people++);
    int sum = 0;
    for (char digit : digits.toCharArray()) {
      sum = (sum + digit - '0') * 2 % 11;
    }
    var form = new LinkedHashMap<String, Object>();
    form.put("channel", "ALIPAY");
    form.put("name", "王小芳");
    form.put("idNumber", digits + "0123456789X".charAt((12 - sum) % 11));
    form.put("mobile", "13812341234");
    form.put("district", "330106");
    form.put("address", "文三路478号华星时代广场A座1201室");
    return form;
  }

  private WebTestClient.ResponseSpec post(Map<String, Object> form, String key) {
    return app.post().uri("/v1/programmes/" + PROGRAMME + "/registrations").header("Idempotency-Key", key)
        .bodyValue(form).exchange();
  }

  private WebTestClient.ResponseSpec post(Map<String, Object> form) {
    return post(form, UUID.randomUUID().toString());
  }

  private String registered(Map<String, Object> form) {
    return body(post(form).expectStatus().isCreated()).path("registrationId").asString();
  }

  private static JsonNode body(WebTestClient.ResponseSpec response) {
    return JSON.readTree(response.expectBody().returnResult().getResponseBody());
  }

  private JsonNode shown(String id) {
    return body(app.get().uri("/v1/registrations/" + id).exchange().expectStatus().isOk());
  }

  private void awaitStatus(String id, String status) {
    ServiceUnderTest.await(id + " is " + status, () -> shown(id).path("status").asString().equals(status));
  }

  private void reserved(String id, BatchUnits... batches) {
    service.publish("allocation", "granted-" + id, PROGRAMME + "/CITY", 1, Instant.parse("2020-02-02T11:40:00Z"),
        new UnitsReserved(
            PROGRAMME + "/CITY", id, 1, Stream.of(batches).mapToInt(BatchUnits::units).sum(), false, PoolEvent.Level.EMPTY,
            null, null, null, List.of(batches)));
  }

  @Test
  void a_pack_that_would_help_nobody_is_refused_with_its_line_unless_it_was_published_when_nobody_asked() {
    String yaml =
        Packs.yaml("hangzhou").replace("pack: hangzhou", "pack: by-message").replace("channel: ALIPAY", "channel: SMS_UPLINK");
    var findings = body(publish(yaml).expectStatus().isEqualTo(422)).path("findings");
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).path("line").asInt()).isPositive();
    assertThat(findings.get(0).path("reason").asString()).contains("'address', which no short message tells");
    operator.get().uri("/v1/packs/by-message/versions/1").exchange().expectStatus().isNotFound();

    service.publishReference("registration", "pack/by-message@1", new PackPublished("by-message", 1, yaml, "00"));
    ServiceUnderTest.await(
        "the pack", () -> operator.get().uri("/v1/packs/by-message/versions/1").exchange().expectBody().returnResult().getStatus().is2xxSuccessful());
    publish(yaml).expectStatus().is2xxSuccessful();
    publish(yaml + "\n").expectStatus().isEqualTo(422);
  }

  private WebTestClient.ResponseSpec publish(String yaml) {
    return operator.put().uri("/v1/packs/by-message/versions/1").contentType(MediaType.valueOf("application/yaml")).bodyValue(yaml)
        .exchange();
  }

  @Row({"H5", "M21"})
  @Test
  void the_form_is_a_schema_with_just_five_fields() {
    app.get().uri("/v1/programmes/" + PROGRAMME).header("Accept-Language", "en").exchange()
        .expectStatus().isOk()
        .expectHeader().exists("ETag")
        .expectBody()
        .jsonPath("$.pack").isEqualTo("hangzhou")
        .jsonPath("$.packVersion").isEqualTo(1)
        .jsonPath("$.form.properties.length()").isEqualTo(5)
        .jsonPath("$.form.required.length()").isEqualTo(5)
        .jsonPath("$.form.properties.name.title").isEqualTo("Name")
        .jsonPath("$.open").isEqualTo(true)
        .jsonPath("$.openChannels[0]").isEqualTo("ALIPAY");
    app.get().uri("/v1/programmes").exchange().expectBody().jsonPath("$.programmes[*].programmeId")
        .value(hasItem(PROGRAMME));
  }

  @Test
  void a_registration_is_decided_and_receipted() {
    post(citizen()).expectStatus().isCreated()
        .expectHeader().exists("Location")
        .expectBody()
        .jsonPath("$.status").isEqualTo("REGISTERED")
        .jsonPath("$.registrationId").exists()
        .jsonPath("$.receipt").value(String.class, receipt -> assertThat(receipt.split("\\.")).hasSize(3));
  }

  @Test
  void no_plain_personal_data_is_in_an_event() {
    var form = citizen();
    var id = registered(form);
    var opened = service.awaitEvent("registration", CaseOpened.class, e -> e.caseId().equals(id));
    assertThat(opened.toString()).doesNotContain(
        form.get("idNumber").toString(), "13812341234", "王小芳", "文三路", "华星");
  }

  @Test
  void all_that_is_wrong_with_a_form_is_said_at_once_in_both_languages() {
    var form = citizen();
    form.put("name", "王1");
    form.put("idNumber", "110105194912310021");
    form.put("mobile", 42);
    form.put("district", "440106");
    form.put("address", "西湖边");
    form.put("nickname", "x");
    form.remove("channel");
    for (String language : List.of("zh-CN", "en")) {
      app.post().uri("/v1/programmes/" + PROGRAMME + "/registrations").header("Idempotency-Key", "wrong-" + language)
          .header("Accept-Language", language).bodyValue(form).exchange()
          .expectStatus().isEqualTo(422)
          .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .expectBody()
          .jsonPath("$.code").isEqualTo("INVALID_FIELDS")
          .jsonPath("$.errors[*].field").value(
              List.class, fields -> assertThat(fields)
                  .contains("channel", "name", "idNumber", "mobile", "district", "nickname"))
          .jsonPath("$.errors[?(@.code=='DOCUMENT_CHECKSUM')].message").value(
              List.class, m -> assertThat(m).containsExactly(language.equals("en")
                  ? "has a wrong check character; please compare it with the document" : "校验位不正确,请核对号码"));
    }
    form = citizen();
    form.put("address", "西湖边");
    post(form).expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].code").isEqualTo("ADDRESS_UNCLEAR")
        .jsonPath("$.errors[0].understood.detail").isEqualTo("西湖边");
  }

  @Test
  void hostile_bodies_get_a_problem_and_change_nothing() {
    int before = service.events("registration").size();
    for (String bad : List.of("", "{", "[]", "null", "\"text\"", "{\"name\":", "{\"name\":1,\"name\":2}", "{} {}")) {
      app.post().uri("/v1/programmes/" + PROGRAMME + "/registrations")
          .header("Idempotency-Key", UUID.randomUUID().toString())
          .contentType(MediaType.APPLICATION_JSON).bodyValue(bad).exchange().expectStatus().is4xxClientError()
          .expectBody().jsonPath("$.code").exists();
    }
    var form = citizen();
    form.put("name", "王".repeat(100_000));
    post(form).expectStatus().isEqualTo(413);
    form.put("name", "王".repeat(1000));
    post(form).expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].code").isEqualTo("TOO_LONG");
    app.post().uri("/v1/programmes/" + PROGRAMME + "/registrations").bodyValue(citizen()).exchange()
        .expectStatus().isBadRequest().expectBody().jsonPath("$.code").isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
    app.post().uri("/v1/programmes/nowhere/registrations").header("Idempotency-Key", "n").bodyValue(citizen())
        .exchange()
        .expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_PROGRAMME");
    assertThat(service.events("registration")).hasSize(before);
  }

  @Test
  void a_repeat_is_the_same_registration_and_another_body_under_its_key_is_refused() {
    var form = citizen();
    var first = body(post(form, "same-key").expectStatus().isCreated());
    var again = body(post(form, "same-key").expectStatus().isCreated());
    assertThat(again.path("registrationId")).isEqualTo(first.path("registrationId"));
    assertThat(again.path("registeredAt")).isEqualTo(first.path("registeredAt"));
    post(citizen(), "same-key").expectStatus().isEqualTo(422).expectBody().jsonPath("$.code")
        .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    post(form).expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("ALREADY_REGISTERED")
        .jsonPath("$.registrationId").isEqualTo(first.path("registrationId").asString());
  }

  @Row("H4")
  @Test
  void the_old_channel_tells_where_it_has_moved() {
    var form = citizen();
    form.put("channel", "WECHAT_H5");
    post(form).expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("CHANNEL_MOVED").jsonPath("$.movedTo[0]").isEqualTo("ALIPAY");
  }

  @Row("H1")
  @Test
  void a_programme_that_has_not_begun_says_when_it_opens() {
    operator.put().uri("/v1/programmes/later").bodyValue(programme("hangzhou", "2020-02-10")).exchange()
        .expectStatus().isCreated();
    app.post().uri("/v1/programmes/later/registrations").header("Idempotency-Key", "later").bodyValue(citizen())
        .exchange()
        .expectStatus().isForbidden().expectBody()
        .jsonPath("$.code").isEqualTo("NOT_OPEN")
        .jsonPath("$.opensAt").isEqualTo("2020-02-10T11:30:00Z")
        .jsonPath("$.serverTime").exists();
  }

  @Row({"M1", "M14", "M18"})
  @Test
  void a_case_walks_its_pipeline_and_shows_what_all_services_say() {
    var id = registered(citizen());
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 1);
    reserved(id, new BatchUnits("evening", 1));
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 2);
    var at = Instant.parse("2020-02-02T11:45:00Z");
    service.publish("delivery", "out-" + id, id, 1, at,
        new ParcelDispatched(id, 2, "eleme", "EL1", 1, "330106", null, null, "jwe", at.plusSeconds(900)));
    awaitStatus(id, "DISPATCHED");
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("mobile", "13900001111")).exchange()
        .expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("GOODS_UNDER_WAY").jsonPath("$.phase").isEqualTo("DISPATCHED");
    service.publish("delivery", "done-" + id, id, 2, at, new FulfilmentCompleted(id, 2, true, null, Map.of()));
    awaitStatus(id, "FULFILLED");
    var closed = service.awaitEvent("registration", CaseClosed.class, e -> e.caseId().equals(id));
    assertThat(closed.outcome()).isEqualTo(CaseOutcome.FULFILLED);
    assertThat(closed.eligibleFrom()).isEqualTo("2020-02-11T16:00:00Z");
    assertThat(service.events("registration").stream().map(r -> r.event()).filter(NoticeRequested.class::isInstance)
        .map(NoticeRequested.class::cast).filter(n -> n.caseId().equals(id)).map(NoticeRequested::template))
        .containsExactly("granted", "dispatched", "delivered");
    ServiceUnderTest.await("the timeline", () -> {
      var services = shown(id).path("timeline").findValuesAsString("service");
      return services.contains("registration") && services.contains("allocation") && services.contains("delivery");
    });
    ServiceUnderTest.await("the chain from the batch to the hand-over", () -> {
      var grant = body(grants("registrationId=" + id)).path("grants").path(0);
      return grant.path("batchId").asString().equals("evening") && grant.path("status").asString().equals("FULFILLED")
          && grant.path("handOver").path("at").asString().equals("2020-02-02T11:45:00Z");
    });
  }

  @Row("M14")
  @Test
  void a_recall_finds_all_who_got_units_of_a_batch_page_by_page() {
    service.publish("allocation", "released-recalled", PROGRAMME + "/CITY", 1, Instant.parse("2020-02-02T11:30:00Z"),
        new SupplyReleased(PROGRAMME + "/CITY", PROGRAMME, "recalled", 5, Instant.EPOCH, PoolEvent.Level.EMPTY));
    var ids = Stream.generate(() -> registered(citizen())).limit(3).sorted().toList();
    reserved(ids.get(0), new BatchUnits("recalled", 1));
    reserved(ids.get(1), new BatchUnits("sound", 1));
    reserved(ids.get(2), new BatchUnits("recalled", 1), new BatchUnits("sound", 1));
    service.publish("allocation", "back-" + ids.get(2), PROGRAMME + "/CITY", 2, Instant.parse("2020-02-02T11:50:00Z"),
        new UnitsReturned(
            PROGRAMME + "/CITY", ids.get(2), 1, 2, "FORFEITED", PoolEvent.Level.EMPTY, null, null,
            List.of(new BatchUnits("recalled", 1), new BatchUnits("sound", 1))));
    ServiceUnderTest.await("the grants", () -> body(grants("batchId=recalled&limit=1&registrationId=" + ids.get(2)))
        .path("grants").path(0).has("returnedAt"));
    var first = body(grants("batchId=recalled&limit=1").expectStatus().isOk());
    assertThat(first.path("released").path(0).path("units").asInt()).isEqualTo(5);
    assertThat(first.path("grants").findValuesAsString("registrationId")).containsExactly(ids.get(0));
    var second = body(grants("batchId=recalled&limit=1&cursor=" + first.path("nextCursor").asString()).expectStatus().isOk());
    assertThat(second.path("grants").findValuesAsString("registrationId")).containsExactly(ids.get(2));
    assertThat(second.path("grants").path(0).path("returnedFor").asString()).isEqualTo("FORFEITED");
    assertThat(second.has("nextCursor")).isFalse();
    var of = body(grants("registrationId=" + ids.get(2)).expectStatus().isOk());
    assertThat(of.path("grants").findValuesAsString("batchId")).containsExactly("recalled", "sound");
    grants("batchId=recaled").expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_BATCH");
    for (String wrong : List.of("", "batchId=a/b", "registrationId=x", "batchId=recalled&limit=0", "batchId=recalled&cursor=Lw")) {
      grants(wrong).expectStatus().isEqualTo(422).expectBody().jsonPath("$.code").isEqualTo("INVALID_FIELDS");
    }
    app.get().uri("/v1/programmes/" + PROGRAMME + "/grants?batchId=recalled").exchange().expectStatus().isForbidden();
    service.http("auditor").get().uri("/v1/programmes/" + PROGRAMME + "/grants?batchId=recalled").exchange()
        .expectStatus().isOk();
  }

  private WebTestClient.ResponseSpec grants(String query) {
    return operator.get().uri("/v1/programmes/" + PROGRAMME + "/grants?" + query).exchange();
  }

  @Test
  void the_last_edit_wins_and_leaves_what_it_does_not_name() {
    var id = registered(citizen());
    var etag = app.get().uri("/v1/registrations/" + id).exchange().expectStatus().isOk()
        .returnResult(String.class).getResponseHeaders().getETag();
    app.patch().uri("/v1/registrations/" + id).header("If-Match", etag)
        .bodyValue(Map.of("mobile", "13900001111", "language", "en")).exchange()
        .expectStatus().isOk().expectBody().jsonPath("$.edits").isEqualTo(1).jsonPath("$.language").isEqualTo("en");
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of()).exchange()
        .expectStatus().isOk().expectBody().jsonPath("$.edits").isEqualTo(1);
    app.patch().uri("/v1/registrations/" + id).header("If-Match", etag).bodyValue(Map.of("mobile", "13900002222"))
        .exchange()
        .expectStatus().isEqualTo(412);
    app.patch().uri("/v1/registrations/" + id)
        .bodyValue(Map.of("district", "330108", "address", Map.of("road", "江南大道", "number", "100号"))).exchange()
        .expectStatus().isOk().expectBody().jsonPath("$.choice.district").isEqualTo("330108").jsonPath("$.edits")
            .isEqualTo(2);
    var amended = service.awaitEvent("registration", CaseAmended.class, e -> e.caseId().equals(id) && e.edits() == 2);
    assertThat(amended.language()).isEqualTo("en");
    app.patch().uri("/v1/registrations/" + id)
        .bodyValue(Map.of("idNumber", "1", "outletId", "x", "district", "330106")).exchange()
        .expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors[?(@.field=='idNumber')].code").value(hasItem("FIXED"))
        .jsonPath("$.errors[*].field").value(containsInAnyOrder("idNumber", "outletId", "address"));
  }

  @Test
  void what_nobody_has_granted_yet_is_cancelled_at_once() {
    var id = registered(citizen());
    app.delete().uri("/v1/registrations/" + id).exchange().expectStatus().isOk().expectBody().jsonPath("$.status")
        .isEqualTo("CANCELLED");
    app.delete().uri("/v1/registrations/" + id).exchange().expectStatus().isOk();
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("mobile", "13900001111")).exchange()
        .expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("REGISTRATION_CLOSED");
  }

  @Test
  void a_stream_begins_with_a_snapshot_and_ends_when_the_registration_does() {
    var id = registered(citizen());
    var events =
        app.get().uri("/v1/registrations/" + id + "/events").accept(MediaType.TEXT_EVENT_STREAM).exchange()
            .expectStatus().isOk()
            .returnResult(String.class).getResponseBody();
    app.delete().uri("/v1/registrations/" + id).exchange().expectStatus().isOk();
    var all = events.collectList().block(java.time.Duration.ofSeconds(20));
    assertThat(all.getFirst()).contains(id);
    assertThat(all.getLast()).contains("case-closed");
  }

  @Test
  void unknown_ids_are_not_found_and_others_may_not_ask() {
    var unknown = PROGRAMME + ".AAAAAAAAAAAAAAAAAAAAAA.aaaaaaaa";
    app.get().uri("/v1/registrations/" + unknown).exchange().expectStatus().isNotFound()
        .expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_REGISTRATION");
    app.get().uri("/v1/registrations/nonsense").exchange().expectStatus().isNotFound();
    app.get().uri("/v1/registrations/{id}", "a/b").exchange().expectStatus().isBadRequest()
        .expectBody().jsonPath("$.code").isEqualTo("BAD_REQUEST");
    app.get().uri("/v1/programmes/nowhere").exchange().expectStatus().isNotFound();
    app.put().uri("/v1/programmes/mine").bodyValue(Map.of()).exchange().expectStatus().isForbidden();
    service.http("").get().uri("/v1/programmes").exchange().expectStatus().isUnauthorized();
  }

  @Test
  void packs_are_append_only_and_their_mistakes_have_lines() {
    var changed = Packs.yaml("hangzhou").replace("grantEveryDays: 10", "grantEveryDays: 5");
    operator.put().uri("/v1/packs/hangzhou/versions/1").bodyValue(Map.of("yaml", changed)).exchange()
        .expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("PACK_VERSION_EXISTS");
    operator.put().uri("/v1/packs/hangzhou/versions/1")
        .bodyValue(Map.of("yaml", changed.replace("pool: CITY", "pool: MOON"))).exchange()
        .expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.findings[0].line").isNumber().jsonPath("$.findings[0].reason")
            .value(String.class, r -> assertThat(r).contains("'pool'"));
    operator.put().uri("/v1/programmes/other").bodyValue(programme("nowhere", "2020-02-01")).exchange()
        .expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].code").isEqualTo("UNKNOWN_PACK");
  }
}
