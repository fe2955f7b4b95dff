package org.fairlot.health.declaration.web;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.health.declaration.domain.Answers.QuarantineStatus;
import org.fairlot.health.declaration.domain.Answers.Symptom;
import org.fairlot.health.declaration.view.DeclarationView;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the read model of declarations. */
public final class DeclarationQueries {

  /** How many documents the store sends at a time. */
  private static final int BATCH = 500;

  private final MongoDatabase readModels;

  public DeclarationQueries(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  /** @return the document, sealed answers included; empty if there is none (yet) */
  Mono<Document> find(String declarationId) {
    return Mono.from(
        readModels.getCollection(DeclarationView.COLLECTION).find(Filters.eq("_id", declarationId)).batchSize(1).first());
  }

  /**
   * What the authority filters on; {@code null} is no filter.
   *
   * @param travelledFrom begin of the code of where they came from: {@code 42} finds all of Hubei
   * @param returnedFrom  first day of return, {@code returnedTo}: last day
   * @param declaredFrom  inclusive, {@code declaredTo}: exclusive
   */
  record Filter(
      String district, HealthVerdict verdict, Symptom symptom, Boolean hubeiTravel, Boolean contactWithCase,
      QuarantineStatus quarantineStatus, String travelledFrom, LocalDate returnedFrom, LocalDate returnedTo,
      Instant declaredFrom, Instant declaredTo) {}

  /** The last declaration of a page; the next page begins behind it. */
  record Position(Instant declaredAt, String declarationId) {}

  /** Declarations, the newest first, without what is sealed. */
  Mono<List<Document>> list(Filter filter, Position after, int limit) {
    return Flux.from(
            readModels
                .getCollection(DeclarationView.COLLECTION)
                .find(Filters.and(conditions(filter, after)))
                .projection(Projections.exclude("sealed"))
                .sort(Sorts.descending("declaredAt", "_id"))
                .limit(limit)
                .batchSize(BATCH))
        .collectList();
  }

  private static List<Bson> conditions(Filter filter, Position after) {
    var all = new ArrayList<Bson>();
    all.add(Filters.exists("declaredAt"));
    equal(all, "district", filter.district());
    equal(all, "verdict", filter.verdict() == null ? null : filter.verdict().name());
    equal(all, "symptoms", filter.symptom() == null ? null : filter.symptom().name());
    equal(all, "hubeiTravel", filter.hubeiTravel());
    equal(all, "contactWithCase", filter.contactWithCase());
    equal(all, "quarantineStatus", filter.quarantineStatus() == null ? null : filter.quarantineStatus().name());
    if (filter.travelledFrom() != null) {
      all.add(Filters.gte("fromWhere", filter.travelledFrom()));
      all.add(Filters.lt("fromWhere", filter.travelledFrom() + Character.MAX_VALUE));
    }
    if (filter.returnedFrom() != null) {
      all.add(Filters.gte("returnedAt", filter.returnedFrom().toString()));
    }
    if (filter.returnedTo() != null) {
      all.add(Filters.lte("returnedAt", filter.returnedTo().toString()));
    }
    if (filter.declaredFrom() != null) {
      all.add(Filters.gte("declaredAt", Date.from(filter.declaredFrom())));
    }
    if (filter.declaredTo() != null) {
      all.add(Filters.lt("declaredAt", Date.from(filter.declaredTo())));
    }
    if (after != null) {
      var at = Date.from(after.declaredAt());
      all.add(
          Filters.or(
              Filters.lt("declaredAt", at),
              Filters.and(Filters.eq("declaredAt", at), Filters.lt("_id", after.declarationId()))));
    }
    return all;
  }

  private static void equal(List<Bson> all, String field, Object value) {
    if (value != null) {
      all.add(Filters.eq(field, value));
    }
  }
}
