package org.fairlot.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fairlot.local.demo.EventLog;
import org.fairlot.local.issuer.DevelopmentIssuer;
import org.fairlot.local.issuer.SecretFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever is wrong with a request, it is refused with a problem that has a stable code and a title in the caller's
 * language, and changes nothing. Every operation of the five documents is attacked, and an operation without an attack
 * fails the test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {

  private static final Instant EVENING = Instant.parse("2020-02-02T12:05:00Z");
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]+");
  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
  /** There is no provider of messages here, so the attempts to reach it go on. */
  private static final Set<String> BY_THEMSELVES =
      Set.of("notification.message-due.v1", "notification.attempt-begun.v1", "notification.attempt-failed.v1");
  private static final int AT_ONCE = 12;
  private static final int TOO_LARGE = 2 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  /** An operation as its document tells it. */
  private record Operation(
      String name, Set<String> scopes, List<String> queries, boolean keyRequired, boolean takesTicket, boolean hasBody) {
    /** For everybody: a token is not needed, and a wrong one is refused all the same. */
    boolean isPublic() {
      return scopes.isEmpty();
    }
  }

  /**
   * A request that is right in everything.
   *
   * @param path     with its variables in braces, as the document has it
   * @param known    the variables' values
   * @param query    required parameters
   * @param optional members of the body that may be missing
   * @param creates  whether an unknown id is right, since the request makes it
   */
  private record Right(
      String role, String who, Map<String, String> known, String query, JsonNode body, Set<String> optional,
      boolean creates) {}

  private record Attack(
      String name, String method, String path, String token, Map<String, String> headers, byte[] body, boolean chunked,
      Set<Integer> expected) {
    Attack with(String header, String value) {
      var more = new LinkedHashMap<>(headers);
      if (value == null) {
        more.remove(header);
      } else {
        more.put(header, value);
      }
      return new Attack(name, method, path, token, more, body, chunked, expected);
    }

    Attack called(String newName, int... statuses) {
      var any = new TreeSet<Integer>();
      Arrays.stream(statuses).forEach(any::add);
      return new Attack(newName, method, path, token, headers, body, chunked, any);
    }

    Attack as(String newToken) {
      return new Attack(name, method, path, newToken, headers, body, chunked, expected);
    }

    Attack at(String newPath) {
      return new Attack(name, method, newPath, token, headers, body, chunked, expected);
    }

    Attack by(String newMethod) {
      return new Attack(name, newMethod, path, token, headers, body, chunked, expected);
    }

    Attack bearing(byte[] newBody, boolean inChunks) {
      return new Attack(name, method, path, token, headers, newBody, inChunks, expected);
    }
  }

  @TempDir static Path folder;
  @TempDir static Path elsewhere;
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Operation> operations = documented();
  private final Map<String, Right> right = new TreeMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private Suite suite;
  private String forged;
  private List<String> before;

  @BeforeAll
  void play() throws Exception {
    suite = Suite.start(SuiteSettings.embedded(folder).at(EVENING, 1), step -> {});
    forged = DevelopmentIssuer.open(new SecretFiles(elsewhere), Set.of("local")).token("operator", null, Duration.ofHours(1));
    setUp();
    before = settled();
  }

  @AfterAll
  void close() {
    suite.close();
  }

  private void setUp() throws Exception {
    for (String city : List.of("hangzhou", "guangzhou")) {
      byte[] pack = HostileInputIT.class.getResourceAsStream("/packs/" + city + ".yaml").readAllBytes();
      var publish = request("PUT", "/v1/packs/" + city + "/versions/1", token("operator", null), pack);
      ok(publish.with("Content-Type", "application/yaml"));
    }
    JsonNode masks = programme("hangzhou");
    ok(request("PUT", "/v1/programmes/masks", token("operator", null), bytes(masks)));
    ok(request("PUT", "/v1/programmes/counter", token("operator", null), bytes(programme("guangzhou"))));
    JsonNode outlets = json("""
        {"outlets": [{"outletId": "gz-1", "district": "440104", "names": {"zh-CN": "健民药房", "en": "Jianmin"},
          "address": "中山五路1号", "lon": 113.26, "lat": 23.12, "skus": ["MASK5"], "slots": ["10:00/12:00"]}]}""");
    ok(request("PUT", "/v1/programmes/counter/outlets", token("operator", null), bytes(outlets)));
    JsonNode supply = json("{\"batchId\": \"b1\", \"units\": 5, \"effectiveAt\": \"2020-02-02T12:00:00Z\"}");
    ok(request("POST", "/v1/programmes/masks/supply", token("operator", null), bytes(supply)));
    JsonNode citizen = json("""
        {"channel": "ALIPAY", "language": "zh-CN", "name": "李晓明", "idNumber": "11010519491231002X", "mobile": "13812345678",
         "district": "330106", "address": "西湖区文三路478号3幢1单元502室", "wantIfSoldOut": true}""");
    String registration =
        ok(request("POST", "/v1/programmes/masks/registrations", token("registration", "app"), bytes(citizen)))
            .path("registrationId").asString();
    JsonNode declaration = json("""
        {"docType": "RESIDENT_ID", "idNumber": "11010519491231002X", "district": "440106", "returnedAt": "2020-01-28",
         "fromWhere": "420100", "hubeiTravel": true, "contactWithCase": false, "symptoms": ["FEVER"],
         "temperatureCelsius": 37.6, "quarantineStatus": "NONE", "declaredBy": "SELF"}""");
    String declared =
        ok(request("POST", "/v1/health-declarations", token("registration", "app"), bytes(declaration)))
            .path("declarationId").asString();
    String waybill = awaitWaybill(registration);
    String courier = waybill.substring(waybill.indexOf(' ') + 1);
    waybill = waybill.substring(0, waybill.indexOf(' '));
    var none = Set.<String>of();
    var optionalAnswers =
        Set.of("returnedAt", "fromWhere", "temperatureCelsius", "quarantineStatus", "declaredBy", "docType", "idNumber");
    var ofForm = Set.of("language", "wantIfSoldOut");
    put("GET /v1/programmes", "operator", null, Map.of(), "", null, none, false);
    put("GET /v1/programmes/{id}", "registration", null, Map.of("id", "masks"), "", null, none, false);
    put("PUT /v1/programmes/{id}", "operator", null, Map.of("id", "masks"), "", masks,
        Set.of("packFrom", "closesOn", "retentionDays", "type", "model", "unitsPerShare", "priceFen"), true);
    put("GET /v1/programmes/{id}/outlets", "registration", null, Map.of("id", "counter"), "", null, none, false);
    put("PUT /v1/programmes/{id}/outlets", "operator", null, Map.of("id", "counter"), "", outlets, Set.of("skus"), false);
    put("GET /v1/packs/{name}/versions/{version}", "operator", null, Map.of("name", "hangzhou", "version", "1"), "", null, none,
        false);
    put("PUT /v1/packs/{name}/versions/{version}", "operator", null, Map.of("name", "hangzhou", "version", "1"), "",
        json("{\"yaml\": \"pack: hangzhou\"}"), none, false);
    put("POST /v1/programmes/{id}/registrations", "registration", "app", Map.of("id", "masks"), "", citizen, ofForm, false);
    put("GET /v1/registrations/{id}", "registration", "app", Map.of("id", registration), "", null, none, false);
    put("PATCH /v1/registrations/{id}", "registration", "app", Map.of("id", registration), "",
        json("""
            {"name": "李晓明", "mobile": "13812345678", "district": "330106", "address": "西湖区文三路478号3幢1单元502室"}"""),
        Set.of("name", "mobile", "district", "address"), false);
    put("DELETE /v1/registrations/{id}", "registration", "app", Map.of("id", registration), "", null, none, false);
    put("GET /v1/registrations/{id}/events", "registration", "app", Map.of("id", registration), "", null, none, false);
    put("POST /v1/health-declarations", "registration", "app", Map.of(), "", declaration,
        Set.of("returnedAt", "fromWhere", "temperatureCelsius", "quarantineStatus", "declaredBy"), false);
    put("GET /v1/health-declarations", "health-authority", null, Map.of(), "", null, none, false);
    put("GET /v1/health-declarations/{declarationId}", "registration", "app", Map.of("declarationId", declared), "", null, none,
        false);
    put("POST /v1/health-declarations/{declarationId}/correction", "registration", "app", Map.of("declarationId", declared), "",
        declaration, optionalAnswers, false);
    put("POST /v1/programmes/{programmeId}/supply", "operator", null, Map.of("programmeId", "masks"), "", supply,
        Set.of("effectiveAt"), false);
    put("GET /v1/programmes/{programmeId}/pools", "operator", null, Map.of("programmeId", "masks"), "", null, none, false);
    put("GET /v1/programmes/{programmeId}/demand", "operator", null, Map.of("programmeId", "masks"), "", null, none, false);
    // no draw is held here, so what asks for one is refused whatever else is wrong with it
    String draw = "masks.v1.2020-02-03";
    String hash = "5e".repeat(32);
    put("GET /v1/programmes/{programmeId}/draws", "operator", null, Map.of("programmeId", "masks"), "", null, none, false);
    put("GET /verify.html", "operator", null, Map.of(), "", null, none, false);
    put("GET /committee.html", "operator", null, Map.of(), "", null, none, false);
    put("GET /v1/draws/{drawId}", "operator", null, Map.of("drawId", draw), "", null, none, false);
    put("GET /v1/draws/{drawId}/bundle", "operator", null, Map.of("drawId", draw), "", null, none, false);
    put("GET /v1/draws/{drawId}/proofs/{registrationId}", "operator", null,
        Map.of("drawId", draw, "registrationId", registration), "", null, none, false);
    put("POST /v1/draws/{drawId}/notary-commitment", "notary", null, Map.of("drawId", draw), "",
        json("""
            {"commitment": "%s", "signature": "a.b.c", "key": {"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"}}"""
            .formatted(hash)),
        none, false);
    put("POST /v1/draws/{drawId}/notary-share", "notary", null, Map.of("drawId", draw), "",
        json("{\"share\": \"" + hash + "\"}"), none, false);
    put("POST /v1/draws/{drawId}/beacon", "notary", null, Map.of("drawId", draw), "",
        json("{\"evidence\": {\"排列5\": \"1 2 3 4 5\", \"福彩3D\": \"1 2 3\"}}"), none, false);
    put("POST /v1/draws/{drawId}/attestation", "notary", null, Map.of("drawId", draw), "",
        json("{\"resultHash\": \"" + hash + "\", \"signature\": \"a.b.c\"}"), none, false);
    put("POST /v1/draws/{drawId}/decision", "operator", null, Map.of("drawId", draw), "",
        json("{\"decision\": \"ANNUL\", \"reason\": \"flooded\"}"), none, false);
    put("GET /v1/dispatches", "courier", courier, Map.of(), "courier=" + courier, null, none, false);
    put("GET /v1/dispatches/{waybill}/consignee", "courier", courier, Map.of("waybill", waybill), "", null, none, false);
    put("POST /v1/couriers/{courier}/traces", "courier", courier, Map.of("courier", courier), "",
        json("""
            {"format": "canonical", "traces": [{"waybill": "%s", "orderId": "%s", "state": "ACCEPTED",
              "occurredAt": "2020-02-02 20:06:00"}]}""".formatted(waybill, registration)),
        Set.of("format", "orderId", "occurredAt"), false);
    put("GET /v1/outlets/{outletId}/pickups", "outlet", "gz-1", Map.of("outletId", "gz-1"), "", null, none, true);
    put("POST /v1/pickups/redeem", "outlet", "gz-1", Map.of(), "",
        json("{\"outletId\": \"gz-1\", \"code\": \"00000000\", \"registrationId\": \"" + registration + "\"}"),
        Set.of("registrationId"), false);
    put("POST /v1/pickups/redemptions", "outlet", "gz-1", Map.of(), "",
        json("{\"outletId\": \"gz-1\", \"redemptions\": [{\"code\": \"00000000\", \"registrationId\": \"" + registration
            + "\", \"units\": 1, \"redeemedAt\": \"2020-02-02T20:00:00+08:00\"}]}"),
        Set.of("registrationId", "units"), false);
    put("GET /v1/programmes/{programmeId}/held", "operator", null, Map.of("programmeId", "masks"), "", null, none, true);
    put("POST /v1/programmes/{programmeId}/held/{registrationId}/decision", "operator", null,
        Map.of("programmeId", "masks", "registrationId", registration), "", json("{\"decision\": \"LOST\"}"), none, false);
    put("PUT /v1/programmes/{id}/committee-aliases", "operator", null, Map.of("id", "masks"), "",
        json("{\"aliases\": {\"A1\": \"330106002051\"}}"), Set.of("A1"), false);
    put("PUT /v1/programmes/{id}/sms-numbers", "operator", null, Map.of("id", "masks"), "",
        json("{\"numbers\": [\"1069012345\"]}"), none, false);
    // whatever a citizen writes is answered, so it is not the text that is attacked; and from this number there is nobody to answer
    put("POST /v1/channels/sms/uplink", "sms", null, Map.of(), "",
        json("""
            [{"phone_number": "95588", "content": "查询", "dest_code": "1069012345", "sequence_id": "1"}]"""),
        Set.of("content"), false);
    put("POST /v1/channels/sms/receipts", "sms", null, Map.of(), "",
        json("""
            [{"out_id": "%s:granted", "success": true, "err_code": "DELIVERED", "report_time": "2020-02-02 19:31:05",
              "biz_id": "1"}]""".formatted(registration)),
        Set.of("out_id", "biz_id"), false);
    committees(registration, citizen);
    put("GET /v1/messages", "operator", null, Map.of(), "registrationId=" + registration, null, none, false);
  }

  /** What workers of committees, and the operator beside them, may do with a registration. */
  private void committees(String registration, JsonNode citizen) {
    String code = "330106002051";
    String worker = "worker";
    var none = Set.<String>of();
    var known = Map.of("code", code);
    put("GET /v1/committees/{code}/reviews", "committee", worker, known, "", null, none, false);
    put("POST /v1/committees/{code}/reviews", "committee", worker, known, "",
        json("""
            {"decisions": [{"registrationId": "%s", "decision": "REFUSE", "reason": "OTHER", "note": "不住这里"}]}"""
            .formatted(registration)),
        none, false);
    put("GET /v1/committees/{code}/calls", "committee", worker, known, "", null, none, false);
    put("POST /v1/committees/{code}/calls", "committee", worker, known, "",
        json("""
            {"calls": [{"callId": "%s:granted", "outcome": "REACHED", "note": "已告知"}]}""".formatted(registration)),
        Set.of("note"), false);
    var assisted = (tools.jackson.databind.node.ObjectNode) citizen.deepCopy();
    assisted.remove("channel");
    assisted.put("programmeId", "masks");
    put("POST /v1/committees/{code}/registrations", "committee", worker, known, "", assisted, Set.of("language", "wantIfSoldOut"),
        false);
    put("GET /v1/committees/{code}/registrations/{id}", "committee", worker, Map.of("code", code, "id", registration), "", null,
        none, false);
    put("GET /v1/committees/{committee}/deliveries", "committee", worker, Map.of("committee", code), "", null, none, false);
    put("POST /v1/committees/{committee}/deliveries", "committee", worker, Map.of("committee", code), "",
        json("""
            {"deliveries": [{"registrationId": "%s", "outcome": "DELIVERED", "by": "wang", "visit": 1}]}""".formatted(registration)),
        Set.of("by", "visit"), false);
    String person = registration.split("\\.")[1];
    put("GET /v1/persons/{personTag}/disclosures", "auditor", null, Map.of("personTag", person), "", null, none, false);
    put("GET /v1/programmes/{id}/report", "auditor", null, Map.of("id", "masks"), "", null, none, false);
    put("GET /v1/programmes/{id}/distribution", "auditor", null, Map.of("id", "masks"), "", null, none, false);
    put("POST /v1/programmes/{id}/distribution/building", "auditor", null, Map.of("id", "masks"), "area=" + code,
        json("{\"address\": \"西湖区文三路478号3幢1单元502室\"}"), none, false);
    // it is open, so it does not end, whatever else is wrong
    put("POST /v1/programmes/{id}/end", "operator", null, Map.of("id", "masks"), "", null, none, false);
    put("GET /v1/programmes/{id}/grants", "operator", null, Map.of("id", "masks"), "batchId=b1", null, none, false);
    put("GET /v1/programmes/{id}/unassigned", "operator", null, Map.of("id", "masks"), "", null, none, false);
    put("POST /v1/programmes/{id}/assignments", "operator", null, Map.of("id", "counter"), "",
        json("{\"assignments\": [{\"registrationId\": \"" + registration + "\", \"outletId\": \"gz-1\"}]}"), none, false);
    var listed = (tools.jackson.databind.node.ObjectNode) citizen.deepCopy();
    listed.remove("channel");
    put("POST /v1/programmes/{id}/entitlements", "operator", null, Map.of("id", "masks"), "",
        json("{\"list\": \"hardship-2020-02\", \"entries\": [" + listed + "]}"), Set.of("language", "wantIfSoldOut"), false);
    put("POST /v1/registrations/{id}/appeal", "registration", "app", Map.of("id", registration), "",
        json("{\"reason\": \"我住在这里\"}"), none, false);
    put("POST /v1/registrations/{id}/confirmation", "registration", "app", Map.of("id", registration), "", null, none, false);
  }

  private static JsonNode programme(String pack) {
    return json("""
        {"names": {"zh-CN": "口罩", "en": "Masks"}, "pack": "%s", "packVersion": 1, "packFrom": "2020-02-01T00:00:00Z",
         "opensOn": "2020-02-02", "closesOn": "2021-02-02", "retentionDays": 30,
         "goods": [{"sku": "MASK5", "names": {"zh-CN": "口罩5只", "en": "five masks"}, "type": "MASK", "model": "m",
                    "unitsPerShare": 5, "priceFen": 0}]}""".formatted(pack));
  }

  private void put(
      String operation, String role, String who, Map<String, String> known, String query, JsonNode body, Set<String> optional,
      boolean creates) {
    right.put(operation, new Right(role, who, known, query, body, optional, creates));
  }

  @Test
  void every_operation_of_the_documents_is_attacked() {
    assertThat(right.keySet()).isEqualTo(operations.keySet());
  }

  @TestFactory
  Stream<DynamicTest> hostile_input_is_refused_and_changes_nothing() {
    return right.keySet().stream().map(name -> DynamicTest.dynamicTest(name, () -> {
      var findings = new ArrayList<String>();
      for (var found : together(attacks(operations.get(name), right.get(name)))) {
        findings.addAll(found);
      }
      assertThat(findings).as("%s", String.join("\n", findings)).isEmpty();
      assertThat(events()).as("events").isEqualTo(before);
    }));
  }

  private List<Attack> attacks(Operation operation, Right it) {
    String method = operation.name.substring(0, operation.name.indexOf(' '));
    String template = operation.name.substring(method.length() + 1);
    var attacks = new ArrayList<Attack>();
    byte[] body = it.body == null ? null : bytes(it.body);
    var base = request(method, path(template, it.known) + (it.query.isEmpty() ? "" : "?" + it.query), token(it.role, it.who), body);
    callers(base, operation, attacks);
    paths(base, template, it, attacks);
    queries(base, template, operation, it, attacks);
    if (operation.hasBody) {
      bodies(base, operation, it, attacks);
    }
    if (operation.keyRequired) {
      attacks.add(base.with("Idempotency-Key", null).called("no key", 400));
      for (String key : List.of("", "a b", "k".repeat(129), "k\tk")) {
        attacks.add(base.with("Idempotency-Key", key).called("key '" + cut(key) + "'", 400));
      }
    }
    if (operation.takesTicket) {
      tickets(base, it, attacks);
    }
    if (method.equals("PATCH") || method.equals("DELETE")) {
      for (String match : List.of("garbage", "\"999\"", "W/\"1\"", "\"")) {
        attacks.add(base.with("If-Match", match).called("If-Match " + match));
      }
    }
    return attacks;
  }

  /** A ticket that is none neither helps nor harms: what is wrong otherwise is refused as ever. */
  private static void tickets(Attack base, Right it, List<Attack> attacks) {
    byte[] wrong = Mutations.with(it.body, "/idNumber", "\"000000000000000000\"");
    String none = "eyJhbGciOiJub25lIn0.eyJhZG1pdEF0IjowfQ.";
    for (String ticket : List.of(
        "", ".", "x", "0.AAAAAAAAAAAAAAAAAAAAAA", "-1.AAAAAAAAAAAAAAAAAAAAAA", "9".repeat(15) + ".AAAAAAAAAAAAAAAAAAAAAA",
        "9".repeat(5_000), "{\"$ne\":1}", none)) {
      attacks.add(base.bearing(wrong, false).with("Queue-Ticket", ticket).called("ticket '" + cut(ticket) + "'", 422));
    }
  }

  private void callers(Attack base, Operation operation, List<Attack> attacks) {
    for (String token : List.of("x", "x.y.z", forged, suite.issuer().token("operator", null, Duration.ofHours(-2)))) {
      attacks.add(base.as(token).called("token " + token.substring(0, 1) + "… (" + token.length() + ")", 401));
    }
    attacks.add(base.by("PROPFIND").called("PROPFIND"));
    if (operation.isPublic()) {
      return;
    }
    attacks.add(base.as(null).called("no token", 401));
    attacks.add(base.as(null).with("Authorization", "Basic b3BlcmF0b3I6").called("basic", 401));
    attacks.add(base.as(null).with("Accept-Language", ";;;q=zh,\u007e*").called("Accept-Language garbage", 401));
    attacks.add(base.as(null).with("Accept", "text/html").called("Accept text/html", 401));
    String stranger = DevelopmentIssuer.ROLES.stream().filter(r -> !operation.scopes.contains(r)).findFirst().orElseThrow();
    attacks.add(base.as(token(stranger, null)).called("scope " + stranger, 403));
  }

  private void paths(Attack base, String template, Right it, List<Attack> attacks) {
    for (String variable : it.known.keySet()) {
      var values = new ArrayList<>(List.of(
          "..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc", "a%00b", "a%0ab", "%E5%8F%A3", "%ff", "a;b=c", "a%3bb", "a".repeat(3_000), "%20",
          "$where", "%7B%24ne%3A1%7D"));
      if (!it.creates) {
        values.add("unknown");
      }
      for (String value : values) {
        var known = new LinkedHashMap<>(it.known);
        known.put(variable, value);
        attacks.add(base.at(path(template, known) + (it.query.isEmpty() ? "" : "?" + it.query)).called(variable + "=" + cut(value)));
      }
    }
  }

  private void queries(Attack base, String template, Operation operation, Right it, List<Attack> attacks) {
    for (String name : operation.queries) {
      var values = switch (name) {
        case "limit" -> List.of("-1", "0", "501", "abc", "99999999999999999999", "1.5");
        case "near" -> List.of("abc", "1", "999,999", "NaN,NaN", "1,2,3", "1e3,1");
        case "cursor", "after" -> List.of("garbage!", "a\u0000b", "-1", "a".repeat(2_000), "{\"$ne\":1}");
        case "date", "returnedFrom", "returnedTo", "declaredFrom", "declaredTo" ->
            List.of("2020-02-30", "2020-13-01", "yesterday");
        default -> List.of("no such?", "a\u0000b", "a".repeat(2_000), "{\"$ne\":1}");
      };
      for (String value : values) {
        String encoded = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        String others = it.query.startsWith(name + "=") || it.query.isEmpty() ? "" : "&" + it.query;
        attacks.add(base.at(path(template, it.known) + "?" + encoded + others).called(name + "=" + cut(value)));
      }
      if (it.query.startsWith(name + "=")) {
        attacks.add(base.at(path(template, it.known)).called("no " + name));
      }
    }
  }

  private void bodies(Attack base, Operation operation, Right it, List<Attack> attacks) {
    boolean othersPassedOver = it.body.isArray();
    Mutations.of(it.body, it.optional, othersPassedOver).forEach((name, body) -> attacks.add(base.bearing(body, false).called(name)));
    byte[] large = Mutations.with(json("{\"a\": 1}"), "/a", "\"" + "a".repeat(TOO_LARGE) + "\"");
    attacks.add(base.bearing(large, false).called("too large", 413));
    attacks.add(base.bearing(large, true).called("too large, in chunks", 413));
    for (String type : List.of("application/xml", "text/html", "garbage", ";;", "application/json/x", "multipart/form-data")) {
      attacks.add(base.with("Content-Type", type).called("Content-Type " + type, 415));
    }
    if (it.body.has("idNumber")) {
      for (String number : List.of("110105194912310021", "11010519490230002X", "000000000000000000")) {
        attacks.add(base.bearing(Mutations.with(it.body, "/idNumber", "\"" + number + "\""), false).called("idNumber " + number, 422));
      }
    }
  }

  /** What is wrong with the answers to these attacks. */
  private List<List<String>> together(List<Attack> attacks) throws Exception {
    var limit = new java.util.concurrent.Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = attacks.stream().<Callable<List<String>>>map(attack -> () -> {
        limit.acquire();
        try {
          return findings(attack);
        } finally {
          limit.release();
        }
      }).toList();
      var results = new ArrayList<List<String>>();
      for (var future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    }
  }

  private List<String> findings(Attack attack) {
    var findings = new ArrayList<String>();
    try {
      var answer = send(attack);
      String body = answer.body();
      String type = answer.headers().firstValue("Content-Type").orElse("none");
      boolean expected = attack.expected.isEmpty() ? answer.statusCode() / 100 == 4 : attack.expected.contains(answer.statusCode());
      if (!expected || !type.startsWith("application/problem+json")) {
        findings.add(attack.name + ": " + answer.statusCode() + " " + type + " " + body.substring(0, Math.min(200, body.length())));
      } else {
        check(attack, JSON.readTree(body), findings);
      }
    } catch (Exception e) {
      findings.add(attack.name + ": " + e);
    }
    return findings;
  }

  private void check(Attack attack, JsonNode problem, List<String> findings) throws Exception {
    String code = problem.path("code").asString("");
    if (!CODE.matcher(code).matches()) {
      findings.add(attack.name + ": code '" + code + "'");
    }
    var unseen = new TreeSet<String>();
    var chinese = spoken(problem);
    chinese.forEach((what, text) -> {
      String of = attack.path.replaceFirst("^/v1", "").split("[/?]")[1];
      if (texts.putIfAbsent(of + what, text) == null) {
        unseen.add(what);
        if (!CHINESE.matcher(text).find() && !attack.headers.containsKey("Accept-Language")) {
          findings.add(attack.name + ": no Chinese text for " + what + ": " + text);
        }
      }
    });
    if (!unseen.isEmpty()) {
      var english = spoken(JSON.readTree(send(attack.with("Accept-Language", "en-GB,en;q=0.9")).body()));
      english.forEach((what, text) -> {
        if (text.isBlank() || CHINESE.matcher(text).find() || what.endsWith(text)) {
          findings.add(attack.name + ": no English text for " + what + ": " + text);
        }
      });
    }
  }

  /** The texts of a problem by what they are about. */
  private static Map<String, String> spoken(JsonNode problem) {
    var spoken = new TreeMap<String, String>();
    spoken.put("problem." + problem.path("code").asString(), problem.path("title").asString(""));
    problem.path("errors").forEach(e -> spoken.put("field." + e.path("code").asString(), e.path("message").asString("")));
    return spoken;
  }

  @Test
  void a_key_that_is_not_ascii_is_refused() throws Exception {
    byte[] body = bytes(right.get("POST /v1/programmes/{id}/registrations").body);
    try (var socket = new Socket("localhost", URI.create(suite.url()).getPort())) {
      socket.getOutputStream().write(("POST /v1/programmes/masks/registrations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
          + "Content-Type: application/json\r\nAuthorization: Bearer " + token("registration", "app") + "\r\nContent-Length: "
          + body.length + "\r\nIdempotency-Key: 口罩\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(body);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("IDEMPOTENCY_KEY_INVALID");
    }
  }

  /** The keys under which everything was set up, asked again. */
  @TestFactory
  Stream<DynamicTest> a_known_key_gets_its_first_answer_again_and_never_another_body_through() {
    var bodies = Map.of(
        "/v1/programmes/masks/supply", "{\"batchId\": \"b1\", \"units\": 6}",
        "/v1/health-declarations", """
            {"docType": "RESIDENT_ID", "idNumber": "440524188001010014", "district": "440106", "hubeiTravel": false,
             "contactWithCase": false, "symptoms": []}""",
        "/v1/programmes/masks/registrations", """
            {"channel": "ALIPAY", "name": "王小芳", "idNumber": "440524188001010014", "mobile": "13812345679",
             "district": "330106", "address": "西湖区文三路478号3幢1单元503室"}""");
    return firsts.entrySet().stream().map(first -> DynamicTest.dynamicTest(first.getKey(), () -> {
      var again = send(first.getValue().request);
      assertThat(withoutReceipt(again.body())).isEqualTo(withoutReceipt(first.getValue().answer));
      byte[] other = bodies.get(first.getKey()).getBytes(StandardCharsets.UTF_8);
      var refused = send(first.getValue().request.bearing(other, false));
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
      assertThat(JSON.readTree(refused.body()).path("code").asString()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
      assertThat(events()).isEqualTo(before);
    }));
  }

  /** A signature differs each time that it is made. */
  private static JsonNode withoutReceipt(String body) {
    var answer = (tools.jackson.databind.node.ObjectNode) JSON.readTree(body);
    answer.remove("receipt");
    return answer;
  }

  private record First(Attack request, String answer) {}

  private final Map<String, First> firsts = new TreeMap<>();

  private JsonNode ok(Attack request) throws Exception {
    var answer = send(request);
    assertThat(answer.statusCode()).as(request.path + " " + answer.body()).isBetween(200, 299);
    if (request.method.equals("POST")) {
      firsts.put(request.path, new First(request, answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  private static Attack request(String method, String path, String token, byte[] body) {
    var headers = new LinkedHashMap<String, String>();
    if (body != null) {
      headers.put("Content-Type", "application/json");
      headers.put("Idempotency-Key", UUID.randomUUID().toString());
    }
    return new Attack("", method, path, token, headers, body, false, Set.of());
  }

  private HttpResponse<String> send(Attack attack) throws Exception {
    var body =
        attack.body == null
            ? BodyPublishers.noBody()
            : attack.chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(attack.body))
                : BodyPublishers.ofByteArray(attack.body);
    var uri = URI.create(suite.url() + attack.path);
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).method(attack.method, body);
    attack.headers.forEach((name, value) -> {
      // no key for attacks that must each be looked at anew
      request.header(name, name.equals("Idempotency-Key") && !attack.name.isEmpty() && value.length() == 36
          ? UUID.randomUUID().toString() : value);
    });
    if (attack.token != null) {
      request.header("Authorization", "Bearer " + attack.token);
    }
    return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  private String token(String role, String who) {
    return tokens.computeIfAbsent(role + "/" + who, key -> suite.issuer().token(role, who, Duration.ofHours(1)));
  }

  private String awaitWaybill(String registration) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < deadline) {
      var page = send(request("GET", "/v1/registrations/" + registration, token("registration", "app"), null));
      JsonNode detail = JSON.readTree(page.body()).path("detail");
      if (detail.has("waybill")) {
        return detail.path("waybill").asString() + " " + detail.path("courier").asString();
      }
    }
    throw new AssertionError("no parcel");
  }

  /** The committed events, once nothing is under way between the services any more. */
  private List<String> settled() {
    List<String> now = events();
    for (int unchanged = 0; unchanged < 8;) {
      var next = events();
      unchanged = next.equals(now) ? unchanged + 1 : 0;
      now = next;
    }
    return now;
  }

  private List<String> events() {
    var events = new ArrayList<String>();
    new EventLog(suite.kafka()).events(record -> {
      String name = new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
      if (!BY_THEMSELVES.contains(name)) {
        events.add(name + " " + new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8));
      }
    });
    events.sort(null);
    return events;
  }

  private static String cut(String text) {
    return text.length() <= 40 ? text : text.substring(0, 10) + "… (" + text.length() + ")";
  }

  private static String path(String template, Map<String, String> known) {
    String path = template;
    for (var variable : known.entrySet()) {
      path = path.replace("{" + variable.getKey() + "}", variable.getValue());
    }
    return path;
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  private static byte[] bytes(JsonNode json) {
    return JSON.writeValueAsBytes(json);
  }

  private static Map<String, Operation> documented() {
    var operations = new TreeMap<String, Operation>();
    for (var service : SuiteService.values()) {
      Map<String, Object> document = yaml(Path.of("..", "contracts", "openapi", service.serviceName() + ".yaml"));
      members(document.get("paths")).forEach((path, item) ->
          members(item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
              String name = method.toUpperCase(Locale.ROOT) + " " + path;
              operations.put(name, operation(name, document, members(operation)));
            }
          }));
    }
    return operations;
  }

  private static Operation operation(String name, Map<String, Object> document, Map<String, Object> operation) {
    var queries = new ArrayList<String>();
    boolean key = false;
    boolean ticket = false;
    for (Object parameter : (List<?>) operation.getOrDefault("parameters", List.of())) {
      var its = members(parameter);
      if (its.get("$ref") instanceof String reference) {
        its = members(members(members(document.get("components")).get("parameters")).get(reference.replaceAll(".*/", "")));
      }
      if ("query".equals(its.get("in"))) {
        queries.add((String) its.get("name"));
      }
      key |= "Idempotency-Key".equals(its.get("name")) && Boolean.TRUE.equals(its.get("required"));
      ticket |= "Queue-Ticket".equals(its.get("name"));
    }
    var scopes = new TreeSet<String>();
    for (Object alternative : (List<?>) operation.getOrDefault("security", document.get("security"))) {
      members(alternative).values().forEach(of -> ((List<?>) of).forEach(scope -> scopes.add((String) scope)));
    }
    return new Operation(name, scopes, queries, key, ticket, operation.containsKey("requestBody"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> members(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  private static Map<String, Object> yaml(Path file) {
    try {
      return new Yaml().load(Files.readString(file));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
