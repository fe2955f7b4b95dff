package org.fairlot.notification.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider with the interface of Aliyun's 短信服务: {@code POST /SendSms} and {@code GET /QuerySendDetails}.
 *
 * <p>Each call is made once. What matters is to tell a refusal, after which one may send again, from a silence, after
 * which one may not.
 */
public final class HttpSmsProvider implements SmsProvider {

  /** Refusals for now, although their code says that the fault is ours ({@code isv}): quota, credit, contract. */
  private static final List<String> LATER =
      List.of(
          "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH",
          "isv.OUT_OF_SERVICE");

  private static final JsonMapper JSON = new JsonMapper();

  private final WebClient client;
  private final String signName;

  public HttpSmsProvider(SmsProperties properties) {
    var http =
        HttpClient.create()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(properties.connectTimeout().toMillis()))
            .responseTimeout(properties.responseTimeout())
            // Netty would repeat a call whose connection was reset, though the provider may have read it
            .disableRetry(true);
    client =
        WebClient.builder()
            .baseUrl(properties.baseUrl())
            .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + properties.accessKey())
            .clientConnector(new ReactorClientHttpConnector(http))
            .build();
    signName = properties.signName();
  }

  @Override
  public String name() {
    return "sms";
  }

  @Override
  public Mono<Answer> send(Sms sms, BooleanSupplier mayStill) {
    return Mono.defer(
        () -> {
          if (!mayStill.getAsBoolean()) {
            return Mono.just(new Answer.NotTaken("TOO_LATE", false));
          }
          return client
              .post()
              .uri("/SendSms")
              .contentType(MediaType.APPLICATION_JSON)
              .bodyValue(JSON.writeValueAsBytes(form(sms)))
              .exchangeToMono(HttpSmsProvider::answer)
              .onErrorResume(error -> Mono.just(afterError(error)));
        });
  }

  private Map<String, String> form(Sms sms) {
    var form = new LinkedHashMap<String, String>();
    form.put("PhoneNumbers", dialled(sms.phoneNumber()));
    form.put("SignName", signName);
    form.put("TemplateCode", sms.templateCode());
    form.put("TemplateParam", JSON.writeValueAsString(sms.parameters()));
    form.put("OutId", sms.outId());
    return form;
  }

  /** Mainland numbers go without their country code, all others with it and without the plus. */
  private static String dialled(String e164) {
    return e164.startsWith("+86") ? e164.substring(3) : e164.substring(1);
  }

  private static Mono<Answer> answer(ClientResponse response) {
    HttpStatusCode status = response.statusCode();
    return response.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]).map(body -> answer(status, body));
  }

  private static Answer answer(HttpStatusCode status, byte[] body) {
    Sent sent = read(body, Sent.class);
    if (sent != null && "OK".equals(sent.code())) {
      return new Answer.Taken(sent.bizId());
    }
    String http = "HTTP_" + status.value();
    return switch (status.value()) {
      case 429, 503 -> new Answer.NotTaken(http, true);
      // our key is wrong: no fault of the message, and nothing that a second try would mend
      case 401, 403 -> new Answer.NotTaken(http, false);
      default -> {
        if (sent != null && sent.code() != null) {
          yield refusal(sent.code());
        }
        // a 5xx without the provider's word may come from a gateway that had already passed the message on
        yield status.is4xxClientError() ? new Answer.Refused(http) : new Answer.Unknown(http);
      }
    };
  }

  private static Answer refusal(String code) {
    if (LATER.contains(code)) {
      return new Answer.NotTaken(code, false);
    }
    return code.startsWith("isv.") ? new Answer.Refused(code) : new Answer.NotTaken(code, true);
  }

  private static Answer afterError(Throwable error) {
    return neverConnected(error) ? new Answer.NotTaken("UNREACHABLE", true) : new Answer.Unknown("NO_ANSWER");
  }

  private static boolean neverConnected(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectTimeoutException || cause instanceof ConnectException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Mono<Knowledge> find(String outId) {
    return client
        .get()
        .uri(uri -> uri.path("/QuerySendDetails").queryParam("OutId", "{outId}").build(outId))
        .exchangeToMono(HttpSmsProvider::knowledge)
        .onErrorResume(error -> Mono.just(new Knowledge.NoAnswer("NO_ANSWER")));
  }

  private static Mono<Knowledge> knowledge(ClientResponse response) {
    HttpStatusCode status = response.statusCode();
    return response
        .bodyToMono(byte[].class)
        .defaultIfEmpty(new byte[0])
        .map(
            body -> {
              Details details = read(body, Details.class);
              if (details == null || !"OK".equals(details.code()) || details.list() == null) {
                return new Knowledge.NoAnswer("HTTP_" + status.value());
              }
              var found = details.list().details();
              return found == null || found.isEmpty()
                  ? new Knowledge.HasNot()
                  : new Knowledge.Has(found.getFirst().bizId());
            });
  }

  /** {@code null} if it is not what the provider says. */
  private static <T> T read(byte[] body, Class<T> type) {
    try {
      return body.length == 0 ? null : JSON.readValue(body, type);
    } catch (JacksonException notTheProvider) {
      return null;
    }
  }

  private record Sent(@JsonProperty("Code") String code, @JsonProperty("BizId") String bizId) {}

  private record Details(@JsonProperty("Code") String code, @JsonProperty("SmsSendDetailDTOs") DetailList list) {}

  private record DetailList(@JsonProperty("SmsSendDetailDTO") List<Detail> details) {}

  private record Detail(@JsonProperty("BizId") String bizId) {}
}
