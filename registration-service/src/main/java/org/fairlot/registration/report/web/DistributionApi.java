package org.fairlot.registration.report.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fairlot.registration.address.BuildingTags;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.committee.web.CommitteeWorker;
import org.fairlot.registration.form.FormReader;
import org.fairlot.registration.form.ProgrammeForms;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.registration.report.figures.Distribution;
import org.fairlot.registration.report.figures.Distribution.Division;
import org.fairlot.registration.report.figures.Distribution.Level;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * How demand lies over the city, down to its buildings (人群分布). A building is told by a hash alone; who wants to know which one
 * that is, or how a certain one stands, asks by its address, which goes no further.
 */
public final class DistributionApi {

  private static final String AREA = "area";
  private static final Pattern CODE = Pattern.compile("\\d{6}|\\d{9}|\\d{12}");

  private final Edge edge;
  private final ReportCounts counts;
  private final Programmes programmes;
  private final PackShelf packs;
  private final ProgrammeForms forms;
  private final FormReader reader;
  private final DivisionTables tables;
  private final BuildingTags buildings;
  private final Clock clock;

  public DistributionApi(
      Edge edge, MongoDatabase readModels, Programmes programmes, PackShelf packs, ProgrammeForms forms, FormReader reader,
      DivisionTables tables, BuildingTags buildings, Clock clock) {
    this.edge = edge;
    this.counts = new ReportCounts(readModels);
    this.programmes = programmes;
    this.packs = packs;
    this.forms = forms;
    this.reader = reader;
    this.tables = tables;
    this.buildings = buildings;
    this.clock = clock;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/programmes/{id}/distribution", this::show)
        .POST("/v1/programmes/{id}/distribution/building", this::building)
        .build();
  }

  private Mono<ServerResponse> show(ServerRequest request) {
    var programme = programme(request);
    String area = area(programme, request.queryParam(AREA).orElse(programme.defined().city()));
    return mayCount(request, area).then(Mono.defer(() -> count(programme, area))).flatMap(DistributionApi::answer);
  }

  /** By POST: an address has no place in a URL, which is logged on its way. */
  private Mono<ServerResponse> building(ServerRequest request) {
    var programme = programme(request);
    String area = area(programme, request.queryParam(AREA).orElse(""));
    if (area.length() != Level.COMMITTEE.digits()) {
      refuse("NOT_A_COMMITTEE");
    }
    return mayCount(request, area)
        .then(edge.body(request))
        .flatMap(bytes -> {
          String tag = tag(programme, area, Edge.parse(bytes, ObjectNode.class));
          return count(programme, area).map(distribution -> distribution.ofBuilding(tag));
        })
        .flatMap(DistributionApi::answer);
  }

  private Programme programme(ServerRequest request) {
    return programmes.find(request.pathVariable("id")).orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
  }

  private static Mono<Void> mayCount(ServerRequest request, String area) {
    return CommitteeWorker.of(request)
        .filter(worker -> worker.mayCount(area))
        .switchIfEmpty(Mono.error(() -> new Problem(403, "NOT_YOUR_COMMITTEE")))
        .then();
  }

  private static Mono<ServerResponse> answer(Object found) {
    return Edge.json(ServerResponse.ok().header("Cache-Control", "no-store"), found);
  }

  private String area(Programme programme, String code) {
    if (!CODE.matcher(code).matches()) {
      refuse(code.isEmpty() ? "MISSING" : "INVALID");
    }
    String city = programme.defined().city();
    boolean within = tables.divisions().isCountyOf(code.substring(0, Level.DISTRICT.digits()), city);
    if (!code.equals(city) && !(within && isKnown(code))) {
      refuse("UNKNOWN_AREA");
    }
    return code;
  }

  private boolean isKnown(String code) {
    boolean open = code.length() > Level.DISTRICT.digits() && code.endsWith(Distribution.NOT_KNOWN);
    return open ? isKnown(code.substring(0, code.length() - Distribution.NOT_KNOWN.length())) : tables.name(code).isPresent();
  }

  private static void refuse(String code) {
    new FieldErrors().add(AREA, code).throwIfAny();
  }

  private Mono<Distribution> count(Programme programme, String area) {
    var path = path(programme.defined().city(), area);
    return Flux.range(1, path.size())
        .concatMap(levels -> counts.below(programme.id(), path.subList(0, levels)))
        .collectList()
        .onErrorMap(MongoExecutionTimeoutException.class, late -> new Problem(503, "REPORT_OVERDUE"))
        .map(cases -> Distribution.of(programme.id(), clock.instant(), path, cases, this::name));
  }

  /** From the city down to it. A city without districts (东莞, 仙桃) is the one district that it has. */
  private List<Division> path(String city, String area) {
    var path = new ArrayList<Division>();
    boolean undivided = tables.divisions().isCountyOf(city, city);
    path.add(new Division(undivided ? Level.DISTRICT : Level.CITY, city, name(city)));
    for (Level level : List.of(Level.DISTRICT, Level.STREET, Level.COMMITTEE)) {
      if (area.length() >= level.digits() && !city.equals(area.substring(0, level.digits()))) {
        String code = area.substring(0, level.digits());
        path.add(new Division(level, code, name(code)));
      }
    }
    return path;
  }

  private String name(String code) {
    return tables.name(code).orElse(null);
  }

  private String tag(Programme programme, String committee, ObjectNode body) {
    var now = clock.instant();
    var rules = programme.rules(committee, now);
    var pack = packs.find(rules.pack(), rules.packVersion(now)).orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
    var address =
        reader.readAddress(body, forms.of(pack, programme, now), committee.substring(0, Level.DISTRICT.digits()));
    String tag = buildings.of(address);
    if (tag == null) {
      new FieldErrors().add("address", "ADDRESS_UNCLEAR").throwIfAny();
    }
    return tag;
  }
}
