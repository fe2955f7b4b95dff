package org.fairlot.allocation.pool.web;

import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.fairlot.allocation.pool.view.DemandView;
import org.fairlot.allocation.pool.view.PoolView;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the read models of pools and demand. */
public final class PoolQueries {

  /** How many documents the store sends at a time. */
  private static final int BATCH = 500;

  private final MongoDatabase readModels;

  public PoolQueries(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  /**
   * @param wants       open wants, {@code wantUnits} what they ask for together
   * @param lastNumber  the last booking number that was given, {@code null} where there are no numbers
   * @param servingUpTo the highest number that was served, {@code null} before the first
   */
  public record PoolNow(
      String poolId, String district, String committee, String outletId, String sku, String slot, int released, int free,
      int held, int wants, int wantUnits, Integer lastNumber, Integer servingUpTo) {}

  /** Pools of a programme in the order of their ids. @param after the id after which to begin, or {@code null} */
  Mono<List<PoolNow>> pools(String programmeId, String after, int limit) {
    String from = programmeId + "/";
    String end = programmeId + (char) ('/' + 1);
    var filter = Filters.and(Filters.gt("_id", after == null ? from : after), Filters.lt("_id", end));
    return Flux.from(
            readModels.getCollection(PoolView.COLLECTION).find(filter).sort(Sorts.ascending("_id")).limit(limit)
                .batchSize(BATCH))
        .map(
            d ->
                new PoolNow(
                    d.getString("_id"), d.getString("district"), d.getString("committee"), d.getString("outletId"),
                    d.getString("sku"), d.getString("slot"), d.getInteger("released"), d.getInteger("free"),
                    d.getInteger("held"), d.getInteger("wants"), d.getInteger("wantUnits"), d.getInteger("lastNumber"),
                    d.getInteger("servingUpTo")))
        .collectList();
  }

  /**
   * How much is asked for by those who chose the same.
   *
   * @param registrations all cases ever opened, {@code open}: those still under way
   * @param held          units given to them
   */
  public record Demand(
      String district, String committee, String outletId, String sku, String slot, int registrations, int open, int wants,
      int wantUnits, int held) {

    private static final Comparator<String> MISSING_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());

    static final Comparator<Demand> ORDER =
        Comparator.comparing(Demand::district, MISSING_FIRST)
            .thenComparing(Demand::committee, MISSING_FIRST)
            .thenComparing(Demand::outletId, MISSING_FIRST)
            .thenComparing(Demand::sku, MISSING_FIRST)
            .thenComparing(Demand::slot, MISSING_FIRST);
  }

  /** @param by the parts of the choice to tell apart: {@code district}, {@code committee}, {@code outletId} … */
  Mono<List<Demand>> demand(String programmeId, List<String> by) {
    var group = new Document();
    by.forEach(field -> group.append(field, "$" + field));
    return Flux.from(
            readModels
                .getCollection(DemandView.COLLECTION)
                .aggregate(
                    List.of(
                        Aggregates.match(Filters.eq("programmeId", programmeId)),
                        Aggregates.group(
                            group,
                            Accumulators.sum("registrations", "$registrations"),
                            Accumulators.sum("open", "$open"),
                            Accumulators.sum("wants", "$wants"),
                            Accumulators.sum("wantUnits", "$wantUnits"),
                            Accumulators.sum("held", "$held"))))
                .batchSize(BATCH))
        .map(PoolQueries::demand)
        .collectSortedList(Demand.ORDER);
  }

  private static Demand demand(Document d) {
    var by = Objects.requireNonNullElseGet(d.get("_id", Document.class), Document::new);
    return new Demand(
        by.getString("district"), by.getString("committee"), by.getString("outletId"), by.getString("sku"), by.getString("slot"),
        sum(d, "registrations"), sum(d, "open"), sum(d, "wants"), sum(d, "wantUnits"), sum(d, "held"));
  }

  private static int sum(Document d, String field) {
    return d.get(field, Number.class).intValue();
  }
}
