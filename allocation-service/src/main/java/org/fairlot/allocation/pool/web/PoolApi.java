package org.fairlot.allocation.pool.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.fairlot.allocation.pool.domain.PoolCommand.ReleaseSupply;
import org.fairlot.allocation.pool.web.PoolQueries.Demand;
import org.fairlot.allocation.pool.web.PoolQueries.PoolNow;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What an operator asks of the pools: release supply, see what they hold, see who asks for what. */
public final class PoolApi {

  private static final Pattern PROGRAMME = Pattern.compile("[a-z0-9-]{1,40}");
  private static final List<String> DEMAND_BY = List.of("district", "committee", "outletId", "sku", "slot");
  private static final int POOLS_PER_PAGE = 100;
  private static final int POOLS_PER_PAGE_MAX = 500;

  private final Edge edge;
  private final CommandGateway commands;
  private final ProgrammeLookup programmes;
  private final PoolQueries queries;
  private final Clock clock;

  public PoolApi(
      Edge edge, CommandGateway commands, ProgrammeLookup programmes, PoolQueries queries, Clock clock) {
    this.edge = edge;
    this.commands = commands;
    this.programmes = programmes;
    this.queries = queries;
    this.clock = clock;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .POST("/v1/programmes/{programmeId}/supply", this::releaseSupply)
        .GET("/v1/programmes/{programmeId}/pools", this::pools)
        .GET("/v1/programmes/{programmeId}/demand", this::demand)
        .build();
  }

  enum SupplyStatus { RELEASED, PLANNED, PENDING }

  /** @param effectiveAt missing where it was released at once */
  record SupplyAnswer(String poolId, String batchId, int units, SupplyStatus status, Instant effectiveAt) {}

  record PoolPage(String programmeId, List<PoolNow> pools, String nextCursor) {}

  record DemandAnswer(String programmeId, List<String> by, List<Demand> groups, Totals total) {}

  record Totals(int registrations, int open, int wants, int wantUnits, int held) {
    static Totals of(List<Demand> groups) {
      return new Totals(
          groups.stream().mapToInt(Demand::registrations).sum(), groups.stream().mapToInt(Demand::open).sum(),
          groups.stream().mapToInt(Demand::wants).sum(), groups.stream().mapToInt(Demand::wantUnits).sum(),
          groups.stream().mapToInt(Demand::held).sum());
    }
  }

  private Mono<ServerResponse> releaseSupply(ServerRequest request) {
    String programmeId = programmeId(request);
    return edge.body(request)
        .flatMap(
            body -> {
              var context = edge.context(request, body);
              var form = Edge.parse(body, SupplyForm.class);
              form.check();
              PoolId pool = form.pool(programmeId);
              return programmes.pool(pool)
                  .then(Mono.defer(() -> commands.submit(command(form, pool), context)))
                  .flatMap(o -> answer(form, o));
            });
  }

  /** With what the rules keep for groups when the batch will be there, so that it is known once it is announced. */
  private ReleaseSupply command(SupplyForm form, PoolId pool) {
    Instant effectiveAt = form.effectiveInstant();
    var allotment = programmes.allotment(pool, effectiveAt == null ? clock.instant() : effectiveAt);
    return new ReleaseSupply(
        pool.toString(), form.batchId(), form.units(), effectiveAt, allotment.percents(), allotment.unitsPerCase());
  }

  private Mono<ServerResponse> answer(SupplyForm form, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> {
        Instant effectiveAt = form.effectiveInstant();
        boolean later = effectiveAt != null && effectiveAt.isAfter(accepted.at());
        yield Edge.json(
            ServerResponse.status(201).eTag(Long.toString(accepted.version())),
            answer(form, accepted.key(), later ? SupplyStatus.PLANNED : SupplyStatus.RELEASED));
      }
      case Outcome.Rejected rejected -> edge.refusal(rejected);
      case Outcome.Pending pending ->
          Edge.json(ServerResponse.accepted(), answer(form, pending.key(), SupplyStatus.PENDING));
    };
  }

  private static SupplyAnswer answer(SupplyForm form, String poolId, SupplyStatus status) {
    return new SupplyAnswer(poolId, form.batchId(), form.units(), status, form.effectiveInstant());
  }

  private Mono<ServerResponse> pools(ServerRequest request) {
    String programmeId = programmeId(request);
    var errors = new FieldErrors();
    int limit = limit(request, errors);
    String after = after(request, programmeId, errors);
    errors.throwIfAny();
    return programmes
        .programme(programmeId)
        .then(queries.pools(programmeId, after, limit + 1))
        .flatMap(found -> Edge.json(ServerResponse.ok(), page(programmeId, found, limit)));
  }

  private static PoolPage page(String programmeId, List<PoolNow> found, int limit) {
    if (found.size() <= limit) {
      return new PoolPage(programmeId, found, null);
    }
    var shown = found.subList(0, limit);
    byte[] last = shown.getLast().poolId().getBytes(StandardCharsets.UTF_8);
    return new PoolPage(programmeId, shown, Base64.getUrlEncoder().withoutPadding().encodeToString(last));
  }

  private Mono<ServerResponse> demand(ServerRequest request) {
    String programmeId = programmeId(request);
    List<String> by =
        request.queryParam("by").map(text -> Arrays.asList(text.split(","))).orElse(DEMAND_BY);
    if (!DEMAND_BY.containsAll(by)) {
      new FieldErrors().add("by", "INVALID").throwIfAny();
    }
    return programmes
        .programme(programmeId)
        .then(queries.demand(programmeId, by))
        .flatMap(
            groups ->
                Edge.json(ServerResponse.ok(), new DemandAnswer(programmeId, by, groups, Totals.of(groups))));
  }

  private static String programmeId(ServerRequest request) {
    String id = request.pathVariable("programmeId");
    if (!PROGRAMME.matcher(id).matches()) {
      throw new Problem(404, "UNKNOWN_PROGRAMME");
    }
    return id;
  }

  private static int limit(ServerRequest request, FieldErrors errors) {
    String text = request.queryParam("limit").orElse("");
    if (text.isEmpty()) {
      return POOLS_PER_PAGE;
    }
    if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > POOLS_PER_PAGE_MAX) {
      errors.add("limit", "OUT_OF_RANGE");
      return POOLS_PER_PAGE;
    }
    return Integer.parseInt(text);
  }

  private static String after(ServerRequest request, String programmeId, FieldErrors errors) {
    String cursor = request.queryParam("cursor").orElse("");
    if (cursor.isEmpty()) {
      return null;
    }
    try {
      String after = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (after.startsWith(programmeId + "/")) {
        return after;
      }
    } catch (IllegalArgumentException e) {
      // said below, as any other cursor that is not of ours
    }
    errors.add("cursor", "INVALID");
    return null;
  }
}
