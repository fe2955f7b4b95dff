package org.fairlot.delivery.pickup.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.github.benmanes.caffeine.cache.Ticker;
import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
import org.fairlot.delivery.config.DeliveryProperties;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RedeemPickup;
import org.fairlot.delivery.fulfilment.domain.PickupWindow;
import org.fairlot.delivery.pickup.view.PickupView;
import org.fairlot.delivery.pickup.web.Claims.Claim;
import org.fairlot.delivery.pickup.web.Claims.Shown;
import org.fairlot.kernel.Wire;
import org.fairlot.runtime.clock.DomainClock;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.PickupTokens;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The counter's work: what waits today, and the hand-over against a code (核销). */
public final class PickupApi {

  private static final String WRONG_OUTLET = "WRONG_OUTLET";
  private static final String PARTLY = PickupPartlyRedeemed.class.getAnnotation(Wire.class).value();

  /** How many documents the store sends at a time. */
  private static final int BATCH = 500;

  /** Far more than a counter hands out in a day. */
  private static final int PICKUPS_MAX = 5_000;

  private final Edge edge;
  private final CommandGateway commands;
  private final MongoDatabase readModels;
  private final Claims claims;
  private final PickupTokens tokens;
  private final DomainClock clock;

  public PickupApi(
      Edge edge, CommandGateway commands, MongoDatabase readModels, CounterCodes codes, PickupTokens tokens,
      DomainClock clock, DeliveryProperties.Guesses limit) {
    this.edge = edge;
    this.commands = commands;
    this.readModels = readModels;
    this.tokens = tokens;
    this.clock = clock;
    // in the time of the machine: guessing has nothing to do with the domain's
    var guesses = new WrongGuesses(limit.perOutlet(), limit.perClient(), limit.window(), Ticker.systemTicker());
    claims = new Claims(readModels, codes, tokens, guesses);
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/outlets/{outletId}/pickups", this::list)
        .POST("/v1/pickups/redeem", this::redeem)
        .build()
        .and(new RedemptionsApi(edge, commands, claims).routes());
  }

  /**
   * @param registrationId optional: with it, this registration is meant and no other
   * @param units          {@code null}: all that are left
   */
  record RedeemForm(String outletId, String code, String pickupToken, String registrationId, Integer units) {
    void check() {
      var errors = new FieldErrors();
      Claims.require("outletId", outletId, Claims.OUTLET, errors);
      shown().check(errors);
      errors.throwIfAny();
    }

    Shown shown() {
      return new Shown(outletId, code, pickupToken, registrationId, units);
    }
  }

  /** @param complete whether nothing is left */
  record RedeemAnswer(
      String registrationId, String outletId, String sku, Integer units, Boolean complete, Instant redeemedAt) {}

  record Pickup(
      String registrationId, String sku, String slot, Instant opensAt, Instant closesAt, String status, Integer units,
      Integer unitsLeft, Instant redeemedAt) {}

  /** @param tokenKey by which pick-up tokens are verified without network, as a JWK */
  record PickupList(String outletId, LocalDate date, List<Pickup> pickups, Map<String, Object> tokenKey) {}

  private Mono<ServerResponse> list(ServerRequest request) {
    String outletId = request.pathVariable("outletId");
    if (!Claims.OUTLET.matcher(outletId).matches()) {
      throw new Problem(404, "UNKNOWN_OUTLET");
    }
    var errors = new FieldErrors();
    LocalDate date = date(request, errors);
    errors.throwIfAny();
    var waiting =
        Filters.and(
            Filters.eq("outletId", outletId), Filters.gte("lastDay", date.toString()),
            Filters.lte("firstDay", date.toString()));
    return Flux.from(
            readModels.getCollection(PickupView.COLLECTION).find(waiting).limit(PICKUPS_MAX).batchSize(BATCH))
        .map(PickupApi::pickup)
        .collectSortedList(Comparator.comparing(Pickup::opensAt).thenComparing(Pickup::registrationId))
        .map(pickups -> new PickupList(outletId, date, pickups, tokens.publicKey()))
        .flatMap(list -> Edge.json(ServerResponse.ok(), list));
  }

  private LocalDate date(ServerRequest request, FieldErrors errors) {
    LocalDate today = PickupWindow.day(clock.instant());
    try {
      return request.queryParam("date").map(LocalDate::parse).orElse(today);
    } catch (DateTimeException e) {
      errors.add("date", "INVALID");
      return today;
    }
  }

  private static Pickup pickup(Document d) {
    return new Pickup(
        d.getString("_id"), d.getString("sku"), d.getString("slot"), instant(d, "opensAt"), instant(d, "closesAt"),
        d.getString("status"), d.getInteger("units"), d.getInteger("unitsLeft"), instant(d, "redeemedAt"));
  }

  private static Instant instant(Document d, String field) {
    Date date = d.getDate(field);
    return date == null ? null : date.toInstant();
  }

  private Mono<ServerResponse> redeem(ServerRequest request) {
    String client = request.exchange().getAttributeOrDefault(Edge.CLIENT_ATTRIBUTE, "");
    return edge.body(request)
        .flatMap(
            body -> {
              var form = Edge.parse(body, RedeemForm.class);
              form.check();
              // a part of the goods could be handed over again: without a key, a repeat would count twice
              var context =
                  form.units() == null ? edge.repeatableContext(request, body) : edge.context(request, body);
              return claims.claim(form.shown(), client).flatMap(claim -> redeem(claim, form, context));
            });
  }

  private Mono<ServerResponse> redeem(Claim claim, RedeemForm form, CommandContext context) {
    String id = claim.fulfilmentId();
    return commands
        .submit(new RedeemPickup(id, form.outletId(), form.units()), context.about(id))
        .doOnError(_ -> claim.guess().wasRight())
        .flatMap(
            outcome -> {
              if (!(outcome instanceof Outcome.Rejected(_, _, var code, _, _)) || !WRONG_OUTLET.equals(code)) {
                claim.guess().wasRight();
              }
              return switch (outcome) {
                case Outcome.Accepted accepted -> redeemed(id, form, accepted);
                case Outcome.Rejected rejected -> edge.refusal(rejected);
                case Outcome.Pending _ ->
                    Edge.json(
                        ServerResponse.accepted(),
                        new RedeemAnswer(id, form.outletId(), null, form.units(), null, null));
              };
            });
  }

  private Mono<ServerResponse> redeemed(String id, RedeemForm form, Outcome.Accepted accepted) {
    boolean complete = !accepted.events().contains(PARTLY);
    return Mono.from(readModels.getCollection(PickupView.COLLECTION).find(Filters.eq("_id", id)))
        .mapNotNull(d -> d.getString("sku"))
        .map(sku -> new RedeemAnswer(id, form.outletId(), sku, form.units(), complete, accepted.at()))
        .defaultIfEmpty(new RedeemAnswer(id, form.outletId(), null, form.units(), complete, accepted.at()))
        .flatMap(answer -> Edge.json(ServerResponse.ok(), answer));
  }
}
