package org.fairlot.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SuiteIT {

  private static final Instant EVENING = Instant.parse("2020-02-02T11:30:00Z");
  private static final String CITIZEN = """
      {"channel": "ALIPAY", "language": "zh-CN", "name": "李晓明", "idNumber": "11010519491231002X", "mobile": "13812345678",
       "district": "330106", "address": "西湖区文三路478号3幢1单元502室", "wantIfSoldOut": true}""";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  @Test
  @Row({"M7", "M14", "M24"})
  void what_was_registered_is_there_after_a_restart_and_time_goes_on() throws Exception {
    var settings = SuiteSettings.embedded(folder);
    String id;
    String token;
    List<String> disclosed;
    try (var suite = Suite.start(settings.at(EVENING, 60), step -> {})) {
      String operator = token(suite, "operator");
      token = token(suite, "registration");
      byte[] pack = SuiteIT.class.getResourceAsStream("/packs/hangzhou.yaml").readAllBytes();
      require(send(suite, "PUT", "/v1/packs/hangzhou/versions/1", operator, "application/yaml", pack));
      require(send(suite, "PUT", "/v1/programmes/masks", operator, "application/json", """
          {"names": {"zh-CN": "口罩", "en": "Masks"}, "pack": "hangzhou", "packVersion": 1, "opensOn": "2020-02-02",
           "goods": [{"sku": "MASK5", "names": {"zh-CN": "口罩5只", "en": "five masks"}, "type": "MASK", "model": "m",
                      "unitsPerShare": 5, "priceFen": 0}]}""".getBytes(StandardCharsets.UTF_8)));
      require(send(suite, "POST", "/v1/programmes/masks/supply", operator, "application/json",
          "{\"batchId\": \"b1\", \"units\": 1}".getBytes(StandardCharsets.UTF_8)));
      var registered = require(send(suite, "POST", "/v1/programmes/masks/registrations", token, "application/json",
          CITIZEN.getBytes(StandardCharsets.UTF_8)));
      id = registered.path("registrationId").asString();
      assertThat(awaitDispatch(suite, id, token)).isEqualTo("DISPATCHED");
      assertThat(awaitMessage(suite)).contains("13812345678", id);
      disclosed = awaitDisclosures(suite, id, token, List.of()).findValuesAsString("id");
      assertThat(awaitGrants(suite, operator).findValuesAsString("registrationId")).containsExactly(id);
    }
    try (var suite = Suite.start(settings, step -> {})) {
      assertThat(awaitDispatch(suite, id, token)).isEqualTo("DISPATCHED");
      var told = awaitDisclosures(suite, id, token, disclosed);
      assertThat(told.toString()).doesNotContain("13812345678", id);
      assertThat(suite.clock().speed()).isEqualTo(60);
      assertThat(suite.clock().now()).isBetween(EVENING, EVENING.plus(Duration.ofHours(12)));
      var again = send(suite, "POST", "/v1/programmes/masks/registrations", token, "application/json",
          CITIZEN.getBytes(StandardCharsets.UTF_8));
      assertThat(again.statusCode()).isEqualTo(409);
      assertThat(json.readTree(again.body()).path("code").asString()).isEqualTo("ALREADY_REGISTERED");
      assertThat(send(suite, "GET", "/v1/registrations/" + id, null, "application/json", new byte[0]).statusCode())
          .isEqualTo(401);
      assertThatThrownBy(() -> Suite.start(settings, step -> {})).hasMessageContaining("already running");
    }
    assertThatThrownBy(() -> Suite.start(settings.at(EVENING, 1), step -> {})).hasMessageContaining("history");
  }

  @Test
  void outside_the_local_profile_nothing_starts() {
    var settings = SuiteSettings.embedded(folder);
    var production =
        new SuiteSettings(
            folder, 0, 0, false, null, 1, null, null, Set.of("production"), settings.properties());
    assertThatThrownBy(() -> Suite.start(production, step -> {})).hasMessageContaining("local");
  }

  /** The status once it no longer changes by itself. */
  private String awaitDispatch(Suite suite, String id, String token) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String status = "";
    while (!status.equals("DISPATCHED") && System.nanoTime() < deadline) {
      var page = send(suite, "GET", "/v1/registrations/" + id, token, "application/json", new byte[0]);
      status = page.statusCode() == 200 ? json.readTree(page.body()).path("status").asString() : "";
    }
    return status;
  }

  /** To whom the citizen's data came, once a courier, the provider by name, and all of these are among them. */
  private JsonNode awaitDisclosures(Suite suite, String id, String token, List<String> known) throws Exception {
    var path = "/v1/persons/" + id.split("\\.")[1] + "/disclosures";
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    JsonNode told;
    do {
      told = require(send(suite, "GET", path, token, "application/json", new byte[0])).path("disclosures");
    } while (!isWhole(told, known) && System.nanoTime() < deadline);
    assertThat(isWhole(told, known)).as("%s", told).isTrue();
    assertThat(told.findValuesAsString("id")).doesNotHaveDuplicates();
    return told;
  }

  private static boolean isWhole(JsonNode told, List<String> known) {
    return names(told, "COURIER") && names(told, "SMS_PROVIDER") && told.findValuesAsString("id").containsAll(known);
  }

  private static boolean names(JsonNode told, String role) {
    return told.findValues("recipient").stream().anyMatch(to -> to.path("role").asString().equals(role) && to.has("name"));
  }

  /** Who got units of the batch, once somebody is seen to. */
  private JsonNode awaitGrants(Suite suite, String operator) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    JsonNode grants;
    do {
      var answer = send(suite, "GET", "/v1/programmes/masks/grants?batchId=b1", operator, "application/json", new byte[0]);
      grants = json.readTree(answer.body()).path("grants");
    } while (grants.isEmpty() && System.nanoTime() < deadline);
    return grants;
  }

  /** What the stand-in for the provider shows, once there is a message. */
  private String awaitMessage(Suite suite) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String shown;
    do {
      shown = new String(send(suite, "GET", "/dev/sms", null, "application/json", new byte[0])
          .body(), StandardCharsets.UTF_8);
    } while (!shown.contains("phone") && System.nanoTime() < deadline);
    return shown;
  }

  private static String token(Suite suite, String role) {
    return suite.issuer().token(role, null, Duration.ofHours(1));
  }

  private JsonNode require(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isBetween(200, 299);
    return json.readTree(answer.body());
  }

  private HttpResponse<byte[]> send(Suite suite, String method, String path, String token, String type, byte[] body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(suite.url() + path))
            .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .header("Content-Type", type)
            .header("Idempotency-Key", UUID.randomUUID().toString());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }
}
