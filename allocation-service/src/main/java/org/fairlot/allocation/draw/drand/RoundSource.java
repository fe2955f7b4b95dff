package org.fairlot.allocation.draw.drand;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.fairlot.allocation.draw.fd1.Beacon.DrandQuicknet;
import org.fairlot.allocation.draw.fd1.BeaconProof;
import org.fairlot.allocation.draw.fd1.Quicknet;
import org.fairlot.runtime.outside.CallGuard;
import org.fairlot.runtime.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;

/**
 * One source of rounds: {@code GET {base}/{chain hash}/public/{round}} → {@code {round, randomness, signature}}. It is not
 * believed: a round counts by its signature, so it may be run by anybody.
 */
final class RoundSource {

  private static final Logger LOG = LoggerFactory.getLogger(RoundSource.class);

  private final String baseUrl;
  private final WebClient client;
  private final CallGuard guard;
  private final Retry retry;
  private final Duration timeLimit;

  RoundSource(String baseUrl, String name, DrandProperties.Calls calls, MeterRegistry meters) {
    this.baseUrl = baseUrl;
    var http =
        HttpClient.create()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(calls.connectTimeout().toMillis()))
            .responseTimeout(calls.responseTimeout());
    client = WebClient.builder().baseUrl(baseUrl).clientConnector(new ReactorClientHttpConnector(http)).build();
    guard = new CallGuard(name, calls.perSecond(), answer -> answer instanceof Answer.Unavailable, meters);
    retry = guard.<Answer>retry("round", answer -> answer instanceof Answer.Unavailable(_, var passing) && passing);
    // a body that trickles in keeps within the response's limit for ever, but not within this one
    timeLimit = calls.connectTimeout().plus(calls.responseTimeout());
  }

  sealed interface Answer {

    record Tells(DrandQuicknet round) implements Answer {}

    /** @param passing whether another try within a second may help */
    record Unavailable(String code, boolean passing) implements Answer {}
  }

  /** Never an error. */
  Mono<Answer> ask(long round) {
    var call =
        client
            .get()
            .uri("/{chain}/public/{round}", Quicknet.CHAIN_HASH, round)
            .exchangeToMono(response -> answer(response, round))
            .onErrorResume(error -> Mono.just(new Answer.Unavailable("NO_ANSWER", true)))
            .timeout(timeLimit, Mono.just(new Answer.Unavailable("NO_ANSWER", true)));
    return guard
        .guarded(call, retry)
        .onErrorResume(CallNotPermittedException.class, _ -> Mono.just(new Answer.Unavailable("CIRCUIT_OPEN", false)))
        .onErrorResume(RequestNotPermitted.class, _ -> Mono.just(new Answer.Unavailable("RATE_LIMITED", false)))
        .doOnNext(answer -> {
          if (answer instanceof Answer.Unavailable(var code, _)) {
            LOG.warn("no round {} from {}: {}", round, baseUrl, code);
          }
        });
  }

  private static Mono<Answer> answer(ClientResponse response, long round) {
    HttpStatusCode status = response.statusCode();
    return response.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]).map(body -> answer(status, body, round));
  }

  private static Answer answer(HttpStatusCode status, byte[] body, long round) {
    if (status.value() != 200) {
      boolean passing = status.is5xxServerError() || status.value() == 429;
      return new Answer.Unavailable("HTTP_" + status.value(), passing);
    }
    try {
      JsonNode told = Json.MAPPER.readTree(body);
      var beacon = DrandQuicknet.of(round, told.path("signature").asString(""));
      boolean sensible =
          told.path("round").isIntegralNumber() && told.path("round").asLong() == round
              && told.path("randomness").asString("").equals(beacon.randomness().toString());
      return sensible ? checked(beacon) : new Answer.Unavailable("NONSENSE", false);
    } catch (RuntimeException e) {
      return new Answer.Unavailable("NONSENSE", false);
    }
  }

  private static Answer checked(DrandQuicknet beacon) {
    BeaconProof proof = beacon.proof();
    return proof == BeaconProof.SIGNED ? new Answer.Tells(beacon) : new Answer.Unavailable(proof.name(), false);
  }
}
