package org.fairlot.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.runtime.edge.Admission;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.mock.web.reactive.function.server.MockServerRequest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An evening with far more citizens than the service takes at a time: two newcomers and two by appointment. Until the first
 * request is finished, appointments are a second apart: that is why the order of the tests counts.
 */
@FairlotIT
@TestMethodOrder(OrderAnnotation.class)
class AdmissionIT {

  private static final String PROGRAMME = "hangzhou-masks";
  private static final String CLOSED = "hangzhou-tomorrow";
  private static final int NEWCOMERS = 2;
  private static final int AHEAD = 3;
  private static final int CROWD = 80;
  private static final int EARLY_BIRDS = 8;
  private static final JsonMapper JSON = new JsonMapper();
  /** All that was answered as taken, in all the tests. */
  private static final Set<String> ACCEPTED = ConcurrentHashMap.newKeySet();

  @Autowired ServiceUnderTest service;
  @Autowired Admission admission;
  private WebTestClient app;
  private Disposable.Composite held = Disposables.composite();

  @DynamicPropertySource
  static void aSmallMachine(DynamicPropertyRegistry registry) {
    registry.add("fairlot.clock.real-origin", () -> Instant.now().toString());
    registry.add("fairlot.clock.virtual-origin", () -> "2020-02-02T11:35:00Z");
    registry.add("fairlot.admission.in-flight-max", () -> 2 * NEWCOMERS);
    registry.add("fairlot.admission.newcomers-percent", () -> 50);
    registry.add("fairlot.admission.per-second-min", () -> 1);
    registry.add("fairlot.admission.grace", () -> "3s");
  }

  @BeforeEach
  void hangzhouIsSetUp() {
    service.awaitReady();
    app = service.http("registration");
    var operator = service.http("operator");
    operator.put().uri("/v1/packs/hangzhou/versions/1").contentType(MediaType.valueOf("application/yaml"))
        .bodyValue(Packs.yaml("hangzhou").getBytes(StandardCharsets.UTF_8)).exchange().expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/" + PROGRAMME).bodyValue(RegistrationIT.programme("hangzhou", "2020-02-01"))
        .exchange().expectStatus().is2xxSuccessful();
    operator.put().uri("/v1/programmes/" + CLOSED).bodyValue(RegistrationIT.programme("hangzhou", "2020-02-03"))
        .exchange().expectStatus().is2xxSuccessful();
  }

  private record Answer(int status, JsonNode body, String retryAfter) {
    boolean isQueued() {
      return status == 429 && body.path("code").asString().equals("QUEUED");
    }

    String ticket() {
      return body.path("queueTicket").asString();
    }

    Instant admitAt() {
      return Instant.parse(body.path("admitAt").asString());
    }
  }

  private Answer post(String programme, String key, Map<String, Object> form, String ticket) {
    var request = app.post().uri("/v1/programmes/" + programme + "/registrations").header("Idempotency-Key", key);
    if (ticket != null) {
      request.header("Queue-Ticket", ticket);
    }
    var answer = request.bodyValue(form).exchange().expectBody().returnResult();
    return new Answer(
        answer.getStatus().value(), JSON.readTree(answer.getResponseBody()),
        answer.getResponseHeaders().getFirst("Retry-After"));
  }

  private Answer post(String key, Map<String, Object> form, String ticket) {
    return post(PROGRAMME, key, form, ticket);
  }

  /** As an app does it: comes again when it was told to. */
  private Answer comeAsTold(String key, Map<String, Object> form, Answer told) {
    var answer = told;
    while (answer.isQueued()) {
      awaitTurn(answer.admitAt());
      answer = post(key, form, answer.ticket());
    }
    if (answer.status() == 201 || answer.status() == 202) {
      ACCEPTED.add(answer.body.path("registrationId").asString());
    }
    return answer;
  }

  /** Step by step: on a busy machine an appointment may be further ahead than anything else is waited for. */
  private static void awaitTurn(Instant at) {
    for (Instant now = Instant.now(); now.isBefore(at); now = Instant.now()) {
      var next = now.plusSeconds(10).isBefore(at) ? now.plusSeconds(10) : at;
      ServiceUnderTest.await("it is " + next, () -> !Instant.now().isBefore(next));
    }
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  /** Requests that are being worked at and do not end: all that newcomers may take, once those before have had their turn. */
  private void newcomersPlacesAreTaken() {
    var request = MockServerRequest.builder().build();
    for (int n = 0; n < NEWCOMERS; n++) {
      var context = CommandContext.of("held-" + n, null, null);
      ServiceUnderTest.await("a place is free", () -> {
        var noRoom = new AtomicBoolean();
        held.add(
            admission.inTurn(request, context, () -> Optional.of(new Problem(503, "NO_ROOM")), Mono::never)
                .subscribe(nothing -> {}, refused -> noRoom.set(true)));
        return !noRoom.get();
      });
    }
  }

  @AfterEach
  void letGo() {
    held.dispose();
    held = Disposables.composite();
  }

  @Order(1)
  @Test
  void an_appointment_is_for_one_request_and_lets_it_in_ahead_of_newcomers() {
    newcomersPlacesAreTaken();
    var form = RegistrationIT.citizen();
    String key = key();
    for (int n = 0; n < AHEAD; n++) {
      post(key(), RegistrationIT.citizen(), null);
    }
    var told = post(key, form, null);
    assertThat(told.isQueued()).as("%s", told).isTrue();
    assertThat(Integer.parseInt(told.retryAfter())).isPositive();
    assertThat(told.body.path("retryAfterMillis").asInt()).isPositive();
    var early = post(key, form, told.ticket());
    assertThat(early.admitAt()).isEqualTo(told.admitAt());
    assertThat(early.ticket()).isEqualTo(told.ticket());
    for (String worthless : List.of(
        "x", "0.AAAAAAAAAAAAAAAAAAAAAA", "eyJhbGciOiJub25lIn0.eyJhZG1pdEF0IjowfQ.", "9".repeat(7_000),
        told.ticket().replaceFirst("\\d", "0"))) {
      var asNewcomer = post(key, form, worthless);
      assertThat(asNewcomer.isQueued()).as(worthless).isTrue();
      assertThat(asNewcomer.admitAt()).as(worthless).isAfter(told.admitAt());
    }
    awaitTurn(told.admitAt());
    assertThat(post(key(), form, told.ticket()).isQueued()).as("under another key").isTrue();
    assertThat(post(CLOSED, key, form, told.ticket()).status()).as("for another programme").isEqualTo(403);
    assertThat(service.events("registration")).noneMatch(recorded -> recorded.event() instanceof CaseOpened);
    app.get().uri("/v1/programmes/" + PROGRAMME).exchange().expectStatus().isOk();
    assertThat(comeAsTold(key, form, told).status()).isEqualTo(201);
    var again = post(key(), RegistrationIT.citizen(), null);
    assertThat(again.isQueued()).as("a newcomer beside it").isTrue();
    letGo();
  }

  @Order(2)
  @Test
  void a_ticket_that_has_expired_is_none() {
    newcomersPlacesAreTaken();
    var form = RegistrationIT.citizen();
    String key = key();
    var told = post(key, form, null);
    awaitTurn(told.admitAt().plusSeconds(3));
    var late = post(key, form, told.ticket());
    assertThat(late.isQueued()).isTrue();
    assertThat(late.admitAt()).isAfter(told.admitAt().plusSeconds(3));
    letGo();
    assertThat(comeAsTold(key, form, late).status()).isEqualTo(201);
  }

  @Order(3)
  @Test
  void nobody_queues_at_a_closed_door() {
    newcomersPlacesAreTaken();
    var refused = post(CLOSED, key(), RegistrationIT.citizen(), null);
    letGo();
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body.path("code").asString()).isEqualTo("NOT_OPEN");
    assertThat(refused.body.path("opensAt").asString()).isEqualTo("2020-02-03T11:30:00Z");
    assertThat(refused.body.path("serverTime").asString()).startsWith("2020-02-02");
  }

  @Order(4)
  @Row("M12")
  @Test
  void a_burst_far_beyond_the_limit_is_admitted_in_turn_and_everybody_is_decided_once() throws Exception {
    for (int n = 0; n < EARLY_BIRDS; n++) {
      String key = key();
      var form = RegistrationIT.citizen();
      assertThat(comeAsTold(key, form, post(key, form, null)).status()).isIn(201, 202);
    }
    var queued = new AtomicInteger();
    var reads = new ArrayList<Integer>();
    var clients = IntStream.range(0, CROWD).<Callable<String>>mapToObj(n -> () -> {
      var form = RegistrationIT.citizen();
      String key = key();
      var told = post(key, form, null);
      queued.addAndGet(told.isQueued() ? 1 : 0);
      var answer = comeAsTold(key, form, told);
      assertThat(answer.status()).as("%s", answer).isIn(201, 202);
      return answer.body.path("registrationId").asString();
    }).toList();
    var registrations = new TreeSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var under = clients.stream().map(threads::submit).toList();
      do {
        reads.add(app.get().uri("/v1/programmes").exchange().expectBody().returnResult().getStatus().value());
      } while (!under.stream().allMatch(Future::isDone));
      for (var client : under) {
        registrations.add(client.get());
      }
    }
    assertThat(queued.get()).as("who had to queue").isPositive();
    assertThat(reads).as("queries meanwhile").containsOnly(200);
    assertThat(registrations).hasSize(CROWD);
    ServiceUnderTest.await("all are in the log", () -> opened().size() >= ACCEPTED.size());
    assertThat(opened()).as("each once, and nothing else").containsExactlyInAnyOrderElementsOf(ACCEPTED);
  }

  private List<String> opened() {
    return service.events("registration").stream().map(Recorded::event).filter(CaseOpened.class::isInstance)
        .map(event -> ((CaseOpened) event).caseId()).toList();
  }
}
