package org.fairlot.health.declaration.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.Document;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationId;
import org.fairlot.health.declaration.domain.Answers;
import org.fairlot.health.declaration.domain.Assessment;
import org.fairlot.health.declaration.domain.DeclarationCommand;
import org.fairlot.health.declaration.domain.DeclarationCommand.CorrectDeclaration;
import org.fairlot.health.declaration.domain.DeclarationCommand.MakeDeclaration;
import org.fairlot.health.declaration.domain.DeclarationRejection.KeyErased;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.Admission;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.runtime.vault.Vault.Sealing;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** A citizen's own declarations (个人健康信息申报): declare, read, correct. */
public final class DeclarationApi {

  /** The kind of the signed receipt; it is worth nothing as any other. */
  public static final String RECEIPT = "health-declaration";

  private static final int MARK_LENGTH = 8;

  private static final List<Purpose> SEALED_FOR = List.of(Purpose.HEALTH);

  /** What was just declared may not be shown yet; the citizen who looks at once should find it. */
  private static final Duration POLL = Duration.ofMillis(50);

  private static final int POLLS = 20;

  private final Edge edge;
  private final Admission admission;
  private final CommandGateway commands;
  private final Pseudonyms pseudonyms;
  private final Vault vault;
  private final Receipts receipts;
  private final DeclarationQueries queries;
  private final Clock clock;
  private final int validityHours;
  private final int retentionDays;

  /**
   * @param clock         the domain's, in the zone where a day begins and ends
   * @param retentionDays how long a declaration is kept once it no longer counts
   */
  public DeclarationApi(
      Edge edge, Admission admission, CommandGateway commands, Pseudonyms pseudonyms, Vault vault, Receipts receipts,
      DeclarationQueries queries, Clock clock, int validityHours, int retentionDays) {
    this.edge = edge;
    this.admission = admission;
    this.commands = commands;
    this.pseudonyms = pseudonyms;
    this.vault = vault;
    this.receipts = receipts;
    this.queries = queries;
    this.clock = clock;
    this.validityHours = validityHours;
    this.retentionDays = retentionDays;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .POST("/v1/health-declarations", this::declare)
        .GET("/v1/health-declarations/{id}", this::read)
        .POST("/v1/health-declarations/{id}/correction", this::correct)
        .build();
  }

  /**
   * @param keptUntil for how long all that the person has declared is kept, unless there is a newer declaration then: whoever is asked
   *     such things must be told (PIPL art. 17)
   * @param receipt   JWS of kind {@link #RECEIPT} over verdict and times of validity, and the person's tag
   */
  record Declared(
      String declarationId, HealthVerdict verdict, List<String> reasons, Instant declaredAt, Instant validUntil,
      Instant keptUntil, String receipt) {}

  private Mono<ServerResponse> declare(ServerRequest request) {
    return edge.body(request)
        .flatMap(
            body -> {
              var context = edge.context(request, body);
              var form = Edge.parse(body, DeclarationForm.class);
              var errors = new FieldErrors();
              LocalDate today = LocalDate.now(clock);
              var person = form.person(today, errors);
              var answers = form.answers(today, clock.getZone(), errors);
              errors.throwIfAny();
              String personTag = pseudonyms.personTag(person.docType().name(), person.number());
              // derived from the caller's key: a repeat names the same declaration
              String mark = pseudonyms.of("declaration", context.commandId()).substring(0, MARK_LENGTH);
              var id = new DeclarationId(personTag, mark);
              return admission.inTurn(
                  request, context, () -> declare(id, answers, Assessment.of(answers, today), context));
            });
  }

  private Mono<ServerResponse> declare(DeclarationId id, Answers answers, Assessment assessment, CommandContext context) {
    return submit(
            id.personTag(), context,
            sealing ->
                new MakeDeclaration(
                    id.personTag(), id.toString(), answers.district(), assessment.verdict(), assessment.reasons(),
                    sealing.seal(Purpose.HEALTH, answers), sealing.keyId(), validityHours, retentionDays))
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted -> {
                    Instant validUntil = accepted.at().plus(Duration.ofHours(validityHours));
                    yield Edge.json(
                        ServerResponse.status(201)
                            .eTag(Long.toString(accepted.version()))
                            .header("Location", "/v1/health-declarations/" + id),
                        declared(
                            id, assessment, accepted.at(), validUntil, validUntil.plus(Duration.ofDays(retentionDays))));
                  }
                  case Outcome.Rejected rejected -> edge.refusal(rejected);
                  case Outcome.Pending _ -> pending(id);
                });
  }

  /**
   * Under the person's key; and once more under a new one, if that was deleted a moment ago and this instance does not know it yet. The
   * second time has an id of its own, derived from the first: under that one the refusal would be repeated.
   */
  private Mono<Outcome> submit(String personTag, CommandContext context, Function<Sealing, DeclarationCommand> command) {
    return submit(vault.sealing(personTag, SEALED_FOR), context, command)
        .flatMap(
            outcome ->
                outcome instanceof Outcome.Rejected refused && refused.code().equals(KeyErased.CODE)
                    ? submit(vault.sealingAnew(personTag, SEALED_FOR), context.part("anew"), command)
                    : Mono.just(outcome));
  }

  private Mono<Outcome> submit(Sealing sealing, CommandContext context, Function<Sealing, DeclarationCommand> command) {
    return commands.submit(command.apply(sealing), context.withKeys(sealing.newKeys()));
  }

  private Mono<ServerResponse> correct(ServerRequest request) {
    var id = declarationId(request);
    return edge.body(request)
        .flatMap(
            body -> {
              var context = edge.context(request, body);
              var form = Edge.parse(body, DeclarationForm.class);
              var errors = new FieldErrors();
              LocalDate today = LocalDate.now(clock);
              checkPerson(form, id, today, errors);
              var answers = form.answers(today, clock.getZone(), errors);
              errors.throwIfAny();
              var assessment = Assessment.of(answers, today);
              return submit(
                      id.personTag(), context,
                      sealing ->
                          new CorrectDeclaration(
                              id.personTag(), id.toString(), answers.district(), assessment.verdict(),
                              assessment.reasons(), sealing.seal(Purpose.HEALTH, answers), sealing.keyId()))
                  .flatMap(outcome -> corrected(id, assessment, outcome));
            });
  }

  /** Who gives the document again must give the same. */
  private void checkPerson(DeclarationForm form, DeclarationId id, LocalDate today, FieldErrors errors) {
    if (!form.namesPerson()) {
      return;
    }
    var person = form.person(today, errors);
    if (person != null && !pseudonyms.personTag(person.docType().name(), person.number()).equals(id.personTag())) {
      errors.add("idNumber", "OTHER_PERSON");
    }
  }

  /** The correction keeps the declaration's time, which only the read model can tell; it has it since it was made. */
  private Mono<ServerResponse> corrected(DeclarationId id, Assessment assessment, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted ->
          shown(id)
              .flatMap(
                  document ->
                      Edge.json(
                          ServerResponse.ok().eTag(Long.toString(accepted.version())),
                          declared(
                              id, assessment, document.getDate("declaredAt").toInstant(),
                              document.getDate("validUntil").toInstant(), instant(document, "keptUntil"))))
              .switchIfEmpty(Mono.defer(() -> pending(id)));
      case Outcome.Rejected rejected -> edge.refusal(rejected);
      case Outcome.Pending _ -> pending(id);
    };
  }

  private static Mono<ServerResponse> pending(DeclarationId id) {
    return Edge.json(ServerResponse.accepted(), Map.of("declarationId", id.toString(), "status", "PENDING"));
  }

  private Declared declared(
      DeclarationId id, Assessment assessment, Instant declaredAt, Instant validUntil, Instant keptUntil) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("declarationId", id.toString());
    claims.put("personTag", id.personTag());
    claims.put("verdict", assessment.verdict());
    claims.put("declaredAt", declaredAt);
    claims.put("validUntil", validUntil);
    return new Declared(
        id.toString(), assessment.verdict(), assessment.reasons(), declaredAt, validUntil, keptUntil,
        receipts.sign(RECEIPT, claims));
  }

  /** A declaration as its own person sees it. */
  record Own(
      String declarationId, String verdict, List<String> reasons, Instant declaredAt, Instant validUntil,
      Instant keptUntil, Instant correctedAt, Answers answers) {}

  private Mono<ServerResponse> read(ServerRequest request) {
    var id = declarationId(request);
    return shown(id)
        .switchIfEmpty(Mono.error(() -> new Problem(404, "UNKNOWN_DECLARATION")))
        .flatMap(
            document ->
                vault
                    .opening(Purpose.HEALTH, document.getString("sealed"), Answers.class)
                    .switchIfEmpty(Mono.error(() -> new Problem(410, "PERSON_ERASED")))
                    .flatMap(answers -> Edge.json(
                        ServerResponse.ok().eTag(document.get("version").toString()), own(document, answers))));
  }

  private static Own own(Document d, Answers answers) {
    return new Own(
        d.getString("_id"), d.getString("verdict"), d.getList("reasons", String.class),
        d.getDate("declaredAt").toInstant(), d.getDate("validUntil").toInstant(), instant(d, "keptUntil"),
        instant(d, "correctedAt"), answers);
  }

  private static Instant instant(Document d, String field) {
    var date = d.getDate(field);
    return date == null ? null : date.toInstant();
  }

  private Mono<Document> shown(DeclarationId id) {
    return Mono.defer(() -> queries.find(id.toString()))
        .repeatWhenEmpty(tries -> tries.take(POLLS).delayElements(POLL));
  }

  private static DeclarationId declarationId(ServerRequest request) {
    String text = request.pathVariable("id");
    if (!DeclarationId.isValid(text)) {
      throw new Problem(404, "UNKNOWN_DECLARATION");
    }
    return DeclarationId.parse(text);
  }
}
