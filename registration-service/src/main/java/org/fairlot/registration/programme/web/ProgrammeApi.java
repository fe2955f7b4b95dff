package org.fairlot.registration.programme.web;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Windows;
import org.fairlot.kernel.Command;
import org.fairlot.registration.WantedLanguage;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.address.domain.Divisions;
import org.fairlot.registration.committee.web.CommitteeWorker;
import org.fairlot.registration.form.FormSchema;
import org.fairlot.registration.form.ProgrammeForms;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.registration.programme.domain.ProgrammeCommand.EndProgramme;
import org.fairlot.registration.programme.domain.ProgrammeRejection.ProgrammeOver;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Programmes, as apps show them and operators set them up. */
public final class ProgrammeApi {

  private static final Duration ASK_AGAIN = Duration.ofMillis(50);
  private static final int TRIES = 40;
  private static final Pattern AREA = Pattern.compile("\\d{6}|\\d{9}|\\d{12}");

  private final Edge edge;
  private final CommandGateway commands;
  private final Programmes programmes;
  private final PackShelf packs;
  private final ProgrammeForms forms;
  private final Divisions divisions;
  private final Committees committees;
  private final Function<String, Mono<Long>> liveCases;
  private final Clock clock;

  /** @param liveCases how many cases of a programme are live */
  public ProgrammeApi(
      Edge edge, CommandGateway commands, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      Divisions divisions, Committees committees, Function<String, Mono<Long>> liveCases, Clock clock) {
    this.edge = edge;
    this.commands = commands;
    this.programmes = programmes;
    this.packs = packs;
    this.forms = forms;
    this.divisions = divisions;
    this.committees = committees;
    this.liveCases = liveCases;
    this.clock = clock;
  }

  public RouterFunction<ServerResponse> routes() {
    return route()
        .GET("/v1/programmes", this::list)
        .GET("/v1/programmes/{id}", this::show)
        .GET("/v1/programmes/{id}/outlets", this::outlets)
        .PUT("/v1/programmes/{id}", this::define)
        .PUT("/v1/programmes/{id}/outlets", this::replaceOutlets)
        .PUT("/v1/programmes/{id}/committee-aliases", this::replaceCommitteeAliases)
        .PUT("/v1/programmes/{id}/sms-numbers", this::replaceSmsNumbers)
        .POST("/v1/programmes/{id}/end", this::end)
        .build();
  }

  private Mono<ServerResponse> list(ServerRequest request) {
    var now = clock.instant();
    var language = WantedLanguage.of(request);
    var all =
        programmes.all().stream()
            .flatMap(programme -> pack(programme, now).map(pack -> summary(programme, pack, now, language)).stream())
            .toList();
    return Edge.json(ServerResponse.ok(), Map.of("programmes", all));
  }

  private Mono<ServerResponse> show(ServerRequest request) {
    var programme = programme(request);
    var now = clock.instant();
    var language = WantedLanguage.of(request);
    Pack pack = required(programme.rules(area(request), now), now);
    var shown = summary(programme, pack, now, language);
    shown.put("parties", pack.parties());
    shown.put("windows", windows(pack));
    shown.put("channels", pack.channels());
    shown.put("goods", programme.defined().goods());
    shown.put("payment", pack.payment());
    shown.put("limits", pack.limits());
    shown.put("editions", programme.rules(area(request), now).editions());
    shown.put("areas", programme.areas());
    shown.putAll(ending(programme));
    if (programme.defined().notaryKeys() != null) {
      shown.put("notaryKeys", programme.defined().notaryKeys());
    }
    shown.put("flow", pack.form().flow());
    shown.put("health", health(pack));
    shown.put("modes", pack.firstStage(Stage.Fulfilment.class).modes());
    shown.put("form", FormSchema.of(forms.of(pack, programme, now), language));
    return Edge.json(ServerResponse.ok().eTag(Long.toString(programmes.version(programme.id()))), shown);
  }

  /** Whose form and rules are asked for; {@code null}: the city's. */
  private static String area(ServerRequest request) {
    var area = request.queryParam("area").orElse(null);
    if (area != null && !AREA.matcher(area).matches()) {
      new FieldErrors().add("area", "INVALID").throwIfAny();
    }
    return area;
  }

  private Map<String, Object> summary(Programme programme, Pack pack, Instant now, String language) {
    var defined = programme.defined();
    var firstDay = defined.opensOn().atStartOfDay(pack.timezone()).toInstant();
    var opensAt = pack.windows().nextOpening(now.isBefore(firstDay) ? firstDay : now, pack.timezone());
    boolean ended = defined.closesOn() != null
        && !opensAt.isBefore(defined.closesOn().atStartOfDay(pack.timezone()).toInstant());
    var today = now.atZone(pack.timezone()).toLocalDate();
    var summary = new LinkedHashMap<String, Object>();
    summary.put("programmeId", programme.id());
    summary.put("name", defined.names().get(language));
    summary.put("names", defined.names());
    summary.put("city", defined.city());
    summary.put("pack", pack.name());
    summary.put("packVersion", pack.version());
    summary.put("timezone", pack.timezone().getId());
    summary.put("opensOn", defined.opensOn());
    if (defined.closesOn() != null) {
      summary.put("closesOn", defined.closesOn());
    }
    summary.put("open", !ended && opensAt.equals(now));
    if (!ended) {
      summary.put("opensAt", opensAt);
    }
    summary.put("serverTime", now);
    summary.put(
        "openChannels",
        pack.channels().stream().filter(channel -> channel.takesRegistrations() && channel.openOn(today))
            .map(Pack.Channel::code).toList());
    return summary;
  }

  /** When it ends or has ended, and the certificate that nothing personal is left. */
  private static Map<String, Object> ending(Programme programme) {
    var shown = new LinkedHashMap<String, Object>();
    if (programme.defined().ending() != null) {
      shown.put("retentionDays", programme.defined().ending().retentionDays());
      shown.put("endsAt", programme.defined().ending().endsAt());
    }
    programme.ended().ifPresent(end -> shown.put("endedAt", end.endedAt()));
    programme.erased().ifPresent(certificate -> shown.put("erased", certificate));
    return shown;
  }

  private static Map<String, Object> windows(Pack pack) {
    var windows = new LinkedHashMap<String, Object>();
    windows.put("registration", pack.windows().registration().stream().map(ProgrammeApi::daily).toList());
    windows.put("maintenance", pack.windows().maintenance().stream().map(ProgrammeApi::daily).toList());
    windows.put("closedOn", pack.windows().closedOn());
    return windows;
  }

  private static Map<String, String> daily(Windows.Daily window) {
    var shown = new LinkedHashMap<String, String>();
    shown.put("opens", window.opens().toString());
    shown.put("closes", window.closes().toString());
    return shown;
  }

  private static Map<String, Object> health(Pack pack) {
    var precheck = pack.firstStage(Stage.HealthPrecheck.class);
    return precheck == null
        ? Map.of("declarationRequired", false)
        : Map.of("declarationRequired", precheck.gate(), "validityHours", precheck.validityHours());
  }

  private Mono<ServerResponse> outlets(ServerRequest request) {
    var programme = programme(request);
    var search = OutletSearch.of(request);
    var language = WantedLanguage.of(request);
    var all = search.in(programme);
    var page = all.stream().skip(search.offset()).limit(search.limit()).map(found -> outlet(found, language)).toList();
    var answer = new LinkedHashMap<String, Object>();
    answer.put("outlets", page);
    int next = search.offset() + page.size();
    if (next < all.size() && !page.isEmpty()) {
      answer.put("nextCursor", Integer.toString(next));
    }
    return Edge.json(ServerResponse.ok(), answer);
  }

  private static Map<String, Object> outlet(OutletSearch.Found found, String language) {
    var outlet = found.outlet();
    var shown = new LinkedHashMap<String, Object>();
    shown.put("outletId", outlet.outletId());
    shown.put("name", outlet.names().get(language));
    shown.put("names", outlet.names());
    shown.put("district", outlet.district());
    shown.put("address", outlet.address());
    shown.put("lon", outlet.lon());
    shown.put("lat", outlet.lat());
    shown.put("skus", outlet.skus());
    shown.put("slots", outlet.slots());
    if (outlet.committees() != null) {
      shown.put("committees", outlet.committees());
    }
    if (found.metres() != null) {
      shown.put("distanceMetres", found.metres());
    }
    return shown;
  }

  private Mono<ServerResponse> define(ServerRequest request) {
    String id = request.pathVariable("id");
    return edge.body(request)
        .flatMap(
            bytes -> {
              var definition = Edge.parse(bytes, ProgrammeDefinition.class);
              var errors = new FieldErrors();
              if (!ProgrammeDefinition.ID.matcher(id).matches()) {
                errors.add("id", "INVALID");
              }
              definition.check(errors);
              errors.throwIfAny();
              Pack pack =
                  packs
                      .find(definition.pack(), definition.packVersion())
                      .orElseThrow(() -> new Problem(422, FieldErrors.CODE, unknownPack()));
              definition.checkAgainst(pack, clock.instant(), errors);
              definition.checkAreas(pack, packs::find, divisions, errors);
              errors.throwIfAny();
              return submit(definition.command(id, pack), edge.repeatableContext(request, bytes), id);
            });
  }

  private static Map<String, Object> unknownPack() {
    return Map.of("errors", List.of(Map.of("field", "packVersion", "code", "UNKNOWN_PACK")));
  }

  private Mono<ServerResponse> replaceOutlets(ServerRequest request) {
    var programme = programme(request);
    return edge.batchBody(request)
        .flatMap(
            bytes -> {
              var list = Edge.parse(bytes, OutletList.class);
              var errors = new FieldErrors();
              list.check(programme, required(programme.rules(), clock.instant()), divisions, errors);
              errors.throwIfAny();
              return submit(list.command(programme.id()), edge.repeatableContext(request, bytes), programme.id());
            });
  }

  private Mono<ServerResponse> replaceCommitteeAliases(ServerRequest request) {
    var programme = programme(request);
    return edge.batchBody(request)
        .flatMap(
            bytes -> {
              var list = Edge.parse(bytes, CommitteeAliases.class);
              var errors = new FieldErrors();
              list.check(programme, committees, errors);
              errors.throwIfAny();
              return submit(list.command(programme.id()), edge.repeatableContext(request, bytes), programme.id());
            });
  }

  private Mono<ServerResponse> replaceSmsNumbers(ServerRequest request) {
    var programme = programme(request);
    return edge.body(request)
        .flatMap(
            bytes -> {
              var list = Edge.parse(bytes, SmsNumbers.class);
              var errors = new FieldErrors();
              list.check(programme.id(), programmes, errors);
              errors.throwIfAny();
              return submit(list.command(programme.id()), edge.repeatableContext(request, bytes), programme.id());
            });
  }

  /**
   * {@code POST /v1/programmes/{id}/end}: what is personal of it is erased from now on. An operator first sees to it that no case is
   * left; the count is of the read model, and what it should have missed is closed with the rest.
   */
  private Mono<ServerResponse> end(ServerRequest request) {
    var programme = programme(request);
    var context = edge.context(request, new byte[0]);
    return CommitteeWorker.of(request)
        .flatMap(
            operator ->
                openCases(programme)
                    .then(Mono.defer(
                        () -> submit(new EndProgramme(programme.id(), operator.subject()), context, programme.id()))));
  }

  /** While registrations are taken that is what stands in the way, and the decider says so. */
  private Mono<Void> openCases(Programme programme) {
    var ending = programme.defined().ending();
    if (ending == null || clock.instant().isBefore(ending.closesAt()) || programme.ended().isPresent()) {
      return Mono.empty();
    }
    return liveCases.apply(programme.id())
        .flatMap(cases -> cases == 0 ? Mono.empty() : Mono.error(new Problem(409, "CASES_OPEN", Map.of("cases", cases))));
  }

  private Mono<ServerResponse> submit(Command command, CommandContext context, String id) {
    return commands
        .submit(command, context)
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted ->
                      known(id, accepted.version()).flatMap(known -> known ? answer(id, accepted) : underWay(id));
                  // to a citizen who comes too late a closed door, to an operator a conflict
                  case Outcome.Rejected rejected when rejected.code().equals(ProgrammeOver.CODE) ->
                      Mono.error(new Problem(409, rejected.code(), rejected.data()));
                  case Outcome.Rejected rejected -> edge.refusal(rejected);
                  case Outcome.Pending pending -> underWay(id);
                });
  }

  private static Mono<ServerResponse> underWay(String id) {
    return Edge.json(ServerResponse.accepted(), Map.of("programmeId", id));
  }

  private static Mono<ServerResponse> answer(String id, Outcome.Accepted accepted) {
    var response = accepted.version() == 1 && !accepted.events().isEmpty()
        ? ServerResponse.status(201)
        : ServerResponse.ok();
    return Edge.json(response.eTag(Long.toString(accepted.version())),
        Map.of("programmeId", id, "version", accepted.version()));
  }

  /** Who has changed a programme goes on to use it: whether the change is to be seen by then. */
  private Mono<Boolean> known(String id, long version) {
    return Flux.interval(Duration.ZERO, ASK_AGAIN).take(TRIES).map(tick -> programmes.version(id) >= version)
        .takeUntil(known -> known).last();
  }

  private Programme programme(ServerRequest request) {
    return programmes.find(request.pathVariable("id")).orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
  }

  private Optional<Pack> pack(Programme programme, Instant now) {
    return packs.find(programme.defined().pack(), programme.packVersion(now));
  }

  private Pack required(Programme.Rules rules, Instant now) {
    return packs.find(rules.pack(), rules.packVersion(now)).orElseThrow(() -> new Problem(503, "NOT_READY", Map.of("retryAfterSeconds", 2)));
  }
}
