package org.fairlot.registration.casework.web;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;

import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.casework.domain.CaseCommand.AssignOutlet;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The operator's queue of cases that wait for an outlet (待分配网点), because their committee has none, and its answers to
 * them.
 */
final class OutletAssignments {

  private static final int PER_PAGE = 200;
  private static final int BATCH_MAX = 1000;
  private static final int AT_ONCE = 32;

  private final Edge edge;
  private final CommandGateway commands;
  private final Programmes programmes;
  private final MongoDatabase readModels;

  OutletAssignments(Edge edge, CommandGateway commands, Programmes programmes, MongoDatabase readModels) {
    this.edge = edge;
    this.commands = commands;
    this.programmes = programmes;
    this.readModels = readModels;
  }

  record Waiting(String registrationId, String committee, String district, Instant registeredAt) {}

  record WaitingPage(String programmeId, List<Waiting> unassigned, String nextCursor) {}

  /** {@code GET /v1/programmes/{id}/unassigned}: in the order of their ids, so that no page repeats or skips one. */
  Mono<ServerResponse> unassigned(ServerRequest request) {
    var programme = programme(request);
    String after = request.queryParam("cursor").orElse("");
    if (!after.isEmpty() && !CaseId.isValid(after)) {
      new FieldErrors().add("cursor", "INVALID").throwIfAny();
    }
    var queue =
        and(
            eq("programmeId", programme.id()), eq("status", CaseStatus.OUTLET_ASSIGNMENT.name()), gt("_id", after));
    return Flux.from(
            readModels.getCollection(RegistrationsView.COLLECTION).find(queue).sort(Sorts.ascending("_id"))
                .limit(PER_PAGE + 1).batchSize(PER_PAGE + 1))
        .collectList()
        .flatMap(found -> Edge.json(ServerResponse.ok(), page(programme.id(), found)));
  }

  private static WaitingPage page(String programmeId, List<Document> found) {
    var shown = found.subList(0, Math.min(PER_PAGE, found.size())).stream().map(OutletAssignments::waiting).toList();
    return new WaitingPage(programmeId, shown, found.size() > PER_PAGE ? shown.getLast().registrationId() : null);
  }

  private static Waiting waiting(Document d) {
    var choice = d.get("choice", new Document());
    return new Waiting(
        d.getString("_id"), choice.getString("committee"), choice.getString("district"),
        d.get("registeredAt", Date.class).toInstant());
  }

  record Assignment(String registrationId, String outletId) {}

  record AssignmentsForm(List<Assignment> assignments) {

    void check(Programme programme) {
      var errors = new FieldErrors();
      if (assignments == null || assignments.isEmpty()) {
        errors.add("assignments", "MISSING");
      } else if (assignments.size() > BATCH_MAX) {
        errors.add("assignments", "TOO_LONG");
      } else {
        check(programme, errors);
      }
      errors.throwIfAny();
    }

    private void check(Programme programme, FieldErrors errors) {
      var known = new HashSet<String>();
      for (int i = 0; i < assignments.size(); i++) {
        var path = "assignments[" + i + "]";
        if (assignments.get(i) == null) {
          errors.add(path, "MISSING");
          continue;
        }
        String id = assignments.get(i).registrationId();
        String outletId = assignments.get(i).outletId();
        if (id == null || !isOf(programme, id)) {
          errors.add(path + ".registrationId", id == null ? "MISSING" : "INVALID");
        } else if (!known.add(id)) {
          errors.add(path + ".registrationId", "DUPLICATE");
        }
        if (outletId == null || programme.outlet(outletId).isEmpty()) {
          errors.add(path + ".outletId", outletId == null ? "MISSING" : "UNKNOWN_OUTLET");
        }
      }
    }

    private static boolean isOf(Programme programme, String id) {
      return CaseId.isValid(id) && CaseId.parse(id).programmeId().equals(programme.id());
    }
  }

  enum Result { ASSIGNED, UNCHANGED, REFUSED, PENDING }

  /** @param code why it was refused */
  record Assigned(String registrationId, String outletId, Result result, String code) {}

  record AssignedBatch(int assigned, List<Assigned> results) {}

  /** {@code POST /v1/programmes/{id}/assignments}: each is decided for itself. */
  Mono<ServerResponse> assign(ServerRequest request) {
    var programme = programme(request);
    return edge.batchBody(request)
        .flatMap(
            body -> {
              var context = edge.repeatableContext(request, body);
              var form = Edge.parse(body, AssignmentsForm.class);
              form.check(programme);
              return Flux.range(0, form.assignments().size())
                  .flatMapSequential(i -> assign(form.assignments().get(i), context.part(Integer.toString(i))), AT_ONCE)
                  .collectList()
                  .flatMap(results -> Edge.json(ServerResponse.ok(), batch(results)));
            });
  }

  private Mono<Assigned> assign(Assignment one, CommandContext context) {
    return commands
        .submit(new AssignOutlet(one.registrationId(), one.outletId()), context.about(one.registrationId()))
        .map(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted when accepted.events().isEmpty() -> answer(one, Result.UNCHANGED, null);
                  case Outcome.Accepted accepted -> answer(one, Result.ASSIGNED, null);
                  case Outcome.Rejected rejected -> answer(one, Result.REFUSED, rejected.code());
                  case Outcome.Pending pending -> answer(one, Result.PENDING, null);
                });
  }

  private static Assigned answer(Assignment one, Result result, String code) {
    return new Assigned(one.registrationId(), one.outletId(), result, code);
  }

  private static AssignedBatch batch(List<Assigned> results) {
    return new AssignedBatch((int) results.stream().filter(one -> one.result() == Result.ASSIGNED).count(), results);
  }

  private Programme programme(ServerRequest request) {
    return programmes.find(request.pathVariable("id")).orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
  }
}
