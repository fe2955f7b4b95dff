package org.fairlot.registration.report.web;

import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BsonField;
import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.fairlot.registration.report.figures.Count;
import org.fairlot.registration.report.figures.Distribution.Division;
import org.fairlot.registration.report.figures.Tally;
import org.fairlot.registration.report.view.ReportView;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Has the store count. Whatever the programme's size, what comes back is a line for each group; the operators are the few that each
 * store of ours speaks.
 */
final class ReportCounts {

  /** A report is made a few times a day, and must not take the store from those who wait for their page. */
  private static final int AT_ONCE = 2;

  /** Beyond it something is wrong with the store. */
  private static final long WITHIN_SECONDS = 60;

  private static final int BATCH = 1000;

  private final MongoDatabase readModels;

  ReportCounts(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  /** Quarters of an hour since the epoch. @param until exclusive */
  record Quarters(long from, long until) {}

  Mono<Map<Count, List<Tally>>> of(String programmeId, Quarters asked) {
    return Flux.fromArray(Count.values())
        .flatMap(count -> of(count, programmeId, asked).map(tallies -> Map.entry(count, tallies)), AT_ONCE)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private Mono<List<Tally>> of(Count count, String programmeId, Quarters asked) {
    var conditions = new ArrayList<Bson>();
    conditions.add(Filters.eq("programmeId", programmeId));
    if (count.kind() != null) {
      conditions.add(Filters.eq("kind", count.kind().name()));
    }
    if (count.range() == Count.Range.ASKED) {
      conditions.add(within(asked));
    } else if (count.range() == Count.Range.ALL) {
      // a document whose beginning has not been heard of yet is not counted
      conditions.add(Filters.ne("quarter", null));
    }
    count.known().forEach(field -> conditions.add(Filters.ne(field, null)));
    return grouped(count.collection(), conditions, count.by(), accumulators(count));
  }

  /** All cases of a part of the city by what lies one level below it, and by how they stand. @param path to it from the city */
  Mono<List<Tally>> below(String programmeId, List<Division> path) {
    var conditions = new ArrayList<Bson>();
    conditions.add(Filters.eq("programmeId", programmeId));
    path.stream().skip(1).forEach(division -> conditions.add(Filters.eq(division.level().field(), division.value())));
    var below = path.getLast().level().below();
    return grouped(
        ReportView.CASES, conditions, List.of(below.field(), "outcome", "units"),
        List.of(Accumulators.sum(Tally.COUNT, 1L)));
  }

  private Mono<List<Tally>> grouped(String collection, List<Bson> conditions, List<String> by, List<BsonField> sums) {
    var group = new Document();
    by.forEach(field -> group.append(field, "$" + field));
    return aggregate(collection, List.of(Aggregates.match(Filters.and(conditions)), Aggregates.group(group, sums)))
        .map(ReportCounts::tally)
        .collectList();
  }

  private static Bson within(Quarters asked) {
    return Filters.and(Filters.gte("quarter", asked.from()), Filters.lt("quarter", asked.until()));
  }

  private static List<BsonField> accumulators(Count count) {
    var accumulators = new ArrayList<BsonField>();
    accumulators.add(Accumulators.sum(Tally.COUNT, 1L));
    count.sums().forEach(field -> accumulators.add(Accumulators.sum(field, "$" + field)));
    if (count.first() != null) {
      accumulators.add(Accumulators.min(Count.FIRST, "$" + count.first()));
    }
    return accumulators;
  }

  private static Tally tally(Document found) {
    var of = Objects.requireNonNullElseGet(found.get("_id", Document.class), Document::new);
    var sums = new LinkedHashMap<String, Long>();
    found.forEach((name, value) -> {
      if (value instanceof Number number) {
        sums.put(name, number.longValue());
      }
    });
    return new Tally(of, sums);
  }

  /** Persons, each once however many cases they have had. */
  Mono<Long> persons(String programmeId, Quarters asked) {
    var cases = Filters.and(Filters.eq("programmeId", programmeId), within(asked));
    return aggregate(
            ReportView.CASES,
            List.of(
                Aggregates.match(cases), Aggregates.group("$personTag"),
                Aggregates.group(null, Accumulators.sum(Tally.COUNT, 1L))))
        .next()
        .map(found -> found.get(Tally.COUNT, Number.class).longValue())
        .defaultIfEmpty(0L);
  }

  private Flux<Document> aggregate(String collection, List<Bson> pipeline) {
    return Flux.from(
        readModels.getCollection(collection).aggregate(pipeline).allowDiskUse(true)
            .maxTime(WITHIN_SECONDS, TimeUnit.SECONDS).batchSize(BATCH));
  }
}
