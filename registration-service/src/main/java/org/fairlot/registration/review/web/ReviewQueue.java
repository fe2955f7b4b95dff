package org.fairlot.registration.review.web;

import static java.util.Comparator.comparing;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bson.Document;
import org.fairlot.registration.committee.web.CommitteeWorker;
import org.fairlot.registration.committee.web.PageRequest;
import org.fairlot.registration.committee.web.Residents;
import org.fairlot.registration.committee.web.Residents.Registration;
import org.fairlot.registration.committee.web.Residents.Resident;
import org.fairlot.registration.review.view.ReviewsView;
import org.fairlot.registration.review.view.ReviewsView.Status;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows the queues of a committee (审核队列), with the people in them. */
final class ReviewQueue {

  /** A committee has some thousand residents; a sample is drawn from so many decisions at the most. */
  private static final int SAMPLED_FROM_MAX = 20_000;

  private static final int BATCH = 1000;
  private static final Pattern SEED = Pattern.compile("[A-Za-z0-9._:-]{0,100}");

  private final MongoDatabase readModels;
  private final Residents residents;

  ReviewQueue(MongoDatabase readModels, Residents residents) {
    this.readModels = readModels;
    this.residents = residents;
  }

  /**
   * A case in a queue.
   *
   * @param registrationStatus where the case stands by now
   * @param deferred           whether its deadline has passed and it waits on
   */
  record Entry(
      String registrationId, String programmeId, int stageNo, String why, String status, String registrationStatus,
      Instant askedAt, Instant dueAt, Boolean deferred, Resident resident, Boolean approved, String reason, String note,
      String decidedBy, Instant decidedAt, Boolean onAppeal, Instant appealUntil, String appeal, Instant appealedAt) {}

  record Page(String committee, List<Entry> reviews, String nextCursor) {}

  /** {@code GET /v1/committees/{code}/reviews}: a page of a queue, or a sample of what was decided. */
  Mono<ServerResponse> show(ServerRequest request) {
    var errors = new FieldErrors();
    var page = PageRequest.of(request, Status.PENDING, errors);
    boolean sample = request.queryParam("sample").isPresent();
    int size = sample ? PageRequest.number(request, "sample", 1, errors) : 0;
    if (sample && page.status() != Status.DECIDED) {
      errors.add("sample", "ONLY_OF_DECIDED");
    }
    String seed = request.queryParam("seed").orElse("");
    if (!SEED.matcher(seed).matches()) {
      errors.add("seed", "INVALID");
    }
    errors.throwIfAny();
    return CommitteeWorker.at(request)
        .then(Mono.defer(() -> sample ? sample(page.committee(), size, seed) : page(page)))
        .flatMap(
            shown -> Edge.json(ServerResponse.ok().header("Cache-Control", "no-store"), shown));
  }

  private Mono<Page> page(PageRequest<Status> page) {
    return page.find(readModels, ReviewsView.COLLECTION)
        .flatMap(
            found -> entries(page.shown(found))
                .map(entries -> new Page(page.committee(), entries, page.nextCursor(found))));
  }

  /**
   * Decisions to be looked at again by somebody else (抽查). Anyone gets the same ones for the same seed, and nobody who did not
   * know the seed could have known which.
   */
  private Mono<Page> sample(String committee, int size, String seed) {
    var reviews = readModels.getCollection(ReviewsView.COLLECTION);
    var decided = Filters.and(Filters.eq("committee", committee), Filters.eq("status", Status.DECIDED.name()));
    return Flux.from(
            reviews.find(decided).projection(Projections.include("_id")).limit(SAMPLED_FROM_MAX).batchSize(BATCH))
        .map(document -> document.getString("_id"))
        .sort(comparing(id -> lot(seed, id)))
        .take(size)
        .collectList()
        .flatMap(
            ids -> Flux.from(reviews.find(Filters.in("_id", ids)).batchSize(BATCH))
                .sort(comparing(document -> ids.indexOf(document.getString("_id"))))
                .collectList())
        .flatMap(this::entries)
        .map(entries -> new Page(committee, entries, null));
  }

  private static String lot(String seed, String id) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest((seed + "\n" + id).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Mono<List<Entry>> entries(List<Document> reviews) {
    return residents.of(reviews.stream().map(review -> review.getString("caseId")).toList())
        .flatMap(
            registrations ->
                Flux.fromIterable(reviews).concatMap(review -> entry(review, registrations)).collectList());
  }

  private Mono<Entry> entry(Document review, Map<String, Registration> registrations) {
    var note = residents.opened(review.getString("note")).defaultIfEmpty("");
    var appeal = residents.opened(review.getString("appeal")).defaultIfEmpty("");
    return Mono.zip(note, appeal, (n, a) -> entry(review, registrations.get(review.getString("caseId")), n, a));
  }

  private static Entry entry(Document r, Registration registration, String note, String appeal) {
    return new Entry(
        r.getString("caseId"), r.getString("programmeId"), r.getInteger("stageNo"), r.getString("why"),
        PageRequest.wireName(Status.valueOf(r.getString("status"))), registration == null ? null : registration.status(),
        instant(r, "askedAt"), instant(r, "dueAt"), r.getBoolean("deferred"),
        registration == null ? null : registration.resident(), r.getBoolean("approved"), r.getString("reason"),
        note.isEmpty() ? null : note, r.getString("decidedBy"), instant(r, "decidedAt"), r.getBoolean("onAppeal"),
        instant(r, "appealUntil"), appeal.isEmpty() ? null : appeal, instant(r, "appealedAt"));
  }

  private static Instant instant(Document document, String field) {
    var date = document.get(field, Date.class);
    return date == null ? null : date.toInstant();
  }
}
