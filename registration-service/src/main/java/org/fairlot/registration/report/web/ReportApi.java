package org.fairlot.registration.report.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.registration.WantedLanguage;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.registration.report.ReportProperties;
import org.fairlot.registration.report.figures.Evenness.Threshold;
import org.fairlot.registration.report.figures.Report;
import org.fairlot.registration.report.figures.ReportWriter;
import org.fairlot.registration.report.figures.ReportWriter.Place;
import org.fairlot.registration.report.view.ReportView;
import org.fairlot.registration.report.web.ReportCounts.Quarters;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The programme's report over HTTP: figures as JSON, or a page to be read. */
public final class ReportApi {

  private final ReportCounts counts;
  private final Programmes programmes;
  private final PackShelf packs;
  private final Map<String, Place> places;
  private final Threshold threshold;
  private final int farMetres;
  private final Clock clock;

  public ReportApi(
      MongoDatabase readModels, Programmes programmes, PackShelf packs, ReportProperties properties, Clock clock) {
    this.counts = new ReportCounts(readModels);
    this.programmes = programmes;
    this.packs = packs;
    this.places = StreetPlaces.in(properties.streetPlaces());
    this.threshold = new Threshold(properties.chanceGap(), properties.chancePValue());
    this.farMetres = properties.farMetres();
    this.clock = clock;
  }

  public RouterFunction<ServerResponse> routes() {
    return route().GET("/v1/programmes/{id}/report", this::show).build();
  }

  private Mono<ServerResponse> show(ServerRequest request) {
    var programme =
        programmes.find(request.pathVariable("id")).orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
    var errors = new FieldErrors();
    var from = day(request, "from", errors);
    var to = day(request, "to", errors);
    if (from != null && to != null && to.isBefore(from)) {
      errors.add("to", "BEFORE_FROM");
    }
    errors.throwIfAny();
    var now = clock.instant();
    var writer = new ReportWriter(programme, pack(programme, now), from, to, now, places, threshold, farMetres);
    var asked = quarters(from, to, writer.pack().timezone());
    return Mono.zip(counts.of(programme.id(), asked), counts.persons(programme.id(), asked))
        .onErrorMap(MongoExecutionTimeoutException.class, late -> new Problem(503, "REPORT_OVERDUE"))
        .map(counted -> writer.write(counted.getT1(), counted.getT2()))
        .flatMap(report -> answer(request, report));
  }

  private static Mono<ServerResponse> answer(ServerRequest request, Report report) {
    var response = ServerResponse.ok().header("Cache-Control", "no-store").header("Vary", "Accept");
    return request.headers().accept().stream().anyMatch(MediaType.TEXT_MARKDOWN::equalsTypeAndSubtype)
        ? response.contentType(ReportPage.TYPE).bodyValue(ReportPage.of(report, WantedLanguage.of(request)))
        : Edge.json(response, report);
  }

  /** The city's pack as it is in force now. */
  private Pack pack(Programme programme, Instant now) {
    var rules = programme.rules();
    return packs.find(rules.pack(), rules.packVersion(now)).orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
  }

  private static LocalDate day(ServerRequest request, String name, FieldErrors errors) {
    var text = request.queryParam(name).orElse("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      // four digits of a year: others would be days, and no use to anybody
      return text.length() == 10 ? LocalDate.parse(text) : invalid(name, errors);
    } catch (DateTimeParseException e) {
      return invalid(name, errors);
    }
  }

  private static LocalDate invalid(String name, FieldErrors errors) {
    errors.add(name, "INVALID");
    return null;
  }

  private static Quarters quarters(LocalDate from, LocalDate to, ZoneId zone) {
    return new Quarters(
        from == null ? Long.MIN_VALUE : ReportView.quarter(from.atStartOfDay(zone).toInstant()),
        to == null ? Long.MAX_VALUE : ReportView.quarter(to.plusDays(1).atStartOfDay(zone).toInstant()));
  }
}
