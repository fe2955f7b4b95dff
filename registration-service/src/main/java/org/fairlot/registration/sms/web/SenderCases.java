package org.fairlot.registration.sms.web;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.registration.sms.view.SendersView;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The cases of a number. */
final class SenderCases {

  private static final Duration ASK_AGAIN = Duration.ofMillis(50);
  private static final int TRIES = 30;
  /** The latest of them; nobody asks about more by short message. */
  private static final int CASES_MAX = 20;

  private final MongoDatabase readModels;

  SenderCases(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  /** In the order in which they were opened; the first may have been opened this very moment, so an empty list is doubted. */
  Mono<List<SenderCase>> of(String senderTag, String programmeId) {
    return Mono.defer(() -> ids(senderTag, programmeId))
        .flatMap(this::cases)
        .filter(cases -> !cases.isEmpty())
        .repeatWhenEmpty(tries -> tries.take(TRIES).delayElements(ASK_AGAIN))
        .defaultIfEmpty(List.of());
  }

  private Mono<List<String>> ids(String senderTag, String programmeId) {
    return Mono.from(readModels.getCollection(SendersView.COLLECTION).find(eq("_id", senderTag)).batchSize(1).first())
        .map(
            document -> {
              var ids = new ArrayList<String>();
              for (var entry : document.getList(SendersView.CASES, Document.class)) {
                String id = entry.getString("caseId");
                if (CaseId.parse(id).programmeId().equals(programmeId)) {
                  ids.remove(id);
                  ids.add(id);
                }
              }
              return ids.subList(Math.max(0, ids.size() - CASES_MAX), ids.size());
            });
  }

  private Mono<List<SenderCase>> cases(List<String> ids) {
    return Flux.from(readModels.getCollection(RegistrationsView.COLLECTION).find(and(in("_id", ids), exists("status"))))
        .map(
            document ->
                new SenderCase(
                    document.getString("_id"), CaseStatus.valueOf(document.getString("status")), document.getString("pack"),
                    document.getInteger("packVersion")))
        .sort(Comparator.comparing(found -> ids.indexOf(found.caseId())))
        .collectList();
  }
}
