package org.fairlot.allocation.draw.drand;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.fairlot.allocation.draw.fd1.Beacon.DrandQuicknet;
import org.fairlot.allocation.draw.fd1.Quicknet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {

  private static final String PATH = "/" + Quicknet.CHAIN_HASH + "/public/1000";
  private static final String SIGNATURE =
      "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
  private static final String RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";
  private static final String OTHER_SIGNATURE =
      "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b";
  private static final String OTHER_RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587";
  private static final String GENUINE = told("1000", RANDOMNESS, SIGNATURE);

  private final WireMockServer network = new WireMockServer(options().dynamicPort());

  RoundsTest() {
    network.start();
  }

  @AfterEach
  void stop() {
    network.stop();
  }

  private static String told(String round, String randomness, String signature) {
    return "{\"round\":%s,\"randomness\":\"%s\",\"signature\":\"%s\"}".formatted(round, randomness, signature);
  }

  /** Sources under these paths, in this order. */
  private Rounds rounds(String... paths) {
    var calls = new DrandProperties.Calls(Duration.ofSeconds(2), Duration.ofSeconds(5), 100);
    var urls = Arrays.stream(paths).map(path -> network.baseUrl() + path).toList();
    return Rounds.over(new DrandProperties(urls, calls), new SimpleMeterRegistry());
  }

  private void says(String source, ResponseDefinitionBuilder answer) {
    network.stubFor(get(source + PATH).willReturn(answer));
  }

  private int questions(String source) {
    return network.countRequestsMatching(getRequestedFor(urlEqualTo(source + PATH)).build()).getCount();
  }

  @Test
  void the_first_source_that_has_the_round_is_enough() {
    says("/a", okJson(GENUINE));
    assertThat(rounds("/a", "/b").fetch(1000).block()).isEqualTo(DrandQuicknet.of(1000, SIGNATURE));
    assertThat(questions("/b")).isZero();
  }

  @Test
  void a_source_that_lies_or_is_down_is_passed_over() {
    says("/lies", okJson(told("1000", OTHER_RANDOMNESS, OTHER_SIGNATURE)));
    says("/late", aResponse().withStatus(404));
    says("/good", okJson(GENUINE));
    assertThat(rounds("/lies", "/late", "/good").fetch(1000).block().signature()).isEqualTo(SIGNATURE);
    assertThat(List.of(questions("/lies"), questions("/late"), questions("/good"))).containsExactly(1, 1, 1);
  }

  @Test
  void an_outage_that_passes_is_waited_for() {
    network.stubFor(
        get("/a" + PATH).inScenario("outage").whenScenarioStateIs(Scenario.STARTED).willSetStateTo("over")
            .willReturn(aResponse().withStatus(503)));
    network.stubFor(get("/a" + PATH).inScenario("outage").whenScenarioStateIs("over").willReturn(okJson(GENUINE)));
    assertThat(rounds("/a").fetch(1000).block().round()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "no json", "[]", "{}", "{\"round\":1000}", "{\"signature\":7,\"round\":1000}",
      "{\"round\":1001,\"randomness\":\"" + RANDOMNESS + "\",\"signature\":\"" + SIGNATURE + "\"}",
      "{\"round\":\"1000\",\"randomness\":\"" + RANDOMNESS + "\",\"signature\":\"" + SIGNATURE + "\"}",
      "{\"round\":1000,\"randomness\":\"" + OTHER_RANDOMNESS + "\",\"signature\":\"" + SIGNATURE + "\"}",
      "{\"round\":1000,\"randomness\":\"" + RANDOMNESS + "\",\"signature\":\"" + SIGNATURE + "00\"}",
      "{\"round\":1000,\"randomness\":\"" + OTHER_RANDOMNESS + "\",\"signature\":\"" + OTHER_SIGNATURE + "\"}",
  })
  void what_is_not_this_round_is_no_round(String answer) {
    says("/a", okJson(answer));
    assertThatIllegalStateException().isThrownBy(() -> rounds("/a").fetch(1000).block())
        .withMessageContaining("no source has round 1000");
    assertThat(questions("/a")).as("asking again at once would not help").isEqualTo(1);
  }

  @Test
  void without_a_source_nothing_is_fetched() {
    var none = new DrandProperties(List.of("", " "), null);
    assertThat(Rounds.over(none, new SimpleMeterRegistry()).areFetched()).isFalse();
    assertThat(rounds("/a").areFetched()).isTrue();
  }
}
