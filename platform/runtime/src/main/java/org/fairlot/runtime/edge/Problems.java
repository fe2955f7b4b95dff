package org.fairlot.runtime.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fairlot.runtime.wire.Json;
import org.springframework.context.MessageSource;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Every error as {@code application/problem+json}, in Chinese or English by {@code Accept-Language}; the one place where
 * refusals become HTTP.
 */
public final class Problems implements WebExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String TYPE = "https://fairlot.org/problems/";
  private static final List<Locale> LANGUAGES = List.of(Locale.SIMPLIFIED_CHINESE, Locale.ENGLISH);

  private final MessageSource messages;

  public Problems(MessageSource messages) {
    this.messages = messages;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(failure);
    }
    return write(exchange, problemOf(failure, exchange));
  }

  private static Problem problemOf(Throwable failure, ServerWebExchange exchange) {
    return switch (failure) {
      case Problem problem -> problem;
      case DataBufferLimitException e -> new Problem(413, "BODY_TOO_LARGE");
      case InvalidMediaTypeException e -> new Problem(415, "UNSUPPORTED_MEDIA_TYPE");
      case ErrorResponse e when e.getStatusCode().is4xxClientError() -> ofStatus(e.getStatusCode());
      default -> {
        LOG.error("{} {} failed", exchange.getRequest().getMethod(), exchange.getRequest().getPath(), failure);
        yield new Problem(500, "INTERNAL");
      }
    };
  }

  private static Problem ofStatus(HttpStatusCode status) {
    String code =
        switch (status.value()) {
          case 404 -> "NOT_FOUND";
          case 405 -> "METHOD_NOT_ALLOWED";
          case 406 -> "NOT_ACCEPTABLE";
          case 413 -> "BODY_TOO_LARGE";
          case 415 -> "UNSUPPORTED_MEDIA_TYPE";
          default -> "BAD_REQUEST";
        };
    return new Problem(status.value(), code);
  }

  /** Answers the exchange with this problem. */
  public Mono<Void> write(ServerWebExchange exchange, Problem problem) {
    ServerHttpResponse response = exchange.getResponse();
    Locale locale = locale(exchange);
    response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    response.getHeaders().setContentLanguage(locale);
    if (problem.data().get("retryAfterSeconds") instanceof Number seconds) {
      response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds.longValue())));
    }
    byte[] body = Json.MAPPER.writeValueAsBytes(body(problem, locale));
    return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
  }

  private Map<String, Object> body(Problem problem, Locale locale) {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", TYPE + problem.code());
    body.put("title", messages.getMessage("problem." + problem.code(), null, problem.code(), locale));
    body.put("status", problem.status());
    body.put("code", problem.code());
    problem.data().forEach((name, value) -> body.put(name, name.equals("errors") ? translated(value, locale) : value));
    return body;
  }

  private Object translated(Object errors, Locale locale) {
    var translated = new ArrayList<Map<String, Object>>();
    for (Object error : (List<?>) errors) {
      var entry = new LinkedHashMap<String, Object>();
      ((Map<?, ?>) error).forEach((k, v) -> entry.put((String) k, v));
      entry.put("message", messages.getMessage("field." + entry.get("code"), null, (String) entry.get("code"), locale));
      translated.add(entry);
    }
    return translated;
  }

  private static Locale locale(ServerWebExchange exchange) {
    try {
      var wanted = exchange.getRequest().getHeaders().getAcceptLanguage();
      Locale best = Locale.lookup(wanted, LANGUAGES);
      return best != null ? best : byLanguage(wanted);
    } catch (IllegalArgumentException e) {
      return Locale.SIMPLIFIED_CHINESE; // an unreadable header is no wish
    }
  }

  /** {@code zh} and {@code zh-TW} are best served with the Chinese text we have, {@code en-GB} with the English one. */
  private static Locale byLanguage(List<Locale.LanguageRange> wanted) {
    for (var range : wanted) {
      for (Locale language : LANGUAGES) {
        if (range.getRange().toLowerCase(Locale.ROOT).startsWith(language.getLanguage())) {
          return language;
        }
      }
    }
    return Locale.SIMPLIFIED_CHINESE;
  }
}
