package org.fairlot.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.local.Suite;
import org.fairlot.local.SuiteSettings;
import org.fairlot.local.demo.Api.Answer;
import org.fairlot.local.demo.Applicants.Result;

/** A suite with everyone around it who takes part in an evening: operator, apps, couriers, the provider of messages. */
final class Evening implements AutoCloseable {

  private static final Duration TOKENS_VALID = Duration.ofHours(12);
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  /** What a page may be behind the log, however slow the machine is. */
  private static final Duration PAGE_LAG_MAX = Duration.ofSeconds(30);
  /** Several times what an event takes from one service to the next, where the machine has nothing else to do. */
  private static final Duration QUIET = Duration.ofMillis(500);
  /** Decisions that could have been taken one after the other while nothing happened, however slow the machine is. */
  private static final int DECISIONS_IN_QUIET = 5;
  private static final Duration QUIET_MAX = Duration.ofSeconds(15);

  private final Suite suite;
  private final ProviderOfMessages provider;
  private final EventTail tail;
  private final Narrator narrator;
  private final List<CourierPartner> couriers = new ArrayList<>();
  private final List<Citizen> known = new ArrayList<>();
  private final Set<String> questioned = new HashSet<>();
  private final Map<String, Api> callers = new ConcurrentHashMap<>();
  private final Pace pace = new Pace();

  private Evening(Suite suite, ProviderOfMessages provider, EventTail tail, Narrator narrator) {
    this.suite = suite;
    this.provider = provider;
    this.tail = tail;
    this.narrator = narrator;
  }

  /** @param from the time on the city's clock, with offset; @param folder of a suite that has none of its own yet */
  static Evening begin(Path folder, String from) {
    return begin(folder, from, Map.of());
  }

  /** @param properties of the services, e.g. where this city's registers answer */
  static Evening begin(Path folder, String from, Map<String, String> properties) {
    long started = System.nanoTime();
    System.out.println("Starting the suite …");
    var provider = ProviderOfMessages.start();
    Suite suite = null;
    try {
      var all = new HashMap<>(properties);
      all.put("fairlot.sms.base-url", provider.url());
      all.put("fairlot.sms.access-key", "demo");
      // a contract for a whole city at once: the morning after has all messages that waited for the quiet hours to end
      all.put("fairlot.sms.per-second", "1000");
      var settings =
          SuiteSettings.embedded(folder)
              .at(OffsetDateTime.parse(from).toInstant(), 1)
              .with(all);
      suite = Suite.start(settings, step -> {});
      var narrator = new Narrator(System.out, suite.clock()::now);
      var tail = EventTail.start(suite.kafka());
      var evening = new Evening(suite, provider, tail, narrator);
      provider.reportTo(evening.as("sms", null), suite.clock()::now);
      narrator.say("The suite is up at %s after %.1f s.", suite.url(), (System.nanoTime() - started) / 1e9);
      return evening;
    } catch (RuntimeException e) {
      if (suite != null) {
        suite.close();
      }
      provider.close();
      throw e;
    }
  }

  /** The API for a caller in this role. @param who {@code null}: just somebody */
  Api as(String role, String who) {
    return callers.computeIfAbsent(
        role + " " + who, caller -> new Api(suite.url(), suite.issuer().token(role, who, TOKENS_VALID), pace));
  }

  /** The API for anybody: no token. */
  Api anybody() {
    return new Api(suite.url(), null);
  }

  /** Publishes the first version of a city's pack, as it stands in contracts. */
  void publishPack(Api operator, String name) {
    operator.putYaml("/v1/packs/" + name + "/versions/1", shippedPack(name)).orFail("the pack");
  }

  /** The text of a pack that stands in contracts. */
  static String shippedPack(String name) {
    try (var yaml = Evening.class.getResourceAsStream("/packs/" + name + ".yaml")) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A courier partner; who is there already is asked no second time. */
  CourierPartner courier(String code, long seed) {
    var known = couriers.stream().filter(courier -> courier.name().equals(code)).findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    var partner = CourierPartner.start(code, suite.kafka(), as("courier", code), suite.clock()::now, seed);
    couriers.add(partner);
    return partner;
  }

  /** Whose data must not be found anywhere in the end. */
  void knows(List<Citizen> citizens) {
    known.addAll(citizens);
  }

  Suite suite() {
    return suite;
  }

  ProviderOfMessages provider() {
    return provider;
  }

  EventTail tail() {
    return tail;
  }

  Narrator narrator() {
    return narrator;
  }

  List<CourierPartner> couriers() {
    return couriers;
  }

  Instant now() {
    return suite.clock().now();
  }

  /** Turns the city's clock. @param to with offset, {@code null}: as it is */
  void turn(Instant to, double speed) {
    suite.clock().turn(to, speed);
  }

  /** Waits at the present speed until the city's clock shows this time. */
  void sleepUntil(Instant instant) {
    Duration left;
    while (!(left = suite.clock().realDurationUntil(instant)).isZero()) {
      pause(left.compareTo(Duration.ofMillis(20)) < 0 ? left : left.dividedBy(2));
    }
  }

  /**
   * @throws IllegalStateException if it does not come to pass within minutes: far longer than any machine should need
   */
  void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Waited " + PATIENCE.toSeconds() + " s in vain: " + what + ".");
      }
      pause(Duration.ofMillis(50));
    }
  }

  static void pause(Duration real) {
    try {
      TimeUnit.NANOSECONDS.sleep(real.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Does all of this at once, at most {@code atOnce} at a time, and hands back the results in order. */
  static <T> List<T> together(List<Callable<T>> tasks, int atOnce) {
    var limit = new Semaphore(atOnce);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<T>>();
      for (var task : tasks) {
        futures.add(
            threads.submit(
                () -> {
                  limit.acquire();
                  try {
                    return task.call();
                  } finally {
                    limit.release();
                  }
                }));
      }
      var results = new ArrayList<T>(tasks.size());
      for (var future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The registrations that these citizens have. */
  Set<String> registrations(List<Result> results) {
    return results.stream()
        .map(Result::registrationId)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether nothing has happened for a moment: nothing is on its way from one service to another. */
  boolean isQuiet() {
    int before = tail.happened();
    long decisions = pace.now().multipliedBy(DECISIONS_IN_QUIET).toMillis();
    pause(Duration.ofMillis(Math.clamp(decisions, QUIET.toMillis(), QUIET_MAX.toMillis())));
    return tail.happened() == before;
  }

  /**
   * The road alone is no address: the citizens concerned are asked, and answer. Whoever may be asked, has been.
   *
   * @param silent how many of those who are asked for the first time do not
   * @return how many were asked
   */
  int correctAddresses(Api app, List<Result> results, int silent) {
    var asked = new LinkedHashSet<String>();
    // other cities of the same suite ask theirs
    var own = registrations(results);
    tail.events().forEach(r -> {
      if (r.event() instanceof AddressCorrectionAsked e && own.contains(e.fulfilmentId()) && !questioned.contains(e.fulfilmentId())) {
        asked.add(e.fulfilmentId());
      }
    });
    questioned.addAll(asked);
    if (asked.isEmpty()) {
      return 0;
    }
    var citizens = results.stream().filter(r -> asked.contains(r.registrationId())).skip(silent).toList();
    var tasks = new ArrayList<Callable<Answer>>();
    for (Result r : citizens) {
      tasks.add(() -> app.patch(
          "/v1/registrations/" + r.registrationId(), Api.object("address", r.citizen().fullAddress())));
    }
    int corrected = 0;
    for (Answer answer : together(tasks, 16)) {
      // who has taken the registration back in the meantime has nothing left to correct
      if (!answer.code().equals("REGISTRATION_CLOSED")) {
        answer.orFail("the correction of an address");
        corrected++;
      }
    }
    narrator.say(
        "%d addresses would not be found: %d citizens correct theirs, %d do not.", asked.size(), corrected,
        asked.size() - corrected);
    return asked.size();
  }

  /** Couriers carry out what they have; at this speed an hour on the road takes six seconds. */
  void bringHome() {
    await("orders are accepted", this::isQuiet);
    bringHome(Instant.MAX);
  }

  /**
   * The same, but no longer than until then.
   *
   * @return how many parcels they had
   */
  int bringHome(Instant until) {
    int before = delivered();
    int underWay = underWay();
    if (underWay == 0) {
      return 0;
    }
    narrator.say("The couriers set out with %,d parcels.", underWay);
    turn(null, 600);
    await(
        "every parcel has its end",
        () -> {
          narrator.progress("%,d parcels under way", underWay());
          return !now().isBefore(until) || underWay() == 0 && isQuiet();
        });
    turn(null, 1);
    narrator.say("%,d parcels delivered; %d so far were refused at the door and brought back.", delivered() - before,
        couriers.stream().mapToInt(CourierPartner::returned).sum());
    return underWay;
  }

  private int underWay() {
    return couriers.stream().mapToInt(CourierPartner::underWay).sum();
  }

  private int delivered() {
    return couriers.stream().mapToInt(c -> c.handedOver().size()).sum();
  }

  /** Lets the last messages out, looks at every registration as its citizen does, and does the accounts. */
  void settle(Account account, Api app, List<Result> results) {
    // past the quiet hours
    turn(Narrator.nextMorning(now()), 1);
    var ids = List.copyOf(registrations(results));
    var pages = new ArrayList<String>();
    int happened;
    // what the morning itself brings about may ask for more messages, and goes on while the pages are looked at
    do {
      await("every message is out", this::areNoticesSent);
      await("every report is in", () -> provider.reported() >= provider.messages() && isQuiet() && areNoticesSent());
      happened = tail.happened();
      pages.clear();
      pages.addAll(together(ids.stream().<Callable<String>>map(id -> () -> statusOf(id, app)).toList(), 32));
    } while (tail.happened() != happened);
    var shown = new TreeMap<String, Integer>();
    var wrong = new ArrayList<String>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      shown.merge(pages.get(i), 1, Integer::sum);
      if (differs(id, pages.get(i))) {
        wrong.add(id + " shows " + pages.get(i) + ", the log says " + tail.<CaseOutcome>ask(a -> a.outcome(id)));
      }
    }
    account.check("registrations whose page shows what the log says", ids.size(), wrong);
    audit(account);
    narrator.print("");
    new ReportAudit(as("auditor", "city-auditor"), app, tail).account(this, account);
    narrator.print("What the citizens see: " + shown);
    if (!couriers.isEmpty()) {
      narrator.print("Couriers: " + couriers.stream().map(Evening::summary).collect(Collectors.joining(" · ")));
    }
    narrator.print(
        "Messages: %,d at the provider, %,d reported; %d calls turned away, %d answers lost on the way."
            .formatted(provider.messages(), provider.reported(), provider.turnedAway(), provider.unheard()));
  }

  /** What the citizen's page shows; one that is behind the log is looked at again for a while. */
  private String statusOf(String id, Api app) {
    long deadline = System.nanoTime() + PAGE_LAG_MAX.toNanos();
    while (true) {
      String status = app.get("/v1/registrations/" + id).orFail("a registration").body().path("status").asString();
      if (!differs(id, status) || System.nanoTime() > deadline) {
        return status;
      }
      pause(QUIET);
    }
  }

  private boolean differs(String id, String shown) {
    CaseOutcome outcome = tail.ask(a -> a.outcome(id));
    return outcome != null && !outcome.name().equals(shown);
  }

  private boolean areNoticesSent() {
    return tail.ask(Audit::unsentNotices).isEmpty();
  }

  private static String summary(CourierPartner courier) {
    return "%s %,d orders, %,d delivered, %d taken from it".formatted(
        courier.name(), courier.orders(), courier.handedOver().size(), courier.revoked());
  }

  /** The invariants that every programme must keep. */
  private void audit(Account account) {
    account.add(tail.ask(Audit::invariants));
    var handedOver = new TreeMap<String, Integer>();
    couriers.forEach(c -> c.handedOver().forEach((caseId, times) -> handedOver.merge(caseId, times, Integer::sum)));
    if (!couriers.isEmpty()) {
      account.check(
          "parcels handed over by couriers, each case's once", handedOver.size(),
          handedOver.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::getKey).toList());
    }
    account.check(
        "messages at the provider, none of them twice", provider.messages(),
        provider.repeated() == 0 ? List.of() : List.of(provider.repeated() + " were sent again"));
    account.check(
        "notices asked for, and each has reached the provider", tail.ask(Audit::notices),
        tail.ask(Audit::unsentNotices));
    var leaks = new Leaks(known);
    account.add(
        List.of(leaks.topics(suite.kafka()), leaks.collections(suite.mongodb()), leaks.logs(suite.logs())));
  }

  @Override
  public void close() {
    couriers.forEach(CourierPartner::close);
    tail.close();
    suite.close();
    provider.close();
  }
}
