package org.fairlot.local;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;
import static org.springframework.web.reactive.function.server.RequestPredicates.contentType;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.fairlot.local.clock.SuiteClock;
import org.fairlot.local.issuer.DevelopmentIssuer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * What only a suite on a developer's machine has: the keys of its token issuer ({@code GET /dev/jwks}), a clock that
 * can be read and turned ({@code GET}, {@code POST /dev/clock}), and the messages that would have been sent ({@code GET
 * /dev/sms}).
 */
final class DevelopmentEndpoints {

  private final DevelopmentIssuer issuer;
  private final SuiteClock turnable;
  private final SuiteClock clock;

  /** @param turnable the clock if it may be turned, else {@code null} */
  DevelopmentEndpoints(DevelopmentIssuer issuer, SuiteClock turnable, SuiteClock clock) {
    this.issuer = issuer;
    this.turnable = turnable;
    this.clock = clock;
  }

  HttpHandler handler() {
    return RouterFunctions.toHttpHandler(
        route(GET("/dev/jwks"), request -> json().bodyValue(issuer.jwks()))
            .andRoute(GET("/dev/clock"), request -> time())
            // JSON alone: a form of some web page in the developer's browser must not reach it
            .and(new MessageOutbox(() -> clock.now().toString()).routes())
            .andRoute(POST("/dev/clock").and(contentType(MediaType.APPLICATION_JSON)), this::turn));
  }

  private Mono<ServerResponse> turn(ServerRequest request) {
    if (turnable == null) {
      return refusal("Services that run as processes of their own cannot follow a turn of the clock.");
    }
    return request.bodyToMono(Turning.class).flatMap(turning -> {
      try {
        Instant to = turning.to() == null ? null : OffsetDateTime.parse(turning.to()).toInstant();
        turnable.turn(to, turning.speed() == null ? turnable.speed() : turning.speed());
        return time();
      } catch (DateTimeException | IllegalArgumentException e) {
        return refusal(e.getMessage());
      }
    });
  }

  /** @param to with offset, {@code null}: as it is; @param speed {@code null}: as it is */
  record Turning(String to, Double speed) {}

  private Mono<ServerResponse> time() {
    return json().bodyValue(Map.of("now", clock.now().toString(), "speed", clock.speed()));
  }

  private static Mono<ServerResponse> refusal(String detail) {
    return ServerResponse.status(409)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyValue(Map.of("title", "Conflict", "status", 409, "code", "CLOCK_REFUSED", "detail", detail));
  }

  private static ServerResponse.BodyBuilder json() {
    return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON);
  }
}
