package org.fairlot.notification.message.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.notification.message.view.MessageView;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What became of the messages of a case; for operators who answer a citizen's question. */
public final class MessageRoutes {

  /** More than any case has. */
  private static final int MESSAGES_MAX = 200;

  private final MongoDatabase readModels;

  public MessageRoutes(MongoDatabase readModels) {
    this.readModels = readModels;
  }

  public RouterFunction<ServerResponse> routes() {
    return route().GET("/v1/messages", this::ofCase).build();
  }

  private Mono<ServerResponse> ofCase(ServerRequest request) {
    String caseId = request.queryParam("registrationId").orElse(null);
    if (!CaseId.isValid(caseId)) {
      new FieldErrors().add("registrationId", caseId == null ? "MISSING" : "NOT_A_REGISTRATION_ID").throwIfAny();
    }
    return messages(caseId)
        .collectList()
        .flatMap(messages -> Edge.json(ServerResponse.ok(), answer(caseId, messages)));
  }

  private Flux<Map<String, Object>> messages(String caseId) {
    // ";" follows ":" in ASCII: the range holds just the messages of this case
    var ofCase = Filters.and(Filters.gte("_id", caseId + ":"), Filters.lt("_id", caseId + ";"));
    return Flux.from(
            readModels.getCollection(MessageView.MESSAGES).find(ofCase).sort(Sorts.ascending("_id"))
                .limit(MESSAGES_MAX).batchSize(MESSAGES_MAX))
        .map(MessageRoutes::message);
  }

  private static Map<String, Object> answer(String caseId, List<Map<String, Object>> messages) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("registrationId", caseId);
    answer.put("messages", messages);
    return answer;
  }

  private static Map<String, Object> message(Document stored) {
    var message = new LinkedHashMap<String, Object>();
    message.put("messageId", stored.getString("_id"));
    message.put("status", status(stored));
    for (String field : List.of("template", "language", "urgent", "attempt", "reason", "provider", "bizId")) {
      put(message, field, stored.get(field));
    }
    for (String field : List.of("queuedAt", "nextAt", "sentAt", "reportedAt")) {
      put(message, field, stored.get(field) instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : null);
    }
    put(message, "reportCode", stored.get("reportCode"));
    return message;
  }

  /** A report says more than the sending does, in whatever order they came. */
  private static String status(Document stored) {
    Boolean delivered = stored.getBoolean("delivered");
    return delivered == null ? stored.getString("sending") : delivered ? "DELIVERED" : "UNDELIVERED";
  }

  private static void put(Map<String, Object> message, String field, Object value) {
    if (value != null) {
      message.put(field, value);
    }
  }
}
