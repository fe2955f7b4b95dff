package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.registration.committee.web.Console;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.fairlot.testkit.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** S7: a worker at the committees' page, against the running service, without a mouse. */
@FairlotIT
class ConsoleIT {

  private static final String PROGRAMME = "shanghai-console";
  private static final Instant MORNING = Instant.parse("2020-02-02T01:00:00Z");
  private static final Instant STARTED = Instant.now();
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The keystroke-level model of Card, Moran and Newell (CACM 23(7), 1980): an average typist who is no secretary presses a key
   * in 0.28 s, and thinks for 1.35 s before each thing that he does.
   */
  private static final double KEY_SECONDS = 0.28;

  private static final double THOUGHT_SECONDS = 1.35;

  /** A Chinese character is written as its syllable and the number of a candidate: so many keys, rather more than less. */
  private static final int KEYS_PER_CHARACTER = 5;

  @TestConfiguration
  static class TheDay {
    @Bean
    DomainClock domainClock() {
      return DomainClock.of(real -> MORNING.plus(Duration.between(STARTED, real)), Clock.systemUTC());
    }
  }

  @Autowired ServiceUnderTest service;
  private Console console;

  @BeforeEach
  void shanghaiIsSetUp() {
    service.awaitReady();
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

  @AfterEach
  void theWorkerLeaves() {
    console.close();
  }

  private Console worker(String committee) throws Exception {
    console = new Console("zh-CN").open(service.address() + "/committee.html");
    return console.signIn(Tokens.of("committee", "li", committee))
        .await("the form", () -> console.focusedId().equals("f-name"));
  }

  /** What the list's current entry says, once the focus is there. */
  private String atHand() {
    return console.focusedId().equals("row-current") ? console.text("row-current") : "";
  }

  private static String idNumber(int number) {
    var digits = "31011519491231%03d".formatted(number);
    int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = IntStream.range(0, 17).map(i -> (digits.charAt(i) - '0') * weights[i]).sum();
    return digits + "10X98765432".charAt(sum % 11);
  }

  /** Registered by another worker, over the API. */
  private String entered(String committee, int number, String name) {
    var response =
        service.worker("wu", committee).post().uri("/v1/committees/" + committee + "/registrations")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .bodyValue(Map.of(
                "programmeId", PROGRAMME, "name", name, "idNumber", idNumber(number), "mobile", "13812341234",
                "district", "310115", "address", "潍坊路8弄3号%d室".formatted(number)))
            .exchange().expectStatus().isCreated().expectBody().returnResult();
    return JSON.readTree(response.getResponseBody()).path("registrationId").asString();
  }

  private void inQueue(String committee, int count) {
    ServiceUnderTest.await("the queue", () -> JSON.readTree(
        service.worker("wu", committee).get().uri("/v1/committees/" + committee + "/reviews").exchange()
            .expectBody().returnResult().getResponseBody()).path("reviews").size() == count);
  }

  private List<ReviewDecided> decisions(List<String> of) {
    return service.events("registration").stream().map(Recorded::event).filter(ReviewDecided.class::isInstance)
        .map(ReviewDecided.class::cast).filter(e -> of.contains(e.caseId())).toList();
  }

  /** How long a slow typist needs for what was typed. */
  private static double seconds(int keys, String typed, int thoughts) {
    long characters = typed.codePoints().filter(c -> c > 0xff).count();
    return (keys + characters * (KEYS_PER_CHARACTER - 1)) * KEY_SECONDS + thoughts * THOUGHT_SECONDS;
  }

  @Row("S7")
  @Test
  void who_comes_to_the_table_is_registered_and_approved_within_a_minute() throws Exception {
    worker("310115004001");
    int before = console.keys();
    var name = "王小芳";
    var address = "潍坊路8弄3号1室";
    console.press(name).tab().press(idNumber(1)).tab().press("13812341234").tab();
    assertThat(console.focusedId()).as("the district is the committee's own").isEqualTo("f-district");
    console.tab().press(address).enter();
    console.awaitText("registered", name).await("the answer is read", () -> console.focusedId().equals("registered"));
    var opened = service.awaitEvent("registration", CaseOpened.class, e -> e.caseId().startsWith(PROGRAMME)
        && e.enteredBy() != null && e.enteredBy().worker().equals("li"));
    console.press("2").await("the case, at hand", () -> atHand().contains(name));
    console.press("a").press("s");
    int keys = console.keys() - before;

    var decided = service.awaitEvent("registration", ReviewDecided.class, e -> e.caseId().equals(opened.caseId()));
    assertThat(decided.approved()).isTrue();
    console.awaitText("live", "已送达 1 条").await("an empty list", () -> console.shows("none"));
    // four fields, the district, and Enter; then the list, the decision, and that it is sent
    assertThat(seconds(keys, name + address, 9)).as("%d keys", keys).isLessThan(60);
  }

  @Row("S7")
  @Test
  void errors_stand_at_their_fields_and_what_was_typed_stays() throws Exception {
    worker("310115004002");
    console.press("王小芳").tab().press("310115194912310010").tab().press("123").tab().tab().press("x").enter();
    console.await("the first wrong field", () -> console.focusedId().equals("f-idNumber"));
    assertThat(console.text("e-idNumber")).isEqualTo("校验位不正确,请核对号码");
    assertThat(console.text("e-mobile")).isNotEmpty();
    assertThat(console.text("e-address")).isNotEmpty();
    assertThat(console.text("e-name")).isEmpty();
    assertThat(console.text("alert")).contains("3 处需要更正");
    assertThat(console.element("f-idNumber").getAttribute("aria-invalid")).isEqualTo("true");
    assertThat(console.element("f-idNumber").getAttribute("aria-describedby")).contains("e-idNumber");
    assertThat(console.value("f-name")).isEqualTo("王小芳");
  }

  @Row("S7")
  @Test
  void a_batch_is_refused_with_a_reason_and_what_was_undone_is_never_sent() throws Exception {
    var here = "310115005001";
    var cases = IntStream.rangeClosed(21, 24).mapToObj(i -> entered(here, i, "李四" + "甲乙丙丁".charAt(i - 21))).toList();
    inQueue(here, 4);
    worker(here).escape().press("2").await("the queue", () -> console.text("rows").contains("李四丁"));
    var fourth = order(cases).get(3);

    console.press("x").named("ArrowDown").press("x").named("ArrowDown").press("x").awaitText("live", "已选 3 条");
    console.press("r4e").press("同一户").enter();
    assertThat(console.text("outbox")).contains("同户已登记");
    console.await("the one that is left", () -> atHand().contains(fourth));
    console.press("a").press("u").awaitText("live", "已撤销:通过");
    console.press("s").awaitText("live", "已送达 3 条");

    ServiceUnderTest.await("three decisions", () -> decisions(cases).size() == 3);
    assertThat(decisions(cases)).allSatisfy(decided -> {
      assertThat(decided.approved()).isFalse();
      assertThat(decided.reason()).isEqualTo(RefusalReason.SAME_HOUSEHOLD);
    });
    console.press("g").await("the one that was undone waits", () -> console.text("rows").contains(fourth));
    assertThat(console.text("rows")).doesNotContain("同户已登记");
  }

  /** The names in the list's order. */
  private List<String> order(List<String> cases) {
    var names = new ArrayList<String>();
    for (String line : console.text("rows").split("\n")) {
      if (line.startsWith("李四")) {
        names.add(line.substring(0, 3));
      }
    }
    assertThat(names).hasSize(cases.size());
    return names;
  }

  @Row("S7")
  @Test
  void who_decided_meanwhile_is_told_at_the_case() throws Exception {
    var here = "310115008001";
    var id = entered(here, 31, "赵六");
    inQueue(here, 1);
    worker(here).escape().press("2").await("the queue", () -> console.text("rows").contains("赵六"));
    service.worker("wu", here).post().uri("/v1/committees/" + here + "/reviews")
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .bodyValue(Map.of("decisions", List.of(Map.of("registrationId", id, "decision", "APPROVE"))))
        .exchange().expectStatus().isOk();
    console.press("r1e").enter().press("s").awaitText("rows", "其他工作人员已经审核,结论不同");
    assertThat(console.text("live")).contains("1 条未被接受");
    assertThat(console.shows("outbox")).isFalse();
  }

  @Row("S7")
  @Test
  void what_came_of_a_call_is_one_key() throws Exception {
    var here = "310115007001";
    var id = entered(here, 41, "孙七");
    inQueue(here, 1);
    worker(here).escape().press("2").await("the queue", () -> console.text("rows").contains("孙七"));
    console.press("as");
    service.awaitEvent("registration", StageRequested.class, e -> e.caseId().equals(id) && e.stageNo() == 2);
    service.publish("allocation", "granted-" + id, "pool", 1, MORNING,
        new UnitsReserved("pool", id, 2, 1, false, Level.EMPTY));
    ServiceUnderTest.await("a call", () -> calls(here).size() == 1);
    console.press("3").await("the call", () -> console.text("rows").contains("+8613812341234"));
    assertThat(console.text("rows")).contains("孙七").contains("已分配到");
    console.press("e").press("下午再打").enter().press("m").press("s");
    var made = service.awaitEvent("registration", CallMade.class, e -> e.caseId().equals(id));
    assertThat(made.outcome()).isEqualTo(CallOutcome.NO_ANSWER);
    // the key loads the list once, and the view follows the event
    ServiceUnderTest.await("the attempt", () -> calls(here).path(0).path("attempts").asInt() == 1);
    console.press("g").awaitText("rows", "已打 1 次");
    assertThat(console.text("rows")).contains("下午再打");
  }

  private JsonNode calls(String committee) {
    return JSON.readTree(
        service.worker("wu", committee).get().uri("/v1/committees/" + committee + "/calls").exchange()
            .expectBody().returnResult().getResponseBody()).path("calls");
  }
}
