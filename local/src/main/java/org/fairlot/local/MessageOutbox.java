package org.fairlot.local;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Stands in for the provider of short messages where none is configured: takes every message, sends none, and shows the
 * latest at {@code GET /dev/sms}. They are kept in memory alone.
 */
final class MessageOutbox {

  static final String PATH = "/dev/sms";
  private static final int KEPT = 1_000;

  /** @param at the suite's time */
  record Message(String at, String phone, String template, String parameters, String messageId, String bizId) {}

  private final Supplier<String> clock;
  private final Deque<Message> latest = new ArrayDeque<>();

  /** @param clock the suite's time as text */
  MessageOutbox(Supplier<String> clock) {
    this.clock = clock;
  }

  RouterFunction<ServerResponse> routes() {
    return route(POST(PATH + "/SendSms"), this::take)
        .andRoute(GET(PATH + "/QuerySendDetails"), this::details)
        .andRoute(GET(PATH), request -> json(Map.of("messages", newestFirst())));
  }

  private Mono<ServerResponse> take(ServerRequest request) {
    return request
        .bodyToMono(JsonNode.class)
        .flatMap(
            form -> {
              var message =
                  new Message(
                      clock.get(), form.path("PhoneNumbers").asString(""), form.path("TemplateCode").asString(""),
                      form.path("TemplateParam").asString(""), form.path("OutId").asString(""), UUID.randomUUID()
                          .toString());
              keep(message);
              return json(Map.of("Code", "OK", "Message", "OK", "BizId", message.bizId()));
            });
  }

  private synchronized void keep(Message message) {
    latest.addFirst(message);
    if (latest.size() > KEPT) {
      latest.removeLast();
    }
  }

  private synchronized List<Message> newestFirst() {
    return List.copyOf(latest);
  }

  private Mono<ServerResponse> details(ServerRequest request) {
    String outId = request.queryParam("OutId").orElse("");
    var found =
        newestFirst().stream().filter(m -> m.messageId().equals(outId))
            .map(m -> Map.of("BizId", m.bizId(), "OutId", outId)).toList();
    return json(Map.of("Code", "OK", "SmsSendDetailDTOs", Map.of("SmsSendDetailDTO", found)));
  }

  private static Mono<ServerResponse> json(Object body) {
    return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(body);
  }
}
