package org.fairlot.registration.eligibility.register;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.fairlot.contracts.pack.Stage.Attested;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.person.Identity;
import org.fairlot.registration.eligibility.register.Register.Answer;
import org.fairlot.registration.eligibility.register.RegisterProperties.Calls;
import org.fairlot.registration.eligibility.register.RegisterProperties.Connection;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Row("M7")
class RegistersSpec {

  private static final Identity PERSON = new Identity("王小芳", DocumentType.RESIDENT_ID, "11010519491231002X", null);
  private static final Attested HUKOU = new Attested(Fact.HOUSEHOLD_REGISTER, "350200");

  @RegisterExtension
  static final WireMockExtension REGISTER = WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private static Answer ask(Attested fact) {
    return registers(Duration.ofMillis(500)).ask(fact, PERSON).block();
  }

  private static Registers registers(Duration responseTimeout) {
    return registers(REGISTER.baseUrl(), responseTimeout);
  }

  private static Registers registers(String household, Duration responseTimeout) {
    var calls = new Calls(Duration.ofSeconds(1), responseTimeout, 100, Duration.ofMinutes(5), Duration.ofDays(90));
    return Registers.over(
        new RegisterProperties(new Connection(household, "key"), null, new Connection(" ", null), null, null, calls),
        new SimpleMeterRegistry());
  }

  @Test
  void a_plain_answer_counts_and_no_more_is_told_than_who_it_is_about() {
    REGISTER.stubFor(
        post("/v1/attestations")
            .withHeader("Authorization", com.github.tomakehurst.wiremock.client.WireMock.equalTo("Bearer key"))
            .withRequestBody(equalToJson(
                "{\"docType\": \"RESIDENT_ID\", \"idNumber\": \"11010519491231002X\", \"name\": \"王小芳\", \"area\": \"350200\"}"))
            .willReturn(okJson("{\"holds\": false, \"register\": \"公安\", \"asOf\": \"2020-02-01T00:00:00+08:00\"}")));
    assertThat(ask(HUKOU)).isEqualTo(new Answer.Attests(false, "公安"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "no", "[]", "{}", "{\"holds\": \"false\", \"register\": \"公安\", \"asOf\": \"2020-02-01T00:00:00Z\"}",
    "{\"holds\": false}", "{\"holds\": false, \"register\": \"公安\", \"asOf\": \"yesterday\"}",
    "{\"holds\": false, \"register\": \"\", \"asOf\": \"2020-02-01T00:00:00Z\"}",
  })
  void what_is_no_plain_answer_denies_nobody(String body) {
    REGISTER.stubFor(post("/v1/attestations").willReturn(okJson(body)));
    assertThat(ask(HUKOU)).isEqualTo(new Answer.Unavailable("NONSENSE", false, 1));
  }

  @Test
  void a_register_that_is_down_is_tried_a_few_times() {
    REGISTER.stubFor(post("/v1/attestations").willReturn(aResponse().withStatus(502)));
    assertThat(ask(HUKOU)).isEqualTo(new Answer.Unavailable("HTTP_502", true, 3));
    REGISTER.verify(3, postRequestedFor(urlEqualTo("/v1/attestations")));
  }

  @Test
  void an_answer_at_last_leaves_the_tries_before_it_told() {
    REGISTER.stubFor(
        post("/v1/attestations").inScenario("a hiccup").willReturn(aResponse().withStatus(502)).willSetStateTo("over"));
    REGISTER.stubFor(
        post("/v1/attestations").inScenario("a hiccup").whenScenarioStateIs("over")
            .willReturn(okJson("{\"holds\": true, \"register\": \"公安\", \"asOf\": \"2020-02-01T00:00:00Z\"}")));
    assertThat(ask(HUKOU)).isEqualTo(new Answer.Attests(true, "公安", 1));
  }

  @Test
  void one_that_nobody_reaches_was_sent_nothing() throws IOException {
    int nobody;
    try (var free = new ServerSocket(0)) {
      nobody = free.getLocalPort();
    }
    var registers = registers("http://localhost:" + nobody, Duration.ofSeconds(1));
    assertThat(registers.ask(HUKOU, PERSON).block()).isEqualTo(new Answer.Unavailable("UNREACHABLE", true, 0));
  }

  @Test
  void a_register_that_is_silent_is_not_waited_for() {
    REGISTER.stubFor(
        post("/v1/attestations").willReturn(okJson("{\"holds\": true}").withFixedDelay(5000)));
    assertThat(ask(HUKOU)).isEqualTo(new Answer.Unavailable("NO_ANSWER", true, 3));
  }

  @Test
  void a_register_that_fails_again_and_again_is_spared_for_a_while() {
    REGISTER.stubFor(post("/v1/attestations").willReturn(aResponse().withStatus(403)));
    var registers = registers(Duration.ofMinutes(1));
    for (int i = 0; i < 10; i++) {
      assertThat(registers.ask(HUKOU, PERSON).block()).isEqualTo(new Answer.Unavailable("HTTP_403", false, 1));
    }
    assertThat(registers.ask(HUKOU, PERSON).block()).isEqualTo(new Answer.Unavailable("CIRCUIT_OPEN", false, 0));
    REGISTER.verify(10, postRequestedFor(urlEqualTo("/v1/attestations")));
  }

  @Test
  void one_that_is_not_connected_is_as_one_that_is_down() {
    assertThat(ask(new Attested(Fact.HARDSHIP, "350200"))).isEqualTo(new Answer.Unavailable("NOT_CONNECTED", false, 0));
    assertThat(ask(new Attested(Fact.RESIDENCE_PERMIT, "350200")))
        .isEqualTo(new Answer.Unavailable("NOT_CONNECTED", false, 0));
  }
}
