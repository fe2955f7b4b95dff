package org.fairlot.registration.review.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.Map;
import org.fairlot.contracts.CaseId;
import org.fairlot.registration.committee.web.BatchAnswer;
import org.fairlot.registration.committee.web.CommitteeWorker;
import org.fairlot.registration.committee.web.Residents;
import org.fairlot.registration.review.domain.ReviewCommand.AppealReview;
import org.fairlot.registration.review.domain.ReviewCommand.DecideReview;
import org.fairlot.registration.review.web.DecisionsForm.Item;
import org.fairlot.registration.review.web.DecisionsForm.Verdict;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Reviews over HTTP (居委会审核): the queue, decisions in batches, and the citizen's appeal. */
public final class ReviewApi {

  private static final int APPEAL_MIN = 2;
  private static final int APPEAL_MAX = 500;

  private final Edge edge;
  private final CommandGateway commands;
  private final Residents residents;
  private final ReviewQueue queue;

  public ReviewApi(Edge edge, CommandGateway commands, Residents residents, MongoDatabase readModels) {
    this.edge = edge;
    this.commands = commands;
    this.residents = residents;
    this.queue = new ReviewQueue(readModels, residents);
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/committees/{code}/reviews", queue::show)
        .POST("/v1/committees/{code}/reviews", this::decide)
        .POST("/v1/registrations/{id}/appeal", this::appeal)
        .build();
  }

  /** {@code POST /v1/committees/{code}/reviews}: each decision stands for itself. */
  private Mono<ServerResponse> decide(ServerRequest request) {
    String committee = CommitteeWorker.code(request);
    return CommitteeWorker.at(request)
        .flatMap(worker -> edge.batchBody(request).flatMap(body -> {
          var context = edge.context(request, body);
          var form = Edge.parse(body, DecisionsForm.class);
          form.check();
          return BatchAnswer.of(
              form.decisions(), Item::registrationId, item -> submit(item, committee, worker, context));
        }));
  }

  private Mono<Outcome> submit(Item item, String committee, CommitteeWorker worker, CommandContext context) {
    String id = item.registrationId();
    var note = residents.seal(CaseId.parse(id), item.note());
    var command =
        new DecideReview(
            id, committee, item.decision() == Verdict.APPROVE, item.reason(), worker.subject(), note.jwe());
    return commands.submit(command, context.part(id).about(id).withKeys(note.newKeys()));
  }

  record AppealForm(String reason) {
    void check() {
      var errors = new FieldErrors();
      if (reason == null || reason.isBlank()) {
        errors.add("reason", "MISSING");
      } else if (reason.length() > APPEAL_MAX) {
        errors.add("reason", "TOO_LONG");
      } else if (reason.strip().length() < APPEAL_MIN) {
        errors.add("reason", "INVALID");
      }
      errors.throwIfAny();
    }
  }

  /** {@code POST /v1/registrations/{id}/appeal}. */
  private Mono<ServerResponse> appeal(ServerRequest request) {
    String id = request.pathVariable("id");
    if (!CaseId.isValid(id)) {
      throw new Problem(404, "UNKNOWN_REGISTRATION");
    }
    return edge.body(request)
        .flatMap(
            body -> {
              var context = edge.repeatableContext(request, body).about(id);
              var form = Edge.parse(body, AppealForm.class);
              form.check();
              var statement = residents.seal(CaseId.parse(id), form.reason());
              return commands.submit(new AppealReview(id, statement.jwe()), context.withKeys(statement.newKeys()));
            })
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted ->
                      Edge.json(ServerResponse.ok(), Map.of("registrationId", id, "status", "UNDER_REVIEW"));
                  case Outcome.Rejected rejected -> edge.refusal(rejected);
                  case Outcome.Pending pending ->
                      Edge.json(ServerResponse.accepted(), Map.of("registrationId", id, "status", "PENDING"));
                });
  }
}
