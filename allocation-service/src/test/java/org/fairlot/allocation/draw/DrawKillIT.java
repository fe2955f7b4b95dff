package org.fairlot.allocation.draw;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlot.allocation.AllocationApplication;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.BundleReader;
import org.fairlot.allocation.draw.fd1.BundleVerifier;
import org.fairlot.allocation.draw.fd1.BundleWriter;
import org.fairlot.allocation.draw.fd1.DrawSpec;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.HouseTag;
import org.fairlot.allocation.draw.fd1.NotaryShare;
import org.fairlot.allocation.draw.fd1.Outcome;
import org.fairlot.allocation.draw.fd1.Ranking;
import org.fairlot.allocation.draw.fd1.Seal;
import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.allocation.draw.fd1.Seed;
import org.fairlot.allocation.draw.fd1.Substitutes;
import org.fairlot.allocation.draw.fd1.Substitution;
import org.fairlot.allocation.draw.fd1.Substitution.Reason;
import org.fairlot.allocation.draw.fd1.Verdict;
import org.fairlot.allocation.draw.work.Beacons;
import org.fairlot.allocation.urn.domain.Lots;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.BeaconRecorded;
import org.fairlot.contracts.allocation.DrawEvent.CapacityAsked;
import org.fairlot.contracts.allocation.DrawEvent.DrawAnnounced;
import org.fairlot.contracts.allocation.DrawEvent.DrawAttested;
import org.fairlot.contracts.allocation.DrawEvent.DrawClosed;
import org.fairlot.contracts.allocation.DrawEvent.DrawPublished;
import org.fairlot.contracts.allocation.DrawEvent.DrawRanked;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.DrawEvent.ListReady;
import org.fairlot.contracts.allocation.DrawEvent.NotaryCommitted;
import org.fairlot.contracts.allocation.DrawEvent.SeedFixed;
import org.fairlot.contracts.allocation.DrawEvent.ShareRevealed;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteWanted;
import org.fairlot.contracts.allocation.DrawEvent.WinnersDrawn;
import org.fairlot.contracts.allocation.PoolEvent;
import org.fairlot.contracts.allocation.PoolEvent.SetAsideReturned;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.UrnEvent.EntriesListed;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.RoundEnded;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.allocation.UrnEvent.WinnersTaken;
import org.fairlot.contracts.draw.EntryTag;
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
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.OutletsReplaced;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.vault.Blinds;
import org.fairlot.testkit.KilledService;
import org.fairlot.testkit.ServiceProcess;
import org.fairlot.testkit.ServiceUnderTest;
import org.fairlot.testkit.TurnedClock;
import org.fairlot.testkit.WatchedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * A draw whose service is killed (SIGKILL) at each of its steps in turn: the moment an event of that step stands in the
 * log, mostly before its transaction is committed, so that the step has to be done again from nothing but the log. What
 * comes of it must be what an undisturbed computation gives, byte for byte, and nothing may have happened twice.
 */
class DrawKillIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String PROGRAMME = "masks";
  private static final String URN = PROGRAMME + ".v1";
  private static final String DRAW = URN + ".2020-02-01";
  private static final String SHARE = "5a".repeat(32);
  private static final Map<String, String> EVIDENCE = Map.of("3D", "1 2 3");

  /** So many that the list and its winners come in several parts, and the list in two commands. */
  private static final int ENTRIES = 1_200;

  /** Fewer than there are households, so that somebody is left who may be a substitute. */
  private static final Map<String, Integer> UNITS = Map.of("xm-1", 320, "xm-2", 230);
  private static final int INELIGIBLE = 7;
  /** They take their registration back when the list is sealed already; some of them win. */
  private static final List<Integer> LEAVING = IntStream.range(100, 110).boxed().toList();
  private static final int NOT_COLLECTING = 3;

  /** The list closes at 22:10, the beacon is there at 22:25; the next draw is in a week. */
  private static final Stage.Lottery RULES =
      new Stage.Lottery(
          Stage.PoolScope.OUTLET, 1, 2,
          new DrawRules(
              LocalDate.of(2020, 2, 1), 7, LocalTime.of(22, 25), LocalTime.of(22, 10), LocalTime.of(22, 20),
              new Beacon(BeaconSource.PUBLIC_LOTTERY, LocalTime.of(22, 25), List.of("3D")), true, 12, 72),
          new Stage.Tickets(1, 16), 1, List.of(), false);

  /** What has to stand in the log of a draw exactly once. */
  private static final List<Class<? extends Event>> STEPS =
      List.of(
          DrawAnnounced.class, FreezeBegun.class, UrnFrozen.class, CapacityAsked.class, ListReady.class, DrawSealed.class,
          NotaryCommitted.class, ShareRevealed.class, BeaconRecorded.class, SeedFixed.class, DrawRanked.class,
          DrawAttested.class, DrawPublished.class, AllWinnersDrawn.class, RoundEnded.class, DrawClosed.class);

  @TempDir Path folder;

  private final String prefix = "kill" + ProcessHandle.current().pid() + ".";
  private final String worker = prefix + "allocation-worker-draws";
  private final String forwarder = prefix + "allocation-forwarder";
  private final TurnedClock clock = TurnedClock.at(Instant.parse("2020-02-01T14:00:00Z"));
  private final ECKey notary = NotaryPen.key();
  /** What was asked, by where and under which key: who asks again says the same. */
  private final Map<String, String> bodies = new HashMap<>();
  private boolean rechecked;
  private ServiceProcess process;
  private ServiceUnderTest service;
  private KilledService killed;
  private WatchedLog log;

  @BeforeEach
  void begin() {
    process = new ServiceProcess(AllocationApplication.class, DrawKillIT.class, prefix, clock, folder);
    service = process.service();
    killed = new KilledService(process, "allocation");
    log = killed.log();
  }

  @AfterEach
  void end() {
    killed.close();
  }

  @Test
  void a_draw_killed_at_each_of_its_steps_ends_as_if_it_had_not_been_and_nothing_is_done_twice() throws Exception {
    defineProgramme();
    process.start();
    killed.await("the supply", () -> {
      KilledService.whereItIsUp(() -> UNITS.forEach(this::supply));
      return log.of(SupplyReleased.class).count() == UNITS.size();
    });
    enterAll();
    killed.await("everybody is in", () -> log.of(EntryAccepted.class).count() == ENTRIES);
    process.kill();

    clock.turnTo(Instant.parse("2020-02-01T14:10:00Z"));
    // the list: half written down, then whole and not sealed, then sealed and signed
    killed.killAt(e -> e instanceof EntriesListed frozen && frozen.part() > 1);
    killAt(ListReady.class, this::recheck);
    killAt(ShareRevealed.class, () -> {
      commit();
      reveal();
    });
    closed("left", LEAVING.stream().map(DrawKillIT::caseId).toList(), CaseOutcome.CANCELLED);
    clock.turnTo(Instant.parse("2020-02-01T14:25:00Z"));
    // the result: to be computed, computed and attested, half announced, half given
    killAt(SeedFixed.class, () -> post("operator", "beacon", Map.of("evidence", EVIDENCE)));
    killAt(DrawAttested.class, this::attest);
    killed.killAt(e -> e instanceof WinnersDrawn drawn && drawn.part() > 1);
    killAt(UnitsReserved.class);

    process.start();
    killed.await("every unit is with somebody", this::isAllGiven);
    var expected = Undisturbed.of(one(DrawSealed.class), new Blinds(process.property("fairlot.secrets.blind-key")));
    var uncollected = expected.winners().stream().filter(this::isHolding).limit(NOT_COLLECTING).toList();
    killed.killRunningAt(
        e -> e instanceof SubstituteDrawn drawn && uncollected.contains(drawn.caseId()),
        () -> closed("not-collected", uncollected, CaseOutcome.FORFEITED));
    // whatever was done for this draw is asked for once more
    process.rewind(worker);
    process.rewind(forwarder);
    process.start();
    killed.await(
        "every unit is with somebody again",
        () -> log.of(UnitsReturned.class).count() == NOT_COLLECTING && isAllGiven() && isAllDone());
    process.kill();
    clock.turnTo(Instant.parse("2020-02-04T14:30:00Z"));
    process.start();
    killed.await("the pools have heard of the end", () -> log.of(SetAsideReturned.class).count() == UNITS.size() && isAllDone());

    killed.await("it is up", killed::isUp);
    happenedOnce();
    assertThat(log.writtenOtherwise()).as("events that were written again, and otherwise").isEmpty();
    assertThat(log.writtenAgain()).as("events of steps that were cut off and done again").isPositive();
    var bundle = bundle();
    assertThat(BundleVerifier.verify(bundle)).isInstanceOf(Verdict.Valid.class);
    assertThat(Files.readAllBytes(bundle))
        .isEqualTo(expected.bundle(sealIn(bundle), log.of(SubstituteWanted.class).toList()));
  }

  private void happenedOnce() {
    for (var step : STEPS) {
      assertThat(log.of(step).filter(e -> drawOf(e).equals(DRAW))).as(step.getSimpleName()).hasSize(1);
    }
    assertThat(log.of(EntryAccepted.class).map(e -> e.entry().caseId())).hasSize(ENTRIES).doesNotHaveDuplicates();
    assertThat(log.of(EntriesListed.class).map(EntriesListed::part)).containsExactly(1, 2, 3);
    var parts = log.of(WinnersDrawn.class).map(WinnersDrawn::part).toList();
    assertThat(parts).hasSizeGreaterThan(2).isEqualTo(IntStream.rangeClosed(1, parts.size()).boxed().toList());
    var drawn =
        Stream.concat(
                log.of(WinnersDrawn.class).flatMap(e -> e.winners().stream()),
                log.of(SubstituteDrawn.class).map(SubstituteDrawn::win))
            .map(Win::caseId)
            .toList();
    assertThat(drawn).doesNotHaveDuplicates();
    var taken = log.of(WinnersTaken.class).flatMap(e -> e.taken().stream()).map(Win::caseId).toList();
    assertThat(drawn).containsAll(taken);
    assertThat(taken).doesNotHaveDuplicates();
    // what tells a case that it has won
    assertThat(log.of(UnitsReserved.class).map(UnitsReserved::caseId)).containsExactlyInAnyOrderElementsOf(taken);
    assertThat(log.of(SubstituteWanted.class).map(SubstituteWanted::caseId)).doesNotHaveDuplicates();
    assertThat(log.of(SubstituteDrawn.class).map(SubstituteDrawn::caseId))
        .containsExactlyElementsOf(log.of(SubstituteWanted.class).map(SubstituteWanted::caseId).toList());

    var sequences = new HashMap<String, Long>();
    for (var recorded : log.committed()) {
      assertThat(recorded.sequence()).as(recorded.subject()).isEqualTo(sequences.merge(recorded.subject(), 1L, Long::sum));
      if (recorded.event() instanceof PoolEvent e) {
        assertThat(e.level().released()).isEqualTo(e.level().free() + e.level().held());
      }
    }
  }

  /** What comes of the same list, seed and wants where nobody is killed: computed from what the test put in. */
  private record Undisturbed(Seed seed, Allotment allotment, Map<Hash, String> caseByLeaf) {

    static Undisturbed of(DrawSealed sealed, Blinds blinds) {
      var spec = DrawSpec.parse(sealed.spec().getBytes(StandardCharsets.UTF_8));
      var caseByLeaf = new HashMap<Hash, String>();
      var entries = new ArrayList<Entry>();
      for (int person = 0; person < ENTRIES; person++) {
        if (person != INELIGIBLE) {
          var entry =
              new Entry(
                  EntryTag.of(DRAW, caseId(person), blinds.of(caseId(person))),
                  HouseTag.of(DRAW, household(person).getBytes(StandardCharsets.UTF_8)),
                  choices(person).stream().map(DrawKillIT::pool).toList(), List.of(), 1);
          entries.add(entry);
          caseByLeaf.put(entry.leaf(), caseId(person));
        }
      }
      var list = SealedList.of(entries);
      assertThat(sealed.root()).isEqualTo(list.root().toString());
      var seed = new Seed(new NotaryShare.Revealed(Hash.parse(SHARE)), Beacons.read(spec.beacon(), EVIDENCE));
      return new Undisturbed(seed, Allotment.of(spec, Ranking.of(list, seed.prk(spec, list.root()))), caseByLeaf);
    }

    /** Cases by rank. */
    List<String> winners() {
      var ranking = allotment.ranking();
      return IntStream.rangeClosed(1, ranking.size())
          .filter(rank -> allotment.outcome(rank) instanceof Outcome.Won)
          .mapToObj(rank -> caseByLeaf.get(ranking.list().leaf(ranking.indexAt(rank))))
          .toList();
    }

    byte[] bundle(Seal seal, List<SubstituteWanted> wants) throws IOException {
      var leafByCase = new HashMap<String, Hash>();
      caseByLeaf.forEach((leaf, caseId) -> leafByCase.put(caseId, leaf));
      var substitutes = new Substitutes(allotment);
      var substitutions = new ArrayList<Substitution>();
      for (var want : wants) {
        var reason = want.reason().equals("FORFEITED") ? Reason.PICKUP_WINDOW : Reason.CANCELLED;
        substitutions.add(substitutes.forfeit(leafByCase.get(want.caseId()), reason, leaf -> false));
      }
      var bytes = new ByteArrayOutputStream();
      BundleWriter.write(bytes, seal, seed, allotment, substitutions);
      return bytes.toByteArray();
    }
  }

  private void killAt(Class<? extends Event> type) {
    killAt(type, () -> {});
  }

  private void killAt(Class<? extends Event> type, Runnable driving) {
    killed.killAt(e -> type.isInstance(e) && (drawOf(e) == null || drawOf(e).equals(DRAW)), driving);
  }

  private <E extends Event> E one(Class<E> type) {
    return log.of(type).findFirst().orElseThrow();
  }

  /** {@code null} for what belongs to no draw. */
  private static String drawOf(Event event) {
    return switch (event) {
      case DrawEvent e -> e.drawId();
      case FreezeBegun e -> e.drawId();
      case UrnFrozen e -> e.drawId();
      case RoundEnded e -> e.drawId();
      default -> null;
    };
  }

  /** No work is left, and nothing that was to follow from anything. */
  private boolean isAllDone() {
    return log.isDoneBy(worker) && log.isDoneBy(forwarder);
  }

  private boolean isHolding(String caseId) {
    return log.of(UnitsReserved.class).anyMatch(e -> e.caseId().equals(caseId));
  }

  private boolean isAllGiven() {
    return log.of(UnitsReserved.class).count() - log.of(UnitsReturned.class).count()
        == UNITS.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void defineProgramme() {
    var defined =
        new ProgrammeDefined(
            PROGRAMME, Map.of("en", "Masks"), "350200", "xiamen", List.of(new Edition(1, Instant.EPOCH)),
            List.of(new Goods("kn95", Map.of("en", "KN95"), "MASK", "KN95", 5, 0)), null, null);
    service.publishReference("registration", "programme/" + PROGRAMME, defined);
    var outlets =
        UNITS.keySet().stream().sorted()
            .map(id -> new Outlet(id, "350203", Map.of("en", "Shop"), "1 Road", 118.1, 24.5, List.of(), List.of()))
            .toList();
    service.publishReference("registration", "outlets/" + PROGRAMME, new OutletsReplaced(PROGRAMME, outlets));
  }

  private void supply(String outlet, int units) {
    var body = Map.of("batchId", "b1", "outletId", outlet, "units", units);
    answered("operator", "/v1/programmes/masks/supply", outlet, body);
  }

  private void enterAll() {
    publish(IntStream.range(0, ENTRIES).mapToObj(person -> recorded("entered", caseId(person), entry(person))).toList());
  }

  private static StageRequested entry(int person) {
    var choices = choices(person);
    var choice = new Choice("350203", choices.getFirst(), null, null, null, false, choices.subList(1, choices.size()));
    var profile = new Profile(household(person), Map.of("registeredHour", "" + person % 3), List.of());
    return new StageRequested(
        caseId(person), PROGRAMME, CaseId.parse(caseId(person)).personTag(), 2, RULES, choice, Map.of(), null, false, null,
        null, URN, Lots.CHINA, profile);
  }

  /** Some have a second choice. */
  private static List<String> choices(int person) {
    var both = List.of("xm-" + (1 + person % 2), "xm-" + (2 - person % 2));
    return both.subList(0, 1 + person % 3 / 2);
  }

  /** Of two, each with one win at most. */
  private static String household(int person) {
    return "house-" + person / 2;
  }

  private static String pool(String outlet) {
    return PROGRAMME + "/" + outlet;
  }

  /** Once the list is whole, and once: what another service has said stands in its log. */
  private void recheck() {
    if (!rechecked && log.of(UrnFrozen.class).findAny().isPresent()) {
      publish(
          log.of(EntriesListed.class)
              .map(part ->
                  recorded("recheck-" + part.part(), DRAW, new ListRechecked(DRAW, part.part(), ineligible(part), 0)))
              .toList());
      rechecked = true;
    }
  }

  private static List<String> ineligible(EntriesListed part) {
    return part.caseIds().stream().filter(id -> id.equals(caseId(INELIGIBLE))).toList();
  }

  private void closed(String why, List<String> cases, CaseOutcome outcome) {
    var pools = UNITS.keySet().stream().sorted().map(DrawKillIT::pool).toList();
    publish(
        cases.stream()
            .map(id -> recorded(
                why, id,
                new CaseClosed(
                    id, PROGRAMME, CaseId.parse(id).personTag(), outcome, null, null, pools, URN)))
            .toList());
  }

  private Recorded<?> recorded(String what, String about, Event event) {
    String subject = about.equals(DRAW) ? DRAW : CaseId.parse(about).key();
    return new Recorded<>(event, what + "-" + about, subject, 1, clock.now(), about, "cause-of-" + what);
  }

  private void publish(List<? extends Recorded<?>> events) {
    service.publish("registration", events);
  }

  private static String caseId(int person) {
    byte[] tag = String.format("person-%09d", person).getBytes(StandardCharsets.UTF_8);
    return PROGRAMME + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(tag) + ".k3Jd_x9Q";
  }

  private void commit() {
    if (log.of(DrawSealed.class).findAny().isPresent()) {
      var sealed = one(DrawSealed.class);
      var spec = DrawSpec.parse(sealed.spec().getBytes(StandardCharsets.UTF_8));
      var commitment = new NotaryShare.Revealed(Hash.parse(SHARE)).commitment();
      var seal = Seal.of(spec, Hash.parse(sealed.root()), sealed.entries(), sealed.sealedAt());
      post("notary", "notary-commitment",
          Map.of("commitment", commitment.toString(), "signature", NotaryPen.jws(notary, seal.payload(commitment)), "key",
              notary.toPublicJWK().toJSONObject()));
    }
  }

  private void reveal() {
    if (log.of(NotaryCommitted.class).findAny().isPresent()) {
      post("notary", "notary-share", Map.of("share", SHARE));
    }
  }

  private void attest() {
    if (log.of(DrawRanked.class).findAny().isPresent()) {
      String resultHash = one(DrawRanked.class).resultHash();
      String statement = "{\"draw\":\"" + DRAW + "\",\"resultHash\":\"" + resultHash + "\"}";
      post("notary", "attestation",
          Map.of("resultHash", resultHash, "signature", NotaryPen.jws(notary, statement.getBytes(StandardCharsets.UTF_8))));
    }
  }

  private void post(String who, String what, Map<String, ?> body) {
    answered(who, "/v1/draws/" + DRAW + "/" + what, what, body);
  }

  /** As whoever got no answer does it: asks again, under the same key, and takes no refusal for an answer. */
  private void answered(String who, String path, String key, Map<String, ?> body) {
    String text = bodies.computeIfAbsent(path + key, first -> JSON.writeValueAsString(body));
    var answer =
        service.http(who).post().uri(path).header("Idempotency-Key", key).contentType(MediaType.APPLICATION_JSON)
            .bodyValue(text).exchange().expectBody(String.class).returnResult();
    assertThat(answer.getStatus().value()).as(path + ": " + answer.getResponseBody()).isIn(200, 201, 202, 503);
  }

  private Path bundle() throws IOException {
    byte[] zip = service.http("registration").get().uri("/v1/draws/" + DRAW + "/bundle").exchange().expectStatus().isOk()
        .expectBody(byte[].class).returnResult().getResponseBody();
    return Files.write(folder.resolve("bundle.zip"), zip);
  }

  private static Seal sealIn(Path bundle) throws IOException {
    try (var reader = BundleReader.open(bundle)) {
      return reader.seal();
    }
  }
}
