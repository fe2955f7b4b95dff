package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CapEvent.PlaceFreed;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shared limits, one person by several doors, assigned outlets, confirmations, and districts with packs of their own. */
@FairlotIT
class LimitsIT {

  private static final String PROGRAMME = "lanes-masks";
  private static final String TIANLIN = "310104011002";
  private static final String TIANPING = "310104003001";
  private static final String QINGYU = "310104003002";
  private static final String CHANGNING = "310105001001";
  private static final String JINGAN = "310106006002";
  private static final JsonMapper JSON = new JsonMapper();

  private static int people;

  @Autowired ServiceUnderTest service;
  private WebTestClient app;
  private WebTestClient operator;

  @BeforeEach
  void lanesAreSetUp() {
    service.awaitReady();
    app = service.http("registration");
    operator = service.http("operator");
    publish("lanes", Packs.yaml("lanes"));
    define(List.of());
    operator.put().uri("/v1/programmes/" + PROGRAMME + "/outlets")
        .bodyValue(Map.of("outlets", List.of(outlet("xh-1", List.of(TIANLIN)), outlet("xh-2", List.of(JINGAN)))))
        .exchange().expectStatus().isOk();
  }

  private void publish(String pack, String yaml) {
    operator.put().uri("/v1/packs/" + pack + "/versions/1").bodyValue(Map.of("yaml", yaml)).exchange()
        .expectStatus().is2xxSuccessful();
  }

  private WebTestClient.ResponseSpec send(List<?> areas) {
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    return operator.put().uri("/v1/programmes/" + PROGRAMME)
        .bodyValue(Map.of(
            "names", names, "pack", "lanes", "packVersion", 1, "opensOn", "2020-02-01", "areas", areas,
            "goods", List.of(Map.of("sku", "MASK5", "names", names, "priceFen", 300))))
        .exchange();
  }

  private void define(List<?> areas) {
    send(areas).expectStatus().is2xxSuccessful();
  }

  private static Map<String, Object> outlet(String id, List<String> committees) {
    return Map.of(
        "outletId", id, "district", "310104", "names", Map.of("zh-CN", "药店", "en", "Pharmacy"), "address", "田林路1号",
        "lon", 121.4, "lat", 31.2, "committees", committees);
  }

  /** Someone with a mobile and a door of their own. */
  private static synchronized Map<String, Object> citizen(String committee) {
    int n = people++;
    var form = RegistrationIT.citizen();
    form.remove("district");
    form.put("channel", "WECHAT_MINI");
    form.put("docType", "RESIDENT_ID");
    form.put("mobile", "139%08d".formatted(n));
    form.put("committee", committee);
    form.put("address", "田林路%d弄1号101室".formatted(n + 1));
    return form;
  }

  private static Map<String, Object> at(String address, Map<String, Object> citizen) {
    citizen.put("address", address);
    return citizen;
  }

  private WebTestClient.ResponseSpec send(Map<String, Object> form) {
    return app.post().uri("/v1/programmes/" + PROGRAMME + "/registrations")
        .header("Idempotency-Key", UUID.randomUUID().toString()).bodyValue(form).exchange();
  }

  private String registered(Map<String, Object> form) {
    return body(send(form).expectStatus().isCreated()).path("registrationId").asString();
  }

  private JsonNode shown(String id) {
    return body(app.get().uri("/v1/registrations/" + id).exchange().expectStatus().isOk());
  }

  private static JsonNode body(WebTestClient.ResponseSpec response) {
    return JSON.readTree(response.expectBody().returnResult().getResponseBody());
  }

  private void awaitStatus(String id, String status) {
    ServiceUnderTest.await(id + " is " + status, () -> shown(id).path("status").asString().equals(status));
  }

  private StageRequested asked(String id, int stageNo) {
    return service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == stageNo);
  }

  private JsonNode unassigned() {
    return body(operator.get().uri("/v1/programmes/" + PROGRAMME + "/unassigned").exchange().expectStatus().isOk());
  }

  private WebTestClient.ResponseSpec assign(String id, String outletId) {
    return operator.post().uri("/v1/programmes/" + PROGRAMME + "/assignments")
        .bodyValue(Map.of("assignments", List.of(Map.of("registrationId", id, "outletId", outletId)))).exchange();
  }

  @Row({"U2", "M20"})
  @Test
  void u2_of_all_who_come_at_once_from_one_dwelling_just_one_is_served() {
    var doors =
        List.of(
            "田林路9001弄12号501室", "上海市徐汇区田林路９００１弄１２号５０１", "田林路9001弄12幢501室", "田林路9001弄12-501",
            "田林路9001弄12号楼5楼501室", "田林路 9001弄 十二号 501");
    var forms = doors.stream().map(door -> at(door, citizen(TIANLIN))).toList();
    var ids = forms.parallelStream().map(this::registered).toList();
    ServiceUnderTest.await("all are answered", () -> ids.stream().noneMatch(id -> shown(id).path("status").asString()
        .matches("REGISTERED|CAP_CHECK")));
    var served = ids.stream().filter(id -> shown(id).path("status").asString().equals("ALLOTMENT")).toList();
    assertThat(served).hasSize(1);
    assertThat(ids.stream().map(id -> shown(id).path("reason").asString("")).filter("HOUSEHOLD_LIMIT"::equals)).hasSize(5);

    app.delete().uri("/v1/registrations/" + served.getFirst()).exchange().expectStatus().isOk();
    service.awaitEvent("registration", PlaceFreed.class, e -> e.caseId().equals(served.getFirst()));
    awaitStatus(registered(at(doors.getFirst(), citizen(TIANLIN))), "ALLOTMENT");
  }

  @Test
  void as_many_share_a_phone_as_the_pack_says() {
    var ids =
        IntStream.range(0, 3).mapToObj(n -> citizen(TIANLIN)).peek(form -> form.put("mobile", "+86 137 7000 7000"))
            .map(this::registered).toList();
    var third = service.awaitEvent("registration", CaseClosed.class, e -> ids.contains(e.caseId()));
    assertThat(third.reason()).isEqualTo("PHONE_LIMIT");
    assertThat(third.toString()).doesNotContain("13770007000");
    ids.stream().filter(id -> !id.equals(third.caseId())).forEach(id -> awaitStatus(id, "ALLOTMENT"));
  }

  @Row("P4")
  @Test
  void p4_the_same_person_by_another_door_edits_the_live_registration() {
    var form = citizen(TIANPING);
    var id = registered(form);
    asked(id, 3);
    var again = body(send(form).expectStatus().isOk().expectHeader().valueEquals("Location", "/v1/registrations/" + id));
    assertThat(again.path("registrationId").asString()).isEqualTo(id);
    assertThat(again.path("receipt").asString()).contains(".");
    var opened = service.awaitEvent("registration", CaseOpened.class, e -> e.caseId().equals(id));
    var amended = service.awaitEvent("registration", CaseAmended.class, e -> e.caseId().equals(id));
    assertThat(List.of(opened.street(), amended.street())).containsOnly(TIANPING.substring(0, 9));
    assertThat(List.of(opened.building(), amended.building())).containsOnly(opened.building());
    form.put("mobile", "13600000001");
    send(form).expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("ALREADY_REGISTERED")
        .jsonPath("$.registrationId").isEqualTo(id);
    assertThat(Stream.of(service.events("registration").toArray()).filter(e -> e.toString().contains("CaseOpened[caseId=" + id)))
        .hasSize(1);
  }

  @Row("U1")
  @Test
  void u1_the_outlet_is_the_committees_and_a_committee_without_one_waits_for_the_operator() {
    var chosen = citizen(TIANLIN);
    chosen.put("outletId", "xh-2");
    send(chosen).expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].code").isEqualTo("UNKNOWN_FIELD");
    assertThat(asked(registered(citizen(TIANLIN)), 4).choice().outletId()).isEqualTo("xh-1");

    var id = registered(citizen(TIANPING));
    awaitStatus(id, "OUTLET_ASSIGNMENT");
    assertThat(unassigned().path("unassigned").findValuesAsString("registrationId")).contains(id);
    assign(id, "nowhere").expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].code").isEqualTo("UNKNOWN_OUTLET");
    assign("other-masks" + id.substring(id.indexOf('.')), "xh-2").expectStatus().isEqualTo(422);
    assertThat(body(assign(id, "xh-2").expectStatus().isOk()).path("assigned").asInt()).isEqualTo(1);
    assertThat(asked(id, 4).choice().outletId()).isEqualTo("xh-2");
    assertThat(body(assign(id, "xh-2")).at("/results/0/result").asString()).isEqualTo("UNCHANGED");
    assertThat(body(assign(id, "xh-1")).at("/results/0/code").asString()).isEqualTo("NOTHING_TO_ASSIGN");
    ServiceUnderTest.await(
        "out of the queue", () -> !unassigned().path("unassigned").findValuesAsString("registrationId").contains(id));
    app.get().uri("/v1/programmes/" + PROGRAMME + "/unassigned").exchange().expectStatus().isForbidden();
  }

  @Test
  void an_edit_to_a_committee_with_an_outlet_leaves_the_queue() {
    var id = registered(citizen(TIANPING));
    awaitStatus(id, "OUTLET_ASSIGNMENT");
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("committee", TIANLIN)).exchange().expectStatus().isOk();
    assertThat(asked(id, 4).choice()).satisfies(choice -> {
      assertThat(choice.outletId()).isEqualTo("xh-1");
      assertThat(choice.committee()).isEqualTo(TIANLIN);
    });
    app.patch().uri("/v1/registrations/" + id).bodyValue(Map.of("mobile", "13600000009")).exchange()
        .expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("CHOICE_FIXED")
        .jsonPath("$.fields[0]").isEqualTo("mobile");
  }

  @Test
  void a_new_list_of_outlets_serves_those_who_wait_for_it() {
    var id = registered(citizen(QINGYU));
    awaitStatus(id, "OUTLET_ASSIGNMENT");
    operator.put().uri("/v1/programmes/" + PROGRAMME + "/outlets")
        .bodyValue(Map.of("outlets", List.of(outlet("xh-1", List.of(TIANLIN)), outlet("xh-3", List.of(QINGYU)))))
        .exchange().expectStatus().isOk();
    assertThat(asked(id, 4).choice().outletId()).isEqualTo("xh-3");
  }

  @Test
  void a_committee_is_at_one_outlet_of_the_city() {
    operator.put().uri("/v1/programmes/" + PROGRAMME + "/outlets")
        .bodyValue(Map.of("outlets", List.of(outlet("xh-1", List.of(TIANLIN)), outlet("xh-2", List.of(TIANLIN, "330106001001", "1")))))
        .exchange().expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors[0].field").isEqualTo("outlets[1].committees[0]").jsonPath("$.errors[0].code").isEqualTo("DUPLICATE")
        .jsonPath("$.errors[1].code").isEqualTo("UNKNOWN_DISTRICT").jsonPath("$.errors[2].code").isEqualTo("INVALID");
  }

  @Test
  void goods_are_confirmed_in_time() {
    var id = registered(citizen(TIANLIN));
    asked(id, 4);
    var confirmation = "/v1/registrations/" + id + "/confirmation";
    app.post().uri(confirmation).exchange().expectStatus().isEqualTo(409)
        .expectBody().jsonPath("$.code").isEqualTo("NOTHING_TO_CONFIRM");
    service.publish("allocation", "granted-" + id, PROGRAMME + "/xh-1", 1, Instant.now(),
        new UnitsReserved(PROGRAMME + "/xh-1", id, 4, 1, false, Level.EMPTY));
    awaitStatus(id, "TO_CONFIRM");
    var dueAt = asked(id, 5).dueAt().toString();
    assertThat(shown(id).at("/detail/confirmBy").asString()).isEqualTo(dueAt);
    assertThat(service.awaitEvent("registration", NoticeRequested.class, e -> e.caseId().equals(id)).params())
        .containsEntry("confirmBy", dueAt);
    app.post().uri(confirmation).exchange().expectStatus().isOk().expectBody().jsonPath("$.status").isEqualTo("GRANTED");
    assertThat(asked(id, 6).stage()).isInstanceOf(Stage.Fulfilment.class);
    app.post().uri(confirmation).exchange().expectStatus().isOk();
    app.post().uri("/v1/registrations/no/confirmation").exchange().expectStatus().isNotFound();
  }

  @Row({"S3", "S4", "M21"})
  @Test
  void s4_districts_and_streets_run_packs_of_their_own_side_by_side() {
    var lanes = Packs.yaml("lanes");
    publish("changning", lanes.replace("pack: lanes", "pack: changning")
        .replace("mobile, committee, address]", "mobile, district, committee, address]")
        .replace("addressAcceptFrom: 45", "addressAcceptFrom: 45\n  serves: [\"310105\"]"));
    publish("xuhui-lanes", lanes.replace("pack: lanes", "pack: xuhui-lanes"));
    publish("tianlin", lanes.replace("pack: lanes", "pack: tianlin").replace("docType, idNumber", "idNumber")
        .replace("[RESIDENT_ID, PASSPORT_CN]", "[RESIDENT_ID]"));
    send(List.of(
            Map.of("area", "330106", "pack", "tianlin", "packVersion", 1), Map.of("area", "310104", "pack", "tianlin", "packVersion", 9),
            Map.of("area", "310104", "pack", "tianlin", "packVersion", 1), Map.of("area", "3101", "packVersion", 1)))
        .expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[*].code").value(
            List.class, codes -> assertThat(codes).containsExactly("DUPLICATE", "INVALID", "MISSING"));
    send(List.of(
            Map.of("area", "330106", "pack", "tianlin", "packVersion", 1), Map.of("area", "310104", "pack", "tianlin", "packVersion", 9)))
        .expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[*].code").value(
            List.class, codes -> assertThat(codes).containsExactly("UNKNOWN_AREA", "UNKNOWN_PACK"));
    define(List.of(
        Map.of("area", "310105", "pack", "changning", "packVersion", 1),
        Map.of("area", "310104", "pack", "xuhui-lanes", "packVersion", 1),
        Map.of("area", "310104011", "pack", "tianlin", "packVersion", 1)));

    var street = citizen(TIANLIN);
    street.remove("docType");
    assertThat(packOf(registered(street))).isEqualTo("tianlin");
    // whoever knows no code says which committee it is, and is asked by the same form
    var byName = citizen("田林三、四村");
    byName.remove("docType");
    assertThat(packOf(registered(byName))).isEqualTo("tianlin");
    assertThat(packOf(registered(citizen(TIANPING)))).isEqualTo("xuhui-lanes");
    var district = citizen(CHANGNING);
    district.put("district", "310105");
    assertThat(packOf(registered(district))).isEqualTo("changning");
    var city = registered(citizen(JINGAN));
    assertThat(packOf(city)).isEqualTo("lanes");
    send(citizen(TIANLIN)).expectStatus().isEqualTo(422).expectBody().jsonPath("$.errors[0].field").isEqualTo("docType");

    app.get().uri("/v1/programmes/" + PROGRAMME + "?area=" + TIANLIN).exchange().expectStatus().isOk().expectBody()
        .jsonPath("$.pack").isEqualTo("tianlin").jsonPath("$.form.properties.docType").doesNotExist()
        .jsonPath("$.areas.length()").isEqualTo(3);
    app.get().uri("/v1/programmes/" + PROGRAMME).exchange().expectBody().jsonPath("$.pack").isEqualTo("lanes")
        .jsonPath("$.form.properties.docType").exists();
    app.get().uri("/v1/programmes/" + PROGRAMME + "?area=310").exchange().expectStatus().isEqualTo(422);

    define(List.of(Map.of("area", "310106", "pack", "tianlin", "packVersion", 1)));
    app.patch().uri("/v1/registrations/" + city).bodyValue(Map.of("language", "en")).exchange().expectStatus().isOk()
        .expectBody().jsonPath("$.pack").isEqualTo("lanes").jsonPath("$.language").isEqualTo("en");
  }

  @Test
  void those_on_a_list_need_not_apply_and_are_registered_once() {
    publish("lanes-list", Packs.yaml("lanes").replace("pack: lanes", "pack: lanes-list")
        .replace("channels:\n", "channels:\n  - {channel: ENTITLEMENT_LIST, names: {zh-CN: 名单直发, en: By list}}\n")
        .replace("whenSoldOut: REFUSE}", "whenSoldOut: REFUSE, reserves: [{name: HARDSHIP, percent: 20, listed: true}]}"));
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    operator.put().uri("/v1/programmes/listed-masks")
        .bodyValue(Map.of(
            "names", names, "pack", "lanes-list", "packVersion", 1, "opensOn", "2020-02-01",
            "goods", List.of(Map.of("sku", "MASK5", "names", names, "priceFen", 300))))
        .exchange().expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/listed-masks/outlets").bodyValue(Map.of("outlets", List.of(outlet("xh-1", List.of(TIANLIN)))))
        .exchange().expectStatus().isOk();

    var own = citizen(TIANLIN);
    var ownId =
        body(app.post().uri("/v1/programmes/listed-masks/registrations").header("Idempotency-Key", UUID.randomUUID().toString())
            .bodyValue(own).exchange().expectStatus().isCreated()).path("registrationId").asString();
    var poor = onList(citizen(TIANLIN));
    var bad = onList(citizen(TIANLIN));
    bad.put("mobile", "123");
    var posing = citizen(TIANLIN);

    var key = UUID.randomUUID().toString();
    var first = body(enter("listed-masks", key, List.of(poor, bad, onList(own), posing)).expectStatus().isOk());
    assertThat(first.path("results").findValuesAsString("result")).containsExactly("REGISTERED", "REFUSED", "REFUSED", "REFUSED");
    assertThat(first.at("/results/1/data/errors/0/field").asString()).isEqualTo("mobile");
    assertThat(first.at("/results/2/code").asString()).isEqualTo("ALREADY_REGISTERED");
    assertThat(first.at("/results/2/data/registrationId").asString()).isEqualTo(ownId);
    assertThat(first.at("/results/3/data/errors/0/field").asString()).isEqualTo("channel");
    assertThat(first.toString()).doesNotContain((String) poor.get("idNumber"));
    var id = first.at("/results/0/registrationId").asString();
    var opened = service.awaitEvent("registration", CaseOpened.class, e -> e.caseId().equals(id));
    assertThat(opened.channel()).isEqualTo("ENTITLEMENT_LIST");
    assertThat(opened.enteredBy().committee()).isNull();
    assertThat(asked(id, 4).profile().reserves()).containsExactly("HARDSHIP");
    assertThat(asked(ownId, 4).profile().reserves()).isEmpty();

    var next = onList(citizen(TIANLIN));
    for (String again : List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString())) {
      var longer = body(enter("listed-masks", again, List.of(next, poor, next)).expectStatus().isOk());
      assertThat(longer.at("/results/1/result").asString()).isEqualTo("UNCHANGED");
      assertThat(longer.at("/results/1/registrationId").asString()).isEqualTo(id);
      assertThat(longer.at("/results/0/registrationId")).isEqualTo(longer.at("/results/2/registrationId"));
      // answered before the commit
      service.awaitEvent(
          "registration", CaseOpened.class, e -> e.caseId().equals(longer.at("/results/0/registrationId").asString()));
    }
    assertThat(service.events("registration").stream().map(recorded -> recorded.event())
        .filter(e -> e instanceof CaseOpened o && o.channel().equals("ENTITLEMENT_LIST"))).hasSize(2);
    assertThat(body(enter("listed-masks", key, List.of(poor, bad, onList(own), posing)))).isEqualTo(first);
  }

  @Test
  void a_list_is_the_operators_and_the_packs_matter() {
    var posing = citizen(TIANLIN);
    posing.put("channel", "ENTITLEMENT_LIST");
    send(posing).expectStatus().isForbidden().expectBody().jsonPath("$.code").isEqualTo("CHANNEL_RESERVED")
        .jsonPath("$.openChannels[0]").isEqualTo("WECHAT_MINI");
    var entries = List.of(onList(citizen(TIANLIN)));
    enter(PROGRAMME, "k1", entries).expectStatus().isEqualTo(422)
        .expectBody().jsonPath("$.code").isEqualTo("ENTITLEMENT_LIST_NOT_IN_PACK");
    enter("no-such", "k2", entries).expectStatus().isNotFound();
    app.post().uri("/v1/programmes/" + PROGRAMME + "/entitlements").header("Idempotency-Key", "k3")
        .bodyValue(Map.of("list", "l", "entries", entries)).exchange().expectStatus().isForbidden();
    operator.post().uri("/v1/programmes/" + PROGRAMME + "/entitlements").header("Idempotency-Key", "k4")
        .bodyValue(Map.of("list", "a list", "entries", List.of())).exchange().expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors[0].field").isEqualTo("list").jsonPath("$.errors[1].field").isEqualTo("entries");
    enter(PROGRAMME, "k5", Collections.nCopies(501, Map.of())).expectStatus().isEqualTo(422)
        .expectBody().jsonPath("$.errors[0].code").isEqualTo("TOO_MANY");
  }

  private static Map<String, Object> onList(Map<String, Object> citizen) {
    var entry = new LinkedHashMap<>(citizen);
    entry.remove("channel");
    return entry;
  }

  private WebTestClient.ResponseSpec enter(String programme, String key, List<?> entries) {
    return operator.post().uri("/v1/programmes/" + programme + "/entitlements").header("Idempotency-Key", key)
        .bodyValue(Map.of("list", "hardship-2020-02", "entries", entries)).exchange();
  }

  private String packOf(String id) {
    return service.awaitEvent("registration", CaseOpened.class, e -> e.caseId().equals(id)).pack();
  }
}
