package org.fairlot.registration.committee.web;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.fairlot.runtime.edge.FieldErrors;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A page of a committee's queue: the documents of one status behind a place.
 *
 * @param after the place of the last one that was seen; empty: from the start
 */
public record PageRequest<S extends Enum<S>>(String committee, S status, String after, int limit) {

  private static final Pattern PLACE = Pattern.compile("\\d{13}-[A-Za-z0-9._:-]{1,130}");
  private static final int PER_PAGE = 100;
  private static final int PER_PAGE_MAX = 500;

  /** @param errors takes what is wrong with {@code status}, {@code cursor} and {@code limit} */
  public static <S extends Enum<S>> PageRequest<S> of(ServerRequest request, S otherwise, FieldErrors errors) {
    return new PageRequest<>(
        CommitteeWorker.code(request), status(request, otherwise, errors), after(request, errors),
        number(request, "limit", PER_PAGE, errors));
  }

  private static <S extends Enum<S>> S status(ServerRequest request, S otherwise, FieldErrors errors) {
    String wanted = request.queryParam("status").orElse(wireName(otherwise));
    var status =
        Stream.of(otherwise.getDeclaringClass().getEnumConstants()).filter(s -> wireName(s).equals(wanted)).findFirst();
    if (status.isEmpty()) {
      errors.add("status", "NOT_AN_OPTION");
    }
    return status.orElse(otherwise);
  }

  private static String after(ServerRequest request, FieldErrors errors) {
    String cursor = request.queryParam("cursor").orElse("");
    if (!cursor.isEmpty() && !PLACE.matcher(cursor).matches()) {
      errors.add("cursor", "INVALID");
    }
    return cursor;
  }

  /** A number of entries: 1 to {@value #PER_PAGE_MAX}. */
  public static int number(ServerRequest request, String name, int otherwise, FieldErrors errors) {
    String text = request.queryParam(name).orElse(Integer.toString(otherwise));
    int number = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > PER_PAGE_MAX) {
      errors.add(name, "OUT_OF_RANGE");
    }
    return number;
  }

  /** {@code DECIDED} is {@code decided}. */
  public static String wireName(Enum<?> status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** The page's documents, and one more if there are more. */
  public Mono<List<Document>> find(MongoDatabase readModels, String collection) {
    var page = new ArrayList<Bson>(List.of(Filters.eq("committee", committee), Filters.eq("status", status.name())));
    if (!after.isEmpty()) {
      page.add(Filters.gt("place", after));
    }
    return Flux.from(
            readModels.getCollection(collection).find(Filters.and(page)).sort(Sorts.ascending("place"))
                .limit(limit + 1).batchSize(limit + 1))
        .collectList();
  }

  public List<Document> shown(List<Document> found) {
    return found.subList(0, Math.min(limit, found.size()));
  }

  /** Behind which place the next page begins, {@code null} after the last one. */
  public String nextCursor(List<Document> found) {
    return found.size() > limit ? found.get(limit - 1).getString("place") : null;
  }
}
