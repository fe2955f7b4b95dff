package org.fairlot.registration.committee.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebConnection;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.WebResponseData;
import org.htmlunit.util.NameValuePair;

/** A server of the tests, which answers the page as it was told to, and remembers what it was sent. */
final class Desk implements WebConnection {

  private static final String PROGRAMMES =
      """
      {"programmes": [{"programmeId": "masks", "name": "口罩", "names": {"zh-CN": "口罩", "en": "Masks"}, "open": true}]}""";
  private static final String PROGRAMME =
      """
      {"programmeId": "masks", "form": {"type": "object", "required": ["name", "idNumber"], "properties": {
        "name": {"type": "string", "title": "姓名"}, "idNumber": {"type": "string", "title": "证件号码"},
        "district": {"oneOf": [{"const": "310115", "title": "浦东新区"}], "title": "所在区县"},
        "committee": {"type": "string", "title": "居委会"},
        "address": {"oneOf": [{"type": "string"}, {"type": "object"}], "title": "详细地址"}}}}""";

  /** What a call is answered with; status 0: the connection breaks. */
  record Answer(int status, String body) {}

  /** What the page has sent. */
  record Sent(String path, String key, String language, String token, String body) {}

  private final List<Sent> sent = new ArrayList<>();
  private final Deque<Answer> next = new ArrayDeque<>();
  private final Map<String, String> reads = new LinkedHashMap<>();
  private UnaryOperator<String> page = text -> text;
  private String reviews = review("masks.one", "王小芳");

  static String review(String id, String name) {
    return """
        {"registrationId": "%s", "stageNo": 1, "why": "STAGE", "status": "pending", "askedAt": "2020-02-02T01:00:00Z",
         "resident": {"name": "%s", "documentNumber": "**************1234", "mobile": "+8613812341234", "address": "潍坊路8弄"}}"""
        .formatted(id, name);
  }

  /** The queue is made of these. */
  void queue(String... entries) {
    reviews = String.join(",", entries);
  }

  /** What is sent next is answered so, in this order. */
  void answers(Answer... answers) {
    next.addAll(List.of(answers));
  }

  /** What is read at an address with this part; the first that fits counts. */
  void reads(String part, String body) {
    reads.put(part, body);
  }

  /** The page is another one than the file. */
  void changes(UnaryOperator<String> change) {
    page = change;
  }

  synchronized List<Sent> sent(String path) {
    return sent.stream().filter(one -> one.path().endsWith("/" + path)).toList();
  }

  @Override
  public synchronized WebResponse getResponse(WebRequest request) throws IOException {
    var path = request.getUrl().getPath();
    if (path.equals("/committee.html")) {
      return response(request, new Answer(200, page.apply(file())), "text/html");
    }
    if (request.getHttpMethod() == HttpMethod.GET) {
      return response(request, new Answer(200, read(path, request.getUrl().getQuery())), "application/json");
    }
    var headers = request.getAdditionalHeaders();
    sent.add(
        new Sent(
            path, headers.get("Idempotency-Key"), headers.get("Accept-Language"), headers.get("Authorization"),
            request.getRequestBody()));
    var answer = next.isEmpty() ? new Answer(500, "{}") : next.remove();
    if (answer.status == 0) {
      throw new IOException("the connection broke");
    }
    return response(request, answer, "application/json");
  }

  private String read(String path, String query) {
    for (var told : reads.entrySet()) {
      if ((path + '?' + query).contains(told.getKey())) {
        return told.getValue();
      }
    }
    if (path.equals("/v1/programmes")) {
      return PROGRAMMES;
    }
    if (path.startsWith("/v1/programmes/")) {
      return PROGRAMME;
    }
    if (path.endsWith("/reviews")) {
      return "{\"reviews\": [" + (query.contains("status=pending") ? reviews : "") + "]}";
    }
    return "{\"calls\": []}";
  }

  private static WebResponse response(WebRequest request, Answer answer, String type) {
    var headers = List.of(new NameValuePair("Content-Type", type + ";charset=utf-8"));
    return new WebResponse(
        new WebResponseData(answer.body.getBytes(StandardCharsets.UTF_8), answer.status, "", headers), request, 0);
  }

  private static String file() {
    try (var page = Desk.class.getResourceAsStream("/static/committee.html")) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // nothing is open
  }
}
