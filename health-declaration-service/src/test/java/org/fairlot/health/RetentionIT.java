package org.fairlot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.ServiceUnderTest.await;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.health.DeclarationEvent;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.health.DeclarationId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.health.declaration.domain.Answers;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.vault.PersonKeys;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.runtime.wire.Json;
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
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Two persons declare; the time for which the first one's declarations are kept passes, and she declares anew. */
@FairlotIT
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetentionIT {

  private static final String DECLARATIONS = "/v1/health-declarations";
  private static final String LEAVING = "10000001";
  private static final String STAYING = "10000002";
  /** More than the service remembers of a person. */
  private static final int OFTEN = 12;
  private static final Duration VALID = Duration.ofHours(72);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Instant BEGIN = Instant.parse("2020-02-02T11:30:00Z");
  private static final TurnedClock CLOCK = TurnedClock.at(BEGIN);

  private static final List<String> made = new ArrayList<>();
  private static String another;

  @TestConfiguration
  static class TheDays {
    @Bean
    DomainClock domainClock() {
      return DomainClock.of(real -> CLOCK.now().minus(Duration.between(real, Instant.now())), Clock.systemUTC());
    }

    /** The table of keys, which may be behind the log for a while. */
    @Bean
    static BeanPostProcessor behind() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String beanName) {
          return bean instanceof PersonKeys keys ? new Behind(keys) : bean;
        }
      };
    }
  }

  /** Shows a key that is no longer there, while a test says so. */
  private static final class Behind implements PersonKeys {
    private static volatile Map.Entry<String, String> deleted;
    private final PersonKeys keys;

    Behind(PersonKeys keys) {
      this.keys = keys;
    }

    @Override
    public Optional<String> find(String keyId) {
      var shown = deleted;
      return shown != null && shown.getKey().equals(keyId) ? Optional.of(shown.getValue()) : keys.find(keyId);
    }

    @Override
    public Optional<String> keyIdOf(String holder) {
      var shown = deleted;
      return shown != null && shown.getKey().startsWith(holder + ".") ? Optional.of(shown.getKey()) : keys.keyIdOf(holder);
    }

    @Override
    public List<String> keyIdsOf(String holderPrefix, int limit) {
      return keys.keyIdsOf(holderPrefix, limit);
    }
  }

  @Autowired ServiceUnderTest service;
  @Autowired MongoDatabase readModels;
  @Autowired PersonKeys keys;
  @Autowired Vault vault;

  @BeforeEach
  void ready() {
    service.awaitReady();
  }

  @Row("M23")
  @Test
  @Order(1)
  void whoever_declares_is_told_how_long_it_is_kept() {
    for (int n = 0; n < OFTEN; n++) {
      made.add(declared(LEAVING, "d-" + n).path("declarationId").asString());
    }
    correct(made.getLast(), "c-1").expectStatus().isOk();
    CLOCK.turnTo(BEGIN.plus(Duration.ofDays(5)));
    another = declared(STAYING, "other").path("declarationId").asString();
    await("all", () -> found().size() == OFTEN + 1);
    var own = json(read(made.getLast()).expectStatus().isOk());
    var validUntil = Instant.parse(own.path("validUntil").asString());
    assertThat(validUntil).isEqualTo(Instant.parse(own.path("declaredAt").asString()).plus(VALID));
    assertThat(Instant.parse(own.path("keptUntil").asString())).isEqualTo(validUntil.plus(KEPT));
  }

  @Row("M23")
  @Test
  @Order(2)
  void when_that_is_over_nobody_finds_or_opens_what_was_declared_and_another_person_is_not_touched() {
    var remembered = Map.entry(keyOf(made.getLast()), keys.find(keyOf(made.getLast())).orElseThrow());
    CLOCK.turnTo(BEGIN.plus(VALID).plus(KEPT).plusSeconds(60));
    var erased = service.awaitEvent("health", DeclarationsErased.class, e -> e.personTag().equals(tag()));
    // more than one, where the second declaration came before the table knew the key of the first
    assertThat(erased.keyIds()).doesNotHaveDuplicates().hasSameElementsAs(keysUsed());
    await("gone", () -> found().equals(List.of(another)));
    await("no key", () -> keys.keyIdsOf(tag() + ".", 10).isEmpty());
    for (var sealed : sealed()) {
      assertThat(vault.opening(Purpose.HEALTH, sealed, Answers.class).block(Duration.ofSeconds(30))).isNull();
    }
    read(made.getFirst()).expectStatus().isNotFound();
    read(another).expectStatus().isOk();
    var event = service.events("health").stream().filter(r -> r.event() instanceof DeclarationsErased).toList();
    assertThat(event).hasSize(1);
    assertThat(Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(event.getFirst().event())).propertyNames())
        .containsExactlyInAnyOrder("personTag", "keyIds");
    Behind.deleted = remembered;
  }

  @Row("M23")
  @Test
  @Order(3)
  void nothing_is_left_to_correct_or_to_count_and_a_new_declaration_opens_anew() {
    correct(made.getLast(), "c-2").expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("UNKNOWN_DECLARATION");
    assertThat(precheck("case0001").passed()).isFalse();

    // this instance knows the deleted key still
    assertThat(vault.sealing(tag(), List.of(Purpose.HEALTH)).keyId()).isEqualTo(Behind.deleted.getKey());
    var first = declared(LEAVING, "anew");
    var again = declared(LEAVING, "anew");
    assertThat(again.path("declarationId")).isEqualTo(first.path("declarationId"));
    assertThat(again.path("declaredAt")).isEqualTo(first.path("declaredAt"));
    String id = first.path("declarationId").asString();
    await("shown", () -> found().equals(List.of(id, another)));
    correct(id, "c-3").expectStatus().isOk();
    Behind.deleted = null;

    assertThat(made).extracting(this::keyOf).doesNotContain(keyOf(id));
    read(id).expectStatus().isOk().expectBody().jsonPath("$.answers.district").isEqualTo("440106");
    assertThat(precheck("case0002").passed()).isTrue();
  }

  @Row("M23")
  @Test
  @Order(4)
  void a_rebuild_brings_nothing_back() {
    var shown = found();
    Mono.from(readModels.getCollection("declarations").insertOne(new Document("_id", "of before"))).block();
    service.http("operator").post().uri("/actuator/rebuild").exchange().expectStatus().isOk();
    await("dropped and filled again", () -> document("of before") == null && found().equals(shown));
    assertThat(made).allSatisfy(id -> assertThat(document(id)).isNull());
  }

  private static String tag() {
    return DeclarationId.parse(made.getFirst()).personTag();
  }

  /** The key under which a declaration was made. */
  private String keyOf(String declarationId) {
    return service.awaitEvent("health", DeclarationMade.class, e -> e.declarationId().equals(declarationId)).keyId();
  }

  /** Every key under which the leaving one's declarations and corrections are sealed. */
  private List<String> keysUsed() {
    return ofLeaving().flatMap(event -> switch (event) {
      case DeclarationMade e -> Stream.of(e.keyId());
      case DeclarationCorrected e -> Stream.of(e.keyId());
      default -> Stream.of();
    }).toList();
  }

  private List<String> sealed() {
    return ofLeaving().flatMap(event -> switch (event) {
      case DeclarationMade e -> Stream.of(e.sealed());
      case DeclarationCorrected e -> Stream.of(e.sealed());
      default -> Stream.of();
    }).toList();
  }

  private Stream<DeclarationEvent> ofLeaving() {
    return service.events("health").stream().map(Recorded::event)
        .filter(DeclarationEvent.class::isInstance).map(DeclarationEvent.class::cast)
        .filter(event -> event.personTag().equals(tag()));
  }

  private Document document(String id) {
    return Mono.from(readModels.getCollection("declarations").find(new Document("_id", id))).block();
  }

  private PrecheckAnswered precheck(String mark) {
    String caseId = "gz-masks." + tag() + "." + mark;
    var stage = new Stage.HealthPrecheck(true, 72, Stage.OnSymptom.DELIVER);
    var choice = new Choice("440106", null, null, null, null, false);
    service.publish(
        "registration", "requested-" + caseId, "gz-masks|" + tag(), 2, CLOCK.now(),
        new StageRequested(caseId, "gz-masks", tag(), 1, stage, choice, Map.of(), null, false, null));
    return service.awaitEvent("health", PrecheckAnswered.class, e -> e.caseId().equals(caseId));
  }

  private JsonNode declared(String number, String key) {
    return json(post(DECLARATIONS, key, form(number)).expectStatus().isCreated());
  }

  private ResponseSpec correct(String id, String key) {
    return post(DECLARATIONS + "/" + id + "/correction", key, form(LEAVING));
  }

  private static String form(String number) {
    return """
        {"docType": "TW_PERMIT", "idNumber": "%s", "district": "440106", "hubeiTravel": false, "contactWithCase": false,
         "symptoms": ["COUGH"]}""".formatted(number);
  }

  private ResponseSpec post(String uri, String key, String body) {
    return service.http("registration").post().uri(uri).header("Idempotency-Key", key)
        .contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  private ResponseSpec read(String id) {
    return service.http("registration").get().uri(DECLARATIONS + "/" + id).exchange();
  }

  private static JsonNode json(ResponseSpec response) {
    return Json.MAPPER.readTree(response.expectBody(String.class).returnResult().getResponseBody());
  }

  /** What the authority finds. */
  private List<String> found() {
    var ids = new ArrayList<String>();
    json(service.http("health-authority").get().uri(DECLARATIONS + "?limit=500").exchange().expectStatus().isOk())
        .path("declarations").forEach(d -> ids.add(d.path("declarationId").asString()));
    return ids;
  }
}
