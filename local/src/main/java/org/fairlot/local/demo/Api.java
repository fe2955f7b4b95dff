package org.fairlot.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The public HTTP API as its callers use it: one token per caller, JSON in and out. Who is told that the decision is not known
 * yet (202), or that the service is not ready (503), asks again with the same request until it is decided.
 */
final class Api {

  /** After which a request that is still not decided is left at that. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  static final JsonMapper JSON = new JsonMapper();

  /** One for all callers: each has threads of its own. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
  private final String origin;
  private final String token;
  private final Pace pace;

  /** @param token {@code null} for a caller without one */
  Api(String origin, String token) {
    this(origin, token, new Pace());
  }

  /** @param pace is told what decisions take */
  Api(String origin, String token, Pace pace) {
    this.origin = origin;
    this.token = token;
    this.pace = pace;
  }

  /**
   * @param millis       from the first byte sent to the last received, of the first answer that was not an appointment
   * @param queuedMillis how long the caller waited before that, by appointment
   * @param late         whether that first answer was no decision, and this one came of asking again
   */
  record Answer(int status, JsonNode body, double millis, double queuedMillis, boolean late) {
    boolean isOk() {
      return status >= 200 && status < 300;
    }

    /** The stable code of a refusal, or an empty text. */
    String code() {
      return body.path("code").asString("");
    }

    private boolean isQueued() {
      return status == 429 && code().equals("QUEUED");
    }

    private boolean isUndecided() {
      return status == 202 || status == 503 && code().equals("NOT_READY");
    }

    private Answer after(double queued) {
      return new Answer(status, body, millis, queued, late);
    }

    private Answer lateTo(Answer first) {
      return new Answer(status, body, first.millis, first.queuedMillis, true);
    }

    /** @throws IllegalStateException if it is a refusal */
    Answer orFail(String what) {
      if (!isOk()) {
        throw new IllegalStateException(what + ": " + status + " " + body);
      }
      return this;
    }
  }

  Answer get(String path) {
    return send(request(path).GET().build());
  }

  /** @throws IllegalStateException if it is refused */
  byte[] download(String path) {
    try {
      var response = HTTP.send(request(path).GET().build(), BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IllegalStateException("GET " + path + ": " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Answer put(String path, Object body) {
    return decided(json(path).PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build());
  }

  Answer putYaml(String path, String yaml) {
    return decided(request(path).header("Content-Type", "application/yaml").PUT(BodyPublishers.ofString(yaml)).build());
  }

  Answer patch(String path, Object body) {
    return send(json(path).method("PATCH", BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build());
  }

  Answer delete(String path) {
    return send(request(path).DELETE().build());
  }

  /**
   * Who is told to queue (排队) comes again when told to, with the ticket, until there is another answer.
   *
   * @param idempotencyKey the same key with the same body is the same request
   */
  Answer post(String path, String idempotencyKey, Object body) {
    var request =
        json(path)
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    long first = System.nanoTime();
    Answer answer = decided(request.build());
    while (answer.isQueued()) {
      LockSupport.parkNanos(Duration.ofMillis(answer.body.path("retryAfterMillis").asLong()).toNanos());
      double queued = (System.nanoTime() - first) / 1e6;
      answer = decided(request.setHeader("Queue-Ticket", answer.body.path("queueTicket").asString()).build()).after(queued);
    }
    return answer;
  }

  /** What comes of the request once it is decided; what is sent again is the same to the service. */
  private Answer decided(HttpRequest request) {
    Answer first = send(request);
    Answer answer = first;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (answer.isUndecided() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(ASK_AGAIN.toNanos());
      answer = send(request).lateTo(first);
    }
    if (answer.isOk()) {
      pace.decided(answer.millis);
    }
    return answer;
  }

  private HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  private HttpRequest.Builder request(String path) {
    var request =
        HttpRequest.newBuilder(URI.create(origin + path)).timeout(Duration.ofSeconds(30))
            .header("Accept-Language", "zh-CN");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private Answer send(HttpRequest request) {
    long started = System.nanoTime();
    try {
      var response = HTTP.send(request, BodyHandlers.ofByteArray());
      double millis = (System.nanoTime() - started) / 1e6;
      JsonNode body = response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
      return new Answer(response.statusCode(), body, millis, 0, false);
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri().getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Map<String, Object> object(Object... keysAndValues) {
    var object = new java.util.LinkedHashMap<String, Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }
}
