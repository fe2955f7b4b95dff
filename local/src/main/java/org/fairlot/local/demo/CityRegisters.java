package org.fairlot.local.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlot.contracts.pack.Stage.Fact;
import tools.jackson.databind.JsonNode;

/** The registers of a city (共享数据), one for each fact: each knows whom it has, and may be down. */
final class CityRegisters implements AutoCloseable {

  private final HttpServer server;
  private final Map<Fact, Set<String>> members = new EnumMap<>(Fact.class);
  private final Set<Fact> down = ConcurrentHashMap.newKeySet();
  private final AtomicInteger questions = new AtomicInteger();

  private CityRegisters(HttpServer server) {
    this.server = server;
    for (Fact fact : Fact.values()) {
      members.put(fact, ConcurrentHashMap.newKeySet());
    }
  }

  static CityRegisters start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
      var registers = new CityRegisters(server);
      for (Fact fact : Fact.values()) {
        server.createContext("/" + name(fact) + "/v1/attestations", exchange -> registers.attest(fact, exchange));
      }
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return registers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code household-register}, as in the settings. */
  private static String name(Fact fact) {
    return fact.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The settings by which the services find them. */
  Map<String, String> settings() {
    var settings = new HashMap<String, String>();
    for (Fact fact : Fact.values()) {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name(fact);
      settings.put("fairlot.registers." + name(fact) + ".base-url", url);
    }
    // a day's registrations come within seconds here
    settings.put("fairlot.registers.calls.per-second", "2000");
    return settings;
  }

  /** @param idNumber as the services ask for it */
  void enter(Fact fact, String idNumber) {
    members.get(fact).add(idNumber);
  }

  boolean has(Fact fact, String idNumber) {
    return members.get(fact).contains(idNumber);
  }

  /** Whether any of them has this person. */
  boolean knows(String idNumber) {
    return members.values().stream().anyMatch(register -> register.contains(idNumber));
  }

  void isDown(Fact fact, boolean isDown) {
    if (isDown) {
      down.add(fact);
    } else {
      down.remove(fact);
    }
  }

  int questions() {
    return questions.get();
  }

  private void attest(Fact fact, HttpExchange exchange) throws IOException {
    JsonNode question = Api.JSON.readTree(exchange.getRequestBody().readAllBytes());
    questions.incrementAndGet();
    if (down.contains(fact)) {
      answer(exchange, 503, Map.of("error", "maintenance"));
      return;
    }
    boolean holds = has(fact, question.path("idNumber").asString(""));
    answer(exchange, 200, Map.of("holds", holds, "register", name(fact), "asOf", Instant.EPOCH.toString()));
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] json = Api.JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
