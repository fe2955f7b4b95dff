package org.fairlot.allocation.draw;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.ServiceUnderTest.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import com.nimbusds.jose.jwk.ECKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.bson.Document;
import org.fairlot.allocation.draw.fd1.BeaconProof;
import org.fairlot.allocation.draw.fd1.BundleVerifier;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Quicknet;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.Verdict;
import org.fairlot.allocation.draw.view.DrawView;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.DrawEvent.BeaconRecorded;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.EntryWithdrawn;
import org.fairlot.contracts.allocation.UrnEvent.FreezeNear;
import org.fairlot.contracts.allocation.UrnEvent.RoundEnded;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Beacon;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.contracts.pack.Stage.DrawRules;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.KeysErased;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeEnded;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeErased;
import org.fairlot.kernel.Event;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.Row;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A draw from the first entry to a substitute, with its notary, over HTTP and the log; the clock is turned between its hours. */
@FairlotIT
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DrawIT {

  /** Real instants, and what time it is there from each of them on. */
  private static final NavigableMap<Instant, Instant> TURNS =
      new ConcurrentSkipListMap<>(Map.of(Instant.now(), Instant.parse("2020-02-01T14:00:00Z")));

  private static final Duration NOTICE = Duration.ofMillis(200);

  @TestConfiguration
  static class TurnedClock {
    @Bean
    DomainClock domainClock() {
      return DomainClock.of(DrawIT::at, Clock.systemUTC());
    }
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final String PROGRAMME = "masks";
  private static final String URN = PROGRAMME + ".v1";
  private static final String DRAW = URN + ".2020-02-01";
  private static final String SHARE = "5a".repeat(32);

  /** The list closes at 22:10, the beacon is there at 22:25; the next draw is tomorrow. */
  private static final Stage.Lottery RULES =
      new Stage.Lottery(
          Stage.PoolScope.OUTLET, 1, 2,
          new DrawRules(
              null, 1, LocalTime.of(22, 25), LocalTime.of(22, 10), LocalTime.of(22, 20),
              new Beacon(BeaconSource.PUBLIC_LOTTERY, LocalTime.of(22, 25), List.of("3D")), true, 12, 72),
          new Stage.Tickets(1, 16), 1, List.of(), false);

  private static final String DRAND_PROGRAMME = "drand-masks";
  private static final String DRAND_DRAW = DRAND_PROGRAMME + ".v1.2023-09-15";
  private static final String SIGNATURE =
      "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b";
  private static final String RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587";
  /** Of round 1000. */
  private static final String OTHER_SIGNATURE =
      "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
  private static final String OTHER_RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";
  private static final String ROUND = "/" + Quicknet.CHAIN_HASH + "/public/657413";

  /** Round 657413 is published three seconds past seven. */
  private static final Stage.Lottery DRAND_RULES =
      new Stage.Lottery(
          Stage.PoolScope.OUTLET, 1, 2,
          new DrawRules(
              null, 1, LocalTime.of(19, 10), LocalTime.of(18, 30), LocalTime.of(18, 45),
              new Beacon(BeaconSource.DRAND_QUICKNET, LocalTime.of(19, 0, 3), List.of()), false, 12, 72),
          new Stage.Tickets(1, 16), 1, List.of(), false);

  private static final WireMockServer NETWORK = new WireMockServer(options().dynamicPort());

  @DynamicPropertySource
  static void sources(DynamicPropertyRegistry registry) {
    NETWORK.start();
    registry.add(
        "fairlot.draw.drand.base-urls", () -> NETWORK.baseUrl() + "/lies," + NETWORK.baseUrl() + "/late");
  }

  @AfterAll
  static void networkCloses() {
    NETWORK.stop();
  }

  @Autowired ServiceUnderTest service;
  @Autowired Clock clock;
  @Autowired MongoDatabase readModels;
  @TempDir Path folder;
  private final ECKey notary = NotaryPen.key();

  @Row({"X12", "M10"})
  @Test
  @Order(1)
  void a_draw_goes_from_its_first_entry_to_a_substitute_and_anyone_can_recompute_it() throws Exception {
    service.awaitReady();
    defineProgramme(PROGRAMME);
    supply(PROGRAMME, "xm-1", 3);
    supply(PROGRAMME, "xm-2", 2);
    IntStream.range(0, 15).forEach(person -> enter(PROGRAMME, RULES, person));
    // ten minutes before the freeze, so that the list is read from here on: what comes later is read at the freeze
    service.awaitEvent("allocation", FreezeNear.class, e -> e.drawId().equals(DRAW));
    IntStream.range(15, 22).forEach(person -> enter(PROGRAMME, RULES, person));
    service.awaitEvent("allocation", EntryAccepted.class, e -> e.entry().caseId().equals(caseId(21)));
    leaves(2);
    leaves(20);
    service.awaitEvent("allocation", EntryWithdrawn.class, e -> e.caseId().equals(caseId(2)));
    service.awaitEvent("allocation", EntryWithdrawn.class, e -> e.caseId().equals(caseId(20)));

    turnTo("2020-02-01T14:10:00Z");
    var part = service.awaitEvent("allocation", EntriesListed.class, e -> e.drawId().equals(DRAW));
    await("the frozen draw", () -> isShown(DRAW));
    assertThat(sealedYet().path("code").asString()).isEqualTo("DRAW_NOT_SEALED");
    assertThat(sealedYet().path("retryAfterSeconds").asInt()).isPositive();
    assertThat(part.caseIds())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 22).filter(person -> person != 2 && person != 20).mapToObj(DrawIT::caseId).toList());
    publish("recheck", DRAW, new ListRechecked(DRAW, part.part(), List.of(caseId(7)), 0));
    var sealed = service.awaitEvent("allocation", DrawSealed.class, e -> e.drawId().equals(DRAW));
    assertThat(sealed.entries()).isEqualTo(19);
    var before = proof(caseId(3));
    assertThat(before.path("reason").asString()).isEqualTo("NOT_DRAWN_YET");
    bundleIs(409);

    var stranger = NotaryPen.key();
    assertThat(commit(stranger, "11".repeat(32), sealed, 422).path("code").asString()).isEqualTo("NOTARY_KEY_UNKNOWN");
    commit(notary, sha256(SHARE), sealed, 200);
    commit(notary, "11".repeat(32), sealed, 409);
    post("notary", "notary-share", Map.of("share", "00".repeat(32)), 422);
    post("notary", "notary-share", Map.of("share", SHARE), 200);
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "1 2 3")), 409);
    assertThat(shown().has("waitingFor")).isFalse();
    turnTo("2020-02-01T14:25:00Z");
    await("it waits for the numbers", () -> shown().path("waitingFor").asString("").equals("BEACON"));
    assertThat(shown().path("waitingSince")).isEqualTo(shown().path("beaconDueAt"));
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "one two")), 422);
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "1 2 3")), 200);
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "4 5 6")), 409);
    await("the result", () -> shown().path("phase").asString().equals("RANKED"));
    assertThat(shown().has("waitingFor")).isFalse();
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "1 2 3")), 200);
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "4 5 6")), 409);
    bundleIs(409);
    String resultHash = shown().path("resultHash").asString();
    String statement = "{\"draw\":\"" + DRAW + "\",\"resultHash\":\"" + resultHash + "\"}";
    var byStranger = NotaryPen.jws(stranger, statement.getBytes(StandardCharsets.UTF_8));
    assertThat(
            post("notary", "attestation", Map.of("resultHash", resultHash, "signature", byStranger), 422).path("code")
                .asString())
        .isEqualTo("NOTARY_KEY_UNKNOWN");
    post("notary", "attestation",
        Map.of("resultHash", resultHash, "signature", NotaryPen.jws(notary, statement.getBytes(StandardCharsets.UTF_8))), 200);

    service.awaitEvent("allocation", DrawPublished.class, e -> e.drawId().equals(DRAW) && e.winners() == 5);
    await("five winners served", () -> reserved().size() == 5);
    service.awaitEvent("allocation", RoundEnded.class, e -> e.drawId().equals(DRAW) && e.counts());

    await("where to check it", () -> shown().path("verifyPage").asString("").equals("/verify.html"));
    service.http("registration").get().uri("/verify.html").exchange().expectStatus().isOk();
    var winner = reserved().getFirst();
    var explained = proof(winner.caseId());
    assertThat(explained.path("reason").asString()).isEqualTo("WON");
    assertThat(explained.path("pool").asString()).isEqualTo(winner.poolId());
    assertThat(proof(caseId(7)).path("reason").asString()).isEqualTo("EXCLUDED");
    assertThat(proof(caseId(99)).path("reason").asString()).isEqualTo("NOT_ON_LIST");

    publish(
        "closed", CaseId.parse(winner.caseId()).key(),
        new CaseClosed(
            winner.caseId(), PROGRAMME, CaseId.parse(winner.caseId()).personTag(), CaseOutcome.FORFEITED, "NOT_COLLECTED",
            null, List.of(PROGRAMME + "/xm-1", PROGRAMME + "/xm-2"), URN));
    var substitute =
        service.awaitEvent("allocation", SubstituteDrawn.class, e -> e.caseId().equals(winner.caseId()));
    assertThat(substitute.win().rank()).isGreaterThan(explained.path("rank").asInt());
    service.awaitEvent("allocation", UnitsReserved.class, e -> e.caseId().equals(substitute.win().caseId()));

    assertThat(BundleVerifier.verify(bundle(DRAW))).isInstanceOfSatisfying(Verdict.Valid.class, valid ->
        assertThat(valid.toString()).contains(resultHash));
  }

  @Test
  @Order(2)
  void a_round_of_drand_is_fetched_when_it_is_due_from_the_source_that_has_it_genuine() throws Exception {
    NETWORK.stubFor(get("/lies" + ROUND).willReturn(okJson(round(OTHER_RANDOMNESS, OTHER_SIGNATURE))));
    NETWORK.stubFor(
        get("/late" + ROUND).inScenario("late").whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withStatus(404)));
    NETWORK.stubFor(
        get("/late" + ROUND).inScenario("late").whenScenarioStateIs("there").willReturn(okJson(round(RANDOMNESS, SIGNATURE))));
    service.awaitReady();
    turnTo("2023-09-15T10:00:00Z");
    defineProgramme(DRAND_PROGRAMME);
    supply(DRAND_PROGRAMME, "xm-1", 2);
    IntStream.range(0, 4).forEach(person -> enter(DRAND_PROGRAMME, DRAND_RULES, person));
    service.awaitEvent("allocation", EntryAccepted.class, e -> e.entry().caseId().equals(caseId(DRAND_PROGRAMME, 3)));
    turnTo("2023-09-15T10:30:00Z");
    var part = service.awaitEvent("allocation", EntriesListed.class, e -> e.drawId().equals(DRAND_DRAW));
    publish("recheck-drand", DRAND_DRAW, new ListRechecked(DRAND_DRAW, part.part(), List.of(), 0));
    service.awaitEvent("allocation", DrawSealed.class, e -> e.drawId().equals(DRAND_DRAW));

    var genuine = Map.of("evidence", Map.of("signature", SIGNATURE, "round", "657413"));
    assertThat(reportBeacon(genuine, 409)).isEqualTo("BEACON_TOO_EARLY");
    assertThat(reportBeacon(Map.of("evidence", Map.of("signature", OTHER_SIGNATURE)), 422)).isEqualTo("BEACON_FORGED");
    assertThat(reportBeacon(Map.of("evidence", Map.of("signature", SIGNATURE, "round", "657414")), 422))
        .isEqualTo("INVALID_FIELDS");

    assertThat(roundsAwaited()).isZero();
    turnTo("2023-09-15T11:00:03Z");
    await("a round that no source has", () -> roundsAwaited() == 1);
    await("it is shown to wait", () -> shown(DRAND_DRAW).path("waitingFor").asString("").equals("BEACON"));
    NETWORK.setScenarioState("late", "there");
    var recorded = service.awaitEvent("allocation", BeaconRecorded.class, e -> e.drawId().equals(DRAND_DRAW));
    assertThat(recorded.evidence())
        .isEqualTo(Map.of("round", "657413", "signature", SIGNATURE, "randomness", RANDOMNESS));
    assertThat(NETWORK.countRequestsMatching(getRequestedFor(urlEqualTo("/lies" + ROUND)).build()).getCount()).isPositive();
    service.awaitEvent("allocation", DrawPublished.class, e -> e.drawId().equals(DRAND_DRAW) && e.winners() == 2);
    await("nothing is awaited any more", () -> roundsAwaited() == 0);
    assertThat(reportBeacon(genuine, 200)).as("who comes with it now is told that it is recorded").isEmpty();
    var all = service.events("allocation").stream().map(r -> r.event());
    assertThat(all.filter(event -> event instanceof BeaconRecorded e && e.drawId().equals(DRAND_DRAW))).hasSize(1);
    await("it is shown", () -> shown(DRAND_DRAW).has("bundle"));
    assertThat(((Verdict.Valid) BundleVerifier.verify(bundle(DRAND_DRAW))).beaconProof()).isEqualTo(BeaconProof.SIGNED);
  }

  @Row("M23")
  @Test
  @Order(3)
  void the_proof_outlives_the_persons() throws Exception {
    service.awaitReady();
    byte[] before = Files.readAllBytes(bundle(DRAW));
    var proven = proof(caseId(3));
    publish("ended", PROGRAMME, new ProgrammeEnded(PROGRAMME, clock.instant(), "zhang"));
    IntStream.range(0, 20).forEach(
        person -> publish("erased", CaseId.parse(caseId(person)).key(), new CaseErased(caseId(person))));
    var keyIds = IntStream.range(0, 20).mapToObj(person -> CaseId.parse(caseId(person)).key() + ".mark").toList();
    publish("keys", PROGRAMME, new KeysErased(PROGRAMME, 1, keyIds));
    var certificate = new ProgrammeErased(PROGRAMME, clock.instant(), "zhang", clock.instant(), 20, 20, 1);
    publish("certificate", PROGRAMME, certificate);
    service.publishReference("registration", "programme-ended/" + PROGRAMME, certificate);

    var draws = readModels.getCollection(DrawView.COLLECTION);
    Mono.from(draws.insertOne(new Document("_id", "of before"))).block();
    service.http("operator").post().uri("/actuator/rebuild").exchange().expectStatus().isOk();
    await("dropped", () -> Mono.from(draws.find(Filters.eq("_id", "of before"))).blockOptional().isEmpty());
    await("the draw again", () -> isShown(DRAW) && shown().has("bundle"));
    assertThat(proof(caseId(3))).isEqualTo(proven);
    assertThat(Files.readAllBytes(bundle(DRAW))).isEqualTo(before);
    assertThat(BundleVerifier.verify(bundle(DRAW))).isInstanceOf(Verdict.Valid.class);
  }

  private static String round(String randomness, String signature) {
    return "{\"round\":657413,\"randomness\":\"%s\",\"signature\":\"%s\"}".formatted(randomness, signature);
  }

  private double roundsAwaited() {
    return service.context().getBean(MeterRegistry.class).get("fairlot.draw.beacons.awaited").gauge().value();
  }

  private String reportBeacon(Map<String, ?> body, int status) {
    return post(DRAND_DRAW, "operator", "beacon", body, status).path("code").asString("");
  }

  private static Instant at(Instant real) {
    var turn = TURNS.floorEntry(real);
    return turn == null ? at(TURNS.firstKey()) : turn.getValue().plus(Duration.between(turn.getKey(), real));
  }

  /** From a moment on that has not come yet, so that nothing that was decided changes its time. */
  private static void turnTo(String virtual) {
    Instant when = Instant.now().plus(NOTICE);
    TURNS.put(when, Instant.parse(virtual));
    await("the turn of the clock", () -> Instant.now().isAfter(when));
  }

  private void defineProgramme(String programme) {
    var its = new NotaryKey("EC", "P-256", notary.getX().toString(), notary.getY().toString());
    var defined =
        new ProgrammeDefined(
            programme, Map.of("en", "Masks"), "350200", "xiamen", List.of(new Edition(1, Instant.EPOCH)),
            List.of(new Goods("kn95", Map.of("en", "KN95"), "MASK", "KN95", 5, 0)), null, null, List.of(its));
    service.publishReference("registration", "programme/" + programme, defined);
    var outlets =
        IntStream.rangeClosed(1, 2)
            .mapToObj(i -> new Outlet("xm-" + i, "350203", Map.of("en", "Shop"), "1 Road", 118.1, 24.5, List.of(), List.of()))
            .toList();
    service.publishReference("registration", "outlets/" + programme, new OutletsReplaced(programme, outlets));
  }

  private void supply(String programme, String outlet, int units) {
    service.http("operator").post().uri("/v1/programmes/" + programme + "/supply")
        .header("Idempotency-Key", programme + outlet)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue("{\"batchId\": \"b1\", \"outletId\": \"" + outlet + "\", \"units\": " + units + "}")
        .exchange().expectStatus().isCreated();
  }

  private void enter(String programme, Stage.Lottery rules, int person) {
    var choice = new Choice("350203", "xm-" + (1 + person % 2), null, null, null, false, List.of("xm-" + (2 - person % 2)));
    var profile = new Profile("house-" + person, Map.of("registeredHour", "" + person % 3), List.of());
    var caseId = CaseId.parse(caseId(programme, person));
    publish(
        "entered", caseId.key(),
        new StageRequested(
            caseId.toString(), programme, caseId.personTag(), 2, rules, choice, Map.of(), null, false, null, null,
            programme + ".v1", Lots.CHINA, profile));
  }

  private void leaves(int person) {
    var caseId = CaseId.parse(caseId(person));
    publish(
        "left", caseId.key(),
        new CaseClosed(
            caseId.toString(), PROGRAMME, caseId.personTag(), CaseOutcome.CANCELLED, null, null,
            List.of(PROGRAMME + "/xm-1", PROGRAMME + "/xm-2"), URN));
  }

  private void publish(String id, String subject, Event event) {
    service.publish("registration", id + "-" + System.nanoTime(), subject, 1, clock.instant(), event);
  }

  private static String caseId(int person) {
    return caseId(PROGRAMME, person);
  }

  private static String caseId(String programme, int person) {
    String tag = Base64.getUrlEncoder().withoutPadding().encodeToString(String.format("person-%09d", person).getBytes(StandardCharsets.UTF_8));
    return programme + "." + tag + ".k3Jd_x9Q";
  }

  private List<UnitsReserved> reserved() {
    return service.events("allocation").stream().map(r -> r.event()).filter(UnitsReserved.class::isInstance)
        .map(UnitsReserved.class::cast).toList();
  }

  private JsonNode commit(ECKey notary, String commitment, DrawSealed sealed, int status) {
    var spec = DrawSpec.parse(sealed.spec().getBytes(StandardCharsets.UTF_8));
    var seal = Seal.of(spec, Hash.parse(sealed.root()), sealed.entries(), sealed.sealedAt());
    return post("notary", "notary-commitment",
        Map.of("commitment", commitment, "signature", NotaryPen.jws(notary, seal.payload(Hash.parse(commitment))), "key",
            notary.toPublicJWK().toJSONObject()), status);
  }

  /** A notary who cannot wait; what the signature is over does not exist yet. */
  private JsonNode sealedYet() {
    return post("notary", "notary-commitment",
        Map.of("commitment", "11".repeat(32), "signature", "a.b.c", "key", notary.toPublicJWK().toJSONObject()), 409);
  }

  private static String sha256(String hex) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(hex)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode post(String who, String what, Map<String, ?> body, int status) {
    return post(DRAW, who, what, body, status);
  }

  private JsonNode post(String draw, String who, String what, Map<String, ?> body, int status) {
    var answer = service.http(who).post().uri("/v1/draws/" + draw + "/" + what).contentType(MediaType.APPLICATION_JSON)
        .bodyValue(JSON.writeValueAsString(body)).exchange().expectBody(String.class).returnResult();
    assertThat(answer.getStatus().value()).as(what + ": " + answer.getResponseBody()).isEqualTo(status);
    return JSON.readTree(answer.getResponseBody());
  }

  private boolean isShown(String draw) {
    return service.http("registration").get().uri("/v1/draws/" + draw).exchange().expectBody().returnResult().getStatus()
        .is2xxSuccessful();
  }

  private JsonNode shown() {
    return shown(DRAW);
  }

  private JsonNode shown(String draw) {
    return read("/v1/draws/" + draw);
  }

  private JsonNode proof(String caseId) {
    return read("/v1/draws/" + DRAW + "/proofs/" + caseId);
  }

  private JsonNode read(String path) {
    return JSON.readTree(
        service.http("registration").get().uri(path).exchange().expectStatus().isOk().expectBody(String.class)
            .returnResult().getResponseBody());
  }

  private void bundleIs(int status) {
    service.http("registration").get().uri("/v1/draws/" + DRAW + "/bundle").exchange().expectStatus().isEqualTo(status);
  }

  private Path bundle(String draw) throws IOException {
    byte[] zip = service.http("registration").get().uri("/v1/draws/" + draw + "/bundle").exchange().expectStatus().isOk()
        .expectBody(byte[].class).returnResult().getResponseBody();
    return Files.write(folder.resolve("bundle.zip"), zip);
  }
}
