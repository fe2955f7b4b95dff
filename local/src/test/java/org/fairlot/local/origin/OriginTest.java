package org.fairlot.local.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

class OriginTest {

  private static final Routes ROUTES = Routes.parse("/v1/things/*/parts/** parts\n/v1/things/** things\n");
  private final HttpClient http = HttpClient.newHttpClient();
  private Origin origin;

  @BeforeEach
  void start() {
    origin = Origin.start(0, ROUTES);
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class})
  static class Sample {
    @Bean
    RouterFunction<ServerResponse> routes(@Value("${sample.says}") String says) {
      return route(GET("/v1/things/**"), request -> ServerResponse.ok().bodyValue(says + " " + request.path()))
          .andRoute(GET("/actuator/health"), request -> ServerResponse.ok().bodyValue(says + " is well"));
    }
  }

  private HostedService host(String name) {
    return HostedService.start(
        origin, name, Sample.class, List.of(Sample.class),
        Map.of("sample.says", name, "spring.main.web-application-type", "reactive"), context -> {});
  }

  @Test
  void a_path_goes_to_its_service_and_ops_to_the_one_it_names() throws Exception {
    try (var things = host("things"); var parts = host("parts")) {
      assertThat(get("/v1/things/7").body()).isEqualTo("things /v1/things/7");
      assertThat(get("/v1/things/7/parts/1").body()).isEqualTo("parts /v1/things/7/parts/1");
      assertThat(get("/ops/parts/actuator/health").body()).isEqualTo("parts is well");
    }
  }

  @Test
  void a_service_that_is_not_up_is_answered_for() throws Exception {
    var before = get("/v1/things/7");
    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.headers().firstValue("Retry-After")).isPresent();
    assertThat(before.body()).contains("\"code\":\"STARTING\"");
    try (var things = host("things")) {
      assertThat(get("/v1/things/7").statusCode()).isEqualTo(200);
    }
    assertThat(get("/v1/things/7").statusCode()).isEqualTo(503);
  }

  @Test
  void an_unknown_path_is_a_problem_with_a_code() throws Exception {
    var answer = get("/v2/anything");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"NOT_FOUND\"");
  }

  @Test
  void a_service_in_a_process_of_its_own_is_reached_by_proxy() throws Exception {
    try (var other = Origin.start(0, ROUTES)) {
      HostedService.start(
          other, "things", Sample.class, List.of(Sample.class),
          Map.of("sample.says", "far", "spring.main.web-application-type", "reactive"), context -> {});
      origin.mount("things", new Proxy(URI.create("http://127.0.0.1:" + other.port())));
      assertThat(get("/v1/things/7?x=a%20b").body()).isEqualTo("far /v1/things/7");
    }
    assertThat(get("/v1/things/7").statusCode()).isEqualTo(503);
  }

  /** A web server that stops reading here leaves every client with a pool of connections to a time-out (reactor-netty 4361). */
  @Test
  void a_connection_answers_on_after_a_request_was_sent_ahead_of_an_answer() throws Exception {
    origin.mount("things", (request, response) -> {
      String path = request.getPath().value();
      boolean slow = path.endsWith("slow");
      var body = Mono.just(response.bufferFactory().wrap((path + "\n").getBytes(StandardCharsets.UTF_8)));
      return response.writeWith(slow ? body.delayElement(Duration.ofMillis(50)) : body);
    });
    try (var socket = new Socket("127.0.0.1", origin.port())) {
      socket.setSoTimeout(10_000);
      var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      ask(socket, "/v1/things/slow", "/v1/things/ahead");
      awaitIn(answers, "/v1/things/slow");
      awaitIn(answers, "/v1/things/ahead");
      ask(socket, "/v1/things/afterwards");
      awaitIn(answers, "/v1/things/afterwards");
    }
  }

  private static void ask(Socket socket, String... paths) throws IOException {
    String requests =
        Stream.of(paths).map(path -> "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").collect(Collectors.joining());
    socket.getOutputStream().write(requests.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer's text stands on a line of its own. */
  private static void awaitIn(BufferedReader answers, String text) throws IOException {
    String line;
    do {
      line = answers.readLine();
    } while (line != null && !line.equals(text));
    assertThat(line).isEqualTo(text);
  }

  @Test
  void a_port_in_use_is_named() {
    assertThatThrownBy(() -> Origin.start(origin.port(), ROUTES)).hasMessageContaining("Port " + origin.port());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + origin.port() + path))
            .build(), BodyHandlers.ofString());
  }
}
