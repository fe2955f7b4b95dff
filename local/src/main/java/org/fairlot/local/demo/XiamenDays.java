package org.fairlot.local.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.fairlot.contracts.allocation.DrawEvent.AllWinnersDrawn;
import org.fairlot.contracts.allocation.DrawEvent.SubstituteDrawn;
import org.fairlot.contracts.allocation.DrawEvent.WinnersDrawn;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.local.demo.Api.Answer;
import org.fairlot.local.demo.Applicants.Result;
import org.fairlot.local.demo.Counters.Waiting;
import tools.jackson.databind.JsonNode;

/**
 * Xiamen, from 2 February 2020: register once, at any hour; lots are drawn at nine before a notary; winners buy on the next
 * day at the outlet they won, losers stay in. Whoever was there can check it: the list is sealed before the chance is known.
 */
final class XiamenDays {

  private static final String PROGRAMME = "xiamen-2020-02";
  private static final String SKU = "MASK10";
  private static final LocalDate DAY = LocalDate.of(2020, 2, 2);

  private static final int NEITHER_OF_100 = 4;
  private static final int INSURED_ONLY_OF_100 = 25;
  private static final int INSURED_TOO_OF_100 = 40;
  private static final int NO_SHOW_OF_100 = 12;
  private static final int LATER_NO_SHOW_OF_100 = 5;
  private static final int FLATMATES = 10;
  private static final int EDITS = 12;
  private static final int CANCELLATIONS = 8;
  private static final int PROOFS = 25;
  /** As the pack says. */
  private static final int HOUSEHOLD_MAX = 1;
  /** More than a waiting case needs until its register is asked again. */
  private static final Duration ASK_AGAIN = Duration.ofMinutes(8);

  private record Outlet(String id, String district, String name, double lon, double lat) {}

  private static final List<Outlet> OUTLETS =
      List.of(
          new Outlet("xm-siming-1", "350203", "夏商百货 中山路店", 118.0772, 24.4552),
          new Outlet("xm-siming-2", "350203", "夏商民兴 莲坂店", 118.1142, 24.4791),
          new Outlet("xm-huli-1", "350206", "夏商民兴 江头店", 118.1286, 24.4985),
          new Outlet("xm-huli-2", "350206", "夏商民兴 殿前店", 118.1068, 24.5283),
          new Outlet("xm-haicang-1", "350205", "夏商民兴 海沧店", 118.0329, 24.4846),
          new Outlet("xm-jimei-1", "350211", "夏商民兴 集美店", 118.0972, 24.5757),
          new Outlet("xm-tongan-1", "350212", "夏商民兴 同安店", 118.1524, 24.7231),
          new Outlet("xm-xiangan-1", "350213", "夏商民兴 翔安店", 118.2480, 24.6184));

  private final Evening evening;
  private final CityRegisters registers;
  private final Narrator narrator;
  private final Account account = new Account();
  private final Random random;
  private final Population population;
  private final Api operator;
  private final Api app;
  private final Api anybody;
  private final Notary notary;
  private final Counters counters;
  private final Applicants applicants;
  private final List<Result> results = new ArrayList<>();
  private final Map<String, Result> byId = new HashMap<>();
  /** What the last edit of a registration asked for. */
  private final Map<String, String> edited = new HashMap<>();
  private final Set<String> cancelled = new HashSet<>();
  private final Set<String> noShows = new HashSet<>();
  private final int crowd;
  private final int newcomers;
  private final int units;

  private XiamenDays(Evening evening, CityRegisters registers, long seed, int crowd, int newcomers, int units) {
    this.evening = evening;
    this.registers = registers;
    this.narrator = evening.narrator();
    this.random = new Random(seed);
    this.population = new Population("xiamen", seed);
    this.operator = evening.as("operator", "xiamen-operator");
    this.app = evening.as("registration", "i-xiamen");
    this.anybody = evening.anybody();
    this.notary = new Notary(evening.as("notary", "lujiang"));
    this.counters = new Counters(evening, app);
    this.applicants = new Applicants(app, PROGRAMME, XiamenDays::form);
    this.crowd = crowd;
    this.newcomers = newcomers;
    this.units = units;
  }

  private static Instant at(LocalDate day, String time) {
    return OffsetDateTime.parse(day + "T" + time + "+08:00").toInstant();
  }

  /**
   * Plays them.
   *
   * @param newcomers who register on the second day
   * @param units     at each outlet, for each of the two draws
   */
  static Account play(Path folder, long seed, int crowd, int newcomers, int units) {
    try (var registers = CityRegisters.start();
        var evening = Evening.begin(folder, DAY + "T00:10:00+08:00", registers.settings())) {
      return new XiamenDays(evening, registers, seed, crowd, newcomers, units).play(folder);
    }
  }

  private Account play(Path folder) {
    setUp();
    LocalDate second = DAY.plusDays(1);
    LocalDate third = DAY.plusDays(2);
    LocalDate fourth = DAY.plusDays(3);

    narrator.print("\nDay 1");
    firstDay(people(crowd));
    seal(second);
    maintenance(DAY);

    narrator.print("\nDay 2");
    hold(second);
    secondDay(people(newcomers), second);
    seal(third);

    narrator.print("\nDay 3");
    tooEarlyAtTheCounter(third);
    collect(third, NO_SHOW_OF_100);
    hold(third);
    closeCounters(third);

    narrator.print("\nDay 4 and 5");
    collect(fourth, LATER_NO_SHOW_OF_100);
    closeCounters(fourth);
    collect(fourth.plusDays(1), 0);
    closeCounters(fourth.plusDays(1));

    evening.settle(account, app, results);
    notEligible();
    evening.turn(at(fourth.plusDays(2), "09:01:00"), 1);
    check(List.of(second, third), folder.resolve("draws"));
    account.add(new DrawAudit(evening.tail().events()).invariants());
    return account;
  }

  private List<Citizen> people(int count) {
    var citizens = population.citizens(count);
    for (Citizen citizen : citizens) {
      enter(citizen);
    }
    evening.knows(citizens);
    return citizens;
  }

  private void enter(Citizen citizen) {
    int luck = random.nextInt(100);
    boolean household = luck >= NEITHER_OF_100 + INSURED_ONLY_OF_100;
    if (household) {
      registers.enter(Fact.HOUSEHOLD_REGISTER, citizen.idNumber());
    }
    if (household ? random.nextInt(100) < INSURED_TOO_OF_100 : luck >= NEITHER_OF_100) {
      registers.enter(Fact.SOCIAL_INSURANCE, citizen.idNumber());
    }
  }

  private void setUp() {
    evening.publishPack(operator, "xiamen");
    var goods =
        Api.object(
            "sku", SKU, "names", Map.of("zh-CN", "一次性口罩10只", "en", "ten disposable masks"), "type", "MASK", "model",
            "disposable", "unitsPerShare", 10, "priceFen", 900);
    operator
        .put(
            "/v1/programmes/" + PROGRAMME,
            Api.object(
                "names", Map.of("zh-CN", "厦门口罩预约", "en", "Xiamen masks"), "pack", "xiamen", "packVersion", 1, "goods",
                List.of(goods), "opensOn", DAY.toString(), "notaryKeys", List.of(notary.publicKey())))
        .orFail("the programme");
    var outlets =
        OUTLETS.stream()
            .map(o -> Api.object(
                "outletId", o.id(), "district", o.district(), "names", Map.of("zh-CN", o.name(), "en", o.id()), "address",
                o.name(), "lon", o.lon(), "lat", o.lat(), "skus", List.of(SKU)))
            .toList();
    operator.put("/v1/programmes/" + PROGRAMME + "/outlets", Api.object("outlets", outlets)).orFail("the outlets");
    supply("first");
    narrator.say("%d outlets in six districts, %d shares of ten masks at each.", OUTLETS.size(), units);
  }

  private void supply(String batch) {
    for (Outlet outlet : OUTLETS) {
      operator
          .post(
              "/v1/programmes/" + PROGRAMME + "/supply", "supply-" + batch + outlet.id(),
              Api.object("batchId", batch, "units", units, "outletId", outlet.id()))
          .orFail("the supply");
    }
  }

  /** First the outlet, then oneself; some name a second and a third outlet. The same citizen always wants the same. */
  private static Map<String, Object> form(Citizen citizen) {
    var wanted = wanted(new Random(citizen.idNumber().hashCode()), citizen.district());
    var form =
        Api.object(
            "channel", "WECHAT", "language", "zh-CN", "outletId", wanted.getFirst(), "name", citizen.name(), "idNumber",
            citizen.idNumber(), "mobile", citizen.mobile(), "district", citizen.district(), "address",
            citizen.address());
    if (wanted.size() > 1) {
      form.put("alternatives", wanted.subList(1, wanted.size()));
    }
    return form;
  }

  private static List<String> wanted(Random dice, String district) {
    var near = new ArrayList<>(OUTLETS.stream().filter(o -> o.district().equals(district)).map(Outlet::id).toList());
    var far = new ArrayList<>(OUTLETS.stream().filter(o -> !o.district().equals(district)).map(Outlet::id).toList());
    Collections.shuffle(near, dice);
    Collections.shuffle(far, dice);
    return Stream.concat(near.stream(), far.stream()).limit(1 + dice.nextInt(3)).toList();
  }

  private void firstDay(List<Citizen> citizens) {
    int night = citizens.size() * 15 / 100;
    int morning = citizens.size() * 30 / 100;
    evening.turn(at(DAY, "03:00:00"), 1);
    register(citizens.subList(0, night), "Three at night");
    evening.turn(at(DAY, "09:00:00"), 1);
    outage(citizens.subList(night, morning));
    evening.turn(at(DAY, "14:00:00"), 1);
    register(citizens.subList(morning, citizens.size()), "In the afternoon");
    evening.turn(at(DAY, "18:00:00"), 1);
    flatmates(citizens);
    changeMinds();
    narrator.say(
        "%,d requests (%s; %s), refused: %s; the registers were asked %,d times.", applicants.requests(),
        applicants.latencies(), applicants.queues(), applicants.refusals(), registers.questions());
    long refused = evening.tail().ask(a -> a.closedAs(CaseOutcome.REFUSED));
    narrator.say("%d are neither in the household register nor insured here: NOT_ELIGIBLE.", refused);
    account.check("requests sent twice, all answered as the first time", applicants.repeats(), applicants.unequal());
  }

  /** All at once. @return their registrations */
  private Set<String> enrol(List<Citizen> citizens) {
    var registered = applicants.register(citizens, random);
    results.addAll(registered);
    registered.stream().filter(r -> r.registrationId() != null).forEach(r -> byId.put(r.registrationId(), r));
    return evening.registrations(registered);
  }

  private void register(List<Citizen> citizens, String when) {
    var ids = enrol(citizens);
    evening.await("every registration has its answer", () -> unanswered(ids) == 0);
    narrator.say("%s: %,d citizens register, each asked about at the registers.", when, ids.size());
  }

  private long unanswered(Collection<String> ids) {
    return evening.tail().ask(a -> {
      var answered = a.answered();
      return ids.stream().filter(id -> !answered.contains(id)).count();
    });
  }

  /** The household register is down: whoever is not insured has to wait, and nobody is refused for it. */
  private void outage(List<Citizen> citizens) {
    registers.isDown(Fact.HOUSEHOLD_REGISTER, true);
    var ids = enrol(citizens);
    var waiting = ids.stream().filter(id -> !registers.has(Fact.SOCIAL_INSURANCE, byId.get(id).citizen().idNumber())).toList();
    evening.await("the insured are in", () -> unanswered(ids) <= waiting.size());
    var wrong = new ArrayList<String>();
    evening.await(
        "those who wait see why",
        () -> waiting.stream().allMatch(id -> status(id).equals("ELIGIBILITY")));
    waiting.stream().filter(id -> evening.tail().ask(a -> a.answered().contains(id))).forEach(wrong::add);
    narrator.say(
        "The household register is down: %d citizens register, %d are known to the social insurance and are in, %d wait.",
        ids.size(), ids.size() - waiting.size(), waiting.size());
    account.check("citizens who waited for the register that was down, none refused", waiting.size(), wrong);
    registers.isDown(Fact.HOUSEHOLD_REGISTER, false);
    evening.await("the waiting cases are caught up", () -> {
      if (unanswered(waiting) > 0 && evening.isQuiet()) {
        evening.turn(evening.now().plus(ASK_AGAIN), 1);
      }
      return unanswered(waiting) == 0;
    });
    narrator.say("It is back: all %d of them have been asked about again.", waiting.size());
  }

  private String status(String registrationId) {
    return app.get("/v1/registrations/" + registrationId).orFail("a registration").body().path("status").asString();
  }

  private void flatmates(List<Citizen> citizens) {
    var mates =
        citizens.stream().filter(c -> registers.knows(c.idNumber())).limit(FLATMATES).map(population::flatmate).toList();
    evening.knows(mates);
    mates.forEach(c -> registers.enter(Fact.HOUSEHOLD_REGISTER, c.idNumber()));
    register(mates, "Who lives with somebody that is in already");
  }

  /** The last edit wins; what is taken back is not drawn. */
  private void changeMinds() {
    var in = List.copyOf(evening.tail().ask(a -> byId.keySet().stream()
        .filter(id -> !a.closed().contains(id)).sorted().toList()));
    for (String id : in.subList(0, Math.min(EDITS, in.size() / 4))) {
      edit(id, OUTLETS.get(random.nextInt(OUTLETS.size())).id());
      String last = OUTLETS.get(random.nextInt(OUTLETS.size())).id();
      edit(id, last);
      edited.put(id, last);
    }
    for (String id : in.subList(in.size() - Math.min(CANCELLATIONS, in.size() / 4), in.size())) {
      app.delete("/v1/registrations/" + id).orFail("the cancellation");
      cancelled.add(id);
    }
    evening.await("what was taken back is closed", () -> evening.tail().ask(a -> a.closed().containsAll(cancelled)));
    narrator.say(
        "%d citizens change their outlet twice, %d take their registration back.", edited.size(), cancelled.size());
  }

  private void edit(String id, String outletId) {
    app.patch("/v1/registrations/" + id, Api.object("outletId", outletId, "alternatives", List.of()))
        .orFail("the edit");
  }

  private void notEligible() {
    var wrong = new ArrayList<String>();
    int refused = 0;
    for (String id : byId.keySet()) {
      boolean known = registers.knows(byId.get(id).citizen().idNumber());
      boolean out = evening.tail().ask(a -> a.outcome(id)) == CaseOutcome.REFUSED;
      refused += out ? 1 : 0;
      if (known == out) {
        wrong.add(id + (out ? " was refused" : " was not refused"));
      }
    }
    account.check("citizens whom no register knows, they and nobody else refused", refused, wrong);
  }

  private static String drawId(LocalDate day) {
    return PROGRAMME + ".v1." + day;
  }

  private JsonNode draw(String drawId) {
    return anybody.get("/v1/draws/" + drawId).orFail("the draw").body();
  }

  private void awaitPhase(String drawId, String... phases) {
    evening.await(drawId + " is " + String.join(" or ", phases), () -> {
      String phase = draw(drawId).path("phase").asString();
      if (phase.equals("ABORTED") && !List.of(phases).contains(phase)) {
        throw new IllegalStateException(drawId + " was given up: " + draw(drawId).path("reason"));
      }
      return List.of(phases).contains(phase);
    });
  }

  /** The evening before: the list is closed and its root signed by operator and notary. */
  private void seal(LocalDate day) {
    String drawId = drawId(day);
    evening.turn(at(day.minusDays(1), "22:05:00"), 1);
    awaitPhase(drawId, "SEALED");
    JsonNode sealed = draw(drawId);
    narrator.say(
        "The list of %s is sealed: %,d entries, root %s….", drawId, sealed.path("entries").asInt(),
        sealed.path("root").asString().substring(0, 16));
    Answer stranger = new Notary(evening.as("notary", "stranger")).commit(drawId);
    account.check("commitments by a key that nobody has announced, refused", 1, stranger.code().equals("NOTARY_KEY_UNKNOWN"));
    notary.commit(drawId).orFail("the notary's commitment");
    Answer another = notary.revealAnother(drawId);
    account.check("shares other than the committed one, refused", 1, another.code().equals("SHARE_MISMATCH"));
    notary.reveal(drawId).orFail("the notary's share");
    narrator.say("The notary has signed the root, and tells its share of the seed before anybody can know the rest.");
  }

  private void maintenance(LocalDate day) {
    evening.turn(at(day, "22:30:00"), 1);
    var late = people(1).getFirst();
    var form = form(late);
    form.put("address", late.fullAddress());
    Answer answer = applicants.post(UUID.randomUUID().toString(), late, form);
    narrator.say("Somebody wants to register at 22:30: %d %s.", answer.status(), answer.code());
    account.check(
        "attempts during maintenance, refused", 1, answer.status() == 503 && answer.code().equals("MAINTENANCE"));
  }

  /** At nine, with the numbers of the public lotteries. */
  private void hold(LocalDate day) {
    String drawId = drawId(day);
    var numbers = Map.of("排列5", numbers(5), "福彩3D", numbers(3));
    if (evening.now().isBefore(at(day, "08:59:00"))) {
      evening.turn(at(day, "08:59:00"), 1);
    }
    Answer early = notary.reportBeacon(drawId, numbers);
    account.check("numbers told before nine, refused", 1, early.code().equals("BEACON_TOO_EARLY"));
    evening.turn(at(day, "09:00:01"), 1);
    notary.reportBeacon(drawId, numbers).orFail("the beacon");
    awaitPhase(drawId, "RANKED", "BLOCKED");
    account.check("draws that passed the tests for bias", 1, !draw(drawId).path("health").asString().equals("BLOCKED"));
    notary.attest(drawId).orFail("the attestation");
    awaitPhase(drawId, "PUBLISHED");
    evening.await(
        "all winners are drawn",
        () -> evening.tail().events(AllWinnersDrawn.class).stream().anyMatch(e -> e.drawId().equals(drawId)));
    evening.await("every winner has the unit", () -> reserved().containsAll(winners(drawId)));
    var winners = winners(drawId);
    evening.await("the winners' pick-ups are arranged", () -> arranged().containsAll(winners));
    narrator.say(
        "Nine o'clock, %s: of %,d entries %,d win; attested, and public with its bundle.", numbers,
        draw(drawId).path("entries").asInt(), winners.size());
  }

  private String numbers(int count) {
    var drawn = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      drawn.add(Integer.toString(random.nextInt(10)));
    }
    return String.join(" ", drawn);
  }

  private Set<String> winners(String drawId) {
    var winners = new HashSet<String>();
    evening.tail().events(WinnersDrawn.class).stream().filter(e -> e.drawId().equals(drawId))
        .forEach(e -> e.winners().stream().map(Win::caseId).forEach(winners::add));
    return winners;
  }

  private Set<String> reserved() {
    var reserved = new HashSet<String>();
    evening.tail().events(UnitsReserved.class).forEach(e -> reserved.add(e.caseId()));
    return reserved;
  }

  private Set<String> arranged() {
    var arranged = new HashSet<String>();
    evening.tail().events(PickupReady.class).forEach(e -> arranged.add(e.fulfilmentId()));
    return arranged;
  }

  private void secondDay(List<Citizen> citizens, LocalDate day) {
    evening.turn(at(day, "11:00:00"), 1);
    supply("second");
    register(citizens, "Newcomers");
    narrator.say("%d more shares arrive at each outlet; who lost stays in without doing anything.", units);
  }

  private List<Waiting> waiting(LocalDate day) {
    Instant opensAt = at(day, "08:00:00");
    return counters.waiting(e -> e.opensAt().equals(opensAt));
  }

  private void tooEarlyAtTheCounter(LocalDate day) {
    evening.turn(at(day, "07:59:00"), 1);
    var early = waiting(day).stream().limit(5).toList();
    refused("codes shown at 07:59, all refused", counters.redeem(early), "PICKUP_NOT_OPEN");
  }

  private void refused(String claim, List<Answer> answers, String code) {
    account.check(
        claim, answers.size(),
        answers.stream().filter(a -> !a.code().equals(code)).map(a -> a.status() + " " + a.code()).toList());
  }

  private void collect(LocalDate day, int noShowOf100) {
    evening.turn(at(day, "08:00:01"), 1);
    var waiting = waiting(day);
    var come = waiting.stream().filter(w -> random.nextInt(100) >= noShowOf100).toList();
    if (!come.isEmpty()) {
      Waiting astray = come.getFirst();
      String elsewhere =
          OUTLETS.stream().map(Outlet::id).filter(id -> !id.equals(astray.outletId())).findFirst().orElseThrow();
      Answer wrong = counters.redeem(elsewhere, astray.code());
      account.check("codes shown at another outlet, refused", 1, wrong.status() == 404 || wrong.status() == 409);
    }
    var answers = counters.redeem(come);
    account.check(
        "codes shown on " + day + " at the outlet won, all redeemed", come.size(),
        answers.stream().filter(a -> !a.isOk()).map(a -> a.status() + " " + a.code()).toList());
    refused("codes shown twice, refused", counters.redeem(come.stream().limit(3).toList()), "ALREADY_REDEEMED");
    waiting.stream().filter(w -> !come.contains(w)).map(Waiting::registrationId).forEach(noShows::add);
    evening.await(
        "what was handed over is closed",
        () -> evening.tail()
            .ask(a -> a.closed().containsAll(come.stream().map(Waiting::registrationId).toList())));
    narrator.say("Counters, 08:00–22:00: %d of %d winners come and buy their masks.", come.size(), waiting.size());
  }

  /** At ten who has not come loses the unit to the next in the order that was committed; then the next list is closed. */
  private void closeCounters(LocalDate day) {
    var missed = waiting(day).stream().filter(w -> noShows.contains(w.registrationId())).toList();
    evening.turn(at(day, "22:00:01"), 1);
    if (!missed.isEmpty()) {
      Answer late = counters.redeem(missed.getFirst().outletId(), missed.getFirst().code());
      account.check("codes shown after 22:00, refused", 1, !late.isOk());
    }
    evening.await("no-shows lose their units", () -> evening.tail().ask(a -> a.closed().containsAll(noShows)));
    evening.await(
        "every unit given back has gone on",
        () -> new DrawAudit(evening.tail().events()).haveGoneOn(noShows));
    var substitutes = new HashSet<String>();
    evening.tail().events(SubstituteDrawn.class).forEach(e -> substitutes.add(e.win().caseId()));
    evening.await("substitutes are told", () -> arranged().containsAll(substitutes));
    narrator.say(
        "Ten at night: %d no-shows, whose units have gone on; so far %d substitutes (递补).", missed.size(),
        substitutes.size());
    String next = drawId(day.plusDays(1));
    evening.turn(at(day, "22:05:00"), 1);
    awaitPhase(next, "ABORTED", "SEALED");
    if (draw(next).path("phase").asString().equals("SEALED")) {
      operator.post("/v1/draws/" + next + "/decision", UUID.randomUUID().toString(),
          Api.object("decision", "ANNUL", "reason", "the demonstration ends")).orFail("the decision");
      awaitPhase(next, "ABORTED");
    }
    narrator.say("No draw tomorrow: %s.", draw(next).path("reason").asString());
  }

  private void check(List<LocalDate> days, Path folder) {
    int receipts = 0;
    int proofs = 0;
    var missing = new ArrayList<String>();
    var unsigned = new ArrayList<String>();
    var differing = new ArrayList<String>();
    var choices = new ArrayList<String>();
    narrator.print("");
    for (LocalDate day : days) {
      awaitPhase(drawId(day), "CLOSED");
      var draw = PublishedDraw.fetch(anybody, drawId(day), folder);
      draw.account(account, narrator, HOUSEHOLD_MAX);
      var key = operatorKey(draw);
      for (Result result : results) {
        JsonNode answer = result.answer();
        if (!answer.path("drawId").asString("").equals(draw.drawId())) {
          continue;
        }
        String id = result.registrationId();
        String tag = answer.path("entryTag").asString();
        receipts++;
        if (!isReceipt(answer, key)) {
          unsigned.add(id);
        }
        boolean out = cancelled.contains(id) || !registers.knows(result.citizen().idNumber());
        if (draw.lists(tag) == out) {
          missing.add(id + (out ? " is on the list" : " is not on the list"));
        }
        if (!out && edited.containsKey(id)
            && !draw.choices(tag).equals(List.of(PROGRAMME + "/" + edited.get(id)))) {
          choices.add(id + " stands with " + draw.choices(tag));
        }
        if (!out && proofs < PROOFS * days.size() && (receipts % 7 == 0 || edited.containsKey(id))) {
          proofs++;
          var told = anybody.get("/v1/draws/" + draw.drawId() + "/proofs/" + id).orFail("the proof").body();
          String differs = draw.differsFrom(told, tag);
          if (!differs.isEmpty()) {
            differing.add(id + ": " + differs);
          }
        }
      }
    }
    account.check("signed receipts, the tag of each on the list of its draw if it has to be", receipts, missing);
    account.check("receipts signed by the key that sealed the lists", receipts, unsigned);
    account.check("edited entries, on the list as they were edited last", edited.size(), choices);
    account.check("explanations that agree with the bundle and lead to its root", proofs, differing);
  }

  private static ECKey operatorKey(PublishedDraw draw) {
    try {
      return ECKey.parse(draw.operatorKey().toString());
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the receipt says, signed, what the answer says. */
  private static boolean isReceipt(JsonNode answer, ECKey key) {
    try {
      var jws = JWSObject.parse(answer.path("receipt").asString(""));
      JsonNode claims = Api.JSON.readTree(jws.getPayload().toBytes());
      var same =
          Stream.of("registrationId", "drawId", "entryTag")
              .allMatch(name -> claims.path(name).asString().equals(answer.path(name).asString()));
      return same && jws.verify(new ECDSAVerifier(key));
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }
}
