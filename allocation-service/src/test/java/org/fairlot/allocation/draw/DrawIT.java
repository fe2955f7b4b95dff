package org.fairlot.allocation.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.testkit.ServiceUnderTest.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
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
import org.fairlot.allocation.draw.fd1.BundleVerifier;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.Verdict;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.RoundEnded;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Beacon;
import org.fairlot.contracts.pack.Stage.BeaconSource;
import org.fairlot.contracts.pack.Stage.DrawRules;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Goods;
import org.fairlot.contracts.registration.ProgrammeEvent.NotaryKey;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.kernel.Event;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A draw from the first entry to a substitute, with its notary, over HTTP and the log; the clock is turned between its hours. */
@FairlotIT
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

  @Autowired ServiceUnderTest service;
  @Autowired Clock clock;
  @TempDir Path folder;
  private final ECKey notary = key();

  @Test
  void a_draw_goes_from_its_first_entry_to_a_substitute_and_anyone_can_recompute_it() throws Exception {
    service.awaitReady();
    defineProgramme();
    supply("xm-1", 3);
    supply("xm-2", 2);
    IntStream.range(0, 20).forEach(this::enter);
    service.awaitEvent("allocation", EntryAccepted.class, e -> e.entry().caseId().equals(caseId(19)));

    turnTo("2020-02-01T14:10:00Z");
    var part = service.awaitEvent("allocation", EntriesFrozen.class, e -> e.drawId().equals(DRAW));
    publish("recheck", DRAW, new ListRechecked(DRAW, part.part(), List.of(caseId(7)), 0));
    var sealed = service.awaitEvent("allocation", DrawSealed.class, e -> e.drawId().equals(DRAW));
    assertThat(sealed.entries()).isEqualTo(19);
    var before = proof(caseId(3));
    assertThat(before.path("reason").asString()).isEqualTo("NOT_DRAWN_YET");
    bundleIs(409);

    var stranger = key();
    assertThat(commit(stranger, "11".repeat(32), sealed, 422).path("code").asString()).isEqualTo("NOTARY_KEY_UNKNOWN");
    commit(notary, sha256(SHARE), sealed, 200);
    commit(notary, "11".repeat(32), sealed, 409);
    post("notary", "notary-share", Map.of("share", "00".repeat(32)), 422);
    post("notary", "notary-share", Map.of("share", SHARE), 200);
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "1 2 3")), 409);
    turnTo("2020-02-01T14:25:00Z");
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "one two")), 422);
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "1 2 3")), 200);
    post("operator", "beacon", Map.of("evidence", Map.of("3D", "4 5 6")), 409);
    await("the result", () -> shown().path("phase").asString().equals("RANKED"));
    bundleIs(409);
    String resultHash = shown().path("resultHash").asString();
    String statement = "{\"draw\":\"" + DRAW + "\",\"resultHash\":\"" + resultHash + "\"}";
    var byStranger = jws(stranger, statement.getBytes(StandardCharsets.UTF_8));
    assertThat(
            post("notary", "attestation", Map.of("resultHash", resultHash, "signature", byStranger), 422).path("code")
                .asString())
        .isEqualTo("NOTARY_KEY_UNKNOWN");
    post("notary", "attestation",
        Map.of("resultHash", resultHash, "signature", jws(notary, statement.getBytes(StandardCharsets.UTF_8))), 200);

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

    assertThat(BundleVerifier.verify(bundle())).isInstanceOfSatisfying(Verdict.Valid.class, valid ->
        assertThat(valid.toString()).contains(resultHash));
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

  private void defineProgramme() {
    var its = new NotaryKey("EC", "P-256", notary.getX().toString(), notary.getY().toString());
    var defined =
        new ProgrammeDefined(
            PROGRAMME, Map.of("en", "Masks"), "350200", "xiamen", List.of(new Edition(1, Instant.EPOCH)),
            List.of(new Goods("kn95", Map.of("en", "KN95"), "MASK", "KN95", 5, 0)), null, null, List.of(its));
    service.publishReference("registration", "programme/" + PROGRAMME, defined);
    var outlets =
        IntStream.rangeClosed(1, 2)
            .mapToObj(i -> new Outlet("xm-" + i, "350203", Map.of("en", "Shop"), "1 Road", 118.1, 24.5, List.of(), List.of()))
            .toList();
    service.publishReference("registration", "outlets/" + PROGRAMME, new OutletsReplaced(PROGRAMME, outlets));
  }

  private void supply(String outlet, int units) {
    service.http("operator").post().uri("/v1/programmes/masks/supply").header("Idempotency-Key", outlet)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue("{\"batchId\": \"b1\", \"outletId\": \"" + outlet + "\", \"units\": " + units + "}")
        .exchange().expectStatus().isCreated();
  }

  private void enter(int person) {
    var choice = new Choice("350203", "xm-" + (1 + person % 2), null, null, null, false, List.of("xm-" + (2 - person % 2)));
    var profile = new Profile("house-" + person, Map.of("registeredHour", "" + person % 3), List.of());
    publish(
        "entered", CaseId.parse(caseId(person)).key(),
        new StageRequested(
            caseId(person), PROGRAMME, CaseId.parse(caseId(person)).personTag(), 2, RULES, choice, Map.of(), null, false,
            null, null, URN, Lots.CHINA, profile));
  }

  private void publish(String id, String subject, Event event) {
    service.publish("registration", id + "-" + System.nanoTime(), subject, 1, clock.instant(), event);
  }

  private static String caseId(int person) {
    String tag = Base64.getUrlEncoder().withoutPadding().encodeToString(String.format("person-%09d", person).getBytes(StandardCharsets.UTF_8));
    return PROGRAMME + "." + tag + ".k3Jd_x9Q";
  }

  private List<UnitsReserved> reserved() {
    return service.events("allocation").stream().map(r -> r.event()).filter(UnitsReserved.class::isInstance)
        .map(UnitsReserved.class::cast).toList();
  }

  private JsonNode commit(ECKey notary, String commitment, DrawSealed sealed, int status) {
    var spec = DrawSpec.parse(sealed.spec().getBytes(StandardCharsets.UTF_8));
    var seal = Seal.of(spec, Hash.parse(sealed.root()), sealed.entries(), sealed.sealedAt());
    return post("notary", "notary-commitment",
        Map.of("commitment", commitment, "signature", jws(notary, seal.payload(Hash.parse(commitment))), "key",
            notary.toPublicJWK().toJSONObject()), status);
  }

  private static String sha256(String hex) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(hex)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String jws(ECKey key, byte[] payload) {
    try {
      var jws = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(payload));
      jws.sign(new ECDSASigner(key));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode post(String who, String what, Map<String, ?> body, int status) {
    var answer = service.http(who).post().uri("/v1/draws/" + DRAW + "/" + what).contentType(MediaType.APPLICATION_JSON)
        .bodyValue(JSON.writeValueAsString(body)).exchange().expectBody(String.class).returnResult();
    assertThat(answer.getStatus().value()).as(what + ": " + answer.getResponseBody()).isEqualTo(status);
    return JSON.readTree(answer.getResponseBody());
  }

  private JsonNode shown() {
    return get("/v1/draws/" + DRAW);
  }

  private JsonNode proof(String caseId) {
    return get("/v1/draws/" + DRAW + "/proofs/" + caseId);
  }

  private JsonNode get(String path) {
    return JSON.readTree(
        service.http("registration").get().uri(path).exchange().expectStatus().isOk().expectBody(String.class)
            .returnResult().getResponseBody());
  }

  private void bundleIs(int status) {
    service.http("registration").get().uri("/v1/draws/" + DRAW + "/bundle").exchange().expectStatus().isEqualTo(status);
  }

  private Path bundle() throws IOException {
    byte[] zip = service.http("registration").get().uri("/v1/draws/" + DRAW + "/bundle").exchange().expectStatus().isOk()
        .expectBody(byte[].class).returnResult().getResponseBody();
    return Files.write(folder.resolve("bundle.zip"), zip);
  }
}
