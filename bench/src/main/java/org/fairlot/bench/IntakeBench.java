package org.fairlot.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.fairlot.bench.HttpLoad.Request;
import org.fairlot.bench.HttpLoad.Result;
import org.fairlot.bench.IntakeModes.Mode;
import org.fairlot.runtime.wire.Json;

/**
 * The real registration endpoint under load, every request another citizen, beside the same endpoint answering without
 * Kafka and the same endpoint only producing its record.
 */
final class IntakeBench {

  static final String PRODUCE_ONLY_TOPIC = "bench.produce-only";

  private static final double THROUGHPUT_RATIO_MIN = 0.5;
  private static final double P50_RATIO_MAX = 2.5;
  private static final double P99_RATIO_MAX = 3.0;
  /**
   * A cold JVM is five to ten times slower, and how long it takes to warm up depends on the machine: a mode is warm when
   * it has become no faster for a while.
   */
  private static final Duration WARM_UP_STEP = Duration.ofSeconds(15);

  private static final double WARM_UP_GAIN_MIN = 1.05;
  private static final int WARM_UP_STEPS_MIN = 2;
  private static final int WARM_UP_STEPS_MAX = 12;
  private static final int[] ID_WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String PROGRAMME = "bench-hangzhou";

  private final Lab lab;
  private final Duration duration;
  private final int rounds;
  private final int connections;
  private final Duration soak;
  private final AtomicLong next = new AtomicLong();
  /** Requests a second of each round, by mode. */
  private final Map<Mode, List<Double>> saturating = new EnumMap<>(Mode.class);
  private Lab.Service service;
  private String headers;

  IntakeBench(Lab lab, Duration duration, int rounds, int connections, Duration soak) {
    this.lab = lab;
    this.duration = duration;
    this.rounds = rounds;
    this.connections = connections;
    this.soak = soak;
  }

  boolean run() {
    createTopic();
    service = lab.start(IntakeServer.class.getName(), "registration-service", Map.of(
        "fairlot.clock.real-origin", Instant.now().toString(),
        // within Hangzhou's opening hours, with four hours to go
        "fairlot.clock.virtual-origin", "2020-02-02T12:00:00Z",
        "fairlot.clock.speed", "1"));
    openProgramme();
    headers = "Authorization: Bearer " + lab.token("registration") + "\r\n";
    try (var load = new HttpLoad(service.port(), connections)) {
      System.out.println("warming up …");
      for (Mode mode : Mode.values()) {
        warmUp(mode, load);
      }
      catchUp();
      var reached = saturate(load) & answerInTime(load);
      if (!soak.isZero()) {
        reached &= stayFlat(load);
      }
      return reached;
    }
  }

  private void warmUp(Mode mode, HttpLoad load) {
    in(mode);
    double best = 0;
    for (int step = 1, idle = 0; step <= WARM_UP_STEPS_MAX && idle < WARM_UP_STEPS_MIN; step++) {
      double rate = load.saturating(WARM_UP_STEP, next, requests(mode)).perSecond();
      idle = rate < best * WARM_UP_GAIN_MIN ? idle + 1 : 0;
      best = Math.max(best, rate);
    }
    System.out.printf(Locale.ROOT, "  %-13s %,8.0f/s%n", name(mode), best);
  }

  private boolean saturate(HttpLoad load) {
    System.out.printf("%nsaturating, %d connections, %d s each:%n", connections, duration.toSeconds());
    resetSteps();
    for (int round = 0; round < rounds; round++) {
      for (Mode mode : Mode.values()) {
        in(mode);
        lab.collectInfrastructure();
        Duration cpu = service.cpu();
        Duration infrastructure = lab.infrastructureCpu();
        Result result = load.saturating(duration, next, requests(mode));
        long requests = result.latency().getTotalCount();
        double cpuMicros = service.cpu().minus(cpu).toNanos() / 1e3 / requests;
        double infrastructureMicros = lab.infrastructureCpu().minus(infrastructure).toNanos() / 1e3 / requests;
        saturating.computeIfAbsent(mode, m -> new ArrayList<>()).add(result.perSecond());
        System.out.printf(Locale.ROOT, "  %-13s %,8.0f/s   p50 %6.1f ms  p99 %6.1f ms   CPU a request: service %4.0f µs, broker and store %4.0f µs%s%n",
            name(mode), result.perSecond(), result.millis(50), result.millis(99), cpuMicros, infrastructureMicros,
            failures(result));
        if (mode == Mode.DECIDED) {
          catchUp();
        }
      }
    }
    printSteps();
    double ratio = ratioOfRounds(saturating.get(Mode.DECIDED), saturating.get(Mode.PRODUCE_ONLY));
    return verdict("decided over produce-only, per second", ratio, ratio >= THROUGHPUT_RATIO_MIN, "at least " + THROUGHPUT_RATIO_MIN);
  }

  private boolean answerInTime(HttpLoad load) {
    double rate = median(saturating.get(Mode.DECIDED)) / 5;
    System.out.printf(Locale.ROOT, "%nat a fifth of the saturating rate, %.0f/s:%n", rate);
    var p50 = new EnumMap<Mode, List<Double>>(Mode.class);
    var p99 = new EnumMap<Mode, List<Double>>(Mode.class);
    for (int round = 0; round < rounds; round++) {
      for (Mode mode : List.of(Mode.PRODUCE_ONLY, Mode.DECIDED)) {
        in(mode);
        lab.collectInfrastructure();
        Result result = load.atRate(rate, duration, next, requests(mode));
        p50.computeIfAbsent(mode, m -> new ArrayList<>()).add(result.millis(50));
        p99.computeIfAbsent(mode, m -> new ArrayList<>()).add(result.millis(99));
        System.out.printf(Locale.ROOT, "  %-13s p50 %6.2f ms  p99 %6.2f ms%s%n", name(mode), result.millis(50), result.millis(99), failures(result));
      }
    }
    double r50 = ratioOfRounds(p50.get(Mode.DECIDED), p50.get(Mode.PRODUCE_ONLY));
    double r99 = ratioOfRounds(p99.get(Mode.DECIDED), p99.get(Mode.PRODUCE_ONLY));
    return verdict("decided over produce-only, p50", r50, r50 <= P50_RATIO_MAX, "at most " + P50_RATIO_MAX)
        & verdict("decided over produce-only, p99", r99, r99 <= P99_RATIO_MAX, "at most " + P99_RATIO_MAX);
  }

  /** Half the saturating rate for a while; memory of the service after a collection must not grow. */
  private boolean stayFlat(HttpLoad load) {
    in(Mode.DECIDED);
    double rate = median(saturating.get(Mode.DECIDED)) / 2;
    System.out.printf(Locale.ROOT, "%nmemory at %.0f/s:%n", rate);
    var heap = new ArrayList<Long>();
    for (long minute = 1; minute <= soak.toMinutes(); minute++) {
      Result result = load.atRate(rate, Duration.ofMinutes(1), next, requests(Mode.DECIDED));
      heap.add(liveHeapBytes());
      System.out.printf(Locale.ROOT, "  minute %2d: live heap %4d MiB, resident %5d MiB, p99 %.1f ms%s%n", minute, heap.getLast() >> 20,
          service.residentBytes() >> 20, result.millis(99), failures(result));
    }
    double growth = (double) heap.getLast() / heap.get(heap.size() / 3);
    return verdict("live heap at the end over that after a third of the time", growth, growth <= 1.25, "at most 1.25");
  }

  private static boolean verdict(String what, double value, boolean reached, String wanted) {
    System.out.printf(Locale.ROOT, "  → %-58s %5.2f  (%s) %s%n", what, value, wanted, reached ? "reached" : "MISSED");
    return reached;
  }

  /** The views of the service go on after the last answer; the next measurement is not to pay for them. */
  private void catchUp() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String operator = lab.token("operator");
    while (System.nanoTime() < deadline && lag(operator) > 100) {
      java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
    }
  }

  private long lag(String token) {
    return Json.MAPPER.readTree(lab.call(service, "GET", "/actuator/rebuild", token, null)).path("lag").asLong();
  }

  private long liveHeapBytes() {
    lab.call(service, "POST", "/bench/gc", "", null);
    double bytes = 0;
    for (var sample : metric("jvm.memory.used?tag=area:heap").path("measurements")) {
      bytes += sample.path("value").asDouble();
    }
    return (long) bytes;
  }

  private tools.jackson.databind.JsonNode metric(String query) {
    return Json.MAPPER.readTree(lab.call(service, "GET", "/actuator/metrics/" + query, lab.token("operator"), null));
  }

  private final Map<String, double[]> stepsBefore = new LinkedHashMap<>();

  private void resetSteps() {
    for (String step : List.of("parse", "seal", "produce", "decide", "answer")) {
      stepsBefore.put(step, step(step));
    }
  }

  private double[] step(String step) {
    try {
      var measurements = metric("fairlot.edge.step?tag=step:" + step).path("measurements");
      return new double[] {measurements.path(0).path("value").asDouble(), measurements.path(1).path("value").asDouble()};
    } catch (IllegalStateException e) {
      return new double[] {0, 0};
    }
  }

  private void printSteps() {
    System.out.println("\nwhat share of a request goes where (means; produce and decide run from the sending of the record, under saturation):");
    stepsBefore.forEach((step, before) -> {
      double[] now = step(step);
      double count = now[0] - before[0];
      if (count > 0) {
        System.out.printf(Locale.ROOT, "  %-8s %9.1f µs%n", step, (now[1] - before[1]) / count * 1e6);
      }
    });
    System.out.println();
  }

  private void in(Mode mode) {
    lab.call(service, "POST", "/bench/mode/" + mode, "", null);
  }

  private static String name(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String failures(Result result) {
    long created = result.answeredWith(201);
    long all = result.statuses().values().stream().mapToLong(Long::longValue).sum();
    return created == all ? "" : "   NOT ALL CREATED: " + result.statuses() + " " + result.sampleOfFailure();
  }

  /** The median over the rounds, each compared within itself: the machine may be faster in one round than in another. */
  private static double ratioOfRounds(List<Double> values, List<Double> baselines) {
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / baselines.get(round));
    }
    System.out.println("  round by round: "
        + ratios.stream().map(ratio -> String.format(Locale.ROOT, "%.2f", ratio)).collect(Collectors.joining(" · ")));
    return median(ratios);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private void createTopic() {
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", lab.kafka()))) {
      admin.createTopics(List.of(new NewTopic(PRODUCE_ONLY_TOPIC, 4, (short) 1))).all().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private void openProgramme() {
    String operator = lab.token("operator");
    try (var yaml = IntakeBench.class.getResourceAsStream("/packs/hangzhou.yaml")) {
      lab.call(service, "PUT", "/v1/packs/hangzhou/versions/1", operator,
          Map.of("yaml", new String(yaml.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    lab.call(service, "PUT", "/v1/programmes/" + PROGRAMME, operator, Map.of(
        "names", Map.of("zh-CN", "压力测试", "en", "Load test"),
        "pack", "hangzhou",
        "packVersion", 1,
        "goods", List.of(Map.of("sku", "mask", "names", Map.of("zh-CN", "口罩", "en", "Masks"), "type", "disposable", "model", "adult", "unitsPerShare", 5, "priceFen", 0)),
        "opensOn", "2020-02-01"));
  }

  private LongFunction<Request> requests(Mode mode) {
    String path = "/v1/programmes/" + PROGRAMME + "/registrations";
    return n -> new Request(path, headers + "Idempotency-Key: " + mode + "-" + n + "\r\n", body(n));
  }

  /** A citizen nobody else is: a thousand numbers a day of birth, and days enough. */
  private static byte[] body(long n) {
    String birth = LocalDate.of(1940, 1, 1).plusDays(n / 1000 % 22_000).format(DateTimeFormatter.BASIC_ISO_DATE);
    String digits = "330106" + birth + String.format("%03d", n % 1000);
    String body = "{\"channel\":\"ALIPAY\",\"name\":\"王小明\",\"idNumber\":\"" + digits + checkCharacter(digits) + "\",\"mobile\":\"138"
        + String.format("%08d", n % 100_000_000) + "\",\"district\":\"330106\",\"address\":\"西湖区文三路" + (1 + n % 500)
        + "号3幢2单元501室\",\"wantIfSoldOut\":true}";
    return body.getBytes(StandardCharsets.UTF_8);
  }

  private static char checkCharacter(String digits) {
    int sum = 0;
    for (int i = 0; i < ID_WEIGHTS.length; i++) {
      sum += ID_WEIGHTS[i] * (digits.charAt(i) - '0');
    }
    return "10X98765432".charAt(sum % 11);
  }
}
