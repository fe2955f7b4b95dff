package org.fairlot.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.ServiceUnderTest.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.delivery.BoardEvent.CourierDown;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.CommitteeRules;
import org.fairlot.contracts.pack.Stage.CourierRules;
import org.fairlot.contracts.pack.Stage.DatedMode;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.contracts.pack.Stage.Partner;
import org.fairlot.contracts.pack.Stage.PickupRules;
import org.fairlot.contracts.person.Address;
import org.fairlot.contracts.person.Consignee;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.kernel.Event;
import org.fairlot.runtime.vault.PersonKeys;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.PickupTokens;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.runtime.wire.EventCodec;
import org.fairlot.runtime.wire.Json;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Infrastructure;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** The service over HTTP and the log, as couriers, counters, operators and registration-service see it. */
@FairlotIT
@TestPropertySource(
    properties = {
      "fairlot.clock.virtual-origin=2020-02-02T02:00:00Z",
      // fifteen minutes to accept an order are three seconds
      "fairlot.clock.speed=300"
    })
class DeliveryIT {

  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final AtomicInteger COUNT = new AtomicInteger();

  @DynamicPropertySource
  static void clockStartsNow(DynamicPropertyRegistry registry) {
    String now = Instant.now().toString();
    registry.add("fairlot.clock.real-origin", () -> now);
  }

  @Autowired ServiceUnderTest service;
  @Autowired PickupCodes codes;
  @Autowired Receipts receipts;
  @Autowired Clock clock;

  private String programme;
  private int people;

  @BeforeEach
  void ready() {
    service.awaitReady();
    programme = "masks-" + COUNT.incrementAndGet();
  }

  private static CourierRules couriers(int acceptMinutes, Partner... partners) {
    return new CourierRules(List.of(partners), acceptMinutes, 2, 600, 2, 24, 60);
  }

  private static Partner partner(String courier) {
    return new Partner(courier, List.of(), 1000);
  }

  private static Stage.Fulfilment byCourier(CourierRules rules) {
    return new Stage.Fulfilment(List.of(new DatedMode(Mode.COURIER, null, null)), rules, null);
  }

  /** The counter is open round the clock for two days. */
  private static Stage.Fulfilment atCounter() {
    var rules = new PickupRules(0, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, 2);
    return new Stage.Fulfilment(List.of(new DatedMode(Mode.PICKUP, null, null)), null, rules);
  }

  private static Stage.Fulfilment byCommittee() {
    return new Stage.Fulfilment(
        List.of(new DatedMode(Mode.COMMITTEE, null, null)), null, null, new CommitteeRules(10, 2));
  }

  /** Registration asks for a hand-over; the case. */
  private String ask(Stage.Fulfilment stage, String slot) {
    return ask(stage, "store-1", slot, null);
  }

  private String ask(Stage.Fulfilment stage, String outlet, String slot, Integer units) {
    String personTag = "person-%03d-aaaaaaaaaaa".formatted(++people);
    String caseId = new CaseId(programme, personTag, "mark0001").toString();
    var choice = new Choice("330106", outlet, "mask-5", slot, null, false, null, committee());
    publish(
        new StageRequested(
            caseId, programme, personTag, 2, stage, choice, Map.of(Purpose.CONSIGNEE, sealed(personTag)), 90, false,
            null, units, null, null, null));
    return caseId;
  }

  /** Each test has one of its own. */
  private String committee() {
    return "330106%06d".formatted(COUNT.get());
  }

  private void publish(Event event) {
    service.publish("registration", programme + "-" + System.nanoTime(), event.about(), 1, clock.instant(), event);
  }

  private String sealed(String personTag) {
    String key = service.context().getEnvironment().getRequiredProperty("fairlot.secrets.purposes.CONSIGNEE");
    var sealing = new Vault(Map.of(Purpose.CONSIGNEE, key), NO_KEYS).sealing(personTag, List.of(Purpose.CONSIGNEE));
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", Infrastructure.get().kafka(), "acks", "all"),
            new StringSerializer(), new StringSerializer())) {
      for (var made : sealing.newKeys()) {
        producer.send(new ProducerRecord<>(service.prefix() + "registration.person-keys", made.keyId(), made.wrapped()))
            .get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    var address = new Address("330106", "330106001", "文三路", "90号", null, null, null, "301室", null);
    return sealing.seal(Purpose.CONSIGNEE, new Consignee("王小明", "+8613812341234", address));
  }

  private static final PersonKeys NO_KEYS =
      new PersonKeys() {
        @Override
        public Optional<String> find(String keyId) {
          return Optional.empty();
        }

        @Override
        public Optional<String> keyIdOf(String holder) {
          return Optional.empty();
        }

        @Override
        public List<String> keyIdsOf(String holderPrefix, int limit) {
          return List.of();
        }
      };

  private ParcelDispatched dispatched(String caseId, int attempt) {
    return service.awaitEvent(
        "delivery", ParcelDispatched.class, e -> e.fulfilmentId().equals(caseId) && e.attempt() == attempt);
  }

  private FulfilmentCompleted completed(String caseId) {
    return service.awaitEvent("delivery", FulfilmentCompleted.class, e -> e.fulfilmentId().equals(caseId));
  }

  private ResponseSpec traces(String courier, String body) {
    return service.http("courier").post().uri("/v1/couriers/{courier}/traces", courier)
        .contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  private ResponseSpec trace(ParcelDispatched order, String state) {
    return traces(
        order.courier(), """
        {"traces": [{"waybill": "%s", "orderId": "%s", "state": "%s"}]}"""
            .formatted(order.waybill(), order.fulfilmentId(), state));
  }

  /** Everything in a courier's own topic. */
  private List<Event> topicOf(String courier) {
    var codec = new EventCodec();
    var events = new ArrayList<Event>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", Infrastructure.get().kafka(), "isolation.level", "read_committed"),
            new StringDeserializer(), new ByteArrayDeserializer())) {
      var topic = new TopicPartition(service.prefix() + "delivery.dispatches." + courier, 0);
      consumer.assign(List.of(topic));
      consumer.seekToBeginning(List.of(topic));
      long end = consumer.endOffsets(List.of(topic)).get(topic);
      while (consumer.position(topic) < end) {
        consumer.poll(Duration.ofMillis(50)).forEach(
            r -> codec.read(r.headers(), r.value()).ifPresent(recorded -> events.add(recorded.event())));
      }
    }
    return events;
  }

  @Row("M18")
  @Test
  void a_parcel_is_ordered_from_a_courier_and_comes_to_the_door() {
    String caseId = ask(byCourier(couriers(600, partner("eleme"))), null);
    var order = dispatched(caseId, 1);

    await("the order in the courier's topic", () -> topicOf("eleme").contains(order));
    await("the order in the list", () -> listed("eleme").containsKey(order.waybill()));
    assertThat(listed("eleme").get(order.waybill()))
        .containsEntry("phoneMasked", "138****1234")
        .containsEntry("orderId", caseId)
        .doesNotContainKeys("consignee", "name", "idNumber");
    service.http("courier").get().uri("/v1/dispatches/{waybill}/consignee", order.waybill()).exchange()
        .expectStatus().isOk().expectBody()
        .jsonPath("$.name").isEqualTo("王小明")
        .jsonPath("$.phone").isEqualTo("+8613812341234")
        .jsonPath("$.addressLine").isEqualTo("文三路90号301室");

    String fullList = """
        {"format": "kuaidi100", "traces": [
          {"waybill": "%1$s", "code": "3", "occurredAt": "2020-02-02 09:30:00"},
          {"waybill": "%1$s", "code": "5", "occurredAt": "2020-02-02 09:20:00"},
          {"waybill": "%1$s", "code": "1", "occurredAt": "2020-02-02 09:10:00"}]}""".formatted(order.waybill());
    traces("eleme", fullList).expectStatus().isOk().expectBody()
        .jsonPath("$.recorded").isEqualTo(3).jsonPath("$.results[0].result").isEqualTo("RECORDED");
    traces("eleme", fullList).expectStatus().isOk().expectBody()
        .jsonPath("$.recorded").isEqualTo(0).jsonPath("$.results[2].result").isEqualTo("UNCHANGED");

    assertThat(completed(caseId).delivered()).isTrue();
    await("the address closed", () -> statusOfConsignee(order.waybill()) == 410);
  }

  @Row({"H2", "M25"})
  @Test
  void an_order_that_is_not_accepted_in_time_goes_to_the_other_and_the_courier_rests() {
    var rules = byCourier(couriers(15, new Partner("danniao", List.of(), 2000), partner("cainiao")));
    var first = dispatched(ask(rules, null), 1);
    assertThat(first.courier()).isEqualTo("danniao");
    var second = dispatched(ask(rules, null), 1);
    trace(second, "ACCEPTED").expectStatus().isOk();
    ask(rules, null);

    var taken = dispatched(first.fulfilmentId(), 2);
    assertThat(taken.courier()).isEqualTo("cainiao");
    await("the revocation in the courier's topic", () ->
        topicOf("danniao").stream()
            .anyMatch(e -> e instanceof DispatchRevoked r && r.waybill().equals(first.waybill())));
    service.awaitEvent(
        "delivery", CourierDown.class, e -> e.programmeId().equals(programme) && e.courier().equals("danniao"));
    await("no address without an order", () -> statusOfConsignee(first.waybill()) == 410);
  }

  @Test
  void a_courier_that_only_a_later_pack_names_gets_its_topic() {
    var order = dispatched(ask(byCourier(couriers(600, partner("newcomer-" + programme))), null), 1);
    await("the order in its topic", () -> topicOf(order.courier()).contains(order));
  }

  @Row("M25")
  @Test
  void a_held_parcel_waits_for_the_operator() {
    String caseId = ask(byCourier(couriers(600, partner("chinapost"))), null);
    var order = dispatched(caseId, 1);
    trace(order, "COLLECTED").expectStatus().isOk();
    trace(order, "HELD").expectStatus().isOk();
    await("the queue", () -> held().contains(order.waybill()));

    decide(caseId, "SOMEHOW").expectStatus().isEqualTo(422);
    decide(caseId, "LOST").expectStatus().isOk().expectBody().jsonPath("$.decision").isEqualTo("LOST");
    assertThat(completed(caseId).reason()).isEqualTo("LOST");
    decide(caseId, "LOST").expectStatus().isEqualTo(409).expectBody().jsonPath("$.code").isEqualTo("NOT_HELD");
    await("the queue is empty", () -> !held().contains(order.waybill()));

    trace(order, "DELIVERED").expectStatus().isOk();
    await("goods outside of the plan", () -> held().contains("STRAY"));
  }

  @Test
  void a_code_that_nobody_knows_is_recorded_and_moves_nothing() {
    var order = dispatched(ask(byCourier(couriers(600, partner("chinapost"))), null), 1);
    traces(
            "chinapost", """
            {"format": "instant", "traces": [{"waybill": "%s", "code": "777"}, {"waybill": "nobodys",
            "code": "302"}]}"""
                .formatted(order.waybill()))
        .expectStatus().isOk().expectBody()
        .jsonPath("$.results[0].result").isEqualTo("UNKNOWN_CODE")
        .jsonPath("$.results[1].code").isEqualTo("WAYBILL_UNKNOWN");
  }

  @Test
  void a_case_that_is_taken_back_is_not_delivered() {
    String caseId = ask(byCourier(couriers(600, partner("chinapost"))), null);
    dispatched(caseId, 1);
    publish(new CancellationRequested(caseId, 2));
    assertThat(completed(caseId).reason()).isEqualTo("CANCELLED");
  }

  @Test
  void orders_are_listed_page_by_page() {
    String courier = "paged-" + programme;
    var rules = byCourier(couriers(600, partner(courier)));
    var waybills = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      waybills.add(dispatched(ask(rules, null), 1).waybill());
    }
    await("all listed", () -> listed(courier).size() == 3);
    var page = page(courier, "", 2);
    assertThat(page.get("more")).isEqualTo(true);
    var rest = page(courier, (String) page.get("nextCursor"), 2);
    assertThat(rest.get("more")).isEqualTo(false);
    assertThat(List.of(waybillsOf(page), waybillsOf(rest)).stream().flatMap(List::stream).toList())
        .containsExactlyElementsOf(waybills);
    assertThat(waybillsOf(page(courier, (String) rest.get("nextCursor"), 2))).isEmpty();
  }

  @Test
  void a_committee_brings_goods_to_the_doors_and_tells_what_became_of_it() {
    String home = ask(byCommittee(), null);
    String away = ask(byCommittee(), null);
    String taken = ask(byCommittee(), null);
    service.awaitEvent("delivery", VisitDue.class, e -> e.fulfilmentId().equals(taken));
    await("the list", () -> deliveries("due").contains(home) && deliveries("due").contains(away));
    assertThat(deliveries("due"))
        .contains("王小明", "文三路90号301室", "138****1234")
        .doesNotContain("13812341234", "jwe", "idNumber");
    publish(new CancellationRequested(taken, 2));
    assertThat(completed(taken).reason()).isEqualTo("CANCELLED");

    String batch = """
        {"deliveries": [
          {"registrationId": "%s", "outcome": "DELIVERED", "by": "worker-7"},
          {"registrationId": "%s", "outcome": "NOBODY_HOME", "by": "worker-7", "visit": 1},
          {"registrationId": "%s", "outcome": "NOBODY_HOME"},
          {"registrationId": "nobody", "by": "worker 7"}]}""".formatted(home, away, taken);
    tell(committee(), "first-" + programme, batch).expectStatus().isOk().expectBody()
        .jsonPath("$.recorded").isEqualTo(2)
        .jsonPath("$.refused").isEqualTo(2)
        .jsonPath("$.results[2].code").isEqualTo("VISITS_OVER")
        .jsonPath("$.results[3].code").isEqualTo("INVALID_FIELDS");
    tell(committee(), "again-" + programme, batch).expectStatus().isOk().expectBody()
        .jsonPath("$.recorded").isEqualTo(0)
        .jsonPath("$.results[0].result").isEqualTo("UNCHANGED")
        .jsonPath("$.results[1].result").isEqualTo("UNCHANGED");
    tell("330106999999", "other-" + programme, batch).expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.code").isEqualTo("DELIVERIES_REFUSED")
        .jsonPath("$.results[1].code").isEqualTo("NO_VISIT_DUE");
    assertThat(completed(home).delivered()).isTrue();

    String last = batch.replace("\"visit\": 1", "\"visit\": 2");
    tell(committee(), "last-" + programme, last).expectStatus().isOk().expectBody()
        .jsonPath("$.results[1].result").isEqualTo("RECORDED");
    assertThat(completed(away).reason()).isEqualTo("NOT_DELIVERED");
    await("the list is done", () -> deliveries("due").contains("\"deliveries\":[]"));
    assertThat(deliveries("delivered")).contains(home).doesNotContain("王小明");
    assertThat(deliveries("not-delivered")).contains(away, taken);

    String late = "{\"deliveries\": [{\"registrationId\": \"" + away + "\", \"outcome\": \"DELIVERED\"}]}";
    tell(committee(), "late-" + programme, late).expectStatus().isOk().expectBody()
        .jsonPath("$.results[0].result").isEqualTo("DIFFERENCE");
    await("the difference in the queue", () -> held().contains(away));
  }

  private ResponseSpec tell(String committee, String key, String body) {
    return service.http("committee").post().uri("/v1/committees/{code}/deliveries", committee)
        .header("Idempotency-Key", key).contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  private String deliveries(String status) {
    return text("committee", "/v1/committees/" + committee() + "/deliveries?status=" + status);
  }

  @Row("S2")
  @Test
  void goods_are_handed_over_once_against_the_code_at_the_right_outlet() {
    String caseId = ask(atCounter(), null);
    service.awaitEvent("delivery", PickupReady.class, e -> e.fulfilmentId().equals(caseId));
    String code = codes.code(caseId);
    await("the day's list", () -> pickups("store-1").contains(caseId));
    assertThat(pickups("store-1")).doesNotContain(code);

    redeem("store-1", wrong(code), null).expectStatus().isNotFound().expectBody()
        .jsonPath("$.code").isEqualTo("CODE_UNKNOWN");
    redeem("store-1", wrong(code), caseId).expectStatus().isNotFound();
    redeem("store-2", code, null).expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("WRONG_OUTLET").jsonPath("$.outletId").isEqualTo("store-1");
    redeem("store-1", code, null).expectStatus().isOk().expectBody()
        .jsonPath("$.registrationId").isEqualTo(caseId).jsonPath("$.sku").isEqualTo("mask-5");
    redeem("store-1", code, caseId).expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("ALREADY_REDEEMED").jsonPath("$.redeemedAt").exists();
    assertThat(completed(caseId).delivered()).isTrue();
    await("the day's list", () -> pickups("store-1").contains("REDEEMED"));
  }

  @Test
  void the_same_request_sent_again_gets_the_same_answer() {
    String caseId = ask(atCounter(), null);
    service.awaitEvent("delivery", PickupReady.class, e -> e.fulfilmentId().equals(caseId));
    String body = """
        {"outletId": "store-1", "code": "%s", "registrationId": "%s"}""".formatted(codes.code(caseId), caseId);
    for (int i = 0; i < 2; i++) {
      service.http("outlet").post().uri("/v1/pickups/redeem").header("Idempotency-Key", caseId)
          .contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange().expectStatus().isOk();
    }
  }

  @Test
  void a_slot_that_has_not_come_is_too_early_and_one_that_has_passed_is_too_late() {
    LocalDate tomorrow = LocalDate.ofInstant(clock.instant(), CHINA).plusDays(1);
    String caseId = ask(atCounter(), tomorrow + "T10:00/11:00");
    service.awaitEvent("delivery", PickupReady.class, e -> e.fulfilmentId().equals(caseId));
    redeem("store-1", codes.code(caseId), caseId).expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("PICKUP_NOT_OPEN").jsonPath("$.opensAt").exists()
        .jsonPath("$.serverTime").exists();

    var now = clock.instant().atZone(CHINA).toLocalTime();
    String soonOver = "%tH:%<tM/%tH:%<tM".formatted(now.minusMinutes(5), now.plusMinutes(10));
    String missed = ask(atCounter(), soonOver);
    assertThat(completed(missed).reason()).isEqualTo("NOT_COLLECTED");
    redeem("store-1", codes.code(missed), missed).expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("PICKUP_CLOSED");
  }

  @Test
  void a_part_may_be_taken_and_the_rest_later() {
    String caseId = ask(atCounter(), "store-1", null, 3);
    service.awaitEvent("delivery", PickupReady.class, e -> e.fulfilmentId().equals(caseId));
    String part = """
        {"outletId": "store-1", "code": "%s", "registrationId": "%s", "units": 1}"""
            .formatted(codes.code(caseId), caseId);
    redeem(null, part).expectStatus().isEqualTo(400).expectBody()
        .jsonPath("$.code").isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
    for (int i = 0; i < 2; i++) {
      redeem("part-" + caseId, part).expectStatus().isOk().expectBody()
          .jsonPath("$.units").isEqualTo(1).jsonPath("$.complete").isEqualTo(false);
    }
    redeem("more-" + caseId, part.replace("\"units\": 1", "\"units\": 3")).expectStatus().isEqualTo(409).expectBody()
        .jsonPath("$.code").isEqualTo("TOO_MANY_UNITS").jsonPath("$.unitsLeft").isEqualTo(2);
    await("the day's list", () -> {
      var listed = pickup("store-1", caseId);
      return "PARTLY_REDEEMED".equals(listed.get("status")) && listed.get("unitsLeft").equals(2);
    });
    redeem("store-1", codes.code(caseId), caseId).expectStatus().isOk().expectBody()
        .jsonPath("$.complete").isEqualTo(true);
    assertThat(completed(caseId).delivered()).isTrue();
  }

  @Test
  void a_token_is_verified_with_what_the_list_gives_and_opens_what_the_code_opens() {
    String caseId = ask(atCounter(), null);
    await("the day's list", () -> pickups("store-1").contains(caseId));
    String token = token(caseId);
    var atTheTerminal = new Receipts(Json.MAPPER.writeValueAsString(list("store-1").get("tokenKey")));
    assertThat(atTheTerminal.verify("pickup", token).orElseThrow()).containsEntry("registrationId", caseId);
    assertThat(((Map<?, ?>) list("store-1").get("tokenKey")).get("d")).as("its private part").isNull();

    String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";
    redeem(null, "{\"outletId\": \"store-1\", \"pickupToken\": \"%s\"}".formatted(forged)).expectStatus().isNotFound();
    redeem(null, "{\"outletId\": \"store-2\", \"pickupToken\": \"%s\"}".formatted(token)).expectStatus().isEqualTo(409);
    redeem(null, "{\"outletId\": \"store-1\", \"pickupToken\": \"%s\"}".formatted(token)).expectStatus().isOk();
  }

  @Test
  void what_an_outlet_without_network_handed_out_is_told_later() {
    String waiting = ask(atCounter(), null);
    var now = clock.instant().atZone(CHINA);
    String forfeited = ask(atCounter(), "%tH:%<tM/%tH:%<tM".formatted(now.minusMinutes(5), now.plusMinutes(10)));
    service.awaitEvent("delivery", PickupReady.class, e -> e.fulfilmentId().equals(waiting));
    assertThat(completed(forfeited).reason()).isEqualTo("NOT_COLLECTED");
    String batch = """
        {"outletId": "store-1", "redemptions": [
          {"code": "%1$s", "registrationId": "%2$s", "redeemedAt": "%3$s"},
          {"pickupToken": "%4$s", "redeemedAt": "%3$s"},
          {"code": "%5$s", "registrationId": "%2$s", "redeemedAt": "%3$s"},
          {"code": "123", "units": 0, "redeemedAt": "at noon"}]}"""
            .formatted(
                codes.code(waiting), waiting, now.toOffsetDateTime(), token(forfeited), wrong(codes.code(waiting)));

    report("first-" + programme, batch.replace("store-1", "store-2")).expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.code").isEqualTo("REDEMPTIONS_REFUSED")
        .jsonPath("$.results[0].code").isEqualTo("WRONG_OUTLET");
    report("second-" + programme, batch).expectStatus().isOk().expectBody()
        .jsonPath("$.recorded").isEqualTo(2)
        .jsonPath("$.refused").isEqualTo(2)
        .jsonPath("$.results[0].result").isEqualTo("RECORDED")
        .jsonPath("$.results[1].result").isEqualTo("DIFFERENCE")
        .jsonPath("$.results[1].registrationId").isEqualTo(forfeited)
        .jsonPath("$.results[2].code").isEqualTo("CODE_UNKNOWN")
        .jsonPath("$.results[3].code").isEqualTo("INVALID_FIELDS");
    report("again-" + programme, batch).expectStatus().isOk().expectBody()
        .jsonPath("$.recorded").isEqualTo(0)
        .jsonPath("$.results[0].result").isEqualTo("UNCHANGED")
        .jsonPath("$.results[1].result").isEqualTo("UNCHANGED");

    assertThat(completed(waiting).delivered()).isTrue();
    await("the difference in the queue", () -> held().contains("DIFFERENCE"));
    assertThat(held()).contains(forfeited).contains("NOT_COLLECTED").doesNotContain("\"waybill\"");
    await("the day's list", () -> "REDEEMED_THOUGH_FORFEITED".equals(pickup("store-1", forfeited).get("status")));
  }

  @Test
  void who_tries_codes_has_to_wait_and_who_shows_a_token_has_not() {
    String caseId = ask(atCounter(), "store-of-guesses", null, null);
    service.awaitEvent("delivery", PickupReady.class, e -> e.fulfilmentId().equals(caseId));
    String code = codes.code(caseId);
    for (int i = 0; i < 20; i++) {
      redeem("store-of-guesses", wrong(code), caseId).expectStatus().isNotFound();
    }
    for (String tried : List.of(wrong(code), code)) {
      redeem("store-of-guesses", tried, caseId).expectStatus().isEqualTo(429)
          .expectHeader().exists("Retry-After")
          .expectBody().jsonPath("$.code").isEqualTo("TOO_MANY_GUESSES");
    }
    redeem(null, "{\"outletId\": \"store-of-guesses\", \"pickupToken\": \"%s\"}".formatted(token(caseId)))
        .expectStatus().isOk();
  }

  /** As registration-service gives it to the citizen. */
  private String token(String caseId) {
    return new PickupTokens(() -> receipts).issue(caseId, Map.of("outletId", "store-1"));
  }

  private static String wrong(String code) {
    return "%08d".formatted((Integer.parseInt(code) + 1) % 100_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          courier | couriers/eleme/traces | { | 400 | MALFORMED_JSON
          courier | couriers/eleme/traces | [] | 400 | MALFORMED_JSON
          courier | couriers/eleme/traces | {"traces": 7} | 422 | INVALID_FIELDS
          courier | couriers/eleme/traces | {"traces": []} | 422 | INVALID_FIELDS
          courier | couriers/eleme/traces | {"traces": [{"waybill": "FL99", "state": "HELD"}]} | 422 | TRACES_REFUSED
          courier | couriers/ELEME!/traces | {"traces": []} | 404 | UNKNOWN_COURIER
          outlet | couriers/eleme/traces | {} | 403 | FORBIDDEN
          outlet | pickups/redeem | {"outletId": "a"} | 422 | INVALID_FIELDS
          outlet | pickups/redeem | {"outletId": "a", "code": 12345678} | 422 | INVALID_FIELDS
          outlet | pickups/redeem | {"outletId": "a", "code": "1234567"} | 422 | INVALID_FIELDS
          outlet | pickups/redeem | {"outletId": "a", "code": "12345678"} | 404 | CODE_UNKNOWN
          outlet | pickups/redeem | {"outletId": "a", "code": "12345678", "units": 0} | 422 | INVALID_FIELDS
          outlet | pickups/redeem | {"outletId": "a", "code": "12345678", "pickupToken": "a.b.c"} | 422 | INVALID_FIELDS
          outlet | pickups/redeem | {"outletId": "a", "pickupToken": "a.b.c"} | 404 | CODE_UNKNOWN
          outlet | pickups/redemptions | {"outletId": "a", "redemptions": []} | 400 | IDEMPOTENCY_KEY_REQUIRED
          courier | pickups/redemptions | {} | 403 | FORBIDDEN
          committee | committees/330106001001/deliveries | {"deliveries": []} | 400 | IDEMPOTENCY_KEY_REQUIRED
          committee | committees/33010/deliveries | {} | 404 | UNKNOWN_COMMITTEE
          outlet | committees/330106001001/deliveries | {} | 403 | FORBIDDEN
          operator | programmes/p/held/x/decision | {"decision": "LOST"} | 404 | UNKNOWN_REGISTRATION
          operator | programmes/p/held/CASE/decision | {"decision": "LOST"} | 409 | NOT_HELD
          operator | programmes/q/held/CASE/decision | {"decision": "LOST"} | 404 | UNKNOWN_REGISTRATION
          operator | programmes/p/held/CASE/decision | {"decision": "SELL"} | 422 | INVALID_FIELDS
          operator | programmes/p/held/CASE/decision | {} | 422 | INVALID_FIELDS
          """)
  void bad_input_is_refused_with_a_stable_code(String scope, String path, String body, int status, String code) {
    String uri = "/v1/" + path.replace("CASE", "p.aaaaaaaaaaaaaaaaaaaaaa.bbbbbbbb");
    service.http(scope).post().uri(uri).contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange()
        .expectStatus().isEqualTo(status)
        .expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody().jsonPath("$.code").isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "courier,/v1/dispatches,422", "courier,/v1/dispatches?courier=eleme&after=x,422",
    "courier,/v1/dispatches?courier=eleme&limit=0,422", "courier,/v1/dispatches/FL404/consignee,404",
    "outlet,/v1/dispatches?courier=eleme,403", "outlet,/v1/outlets/store-1/pickups?date=tomorrow,422",
    "courier,/v1/outlets/store-1/pickups,403", "operator,/v1/programmes/p/held?cursor=x,422",
    "committee,/v1/committees/330106001001/deliveries?status=soon,422", "committee,/v1/committees/3301/deliveries,404",
    "committee,/v1/committees/330106001001/deliveries?cursor=x,422", "outlet,/v1/committees/330106001001/deliveries,403",
    "operator,/v1/programmes/P!/held,404", "outlet,/v1/programmes/p/held,403",
  })
  void bad_questions_are_refused(String scope, String path, int status) {
    service.http(scope).get().uri(path).exchange().expectStatus().isEqualTo(status);
    service.http("").get().uri(path).exchange().expectStatus().isUnauthorized();
  }

  private int statusOfConsignee(String waybill) {
    return service.http("courier").get().uri("/v1/dispatches/{waybill}/consignee", waybill).exchange()
        .expectBody().returnResult().getStatus().value();
  }

  private Map<?, ?> page(String courier, String after, int limit) {
    return service.http("courier").get()
        .uri("/v1/dispatches?courier={courier}&after={after}&limit={limit}", courier, after, limit).exchange()
        .expectStatus().isOk().expectBody(Map.class).returnResult().getResponseBody();
  }

  private static List<Object> waybillsOf(Map<?, ?> page) {
    return ((List<?>) page.get("dispatches")).stream().<Object>map(d -> ((Map<?, ?>) d).get("waybill")).toList();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Map<String, Object>> listed(String courier) {
    var found = new HashMap<String, Map<String, Object>>();
    for (Object order : (List<?>) page(courier, "", 500).get("dispatches")) {
      found.put((String) ((Map<?, ?>) order).get("waybill"), (Map<String, Object>) order);
    }
    return found;
  }

  private String held() {
    return text("operator", "/v1/programmes/" + programme + "/held");
  }

  private String pickups(String outlet) {
    return text("outlet", "/v1/outlets/" + outlet + "/pickups");
  }

  private Map<?, ?> list(String outlet) {
    return Json.MAPPER.readValue(pickups(outlet), Map.class);
  }

  private Map<?, ?> pickup(String outlet, String caseId) {
    return ((List<?>) list(outlet).get("pickups")).stream().<Map<?, ?>>map(p -> (Map<?, ?>) p)
        .filter(p -> caseId.equals(p.get("registrationId"))).findFirst().orElse(Map.of());
  }

  private String text(String scope, String path) {
    return service.http(scope).get().uri(path).exchange().expectStatus().isOk()
        .expectBody(String.class).returnResult().getResponseBody();
  }

  private ResponseSpec decide(String caseId, String decision) {
    return service.http("operator").post()
        .uri("/v1/programmes/{programme}/held/{case}/decision", programme, caseId)
        .contentType(MediaType.APPLICATION_JSON).bodyValue(Map.of("decision", decision)).exchange();
  }

  private ResponseSpec report(String key, String body) {
    return service.http("outlet").post().uri("/v1/pickups/redemptions").header("Idempotency-Key", key)
        .contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  /** @param key of idempotency, {@code null}: none */
  private ResponseSpec redeem(String key, String body) {
    return service.http("outlet").post().uri("/v1/pickups/redeem")
        .headers(headers -> {
          if (key != null) {
            headers.set("Idempotency-Key", key);
          }
        })
        .contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  private ResponseSpec redeem(String outlet, String code, String registrationId) {
    var body = new HashMap<String, String>(Map.of("outletId", outlet, "code", code));
    if (registrationId != null) {
      body.put("registrationId", registrationId);
    }
    return service.http("outlet").post().uri("/v1/pickups/redeem").contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body).exchange();
  }
}
