package org.fairlot.registration.casework.web;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.fairlot.contracts.CaseId;
import org.fairlot.registration.casework.view.GrantsView;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.registration.committee.web.PageRequest;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * From a batch to the registrations that got units of it, for a recall (召回), and from a registration to the batches its units
 * are of: each with how the registration stands and how its goods were handed over.
 */
final class Grants {

  private static final Pattern BATCH = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final int PER_PAGE = 100;

  /** Far above the pools of a programme into which a batch of one name goes. */
  private static final int POOLS_MAX = 10_000;

  private final Programmes programmes;
  private final MongoDatabase readModels;

  Grants(Programmes programmes, MongoDatabase readModels) {
    this.programmes = programmes;
    this.readModels = readModels;
  }

  /**
   * Units of one batch that a registration was given.
   *
   * @param drawId     the draw that it won, {@code null} without one
   * @param returnedAt when they came back to their batch, to be given again; {@code null}: they have not
   * @param status     that of the registration now, {@code null} if it is not seen yet
   * @param handOver   {@code at}, and where and by whom; {@code null}: nothing was handed over
   */
  record Grant(
      String registrationId, int stageNo, String poolId, String batchId, int units, String drawId, Instant grantedAt,
      Instant returnedAt, String returnedFor, String status, Map<String, Object> handOver) {}

  /** A batch as it was released into a pool; one of the same name may be in several. */
  record Released(String poolId, String batchId, int units, Instant releasedAt) {}

  record GrantPage(String programmeId, List<Released> released, List<Grant> grants, String nextCursor) {}

  /** What is asked for. @param batchId or {@code registrationId}, or both. @param after the id after which to begin */
  private record Asked(String programmeId, String batchId, String registrationId, String after, int limit) {

    static Asked of(ServerRequest request, String programmeId) {
      var errors = new FieldErrors();
      String batchId = request.queryParam("batchId").orElse(null);
      String registrationId = request.queryParam("registrationId").orElse(null);
      if (batchId == null && registrationId == null) {
        errors.add("batchId", "MISSING");
      }
      if (batchId != null && !BATCH.matcher(batchId).matches()) {
        errors.add("batchId", "INVALID");
      }
      if (registrationId != null && !isOf(programmeId, registrationId)) {
        errors.add("registrationId", "INVALID");
      }
      int limit = PageRequest.number(request, "limit", PER_PAGE, errors);
      String after = after(request.queryParam("cursor").orElse(""), programmeId, errors);
      errors.throwIfAny();
      return new Asked(programmeId, batchId, registrationId, after, limit);
    }

    private static boolean isOf(String programmeId, String registrationId) {
      return CaseId.isValid(registrationId) && CaseId.parse(registrationId).programmeId().equals(programmeId);
    }

    private static String after(String cursor, String programmeId, FieldErrors errors) {
      try {
        String after = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        if (after.isEmpty() || isOf(programmeId, after.substring(0, Math.max(after.indexOf('/'), 0)))) {
          return after;
        }
      } catch (IllegalArgumentException e) {
        // said below, as any other cursor that is not of ours
      }
      errors.add("cursor", "INVALID");
      return null;
    }

    Bson filter() {
      var all = new ArrayList<Bson>(List.of(eq(GrantsView.PROGRAMME, programmeId)));
      if (batchId != null) {
        all.add(eq(GrantsView.BATCH, batchId));
      }
      if (registrationId != null) {
        all.add(eq(GrantsView.REGISTRATION, registrationId));
      }
      all.add(gt("_id", after));
      return and(all);
    }
  }

  /** {@code GET /v1/programmes/{id}/grants}: in the order of registrations, so that no page repeats or skips one. */
  Mono<ServerResponse> show(ServerRequest request) {
    String programmeId = request.pathVariable("id");
    programmes.find(programmeId).orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
    var asked = Asked.of(request, programmeId);
    return released(asked)
        .flatMap(released -> find(asked).flatMap(found -> page(asked, released, found)))
        .flatMap(page -> Edge.json(ServerResponse.ok().header("Cache-Control", "no-store"), page));
  }

  /** An answer that nobody got any is for a batch that there is: a slip of the pen must not end a recall. */
  private Mono<List<Released>> released(Asked asked) {
    if (asked.batchId == null) {
      return Mono.just(List.of());
    }
    return Flux.from(
            readModels.getCollection(GrantsView.BATCHES)
                .find(and(eq(GrantsView.PROGRAMME, asked.programmeId), eq(GrantsView.BATCH, asked.batchId)))
                .sort(Sorts.ascending("_id")).limit(POOLS_MAX).batchSize(POOLS_MAX))
        .map(d ->
            new Released(
                d.getString("poolId"), d.getString(GrantsView.BATCH), d.getInteger("units"), instant(d, "releasedAt")))
        .collectList()
        .filter(released -> !released.isEmpty())
        .switchIfEmpty(Mono.error(() -> new Problem(404, "UNKNOWN_BATCH")));
  }

  private Mono<List<Document>> find(Asked asked) {
    return Flux.from(
            readModels.getCollection(GrantsView.COLLECTION).find(asked.filter()).sort(Sorts.ascending("_id"))
                .limit(asked.limit + 1).batchSize(asked.limit + 1))
        .collectList();
  }

  private Mono<GrantPage> page(Asked asked, List<Released> released, List<Document> found) {
    var shown = found.subList(0, Math.min(asked.limit, found.size()));
    String next = found.size() > asked.limit ? cursor(shown.getLast().getString("_id")) : null;
    return registrations(shown.stream().map(d -> d.getString(GrantsView.REGISTRATION)).distinct().toList())
        .map(registrations ->
            new GrantPage(
                asked.programmeId, released.isEmpty() ? null : released,
                shown.stream().map(d -> grant(d, registrations.get(d.getString(GrantsView.REGISTRATION)))).toList(), next));
  }

  private Mono<Map<String, Document>> registrations(List<String> ids) {
    return ids.isEmpty()
        ? Mono.just(Map.of())
        : Flux.from(
                readModels.getCollection(RegistrationsView.COLLECTION).find(in("_id", ids))
                    .projection(Projections.include("status", RegistrationsView.HAND_OVER)).batchSize(ids.size()))
            .collectMap(d -> d.getString("_id"));
  }

  private static Grant grant(Document d, Document registration) {
    var handOver = registration == null ? null : registration.get(RegistrationsView.HAND_OVER, Document.class);
    return new Grant(
        d.getString(GrantsView.REGISTRATION), d.getInteger("stageNo"), d.getString("poolId"), d.getString(GrantsView.BATCH),
        d.getInteger("units"), d.getString("drawId"), instant(d, "grantedAt"), instant(d, "returnedAt"),
        d.getString("returnedFor"), registration == null ? null : registration.getString("status"),
        handOver == null ? null : plain(handOver));
  }

  private static Map<String, Object> plain(Document handOver) {
    var plain = new TreeMap<String, Object>(handOver);
    plain.computeIfPresent("at", (_, at) -> ((Date) at).toInstant());
    return plain;
  }

  private static Instant instant(Document d, String field) {
    return d.get(field) == null ? null : d.get(field, Date.class).toInstant();
  }

  private static String cursor(String id) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
  }
}
