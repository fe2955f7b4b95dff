package org.fairlot.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.ServiceUnderTest.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.ClaimRefused;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.SupplyPlanned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.WantDropped;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.contracts.pack.Stage.WhenSoldOut;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.contracts.registration.ProgrammeEvent;
import org.fairlot.contracts.registration.ProgrammeEvent.AreaPack;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** The service over HTTP and the log, as operators and registration-service see it. */
@FairlotIT
class AllocationIT {

  private static final Duration A_DAY = Duration.ofDays(1);
  private static final AtomicInteger COUNT = new AtomicInteger();

  @Autowired ServiceUnderTest service;

  private String programme;
  private String pool;

  @BeforeEach
  void a_programme_is_defined() {
    service.awaitReady();
    programme = "masks-" + COUNT.incrementAndGet();
    pool = programme + "/CITY";
    define(
        new ProgrammeDefined(
            programme, Map.of("en", "Masks"), "440100", "guangzhou", List.of(new Edition(1, Instant.EPOCH)),
            List.of(new Goods("kn95", Map.of("en", "KN95"), "MASK", "KN95", 5, 0)), null, null, null));
    define(
        new OutletsReplaced(
            programme,
            List.of(
                new Outlet(
                    "gz-01", "440106", Map.of("en", "First"), "1 Road", 113.3, 23.1, List.of(), List.of("10:00/11:00")))));
  }

  @Row("M18")
  @Test
  void supply_is_released_claimed_wanted_restocked_returned_and_seen() {
    supply("""
        {"batchId": "evening", "units": 2}""").expectStatus().isCreated().expectBody()
        .jsonPath("$.poolId").isEqualTo(pool).jsonPath("$.status").isEqualTo("RELEASED");
    for (int person = 1; person <= 4; person++) {
      open(person);
      claim(person, WhenSoldOut.OFFER_WANT, person != 4);
    }
    awaitEvent(WantRecorded.class, e -> e.caseId().equals(caseId(3)));
    awaitEvent(ClaimRefused.class, e -> e.caseId().equals(caseId(4)) && e.reason().equals("SOLD_OUT"));

    close(1, CaseOutcome.CANCELLED);
    awaitEvent(UnitsReturned.class, e -> e.caseId().equals(caseId(1)));
    awaitEvent(
        UnitsReserved.class,
        e -> e.caseId().equals(caseId(3)) && e.fromWant() && e.batches().equals(List.of(new BatchUnits("evening", 1))));

    awaitPool("free", 0, "held", 2, "wants", 0);
    await("demand", () -> demand().contains("\"registrations\":4,\"open\":3,\"wants\":0,\"wantUnits\":0,\"held\":2"));
  }

  @Row({"M3", "M20"})
  @Test
  void demand_is_told_apart_by_what_was_chosen_and_equals_a_recount() {
    for (int person = 1; person <= 6; person++) {
      open(person);
      claim(person, WhenSoldOut.WANT, false);
    }
    close(6, CaseOutcome.CANCELLED);
    awaitEvent(WantDropped.class, e -> e.caseId().equals(caseId(6)));
    long wants = service.events("allocation").stream().filter(this::isOfThisPool)
        .mapToInt(r -> r.event() instanceof WantRecorded ? 1 : r.event() instanceof WantDropped ? -1 : 0).sum();
    assertThat(wants).isEqualTo(5);
    await("demand", () -> demand().contains("\"total\":{\"registrations\":6,\"open\":5,\"wants\":5"));
    service.http("operator").get().uri("/v1/programmes/{id}/demand?by=district", programme).exchange()
        .expectStatus().isOk().expectBody()
        .jsonPath("$.groups.length()").isEqualTo(2)
        .jsonPath("$.groups[0].district").isEqualTo("440103").jsonPath("$.groups[0].registrations").isEqualTo(3)
        .jsonPath("$.groups[1].district").isEqualTo("440106").jsonPath("$.groups[1].wants").isEqualTo(2);
  }

  @Row({"H3", "H6", "M5", "M14"})
  @Test
  void a_burst_gets_exactly_what_there_is_and_a_restock_serves_the_queue_in_order() {
    supply("""
        {"batchId": "evening", "units": 50}""").expectStatus().isCreated();
    IntStream.rangeClosed(1, 200).forEach(person -> claim(person, WhenSoldOut.WANT, false));
    await("all answered", () -> eventsOf(UnitsReserved.class).size() + eventsOf(WantRecorded.class).size() == 200);
    assertThat(eventsOf(UnitsReserved.class)).hasSize(50);
    supply("""
        {"batchId": "restock", "units": 130}""").expectStatus().isCreated();
    await("restocked", () -> eventsOf(UnitsReserved.class).size() == 180);
    assertThat(eventsOf(UnitsReserved.class).stream().skip(50).map(UnitsReserved::caseId))
        .containsExactlyElementsOf(eventsOf(WantRecorded.class).stream().limit(130).map(WantRecorded::caseId).toList());
    assertThat(eventsOf(UnitsReserved.class).stream().map(UnitsReserved::batches))
        .startsWith(List.of(new BatchUnits("evening", 1)))
        .allMatch(batches -> batches.size() == 1 && batches.getFirst().units() == 1);
    assertThat(unitsOf("evening")).isEqualTo(50);
    assertThat(unitsOf("restock")).isEqualTo(130);
    awaitPool("free", 0, "held", 180, "wants", 20);
  }

  private long unitsOf(String batchId) {
    return eventsOf(UnitsReserved.class).stream().flatMap(e -> e.batches().stream())
        .filter(of -> of.batchId().equals(batchId)).mapToInt(BatchUnits::units).sum();
  }

  @Row("M2")
  @Test
  void supply_for_later_is_released_when_its_time_has_come() {
    Instant soon = Instant.now().plusSeconds(2);
    supply("""
        {"batchId": "soon", "units": 7, "effectiveAt": "%s"}""".formatted(soon)).expectStatus().isCreated().expectBody()
        .jsonPath("$.status").isEqualTo("PLANNED");
    awaitEvent(SupplyReleased.class, e -> e.units() == 7 && e.level().free() == 7);
    Recorded<?> released =
        service.events("allocation").stream().filter(this::isOfThisPool)
            .filter(r -> r.event() instanceof SupplyReleased).findFirst().orElseThrow();
    assertThat(released.at()).isAfterOrEqualTo(soon.minusMillis(1));
  }

  @Row("G4")
  @Test
  void each_part_of_a_programme_has_its_own_pool() {
    String slot = "2020-02-03T10:00/11:00";
    supply("""
        {"batchId": "b", "units": 3, "district": "440106"}""").expectStatus().isCreated();
    supply("""
        {"batchId": "b", "units": 4, "outletId": "gz-01"}""").expectStatus().isCreated();
    supply("""
        {"batchId": "b", "units": 5, "outletId": "gz-01", "sku": "kn95", "slot": "%s"}""".formatted(slot))
        .expectStatus().isCreated().expectBody().jsonPath("$.poolId").isEqualTo(programme + "/gz-01/kn95/" + slot);
    await("three pools", () -> pools("").contains("\"released\":5"));
    service.http("operator").get().uri("/v1/programmes/{id}/pools?limit=2", programme).exchange().expectStatus().isOk()
        .expectBody().jsonPath("$.pools.length()").isEqualTo(2)
        .jsonPath("$.pools[0].district").isEqualTo("440106")
        .jsonPath("$.nextCursor").value(String.class, cursor ->
            assertThat(pools("?limit=2&cursor=" + cursor)).contains(slot).doesNotContain("440106", "nextCursor"));
  }

  @Test
  void numbers_of_a_committee_are_served_in_turn_by_the_stock_of_the_day() {
    String committee = "440106001001";
    pool = programme + "/" + committee;
    for (int person = 1; person <= 4; person++) {
      int number = person;
      takeNumber(person, committee);
      awaitEvent(NumberTaken.class, e -> e.caseId().equals(caseId(number)) && e.number() == number && e.place() == number);
    }
    close(2, CaseOutcome.CANCELLED);
    awaitEvent(WantDropped.class, e -> e.caseId().equals(caseId(2)));
    supply("{\"batchId\": \"monday\", \"units\": 2, \"committee\": \"" + committee + "\"}").expectStatus().isCreated()
        .expectBody().jsonPath("$.poolId").isEqualTo(pool);
    awaitEvent(UnitsReserved.class, e -> e.caseId().equals(caseId(3)));
    assertThat(eventsOf(UnitsReserved.class)).extracting(UnitsReserved::number).containsExactly(1, 3);
    await("the number called up", () -> pools("").contains("\"lastNumber\":4,\"servingUpTo\":3"));
    service.http("committee").get().uri("/v1/programmes/{id}/pools", programme).exchange().expectStatus().isOk()
        .expectBody().jsonPath("$.pools[0].committee").isEqualTo(committee).jsonPath("$.pools[0].wants").isEqualTo(1);
  }

  @Row("M2")
  @Test
  void a_repeated_request_releases_nothing_more() {
    String body = """
        {"batchId": "evening", "units": 2}""";
    supply("k1" + programme, body).expectStatus().isCreated();
    supply("k1" + programme, body).expectStatus().isCreated();
    supply("k2" + programme, body).expectStatus().isCreated();
    supply("k1" + programme, """
        {"batchId": "evening", "units": 3}""").expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.code").isEqualTo("IDEMPOTENCY_KEY_REUSED");
    supply("k3" + programme, """
        {"batchId": "evening", "units": 3}""").expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("BATCH_CONFLICT").jsonPath("$.units").isEqualTo(2);
    supply("""
        {"batchId": "last", "units": 1}""").expectStatus().isCreated();
    awaitEvent(SupplyReleased.class, e -> e.batchId().equals("last"));
    assertThat(eventsOf(SupplyReleased.class)).extracting(SupplyReleased::batchId).containsExactly("evening", "last");
  }

  @Test
  void hostile_input_is_refused_with_a_code_and_changes_nothing() {
    supply("{").expectStatus().isBadRequest().expectBody().jsonPath("$.code").isEqualTo("MALFORMED_JSON");
    expectInvalid("""
        {"batchId": "x", "units": "many"}""", "units");
    expectInvalid("""
        {"batchId": "x", "units": 1.5}""", "units");
    expectInvalid("""
        {"batchId": "x", "units": 1, "pool": "CITY"}""", "pool");
    expectInvalid("""
        {"batchId": "x", "units": 0}""", "units");
    expectInvalid("""
        {"batchId": "%s", "units": 1}""".formatted("x".repeat(65)), "batchId");
    expectInvalid("""
        {"batchId": "x", "units": 1, "district": "330106"}""", "district");
    expectInvalid("""
        {"batchId": "x", "units": 1, "committee": "330106001001"}""", "committee");
    expectInvalid("""
        {"batchId": "x", "units": 1, "committee": "440106001001", "outletId": "gz-01"}""", "committee");
    expectInvalid("""
        {"batchId": "x", "units": 1, "outletId": "nowhere"}""", "outletId");
    supply("""
        {"batchId": "x", "units": 1, "outletId": "gz-01", "sku": "n99", "slot": "2020-02-03T11:00/12:00"}""")
        .expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.errors[*].code").value(List.class, codes ->
            assertThat(codes).map(String::valueOf).containsExactly("UNKNOWN_SLOT", "UNKNOWN_SKU"));
    String body = """
        {"batchId": "x", "units": 1}""";
    service.http("operator").post().uri("/v1/programmes/{id}/supply", programme)
        .contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange().expectStatus().isBadRequest().expectBody()
        .jsonPath("$.code").isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
    service.http("operator").post().uri("/v1/programmes/{id}/supply", "unknown").header("Idempotency-Key", "k")
        .contentType(MediaType.APPLICATION_JSON).header("Accept-Language", "en").bodyValue(body).exchange()
        .expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_PROGRAMME")
        .jsonPath("$.title").isEqualTo("There is no such programme");
    assertThat(service.events("allocation").stream().filter(r -> r.subject().startsWith(programme))).isEmpty();
  }

  @Test
  void bad_queries_are_refused() {
    for (String query : List.of("pools?limit=0", "pools?limit=501", "pools?limit=x", "pools?cursor=%2B", "demand?by=name")) {
      service.http("operator").get().uri("/v1/programmes/" + programme + "/" + query).exchange()
          .expectStatus().isEqualTo(422).expectBody().jsonPath("$.code").isEqualTo("INVALID_FIELDS");
    }
  }

  @Test
  void only_operators_may_call() {
    for (String path : List.of("pools", "demand")) {
      service.http("").get().uri("/v1/programmes/" + programme + "/" + path).exchange().expectStatus().isUnauthorized();
      service.http("registration").get().uri("/v1/programmes/" + programme + "/" + path).exchange().expectStatus().isForbidden();
    }
    service.http("courier").post().uri("/v1/programmes/{id}/supply", programme).header("Idempotency-Key", "k")
        .bodyValue("{}").exchange().expectStatus().isForbidden();
  }

  @Test
  void supply_for_a_pool_that_the_pack_does_not_claim_from_is_refused() {
    String yaml = "stages:\n  - {stage: first-come, pool: DISTRICT, units: 1}\n  - {stage: fulfilment}\n";
    service.publishReference("registration", "by-district@3", new PackPublished("by-district", 3, yaml, "sha"));
    define(
        new ProgrammeDefined(
            programme, Map.of("en", "Masks"), "440100", "by-district", List.of(new Edition(3, Instant.EPOCH)), List.of(),
            null, null, null));
    await("the news", () -> supply("""
        {"batchId": "b", "units": 3}""").expectBody(String.class).returnResult().getStatus().value() == 422);
    supply("""
        {"batchId": "b", "units": 3}""").expectBody().jsonPath("$.code").isEqualTo("POOL_NOT_OF_PACK")
        .jsonPath("$.scope").isEqualTo("CITY").jsonPath("$.scopes[0]").isEqualTo("DISTRICT");
    supply("""
        {"batchId": "b", "units": 3, "district": "440106"}""").expectStatus().isCreated();
  }

  @Test
  void a_batch_keeps_what_the_pack_says_and_a_group_is_served_from_it_first() {
    String yaml = """
        stages:
          - {stage: first-come, pool: CITY, units: 1, reserves: [{name: HARDSHIP, percent: 50, listed: true}]}
          - {stage: fulfilment}
        """;
    service.publishReference("registration", "with-reserve@1", new PackPublished("with-reserve", 1, yaml, "sha"));
    define(
        new ProgrammeDefined(
            programme, Map.of("en", "Masks"), "440100", "with-reserve", List.of(new Edition(1, Instant.EPOCH)), List.of(),
            null, null, null));
    await("the news", () -> supply("""
        {"batchId": "evening", "units": 3, "outletId": "gz-01"}""").expectBody(String.class).returnResult().getStatus()
        .value() == 422);
    supply("""
        {"batchId": "evening", "units": 3}""").expectStatus().isCreated();
    awaitEvent(SupplyReleased.class, e -> Map.of("HARDSHIP", 1).equals(e.kept()));
    claim(1, WhenSoldOut.REFUSE, false, "HARDSHIP");
    awaitEvent(UnitsReserved.class, e -> e.caseId().equals(caseId(1)) && "HARDSHIP".equals(e.reserve()));
    claim(2, WhenSoldOut.REFUSE, false, "HARDSHIP");
    awaitEvent(UnitsReserved.class, e -> e.caseId().equals(caseId(2)) && e.reserve() == null);
    close(1, CaseOutcome.CANCELLED);
    awaitEvent(UnitsReturned.class, e -> e.caseId().equals(caseId(1)) && "HARDSHIP".equals(e.reserve()));
    claim(3, WhenSoldOut.REFUSE, false);
    awaitEvent(UnitsReserved.class, e -> e.caseId().equals(caseId(3)) && e.reserve() == null);
    claim(4, WhenSoldOut.REFUSE, false);
    awaitEvent(ClaimRefused.class, e -> e.caseId().equals(caseId(4)) && e.level().free() == 1);
    await("the parts", () -> pools("").contains("\"reserves\":[{\"reserve\":\"HARDSHIP\",\"free\":1,\"held\":0}]"));
  }

  @Test
  void a_batch_follows_the_rules_of_its_part_of_the_city_and_of_its_day() {
    String yaml = "stages:\n  - {stage: first-come, pool: DISTRICT, units: 1, reserves: [{name: OLD, percent: %d, minAge: 60}]}\n";
    String[] packs = {"parted@1", "parted@2", "parted-there@1"};
    for (int i = 0; i < packs.length; i++) {
      String[] pack = packs[i].split("@");
      service.publishReference(
          "registration", packs[i],
          new PackPublished(pack[0], Integer.parseInt(pack[1]), yaml.formatted(10 * (i + 1)), "sha"));
    }
    Instant soon = Instant.now().plus(A_DAY);
    define(
        new ProgrammeDefined(
            programme, Map.of("en", "Masks"), "440100", "parted",
            List.of(new Edition(1, Instant.EPOCH), new Edition(2, soon)), List.of(), null, null, null,
            List.of(new AreaPack("440106", "parted-there", List.of(new Edition(1, Instant.EPOCH))))));
    await("the news", () -> supply("""
        {"batchId": "b", "units": 3}""").expectBody(String.class).returnResult().getStatus().value() == 422);
    supply("""
        {"batchId": "here", "units": 100, "district": "440103"}""").expectStatus().isCreated();
    supply("""
        {"batchId": "later", "units": 100, "district": "440103", "effectiveAt": "%s"}""".formatted(soon.plusSeconds(60)))
        .expectStatus().isCreated();
    supply("""
        {"batchId": "there", "units": 100, "district": "440106"}""").expectStatus().isCreated();
    pool = programme + "/440103";
    awaitEvent(SupplyReleased.class, e -> Map.of("OLD", 10).equals(e.kept()));
    awaitEvent(SupplyPlanned.class, e -> Map.of("OLD", 20).equals(e.kept()));
    pool = programme + "/440106";
    awaitEvent(SupplyReleased.class, e -> Map.of("OLD", 30).equals(e.kept()));
  }

  private void define(ProgrammeEvent event) {
    service.publishReference("registration", event.getClass().getSimpleName() + "/" + programme, event);
  }

  private void open(int person) {
    service.publish(
        "registration", "opened-" + caseId(person), caseKey(person), 1, Instant.now(),
        new CaseOpened(
            caseId(person), programme, personTag(person), "guangzhou", 1, "WECHAT_MINI", "zh-CN", choice(person, true),
            Map.of(), null));
  }

  private void claim(int person, WhenSoldOut whenSoldOut, boolean wish, String... reserves) {
    var stage =
        new Stage.FirstCome(PoolScope.CITY, 1, whenSoldOut, RestockOrder.EARLIEST_FIRST, (int) A_DAY.toHours());
    service.publish(
        "registration", "requested-" + caseId(person), caseKey(person), 2, Instant.now(),
        new StageRequested(
            caseId(person), programme, personTag(person), 1, stage, choice(person, wish), Map.of(), null, false, null, null,
            null, null, new Profile(null, Map.of(), List.of(reserves))));
  }

  private void takeNumber(int person, String committee) {
    var choice = new Choice(null, null, null, null, null, false, null, committee);
    service.publish(
        "registration", "requested-" + caseId(person), caseKey(person), 2, Instant.now(),
        new StageRequested(
            caseId(person), programme, personTag(person), 1, new Stage.CommitteeOrder(PoolScope.COMMITTEE, 1), choice,
            Map.of(), null, false, null));
  }

  private void close(int person, CaseOutcome outcome) {
    service.publish(
        "registration", "closed-" + caseId(person), caseKey(person), 3, Instant.now(),
        new CaseClosed(caseId(person), programme, personTag(person), outcome, null, null, List.of(pool)));
  }

  private static Choice choice(int person, boolean wish) {
    return new Choice(person % 2 == 0 ? "440106" : "440103", null, null, null, null, wish);
  }

  private String caseId(int person) {
    return programme + "." + personTag(person) + ".case0001";
  }

  private String caseKey(int person) {
    return programme + "|" + personTag(person);
  }

  private static String personTag(int person) {
    return "person%016d".formatted(person);
  }

  private boolean isOfThisPool(Recorded<?> recorded) {
    return recorded.event() instanceof PoolEvent e && e.poolId().equals(pool);
  }

  private <E extends Event> List<E> eventsOf(Class<E> type) {
    return service.events("allocation").stream().filter(this::isOfThisPool).map(Recorded::event)
        .filter(type::isInstance).map(type::cast).toList();
  }

  private <E extends PoolEvent> void awaitEvent(Class<E> type, java.util.function.Predicate<E> fits) {
    service.awaitEvent("allocation", type, e -> e.poolId().equals(pool) && fits.test(e));
  }

  private ResponseSpec supply(String body) {
    return supply("key-" + COUNT.incrementAndGet(), body);
  }

  private ResponseSpec supply(String key, String body) {
    return service.http("operator").post().uri("/v1/programmes/{id}/supply", programme)
        .header("Idempotency-Key", key).contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  private void expectInvalid(String body, String field) {
    supply(body).expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.code").isEqualTo("INVALID_FIELDS").jsonPath("$.errors[0].field").isEqualTo(field);
  }

  private String pools(String query) {
    return get("/v1/programmes/" + programme + "/pools" + query);
  }

  private String demand() {
    return get("/v1/programmes/" + programme + "/demand");
  }

  private String get(String uri) {
    return service.http("operator").get().uri(uri).exchange().expectStatus().isOk()
        .expectBody(String.class).returnResult().getResponseBody();
  }

  private void awaitPool(String f1, int v1, String f2, int v2, String f3, int v3) {
    String part = "\"%s\":%d,\"%s\":%d,\"%s\":%d".formatted(f1, v1, f2, v2, f3, v3);
    await(part, () -> pools("").contains(part));
  }
}
