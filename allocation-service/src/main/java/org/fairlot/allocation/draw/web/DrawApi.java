package org.fairlot.allocation.draw.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.fairlot.allocation.draw.domain.DrawCommand;
import org.fairlot.allocation.draw.domain.DrawCommand.Annul;
import org.fairlot.allocation.draw.domain.DrawCommand.Attest;
import org.fairlot.allocation.draw.domain.DrawCommand.CommitShare;
import org.fairlot.allocation.draw.domain.DrawCommand.RecordBeacon;
import org.fairlot.allocation.draw.domain.DrawCommand.Release;
import org.fairlot.allocation.draw.domain.DrawCommand.RevealShare;
import org.fairlot.allocation.draw.domain.DrawRejection;
import org.fairlot.allocation.draw.fd1.Seal.PublicKey;
import org.fairlot.allocation.draw.work.DrawDesk;
import org.fairlot.allocation.draw.work.DrawDesk.Flaw;
import org.fairlot.allocation.draw.work.DrawDesk.Reported;
import org.fairlot.allocation.pool.web.ProgrammeLookup;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.wire.Json;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Draws over HTTP: public to look at and to check; notary and operator have their parts in them. */
public final class DrawApi {

  private static final Pattern PROGRAMME = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final int SIGNATURE_MAX = 4_096;
  private static final int REASON_MAX = 500;
  private static final int EVIDENCE_MAX = 16;
  private static final int DRAWS_PER_PAGE = 50;
  private static final int CHUNK_BYTES = 64 << 10;
  /** A list is sealed minutes after its freeze, and whoever waits for it is a person. */
  private static final int SEAL_AGAIN_SECONDS = 10;
  private static final Executor WRITERS = Executors.newVirtualThreadPerTaskExecutor();

  private final Edge edge;
  private final CommandGateway commands;
  private final ProgrammeLookup programmes;
  private final DrawQueries queries;
  private final DrawDesk desk;

  public DrawApi(
      Edge edge, CommandGateway commands, ProgrammeLookup programmes, DrawQueries queries, DrawDesk desk) {
    this.edge = edge;
    this.commands = commands;
    this.programmes = programmes;
    this.queries = queries;
    this.desk = desk;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/programmes/{programmeId}/draws", this::draws)
        .GET("/v1/draws/{drawId}", this::draw)
        .GET("/v1/draws/{drawId}/bundle", this::bundle)
        .GET("/v1/draws/{drawId}/proofs/{registrationId}", this::proof)
        .POST("/v1/draws/{drawId}/notary-commitment", this::commit)
        .POST("/v1/draws/{drawId}/notary-share", this::reveal)
        .POST("/v1/draws/{drawId}/beacon", this::beacon)
        .POST("/v1/draws/{drawId}/attestation", this::attest)
        .POST("/v1/draws/{drawId}/decision", this::decide)
        .build();
  }

  record DrawPage(String programmeId, List<Map<String, Object>> draws, String nextCursor) {}

  record CommitmentForm(String commitment, String signature, Map<String, String> key) {}

  record ShareForm(String share) {}

  record BeaconForm(Map<String, String> evidence) {}

  record AttestationForm(String resultHash, String signature) {}

  enum HumanDecision { RELEASE, ANNUL }

  record DecisionForm(HumanDecision decision, String reason) {}

  private Mono<ServerResponse> draws(ServerRequest request) {
    String programmeId = request.pathVariable("programmeId");
    if (!PROGRAMME.matcher(programmeId).matches()) {
      throw new Problem(404, "UNKNOWN_PROGRAMME");
    }
    String before = request.queryParam("cursor").filter(text -> !text.isEmpty()).orElse(null);
    if (before != null && !DAY.matcher(before).matches()) {
      new FieldErrors().add("cursor", "INVALID").throwIfAny();
    }
    return programmes
        .programme(programmeId)
        .then(queries.draws(programmeId, before, DRAWS_PER_PAGE + 1))
        .flatMap(found -> Edge.json(ServerResponse.ok(), page(programmeId, found)));
  }

  private static DrawPage page(String programmeId, List<Map<String, Object>> found) {
    if (found.size() <= DRAWS_PER_PAGE) {
      return new DrawPage(programmeId, found, null);
    }
    var shown = found.subList(0, DRAWS_PER_PAGE);
    return new DrawPage(programmeId, shown, (String) shown.getLast().get("day"));
  }

  private Mono<ServerResponse> draw(ServerRequest request) {
    return known(drawId(request)).flatMap(draw -> Edge.json(ServerResponse.ok(), draw));
  }

  private Mono<ServerResponse> bundle(ServerRequest request) {
    String drawId = drawId(request);
    return known(drawId)
        .flatMap(draw -> offThread(() -> desk.isPublished(drawId)))
        .flatMap(published -> {
          if (!published) {
            return Mono.error(new Problem(409, "DRAW_NOT_PUBLISHED"));
          }
          return ServerResponse.ok()
              .contentType(MediaType.parseMediaType("application/zip"))
              .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + drawId + ".zip\"")
              .body(BodyInserters.fromDataBuffers(zip(drawId)));
        });
  }

  /** Streamed as it is written: a million entries are a hundred megabytes. */
  private Flux<DataBuffer> zip(String drawId) {
    return Flux.from(
        DataBufferUtils.outputStreamPublisher(
            out -> write(drawId, out), DefaultDataBufferFactory.sharedInstance, WRITERS, CHUNK_BYTES));
  }

  private void write(String drawId, OutputStream out) {
    try {
      desk.writeBundle(drawId, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Mono<ServerResponse> proof(ServerRequest request) {
    String drawId = drawId(request);
    String registrationId = request.pathVariable("registrationId");
    if (!CaseId.isValid(registrationId)) {
      throw new Problem(404, "UNKNOWN_REGISTRATION");
    }
    return known(drawId)
        .flatMap(draw -> offThread(() -> desk.explain(drawId, registrationId)))
        .flatMap(explanation -> explanation
            .map(found -> Edge.json(ServerResponse.ok(), found))
            .orElseGet(() -> Mono.error(notSealed())));
  }

  private static Problem notSealed() {
    return new Problem(409, "DRAW_NOT_SEALED", Map.of("retryAfterSeconds", SEAL_AGAIN_SECONDS));
  }

  private Mono<ServerResponse> commit(ServerRequest request) {
    return command(request, CommitmentForm.class, (drawId, form) -> {
      var errors = new FieldErrors();
      hash(errors, "commitment", form.commitment());
      signature(errors, form.signature());
      var key = key(errors, form.key());
      errors.throwIfAny();
      return offThread(() -> desk.flawOfCommitment(drawId, form.commitment(), form.signature(), key))
          .map(flaw -> {
            flaw.ifPresent(DrawApi::refuse);
            // only what is public of it, whatever else was sent
            return new CommitShare(
                drawId, form.commitment(), form.signature(), Json.MAPPER.writeValueAsString(key.jwk()));
          });
    });
  }

  private static void refuse(Flaw flaw) {
    switch (flaw) {
      case NOT_SEALED -> throw notSealed();
      case ABORTED -> throw new Problem(409, "DRAW_NOT_THERE", Map.of("phase", flaw.name()));
      case KEY_UNKNOWN -> throw new Problem(422, "NOTARY_KEY_UNKNOWN");
      case SIGNATURE_INVALID -> new FieldErrors().add("signature", "SIGNATURE_INVALID").throwIfAny();
    }
  }

  private Mono<ServerResponse> reveal(ServerRequest request) {
    return command(request, ShareForm.class, (drawId, form) -> {
      var errors = new FieldErrors();
      hash(errors, "share", form.share());
      errors.throwIfAny();
      return Mono.just(new RevealShare(drawId, form.share()));
    });
  }

  private Mono<ServerResponse> beacon(ServerRequest request) {
    return decided(request, BeaconForm.class, (drawId, form, context) -> {
      if (form.evidence() == null || form.evidence().isEmpty() || form.evidence().size() > EVIDENCE_MAX) {
        new FieldErrors().add("evidence", form.evidence() == null ? "MISSING" : "INVALID").throwIfAny();
      }
      return offThread(() -> desk.laterBeaconCounts(drawId))
          .map(counts -> counts.orElseThrow(DrawApi::notSealed))
          .flatMap(later ->
              record(drawId, form.evidence(), later, context)
                  .flatMap(outcome -> isOtherBeacon(outcome) ? record(drawId, form.evidence(), !later, context) : Mono.just(outcome)));
    });
  }

  /** Each reading under an id of its own: the refusal of one must not be the answer to the other when the caller asks again. */
  private Mono<Outcome> record(String drawId, Map<String, String> evidence, boolean later, CommandContext context) {
    return offThread(() -> desk.beacon(drawId, evidence, later))
        .onErrorMap(
            IllegalArgumentException.class,
            e -> new Problem(
                422, FieldErrors.CODE,
                Map.of("errors", List.of(Map.of("field", "evidence", "code", "EVIDENCE_INVALID", "part", e.getMessage())))))
        .flatMap(found -> commands.submit(genuine(found), context.part(later ? "later" : "first")));
  }

  /** Whether the decider knows better which beacon counts: it has decided on the notary's share, and that is not committed yet. */
  private static boolean isOtherBeacon(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected
        && rejected.code().equals(DrawRejection.Disagrees.CODE)
        && DrawRejection.Disagrees.BEACON.equals(rejected.data().get("what"));
  }

  private static RecordBeacon genuine(Reported beacon) {
    return switch (beacon.proof()) {
      case SIGNED, TO_COMPARE -> beacon.command();
      case FORGED -> throw new Problem(422, "BEACON_FORGED");
      // one that nobody has checked is not taken on trust; another instance may run where it can be
      case NOT_CHECKED -> throw new Problem(503, "BEACON_NOT_CHECKABLE");
    };
  }

  private Mono<ServerResponse> attest(ServerRequest request) {
    return command(request, AttestationForm.class, (drawId, form) -> {
      var errors = new FieldErrors();
      hash(errors, "resultHash", form.resultHash());
      signature(errors, form.signature());
      errors.throwIfAny();
      return offThread(() -> desk.flawOfAttestation(drawId, form.resultHash(), form.signature()))
          .map(flaw -> {
            flaw.ifPresent(DrawApi::refuse);
            return new Attest(drawId, form.resultHash(), form.signature());
          });
    });
  }

  private Mono<ServerResponse> decide(ServerRequest request) {
    return command(request, DecisionForm.class, (drawId, form) -> {
      var errors = new FieldErrors();
      if (form.decision() == null) {
        errors.add("decision", "MISSING");
      }
      if (form.reason() == null || form.reason().isBlank()) {
        errors.add("reason", "MISSING");
      } else if (form.reason().length() > REASON_MAX) {
        errors.add("reason", "TOO_LONG");
      }
      errors.throwIfAny();
      String operator = request.exchange().getAttributeOrDefault(Edge.CLIENT_ATTRIBUTE, "");
      return Mono.just(
          form.decision() == HumanDecision.RELEASE
              ? new Release(drawId, operator, form.reason())
              : new Annul(drawId, operator, form.reason()));
    });
  }

  /** Makes a command of what came; problems of the form are thrown or come as an error. */
  private interface Reading<F> {
    Mono<? extends DrawCommand> of(String drawId, F form);
  }

  private <F> Mono<ServerResponse> command(ServerRequest request, Class<F> type, Reading<F> reading) {
    return decided(
        request, type,
        (drawId, form, context) -> reading.of(drawId, form).flatMap(command -> commands.submit(command, context)));
  }

  /** Has decided what came. */
  private interface Deciding<F> {
    Mono<Outcome> of(String drawId, F form, CommandContext context);
  }

  private <F> Mono<ServerResponse> decided(ServerRequest request, Class<F> type, Deciding<F> deciding) {
    String drawId = drawId(request);
    return edge.body(request)
        .flatMap(body -> {
          // the next step of a draw is read against the committed log: a beacon right behind the notary's share must find it
          var context = edge.repeatableContext(request, body).whenCommitted();
          var form = Edge.parse(body, type);
          return known(drawId).then(Mono.defer(() -> deciding.of(drawId, form, context)));
        })
        .flatMap(outcome -> switch (outcome) {
          case Outcome.Accepted accepted ->
              Edge.json(
                  ServerResponse.ok().eTag(Long.toString(accepted.version())), answer(drawId, "RECORDED", accepted.at()));
          case Outcome.Rejected rejected -> edge.refusal(rejected);
          case Outcome.Pending pending -> Edge.json(ServerResponse.accepted(), answer(drawId, "PENDING", null));
        });
  }

  private static Map<String, Object> answer(String drawId, String status, Object at) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("drawId", drawId);
    answer.put("status", status);
    if (at != null) {
      answer.put("at", at);
    }
    return answer;
  }

  /** The draw as it is shown, or 404. */
  private Mono<Map<String, Object>> known(String drawId) {
    return queries.draw(drawId).switchIfEmpty(Mono.error(() -> new Problem(404, "UNKNOWN_DRAW")));
  }

  private interface Reader<T> {
    T read() throws IOException;
  }

  /** The log is read, and a draw computed, where nobody else has to wait for it. */
  private static <T> Mono<T> offThread(Reader<T> reader) {
    return Mono.fromCallable(reader::read).subscribeOn(Schedulers.boundedElastic());
  }

  private static String drawId(ServerRequest request) {
    String id = request.pathVariable("drawId");
    if (!DrawId.isValid(id)) {
      throw new Problem(404, "UNKNOWN_DRAW");
    }
    return id;
  }

  private static void hash(FieldErrors errors, String field, String value) {
    if (value == null) {
      errors.add(field, "MISSING");
    } else if (!HASH.matcher(value).matches()) {
      errors.add(field, "INVALID");
    }
  }

  private static void signature(FieldErrors errors, String value) {
    if (value == null) {
      errors.add("signature", "MISSING");
    } else if (value.length() > SIGNATURE_MAX) {
      errors.add("signature", "TOO_LONG");
    }
  }

  /** {@code null} if it is none, which is noted then. */
  private static PublicKey key(FieldErrors errors, Map<String, String> jwk) {
    if (jwk == null) {
      errors.add("key", "MISSING");
      return null;
    }
    try {
      return PublicKey.ofJwk(jwk);
    } catch (IllegalArgumentException e) {
      errors.add("key", "INVALID");
      return null;
    }
  }
}
