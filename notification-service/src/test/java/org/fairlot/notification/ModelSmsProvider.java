package org.fairlot.notification;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlot.runtime.wire.Json;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;

/** A provider that answers over HTTP, keeps what it took, and can be slow, busy or silent. */
final class ModelSmsProvider implements AutoCloseable {

  /** Its own: a service that stops takes the shared ones down with it. */
  private final LoopResources loops = LoopResources.create("model-provider");

  private final DisposableServer server;
  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicInteger> timesTaken = new ConcurrentHashMap<>();
  private final AtomicInteger busyAnswers = new AtomicInteger();
  private volatile Duration answersAfter = Duration.ZERO;

  ModelSmsProvider() {
    server =
        HttpServer.create()
            .port(0)
            .runOn(loops)
            .route(routes -> routes.post("/SendSms", this::send).get("/QuerySendDetails", this::find))
            .bindNow();
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** The next calls are refused with 429. */
  void busyFor(int calls) {
    busyAnswers.set(calls);
  }

  /** It takes messages at once, and says so only later. */
  void answersAfter(Duration delay) {
    answersAfter = delay;
  }

  List<JsonNode> taken() {
    return taken;
  }

  int timesTaken(String outId) {
    return timesTaken.getOrDefault(outId, new AtomicInteger()).get();
  }

  private Mono<Void> send(HttpServerRequest request, HttpServerResponse response) {
    return request.receive().aggregate().asByteArray().flatMap(body -> {
      if (busyAnswers.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        return response.status(429).send().then();
      }
      var message = Json.MAPPER.readTree(body);
      taken.add(message);
      String outId = message.get("OutId").stringValue();
      timesTaken.computeIfAbsent(outId, _ -> new AtomicInteger()).incrementAndGet();
      return Mono.delay(answersAfter)
          .then(json(response, "{\"Code\":\"OK\",\"BizId\":\"biz-" + outId.hashCode() + "\"}"));
    });
  }

  private Mono<Void> find(HttpServerRequest request, HttpServerResponse response) {
    String query = request.uri().substring(request.uri().indexOf('?') + 1);
    String outId = URLDecoder.decode(query.substring("OutId=".length()), StandardCharsets.UTF_8);
    String found = timesTaken.containsKey(outId) ? "{\"BizId\":\"biz-" + outId.hashCode() + "\"}" : "";
    return json(response, "{\"Code\":\"OK\",\"SmsSendDetailDTOs\":{\"SmsSendDetailDTO\":[" + found + "]}}");
  }

  private static Mono<Void> json(HttpServerResponse response, String body) {
    return response.header("Content-Type", "application/json").sendString(Mono.just(body)).then();
  }

  @Override
  public void close() {
    server.disposeNow();
    loops.dispose();
  }
}
