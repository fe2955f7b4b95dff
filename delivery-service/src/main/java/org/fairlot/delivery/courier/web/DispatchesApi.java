package org.fairlot.delivery.courier.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.contracts.person.Address;
import org.fairlot.contracts.person.Consignee;
import org.fairlot.delivery.courier.view.WaybillView;
import org.fairlot.delivery.fulfilment.web.MaskedPhone;
import org.fairlot.runtime.clock.DomainClock;
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
 * Dispatch orders for couriers that do not read their Kafka topic. A list shows what is needed to plan, the phone
 * masked; name, phone and address of one parcel are a call of their own. No ID number and no health data, ever.
 */
public final class DispatchesApi {

  private static final Logger LOG = LoggerFactory.getLogger(DispatchesApi.class);
  private static final Pattern CURSOR = Pattern.compile("\\d{1,15}-[A-Z0-9]{4,32}");
  private static final int PER_PAGE = 100;
  private static final int PER_PAGE_MAX = 500;
  private static final int OPENED_AT_ONCE = 16;

  private final Waybills waybills;
  private final Vault vault;
  private final DomainClock clock;
  private final Duration settle;

  /**
   * @param settle how old an order must be to be listed: orders of different partitions reach the read model out of
   * order,     and one that came behind a cursor would never be seen
   */
  public DispatchesApi(Waybills waybills, Vault vault, DomainClock clock, Duration settle) {
    this.waybills = waybills;
    this.vault = vault;
    this.clock = clock;
    this.settle = settle;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/dispatches", this::list)
        .GET("/v1/dispatches/{waybill}/consignee", this::consignee)
        .build();
  }

  /**
   * @param orderId       to be sent back with traces
   * @param phoneMasked   missing once the person's data has been erased
   * @param state         the newest trace, missing before the first
   * @param revoked       why it is not to be delivered any more, if so
   * @param returnOrdered why it is to be brought back, if so
   */
  record DispatchOrder(
      String waybill, String orderId, String programmeId, int attempt, String district, String outletId, String sku,
      String phoneMasked, Instant dispatchedAt, Instant acceptBy, String state, String revoked, String returnOrdered) {}

  /** @param nextCursor for {@code after}, to go on from here, now or later; @param more whether there is more by now */
  record DispatchPage(String courier, List<DispatchOrder> dispatches, String nextCursor, boolean more) {}

  record ConsigneeAnswer(String waybill, String name, String phone, Address address, String addressLine) {}

  private Mono<ServerResponse> list(ServerRequest request) {
    var errors = new FieldErrors();
    String courier = request.queryParam("courier").orElse("");
    if (!TracesApi.COURIER.matcher(courier).matches()) {
      errors.add("courier", courier.isEmpty() ? "MISSING" : "INVALID");
    }
    String after = request.queryParam("after").filter(text -> !text.isEmpty()).orElse(null);
    if (after != null && !CURSOR.matcher(after).matches()) {
      errors.add("after", "INVALID");
    }
    int limit = limit(request, errors);
    errors.throwIfAny();
    String before = WaybillView.cursor(clock.at(Instant.now().minus(settle)), "");
    return waybills.ofCourier(courier, after, before, limit + 1)
        .flatMap(found -> page(courier, found, after, limit))
        .flatMap(page -> Edge.json(ServerResponse.ok(), page));
  }

  private static int limit(ServerRequest request, FieldErrors errors) {
    String text = request.queryParam("limit").orElse(Integer.toString(PER_PAGE));
    if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > PER_PAGE_MAX) {
      errors.add("limit", "OUT_OF_RANGE");
      return PER_PAGE;
    }
    return Integer.parseInt(text);
  }

  private Mono<DispatchPage> page(String courier, List<Document> found, String after, int limit) {
    var shown = found.subList(0, Math.min(limit, found.size()));
    String next = shown.isEmpty() ? after : shown.getLast().getString("cursor");
    return Flux.fromIterable(shown)
        .flatMapSequential(this::order, OPENED_AT_ONCE)
        .collectList()
        .map(orders -> new DispatchPage(courier, orders, next, found.size() > limit));
  }

  private Mono<DispatchOrder> order(Document d) {
    return opened(d)
        .map(consignee -> MaskedPhone.of(consignee.mobile()))
        // one that cannot be opened must not hide the others from the courier
        .onErrorResume(IllegalStateException.class, e -> {
          LOG.warn("consignee of {} cannot be opened: {}", d.getString("_id"), e.getMessage());
          return Mono.empty();
        })
        .map(phone -> order(d, phone))
        .defaultIfEmpty(order(d, null));
  }

  private static DispatchOrder order(Document d, String phoneMasked) {
    return new DispatchOrder(
        d.getString("_id"), d.getString("fulfilmentId"), d.getString("programmeId"), d.getInteger("attempt"),
        d.getString("district"), d.getString("outletId"), d.getString("sku"), phoneMasked, instant(d, "dispatchedAt"),
        instant(d, "acceptBy"), d.getString("state"), d.getString("revoked"), d.getString("returnOrdered"));
  }

  private static Instant instant(Document d, String field) {
    Date date = d.getDate(field);
    return date == null ? null : date.toInstant();
  }

  private Mono<ServerResponse> consignee(ServerRequest request) {
    String waybill = request.pathVariable("waybill");
    return waybills.find(waybill)
        .switchIfEmpty(Mono.error(() -> new Problem(404, "WAYBILL_UNKNOWN")))
        .doOnNext(DispatchesApi::checkOpen)
        .flatMap(this::opened)
        .switchIfEmpty(Mono.error(() -> new Problem(410, "PERSON_ERASED")))
        .flatMap(
            c ->
                Edge.json(
                    ServerResponse.ok(),
                    new ConsigneeAnswer(waybill, c.name(), c.mobile(), c.address(), c.address().line())));
  }

  /** Who has nothing to deliver any more has no purpose for the address. */
  private static void checkOpen(Document d) {
    String state = d.getString("state");
    boolean ended = state != null && ParcelState.valueOf(state).isTerminal();
    if (d.getString("revoked") != null || ended) {
      throw new Problem(410, "DISPATCH_CLOSED");
    }
  }

  private Mono<Consignee> opened(Document d) {
    return vault.opening(Purpose.CONSIGNEE, d.getString("consignee"), Consignee.class);
  }
}
