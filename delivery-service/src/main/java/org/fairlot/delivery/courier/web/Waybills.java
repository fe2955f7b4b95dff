package org.fairlot.delivery.courier.web;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.fairlot.delivery.courier.view.WaybillView;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the read model of dispatch orders. */
public final class Waybills {

  /** How many documents the store sends at a time. */
  private static final int BATCH = 500;

  /**
   * A courier that reads its topic may report on an order before the read model knows it; it must not be refused for
   * that.
   */
  private static final Duration KNOWN_POLL = Duration.ofMillis(50);

  private static final int KNOWN_TRIES = 20;

  private final MongoDatabase readModels;

  public Waybills(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  Mono<Document> find(String waybill) {
    return Mono.from(readModels.getCollection(WaybillView.COLLECTION).find(Filters.eq("_id", waybill)));
  }

  /**
   * A courier's orders in the order of their dispatch.
   *
   * @param after  position after which to begin, {@code null}: from the first
   * @param before position before which to end
   */
  Mono<List<Document>> ofCourier(String courier, String after, String before, int limit) {
    var within = Filters.and(
        Filters.eq("courier", courier), Filters.gt("cursor", after == null ? "" : after), Filters.lt("cursor", before));
    return Flux.from(
            readModels.getCollection(WaybillView.COLLECTION).find(within).sort(Sorts.ascending("cursor")).limit(limit)
                .batchSize(BATCH))
        .collectList();
  }

  /** Fulfilment ids by waybill; what is not known after a moment is missing. */
  Mono<Map<String, String>> fulfilmentsOf(Collection<String> waybills) {
    if (waybills.isEmpty()) {
      return Mono.just(Map.of());
    }
    return Mono.defer(() -> known(waybills))
        .filter(known -> known.size() == waybills.size())
        .repeatWhenEmpty(tries -> tries.take(KNOWN_TRIES).delayElements(KNOWN_POLL))
        .switchIfEmpty(Mono.defer(() -> known(waybills)));
  }

  private Mono<Map<String, String>> known(Collection<String> waybills) {
    return Flux.from(
            readModels.getCollection(WaybillView.COLLECTION).find(Filters.in("_id", waybills))
                .projection(Projections.include("fulfilmentId")).batchSize(BATCH))
        .collectMap(d -> d.getString("_id"), d -> d.getString("fulfilmentId"), TreeMap::new);
  }
}
