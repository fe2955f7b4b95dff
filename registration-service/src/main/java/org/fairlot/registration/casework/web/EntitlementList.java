package org.fairlot.registration.casework.web;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fairlot.contracts.pack.Pack.Channel;
import org.fairlot.contracts.registration.CaseEvent.EnteredBy;
import org.fairlot.registration.WantedLanguage;
import org.fairlot.registration.casework.web.RegistrationIntake.Application;
import org.fairlot.registration.casework.web.RegistrationIntake.Taken;
import org.fairlot.registration.committee.web.CommitteeWorker;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.Programme.Rules;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.Pseudonyms;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes persons from a register's list, who need not apply (名单直发, 免申即享): each as one registration, the way that every
 * registration goes. A person has one case from a list, known by the list's name: whatever of it is sent again, with more
 * persons or after half of it was taken, opens no other.
 */
final class EntitlementList {

  private static final int ENTRIES_MAX = 500;
  private static final Pattern LIST = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** So many registrations of one list are under way at once; citizens want their turn meanwhile. */
  private static final int AT_ONCE = 32;

  private final Edge edge;
  private final RegistrationIntake intake;
  private final Programmes programmes;
  private final PackShelf packs;
  private final Pseudonyms pseudonyms;
  private final Clock clock;

  EntitlementList(
      Edge edge, RegistrationIntake intake, Programmes programmes, PackShelf packs, Pseudonyms pseudonyms, Clock clock) {
    this.edge = edge;
    this.intake = intake;
    this.programmes = programmes;
    this.packs = packs;
    this.pseudonyms = pseudonyms;
    this.clock = clock;
  }

  /**
   * @param list    the list's name: another one is another entitlement
   * @param entries what a registration's body would say, without {@code channel}
   */
  record ListForm(String list, List<ObjectNode> entries) {

    /** @throws Problem 422 with all field errors */
    void check() {
      var errors = new FieldErrors();
      if (list == null) {
        errors.add("list", "MISSING");
      } else if (!LIST.matcher(list).matches()) {
        errors.add("list", "INVALID");
      }
      if (entries == null || entries.isEmpty()) {
        errors.add("entries", "MISSING");
      } else if (entries.size() > ENTRIES_MAX) {
        errors.add("entries", "TOO_MANY");
      } else {
        IntStream.range(0, entries.size()).filter(i -> entries.get(i) == null)
            .forEach(i -> errors.add("entries[" + i + "]", "MISSING"));
      }
      errors.throwIfAny();
    }
  }

  enum Result {
    REGISTERED,
    /** The person has, or had, a case from this list already. */
    UNCHANGED,
    REFUSED,
    /** In the log, and not decided in time: ask again. */
    PENDING,
    /** Not in the log: ask again. */
    NOT_TAKEN
  }

  /** @param code why the entry was not taken, {@code data}: that of the refusal, such as the errors of its fields */
  record Item(Result result, String registrationId, String code, Map<String, Object> data) {}

  /** @param results of each entry, in their order */
  record Answer(String programmeId, String list, int registered, int unchanged, int refused, List<Item> results) {

    private static Answer of(Programme programme, String list, List<Item> results) {
      return new Answer(
          programme.id(), list, count(results, Result.REGISTERED), count(results, Result.UNCHANGED),
          count(results, Result.REFUSED), results);
    }

    private static int count(List<Item> results, Result result) {
      return (int) results.stream().filter(item -> item.result() == result).count();
    }
  }

  /** {@code POST /v1/programmes/{id}/entitlements}. */
  Mono<ServerResponse> enter(ServerRequest request) {
    var programme = programmes.find(request.pathVariable("id"))
        .orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
    return CommitteeWorker.of(request)
        .flatMap(operator -> edge.batchBody(request).flatMap(bytes -> enter(request, programme, operator, bytes)));
  }

  private Mono<ServerResponse> enter(
      ServerRequest request, Programme programme, CommitteeWorker operator, byte[] bytes) {
    var context = edge.context(request, bytes);
    var form = Edge.parse(bytes, ListForm.class);
    form.check();
    if (!takesLists(programme, clock.instant())) {
      throw new Problem(422, "ENTITLEMENT_LIST_NOT_IN_PACK");
    }
    var language = WantedLanguage.of(request);
    var enteredBy = new EnteredBy(operator.subject(), null);
    var mark =
        pseudonyms.of("entitlement-list", programme.id() + "\n" + form.list()).substring(0, RegistrationIntake.MARK_LENGTH);
    return Flux.range(0, form.entries().size())
        .flatMapSequential(
            i -> take(programme, form.entries().get(i), language, context.part(Integer.toString(i)), enteredBy, mark),
            AT_ONCE)
        .collectList()
        .flatMap(results -> Edge.json(ServerResponse.ok(), Answer.of(programme, form.list(), results)));
  }

  /** Whether any part of the city takes lists; which person belongs to which is known once the entry is read. */
  private boolean takesLists(Programme programme, Instant at) {
    var everywhere = programme.areas().stream().map(area -> new Rules(area.pack(), area.editions()));
    return Stream.concat(Stream.of(programme.rules()), everywhere)
        .flatMap(rules -> packs.find(rules.pack(), rules.packVersion(at)).stream())
        .flatMap(pack -> pack.channels().stream())
        .anyMatch(channel -> channel.code().equals(Channel.ENTITLEMENT_LIST));
  }

  private Mono<Item> take(
      Programme programme, ObjectNode entry, String language, CommandContext context, EnteredBy enteredBy, String mark) {
    return Mono.defer(
            () -> {
              RegistrationIntake.assume(entry, "channel", Channel.ENTITLEMENT_LIST, "NOT_AN_OPTION");
              var envelope = RegistrationEnvelope.read(entry, language);
              return intake.take(new Application(programme, entry, envelope, context, enteredBy, mark));
            })
        .map(EntitlementList::item)
        .onErrorResume(
            Problem.class,
            e -> Mono.just(new Item(e.status() < 500 ? Result.REFUSED : Result.NOT_TAKEN, null, e.code(), e.data())));
  }

  private static Item item(Taken taken) {
    return switch (taken.outcome()) {
      case Outcome.Accepted accepted ->
          new Item(
              accepted.events().isEmpty() ? Result.UNCHANGED : Result.REGISTERED, taken.registrationId(), null, null);
      case Outcome.Rejected rejected -> new Item(Result.REFUSED, null, rejected.code(), rejected.data());
      case Outcome.Pending pending -> new Item(Result.PENDING, taken.registrationId(), null, null);
    };
  }
}
