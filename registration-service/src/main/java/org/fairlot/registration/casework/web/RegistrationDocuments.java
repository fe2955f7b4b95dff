package org.fairlot.registration.casework.web;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.casework.domain.HealthClearance;
import org.fairlot.registration.casework.view.ClearancesView;
import org.fairlot.registration.casework.view.RegistrationsView;
import reactor.core.publisher.Mono;

/** Reads registrations and clearances; a read model follows the log by a moment, so a reader who knows more waits. */
final class RegistrationDocuments {

  private static final Duration ASK_AGAIN = Duration.ofMillis(50);
  /** A view that is further behind than this is no use to somebody who waits. */
  private static final int TRIES = 30;

  private final MongoDatabase readModels;

  RegistrationDocuments(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  /** The registration as it is shown now; empty if there is none. */
  Mono<Document> find(String registrationId) {
    // what another service said may arrive before the case itself
    return first(RegistrationsView.COLLECTION, and(eq("_id", registrationId), exists("status")));
  }

  /** The registration, which may have been made this very moment; empty if it does not appear. */
  Mono<Document> awaitOne(String registrationId) {
    return patiently(find(registrationId));
  }

  /** The registration with all changes up to {@code version}, or as it is if the view does not get there in time. */
  Mono<Document> awaitVersion(String registrationId, long version) {
    return patiently(find(registrationId).filter(document -> versionOf(document) >= version))
        .switchIfEmpty(find(registrationId));
  }

  /** The person's registration in which this version of the person's cases is seen; empty if it does not appear. */
  Mono<Document> awaitEdited(String programmeId, String personTag, long version) {
    var edited =
        and(
            eq("personTag", personTag), eq("programmeId", programmeId), gte("version", version), exists("status"));
    return patiently(first(RegistrationsView.COLLECTION, edited));
  }

  /** How many cases of a programme are live. */
  Mono<Long> countLive(String programmeId) {
    var live = Arrays.stream(CaseStatus.values()).filter(status -> !status.isFinal()).map(CaseStatus::name).toList();
    return Mono.from(
        readModels.getCollection(RegistrationsView.COLLECTION)
            .countDocuments(and(eq("programmeId", programmeId), in("status", live))));
  }

  static long versionOf(Document document) {
    return document.get("version", Number.class).longValue();
  }

  /**
   * A person's latest declaration, which may have been made this very moment; empty if there is none.
   *
   * @param declarationId the one that the person speaks of, {@code null}: any
   */
  Mono<HealthClearance> awaitClearance(String personTag, String declarationId) {
    var wanted =
        clearance(personTag)
            .filter(clearance -> declarationId == null || declarationId.equals(clearance.declarationId()));
    return patiently(wanted).switchIfEmpty(clearance(personTag));
  }

  private Mono<HealthClearance> clearance(String personTag) {
    return first(ClearancesView.COLLECTION, eq("_id", personTag))
        .map(
            document ->
                new HealthClearance(
                    document.getString("declarationId"), document.getString("verdict"),
                    document.get("validUntil", Date.class).toInstant()));
  }

  /** Asks again while there is nothing, and gives up in the end. */
  private static <T> Mono<T> patiently(Mono<T> query) {
    return query.repeatWhenEmpty(tries -> tries.take(TRIES).delayElements(ASK_AGAIN));
  }

  private Mono<Document> first(String collection, Bson filter) {
    return Mono.from(readModels.getCollection(collection).find(filter).batchSize(1).first());
  }
}
