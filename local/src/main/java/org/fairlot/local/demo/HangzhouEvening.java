package org.fairlot.local.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.delivery.BoardEvent.CourierDown;
import org.fairlot.kernel.Recorded;
import org.fairlot.local.demo.Api.Answer;
import org.fairlot.local.demo.Applicants.Result;

/**
 * Hangzhou, 2 February 2020: at 19:30 the city gives away masks, first come first served, brought home by two couriers.
 * On the real evening they were gone within minutes, and addresses that nobody could find cost the couriers days.
 */
final class HangzhouEvening {

  private static final String PROGRAMME = "hangzhou-2020-02-02";
  private static final String CHANNEL = "ALIPAY";
  private static final Instant OPENING = OffsetDateTime.parse("2020-02-02T19:30:00+08:00").toInstant();
  /** Longer than the pack's {@code acceptMinutes}: what was not accepted is taken back. */
  private static final Duration PATIENCE_WITH_COURIERS = Duration.ofMinutes(16);

  private static final int EARLY_BIRDS = 12;
  private static final int WRONG_CHANNEL = 25;
  private static final int CANCELLATIONS = 10;
  /** Citizens who never answer the question about their address. */
  private static final int SILENT = 5;
  private static final int DAYS_AT_MOST = 4;

  private final Evening evening;
  private final Narrator narrator;
  private final Account account = new Account();
  private final Population population;
  private final Random random;
  private final Api operator;
  private final Api app;
  private final Applicants applicants;
  private List<Result> results = List.of();
  private final int crowd;
  private final int shares;
  private final int restock;

  private HangzhouEvening(Evening evening, long seed, int crowd, int shares, int restock) {
    this.evening = evening;
    this.narrator = evening.narrator();
    this.population = new Population("hangzhou", seed);
    this.random = new Random(seed);
    this.operator = evening.as("operator", "hangzhou-operator");
    this.app = evening.as("registration", "alipay");
    this.applicants = new Applicants(app, PROGRAMME, HangzhouEvening::form);
    this.crowd = crowd;
    this.shares = shares;
    this.restock = restock;
  }

  /** Plays it. @return what held and what did not */
  static Account play(Path folder, long seed, int crowd, int shares, int restock) {
    try (var evening = Evening.begin(folder, "2020-02-02T19:25:00+08:00")) {
      return new HangzhouEvening(evening, seed, crowd, shares, restock).play();
    }
  }

  private Account play() {
    var citizens = population.citizens(crowd);
    var earlyBirds = population.citizens(EARLY_BIRDS);
    evening.knows(citizens);
    evening.knows(earlyBirds);
    var eleme = evening.courier("eleme", random.nextLong());
    var danniao = evening.courier("danniao", random.nextLong());
    eleme.fallSilent();

    setUp();
    knockTooEarly(earlyBirds);
    rush(citizens);
    restock();
    takeBackSome();
    evening.await("addresses are asked about", evening::isQuiet);
    evening.correctAddresses(app, results, SILENT);
    courierFails(eleme, danniao);
    eleme.recover();
    evening.bringHome();
    nextDays();
    evening.settle(account, app, results);
    return account;
  }

  private void setUp() {
    evening.publishPack(operator, "hangzhou");
    var goods =
        Api.object(
            "sku", "MASK5", "names", Map.of("zh-CN", "一次性口罩5只", "en", "five disposable masks"), "type", "MASK", "model",
            "disposable", "unitsPerShare", 5, "priceFen", 0);
    operator
        .put(
            "/v1/programmes/" + PROGRAMME,
            Api.object(
                "names", Map.of("zh-CN", "杭州口罩预约 2月2日", "en", "Hangzhou masks, 2 February"), "pack", "hangzhou",
                "packVersion", 1, "goods", List.of(goods), "opensOn", "2020-02-02"))
        .orFail("the programme");
    release("evening", shares);
    narrator.say("The operator has set up %s with %,d shares of five masks.", PROGRAMME, shares);
  }

  private void release(String batch, int units) {
    operator
        .post("/v1/programmes/" + PROGRAMME + "/supply", "supply-" + batch,
            Api.object("batchId", batch, "units", units))
        .orFail("the supply");
  }

  /** What an app sends: the five fields of the pack's form, and how the citizen came. */
  private static Map<String, Object> form(Citizen citizen) {
    return Api.object(
        "channel", CHANNEL, "language", "zh-CN", "name", citizen.name(), "idNumber", citizen.idNumber(), "mobile",
        citizen.mobile(), "district", citizen.district(), "address", citizen.address(), "wantIfSoldOut",
        citizen.mobile().hashCode() % 4 != 0);
  }

  /** 19:29:59 is too early, and the refusal says so with the server's own time. */
  private void knockTooEarly(List<Citizen> earlyBirds) {
    evening.turn(OPENING.minusSeconds(5), 1);
    // the first request of all finds everything cold; nobody is to be late for 19:29:59 because of that
    knock(earlyBirds.getFirst());
    evening.sleepUntil(OPENING.minusSeconds(1));
    var knocks = earlyBirds.stream().<Callable<Answer>>map(citizen -> () -> knock(citizen)).toList();
    var answers = Evening.together(knocks, knocks.size());
    long refused = answers.stream().filter(a -> a.status() == 403 && a.code().equals("NOT_OPEN")).count();
    // on a machine that is busy with something else, a knock may be heard after the opening
    long inTime = answers.stream().filter(a -> serverTime(a).isBefore(OPENING) || a.code().equals("NOT_OPEN")).count();
    Instant last = answers.stream().map(HangzhouEvening::serverTime).filter(OPENING::isAfter).max(Instant::compareTo)
        .orElse(OPENING);
    narrator.say("%d early birds knock, the last at %s by the server's clock: NOT_OPEN, opens at 19:30.", inTime,
        Narrator.time(last));
    account.check("early birds until 19:29:59, all refused", refused, refused == inTime);
  }

  private Answer knock(Citizen citizen) {
    return applicants.post(UUID.randomUUID().toString(), citizen, form(citizen));
  }

  private static Instant serverTime(Answer answer) {
    return Instant.parse(answer.body().path("serverTime").asString(OPENING.plusSeconds(1).toString()));
  }

  private void rush(List<Citizen> citizens) {
    evening.sleepUntil(OPENING);
    narrator.say("It is 19:30: %,d citizens at once.", citizens.size());
    var rush = new Applicants(app, PROGRAMME, HangzhouEvening::form);
    var astray = citizens.subList(0, Math.min(WRONG_CHANNEL, citizens.size()));
    long moved = astray.stream().filter(citizen -> isSentOn(rush, citizen)).count();
    long started = System.nanoTime();
    results = rush.register(citizens, random);
    double seconds = (System.nanoTime() - started) / 1e9;
    Set<String> registrations = evening.registrations(results);
    evening.await("every registration has its answer", () -> evening.tail()
        .ask(a -> a.answered().containsAll(registrations)));
    narrator.say(
        "%,d requests answered in %.1f s: %s; %s.", rush.requests(), seconds, rush.latencies(), rush.queues());
    if (rush.undecided() > 0) {
      narrator.say("%,d of them with 202: the decision was not known in time, the registration was.", rush.undecided());
    }
    narrator.say("Refused on the way: %s.", rush.refusals());
    var times = grantTimes();
    narrator.say(
        "%,d shares given, the last of them %.1f s after the opening; %,d citizens left a want.", times.size(),
        Duration.between(OPENING, times.getLast()).toMillis() / 1000.0, evening.tail().ask(Audit::openWants));
    account.check("requests by yesterday's app, all told where to go", moved, moved == astray.size());
    account.check("requests sent twice, all answered as the first time", rush.repeats(), rush.unequal());
    account.check(
        "registrations that were taken, all of them in the log", registrations.size(),
        registrations.stream().filter(id -> !evening.tail().ask(a -> a.opened().contains(id))).toList());
    account.check("shares given in the rush, all and no more", times.size(),
        times.size() == Math.min(shares, registrations.size()));
  }

  private static boolean isSentOn(Applicants rush, Citizen citizen) {
    var old = form(citizen);
    old.put("channel", "WECHAT_H5");
    return rush.post(UUID.randomUUID().toString(), citizen, old).code().equals("CHANNEL_MOVED");
  }

  private List<Instant> grantTimes() {
    return evening.tail().events().stream().filter(r -> r.event() instanceof UnitsReserved).map(Recorded::at)
        .sorted().toList();
  }

  private void restock() {
    release("restock", restock);
    int wanted = Math.min(restock, evening.tail().ask(Audit::servedWants) + evening.tail().ask(Audit::openWants));
    evening.await("the restock serves the wants", () -> evening.tail().ask(Audit::servedWants) >= wanted);
    narrator.say("%,d more shares arrive (补货): %,d wants are served, in their order.", restock, wanted);
  }

  /** People change their minds; what they had goes to the next. */
  private void takeBackSome() {
    var granted = evening.tail().ask(a -> List.copyOf(a.granted()));
    var back = granted.subList(0, Math.min(CANCELLATIONS, granted.size()));
    back.forEach(id -> app.delete("/v1/registrations/" + id).orFail("the cancellation"));
    evening.await("what was taken back is closed", () -> evening.tail().ask(a -> a.closed().containsAll(back)));
    narrator.say("%d citizens take their registration back; their shares go to the next.", back.size());
  }

  /** 饿了么 says nothing: its parcels are taken back, and the other courier takes them over. */
  private void courierFails(CourierPartner silent, CourierPartner working) {
    evening.await("orders reach the couriers", evening::isQuiet);
    int stuck = silent.orders();
    evening.turn(evening.now().plus(PATIENCE_WITH_COURIERS), 1);
    evening.await(
        "the other courier takes over",
        () -> silent.revoked() >= stuck && evening.isQuiet());
    long down = evening.tail().events().stream().filter(r -> r.event() instanceof CourierDown).count();
    narrator.say(
        "%s has not answered for %d minutes: %,d parcels go to %s instead, which now has %,d.", silent.name(),
        PATIENCE_WITH_COURIERS.toMinutes(), stuck, working.name(), working.accepted());
    account.check("times a courier was found to be down", down, down > 0 || stuck == 0);
  }

  /** Quiet hours end, addresses that nobody corrected lapse, and what came back reaches the next in the queue. */
  private void nextDays() {
    for (int day = 1; day <= DAYS_AT_MOST && !evening.tail().ask(Audit::grantedWithoutEnd).isEmpty(); day++) {
      evening.turn(evening.now().plus(Duration.ofDays(1)), 1);
      evening.await("what lapsed is given on", evening::isQuiet);
      evening.await("addresses are asked about", evening::isQuiet);
      evening.correctAddresses(app, results, 0);
      evening.bringHome();
    }
  }
}
