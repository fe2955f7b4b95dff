package org.fairlot.health.declaration.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.bson.Document;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationId;
import org.fairlot.health.declaration.domain.Answers.QuarantineStatus;
import org.fairlot.health.declaration.domain.Answers.Symptom;
import org.fairlot.health.declaration.web.DeclarationQueries.Filter;
import org.fairlot.health.declaration.web.DeclarationQueries.Position;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The health authority's query (卫健部门查询): declarations by each of their fields, page by page. */
public final class AuthorityApi {

  private static final int PER_PAGE = 100;
  private static final int PER_PAGE_MAX = 500;

  /** A filter whose name is mistyped would show the declarations of everybody. */
  private static final List<String> PARAMETERS =
      List.of(
          "district", "verdict", "symptom", "hubeiTravel", "contactWithCase", "quarantineStatus", "travelledFrom",
          "returnedFrom", "returnedTo", "declaredFrom", "declaredTo", "cursor", "limit");

  private final DeclarationQueries queries;
  private final ZoneId zone;

  public AuthorityApi(DeclarationQueries queries, ZoneId zone) {
    this.queries = queries;
    this.zone = zone;
  }

  public RouterFunction<ServerResponse> routes() {
    return route().GET("/v1/health-declarations", this::list).build();
  }

  /** A declaration as the authority sees it: a pseudonym, no name, number, phone or address. */
  record Entry(
      String declarationId, String personTag, String district, String verdict, List<String> reasons, String returnedAt,
      String fromWhere, Boolean hubeiTravel, Boolean contactWithCase, List<String> symptoms, Double temperatureCelsius,
      String quarantineStatus, String declaredBy, Instant declaredAt, Instant validUntil, Instant correctedAt) {

    static Entry of(Document d) {
      return new Entry(
          d.getString("_id"), d.getString("personTag"), d.getString("district"), d.getString("verdict"),
          d.getList("reasons", String.class), d.getString("returnedAt"), d.getString("fromWhere"),
          d.getBoolean("hubeiTravel"), d.getBoolean("contactWithCase"), d.getList("symptoms", String.class),
          d.getDouble("temperatureCelsius"), d.getString("quarantineStatus"), d.getString("declaredBy"),
          instant(d, "declaredAt"), instant(d, "validUntil"), instant(d, "correctedAt"));
    }

    private static Instant instant(Document d, String field) {
      Date date = d.getDate(field);
      return date == null ? null : date.toInstant();
    }
  }

  record Page(List<Entry> declarations, String nextCursor) {}

  private Mono<ServerResponse> list(ServerRequest request) {
    var query = new Query(request);
    var filter =
        new Filter(
            query.matching("district", "\\d{6}"),
            query.constant("verdict", HealthVerdict.class),
            query.constant("symptom", Symptom.class),
            query.bool("hubeiTravel"),
            query.bool("contactWithCase"),
            query.constant("quarantineStatus", QuarantineStatus.class),
            query.matching("travelledFrom", "\\d{1,6}|[A-Z]{2}"),
            query.day("returnedFrom"),
            query.day("returnedTo"),
            query.instant("declaredFrom", false),
            query.instant("declaredTo", true));
    Position after = query.read("cursor", AuthorityApi::position);
    Integer limit = query.read("limit", AuthorityApi::limit);
    query.errors.throwIfAny();
    int perPage = limit == null ? PER_PAGE : limit;
    return queries.list(filter, after, perPage + 1).flatMap(found -> Edge.json(ServerResponse.ok(), page(found, perPage)));
  }

  private static Page page(List<Document> found, int perPage) {
    var shown = found.stream().limit(perPage).map(Entry::of).toList();
    return new Page(shown, found.size() > perPage ? cursor(shown.getLast()) : null);
  }

  private static String cursor(Entry last) {
    String text = last.declaredAt().toEpochMilli() + "|" + last.declarationId();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Position position(String cursor) {
    String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    int bar = text.indexOf('|');
    if (bar < 0 || !DeclarationId.isValid(text.substring(bar + 1))) {
      throw new IllegalArgumentException("not a cursor");
    }
    return new Position(Instant.ofEpochMilli(Long.parseLong(text.substring(0, bar))), text.substring(bar + 1));
  }

  private static Integer limit(String text) {
    int limit = Integer.parseInt(text);
    if (limit < 1 || limit > PER_PAGE_MAX) {
      throw new IllegalArgumentException("not a limit");
    }
    return limit;
  }

  /** The parameters of a request, and all that is wrong with them. */
  private final class Query {
    private final ServerRequest request;
    private final FieldErrors errors = new FieldErrors();

    Query(ServerRequest request) {
      this.request = request;
      request.queryParams().keySet().stream()
          .filter(name -> !PARAMETERS.contains(name))
          .forEach(name -> errors.add(name, "UNKNOWN_FIELD"));
    }

    /** @param reader throws {@link IllegalArgumentException} or {@link DateTimeException} on what it cannot read */
    <T> T read(String name, Function<String, T> reader) {
      String text = request.queryParam(name).orElse("");
      if (text.isEmpty()) {
        return null;
      }
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException | DateTimeException e) {
        errors.add(name, "INVALID");
        return null;
      }
    }

    String matching(String name, String form) {
      return read(name, text -> {
        if (!text.matches(form)) {
          throw new IllegalArgumentException(form);
        }
        return text;
      });
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
      return read(name, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    Boolean bool(String name) {
      return read(name, text -> {
        if (!Arrays.asList("true", "false").contains(text)) {
          throw new IllegalArgumentException(text);
        }
        return Boolean.valueOf(text);
      });
    }

    LocalDate day(String name) {
      return read(name, LocalDate::parse);
    }

    /** A day stands for its begin, or, as an end, for that of the day after: {@code declaredTo} a day includes it. */
    Instant instant(String name, boolean isEnd) {
      return read(name, text -> text.length() == 10
          ? LocalDate.parse(text).plusDays(isEnd ? 1 : 0).atStartOfDay(zone).toInstant()
          : OffsetDateTime.parse(text).toInstant());
    }
  }
}
