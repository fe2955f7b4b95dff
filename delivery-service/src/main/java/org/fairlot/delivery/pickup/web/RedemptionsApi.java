package org.fairlot.delivery.pickup.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ReportRedemption;
import org.fairlot.delivery.pickup.web.Claims.Claim;
import org.fairlot.delivery.pickup.web.Claims.Shown;
import org.fairlot.kernel.Wire;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hand-overs of an outlet that had no network, told later (补报核销): batches, answered one by one. */
final class RedemptionsApi {

  private static final int REDEMPTIONS_MAX = 500;
  private static final int AT_ONCE = 64;
  private static final String WRONG_OUTLET = "WRONG_OUTLET";
  private static final String DIFFERS = ForfeitedPickupRedeemed.class.getAnnotation(Wire.class).value();

  private final Edge edge;
  private final CommandGateway commands;
  private final Claims claims;

  RedemptionsApi(Edge edge, CommandGateway commands, Claims claims) {
    this.edge = edge;
    this.commands = commands;
    this.claims = claims;
  }

  RouterFunction<ServerResponse> routes() {
    return route().POST("/v1/pickups/redemptions", this::report).build();
  }

  /** @param redeemedAt ISO 8601 with offset */
  record Redemption(String code, String pickupToken, String registrationId, Integer units, String redeemedAt) {}

  record RedemptionsForm(String outletId, List<Redemption> redemptions) {
    void check() {
      var errors = new FieldErrors();
      Claims.require("outletId", outletId, Claims.OUTLET, errors);
      if (redemptions == null || redemptions.isEmpty()) {
        errors.add("redemptions", "MISSING");
      } else if (redemptions.size() > REDEMPTIONS_MAX) {
        errors.add("redemptions", "TOO_MANY");
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
  record RedemptionAnswer(int index, String registrationId, Result result, String code, Map<String, Object> data) {}

  record BatchAnswer(int recorded, int refused, List<RedemptionAnswer> results) {}

  /** One of the batch, on its way; {@code refused} or {@code claim} is {@code null}. */
  private record Item(int index, Redemption told, Instant redeemedAt, Claim claim, Problem refused) {
    Item with(Claim found) {
      return new Item(index, told, redeemedAt, found, null);
    }

    Item refusedBy(Problem problem) {
      return new Item(index, told, redeemedAt, null, problem);
    }
  }

  private Mono<ServerResponse> report(ServerRequest request) {
    String client = request.exchange().getAttributeOrDefault(Edge.CLIENT_ATTRIBUTE, "");
    return edge.batchBody(request)
        .flatMap(
            body -> {
              var context = edge.context(request, body);
              var form = Edge.parse(body, RedemptionsForm.class);
              form.check();
              return Flux.fromIterable(inOrder(form))
                  // one after the other: each wrong code counts before the next is looked at
                  .concatMap(item -> claimed(form.outletId(), item, client))
                  .flatMapSequential(item -> submit(form.outletId(), item, context), AT_ONCE)
                  .collectSortedList(Comparator.comparingInt(RedemptionAnswer::index))
                  .flatMap(RedemptionsApi::answer);
            });
  }

  /** In the order of the hand-overs, what is unfit last. */
  private static List<Item> inOrder(RedemptionsForm form) {
    var items = new ArrayList<Item>();
    for (Redemption told : form.redemptions()) {
      items.add(item(items.size(), told, form.outletId()));
    }
    items.sort(Comparator.comparing(Item::redeemedAt, Comparator.nullsLast(Comparator.naturalOrder())));
    return items;
  }

  /** An unfit one is refused by itself, lest it hold up the others. */
  private static Item item(int index, Redemption told, String outletId) {
    var errors = new FieldErrors();
    Instant redeemedAt = null;
    if (told == null) {
      errors.add("redemptions[" + index + "]", "MISSING");
    } else {
      shown(told, outletId).check(errors);
      redeemedAt = instant(told.redeemedAt(), errors);
    }
    var item = new Item(index, told, redeemedAt, null, null);
    try {
      errors.throwIfAny();
      return item;
    } catch (Problem unfit) {
      return item.refusedBy(unfit);
    }
  }

  private static Instant instant(String text, FieldErrors errors) {
    if (text == null) {
      errors.add("redeemedAt", "MISSING");
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      errors.add("redeemedAt", "INVALID");
      return null;
    }
  }

  private static Shown shown(Redemption told, String outletId) {
    return new Shown(outletId, told.code(), told.pickupToken(), told.registrationId(), told.units());
  }

  private Mono<Item> claimed(String outletId, Item item, String client) {
    return item.refused() != null
        ? Mono.just(item)
        : claims.claim(shown(item.told(), outletId), client)
            .map(item::with)
            .onErrorResume(Problem.class, problem -> Mono.just(item.refusedBy(problem)));
  }

  private Mono<RedemptionAnswer> submit(String outletId, Item item, CommandContext context) {
    if (item.refused() != null) {
      String meant = item.told() == null ? null : item.told().registrationId();
      return Mono.just(
          new RedemptionAnswer(item.index(), meant, Result.REFUSED, item.refused().code(), item.refused().data()));
    }
    String id = item.claim().fulfilmentId();
    return commands
        .submit(
            new ReportRedemption(id, outletId, item.told().units(), item.redeemedAt()),
            context.part(Integer.toString(item.index())).about(id))
        .doOnError(_ -> item.claim().guess().wasRight())
        .map(outcome -> answer(item, outcome));
  }

  private static RedemptionAnswer answer(Item item, Outcome outcome) {
    if (!(outcome instanceof Outcome.Rejected(_, _, var code, _, _)) || !WRONG_OUTLET.equals(code)) {
      item.claim().guess().wasRight();
    }
    String id = item.claim().fulfilmentId();
    return switch (outcome) {
      case Outcome.Accepted accepted when accepted.events().isEmpty() ->
          new RedemptionAnswer(item.index(), id, Result.UNCHANGED, null, null);
      case Outcome.Accepted accepted when accepted.events().contains(DIFFERS) ->
          new RedemptionAnswer(item.index(), id, Result.DIFFERENCE, null, null);
      case Outcome.Accepted _ -> new RedemptionAnswer(item.index(), id, Result.RECORDED, null, null);
      case Outcome.Rejected rejected ->
          new RedemptionAnswer(item.index(), id, Result.REFUSED, rejected.code(), rejected.data());
      case Outcome.Pending _ -> new RedemptionAnswer(item.index(), id, Result.PENDING, null, null);
    };
  }

  /** A batch of which nothing could be used is an error as a whole, so that somebody looks at it. */
  private static Mono<ServerResponse> answer(List<RedemptionAnswer> results) {
    int refused = (int) results.stream().filter(r -> r.result() == Result.REFUSED).count();
    int recorded =
        (int) results.stream().filter(r -> r.result() == Result.RECORDED || r.result() == Result.DIFFERENCE).count();
    if (refused == results.size()) {
      throw new Problem(422, "REDEMPTIONS_REFUSED", Map.of("results", results));
    }
    return Edge.json(ServerResponse.ok(), new BatchAnswer(recorded, refused, results));
  }
}
