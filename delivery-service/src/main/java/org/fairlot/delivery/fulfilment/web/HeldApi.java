package org.fairlot.delivery.fulfilment.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.delivery.FulfilmentEvent.Resolution;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ResolveHeldParcel;
import org.fairlot.delivery.fulfilment.view.HeldView;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The operator's queue: see what is stuck or differs, decide what becomes of it. */
public final class HeldApi {

  private static final Pattern PROGRAMME = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern CURSOR = Pattern.compile("\\d{1,15}-[A-Za-z0-9._@-]{4,120}");
  private static final int PER_PAGE = 100;

  private final Edge edge;
  private final CommandGateway commands;
  private final MongoDatabase readModels;

  public HeldApi(Edge edge, CommandGateway commands, MongoDatabase readModels) {
    this.edge = edge;
    this.commands = commands;
    this.readModels = readModels;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/programmes/{programmeId}/held", this::list)
        .POST("/v1/programmes/{programmeId}/held/{registrationId}/decision", this::decide)
        .build();
  }

  record HeldParcel(
      String registrationId, String kind, String courier, String waybill, String outletId, String committee, Integer units,
      Instant redeemedAt, String reason, Instant since) {}

  record HeldPage(String programmeId, List<HeldParcel> held, String nextCursor) {}

  record DecisionForm(Resolution decision) {
    void check() {
      if (decision == null) {
        new FieldErrors().add("decision", "MISSING").throwIfAny();
      }
    }
  }

  record DecisionAnswer(String registrationId, Resolution decision, Instant decidedAt) {}

  private Mono<ServerResponse> list(ServerRequest request) {
    String programmeId = programmeId(request);
    String after = request.queryParam("cursor").orElse("");
    if (!after.isEmpty() && !CURSOR.matcher(after).matches()) {
      new FieldErrors().add("cursor", "INVALID").throwIfAny();
    }
    var queue = Filters.and(Filters.eq("programmeId", programmeId), Filters.gt("cursor", after));
    return Flux.from(
            readModels.getCollection(HeldView.COLLECTION).find(queue).sort(Sorts.ascending("cursor"))
                .limit(PER_PAGE + 1).batchSize(PER_PAGE + 1))
        .collectList()
        .flatMap(found -> Edge.json(ServerResponse.ok(), page(programmeId, found)));
  }

  private static HeldPage page(String programmeId, List<Document> found) {
    var shown = found.subList(0, Math.min(PER_PAGE, found.size()));
    String next = found.size() > PER_PAGE ? shown.getLast().getString("cursor") : null;
    return new HeldPage(programmeId, shown.stream().map(HeldApi::parcel).toList(), next);
  }

  private static HeldParcel parcel(Document d) {
    boolean parcel = d.getString("courier") != null;
    var redeemedAt = d.getDate("redeemedAt");
    return new HeldParcel(
        d.getString("fulfilmentId"), d.getString("kind"), d.getString("courier"), parcel ? d.getString("_id") : null,
        d.getString("outletId"), d.getString("committee"), d.getInteger("units"),
        redeemedAt == null ? null : redeemedAt.toInstant(),
        d.getString("reason"), d.getDate("since").toInstant());
  }

  private Mono<ServerResponse> decide(ServerRequest request) {
    String programmeId = programmeId(request);
    String registrationId = request.pathVariable("registrationId");
    if (!CaseId.isValid(registrationId) || !CaseId.parse(registrationId).programmeId().equals(programmeId)) {
      throw new Problem(404, "UNKNOWN_REGISTRATION");
    }
    return edge.body(request)
        .flatMap(
            body -> {
              var context = edge.repeatableContext(request, body).about(registrationId);
              var form = Edge.parse(body, DecisionForm.class);
              form.check();
              String operator = request.exchange().getAttributeOrDefault(Edge.CLIENT_ATTRIBUTE, "");
              return commands.submit(new ResolveHeldParcel(registrationId, form.decision(), operator), context)
                  .flatMap(outcome -> answer(registrationId, form.decision(), outcome));
            });
  }

  private Mono<ServerResponse> answer(String registrationId, Resolution resolution, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted ->
          Edge.json(ServerResponse.ok(), new DecisionAnswer(registrationId, resolution, accepted.at()));
      case Outcome.Rejected rejected -> edge.refusal(rejected);
      case Outcome.Pending _ ->
          Edge.json(ServerResponse.accepted(), new DecisionAnswer(registrationId, resolution, null));
    };
  }

  private static String programmeId(ServerRequest request) {
    String id = request.pathVariable("programmeId");
    if (!PROGRAMME.matcher(id).matches()) {
      throw new Problem(404, "UNKNOWN_PROGRAMME");
    }
    return id;
  }
}
