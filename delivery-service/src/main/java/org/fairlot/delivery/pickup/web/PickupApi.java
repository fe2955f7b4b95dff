package org.fairlot.delivery.pickup.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RedeemPickup;
import org.fairlot.delivery.fulfilment.domain.PickupWindow;
import org.fairlot.delivery.pickup.view.PickupView;
import org.fairlot.runtime.clock.DomainClock;
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

/** The counter's work: what waits today, and the hand-over against a code (核销). */
public final class PickupApi {

  private static final Pattern OUTLET = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern CODE = Pattern.compile("\\d{8}");

  /** How many documents the store sends at a time. */
  private static final int BATCH = 500;

  /** Far more than a counter hands out in a day. */
  private static final int PICKUPS_MAX = 5_000;

  private final Edge edge;
  private final CommandGateway commands;
  private final MongoDatabase readModels;
  private final CounterCodes codes;
  private final DomainClock clock;

  public PickupApi(
      Edge edge, CommandGateway commands, MongoDatabase readModels, CounterCodes codes, DomainClock clock) {
    this.edge = edge;
    this.commands = commands;
    this.readModels = readModels;
    this.codes = codes;
    this.clock = clock;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/outlets/{outletId}/pickups", this::list)
        .POST("/v1/pickups/redeem", this::redeem)
        .build();
  }

  /** @param registrationId optional: with it, the code of that registration is meant and no other */
  record RedeemForm(String outletId, String code, String registrationId) {
    void check() {
      var errors = new FieldErrors();
      require("outletId", outletId, OUTLET, errors);
      require("code", code, CODE, errors);
      if (registrationId != null && !CaseId.isValid(registrationId)) {
        errors.add("registrationId", "INVALID");
      }
      errors.throwIfAny();
    }

    private static void require(String field, String value, Pattern form, FieldErrors errors) {
      if (value == null) {
        errors.add(field, "MISSING");
      } else if (!form.matcher(value).matches()) {
        errors.add(field, "INVALID");
      }
    }
  }

  record RedeemAnswer(String registrationId, String outletId, String sku, Instant redeemedAt) {}

  record Pickup(
      String registrationId, String sku, String slot, Instant opensAt, Instant closesAt, String status,
      Instant redeemedAt) {}

  record PickupList(String outletId, LocalDate date, List<Pickup> pickups) {}

  private Mono<ServerResponse> list(ServerRequest request) {
    String outletId = request.pathVariable("outletId");
    if (!OUTLET.matcher(outletId).matches()) {
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
        .flatMap(pickups -> Edge.json(ServerResponse.ok(), new PickupList(outletId, date, pickups)));
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
        d.getString("status"), instant(d, "redeemedAt"));
  }

  private static Instant instant(Document d, String field) {
    Date date = d.getDate(field);
    return date == null ? null : date.toInstant();
  }

  private Mono<ServerResponse> redeem(ServerRequest request) {
    return edge.body(request)
        .flatMap(
            body -> {
              var context = edge.repeatableContext(request, body);
              var form = Edge.parse(body, RedeemForm.class);
              form.check();
              return fulfilmentOf(form).flatMap(id -> redeem(id, form.outletId(), context));
            });
  }

  /** Whose code this is; who guesses learns nothing but that the guess was wrong. */
  private Mono<String> fulfilmentOf(RedeemForm form) {
    Mono<String> found =
        form.registrationId() != null
            ? Mono.just(form.registrationId()).filter(id -> codes.matches(id, form.code()))
            : withCode(form.code()).collectList().flatMap(candidates -> Mono.justOrEmpty(pick(candidates, form)));
    return found.switchIfEmpty(Mono.error(() -> new Problem(404, "CODE_UNKNOWN")));
  }

  private Flux<Document> withCode(String code) {
    return Flux.from(
            readModels.getCollection(PickupView.COLLECTION).find(Filters.eq("mark", codes.mark(code)))
                .batchSize(BATCH))
        .filter(d -> codes.matches(d.getString("_id"), code));
  }

  /** In a large city two may bear the same code: the one that waits at this outlet is meant. */
  private static String pick(List<Document> candidates, RedeemForm form) {
    return candidates.stream()
        .min(
            Comparator.comparing((Document d) -> !form.outletId().equals(d.getString("outletId")))
                .thenComparing(d -> !PickupView.Status.READY.name().equals(d.getString("status")))
                .thenComparing(d -> d.getString("_id")))
        .map(d -> d.getString("_id"))
        .orElse(null);
  }

  private Mono<ServerResponse> redeem(String fulfilmentId, String outletId, CommandContext context) {
    return commands
        .submit(new RedeemPickup(fulfilmentId, outletId), context.about(fulfilmentId))
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted -> redeemed(fulfilmentId, outletId, accepted.at());
                  case Outcome.Rejected rejected -> edge.refusal(rejected);
                  case Outcome.Pending _ ->
                      Edge.json(ServerResponse.accepted(), new RedeemAnswer(fulfilmentId, outletId, null, null));
                });
  }

  private Mono<ServerResponse> redeemed(String fulfilmentId, String outletId, Instant at) {
    return Mono.from(readModels.getCollection(PickupView.COLLECTION).find(Filters.eq("_id", fulfilmentId)))
        .mapNotNull(d -> d.getString("sku"))
        .map(sku -> new RedeemAnswer(fulfilmentId, outletId, sku, at))
        .defaultIfEmpty(new RedeemAnswer(fulfilmentId, outletId, null, at))
        .flatMap(answer -> Edge.json(ServerResponse.ok(), answer));
  }
}
