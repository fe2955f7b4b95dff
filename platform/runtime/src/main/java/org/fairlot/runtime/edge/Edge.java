package org.fairlot.runtime.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.fairlot.kernel.Rejection;
import org.fairlot.runtime.FairlotProperties;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.wire.Json;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What every handler needs between HTTP and a command. */
public final class Edge {

  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int BATCH_FACTOR = 16;
  private static final TypeReference<Map<String, Object>> REJECTION_DATA = new TypeReference<>() {};

  private final FairlotProperties properties;
  private final Pseudonyms pseudonyms;
  private final ProblemCatalog catalog;
  private final MeterRegistry meters;
  private final Map<String, Timer> steps = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  public Edge(FairlotProperties properties, Pseudonyms pseudonyms, ProblemCatalog catalog, MeterRegistry meters) {
    this.properties = properties;
    this.pseudonyms = pseudonyms;
    this.catalog = catalog;
    this.meters = meters;
  }

  /** The body, at most {@code fairlot.limits.body-bytes}; a larger one is refused with 413. */
  public Mono<byte[]> body(ServerRequest request) {
    return body(request, properties.limits().bodyBytes());
  }

  /** The body of a call that carries many items: sixteen times the limit. */
  public Mono<byte[]> batchBody(ServerRequest request) {
    return body(request, properties.limits().bodyBytes() * BATCH_FACTOR);
  }

  private static Mono<byte[]> body(ServerRequest request, int limit) {
    boolean json =
        request.headers().contentType().map(t -> t.isCompatibleWith(MediaType.APPLICATION_JSON)
            || t.getSubtype().endsWith("+json")).orElse(true);
    if (!json) {
      return Mono.error(new Problem(415, "UNSUPPORTED_MEDIA_TYPE"));
    }
    return bytes(request, limit);
  }

  /** The body, whatever its type; one of more than {@code limit} bytes is refused with 413. */
  public static Mono<byte[]> bytes(ServerRequest request, int limit) {
    if (request.headers().contentLength().orElse(0) > limit) {
      return Mono.error(new Problem(413, "BODY_TOO_LARGE", Map.of("limitBytes", limit)));
    }
    return DataBufferUtils.join(request.exchange().getRequest().getBody(), limit)
        .map(
            buffer -> {
              byte[] bytes = new byte[buffer.readableByteCount()];
              buffer.read(bytes);
              DataBufferUtils.release(buffer);
              return bytes;
            })
        .defaultIfEmpty(new byte[0]);
  }

  /**
   * Reads JSON strictly.
   *
   * @throws Problem 400 {@code MALFORMED_JSON} with line and column, or 422 {@code INVALID_FIELDS} naming the field that
   *     is unknown or of a wrong type
   */
  public static <T> T parse(byte[] json, Class<T> type) {
    try {
      T value = Json.STRICT.readValue(json, type);
      if (value == null) {
        throw malformed(1, 1);
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw invalid(e, "UNKNOWN_FIELD");
    } catch (DatabindException e) {
      if (e.getPath().isEmpty()) {
        throw malformed(e);
      }
      throw invalid(e, isUnfitText(e) ? "UNFIT_CHARACTERS" : "WRONG_TYPE");
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private static boolean isUnfitText(DatabindException e) {
    return e instanceof InvalidFormatException format && format.getTargetType() == String.class
        && format.getValue() instanceof String;
  }

  private static Problem invalid(DatabindException e, String code) {
    var path = new StringBuilder();
    for (var part : e.getPath()) {
      if (part.getPropertyName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(part.getPropertyName());
      } else {
        path.append('[').append(part.getIndex()).append(']');
      }
    }
    return new Problem(
        422, FieldErrors.CODE, Map.of("errors", List.of(Map.of("field", path.toString(), "code", code))));
  }

  private static Problem malformed(JacksonException e) {
    var at = e.getLocation();
    return at == null ? malformed(1, 1) : malformed(at.getLineNr(), at.getColumnNr());
  }

  private static Problem malformed(int line, int column) {
    return new Problem(400, "MALFORMED_JSON", Map.of("line", line, "column", column));
  }

  /**
   * The context of a call that creates: its command id is derived from the caller's {@code Idempotency-Key}.
   *
   * @throws Problem 400 {@code IDEMPOTENCY_KEY_REQUIRED} or {@code IDEMPOTENCY_KEY_INVALID}
   */
  public CommandContext context(ServerRequest request, byte[] body) {
    String key = request.headers().firstHeader("Idempotency-Key");
    if (key == null) {
      throw new Problem(400, "IDEMPOTENCY_KEY_REQUIRED");
    }
    if (!IDEMPOTENCY_KEY.matcher(key).matches()) {
      throw new Problem(400, "IDEMPOTENCY_KEY_INVALID");
    }
    String id = pseudonyms.of("command", client(request) + "\n" + request.method() + "\n" + request.path() + "\n" + key);
    return context(request, id, body);
  }

  /** The context of a call that may be repeated harmlessly (PUT, PATCH, DELETE): an id of its own, if none is given. */
  public CommandContext repeatableContext(ServerRequest request, byte[] body) {
    if (request.headers().firstHeader("Idempotency-Key") != null) {
      return context(request, body);
    }
    byte[] id = new byte[16];
    random.nextBytes(id);
    return context(request, HexFormat.of().formatHex(id), body);
  }

  private CommandContext context(ServerRequest request, String id, byte[] body) {
    String trace = request.headers().firstHeader("traceparent");
    boolean committed = request.headers().header("Prefer").stream().anyMatch(p -> p.contains("wait=committed"));
    return new CommandContext(
        id, null, null, pseudonyms.of("body", body), List.of(), committed,
        trace != null && TRACE_PARENT.matcher(trace).matches() ? trace : null);
  }

  /** Who calls: the client id of the token, else its subject. */
  private static String client(ServerRequest request) {
    return request.exchange().getAttributeOrDefault(CLIENT_ATTRIBUTE, "");
  }

  /** Exchange attribute that holds the caller's client id, put there by the security filter. */
  public static final String CLIENT_ATTRIBUTE = "fairlot.client";

  /** A rejection of the decider as a problem. */
  public Problem problem(Outcome.Rejected rejected) {
    int status =
        switch (rejected.code()) {
          case "IDEMPOTENCY_KEY_REUSED" -> 422;
          case "LIMIT_EXCEEDED" -> 422;
          default -> catalog.statusOf(rejected.code());
        };
    return new Problem(status, rejected.code(), rejected.data());
  }

  /** What the decider would say, where the edge knows it without asking. */
  public Problem problem(Rejection rejection) {
    return new Problem(
        catalog.statusOf(rejection.code()), rejection.code(), Json.MAPPER.convertValue(rejection, REJECTION_DATA));
  }

  public Mono<ServerResponse> refusal(Outcome.Rejected rejected) {
    return Mono.error(problem(rejected));
  }

  /** An answer in JSON. */
  public static Mono<ServerResponse> json(ServerResponse.BodyBuilder builder, Object body) {
    return builder.contentType(MediaType.APPLICATION_JSON).bodyValue(Json.MAPPER.writeValueAsBytes(body));
  }

  /** Measures a step of a request, so that it is known what a request's time goes into. */
  public <T> T timed(String step, Supplier<T> work) {
    long started = System.nanoTime();
    try {
      return work.get();
    } finally {
      steps.computeIfAbsent(step, name -> meters.timer("fairlot.edge.step", "step", name))
          .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }
  }
}
