package org.fairlot.registration.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentArranged;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageSettled;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAppealed;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The report over HTTP equals a recount of the events that it is made of, however they come. */
@FairlotIT
@TestPropertySource(properties = "fairlot.report.street-places=src/test/resources/street-places.tsv")
class ReportIT {

  private static final String PROGRAMME = "report-masks";
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final LocalDate FIRST_DAY = LocalDate.of(2020, 2, 1);
  private static final int DAYS = 8;
  private static final Instant NOW = Instant.parse("2020-02-09T04:00:00Z");
  private static final Instant STARTED = Instant.now();
  private static final String POOL = PROGRAMME + "/gz-near";
  private static final String NEGLECTED = "440106003";
  private static final String LANES = "report-lanes";
  private static final String SHANGHAI = "310000";
  private static final String TIANLIN = "310104011002";
  private static final String TIANPING = "310104003001";
  private static final String QINGYU = "310104003002";
  private static final String UNDELIVERABLE = "UNDELIVERABLE_ADDRESS";
  private static final JsonMapper JSON = new JsonMapper();

  @TestConfiguration
  static class NinthOfFebruary {
    @Bean
    DomainClock domainClock() {
      return DomainClock.of(real -> NOW.plus(Duration.between(STARTED, real)), Clock.systemUTC());
    }
  }

  @Autowired ServiceUnderTest service;

  @BeforeEach
  void theProgrammeIsSetUp() {
    service.awaitReady();
    var operator = service.http("operator");
    operator.put().uri("/v1/packs/guangzhou/versions/1").bodyValue(Map.of("yaml", Packs.yaml("guangzhou"))).exchange()
        .expectStatus().is2xxSuccessful();
    define(PROGRAMME);
    define("report-empty");
  }

  private void define(String programme) {
    var operator = service.http("operator");
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    operator.put().uri("/v1/programmes/" + programme)
        .bodyValue(Map.of(
            "names", names, "pack", "guangzhou", "packVersion", 1, "opensOn", "2020-01-31",
            "goods", List.of(Map.of("sku", "KN95", "names", names, "priceFen", 1500))))
        .exchange().expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/" + programme + "/outlets")
        .bodyValue(Map.of("outlets", List.of(outlet("gz-near", "440106", 113.32, 23.13))))
        .exchange().expectStatus().is2xxSuccessful();
  }

  private static Map<String, Object> outlet(String id, String district, double lon, double lat) {
    return Map.of(
        "outletId", id, "district", district, "names", Map.of("zh-CN", "药店", "en", "Pharmacy"), "address", "天河路1号",
        "lon", lon, "lat", lat, "skus", List.of("KN95"), "slots", List.of("10:00/11:00"));
  }

  /** Random histories of cases, as five services tell them. */
  private static final class History {
    private final Random random;
    private final Map<String, List<Recorded<?>>> events = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private int released;
    private int held;
    private int wants;
    private int failed;

    History(long seed) {
      random = new Random(seed);
    }

    void tell(String service, String subject, Instant at, Event event) {
      long sequence = sequences.merge(service + subject, 1L, Long::sum);
      String id = service + "-" + subject + "-" + sequence;
      events.computeIfAbsent(service, s -> new ArrayList<>())
          .add(new Recorded<>(event, id, subject, sequence, at, event.about() == null ? subject : event.about(), "cause"));
    }

    private Level level() {
      return new Level(released, released - held, held, wants, wants);
    }

    void release(Instant at, String batch, int units) {
      released += units;
      tell("allocation", POOL, at, new SupplyReleased(POOL, PROGRAMME, batch, units, at, level()));
    }

    void live(int number, Instant at) {
      String street = "44010600" + (1 + random.nextInt(3));
      String person = "%022d".formatted(number % 290);
      String id = new CaseId(PROGRAMME, person, "%08d".formatted(number)).toString();
      String key = CaseId.parse(id).key();
      var choice = new Choice("440106", "gz-near", "KN95", "2020-02-03T10:00/11:00", null, true);
      String channel = random.nextInt(3) == 0 ? "APP" : "WECHAT_MINI";
      tell("registration", key, at,
          new CaseOpened(id, PROGRAMME, person, "guangzhou", 1, channel, "en", choice, Map.<Purpose, String>of(),
              40 + random.nextInt(60), null, null, null, random.nextInt(20) == 0 ? null : street, null));
      if (random.nextInt(5) == 0) {
        tell("registration", key, at.plusSeconds(5),
            new CaseAmended(id, 1, choice, Map.of(), 90, "en", null, null, null, street, null));
      }
      if (random.nextInt(4) == 0) {
        review(id, at);
      }
      if (random.nextInt(4) == 0) {
        tell("registration", person, at, new FactAttested(person, id, Stage.Fact.HARDSHIP, "4401", random.nextBoolean(), "civil-affairs", at));
      }
      double chance = street.equals(NEGLECTED) ? 0.1 : 0.6;
      if (random.nextInt(10) == 0) {
        close(key, id, at.plusSeconds(60), CaseOutcome.CANCELLED, null);
      } else if (random.nextDouble() < chance && held < released) {
        granted(key, id, at, choice);
      } else if (random.nextInt(3) == 0) {
        wants++;
        tell("allocation", POOL, at.plusSeconds(3), new WantRecorded(POOL, id, 2, 1, Stage.RestockOrder.EARLIEST_FIRST, wants, at.plusSeconds(9999), level()));
      } else {
        close(key, id, at.plusSeconds(7), CaseOutcome.REFUSED, random.nextInt(4) == 0 ? "HOUSEHOLD_LIMIT" : "SOLD_OUT");
      }
    }

    private void granted(String key, String id, Instant at, Choice choice) {
      held++;
      tell("allocation", POOL, at.plusSeconds(2), new UnitsReserved(POOL, id, 2, 1, false, level()));
      tell("registration", key, at.plusSeconds(4),
          new StageSettled(id, 2, Verdict.PASSED, null, Map.of("units", "1", "pool", POOL), at.plusSeconds(4)));
      tell("notification", CaseId.parse(id).personTag(), at.plusSeconds(5), new MessageQueued(
          id + ":granted", CaseId.parse(id).personTag(), id, "granted", "en", Map.of(), "jwe", null, at, at));
      if (random.nextBoolean()) {
        tell("notification", CaseId.parse(id).personTag(), at.plusSeconds(6), new MessageSent(id + ":granted", id, 1, "p", null));
      }
      if (random.nextInt(5) == 0) {
        return;
      }
      boolean courier = random.nextBoolean();
      tell("delivery", id, at.plusSeconds(10), new FulfilmentArranged(
          id, PROGRAMME, 3, courier ? Stage.Mode.COURIER : Stage.Mode.PICKUP, choice, null, 90,
          Packs.SHIPPED.pack("guangzhou", 1).firstStage(Stage.Fulfilment.class)));
      boolean delivered = random.nextInt(4) > 0;
      String reason =
          delivered ? null : failed++ % 6 == 0 ? CaseClosed.GOODS_LOST : courier ? UNDELIVERABLE : "NOT_COLLECTED";
      tell("delivery", id, at.plusSeconds(3600), new FulfilmentCompleted(
          id, 3, delivered, reason, courier ? Map.of("courier", "post") : Map.of("outletId", "gz-near")));
      close(key, id, at.plusSeconds(3601), delivered ? CaseOutcome.FULFILLED : CaseOutcome.FORFEITED, reason);
    }

    private void close(String key, String id, Instant at, CaseOutcome outcome, String reason) {
      tell("registration", key, at,
          new CaseClosed(id, PROGRAMME, CaseId.parse(id).personTag(), outcome, reason, null, List.of(POOL)));
    }

    private void review(String id, Instant at) {
      tell("registration", id, at, new ReviewAsked(id, 1, "440106001001", Why.STAGE, null, null, 24));
      boolean approved = random.nextBoolean();
      tell("registration", id, at.plusSeconds(100), new ReviewDecided(
          id, 1, "440106001001", approved, approved ? null : RefusalReason.OTHER, "wang", null, false, null));
      if (!approved && random.nextBoolean()) {
        tell("registration", id, at.plusSeconds(200), new ReviewAppealed(id, 1, "jwe"));
        boolean allowed = random.nextBoolean();
        tell("registration", id, at.plusSeconds(300), new ReviewDecided(
            id, 1, "440106001001", allowed, allowed ? null : RefusalReason.OTHER, "li", null, true, null));
      }
    }

    <E extends Event> long count(Class<E> type, Predicate<E> which) {
      return events.values().stream().flatMap(List::stream).map(Recorded::event).filter(type::isInstance).map(type::cast)
          .filter(which).count();
    }

    <E extends Event> long count(Class<E> type) {
      return count(type, e -> true);
    }

    /** The last event of this type of each case, by its id. */
    <E extends Event> Map<String, E> last(Class<E> type) {
      var last = new HashMap<String, E>();
      events.values().stream().flatMap(List::stream).map(Recorded::event).filter(type::isInstance).map(type::cast)
          .forEach(e -> last.put(e.about(), e));
      return last;
    }
  }

  private History happened() {
    long seed = System.nanoTime();
    System.out.println("ReportIT: seed " + seed);
    var history = new History(seed);
    for (int day = 0; day < DAYS; day++) {
      var opening = FIRST_DAY.plusDays(day).atTime(20, 0).atZone(ZONE).toInstant();
      history.release(opening.minusSeconds(60), "batch-" + day, 45);
      for (int i = 0; i < 60 + 10 * day; i++) {
        history.live(day * 1000 + i, opening.plusSeconds(i));
      }
    }
    history.events.forEach((who, events) -> {
      service.publish(who, events);
      // each may come twice, and long after
      service.publish(who, events.subList(0, events.size() / 3));
    });
    return history;
  }

  private JsonNode report(String programme, String query) {
    return JSON.readTree(
        service.http("auditor").get().uri("/v1/programmes/" + programme + "/report" + query).exchange().expectStatus().isOk()
            .expectBody().returnResult().getResponseBody());
  }

  private static long number(JsonNode node, String pointer) {
    var found = node.at(pointer);
    assertThat(found.isNumber()).as(pointer + " in " + node).isTrue();
    return found.asLong();
  }

  @Row({"M22", "M6", "G6", "M20", "H7"})
  @Test
  void the_report_equals_a_recount_of_the_events() {
    var history = happened();
    long steps = history.count(ReviewAsked.class) + history.count(FactAttested.class) + history.count(MessageQueued.class);
    ServiceUnderTest.await("all of it is in", () -> {
      var now = report(PROGRAMME, "");
      return now.at("/supplyAndDemand/registrations").asLong() == history.count(CaseOpened.class)
          && now.at("/supplyAndDemand/pools/unitsHeld").asLong() == history.held
          && now.at("/departments/reviews/asked").asLong() + now.at("/publicMood/messages/queued").asLong()
              + now.at("/dataGovernance/registers/byRegister/0/answers").asLong() == steps
          && now.at("/departments/reviews/decided").asLong() == history.count(ReviewDecided.class, e -> !e.onAppeal())
          && handedOver(now) == history.count(FulfilmentCompleted.class);
    });
    var report = report(PROGRAMME, "");

    var closed = history.last(CaseClosed.class);
    var grants = history.last(StageSettled.class);
    long handedOver = closed.values().stream().filter(e -> e.outcome() == CaseOutcome.FULFILLED).count();
    long lost = closed.values().stream().filter(e -> CaseClosed.GOODS_LOST.equals(e.reason())).count();
    long endedWithGrant = closed.keySet().stream().filter(grants::containsKey).count();
    var supply = report.path("supplyAndDemand");
    assertThat(number(supply, "/unitsAllotted")).isEqualTo(grants.size());
    assertThat(number(supply, "/unitsHandedOver")).isEqualTo(handedOver);
    assertThat(number(supply, "/unitsLost")).isEqualTo(lost);
    assertThat(number(supply, "/unitsReturned")).isEqualTo(endedWithGrant - handedOver - lost);
    assertThat(number(supply, "/unitsUnderWay")).isEqualTo(grants.size() - endedWithGrant);
    assertThat(number(supply, "/persons")).isEqualTo(
        new HashSet<>(history.last(CaseOpened.class).values().stream().map(CaseOpened::personTag).toList()).size());
    assertThat(number(supply, "/pools/unitsReleased")).isEqualTo(history.released);
    assertThat(number(supply, "/pools/unitsFree")).isEqualTo(history.released - history.held);
    assertThat(number(supply, "/pools/wantsOpen")).isEqualTo(history.wants);

    var days = supply.path("days");
    assertThat(days.size()).isEqualTo(DAYS);
    for (int day = 0; day < DAYS; day++) {
      assertThat(days.get(day).path("day").asString()).isEqualTo(FIRST_DAY.plusDays(day).toString());
      assertThat(number(days.get(day), "/registrations")).isEqualTo(60 + 10 * day);
      assertThat(number(days.get(day), "/unitsReleased")).isEqualTo(45);
      assertThat(days.get(day).has("forecastRegistrations")).as("four days before").isEqualTo(day >= 4);
      if (day >= 4) {
        assertThat(number(days.get(day), "/registrationsError"))
            .isEqualTo(60 + 10 * day - number(days.get(day), "/forecastRegistrations"));
      }
    }
    assertThat(supply.at("/forecast/day").asString()).isEqualTo("2020-02-09");
    assertThat(number(supply, "/forecast/registrations")).isBetween(125L, 150L);

    var governance = report.path("dataGovernance");
    assertThat(number(governance, "/addresses")).isEqualTo(history.count(CaseOpened.class));
    assertThat(number(governance, "/understood") + number(governance, "/doubtful") + number(governance, "/unclear"))
        .isEqualTo(history.count(CaseOpened.class));
    assertThat(number(governance, "/registers/byRegister/0/attested"))
        .isEqualTo(history.count(FactAttested.class, FactAttested::holds));

    var departments = report.path("departments");
    assertThat(number(departments, "/reviews/approved"))
        .isEqualTo(history.count(ReviewDecided.class, e -> !e.onAppeal() && e.approved()));
    assertThat(number(departments, "/reviews/meanSecondsToDecision")).isEqualTo(100);
    for (JsonNode way : departments.path("handOvers")) {
      if (way.path("delivered").asLong() > 0) {
        assertThat(number(way, "/meanSecondsToHandOver")).isEqualTo(3590);
      }
    }

    long failed = history.count(FulfilmentCompleted.class, e -> !e.delivered());
    assertThat(departments.path("failedShare").asDouble()).isEqualTo((double) failed / history.count(FulfilmentCompleted.class));
    assertThat(sum(departments.path("failures"), "count")).isEqualTo(failed);
    assertThat(departments.path("failures")).filteredOn(why -> why.path("group").asString().equals(UNDELIVERABLE)).singleElement()
        .satisfies(why -> assertThat(number(why, "/count"))
            .isEqualTo(history.count(FulfilmentCompleted.class, e -> UNDELIVERABLE.equals(e.reason()))));

    var mood = report.path("publicMood");
    assertThat(number(mood, "/cancelled"))
        .isEqualTo(closed.values().stream().filter(e -> e.outcome() == CaseOutcome.CANCELLED).count());
    assertThat(number(mood, "/edits")).isEqualTo(history.count(CaseAmended.class));
    assertThat(number(mood, "/appeals")).isEqualTo(history.count(ReviewAppealed.class));
    assertThat(number(mood, "/overturned")).isEqualTo(history.count(ReviewDecided.class, e -> e.onAppeal() && e.approved()));
    assertThat(number(mood, "/messages/sent")).isEqualTo(history.count(MessageSent.class));
    assertThat(sum(mood.path("refusals"), "count"))
        .isEqualTo(closed.values().stream().filter(e -> e.outcome() == CaseOutcome.REFUSED).count());
    assertThat(number(mood, "/meanSecondsToGrant")).isEqualTo(4);
    assertThat(number(mood, "/meanSecondsToRefusal")).isEqualTo(7);

    fairness(report.path("fairness"), history, closed, grants);
    oneDay(history);
    page();
  }

  private static long handedOver(JsonNode report) {
    var ways = report.at("/departments/handOvers");
    return sum(ways, "delivered") + sum(ways, "failed");
  }

  private static long sum(Iterable<JsonNode> rows, String member) {
    long sum = 0;
    for (JsonNode row : rows) {
      sum += row.path(member).asLong();
    }
    return sum;
  }

  private static void fairness(
      JsonNode fairness, History history, Map<String, CaseClosed> closed, Map<String, StageSettled> grants) {
    var streetOf = new HashMap<String, String>();
    history.last(CaseOpened.class).forEach((id, e) -> streetOf.put(id, e.street()));
    history.last(CaseAmended.class).forEach((id, e) -> streetOf.put(id, e.street()));
    var stayed = new TreeMap<String, Long>();
    var granted = new TreeMap<String, Long>();
    streetOf.forEach((id, street) -> {
      boolean left = closed.containsKey(id) && closed.get(id).outcome() == CaseOutcome.CANCELLED;
      if (street != null) {
        stayed.merge(street, left ? 0L : 1L, Long::sum);
        granted.merge(street, grants.containsKey(id) ? 1L : 0L, Long::sum);
      }
    });
    assertThat(fairness.path("byStreet")).hasSize(3).allSatisfy(street -> {
      String code = street.path("group").asString();
      assertThat(number(street, "/stayed")).isEqualTo(stayed.get(code));
      assertThat(number(street, "/granted")).isEqualTo(granted.get(code));
      assertThat(street.path("winRate").asDouble()).isEqualTo((double) granted.get(code) / stayed.get(code));
    });
    assertThat(number(fairness, "/streetUnknown"))
        .isEqualTo(streetOf.values().stream().filter(street -> street == null).count());
    assertThat(fairness.at("/streets/alerts")).singleElement()
        .satisfies(alert -> assertThat(alert.path("group").asString()).isEqualTo(NEGLECTED));
    assertThat(fairness.at("/districts/alerts")).isEmpty();
    assertThat(fairness.at("/byDistrict/0/outlets").asInt()).isEqualTo(1);
    // the third street lies ten kilometres off, and of the second it is not known where
    assertThat(fairness.path("far")).singleElement().satisfies(far -> {
      assertThat(far.path("street").asString()).isEqualTo(NEGLECTED);
      assertThat(far.path("metres").asLong()).isBetween(10_000L, 12_000L);
    });
    assertThat(fairness.at("/byStreet/0/metresToNearest").asLong()).isBetween(0L, 1500L);
    assertThat(fairness.at("/byStreet/0/metresToOutlet").asLong())
        .isEqualTo(fairness.at("/byStreet/0/metresToNearest").asLong());
    assertThat(fairness.at("/byStreet/1").has("metresToNearest")).isFalse();
  }

  private void oneDay(History history) {
    var report = report(PROGRAMME, "?from=2020-02-03&to=2020-02-03");
    assertThat(number(report, "/supplyAndDemand/registrations")).isEqualTo(80);
    assertThat(report.at("/supplyAndDemand/days")).hasSize(1);
    assertThat(number(report, "/publicMood/edits")).isLessThan(history.count(CaseAmended.class));
  }

  private void page() {
    service.http("operator").get().uri("/v1/programmes/" + PROGRAMME + "/report").header("Accept", "text/markdown")
        .header("Accept-Language", "zh-CN").exchange().expectStatus().isOk()
        .expectHeader().contentType("text/markdown;charset=UTF-8")
        .expectBody(String.class).value(page -> assertThat(page)
            .contains("# 口罩", "SPONSOR: 广州市政务服务数据管理局", "## 市场供求", "## 数据治理", "## 部门协同", "## 公众心理", "## 社会公平")
            .contains("- registrations: ", "### byStreet", "| " + NEGLECTED + " | "));
  }

  @Row("M22")
  @Test
  void before_anything_has_happened_the_report_says_so() {
    var report = report("report-empty", "");
    assertThat(number(report, "/supplyAndDemand/registrations")).isZero();
    assertThat(number(report, "/supplyAndDemand/persons")).isZero();
    assertThat(report.at("/supplyAndDemand/forecast").has("registrations")).isFalse();
    assertThat(number(report, "/supplyAndDemand/forecast/daysNeeded")).isEqualTo(4);
    assertThat(report.at("/fairness/byStreet")).isEmpty();
    assertThat(report.at("/fairness/streets").has("gini")).isFalse();
  }

  /** A registration: where, in which house, and how it stands. */
  private static final class Lodger {
    private String committee;
    private String house;
    private boolean granted;
    private boolean closed;
  }

  private void lanesAreSetUp() {
    var operator = service.http("operator");
    // without the limits, by which an address is fixed
    String yaml = Packs.yaml("lanes").replaceAll("(?m)^ *- \\{stage: cap,.*\\n", "");
    operator.put().uri("/v1/packs/lanes/versions/1").bodyValue(Map.of("yaml", yaml)).exchange().expectStatus().is2xxSuccessful();
    var names = Map.of("zh-CN", "口罩", "en", "Masks");
    operator.put().uri("/v1/programmes/" + LANES)
        .bodyValue(Map.of(
            "names", names, "pack", "lanes", "packVersion", 1, "opensOn", "2020-02-01",
            "goods", List.of(Map.of("sku", "MASK5", "names", names, "priceFen", 300))))
        .exchange().expectStatus().is2xxSuccessful();
    var outlet = new HashMap<>(outlet("xh-1", "310104", 121.4, 31.2));
    outlet.keySet().removeAll(List.of("skus", "slots"));
    outlet.put("committees", List.of(TIANLIN));
    operator.put().uri("/v1/programmes/" + LANES + "/outlets").bodyValue(Map.of("outlets", List.of(outlet))).exchange()
        .expectStatus().is2xxSuccessful();
  }

  /** So many people of a house. @param addresses of it, as one writes it and another */
  private void register(Map<String, Lodger> lodgers, int people, String committee, String house, String... addresses) {
    for (int i = 0; i < people; i++) {
      var form =
          Map.of(
              "channel", "WECHAT_MINI", "name", "王小芳", "docType", "PASSPORT_CN", "idNumber", "E%08d".formatted(lodgers.size()),
              "mobile", "139%08d".formatted(lodgers.size()), "committee", committee, "address",
              addresses[i % addresses.length].formatted(101 + i));
      var taken =
          service.http("registration").post().uri("/v1/programmes/" + LANES + "/registrations")
              .header("Idempotency-Key", "lodger-" + lodgers.size()).bodyValue(form).exchange().expectStatus().isCreated();
      var lodger = new Lodger();
      lodger.committee = committee;
      lodger.house = house;
      lodgers.put(body(taken).path("registrationId").asString(), lodger);
    }
  }

  private static JsonNode body(WebTestClient.ResponseSpec response) {
    return JSON.readTree(response.expectBody().returnResult().getResponseBody());
  }

  private static String one(Map<String, Lodger> lodgers, String house) {
    return lodgers.keySet().stream().filter(id -> lodgers.get(id).house.equals(house)).findFirst().orElseThrow();
  }

  private WebTestClient.ResponseSpec distribution(WebTestClient who, String query) {
    return who.get().uri("/v1/programmes/" + LANES + "/distribution" + query).exchange();
  }

  private JsonNode distribution(String area) {
    return body(distribution(service.http("operator"), "?area=" + area).expectStatus().isOk());
  }

  private WebTestClient.ResponseSpec building(WebTestClient who, String area, Map<String, ?> asked) {
    return who.post().uri("/v1/programmes/" + LANES + "/distribution/building?area=" + area).bodyValue(asked).exchange();
  }

  private JsonNode building(String area, Object address) {
    return body(building(service.http("auditor"), area, Map.of("address", address)).expectStatus().isOk());
  }

  private static Map<String, Long> recounted(Map<String, Lodger> lodgers, Predicate<Lodger> which) {
    var of = lodgers.values().stream().filter(which).toList();
    long granted = of.stream().filter(lodger -> lodger.granted).count();
    long closed = of.stream().filter(lodger -> lodger.closed).count();
    return Map.of(
        "registrations", (long) of.size(), "waiting", of.size() - granted - closed, "granted", granted, "units", granted,
        "withoutGoods", closed);
  }

  private static void hasFigures(JsonNode told, Map<String, Long> recounted) {
    recounted.forEach((name, count) -> assertThat(number(told, "/figures/" + name)).as(name + " in " + told).isEqualTo(count));
  }

  /** @param others how many are not told of by themselves; 0: all are */
  private static void equalsRecount(JsonNode told, Map<String, Lodger> lodgers, int others, List<String> codes) {
    String area = told.at("/area/code").asString();
    String prefix = area.equals(SHANGHAI) ? "" : area;
    hasFigures(told, recounted(lodgers, lodger -> lodger.committee.startsWith(prefix)));
    var parts = told.path("parts");
    var expected = new ArrayList<>(codes);
    if (others > 0) {
      expected.add("OTHER");
    }
    assertThat(parts.findValuesAsString("code")).containsExactlyInAnyOrderElementsOf(expected);
    for (JsonNode part : parts) {
      String code = part.path("code").asString();
      if (code.equals("OTHER")) {
        assertThat(number(part, "/figures/registrations")).isEqualTo(others);
      } else if (!part.path("level").asString().equals("BUILDING")) {
        hasFigures(part, recounted(lodgers, lodger -> lodger.committee.startsWith(code)));
      }
    }
    told.path("figures").properties().forEach(figure -> assertThat(sum(parts.findValues("figures"), figure.getKey()))
        .as(figure.getKey()).isEqualTo(figure.getValue().asLong()));
  }

  private void saysNothing(String area) {
    var told = distribution(area);
    assertThat(told.has("figures")).as(told.toString()).isFalse();
    assertThat(told.path("parts")).isEmpty();
  }

  @Row({"M20", "M3"})
  @Test
  void from_the_city_down_to_the_building_the_figures_equal_a_recount_of_what_was_registered() {
    lanesAreSetUp();
    var lodgers = new TreeMap<String, Lodger>();
    register(lodgers, 7, TIANLIN, "388-12", "田林路388弄12号%d室", "上海市徐汇区田林路３８８弄 十二栋 %d", "田林路388弄12-%d");
    register(lodgers, 5, TIANLIN, "388-13", "田林路388弄13号%d室");
    register(lodgers, 3, TIANLIN, "390-1", "田林路390弄1号%d室");
    register(lodgers, 3, TIANLIN, "390-2", "田林路390弄2号%d室");
    register(lodgers, 5, TIANPING, "hengshan", "衡山路10号%d室");
    register(lodgers, 2, QINGYU, "hengshan-2", "衡山路12号%d室");
    register(lodgers, 6, "310105001001", "changning", "华山路1号%d室");
    register(lodgers, 3, "310106006002", "jingan", "武定路1号%d室");
    String granted = one(lodgers, "388-12");
    lodgers.get(granted).granted = true;
    service.publish("allocation", "granted", LANES + "/xh-1", 1, NOW, new UnitsReserved(LANES + "/xh-1", granted, 2, 1, false, Level.EMPTY));
    String closed = one(lodgers, "388-13");
    lodgers.get(closed).closed = true;
    service.http("registration").delete().uri("/v1/registrations/" + closed).exchange().expectStatus().isOk();
    var all = recounted(lodgers, lodger -> true);
    ServiceUnderTest.await("all of it is in", () -> {
      var now = distribution(SHANGHAI).path("figures");
      return all.entrySet().stream().allMatch(figure -> now.path(figure.getKey()).asLong() == figure.getValue());
    });

    var city = body(distribution(service.http("auditor"), "").expectStatus().isOk());
    assertThat(city.at("/area/level").asString() + city.at("/area/name").asString()).isEqualTo("CITY上海市");
    assertThat(city.path("smallestGroup").asInt()).isEqualTo(5);
    assertThat(city.at("/parts/0/name").asString()).isEqualTo("徐汇区");
    equalsRecount(city, lodgers, 9, List.of("310104"));
    equalsRecount(distribution("310104"), lodgers, 0, List.of("310104011", "310104003"));
    equalsRecount(distribution("310104011"), lodgers, 0, List.of(TIANLIN));
    equalsRecount(distribution("310104003"), lodgers, 7, List.of());
    var houses = distribution(TIANLIN);
    assertThat(houses.path("within").findValuesAsString("name")).containsExactly("上海市", "徐汇区", "田林街道");
    String twelve = building(TIANLIN, "田林路388弄12号").path("building").asString();
    String thirteen =
        building(TIANLIN, Map.of("road", "田林路", "number", "388弄", "building", "13幢")).path("building").asString();
    equalsRecount(houses, lodgers, 6, List.of(twelve, thirteen));
    hasFigures(building(TIANLIN, "田林路388弄十二号楼301"), recounted(lodgers, lodger -> lodger.house.equals("388-12")));
    hasFigures(building(TIANLIN, "田林路388弄13号"), recounted(lodgers, lodger -> lodger.house.equals("388-13")));

    // few, or whoever hides them: neither is found by asking for it alone
    List.of(TIANPING, QINGYU, "310105", "310106", "310105001001").forEach(this::saysNothing);
    assertThat(building(TIANLIN, "田林路390弄1号").has("figures")).isFalse();
    assertThat(building(TIANLIN, "田林路999弄1号").has("figures")).isFalse();
    assertThat(building(TIANPING, "衡山路10号").has("figures")).isFalse();

    move(lodgers, "390-1", TIANLIN, "388-13", Map.of("address", "田林路388弄13号909室"));
    move(lodgers, "hengshan-2", TIANLIN, "388-12", Map.of("committee", TIANLIN, "address", "田林路388弄12号909室"));
    ServiceUnderTest.await("they have moved", () ->
        number(distribution(TIANLIN), "/figures/registrations") == 19
            && number(building(TIANLIN, "田林路388弄13号"), "/figures/registrations") == 6);
    equalsRecount(distribution("310104"), lodgers, 0, List.of("310104011", "310104003"));
    equalsRecount(distribution(TIANLIN), lodgers, 5, List.of(twelve, thirteen));
    hasFigures(building(TIANLIN, "田林路388弄12号"), recounted(lodgers, lodger -> lodger.house.equals("388-12")));
    nobodysHouseIsNamed();
  }

  private void move(Map<String, Lodger> lodgers, String from, String committee, String house, Map<String, String> edit) {
    String id = one(lodgers, from);
    service.http("registration").patch().uri("/v1/registrations/" + id).bodyValue(edit).exchange().expectStatus().isOk();
    lodgers.get(id).committee = committee;
    lodgers.get(id).house = house;
  }

  private void nobodysHouseIsNamed() {
    var told = service.events("registration").stream().map(Recorded::event)
        .filter(e -> e instanceof CaseOpened || e instanceof CaseAmended).map(Object::toString).toList();
    assertThat(told).isNotEmpty().noneMatch(event -> event.contains("田林路") || event.contains("388"));
    var kept = service.context().getBean(MongoDatabase.class).getCollection("report_cases");
    assertThat(Flux.from(kept.find(Filters.eq("programmeId", LANES))).map(Document::toJson).collectList().block())
        .hasSize(34).noneMatch(document -> document.contains("田林路") || document.contains("388弄"));
  }

  @Row("M20")
  @Test
  void a_committees_worker_sees_her_own_committee_and_what_is_asked_wrongly_is_named() {
    lanesAreSetUp();
    for (String other : List.of("registration", "courier", "outlet")) {
      distribution(service.http(other), "").expectStatus().isForbidden();
      building(service.http(other), TIANLIN, Map.of("address", "田林路388弄12号")).expectStatus().isForbidden();
    }
    var worker = service.worker("wang", TIANLIN);
    distribution(worker, "?area=" + TIANLIN).expectStatus().isOk();
    building(worker, TIANLIN, Map.of("address", "田林路388弄12号")).expectStatus().isOk();
    for (String area : List.of(SHANGHAI, "310104", "310104011", TIANPING)) {
      distribution(worker, "?area=" + area).expectStatus().isForbidden()
          .expectBody().jsonPath("$.code").isEqualTo("NOT_YOUR_COMMITTEE");
    }
    building(worker, TIANPING, Map.of("address", "衡山路10号")).expectStatus().isForbidden();

    var auditor = service.http("auditor");
    auditor.get().uri("/v1/programmes/unknown/distribution").exchange().expectStatus().isNotFound()
        .expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_PROGRAMME");
    saysNothing("310104011000");
    for (String area : List.of("abc", "31", "3101040110020", "310104OTHER")) {
      wrong(distribution(auditor, "?area=" + area), "area", "INVALID");
    }
    for (String area : List.of("330106", "310199", "310104999", "310104999000", "310104011999", "310104000001", "330106002051")) {
      wrong(distribution(auditor, "?area=" + area), "area", "UNKNOWN_AREA");
    }
    var house = Map.of("address", "田林路388弄12号");
    wrong(building(auditor, "", house), "area", "MISSING");
    wrong(building(auditor, "310104", house), "area", "NOT_A_COMMITTEE");
    wrong(building(auditor, "330106002051", house), "area", "UNKNOWN_AREA");
    wrong(building(auditor, TIANLIN, Map.of()), "address", "MISSING");
    wrong(building(auditor, TIANLIN, Map.of("address", "田林")), "address", "ADDRESS_UNCLEAR");
    wrong(building(auditor, TIANLIN, Map.of("address", "田林路388弄")), "address", "ADDRESS_UNCLEAR");
    wrong(building(auditor, TIANLIN, Map.of("address", "长宁区华山路1号")), "address", "ADDRESS_OTHER_DISTRICT");
    wrong(building(auditor, TIANLIN, Map.of("address", Map.of("door", "1"))), "address", "UNKNOWN_FIELD");
    wrong(building(auditor, TIANLIN, Map.of("address", "田林路388弄12号", "name", "x")), "name", "UNKNOWN_FIELD");
  }

  private static void wrong(WebTestClient.ResponseSpec response, String field, String code) {
    response.expectStatus().isEqualTo(422).expectBody()
        .jsonPath("$.code").isEqualTo("INVALID_FIELDS")
        .jsonPath("$.errors[0].field").isEqualTo(field)
        .jsonPath("$.errors[0].code").isEqualTo(code);
  }

  @Test
  void only_operators_and_auditors_read_it_and_what_is_asked_wrongly_is_named() {
    String path = "/v1/programmes/" + PROGRAMME + "/report";
    for (String other : List.of("registration", "committee", "courier")) {
      service.http(other).get().uri(path).exchange().expectStatus().isForbidden();
    }
    var auditor = service.http("auditor");
    auditor.get().uri("/v1/programmes/unknown/report").exchange().expectStatus().isNotFound()
        .expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_PROGRAMME");
    invalid(auditor, "2020-02-30", "2020-03-01", "from", "INVALID");
    invalid(auditor, "2020-02-01", "yesterday", "to", "INVALID");
    invalid(auditor, "2020-02-01", "+999999999-12-31", "to", "INVALID");
    invalid(auditor, "2020-02-02", "2020-02-01", "to", "BEFORE_FROM");
  }

  private static void invalid(WebTestClient who, String from, String to, String field, String code) {
    wrong(
        who.get().uri("/v1/programmes/" + PROGRAMME + "/report?from={from}&to={to}", from, to).exchange(), field, code);
  }
}
