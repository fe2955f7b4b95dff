package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.registration.review.domain.ReviewCommand.AskReview;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
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
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** S1, S2, S6, M8, P2: a Shanghai committee at work, over HTTP. */
@FairlotIT
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommitteeIT {

  private static final String PROGRAMME = "shanghai-masks";
  private static final String HERE = "310115004001";
  private static final String THERE = "310104003001";
  private static final Instant MORNING = Instant.parse("2020-02-02T01:00:00Z");
  private static final Instant STARTED = Instant.now();
  private static final JsonMapper JSON = new JsonMapper();

  private static volatile Duration later = Duration.ZERO;

  @TestConfiguration
  static class TheDay {
    @Bean
    DomainClock domainClock() {
      return DomainClock.of(
          real -> MORNING.plus(Duration.between(STARTED, real)).plus(later), Clock.systemUTC());
    }
  }

  @Autowired ServiceUnderTest service;
  private WebTestClient app;
  private WebTestClient li;
  private WebTestClient wu;

  @BeforeEach
  void shanghaiIsSetUp() {
    service.awaitReady();
    app = service.http("registration");
    li = service.worker("li", HERE);
    wu = service.worker("wu", null);
    var operator = service.http("operator");
    operator.put().uri("/v1/packs/shanghai-committee/versions/1")
        .bodyValue(Map.of("yaml", Packs.yaml("shanghai-committee"))).exchange().expectStatus().is2xxSuccessful();
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    operator.put().uri("/v1/programmes/" + PROGRAMME)
        .bodyValue(Map.of(
            "names", names, "pack", "shanghai-committee", "packVersion", 1, "opensOn", "2020-02-01",
            "goods", List.of(Map.of("sku", "MASK5", "names", names))))
        .exchange().expectStatus().is2xxSuccessful();
  }

  private static Map<String, Object> resident(int number) {
    var form = new LinkedHashMap<String, Object>();
    form.put("programmeId", PROGRAMME);
    form.put("name", "王小芳");
    form.put("idNumber", idNumber(number));
    form.put("mobile", "13812341234");
    form.put("district", "310115");
    form.put("address", Map.of("road", "潍坊路", "number", "8弄", "building", "3号", "room", "%d室".formatted(number)));
    return form;
  }

  private static String idNumber(int number) {
    var digits = "31011519491231%03d".formatted(number);
    int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = IntStream.range(0, 17).map(i -> (digits.charAt(i) - '0') * weights[i]).sum();
    return digits + "10X98765432".charAt(sum % 11);
  }

  private static WebTestClient.ResponseSpec post(WebTestClient who, String path, String key, Object body) {
    return who.post().uri(path).header("Idempotency-Key", key).header("Accept-Language", "en").bodyValue(body).exchange();
  }

  private static WebTestClient.ResponseSpec post(WebTestClient who, String path, Object body) {
    return post(who, path, UUID.randomUUID().toString(), body);
  }

  private static JsonNode body(WebTestClient.ResponseSpec response) {
    return JSON.readTree(response.expectBody().returnResult().getResponseBody());
  }

  private static JsonNode get(WebTestClient who, String path) {
    return body(who.get().uri(path).exchange().expectStatus().isOk());
  }

  private static String reviews(String committee) {
    return "/v1/committees/" + committee + "/reviews";
  }

  private String entered(int number) {
    var response = post(li, "/v1/committees/" + HERE + "/registrations", resident(number)).expectStatus().isCreated();
    return body(response).path("registrationId").asString();
  }

  private static JsonNode entry(JsonNode page, String list, String id) {
    return page.path(list).valueStream().filter(e -> e.path("registrationId").asString().equals(id)).findFirst()
        .orElse(null);
  }

  private static void awaitReview(WebTestClient who, String status, String id) {
    ServiceUnderTest.await(status, () -> entry(get(who, reviews(HERE) + "?status=" + status), "reviews", id) != null);
  }

  private static JsonNode awaitCall(WebTestClient who, String status, String id, int attempts) {
    var found = new ArrayList<JsonNode>();
    ServiceUnderTest.await("a call", () -> {
      var call = entry(get(who, "/v1/committees/" + HERE + "/calls?status=" + status), "calls", id);
      return call != null && call.path("attempts").asInt() == attempts && found.add(call);
    });
    return found.getFirst();
  }

  private static Map<String, Object> approve(String id) {
    return Map.of("registrationId", id, "decision", "APPROVE");
  }

  private static Map<String, Object> refuse(String id) {
    return Map.of("registrationId", id, "decision", "REFUSE", "reason", "NOT_RESIDENT", "note", "搬走了");
  }

  private static JsonNode decide(WebTestClient who, String committee, List<?> decisions) {
    return body(post(who, reviews(committee), Map.of("decisions", decisions)).expectStatus().isOk());
  }

  private void awaitStatus(String id, String status) {
    ServiceUnderTest.await(status, () -> get(app, "/v1/registrations/" + id).path("status").asString().equals(status));
  }

  private void granted(String id) {
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 2);
    service.publish("allocation", "granted-" + id, "pool", 1, MORNING,
        new UnitsReserved("pool", id, 2, 1, false, Level.EMPTY));
    awaitStatus(id, "GRANTED");
  }

  @Row({"S1", "P2"})
  @Test
  @Order(1)
  void a_worker_registers_who_came_in_person_and_that_is_kept() {
    var path = "/v1/committees/" + HERE + "/registrations";
    var key = UUID.randomUUID().toString();
    var id = body(post(li, path, key, resident(1)).expectStatus().isCreated()).path("registrationId").asString();
    assertThat(body(post(li, path, key, resident(1)).expectStatus().isCreated()).path("registrationId").asString())
        .isEqualTo(id);
    var shown = get(li, path + "/" + id);
    assertThat(shown.path("channel").asString()).isEqualTo("ONSITE");
    assertThat(shown.path("choice").path("committee").asString()).isEqualTo(HERE);
    var detail = shown.path("timeline").path(0).path("detail");
    assertThat(detail.path("enteredBy").asString()).isEqualTo("li");
    assertThat(detail.path("committee").asString()).isEqualTo(HERE);
    wu.get().uri("/v1/committees/" + THERE + "/registrations/" + id).exchange().expectStatus().isNotFound();

    post(li, path, resident(1)).expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("ALREADY_REGISTERED");
    var elsewhere = resident(2);
    elsewhere.put("committee", THERE);
    post(li, path, elsewhere).expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors[0].field").isEqualTo("committee").jsonPath("$.errors[0].code").isEqualTo("NOT_AS_IN_PATH");
    var nowhere = resident(2);
    nowhere.remove("programmeId");
    post(li, path, nowhere).expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors[0].field").isEqualTo("programmeId");
  }

  @Test
  @Order(2)
  void a_token_is_for_its_committee_alone_and_the_rest_is_the_operators() {
    li.get().uri(reviews(THERE)).header("Accept-Language", "en").exchange().expectStatus().isForbidden().expectBody()
        .jsonPath("$.code").isEqualTo("NOT_YOUR_COMMITTEE").jsonPath("$.title").isEqualTo("This belongs to another committee");
    post(li, "/v1/committees/" + THERE + "/registrations", resident(2)).expectStatus().isForbidden();
    wu.get().uri(reviews("unassigned")).exchange().expectStatus().isForbidden();
    app.get().uri(reviews(HERE)).exchange().expectStatus().isForbidden();
    service.http("operator").get().uri(reviews("unassigned")).exchange().expectStatus().isOk();
    wu.get().uri(reviews("pudong")).exchange().expectStatus().isNotFound();
    wu.get().uri(reviews(HERE) + "?status=lost&limit=501&cursor=x&sample=0").exchange().expectStatus().isEqualTo(422)
        .expectBody().jsonPath("$.errors.length()").isEqualTo(5);
  }

  @Row({"S6", "M8"})
  @Test
  @Order(3)
  void a_case_is_seen_and_decided_by_its_committee() {
    var id = entered(3);
    awaitReview(li, "pending", id);
    var resident = entry(get(li, reviews(HERE)), "reviews", id).path("resident");
    assertThat(resident.path("name").asString()).isEqualTo("王小芳");
    assertThat(resident.path("documentNumber").asString()).isEqualTo("*".repeat(14) + idNumber(3).substring(14));
    assertThat(resident.path("mobile").asString()).isEqualTo("+8613812341234");
    assertThat(resident.path("address").asString()).isEqualTo("潍坊路8弄3号3室");
    assertThat(get(wu, reviews(THERE)).path("reviews")).isEmpty();

    var elsewhere = decide(wu, THERE, List.of(approve(id)));
    assertThat(elsewhere.path("results").path(0).path("code").asString()).isEqualTo("NOT_YOUR_COMMITTEE");
    var unknown = PROGRAMME + ".BBBBBBBBBBBBBBBBBBBBBB.nobody--";
    var key = UUID.randomUUID().toString();
    var batch = Map.of("decisions", List.of(approve(id), approve(unknown)));
    var first = body(post(li, reviews(HERE), key, batch).expectStatus().isOk());
    assertThat(first.path("results").valueStream().map(r -> r.path("result").asString()))
        .containsExactly("RECORDED", "REFUSED");
    assertThat(first.path("results").path(1).path("code").asString()).isEqualTo("UNKNOWN_REVIEW");
    assertThat(body(post(li, reviews(HERE), key, batch))).isEqualTo(first);
    var reused = body(post(li, reviews(HERE), key, Map.of("decisions", List.of(refuse(id)))));
    assertThat(reused.path("results").path(0).path("code").asString()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 2);
    assertThat(decide(wu, HERE, List.of(refuse(id))).path("results").path(0).path("code").asString())
        .isEqualTo("ALREADY_REVIEWED");
  }

  @Row("M8")
  @Test
  @Order(4)
  void a_refusal_is_told_and_appealed_against_and_another_worker_decides() {
    var id = entered(4);
    var appeal = "/v1/registrations/" + id + "/appeal";
    awaitReview(li, "pending", id);
    post(app, appeal, Map.of("reason", "我就住在这里")).expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("NOTHING_TO_APPEAL");
    decide(li, HERE, List.of(refuse(id)));
    awaitStatus(id, "REVIEW_REFUSED");
    var detail = get(app, "/v1/registrations/" + id).path("detail");
    assertThat(detail.path("reason").asString()).isEqualTo("NOT_RESIDENT");
    assertThat(Instant.parse(detail.path("appealUntil").asString())).isAfter(MORNING);
    assertThat(awaitCall(li, "due", id, 0).path("params").path("reason").asString()).isEqualTo("NOT_RESIDENT");

    post(app, appeal, Map.of("reason", " ")).expectStatus().isEqualTo(422);
    post(app, appeal, Map.of("reason", "我就住在这里")).expectStatus().isOk();
    post(app, appeal, Map.of("reason", "我就住在这里")).expectStatus().isOk();
    awaitStatus(id, "UNDER_REVIEW");
    awaitReview(wu, "appealed", id);
    var shown = entry(get(wu, reviews(HERE) + "?status=appealed"), "reviews", id);
    assertThat(shown.path("appeal").asString()).isEqualTo("我就住在这里");
    assertThat(shown.path("note").asString()).isEqualTo("搬走了");
    assertThat(decide(li, HERE, List.of(approve(id))).path("results").path(0).path("code").asString())
        .isEqualTo("SAME_REVIEWER");
    assertThat(decide(wu, HERE, List.of(approve(id))).path("recorded").asInt()).isEqualTo(1);
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 2);
  }

  @Test
  @Order(5)
  void who_took_the_case_back_is_in_no_queue() {
    var id = entered(5);
    awaitReview(li, "pending", id);
    app.delete().uri("/v1/registrations/" + id).exchange().expectStatus().isOk();
    ServiceUnderTest.await("out of the queue", () -> entry(get(li, reviews(HERE)), "reviews", id) == null);
    assertThat(decide(li, HERE, List.of(approve(id))).path("results").path(0).path("code").asString())
        .isEqualTo("REVIEW_CLOSED");
  }

  @Row("S2")
  @Test
  @Order(6)
  void the_worklist_tells_whom_to_call_until_they_know() {
    var path = "/v1/committees/" + HERE + "/calls";
    var id = entered(6);
    awaitReview(li, "pending", id);
    decide(li, HERE, List.of(approve(id)));
    granted(id);
    var call = awaitCall(li, "due", id, 0);
    assertThat(call.path("name").asString()).isEqualTo("王小芳");
    assertThat(call.path("mobile").asString()).isEqualTo("+8613812341234");
    assertThat(call.path("template").asString()).isEqualTo("granted");
    assertThat(call.path("params").path("programme").asString()).isEqualTo("Shanghai committees");
    var callId = call.path("callId").asString();

    var outcome = Map.of("calls", List.of(Map.of("callId", callId, "outcome", "NO_ANSWER", "note", "下午再打")));
    assertThat(body(post(li, path, outcome)).path("recorded").asInt()).isEqualTo(1);
    assertThat(awaitCall(li, "due", id, 1).path("note").asString()).isEqualTo("下午再打");
    var elsewhere = body(post(wu, "/v1/committees/" + THERE + "/calls", outcome));
    assertThat(elsewhere.path("results").path(0).path("code").asString()).isEqualTo("NOT_YOUR_COMMITTEE");
    post(li, path, Map.of("calls", List.of(Map.of("callId", "x")))).expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors.length()").isEqualTo(2);

    post(li, path, Map.of("calls", List.of(Map.of("callId", callId, "outcome", "DECLINED")))).expectStatus().isOk();
    assertThat(awaitCall(li, "done", id, 2).path("madeBy").asString()).isEqualTo("li");
    awaitStatus(id, "CANCELLING");
    assertThat(get(app, "/v1/registrations/" + id).path("timeline").valueStream()
            .filter(e -> e.path("type").asString().equals("call-made")).map(e -> e.path("detail").path("outcome").asString()))
        .containsExactly("NO_ANSWER", "DECLINED");
  }

  @Row("M7")
  @Test
  @Order(7)
  void the_citizen_sees_which_committee_had_her_data_and_not_which_worker() {
    var path = "/v1/committees/" + HERE + "/calls";
    var id = entered(7);
    awaitReview(li, "pending", id);
    decide(wu, HERE, List.of(approve(id)));
    granted(id);
    var call = Map.of("callId", awaitCall(li, "due", id, 0).path("callId").asString(), "outcome", "REACHED");
    post(li, path, Map.of("calls", List.of(call))).expectStatus().isOk();
    var list = "/v1/persons/" + CaseId.parse(id).personTag() + "/disclosures";
    ServiceUnderTest.await("told", () -> get(app, list).findValuesAsString("act").contains("CALLED"));
    var disclosures = get(app, list).path("disclosures");
    assertThat(disclosures.findValuesAsString("act")).containsExactly("CALLED", "SHOWN", "REVIEWED", "SHOWN", "ENTERED");
    assertThat(disclosures.findValuesAsString("purpose"))
        .containsExactly("NOTICE", "NOTICE", "REVIEW", "REVIEW", "REGISTRATION");
    assertThat(disclosures.valueStream().map(d -> d.path("recipient")))
        .allSatisfy(to -> assertThat(to).isEqualTo(JSON.valueToTree(Map.of("role", "COMMITTEE", "name", HERE))));
    assertThat(disclosures.path(0).path("detail").path("outcome").asString()).isEqualTo("REACHED");
    assertThat(disclosures.path(4).path("fields"))
        .isEqualTo(JSON.valueToTree(List.of("NAME", "DOCUMENT", "MOBILE", "ADDRESS")));
    assertThat(disclosures.toString()).doesNotContain("\"li\"", "\"wu\"", "王小芳", idNumber(7), "13812341234");
  }

  private static List<String> cases(String mark, int count) {
    return IntStream.range(0, count).mapToObj(i -> "%s.%022d.%s".formatted(PROGRAMME, i, mark)).toList();
  }

  /** Reviews of many cases, as their stages would ask for them. */
  private void ask(String committee, List<String> cases) {
    var gateway = service.context().getBean(CommandGateway.class);
    Flux.fromIterable(cases)
        .flatMap(
            id -> gateway.submit(
                new AskReview(id, 1, committee, Why.STAGE, null, null, 0), CommandContext.of("ask-" + id, id, null)), 64)
        .blockLast();
  }

  private static List<String> ids(JsonNode page) {
    return page.path("reviews").valueStream().map(e -> e.path("registrationId").asString()).toList();
  }

  @Row({"S6", "M8"})
  @Test
  @Order(8)
  void five_hundred_decisions_are_one_call() {
    var committee = "310115005001";
    var cases = cases("fivehund", 500);
    ask(committee, cases);
    ServiceUnderTest.await("the queue", () -> ids(get(wu, reviews(committee) + "?limit=500")).size() == 500);
    var key = UUID.randomUUID().toString();
    var batch = Map.of("decisions", cases.stream().map(CommitteeIT::approve).toList());
    var answers = new ArrayList<JsonNode>();
    // whoever is answered PENDING asks again with the same key
    ServiceUnderTest.await("all decided", () -> {
      answers.add(body(post(wu, reviews(committee), key, batch).expectStatus().isOk()));
      return answers.getLast().path("recorded").asInt() == 500;
    });
    assertThat(answers.getLast().path("results").valueStream().map(r -> r.path("id").asString())).containsExactlyElementsOf(cases);
    ServiceUnderTest.await("an empty queue", () -> ids(get(wu, reviews(committee))).isEmpty());

    var sample = reviews(committee) + "?status=decided&sample=5&seed=10-february";
    var drawn = ids(get(wu, sample));
    assertThat(drawn).hasSize(5).doesNotHaveDuplicates().isSubsetOf(cases);
    assertThat(ids(get(wu, sample))).isEqualTo(drawn);
    assertThat(ids(get(wu, sample.replace("10-", "11-")))).isNotEqualTo(drawn);
  }

  @Row("M8")
  @Test
  @Order(9)
  void a_queue_neither_skips_nor_repeats_a_case_while_others_are_decided() {
    var committee = "310115007001";
    var cases = cases("sixtycas", 60);
    ask(committee, cases);
    ServiceUnderTest.await("the queue", () -> ids(get(wu, reviews(committee))).size() == 60);
    var seen = new ArrayList<String>();
    int decided = 0;
    String next = "";
    do {
      var page = get(wu, reviews(committee) + "?limit=7" + next);
      seen.addAll(ids(page));
      // the first and the last of the page leave the queue, and others come into it
      var leaving = Stream.of(ids(page).getFirst(), ids(page).getLast()).distinct().toList();
      decide(wu, committee, leaving.stream().map(CommitteeIT::approve).toList());
      decided += leaving.size();
      if (next.isEmpty()) {
        ask(committee, cases("newcomer", 10));
      }
      int gone = decided;
      ServiceUnderTest.await(
          "the decisions", () -> ids(get(wu, reviews(committee) + "?status=decided&limit=500")).size() == gone);
      next = page.path("nextCursor").isMissingNode() ? null : "&cursor=" + page.path("nextCursor").asString();
    } while (next != null);
    assertThat(seen).doesNotHaveDuplicates().containsAll(cases);
  }

  @Row("M8")
  @Test
  @Order(10)
  void time_ends_appeals_and_reviews() {
    var refused = entered(9);
    var forgotten = entered(10);
    awaitReview(li, "pending", refused);
    awaitReview(li, "pending", forgotten);
    decide(li, HERE, List.of(refuse(refused)));
    awaitStatus(refused, "REVIEW_REFUSED");
    later = Duration.ofHours(49);
    var stood = service.awaitEvent("registration", CaseClosed.class, e -> e.caseId().equals(refused));
    assertThat(stood.reason()).isEqualTo("NOT_RESIDENT");
    var excluded = service.awaitEvent("registration", CaseClosed.class, e -> e.caseId().equals(forgotten));
    assertThat(excluded.reason()).isEqualTo("REVIEW_DEADLINE");
    post(app, "/v1/registrations/" + refused + "/appeal", Map.of("reason", "我就住在这里")).expectStatus().isEqualTo(409);
  }
}
