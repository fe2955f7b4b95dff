package org.fairlot.local.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** The household register and the social insurance of a city: each knows whom it has, and the first may be down. */
final class CityRegisters implements AutoCloseable {

  private static final String HOUSEHOLD = "/household";
  private static final String INSURANCE = "/insurance";

  private final HttpServer server;
  private final Map<String, Set<String>> members =
      Map.of(HOUSEHOLD, ConcurrentHashMap.newKeySet(), INSURANCE, ConcurrentHashMap.newKeySet());
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean householdDown;

  private CityRegisters(HttpServer server) {
    this.server = server;
  }

  static CityRegisters start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
      var registers = new CityRegisters(server);
      for (String register : registers.members.keySet()) {
        server.createContext(register + "/v1/attestations", exchange -> registers.attest(register, exchange));
      }
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return registers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings by which the services find them. */
  Map<String, String> settings() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return Map.of(
        "fairlot.registers.household-register.base-url", url + HOUSEHOLD,
        "fairlot.registers.social-insurance.base-url", url + INSURANCE,
        // a day's registrations come within seconds here
        "fairlot.registers.calls.per-second", "2000");
  }

  void enterHousehold(Citizen citizen) {
    members.get(HOUSEHOLD).add(citizen.idNumber());
  }

  void insure(Citizen citizen) {
    members.get(INSURANCE).add(citizen.idNumber());
  }

  boolean isInsured(Citizen citizen) {
    return members.get(INSURANCE).contains(citizen.idNumber());
  }

  boolean knows(Citizen citizen) {
    return members.values().stream().anyMatch(register -> register.contains(citizen.idNumber()));
  }

  void householdIsDown(boolean down) {
    householdDown = down;
  }

  int questions() {
    return questions.get();
  }

  int unanswered() {
    return unanswered.get();
  }

  private void attest(String register, HttpExchange exchange) throws IOException {
    JsonNode question = Api.JSON.readTree(exchange.getRequestBody().readAllBytes());
    questions.incrementAndGet();
    if (householdDown && register.equals(HOUSEHOLD)) {
      unanswered.incrementAndGet();
      answer(exchange, 503, Map.of("error", "maintenance"));
      return;
    }
    boolean holds = members.get(register).contains(question.path("idNumber").asString(""));
    answer(exchange, 200, Map.of("holds", holds, "register", register.substring(1), "asOf", Instant.EPOCH.toString()));
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
