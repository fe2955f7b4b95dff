package org.fairlot.registration.eligibility.register;

import io.netty.channel.ChannelOption;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.fairlot.contracts.person.Identity;
import org.fairlot.runtime.wire.Json;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A register over HTTP: {@code POST /v1/attestations {docType, idNumber, name, area}} → {@code {holds, register, asOf}}.
 * Only a plain yes or no counts; everything else is taken for a register that is down, since a misread answer would
 * refuse somebody who is eligible.
 */
final class HttpRegister implements Register {

  private static final int NAME_MAX = 64;

  private final WebClient client;

  HttpRegister(RegisterProperties.Connection connection, RegisterProperties.Calls calls) {
    var http =
        HttpClient.create()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(calls.connectTimeout().toMillis()))
            .responseTimeout(calls.responseTimeout());
    var builder =
        WebClient.builder().baseUrl(connection.baseUrl()).clientConnector(new ReactorClientHttpConnector(http));
    if (connection.accessKey() != null && !connection.accessKey().isBlank()) {
      builder.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + connection.accessKey());
    }
    client = builder.build();
  }

  @Override
  public Mono<Answer> ask(Identity person, String area) {
    return client
        .post()
        .uri("/v1/attestations")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(Json.MAPPER.writeValueAsBytes(question(person, area)))
        .exchangeToMono(HttpRegister::answer)
        .onErrorResume(error -> Mono.just(unanswered(error)));
  }

  private static Map<String, String> question(Identity person, String area) {
    var question = new LinkedHashMap<String, String>();
    question.put("docType", person.docType().name());
    question.put("idNumber", person.number());
    question.put("name", person.name());
    question.put("area", area);
    return question;
  }

  /** Where no connection came about nothing was sent; where one broke, the question may have been read. */
  private static Answer unanswered(Throwable error) {
    boolean unconnected =
        error instanceof WebClientRequestException
            && (error.getCause() instanceof ConnectException || error.getCause() instanceof UnknownHostException
                || error.getCause() instanceof SSLHandshakeException);
    return unconnected ? Answer.Unavailable.unsent("UNREACHABLE", true) : Answer.Unavailable.sent("NO_ANSWER", true);
  }

  private static Mono<Answer> answer(ClientResponse response) {
    HttpStatusCode status = response.statusCode();
    return response.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]).map(body -> answer(status, body));
  }

  private static Answer answer(HttpStatusCode status, byte[] body) {
    if (status.value() != 200) {
      boolean passing = status.is5xxServerError() || status.value() == 429;
      return Answer.Unavailable.sent("HTTP_" + status.value(), passing);
    }
    try {
      JsonNode answer = Json.MAPPER.readTree(body);
      String register = answer.path("register").asString("");
      boolean sensible =
          answer.path("holds").isBoolean() && !register.isBlank() && register.length() <= NAME_MAX
              && isInstant(answer.path("asOf").asString(""));
      return sensible
          ? new Answer.Attests(answer.path("holds").booleanValue(), register)
          : Answer.Unavailable.sent("NONSENSE", false);
    } catch (JacksonException e) {
      return Answer.Unavailable.sent("NONSENSE", false);
    }
  }

  private static boolean isInstant(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
