package org.fairlot.registration.pack.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.registration.PackEvent.PackPublished;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.pack.domain.PackCommand.PublishPack;
import org.fairlot.registration.pack.yaml.InvalidPack;
import org.fairlot.registration.pack.yaml.PackYaml;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Publishes the packs of cities. */
public final class PackApi {

  private static final int BYTES_MAX = 64 << 10;
  private static final Duration ASK_AGAIN = Duration.ofMillis(50);
  /** Fifteen seconds: on a machine under load the news of a pack takes some, and an operator rather waits than asks again. */
  private static final int TRIES = 300;

  private final Edge edge;
  private final CommandGateway commands;
  private final PackShelf packs;

  public PackApi(Edge edge, CommandGateway commands, PackShelf packs) {
    this.edge = edge;
    this.commands = commands;
    this.packs = packs;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .PUT("/v1/packs/{name}/versions/{version}", this::publish)
        .GET("/v1/packs/{name}/versions/{version}", this::show)
        .build();
  }

  /** A pack inside JSON, for callers that send nothing else. */
  private record Wrapped(String yaml) {}

  private Mono<ServerResponse> publish(ServerRequest request) {
    return body(request)
        .flatMap(
            bytes -> {
              var yaml = isJson(request)
                  ? Edge.parse(bytes, Wrapped.class).yaml()
                  : new String(bytes, StandardCharsets.UTF_8);
              var pack = parse(request, yaml == null ? "" : yaml);
              var command = new PublishPack(pack.name(), pack.version(), yaml, sha256(yaml));
              return commands
                  .submit(command, edge.repeatableContext(request, bytes))
                  .flatMap(outcome -> answer(outcome, command));
            });
  }

  private Pack parse(ServerRequest request, String yaml) {
    try {
      // one that is published already may come again, whatever is asked of new ones since
      boolean again = published(request).filter(published -> published.yaml().equals(yaml)).isPresent();
      var pack = again ? PackYaml.parse(yaml) : PackYaml.parse(yaml, PackYaml.Surroundings.UNKNOWN);
      var errors = new FieldErrors();
      if (!pack.name().equals(request.pathVariable("name"))) {
        errors.add("pack", "NOT_AS_IN_PATH");
      }
      if (!Integer.toString(pack.version()).equals(request.pathVariable("version"))) {
        errors.add("version", "NOT_AS_IN_PATH");
      }
      errors.throwIfAny();
      return pack;
    } catch (InvalidPack e) {
      throw new Problem(422, "INVALID_PACK", Map.of("findings", e.findings()));
    }
  }

  private Mono<ServerResponse> answer(Outcome outcome, PublishPack command) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("pack", command.pack());
    answer.put("version", command.version());
    answer.put("sha256", command.sha256());
    return switch (outcome) {
      case Outcome.Accepted accepted -> {
        int status = accepted.events().isEmpty() ? 200 : 201;
        yield onShelf(command.pack(), command.version())
            .flatMap(there -> Edge.json(there ? ServerResponse.status(status) : ServerResponse.accepted(), answer));
      }
      case Outcome.Rejected rejected -> edge.refusal(rejected);
      case Outcome.Pending pending -> Edge.json(ServerResponse.accepted(), answer);
    };
  }

  /** Who has published a pack goes on to define a programme with it: whether it is to be found by then. */
  private Mono<Boolean> onShelf(String name, int version) {
    return Flux.interval(Duration.ZERO, ASK_AGAIN).take(TRIES)
        .map(tick -> packs.find(name, version).isPresent()).takeUntil(there -> there).last();
  }

  private Mono<ServerResponse> show(ServerRequest request) {
    return published(request)
        .map(
            published ->
                ServerResponse.ok()
                    .contentType(new MediaType("application", "yaml", StandardCharsets.UTF_8))
                    .eTag(published.sha256())
                    .bodyValue(published.yaml()))
        .orElseThrow(() -> new Problem(404, "UNKNOWN_PACK"));
  }

  private Optional<PackPublished> published(ServerRequest request) {
    var version = request.pathVariable("version");
    return packs.source(request.pathVariable("name"), version.matches("\\d{1,7}") ? Integer.parseInt(version) : 0);
  }

  private static boolean isJson(ServerRequest request) {
    return request.headers().contentType().map(MediaType.APPLICATION_JSON::isCompatibleWith).orElse(false);
  }

  private static Mono<byte[]> body(ServerRequest request) {
    var known = List.of("json", "yaml", "x-yaml", "plain", "octet-stream");
    if (request.headers().contentType().filter(type -> !known.contains(type.getSubtype())).isPresent()) {
      return Mono.error(new Problem(415, "UNSUPPORTED_MEDIA_TYPE"));
    }
    return Edge.bytes(request, BYTES_MAX);
  }

  private static String sha256(String yaml) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(yaml.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
