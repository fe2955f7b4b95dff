package org.fairlot.delivery.visit.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedGoodsDelivered;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.person.Consignee;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordVisit;
import org.fairlot.delivery.fulfilment.web.MaskedPhone;
import org.fairlot.delivery.visit.view.VisitView;
import org.fairlot.kernel.Wire;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.Vault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A committee's work at the doors (送货上门): whom to bring what, and what became of it. The consignee is shown while the
 * goods are due and no longer; the phone is masked, and there is no ID number and no health data, ever.
 */
public final class VisitApi {

  private static final Logger LOG = LoggerFactory.getLogger(VisitApi.class);
  private static final Pattern COMMITTEE = Pattern.compile("\\d{12}");
  private static final Pattern CURSOR = Pattern.compile("\\d{1,15}-[A-Za-z0-9._-]{4,120}");
  private static final Pattern BY = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final int PER_PAGE = 100;
  private static final int PER_PAGE_MAX = 500;
  private static final int OPENED_AT_ONCE = 16;
  private static final int OUTCOMES_MAX = 500;
  private static final int AT_ONCE = 64;
  private static final int VISITS_MAX = 100;
  private static final String DIFFERS = ForfeitedGoodsDelivered.class.getAnnotation(Wire.class).value();

  private final Edge edge;
  private final CommandGateway commands;
  private final MongoDatabase readModels;
  private final Vault vault;

  public VisitApi(Edge edge, CommandGateway commands, MongoDatabase readModels, Vault vault) {
    this.edge = edge;
    this.commands = commands;
    this.readModels = readModels;
    this.vault = vault;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/committees/{committee}/deliveries", this::list)
        .POST("/v1/committees/{committee}/deliveries", this::record)
        .build();
  }

  /**
   * @param name        missing when it is over, or once the person's data has been erased; so are the address and phone
   * @param visits      that were made
   * @param attempts    how many may be
   * @param lastOutcome of the last visit, missing before the first
   * @param reason      why the goods were not handed over, if so
   */
  record Visit(
      String registrationId, String programmeId, String sku, Integer units, String name, String addressLine,
      String phoneMasked, Integer visits, Integer attempts, String lastOutcome, Instant dueAt, String status,
      String reason) {}

  record VisitPage(String committee, List<Visit> deliveries, String nextCursor) {}

  /** @param by who was at the door, missing: the caller; @param visit which visit it was, missing: the next */
  record Told(String registrationId, VisitOutcome outcome, String by, Integer visit) {}

  record ToldForm(List<Told> deliveries) {
    void check() {
      var errors = new FieldErrors();
      if (deliveries == null || deliveries.isEmpty()) {
        errors.add("deliveries", "MISSING");
      } else if (deliveries.size() > OUTCOMES_MAX) {
        errors.add("deliveries", "TOO_MANY");
      }
      errors.throwIfAny();
    }
  }

  enum Result {
    RECORDED,
    /** Known already. */
    UNCHANGED,
    /** Recorded, but the units had been forfeited meanwhile: an operator sees the difference. */
    DIFFERENCE,
    /** In the log; what it leads to is not known in time. */
    PENDING,
    REFUSED
  }

  /** @param index place in the batch; @param code why it was refused, with the refusal's data */
  record ToldAnswer(int index, String registrationId, Result result, String code, Map<String, Object> data) {}

  record BatchAnswer(int recorded, int refused, List<ToldAnswer> results) {}

  private Mono<ServerResponse> list(ServerRequest request) {
    String committee = committee(request);
    var errors = new FieldErrors();
    String status = status(request, errors);
    String after = request.queryParam("cursor").orElse("");
    if (!after.isEmpty() && !CURSOR.matcher(after).matches()) {
      errors.add("cursor", "INVALID");
    }
    int limit = limit(request, errors);
    errors.throwIfAny();
    var wanted =
        Filters.and(Filters.eq("committee", committee), Filters.eq("status", status), Filters.gt("cursor", after));
    return Flux.from(
            readModels.getCollection(VisitView.COLLECTION).find(wanted).sort(Sorts.ascending("cursor"))
                .limit(limit + 1).batchSize(limit + 1))
        .collectList()
        .flatMap(found -> page(committee, found, limit))
        .flatMap(
            page -> Edge.json(ServerResponse.ok().header("Cache-Control", "no-store"), page));
  }

  private static String status(ServerRequest request, FieldErrors errors) {
    return switch (request.queryParam("status").orElse("due")) {
      case "due" -> VisitView.Status.DUE.name();
      case "delivered" -> VisitView.Status.DELIVERED.name();
      case "not-delivered" -> VisitView.Status.NOT_DELIVERED.name();
      default -> {
        errors.add("status", "INVALID");
        yield "";
      }
    };
  }

  private static int limit(ServerRequest request, FieldErrors errors) {
    String text = request.queryParam("limit").orElse(Integer.toString(PER_PAGE));
    if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > PER_PAGE_MAX) {
      errors.add("limit", "OUT_OF_RANGE");
      return PER_PAGE;
    }
    return Integer.parseInt(text);
  }

  private Mono<VisitPage> page(String committee, List<Document> found, int limit) {
    var shown = found.subList(0, Math.min(limit, found.size()));
    String next = found.size() > limit ? shown.getLast().getString("cursor") : null;
    return Flux.fromIterable(shown)
        .flatMapSequential(this::visit, OPENED_AT_ONCE)
        .collectList()
        .map(visits -> new VisitPage(committee, visits, next));
  }

  private Mono<Visit> visit(Document d) {
    String consignee = d.getString("consignee");
    return consignee == null
        ? Mono.just(visit(d, null))
        : vault.opening(Purpose.CONSIGNEE, consignee, Consignee.class)
            // one that cannot be opened must not hide the others
            .onErrorResume(IllegalStateException.class, e -> {
              LOG.warn("consignee of {} cannot be opened: {}", d.getString("_id"), e.getMessage());
              return Mono.empty();
            })
            .map(opened -> visit(d, opened))
            .defaultIfEmpty(visit(d, null));
  }

  private static Visit visit(Document d, Consignee consignee) {
    Date dueAt = d.getDate("dueAt");
    return new Visit(
        d.getString("_id"), d.getString("programmeId"), d.getString("sku"), d.getInteger("units"),
        consignee == null ? null : consignee.name(),
        consignee == null || consignee.address() == null ? null : consignee.address().line(),
        consignee == null ? null : MaskedPhone.of(consignee.mobile()), d.getInteger("visits"), d.getInteger("attempts"),
        d.getString("lastOutcome"), dueAt == null ? null : dueAt.toInstant(), d.getString("status"),
        d.getString("reason"));
  }

  private Mono<ServerResponse> record(ServerRequest request) {
    String committee = committee(request);
    String caller = request.exchange().getAttributeOrDefault(Edge.CLIENT_ATTRIBUTE, "");
    return edge.batchBody(request)
        .flatMap(
            body -> {
              // a visit in vain could be told twice: without a key, a repeat would count as another
              var context = edge.context(request, body);
              var form = Edge.parse(body, ToldForm.class);
              form.check();
              return Flux.range(0, form.deliveries().size())
                  .flatMapSequential(
                      i -> submit(committee, caller, i, form.deliveries().get(i), context), AT_ONCE)
                  .collectList()
                  .flatMap(VisitApi::answer);
            });
  }

  private Mono<ToldAnswer> submit(String committee, String caller, int index, Told told, CommandContext context) {
    var unfit = unfit(index, told);
    if (unfit != null) {
      return Mono.just(unfit);
    }
    String id = told.registrationId();
    String by = told.by() == null ? caller : told.by();
    return commands
        .submit(
            new RecordVisit(id, committee, told.outcome(), by, told.visit()),
            context.part(Integer.toString(index)).about(id))
        .map(outcome -> answer(index, id, outcome));
  }

  /** An unfit one is refused by itself, lest it hold up the others; {@code null} if it is fit. */
  private static ToldAnswer unfit(int index, Told told) {
    var errors = new FieldErrors();
    if (told == null) {
      errors.add("deliveries[" + index + "]", "MISSING");
    } else {
      if (told.registrationId() == null || !CaseId.isValid(told.registrationId())) {
        errors.add("registrationId", told.registrationId() == null ? "MISSING" : "INVALID");
      }
      if (told.outcome() == null) {
        errors.add("outcome", "MISSING");
      }
      if (told.by() != null && !BY.matcher(told.by()).matches()) {
        errors.add("by", "INVALID");
      }
      if (told.visit() != null && (told.visit() < 1 || told.visit() > VISITS_MAX)) {
        errors.add("visit", "OUT_OF_RANGE");
      }
    }
    try {
      errors.throwIfAny();
      return null;
    } catch (Problem unfit) {
      return new ToldAnswer(
          index, told == null ? null : told.registrationId(), Result.REFUSED, unfit.code(), unfit.data());
    }
  }

  private static ToldAnswer answer(int index, String id, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted when accepted.events().isEmpty() ->
          new ToldAnswer(index, id, Result.UNCHANGED, null, null);
      case Outcome.Accepted accepted when accepted.events().contains(DIFFERS) ->
          new ToldAnswer(index, id, Result.DIFFERENCE, null, null);
      case Outcome.Accepted _ -> new ToldAnswer(index, id, Result.RECORDED, null, null);
      case Outcome.Rejected rejected -> new ToldAnswer(index, id, Result.REFUSED, rejected.code(), rejected.data());
      case Outcome.Pending _ -> new ToldAnswer(index, id, Result.PENDING, null, null);
    };
  }

  /** A batch of which nothing could be used is an error as a whole, so that somebody looks at it. */
  private static Mono<ServerResponse> answer(List<ToldAnswer> results) {
    int refused = (int) results.stream().filter(r -> r.result() == Result.REFUSED).count();
    int recorded =
        (int) results.stream().filter(r -> r.result() == Result.RECORDED || r.result() == Result.DIFFERENCE).count();
    if (refused == results.size()) {
      throw new Problem(422, "DELIVERIES_REFUSED", Map.of("results", results));
    }
    return Edge.json(ServerResponse.ok(), new BatchAnswer(recorded, refused, results));
  }

  private static String committee(ServerRequest request) {
    String code = request.pathVariable("committee");
    if (!COMMITTEE.matcher(code).matches()) {
      throw new Problem(404, "UNKNOWN_COMMITTEE");
    }
    return code;
  }
}
