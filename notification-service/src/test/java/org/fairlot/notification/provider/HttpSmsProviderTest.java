package org.fairlot.notification.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlot.notification.provider.SmsProvider.Answer;
import org.fairlot.notification.provider.SmsProvider.Knowledge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HttpSmsProviderTest {

  private static final String OUT_ID = "hangzhou-2020.abcdefghijklmnopqrstuv.12345678:granted";
  /** Longer than a busy machine keeps an answer waiting. */
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration IMPATIENT = Duration.ofMillis(300);

  @RegisterExtension
  static final WireMockExtension PROVIDER = WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private final SmsProvider plain = new HttpSmsProvider(settings(PROVIDER.baseUrl(), PATIENT));
  private final SmsProvider guarded = new GuardedSmsProvider(plain, 1000, new SimpleMeterRegistry());

  @Test
  void sends_what_the_provider_asks_for() {
    answers(ok("{\"Code\":\"OK\",\"Message\":\"OK\",\"BizId\":\"biz-1\",\"RequestId\":\"r\"}"));

    assertThat(send(plain, "+8613812345678")).isEqualTo(new Answer.Taken("biz-1"));

    PROVIDER.verify(
        postRequestedFor(urlEqualTo("/SendSms"))
            .withHeader("Authorization", equalTo("Bearer key"))
            .withRequestBody(
                equalToJson(
                    """
                    {"PhoneNumbers": "13812345678", "SignName": "口罩预约", "TemplateCode": "SMS_1",
                     "TemplateParam": "{\\"number\\":\\"12345678\\"}",
                     "OutId": "hangzhou-2020.abcdefghijklmnopqrstuv.12345678:granted"}
                    """)));
  }

  @Test
  void a_number_from_elsewhere_keeps_its_country_code() {
    answers(ok("{\"Code\":\"OK\",\"BizId\":\"biz-1\"}"));
    send(plain, "+85251234567");
    PROVIDER.verify(
        postRequestedFor(urlEqualTo("/SendSms"))
            .withRequestBody(equalToJson("{\"PhoneNumbers\": \"85251234567\"}", true, true)));
  }

  @Test
  void what_the_provider_refuses_for_good_is_told_from_what_it_refuses_for_now() {
    assertThat(answerTo(ok("{\"Code\":\"isv.MOBILE_NUMBER_ILLEGAL\"}")))
        .isEqualTo(new Answer.Refused("isv.MOBILE_NUMBER_ILLEGAL"));
    assertThat(answerTo(aResponse().withStatus(400).withBody("{\"Code\":\"isv.SMS_TEMPLATE_ILLEGAL\"}")))
        .isEqualTo(new Answer.Refused("isv.SMS_TEMPLATE_ILLEGAL"));
    assertThat(answerTo(aResponse().withStatus(404))).isEqualTo(new Answer.Refused("HTTP_404"));
    assertThat(answerTo(ok("{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\"}")))
        .isEqualTo(new Answer.NotTaken("isv.BUSINESS_LIMIT_CONTROL", false));
    assertThat(answerTo(ok("{\"Code\":\"isp.SYSTEM_ERROR\"}")))
        .isEqualTo(new Answer.NotTaken("isp.SYSTEM_ERROR", true));
    assertThat(answerTo(aResponse().withStatus(500).withBody("{\"Code\":\"isp.SYSTEM_ERROR\"}")))
        .isEqualTo(new Answer.NotTaken("isp.SYSTEM_ERROR", true));
    assertThat(answerTo(aResponse().withStatus(429))).isEqualTo(new Answer.NotTaken("HTTP_429", true));
    assertThat(answerTo(aResponse().withStatus(503))).isEqualTo(new Answer.NotTaken("HTTP_503", true));
    assertThat(answerTo(aResponse().withStatus(401))).isEqualTo(new Answer.NotTaken("HTTP_401", false));
  }

  @Test
  void an_answer_that_does_not_come_in_time_leaves_it_open() {
    answers(ok("{\"Code\":\"OK\",\"BizId\":\"biz-1\"}").withFixedDelay((int) IMPATIENT.toMillis() * 3));
    var impatient =
        new GuardedSmsProvider(
            new HttpSmsProvider(settings(PROVIDER.baseUrl(), IMPATIENT)), 1000, new SimpleMeterRegistry());
    assertThat(send(impatient, "+8613812345678")).isEqualTo(new Answer.Unknown("NO_ANSWER"));
    PROVIDER.verify(1, postRequestedFor(urlEqualTo("/SendSms")));
  }

  @Test
  void a_silence_is_not_taken_for_a_refusal() {
    assertThat(answerTo(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)))
        .isEqualTo(new Answer.Unknown("NO_ANSWER"));
    assertThat(answerTo(aResponse().withFault(Fault.EMPTY_RESPONSE))).isEqualTo(new Answer.Unknown("NO_ANSWER"));
    assertThat(answerTo(aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)))
        .isEqualTo(new Answer.Unknown("NO_ANSWER"));
    assertThat(answerTo(aResponse().withStatus(502).withBody("<html>bad gateway</html>")))
        .isEqualTo(new Answer.Unknown("HTTP_502"));
    assertThat(answerTo(aResponse().withStatus(504))).isEqualTo(new Answer.Unknown("HTTP_504"));
    assertThat(answerTo(ok("OK"))).isEqualTo(new Answer.Unknown("HTTP_200"));
  }

  @Test
  void a_silence_is_never_followed_by_another_call_of_its_own() {
    for (var silence :
        new ResponseDefinitionBuilder[] {
          aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), aResponse().withFault(Fault.EMPTY_RESPONSE),
          aResponse().withStatus(504)
        }) {
      PROVIDER.resetAll();
      answers(silence);
      assertThat(send(guarded, "+8613812345678")).isInstanceOf(Answer.Unknown.class);
      PROVIDER.verify(1, postRequestedFor(urlEqualTo("/SendSms")));
    }
  }

  @Test
  void a_provider_that_cannot_be_reached_has_not_taken_anything() throws IOException {
    int nobodyListens;
    try (var socket = new ServerSocket(0)) {
      nobodyListens = socket.getLocalPort();
    }
    var away = new HttpSmsProvider(settings("http://localhost:" + nobodyListens, PATIENT));
    assertThat(send(away, "+8613812345678")).isEqualTo(new Answer.NotTaken("UNREACHABLE", true));
  }

  @Test
  void an_explicit_refusal_is_tried_again_at_once_a_few_times() {
    PROVIDER.stubFor(
        post("/SendSms").inScenario("busy").whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withStatus(429)).willSetStateTo("still busy"));
    PROVIDER.stubFor(
        post("/SendSms").inScenario("busy").whenScenarioStateIs("still busy")
            .willReturn(aResponse().withStatus(503)).willSetStateTo("free"));
    PROVIDER.stubFor(
        post("/SendSms").inScenario("busy").whenScenarioStateIs("free")
            .willReturn(ok("{\"Code\":\"OK\",\"BizId\":\"biz-3\"}")));
    assertThat(send(guarded, "+8613812345678")).isEqualTo(new Answer.Taken("biz-3"));
    PROVIDER.verify(3, postRequestedFor(urlEqualTo("/SendSms")));
  }

  @Test
  void each_call_asks_whether_it_may_still_be_made() {
    answers(aResponse().withStatus(429));
    var calls = new AtomicInteger();
    assertThat(guarded.send(sms("+8613812345678"), () -> calls.incrementAndGet() <= 1).block())
        .isEqualTo(new Answer.NotTaken("TOO_LATE", false));
    PROVIDER.verify(1, postRequestedFor(urlEqualTo("/SendSms")));
  }

  @Test
  void an_outage_opens_the_circuit_and_spares_the_provider() {
    answers(aResponse().withStatus(504));
    for (int i = 0; i < 10; i++) {
      send(guarded, "+8613812345678");
    }
    assertThat(send(guarded, "+8613812345678")).isEqualTo(new Answer.NotTaken("CIRCUIT_OPEN", false));
    assertThat(guarded.find(OUT_ID).block()).isEqualTo(new Knowledge.NoAnswer("CIRCUIT_OPEN"));
    PROVIDER.verify(10, postRequestedFor(urlEqualTo("/SendSms")));
  }

  @Test
  void wrong_numbers_do_not_open_the_circuit() {
    answers(ok("{\"Code\":\"isv.MOBILE_NUMBER_ILLEGAL\"}"));
    for (int i = 0; i < 30; i++) {
      assertThat(send(guarded, "+8610000000000")).isInstanceOf(Answer.Refused.class);
    }
  }

  @Test
  void is_asked_by_our_own_id() {
    PROVIDER.stubFor(
        get(urlPathEqualTo("/QuerySendDetails")).withQueryParam("OutId", equalTo(OUT_ID))
            .willReturn(
                ok("{\"Code\":\"OK\",\"SmsSendDetailDTOs\":{\"SmsSendDetailDTO\":[{\"BizId\":\"biz-7\"}]}}")));
    assertThat(guarded.find(OUT_ID).block()).isEqualTo(new Knowledge.Has("biz-7"));
  }

  @Test
  void only_an_empty_list_means_that_it_does_not_have_the_message() {
    assertThat(knowledge(ok("{\"Code\":\"OK\",\"SmsSendDetailDTOs\":{\"SmsSendDetailDTO\":[]}}")))
        .isEqualTo(new Knowledge.HasNot());
    assertThat(knowledge(ok("{\"Code\":\"isp.SYSTEM_ERROR\"}"))).isInstanceOf(Knowledge.NoAnswer.class);
    assertThat(knowledge(ok("{\"Code\":\"OK\"}"))).isInstanceOf(Knowledge.NoAnswer.class);
    assertThat(knowledge(aResponse().withStatus(404))).isInstanceOf(Knowledge.NoAnswer.class);
    assertThat(knowledge(aResponse().withFault(Fault.EMPTY_RESPONSE))).isInstanceOf(Knowledge.NoAnswer.class);
  }

  @Test
  void neither_number_nor_parameters_show_in_a_log() {
    assertThat(sms("+8613812345678")).asString().doesNotContain("138", "12345678\"");
  }

  @Test
  void a_signature_that_would_not_fit_is_refused_at_start() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SmsProperties("http://x", "k", "口罩预约服务平台啊", PATIENT, PATIENT, 1))
        .withMessageContaining("1 to 8 characters");
  }

  private Answer answerTo(ResponseDefinitionBuilder response) {
    answers(response);
    return send(plain, "+8613812345678");
  }

  private Knowledge knowledge(ResponseDefinitionBuilder response) {
    PROVIDER.stubFor(get(urlPathEqualTo("/QuerySendDetails")).willReturn(response));
    return plain.find(OUT_ID).block();
  }

  private static void answers(ResponseDefinitionBuilder response) {
    PROVIDER.stubFor(post("/SendSms").willReturn(response));
  }

  private static ResponseDefinitionBuilder ok(String body) {
    return aResponse().withHeader("Content-Type", "application/json").withBody(body);
  }

  private static Answer send(SmsProvider provider, String number) {
    return provider.send(sms(number), () -> true).block();
  }

  private static Sms sms(String number) {
    return new Sms(OUT_ID, number, "SMS_1", new TreeMap<>(Map.of("number", "12345678")));
  }

  private static SmsProperties settings(String baseUrl, Duration responseTimeout) {
    return new SmsProperties(baseUrl, "key", "口罩预约", Duration.ofSeconds(5), responseTimeout, 1000);
  }
}
