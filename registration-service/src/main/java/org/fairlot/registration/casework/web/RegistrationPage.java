package org.fairlot.registration.casework.web;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.registration.committee.web.CommitteeWorker;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.runtime.vault.PickupTokens;
import org.fairlot.runtime.wire.Json;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One registration as the citizen sees it: once, or as a stream of what happens to it. */
final class RegistrationPage {

  private static final List<String> SHOWN =
      List.of(
          "programmeId", "pack", "packVersion", "channel", "status", "registeredAt", "updatedAt", "closedAt", "stageNo", "detail",
          "reason", "eligibleFrom", RegistrationsView.ERASED, RegistrationsView.BOOKING_NUMBER, "choice", "addressConfidence", "language", "edits");

  /** How often a stream looks for news; a person who watches does not notice less. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** Proxies cut a connection on which nothing is said for a minute; this is a third of one. */
  private static final int QUIET_LOOKS_MAX = 40;

  private final RegistrationDocuments documents;
  private final PickupCodes pickupCodes;
  private final PickupTokens pickupTokens;
  private final PackShelf packs;
  private final Programmes programmes;
  private final DrawEntries entries;
  private final Clock clock;

  RegistrationPage(
      RegistrationDocuments documents, PickupCodes pickupCodes, PickupTokens pickupTokens, PackShelf packs,
      Programmes programmes, DrawEntries entries, Clock clock) {
    this.documents = documents;
    this.pickupCodes = pickupCodes;
    this.pickupTokens = pickupTokens;
    this.packs = packs;
    this.programmes = programmes;
    this.entries = entries;
    this.clock = clock;
  }

  /** {@code GET /v1/registrations/{id}}. */
  Mono<ServerResponse> show(ServerRequest request) {
    return existing(id(request))
        .flatMap(
            document ->
                request.headers().header("If-None-Match").contains(etag(document))
                    ? ServerResponse.status(HttpStatus.NOT_MODIFIED).header("ETag", etag(document)).build()
                    : answer(document));
  }

  /** {@code GET /v1/committees/{code}/registrations/{id}}: as the citizen sees it, to a worker of the citizen's committee. */
  Mono<ServerResponse> showToWorker(ServerRequest request) {
    String committee = CommitteeWorker.code(request);
    String id = id(request);
    return CommitteeWorker.at(request)
        .then(Mono.defer(() -> existing(id)))
        .filter(document -> committee.equals(document.get("choice", new Document()).getString("committee")))
        // where the citizen lives is not told to another committee
        .switchIfEmpty(Mono.error(() -> new Problem(404, "UNKNOWN_REGISTRATION")))
        .flatMap(this::answer);
  }

  /** {@code GET /v1/registrations/{id}/events}: a snapshot, then every new entry, until the registration is closed. */
  Mono<ServerResponse> stream(ServerRequest request) {
    String id = id(request);
    String lastSeen = request.headers().firstHeader("Last-Event-ID");
    return existing(id)
        .flatMap(
            document ->
                isFinal(document) && last(document).equals(lastSeen)
                    // tells an event source that there is nothing left to come back for
                    ? ServerResponse.noContent().build()
                    : ServerResponse.ok()
                        .contentType(MediaType.TEXT_EVENT_STREAM)
                        .header("Cache-Control", "no-store")
                        .body(BodyInserters.fromServerSentEvents(events(id, document, lastSeen))));
  }

  private Flux<ServerSentEvent<String>> events(String id, Document first, String lastSeen) {
    int seen = position(first, lastSeen);
    var start =
        seen == 0
            ? List.of(event("snapshot", last(first), body(first)))
            : newEntries(first, seen);
    var looks = Flux.interval(LOOK_EVERY).onBackpressureDrop().concatMap(tick -> documents.find(id), 1);
    var follow =
        looks
            .scan(new Look(timeline(first).size(), 0, 0, List.of()), this::next)
            // the last entry follows the final status by a moment
            .takeUntil(look -> look.afterEnd == 2)
            .concatMapIterable(Look::news);
    return Flux.fromIterable(start).concatWith(follow);
  }

  /**
   * A look at the document.
   *
   * @param size     entries of the timeline that were sent
   * @param quiet    looks since something was said
   * @param afterEnd looks since the registration was closed
   * @param news     to be sent now
   */
  private record Look(int size, int quiet, int afterEnd, List<ServerSentEvent<String>> news) {}

  private Look next(Look before, Document now) {
    var news = newEntries(now, before.size);
    int afterEnd = isFinal(now) ? before.afterEnd + 1 : 0;
    if (news.isEmpty() && before.quiet + 1 == QUIET_LOOKS_MAX) {
      news = List.of(ServerSentEvent.<String>builder().comment("alive").build());
    }
    return new Look(Math.max(before.size, timeline(now).size()), news.isEmpty() ? before.quiet + 1 : 0, afterEnd, news);
  }

  /** Entries of the timeline that a client has: all up to the one it names, none if we do not know that one. */
  private static int position(Document document, String lastSeen) {
    var timeline = timeline(document);
    for (int i = 0; i < timeline.size(); i++) {
      if (timeline.get(i).getString("eventId").equals(lastSeen)) {
        return i + 1;
      }
    }
    return 0;
  }

  private List<ServerSentEvent<String>> newEntries(Document document, int seen) {
    var timeline = timeline(document);
    return timeline.subList(Math.min(seen, timeline.size()), timeline.size()).stream()
        .map(entry -> event("timeline", entry.getString("eventId"), withStatus(entry, document)))
        .toList();
  }

  private static Map<String, Object> withStatus(Document entry, Document document) {
    var shown = entry(entry);
    shown.put("status", document.getString("status"));
    return shown;
  }

  private static String last(Document document) {
    var timeline = timeline(document);
    return timeline.isEmpty() ? "" : timeline.getLast().getString("eventId");
  }

  private static ServerSentEvent<String> event(String name, String id, Object data) {
    return ServerSentEvent.<String>builder().event(name).id(id).data(Json.MAPPER.writeValueAsString(data)).build();
  }

  /** The registration, which may have been made this very moment; else 404. */
  Mono<Document> existing(String registrationId) {
    return documents
        .awaitOne(registrationId)
        .switchIfEmpty(Mono.error(() -> new Problem(404, "UNKNOWN_REGISTRATION")));
  }

  Mono<ServerResponse> answer(Document document) {
    return Edge.json(
        ServerResponse.ok().header("ETag", etag(document)).header("Cache-Control", "no-store"), body(document));
  }

  private Map<String, Object> body(Document document) {
    var body = new LinkedHashMap<String, Object>();
    body.put("registrationId", document.getString("_id"));
    SHOWN.stream()
        .filter(field -> document.get(field) != null)
        .forEach(field -> body.put(field, plain(document.get(field))));
    if (CaseStatus.READY_FOR_PICKUP.name().equals(document.getString("status"))) {
      body.put("pickupCode", pickupCodes.code(document.getString("_id")));
      body.put("pickupToken", pickupTokens.issue(document.getString("_id"), pickup(document)));
      outlet(document).ifPresent(outlet -> body.put("outlet", outlet));
    }
    draw(document)
        .ifPresent(
            draw -> {
              body.putAll(entries.entry(draw, document.getString("_id")));
              body.put("blind", entries.blind(document.getString("_id")));
            });
    body.put(
        RegistrationsView.TIMELINE,
        timeline(document).stream()
            .sorted(Comparator.comparing(entry -> entry.get("at", Date.class)))
            .map(RegistrationPage::entry)
            .toList());
    return body;
  }

  /** Where the goods wait: with the booking number, what a purchase voucher (购货凭证) shows. */
  private Optional<Map<String, Object>> outlet(Document document) {
    var outletId = document.get("detail", new Document()).getString("outletId");
    return programmes.find(document.getString("programmeId"))
        .flatMap(programme -> programme.outlet(outletId))
        .map(outlet -> Map.of("outletId", outletId, "names", outlet.names(), "address", outlet.address()));
  }

  /** What a counter without network must know of a pick-up; nothing personal, since the token is shown about. */
  private static Map<String, Object> pickup(Document document) {
    var claims = new TreeMap<String, Object>();
    var detail = document.get("detail", new Document());
    List.of("outletId", "opensAt", "closesAt", "units").forEach(name -> claims.put(name, detail.get(name)));
    claims.put("sku", document.get("choice", new Document()).get("sku"));
    claims.values().removeIf(Objects::isNull);
    claims.computeIfPresent("units", (_, units) -> Integer.valueOf(units.toString()));
    return claims;
  }

  /** The draw that was won, else the one that is waited for; none after it ended without a win. */
  private Optional<DrawId> draw(Document document) {
    if (document.getString(RegistrationsView.WON) != null) {
      return Optional.of(DrawId.parse(document.getString(RegistrationsView.WON)));
    }
    if (isFinal(document)) {
      return Optional.empty();
    }
    var entered = document.get(RegistrationsView.ENTERED, Date.class);
    var inSince = entered == null ? document.get("registeredAt", Date.class) : entered;
    return packs.find(document.getString("pack"), document.getInteger("packVersion"))
        .flatMap(pack ->
            entries.awaited(pack, document.getString("programmeId"), inSince.toInstant(), clock.instant()));
  }

  private static Map<String, Object> entry(Document entry) {
    var shown = new LinkedHashMap<String, Object>();
    for (String field : List.of("eventId", "at", "service", "type", "detail")) {
      shown.put(field, plain(entry.get(field)));
    }
    return shown;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Date date -> date.toInstant();
      case Document document -> {
        var map = new LinkedHashMap<String, Object>();
        document.forEach((name, inner) -> map.put(name, plain(inner)));
        map.values().removeIf(Objects::isNull);
        yield map;
      }
      case null, default -> value;
    };
  }

  private static List<Document> timeline(Document document) {
    return document.getList(RegistrationsView.TIMELINE, Document.class, List.of());
  }

  private static boolean isFinal(Document document) {
    return CaseStatus.valueOf(document.getString("status")).isFinal();
  }

  /** @throws Problem 404 if it is not the form of an id */
  static String id(ServerRequest request) {
    String id = request.pathVariable("id");
    if (!CaseId.isValid(id)) {
      throw new Problem(404, "UNKNOWN_REGISTRATION");
    }
    return id;
  }

  /** @throws Problem 412 if the caller's copy is not this one */
  static void checkIfMatch(ServerRequest request, Document document) {
    String wanted = request.headers().firstHeader("If-Match");
    if (wanted != null && !wanted.equals("*") && !wanted.equals(etag(document))) {
      throw new Problem(412, "PRECONDITION_FAILED");
    }
  }

  private static String etag(Document document) {
    return "\"" + RegistrationDocuments.versionOf(document) + "\"";
  }
}
