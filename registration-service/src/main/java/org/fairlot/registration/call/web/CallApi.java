package org.fairlot.registration.call.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.notification.NoticeId;
import org.fairlot.registration.call.domain.CallCommand.RecordCall;
import org.fairlot.registration.call.view.CallsView;
import org.fairlot.registration.call.view.CallsView.Status;
import org.fairlot.registration.call.web.CallsForm.Item;
import org.fairlot.registration.committee.web.BatchAnswer;
import org.fairlot.registration.committee.web.CommitteeWorker;
import org.fairlot.registration.committee.web.PageRequest;
import org.fairlot.registration.committee.web.Residents;
import org.fairlot.registration.committee.web.Residents.Registration;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The committee's worklist over HTTP (通知清单): whom to call and what to say, and what came of it. */
public final class CallApi {

  private final Edge edge;
  private final CommandGateway commands;
  private final Residents residents;
  private final MongoDatabase readModels;

  public CallApi(Edge edge, CommandGateway commands, Residents residents, MongoDatabase readModels) {
    this.edge = edge;
    this.commands = commands;
    this.residents = residents;
    this.readModels = readModels;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/committees/{code}/calls", this::list)
        .POST("/v1/committees/{code}/calls", this::record)
        .build();
  }

  /**
   * A call on the worklist.
   *
   * @param name               {@code null} if the person was erased, and so is {@code mobile} and {@code address}
   * @param registrationStatus where the case stands by now
   * @param template           code of what is to be said, in {@code language}, with its {@code params}
   * @param outcome            of the last attempt
   */
  record Call(
      String callId, String registrationId, String status, String registrationStatus, String name, String mobile,
      String address, String template, String language, Map<String, String> params, Instant plannedAt, int attempts,
      String outcome, String note, String madeBy, Instant madeAt) {}

  record Page(String committee, List<Call> calls, String nextCursor) {}

  private Mono<ServerResponse> list(ServerRequest request) {
    var errors = new FieldErrors();
    var page = PageRequest.of(request, Status.DUE, errors);
    errors.throwIfAny();
    return CommitteeWorker.at(request)
        .then(Mono.defer(() -> page.find(readModels, CallsView.COLLECTION)))
        .flatMap(
            found -> calls(page.shown(found))
                .map(calls -> new Page(page.committee(), calls, page.nextCursor(found))))
        .flatMap(shown -> Edge.json(ServerResponse.ok().header("Cache-Control", "no-store"), shown));
  }

  private Mono<List<Call>> calls(List<Document> documents) {
    return residents.of(documents.stream().map(call -> call.getString("caseId")).toList())
        .flatMap(
            registrations ->
                Flux.fromIterable(documents)
                    .concatMap(
                        call -> residents.opened(call.getString("note")).defaultIfEmpty("")
                            .map(note -> call(call, registrations.get(call.getString("caseId")), note)))
                    .collectList());
  }

  private static Call call(Document c, Registration registration, String note) {
    var resident = registration == null ? null : registration.resident();
    var params = new TreeMap<String, String>();
    c.get("params", Document.class).forEach((name, value) -> params.put(name, value.toString()));
    var madeAt = c.get("madeAt", Date.class);
    return new Call(
        c.getString("_id"), c.getString("caseId"), PageRequest.wireName(Status.valueOf(c.getString("status"))),
        registration == null ? null : registration.status(), resident == null ? null : resident.name(),
        resident == null ? null : resident.mobile(), resident == null ? null : resident.address(),
        c.getString("template"), c.getString("language"), params, c.get("plannedAt", Date.class).toInstant(),
        c.getInteger("attempts"), c.getString("outcome"), note.isEmpty() ? null : note, c.getString("madeBy"),
        madeAt == null ? null : madeAt.toInstant());
  }

  /** Each outcome stands for itself. */
  private Mono<ServerResponse> record(ServerRequest request) {
    String committee = CommitteeWorker.code(request);
    return CommitteeWorker.at(request)
        .flatMap(worker -> edge.batchBody(request).flatMap(body -> {
          var context = edge.context(request, body);
          var form = Edge.parse(body, CallsForm.class);
          form.check();
          return BatchAnswer.of(form.calls(), Item::callId, item -> submit(item, committee, worker, context));
        }));
  }

  private Mono<Outcome> submit(Item item, String committee, CommitteeWorker worker, CommandContext context) {
    CaseId id = NoticeId.parse(item.callId()).caseId();
    var note = residents.seal(id, item.note());
    var command =
        new RecordCall(id.toString(), item.callId(), committee, item.outcome(), worker.subject(), note.jwe());
    return commands.submit(command, context.part(item.callId()).about(id.toString()).withKeys(note.newKeys()));
  }
}
