package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.PersonKeys;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.testkit.Tally.Add;
import org.fairlot.testkit.Tally.Break;
import org.fairlot.testkit.Tally.Take;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** The runtime as one running service, on a real broker and a document store. */
@FairlotIT
@TestPropertySource(
    properties = {
      "spring.config.import=classpath:fairlot-runtime.yaml",
      "fairlot.service=allocation",
      "fairlot.clock.virtual-origin=2020-02-02T00:00:00Z",
      // an hour's timer is due in two seconds
      "fairlot.clock.speed=1800"
    })
class RuntimeIT {

  /** In this pool a unit goes to the key of a person, who is erased thereby. */
  private static final String ERASED = "erased";

  @SpringBootApplication(scanBasePackageClasses = {})
  static class TallyApplication {
    @Bean
    ServiceDefinition tally() {
      return ServiceDefinition.named("allocation")
          .aggregate(Tally.pool().erasing(UnitsReserved.class, e -> ERASED.equals(e.poolId()) ? List.of(e.caseId()) : List.of()))
          .reaction(new Tally.SetAside(), "allocation")
          .view(new Tally.StockView(), "allocation")
          .seals(Purpose.CONTACT)
          .build();
    }
  }

  @DynamicPropertySource
  static void clockStartsNow(DynamicPropertyRegistry registry) {
    String now = Instant.now().toString();
    registry.add("fairlot.clock.real-origin", () -> now);
  }

  @Autowired ServiceUnderTest service;
  @Autowired CommandGateway gateway;
  @Autowired MongoDatabase readModels;
  @Autowired Vault vault;
  @Autowired PersonKeys keys;

  @BeforeEach
  void ready() {
    service.awaitReady();
  }

  private Outcome submit(String id, Command command) {
    return gateway.submit(command, CommandContext.of(id, null, null)).block(Duration.ofSeconds(10));
  }

  private Document document(String id) {
    return Mono.from(readModels.getCollection("stock").find(new Document("_id", id))).block();
  }

  @Test
  void answers_with_the_outcome_and_repeats_it_for_the_same_id() {
    var first = submit("a-1", new Add("answers", "b1", 3));
    assertThat(first).isInstanceOf(Outcome.Accepted.class);
    assertThat(submit("a-1", new Add("answers", "b1", 3))).isEqualTo(first);
    var soldOut = submit("a-2", new Take("answers", "case", 9));
    assertThat(soldOut).isInstanceOfSatisfying(Outcome.Rejected.class, r -> {
      assertThat(r.code()).isEqualTo("SOLD_OUT");
      assertThat(r.data()).containsKey("left");
    });
  }

  @Test
  void a_bug_in_a_decider_is_an_error_for_its_caller_and_no_one_else() {
    assertThatThrownBy(() -> submit("bug-1", new Break("bugs"))).isInstanceOf(IllegalStateException.class);
    assertThat(submit("bug-2", new Add("bugs", "b1", 3))).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void an_id_used_again_for_another_aggregate_is_refused() {
    var body = new CommandContext("twice", null, null, "body-1", List.of(), false, null);
    gateway.submit(new Add("twice-a", "b1", 3), body).block();
    var other = new CommandContext("twice", null, null, "body-2", List.of(), false, null);
    assertThatThrownBy(() -> gateway.submit(new Add("twice-b", "b1", 3), other).block())
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED"));
  }

  @Test
  void who_waits_for_the_commit_finds_the_event_in_the_committed_log() {
    var context = new CommandContext("strict", null, null, null, List.of(), true, null);
    gateway.submit(new Add("strict", "b1", 3), context).block(Duration.ofSeconds(10));
    assertThat(service.events("allocation")).extracting(Recorded::subject).contains("strict");
  }

  @Test
  void reacts_to_its_own_events_at_once_and_when_a_timer_is_due() {
    submit("r-1", new Add("reacts", "b7", 5));
    service.awaitEvent("allocation", UnitsReserved.class, e -> e.caseId().equals("aside.b7"));
    service.awaitEvent("allocation", UnitsReserved.class, e -> e.caseId().equals("later.b7"));
  }

  @Test
  void shows_what_is_in_the_log_and_rebuilds_it() {
    submit("v-1", new Add("shown", "b8", 5));
    service.awaitEvent("allocation", UnitsReserved.class, e -> e.caseId().equals("later.b8"));
    ServiceUnderTest.await("the view", () -> document("shown") != null && document("shown").getInteger("free") == 3);
    var before = document("shown");
    service.http("operator").post().uri("/actuator/rebuild").exchange().expectStatus().isOk();
    ServiceUnderTest.await("the rebuilt view", () -> before.equals(document("shown")));
    assertThat(before.getList("takers", Document.class)).hasSize(2);
  }

  @Test
  void an_event_that_a_view_cannot_take_holds_up_only_its_own_aggregate() {
    submit("q-1", new Add("poison", "b9", 5));
    submit("q-2", new Add("healthy", "b10", 5));
    ServiceUnderTest.await("the healthy one", () -> document("healthy") != null);
    service.awaitEvent("allocation", UnitsReserved.class, e -> e.caseId().equals("later.b9"));
    ServiceUnderTest.await("all three parked", () -> parked().size() == 3);
    Tally.StockView.mended = true;
    service.http("operator").post().uri("/actuator/quarantine").bodyValue(Map.of()).exchange().expectStatus().isOk();
    assertThat(document("poison").getInteger("free")).isEqualTo(3);
    assertThat(parked()).isEmpty();
    Tally.StockView.mended = false;
  }

  private List<?> parked() {
    return (List<?>) service.http("operator").get().uri("/actuator/quarantine").exchange()
        .expectBody(Map.class).returnResult().getResponseBody().get("parked");
  }

  @Test
  void a_sealed_field_can_be_opened_once_its_command_is_accepted() {
    var sealing = vault.sealing("person-tag-of-22-chars", List.of(Purpose.CONTACT));
    String jwe = sealing.seal(Purpose.CONTACT, Map.of("mobile", "+8613800001234"));
    assertThat(jwe).doesNotContain("13800001234");
    var context = CommandContext.of("seal-1", null, null).withKeys(sealing.newKeys());
    gateway.submit(new Add("sealed", "b11", 1), context).block();
    assertThat(vault.open(Purpose.CONTACT, jwe, Map.class)).contains(Map.of("mobile", "+8613800001234"));
    var again = vault.sealing("person-tag-of-22-chars", List.of(Purpose.CONTACT));
    assertThat(again.newKeys()).as("the person's key is used again").isEmpty();
    assertThat(vault.opening(Purpose.CONTACT, again.seal(Purpose.CONTACT, Map.of("a", 1)), Map.class).block())
        .isEqualTo(Map.of("a", 1));
  }

  @Test
  void an_event_can_erase_a_key_of_one_holder_and_leaves_the_others_of_the_person() {
    var one = sealed("masks-1|person");
    var other = sealed("masks-2|person");
    assertThat(keys.keyIdsOf("masks-", 10)).extracting(id -> id.substring(0, id.indexOf('.')))
        .containsExactly("masks-1|person", "masks-2|person");
    submit("erase-1", new Add(ERASED, "b14", 5));
    submit("erase-2", new Take(ERASED, one.keyId(), 1));
    ServiceUnderTest.await("the key is gone", () -> keys.keyIdOf("masks-1|person").isEmpty());
    assertThat(keys.find(one.keyId())).isEmpty();
    assertThat(vault.opening(Purpose.CONTACT, other.seal(Purpose.CONTACT, Map.of("a", 1)), Map.class).block())
        .isEqualTo(Map.of("a", 1));
    assertThat(keys.keyIdsOf("masks-", 10)).hasSize(1);
  }

  private Vault.Sealing sealed(String holder) {
    var sealing = vault.sealing(holder, List.of(Purpose.CONTACT));
    var context = CommandContext.of("seal-" + holder, null, null).withKeys(sealing.newKeys());
    gateway.submit(new Add("sealed", holder, 1), context).block();
    ServiceUnderTest.await("the key", () -> keys.keyIdOf(holder).isPresent());
    return sealing;
  }

  @Test
  void what_no_rule_allows_is_denied() {
    service.http("").get().uri("/v1/anything").exchange().expectStatus().isUnauthorized();
    service.http("courier").get().uri("/v1/anything").exchange().expectStatus().isForbidden();
    service.http("courier").post().uri("/actuator/rebuild").exchange().expectStatus().isForbidden();
  }

  @Test
  void a_released_batch_is_recorded_with_the_domain_s_time() {
    submit("t-1", new Add("timed", "b12", 1));
    var event = service.awaitEvent("allocation", SupplyReleased.class, e -> e.poolId().equals("timed"));
    assertThat(event.effectiveAt()).isBetween("2020-02-02T00:00:00Z", "2020-02-12T00:00:00Z");
  }
}
