package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.local.demo.Api.Answer;
import org.fairlot.local.issuer.DevelopmentIssuer;
import org.fairlot.local.issuer.SecretFiles;
import org.fairlot.runtime.wire.EventCodec;
import org.junit.jupiter.api.AfterEach;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole suite, broker included, in a process of its own that is killed (SIGKILL) again and again while everybody
 * registers at once. What was answered must be there, the totals exact, no message sent twice, no parcel dispatched twice.
 */
class KillIT {

  private static final int CITIZENS = 240;
  private static final int SHARES = 80;
  private static final int AT_ONCE = 24;
  /** Answers after which the suite is killed: while it is cold, at full speed, and when nothing is left. */
  private static final List<Integer> KILLS = List.of(15, 100, 190);
  private static final String REGISTRATIONS = "/v1/programmes/kill-it/registrations";

  @TempDir Path folder;

  private final int port = freePort();
  private final int brokerPort = freePort();
  private final ProviderOfMessages provider = ProviderOfMessages.start();
  private Process suite;

  @AfterEach
  void stop() throws InterruptedException {
    if (suite != null) {
      suite.destroyForcibly().waitFor();
    }
    provider.close();
  }

  @Test
  @Row("M12")
  void nothing_that_was_answered_is_lost_and_nothing_is_done_twice() throws Exception {
    // so a message in doubt is asked about ten seconds later instead of two minutes; and an hour is left until the quiet hours
    start("--at", "2020-02-02T08:30+08:00", "--speed", "12");
    var operator = api("operator");
    setUp(operator);

    var citizens = new Population("hangzhou", 42).citizens(CITIZENS);
    var answers = new ConcurrentHashMap<Citizen, Answer>();
    var answered = new AtomicInteger();
    var killer = Thread.ofVirtual().start(() -> KILLS.forEach(after -> killAfter(after, answered)));
    var app = api("registration");
    var tasks = citizens.stream()
        .<Callable<Answer>>map(citizen -> () -> {
          var answer = untilAnswered(() -> app.post(REGISTRATIONS, citizen.idNumber(), form(citizen)));
          answers.put(citizen, answer);
          answered.incrementAndGet();
          return answer;
        })
        .toList();
    Evening.together(tasks, AT_ONCE);
    killer.join();

    assertThat(answers.values()).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 202));
    // the same request again, after all those deaths, is the same registration
    for (Citizen citizen : citizens) {
      var again = until(status -> status < 500 && status != 202, () -> app.post(REGISTRATIONS, citizen.idNumber(), form(citizen)));
      assertThat(again.status()).isEqualTo(201);
      assertThat(id(again)).isEqualTo(id(answers.get(citizen)));
      if (answers.get(citizen).status() == 201) {
        assertThat(again.body().path("registeredAt")).isEqualTo(answers.get(citizen).body().path("registeredAt"));
      }
    }

    var events = new Log();
    int messages = 2 * SHARES + (CITIZENS - SHARES);
    await("every case has its share or its place, every message is out", () -> {
      events.readOn();
      return events.count(UnitsReserved.class) >= SHARES
          && events.count(WantRecorded.class) >= CITIZENS - SHARES
          && events.count(ParcelDispatched.class) >= SHARES
          && events.count(MessageSent.class) >= messages;
    });
    events.readOn();
    assertThat(ids(events.of(CaseOpened.class).map(CaseOpened::caseId))).hasSize(CITIZENS);
    assertThat(events.count(CaseOpened.class)).isEqualTo(CITIZENS);
    assertThat(ids(answers.values().stream().map(KillIT::id))).isEqualTo(ids(events.of(CaseOpened.class).map(CaseOpened::caseId)));
    assertThat(ids(events.of(UnitsReserved.class).map(UnitsReserved::caseId))).hasSize(SHARES);
    assertThat(events.count(UnitsReserved.class)).isEqualTo(SHARES);
    assertThat(ids(events.of(WantRecorded.class).map(WantRecorded::caseId))).hasSize(CITIZENS - SHARES);
    assertThat(ids(events.of(ParcelDispatched.class).map(ParcelDispatched::fulfilmentId))).hasSize(SHARES);
    assertThat(events.count(ParcelDispatched.class)).as("parcels dispatched").isEqualTo(SHARES);
    assertThat(provider.messages()).isEqualTo(messages);
    assertThat(provider.repeated()).as("messages sent twice").isZero();
    for (Answer answer : answers.values()) {
      assertThat(untilAnswered(() -> app.get("/v1/registrations/" + id(answer))).status()).isEqualTo(200);
    }
  }

  private void killAfter(int after, AtomicInteger answered) {
    while (answered.get() < after) {
      pause();
    }
    try {
      suite.destroyForcibly().waitFor();
      start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void setUp(Api operator) {
    // open from the morning on; a parcel that nobody accepts is left where it is
    String pack =
        Evening.shippedPack("hangzhou").replace("19:30-24:00", "08:00-24:00").replace("acceptMinutes: 15", "acceptMinutes: 600");
    operator.putYaml("/v1/packs/hangzhou/versions/1", pack).orFail("the pack");
    var goods = Api.object("sku", "MASK5", "names", Map.of("zh-CN", "口罩", "en", "masks"), "unitsPerShare", 5, "priceFen", 0);
    operator
        .put("/v1/programmes/kill-it", Api.object("names", Map.of("zh-CN", "试", "en", "trial"), "pack", "hangzhou",
            "packVersion", 1, "goods", List.of(goods), "opensOn", "2020-02-02"))
        .orFail("the programme");
    operator.post("/v1/programmes/kill-it/supply", "supply", Api.object("batchId", "b", "units", SHARES)).orFail("the supply");
  }

  private static Map<String, Object> form(Citizen citizen) {
    return Api.object(
        "channel", "ALIPAY", "language", "zh-CN", "name", citizen.name(), "idNumber", citizen.idNumber(), "mobile",
        citizen.mobile(), "district", citizen.district(), "address", citizen.fullAddress(), "wantIfSoldOut", true);
  }

  private static String id(Answer answer) {
    return answer.body().path("registrationId").asString();
  }

  private static Set<String> ids(Stream<String> all) {
    return new HashSet<>(all.toList());
  }

  /** As a city app does it: who got no answer asks again, with the same key. */
  private static Answer untilAnswered(Callable<Answer> request) throws Exception {
    return until(status -> status < 500, request);
  }

  private static Answer until(IntPredicate wanted, Callable<Answer> request) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (true) {
      try {
        var answer = request.call();
        if (wanted.test(answer.status())) {
          return answer;
        }
      } catch (UncheckedIOException e) {
        // the suite is dead at the moment
      }
      assertThat(System.nanoTime()).as("an answer within five minutes").isLessThan(deadline);
      pause();
    }
  }

  private Api api(String role) {
    var issuer = DevelopmentIssuer.open(new SecretFiles(folder.resolve("secrets")), Set.of("local"));
    return new Api("http://127.0.0.1:" + port, issuer.token(role, role, Duration.ofHours(1)));
  }

  /** Starts {@code fairlot up} on the folder and waits until it says that it is up. */
  private void start(String... more) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmn256m", "-XX:MetaspaceSize=256m", "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("java.class.path"), "org.fairlot.local.cli.Fairlot", "up", "--data", folder.toString(), "--port", "" + port, "--broker-port", "" + brokerPort));
    command.addAll(List.of(more));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FAIRLOT_SMS_BASE_URL", provider.url());
    try {
      suite = builder.start();
      var output = new BufferedReader(new InputStreamReader(suite.getInputStream(), StandardCharsets.UTF_8));
      var said = new ArrayList<String>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said.add(line);
        if (line.contains("Fairlot is up")) {
          Thread.ofVirtual().start(() -> output.lines().forEach(rest -> {}));
          return;
        }
      }
      throw new IllegalStateException("the suite did not start: " + said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      pause();
    }
  }

  private static void pause() {
    LockSupport.parkNanos(50_000_000);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The committed events of the suite, read again from the start each time: what counts is what stands there. */
  private final class Log {
    private final EventCodec codec = new EventCodec();
    private final Map<String, Recorded<?>> byPlace = new LinkedHashMap<>();

    void readOn() {
      byPlace.clear();
      new EventLog("127.0.0.1:" + brokerPort).events(record ->
          codec.read(record.headers(), record.value())
              .ifPresent(event -> byPlace.put(record.topic() + record.partition() + "/" + record.offset(), event)));
    }

    <E extends Event> Stream<E> of(Class<E> type) {
      return byPlace.values().stream().map(Recorded::event).filter(type::isInstance).map(type::cast);
    }

    long count(Class<? extends Event> type) {
      return of(type).count();
    }
  }
}
