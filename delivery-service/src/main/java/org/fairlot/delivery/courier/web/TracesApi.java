package org.fairlot.delivery.courier.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.fairlot.contracts.delivery.FulfilmentEvent.TraceUnmapped;
import org.fairlot.delivery.courier.web.TracesForm.Trace;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordTrace;
import org.fairlot.kernel.Wire;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Traces in (轨迹推送): batches, answered one by one. */
public final class TracesApi {

  static final Pattern COURIER = Pattern.compile("[a-z0-9-]{1,32}");
  private static final int AT_ONCE = 64;
  private static final String UNMAPPED = TraceUnmapped.class.getAnnotation(Wire.class).value();

  private final Edge edge;
  private final CommandGateway commands;
  private final Waybills waybills;

  public TracesApi(Edge edge, CommandGateway commands, Waybills waybills) {
    this.edge = edge;
    this.commands = commands;
    this.waybills = waybills;
  }

  public RouterFunction<ServerResponse> routes() {
    return route().POST("/v1/couriers/{courier}/traces", this::record).build();
  }

  enum Result {
    RECORDED,
    /** Known already, or overtaken by a newer one. */
    UNCHANGED,
    /** Recorded; nothing follows from it, since the code stands in no table. */
    UNKNOWN_CODE,
    /** In the log; what it leads to is not known in time. */
    PENDING,
    REFUSED
  }

  /** @param index place in the batch; @param code why it was refused, with the refusal's data */
  record TraceAnswer(int index, String waybill, Result result, String code, Map<String, Object> data) {}

  record BatchAnswer(int recorded, int refused, List<TraceAnswer> results) {}

  private record Item(int index, Trace trace, Instant occurredAt) {}

  private Mono<ServerResponse> record(ServerRequest request) {
    String courier = request.pathVariable("courier");
    if (!COURIER.matcher(courier).matches()) {
      throw new Problem(404, "UNKNOWN_COURIER");
    }
    return edge.batchBody(request)
        .flatMap(
            body -> {
              var context = edge.repeatableContext(request, body);
              var form = Edge.parse(body, TracesForm.class);
              form.check();
              return waybills.fulfilmentsOf(unrouted(form))
                  .flatMapMany(
                      fulfilments ->
                          Flux.fromIterable(inOrder(form))
                              .flatMapSequential(
                                  item -> submit(courier, form, item, fulfilments, context), AT_ONCE))
                  .collectSortedList(Comparator.comparingInt(TraceAnswer::index))
                  .flatMap(TracesApi::answer);
            });
  }

  private static List<String> unrouted(TracesForm form) {
    var unrouted = new LinkedHashSet<String>();
    form.traces().stream().filter(t -> t.orderId() == null).forEach(t -> unrouted.add(t.waybill()));
    return List.copyOf(unrouted);
  }

  /**
   * Oldest first, whatever order the partner sends: so each of a parcel's states is recorded on its way to the newest.
   */
  private static List<Item> inOrder(TracesForm form) {
    var items = new ArrayList<Item>();
    for (Trace trace : form.traces()) {
      items.add(new Item(items.size(), trace, trace.instant()));
    }
    items.sort(Comparator.comparing(Item::occurredAt, Comparator.nullsLast(Comparator.naturalOrder())));
    return items;
  }

  private Mono<TraceAnswer> submit(
      String courier, TracesForm form, Item item, Map<String, String> fulfilments, CommandContext context) {
    Trace trace = item.trace();
    String fulfilmentId = trace.orderId() != null ? trace.orderId() : fulfilments.get(trace.waybill());
    if (fulfilmentId == null) {
      return Mono.just(new TraceAnswer(item.index(), trace.waybill(), Result.REFUSED, "WAYBILL_UNKNOWN", null));
    }
    var command =
        new RecordTrace(
            fulfilmentId, courier, trace.waybill(), form.stateOf(trace), item.occurredAt(), trace.told());
    return commands
        .submit(command, context.part(Integer.toString(item.index())).about(fulfilmentId))
        .map(outcome -> answer(item, outcome));
  }

  private static TraceAnswer answer(Item item, Outcome outcome) {
    String waybill = item.trace().waybill();
    return switch (outcome) {
      case Outcome.Accepted accepted when accepted.events().isEmpty() ->
          new TraceAnswer(item.index(), waybill, Result.UNCHANGED, null, null);
      case Outcome.Accepted accepted when accepted.events().contains(UNMAPPED) ->
          new TraceAnswer(item.index(), waybill, Result.UNKNOWN_CODE, null, null);
      case Outcome.Accepted _ -> new TraceAnswer(item.index(), waybill, Result.RECORDED, null, null);
      case Outcome.Rejected rejected ->
          new TraceAnswer(item.index(), waybill, Result.REFUSED, rejected.code(), rejected.data());
      case Outcome.Pending _ -> new TraceAnswer(item.index(), waybill, Result.PENDING, null, null);
    };
  }

  /** A batch of which nothing could be used is an error as a whole, so that the partner's alarm goes off. */
  private static Mono<ServerResponse> answer(List<TraceAnswer> results) {
    int refused = (int) results.stream().filter(r -> r.result() == Result.REFUSED).count();
    int recorded = (int) results.stream().filter(r -> r.result() == Result.RECORDED).count();
    if (refused == results.size()) {
      var data = new LinkedHashMap<String, Object>();
      data.put("results", results);
      throw new Problem(422, "TRACES_REFUSED", data);
    }
    return Edge.json(ServerResponse.ok(), new BatchAnswer(recorded, refused, results));
  }
}
