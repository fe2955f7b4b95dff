package org.fairlot.registration.disclosure.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.fairlot.registration.committee.web.PageRequest;
import org.fairlot.registration.disclosure.view.DisclosuresView;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** To whom data of a person came (查询记录), for the person, by the app that knows it, and for auditors. */
public final class DisclosuresApi {

  private static final Pattern PERSON = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final Pattern PLACE = Pattern.compile("\\d{13}-[0-9a-f-]{36}");
  private static final int PER_PAGE = 100;

  private final MongoDatabase readModels;

  public DisclosuresApi(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  public RouterFunction<ServerResponse> routes() {
    return route().GET("/v1/persons/{personTag}/disclosures", this::list).build();
  }

  record Recipient(String role, String name) {}

  /** @param programmeId missing where no programme asked for it */
  record Entry(
      String id, Instant at, String programmeId, String act, Recipient recipient, String purpose, List<String> fields,
      Map<String, Object> detail) {

    static Entry of(Document d) {
      return new Entry(
          d.getString("_id"), d.get("at", Date.class).toInstant(), d.getString("programmeId"), d.getString("act"),
          new Recipient(d.getString("role"), d.getString("recipient")), d.getString("purpose"),
          d.getList("fields", String.class), d.get("detail", Document.class));
    }
  }

  /** @param nextCursor missing on the last page */
  record Page(String personTag, List<Entry> disclosures, String nextCursor) {}

  /** {@code GET /v1/persons/{personTag}/disclosures}, the latest first; of somebody who is not known an empty list. */
  private Mono<ServerResponse> list(ServerRequest request) {
    String personTag = request.pathVariable("personTag");
    if (!PERSON.matcher(personTag).matches()) {
      throw new Problem(404, "UNKNOWN_PERSON");
    }
    var errors = new FieldErrors();
    String before = request.queryParam("cursor").orElse("");
    if (!before.isEmpty() && !PLACE.matcher(before).matches()) {
      errors.add("cursor", "INVALID");
    }
    int limit = PageRequest.number(request, "limit", PER_PAGE, errors);
    errors.throwIfAny();
    return find(personTag, before, limit + 1)
        .map(found -> page(personTag, found, limit))
        .flatMap(page -> Edge.json(ServerResponse.ok().header("Cache-Control", "no-store"), page));
  }

  private Mono<List<Document>> find(String personTag, String before, int count) {
    Bson person = Filters.eq("personTag", personTag);
    Bson wanted = before.isEmpty() ? person : Filters.and(person, Filters.lt("place", before));
    return Flux.from(
            readModels.getCollection(DisclosuresView.COLLECTION).find(wanted).sort(Sorts.descending("place"))
                .limit(count).batchSize(count))
        .collectList();
  }

  private static Page page(String personTag, List<Document> found, int limit) {
    var shown = found.subList(0, Math.min(limit, found.size()));
    return new Page(
        personTag, shown.stream().map(Entry::of).toList(),
        found.size() > limit ? shown.getLast().getString("place") : null);
  }
}
