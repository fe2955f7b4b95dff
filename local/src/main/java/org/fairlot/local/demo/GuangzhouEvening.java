package org.fairlot.local.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentArranged;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.local.demo.Api.Answer;
import org.fairlot.local.demo.Applicants.Result;

/**
 * Guangzhou, 2 February 2020 (穗康): a health declaration first, then outlet, mask and arrival slot. Most collect their
 * masks at the counter on the next day; who has a symptom gets them by courier, so that nobody has a reason to lie.
 */
final class GuangzhouEvening {

  private static final String PROGRAMME = "guangzhou-2020-02-02";
  private static final Instant OPENING = at("2020-02-02T20:00:00+08:00");
  private static final Instant FIRST_SLOT = at("2020-02-03T10:05:00+08:00");
  private static final Instant SECOND_SLOT = at("2020-02-03T14:05:00+08:00");
  private static final Instant COUNTERS_CLOSED = at("2020-02-04T21:05:00+08:00");
  private static final List<String> SLOTS = List.of("2020-02-03T10:00/12:00", "2020-02-03T14:00/16:00");
  private static final List<String> SKUS = List.of("MASK-FLAT", "MASK-N95");
  private static final int DAYS_AT_MOST = 6;
  private static final int NO_SHOW_OF_100 = 8;
  private static final int WITHOUT_DECLARATION = 30;

  private record Outlet(String id, String district, String name, double lon, double lat) {}

  private static final List<Outlet> OUTLETS =
      List.of(
          new Outlet("gz-yuexiu-1", "440104", "健民药房 中山五路店", 113.2644, 23.1251),
          new Outlet("gz-liwan-1", "440103", "大参林药房 上下九店", 113.2440, 23.1158),
          new Outlet("gz-haizhu-1", "440105", "采芝林药房 宝岗店", 113.2622, 23.0937),
          new Outlet("gz-tianhe-1", "440106", "海王星辰药房 岗顶店", 113.3388, 23.1361));

  private final Evening evening;
  private final Narrator narrator;
  private final Account account = new Account();
  private final Random random;
  private final Api operator;
  private final Api app;
  private final Counters counters;
  private final List<Citizen> citizens;
  private final Set<Citizen> withSymptom = new HashSet<>();
  private final Map<Citizen, String> receipts = new HashMap<>();
  private final int sharesPerPool;
  private List<Result> results = List.of();

  private GuangzhouEvening(Evening evening, long seed, int crowd, int sharesPerPool) {
    this.evening = evening;
    this.narrator = evening.narrator();
    this.random = new Random(seed);
    this.operator = evening.as("operator", "guangzhou-operator");
    this.app = evening.as("registration", "suikang");
    this.counters = new Counters(evening, app);
    this.citizens = new Population("guangzhou", seed).citizens(crowd);
    this.sharesPerPool = sharesPerPool;
  }

  private static Instant at(String time) {
    return OffsetDateTime.parse(time).toInstant();
  }

  /** Plays it. @param sharesPerPool at each outlet, of each mask, in each slot */
  static Account play(Path folder, long seed, int crowd, int sharesPerPool) {
    try (var evening = Evening.begin(folder, "2020-02-02T19:00:00+08:00")) {
      return new GuangzhouEvening(evening, seed, crowd, sharesPerPool).play();
    }
  }

  private Account play() {
    evening.knows(citizens);
    evening.courier("chinapost", random.nextLong());
    evening.courier("cainiao", random.nextLong());
    setUp();
    evening.turn(OPENING, 1);
    comeWithoutDeclaration();
    declare();
    register();
    collect(FIRST_SLOT, SLOTS.get(0));
    collect(SECOND_SLOT, SLOTS.get(1));
    closeCounters();
    evening.settle(account, app, results);
    return account;
  }

  private void setUp() {
    evening.publishPack(operator, "guangzhou");
    var goods = new ArrayList<Map<String, Object>>();
    goods.add(mask(SKUS.get(0), "一次性平面口罩10只", "ten flat masks", "flat", 10, 500));
    goods.add(mask(SKUS.get(1), "KN95口罩2只", "two KN95 masks", "KN95", 2, 1200));
    operator
        .put(
            "/v1/programmes/" + PROGRAMME,
            Api.object(
                "names", Map.of("zh-CN", "广州穗康口罩预约", "en", "Guangzhou Suikang masks"), "pack", "guangzhou",
                "packVersion", 1, "goods", goods, "opensOn", "2020-02-02"))
        .orFail("the programme");
    var outlets = new ArrayList<Map<String, Object>>();
    for (Outlet outlet : OUTLETS) {
      outlets.add(
          Api.object(
              "outletId", outlet.id(), "district", outlet.district(), "names",
              Map.of("zh-CN", outlet.name(), "en", outlet.id()),
              "address", outlet.name(), "lon", outlet.lon(), "lat", outlet.lat(), "skus", SKUS, "slots",
              List.of("10:00/12:00", "14:00/16:00")));
    }
    operator.put("/v1/programmes/" + PROGRAMME + "/outlets", Api.object("outlets", outlets)).orFail("the outlets");
    int pools = 0;
    for (Outlet outlet : OUTLETS) {
      for (String sku : SKUS) {
        for (String slot : SLOTS) {
          operator
              .post(
                  "/v1/programmes/" + PROGRAMME + "/supply", "supply-" + outlet.id() + sku + slot,
                  Api.object(
                      "batchId", "evening", "units", sharesPerPool, "outletId", outlet.id(), "sku", sku, "slot", slot))
              .orFail("the supply");
          pools++;
        }
      }
    }
    narrator.say("%d pools (outlet × mask × slot) of %d shares each.", pools, sharesPerPool);
  }

  private static Map<String, Object> mask(String sku, String zh, String en, String model, int units, int priceFen) {
    return Api.object(
        "sku", sku, "names", Map.of("zh-CN", zh, "en", en), "type", "MASK", "model", model, "unitsPerShare", units,
        "priceFen", priceFen);
  }

  private void comeWithoutDeclaration() {
    var hasty = citizens.subList(0, Math.min(WITHOUT_DECLARATION, citizens.size()));
    var applicants = new Applicants(app, PROGRAMME, this::form);
    var knocks =
        hasty.stream().<Callable<Answer>>map(c -> () -> applicants.post(UUID.randomUUID().toString(), c, form(c)))
            .toList();
    long refused =
        Evening.together(knocks, knocks.size()).stream()
            .filter(a -> a.status() == 409 && a.code().equals("HEALTH_DECLARATION_REQUIRED"))
            .count();
    narrator.say("It is 20:00. %d citizens come without a health declaration: %d are asked for one.", hasty.size(),
        refused);
    account.check("registrations without a declaration, all refused", refused, refused == hasty.size());
  }

  private void declare() {
    var tasks = new ArrayList<Callable<Answer>>();
    var latencies = new Latencies();
    for (Citizen citizen : citizens) {
      boolean symptom = random.nextInt(100) < 6;
      boolean hubei = random.nextInt(100) < 4;
      if (symptom) {
        withSymptom.add(citizen);
      }
      var body =
          Api.object(
              "docType", "RESIDENT_ID", "idNumber", citizen.idNumber(), "district", citizen.district(), "returnedAt",
              "2020-01-2" + random.nextInt(9), "hubeiTravel", hubei, "contactWithCase", false, "symptoms",
              symptom ? List.of("FEVER", "COUGH") : List.of(), "temperatureCelsius", symptom ? 38.2 : 36.5);
      tasks.add(() -> app.post("/v1/health-declarations", UUID.randomUUID().toString(), body));
    }
    var answers = Evening.together(tasks, 64);
    answers.forEach(a -> latencies.add(a.millis()));
    var verdicts = new TreeMap<String, Integer>();
    answers.forEach(a -> verdicts.merge(
        a.isOk() ? a.body().path("verdict").asString("not known in time") : a.code(), 1, Integer::sum));
    narrator.say("%,d health declarations (%s): %s.", answers.size(), latencies, verdicts);
    account.check("health declarations, all taken", answers.size(), answers.stream().allMatch(Answer::isOk));
    // an app that declared for the citizen hands the receipt on; who declared elsewhere is known by what was published
    for (int i = 0; i < citizens.size(); i += 2) {
      String receipt = answers.get(i).body().path("receipt").asString("");
      if (!receipt.isEmpty()) {
        receipts.put(citizens.get(i), receipt);
      }
    }
    evening.await("declarations are in the log", () -> declared() == citizens.size());
  }

  private long declared() {
    return evening.tail().events().stream().filter(r -> r.event() instanceof DeclarationMade).count();
  }

  private Map<String, Object> form(Citizen citizen) {
    var form = choose(citizen);
    form.putAll(
        Api.object(
            "channel", "WECHAT_MINI", "language", "zh-CN", "name", citizen.name(), "docType", "RESIDENT_ID", "idNumber",
            citizen.idNumber(), "mobile", citizen.mobile(), "district", citizen.district(), "address",
            citizen.address(), "wantIfSoldOut", true));
    if (receipts.containsKey(citizen)) {
      form.put("healthReceipt", receipts.get(citizen));
    }
    return form;
  }

  /** The last outlet is wanted by more people than it has masks for; the same citizen always wants the same. */
  private static Map<String, Object> choose(Citizen citizen) {
    var dice = new Random(citizen.idNumber().hashCode());
    Outlet outlet = OUTLETS.get(Math.min(dice.nextInt(OUTLETS.size() + 2), OUTLETS.size() - 1));
    return Api.object(
        "outletId", outlet.id(), "sku", SKUS.get(dice.nextInt(3) == 0 ? 1 : 0), "slot", SLOTS.get(dice.nextInt(2)),
        "mode", dice.nextInt(4) == 0 ? "COURIER" : "PICKUP");
  }

  private void register() {
    var applicants = new Applicants(app, PROGRAMME, this::form);
    results = applicants.register(citizens, random);
    Set<String> ids = evening.registrations(results);
    evening.await("every registration has its answer", () -> evening.tail().ask(a -> a.answered().containsAll(ids)));
    narrator.say("%,d requests answered: %s; %s; refused: %s.", applicants.requests(), applicants.latencies(),
        applicants.queues(), applicants.refusals());
    narrator.say(
        "%,d have their masks, %,d are on a waiting list.", evening.tail().ask(a -> a.granted().size()),
        evening.tail().ask(Audit::openWants));
    account.check("registrations, one for each citizen", ids.size(), ids.size() == citizens.size());
    account.check("requests sent twice, all answered as the first time", applicants.repeats(), applicants.unequal());
    evening.await("every hand-over is arranged", evening::isQuiet);
    var arranged = arranged();
    var wrong = new ArrayList<String>();
    int turned = 0;
    for (Result result : results) {
      var mode = arranged.get(result.registrationId());
      if (mode != null && withSymptom.contains(result.citizen())) {
        turned++;
        if (mode != Stage.Mode.COURIER) {
          wrong.add(result.registrationId() + " has a symptom and goes to the counter");
        }
      }
    }
    narrator.say("%d of them have a symptom: a courier brings theirs.", turned);
    account.check("citizens with a symptom, all served by courier", turned, wrong);
    evening.correctAddresses(app, results, 0);
  }

  private Map<String, Stage.Mode> arranged() {
    var modes = new HashMap<String, Stage.Mode>();
    evening.tail().events().forEach(r -> {
      if (r.event() instanceof FulfilmentArranged e) {
        modes.put(e.fulfilmentId(), e.mode());
      }
    });
    return modes;
  }

  private void collect(Instant when, String slot) {
    evening.turn(when, 1);
    evening.await("the counters are ready", evening::isQuiet);
    var waiting = counters.waiting(e -> slot.equals(e.slot()));
    var come = waiting.stream().filter(w -> random.nextInt(100) >= NO_SHOW_OF_100).toList();
    if (!come.isEmpty()) {
      account.check("guessed codes, all refused", 1, counters.guess(come.getFirst()).status() == 404);
    }
    var answers = counters.redeem(come);
    long handedOver = answers.stream().filter(Answer::isOk).count();
    narrator.say(
        "Counters, slot %s: %d of %d citizens come, %d get their masks against the code.", slot, come.size(),
        waiting.size(), handedOver);
    account.check(
        "codes shown in slot " + slot.substring(11) + ", all redeemed", come.size(),
        answers.stream().filter(a -> !a.isOk()).map(a -> a.status() + " " + a.code()).toList());
  }

  /** Day by day, until what came back has reached the next in the queue, or has found nobody any more. */
  private void closeCounters() {
    evening.bringHome();
    for (int day = 0; day < DAYS_AT_MOST
        && (day == 0 || !evening.tail().ask(Audit::grantedWithoutEnd).isEmpty()); day++) {
      evening.turn(COUNTERS_CLOSED.plus(Duration.ofDays(day)), 1);
      evening.await("what was not collected goes back", evening::isQuiet);
      evening.correctAddresses(app, results, 0);
      evening.bringHome();
    }
    narrator.say(
        "The counters close: %d shares came back, from who did not come, changed their mind or refused the parcel.",
        evening.tail().ask(Audit::returned));
  }
}
