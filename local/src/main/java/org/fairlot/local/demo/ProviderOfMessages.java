package org.fairlot.local.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * A provider of short messages as Aliyun is one: takes messages, can be asked about them, reports their delivery later
 * in batches. It is not a perfect one: some calls it turns away, and after some it has taken the message and the caller
 * never hears of it, which is how citizens come to get a message twice.
 */
final class ProviderOfMessages implements AutoCloseable {

  private static final int TURNED_AWAY_EVERY = 97;
  private static final int UNHEARD_EVERY = 113;
  private static final int REPORTS_PER_BATCH = 500;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** @param template the provider's code of the text; @param number the phone as dialled */
  record Message(String outId, String bizId, String number, String template) {}

  private final HttpServer server;
  private volatile Api receipts;
  private volatile Supplier<Instant> clock;
  private final Map<String, Message> taken = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> timesTaken = new ConcurrentHashMap<>();
  private final LinkedBlockingQueue<Message> toReport = new LinkedBlockingQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final AtomicInteger unheard = new AtomicInteger();
  private final AtomicInteger reported = new AtomicInteger();
  private final Thread reporter;

  private ProviderOfMessages(HttpServer server) {
    this.server = server;
    this.reporter = Thread.ofVirtual().name("sms-reports").unstarted(this::report);
  }

  /** Answers at once; it reports nothing until it is told where to. */
  static ProviderOfMessages start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
      var provider = new ProviderOfMessages(server);
      server.createContext("/SendSms", provider::send);
      server.createContext("/QuerySendDetails", provider::query);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return provider;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @param suite with the provider's token; @param cityClock for the times in reports */
  void reportTo(Api suite, Supplier<Instant> cityClock) {
    receipts = suite;
    clock = cityClock;
    reporter.start();
  }

  private void send(HttpExchange exchange) throws IOException {
    int call = calls.incrementAndGet();
    JsonNode form = Api.JSON.readTree(exchange.getRequestBody().readAllBytes());
    if (call % TURNED_AWAY_EVERY == 0) {
      turnedAway.incrementAndGet();
      answer(exchange, 503, Map.of("Code", "SERVICE_BUSY", "Message", "busy"));
      return;
    }
    String outId = form.path("OutId").asString();
    var message =
        new Message(
            outId, "biz-" + UUID.randomUUID(), form.path("PhoneNumbers").asString(), form.path("TemplateCode")
                .asString());
    timesTaken.computeIfAbsent(outId, id -> new AtomicInteger()).incrementAndGet();
    taken.putIfAbsent(outId, message);
    toReport.add(message);
    if (call % UNHEARD_EVERY == 0) {
      unheard.incrementAndGet();
      exchange.close();
      return;
    }
    answer(exchange, 200, Map.of("Code", "OK", "Message", "OK", "BizId", message.bizId(), "RequestId", "r" + call));
  }

  private void query(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    String outId = URLDecoder.decode(query.substring("OutId=".length()), StandardCharsets.UTF_8);
    Message known = taken.get(outId);
    var details = known == null ? List.of() : List.of(Map.of("BizId", known.bizId(), "OutId", outId));
    answer(exchange, 200, Map.of("Code", "OK", "SmsSendDetailDTOs", Map.of("SmsSendDetailDTO", details)));
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] json = Api.JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
    exchange.close();
  }

  /** Delivery reports (状态报告) as an array, again until they are taken. */
  private void report() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        var batch = new ArrayList<Message>();
        batch.add(toReport.take());
        TimeUnit.MILLISECONDS.sleep(200);
        toReport.drainTo(batch, REPORTS_PER_BATCH - 1);
        var array = batch.stream().map(this::receipt).toList();
        while (!isTaken(array)) {
          TimeUnit.MILLISECONDS.sleep(500);
        }
        reported.addAndGet(batch.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isTaken(List<Map<String, Object>> array) {
    try {
      return receipts.post("/v1/channels/sms/receipts", UUID.randomUUID().toString(), array).isOk();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private Map<String, Object> receipt(Message message) {
    String now = TIME.format(clock.get().atZone(Narrator.ZONE));
    return Api.object(
        "phone_number", message.number(), "send_time", now, "report_time", now,
        "success", true, "err_code", "DELIVERED", "err_msg", "用户接收成功", "sms_size", "1", "biz_id", message.bizId(),
        "out_id", message.outId());
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Messages that reached the provider, each once. */
  int messages() {
    return taken.size();
  }

  /** What reached the provider so far. */
  List<Message> taken() {
    return List.copyOf(taken.values());
  }

  /** Messages that the provider was given more than once; a citizen got each of them more than once. */
  long repeated() {
    return timesTaken.values().stream().filter(times -> times.get() > 1).count();
  }

  int turnedAway() {
    return turnedAway.get();
  }

  int unheard() {
    return unheard.get();
  }

  int reported() {
    return reported.get();
  }

  /** How many messages of each text. */
  Map<String, Integer> byTemplate() {
    var counts = new TreeMap<String, Integer>();
    taken.values().forEach(message -> counts.merge(message.template(), 1, Integer::sum));
    return counts;
  }

  @Override
  public void close() {
    reporter.interrupt();
    server.stop(0);
  }
}
