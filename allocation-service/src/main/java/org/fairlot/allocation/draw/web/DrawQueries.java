package org.fairlot.allocation.draw.web;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.fairlot.allocation.draw.view.DrawView;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the read model of draws. */
public final class DrawQueries {

  /** The page on which anybody recomputes a draw from its bundle (核验页); it works from a saved file as well. */
  public static final String VERIFY_PAGE = "/verify.html";

  private static final int BATCH = 100;

  private final MongoDatabase readModels;

  public DrawQueries(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  /** The newest first. @param before the day before which to begin, or {@code null} */
  Mono<List<Map<String, Object>>> draws(String programmeId, String before, int limit) {
    var filter =
        before == null
            ? Filters.eq("programmeId", programmeId)
            : Filters.and(Filters.eq("programmeId", programmeId), Filters.lt("day", before));
    return Flux.from(
            readModels.getCollection(DrawView.COLLECTION).find(filter).sort(Sorts.descending("day", "_id")).limit(limit)
                .batchSize(BATCH))
        .map(DrawQueries::shown)
        .collectList();
  }

  Mono<Map<String, Object>> draw(String drawId) {
    return Mono.from(readModels.getCollection(DrawView.COLLECTION).find(Filters.eq("_id", drawId)))
        .map(DrawQueries::shown);
  }

  private static Map<String, Object> shown(Document d) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("drawId", d.getString("_id"));
    d.forEach((name, value) -> {
      if (!name.equals("_id") && !name.equals("version")) {
        shown.put(name, value(name, value));
      }
    });
    if ("SEALED".equals(d.getString("phase")) && d.containsKey("beaconDueAt")) {
      shown.put("waitingFor", "BEACON");
      shown.put("waitingSince", shown.get("beaconDueAt"));
    }
    if (d.containsKey("publishedAt")) {
      // what anybody needs to check it, and where
      shown.put("bundle", "/v1/draws/" + d.getString("_id") + "/bundle");
      shown.put("verifyPage", VERIFY_PAGE);
    }
    return shown;
  }

  private static Object value(String name, Object value) {
    if (value instanceof Date date) {
      return date.toInstant();
    }
    if (value instanceof List<?> pairs && !name.equals("tests")) {
      var map = new LinkedHashMap<String, Object>();
      pairs.forEach(pair -> map.put(((Document) pair).getString("name"), ((Document) pair).get("value")));
      return map;
    }
    return value;
  }
}
