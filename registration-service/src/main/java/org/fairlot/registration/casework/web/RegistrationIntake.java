package org.fairlot.registration.casework.web;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.health.DeclarationId;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage.CapBy;
import org.fairlot.contracts.pack.Stage.HealthPrecheck;
import org.fairlot.contracts.person.Consignee;
import org.fairlot.contracts.person.Contact;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.EnteredBy;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.kernel.Wire;
import org.fairlot.registration.WantedLanguage;
import org.fairlot.registration.address.BuildingTags;
import org.fairlot.registration.casework.domain.AdmissionRule;
import org.fairlot.registration.casework.domain.CaseCommand.Register;
import org.fairlot.registration.casework.domain.HealthClearance;
import org.fairlot.registration.committee.web.CommitteeWorker;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.registration.form.FormReader;
import org.fairlot.registration.form.FormReader.FieldError;
import org.fairlot.registration.form.FormReader.Reading;
import org.fairlot.registration.form.ProgrammeForms;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.Programme.Rules;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.Admission;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Receipts;
import org.fairlot.runtime.vault.Vault;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes registrations: the hot path of an opening evening. Everything that it needs is in memory; what it writes is one
 * command.
 */
public final class RegistrationIntake {

  /** The channel of what a committee's worker enters for a citizen (现场登记). */
  private static final String ONSITE = "ONSITE";

  /** What the receipt of a health declaration is called. */
  private static final String HEALTH_RECEIPT = "health-declaration";

  private static final String RECEIPT = "registration";
  private static final String AMENDED = CaseAmended.class.getAnnotation(Wire.class).value();
  private static final List<Purpose> PURPOSES = List.of(Purpose.IDENTITY, Purpose.CONTACT, Purpose.CONSIGNEE);
  static final int MARK_LENGTH = 8;

  private final Edge edge;
  private final Admission admission;
  private final CommandGateway commands;
  private final Programmes programmes;
  private final PackShelf packs;
  private final ProgrammeForms forms;
  private final FormReader reader;
  private final Pseudonyms pseudonyms;
  private final Vault vault;
  private final Receipts receipts;
  private final DrawProfiles profiles;
  private final LimitTags tags;
  private final BuildingTags buildings;
  private final Residence residence;
  private final DrawEntries entries;
  private final RegistrationDocuments documents;
  private final Clock clock;

  RegistrationIntake(
      Edge edge, Admission admission, CommandGateway commands, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      FormReader reader,
      Pseudonyms pseudonyms, Vault vault, Receipts receipts, DrawProfiles profiles, LimitTags tags,
      BuildingTags buildings, Residence residence, DrawEntries entries,
      RegistrationDocuments documents, Clock clock) {
    this.edge = edge;
    this.admission = admission;
    this.commands = commands;
    this.programmes = programmes;
    this.packs = packs;
    this.forms = forms;
    this.reader = reader;
    this.pseudonyms = pseudonyms;
    this.vault = vault;
    this.receipts = receipts;
    this.profiles = profiles;
    this.tags = tags;
    this.buildings = buildings;
    this.residence = residence;
    this.entries = entries;
    this.documents = documents;
    this.clock = clock;
  }

  /** {@code POST /v1/programmes/{id}/registrations}. */
  Mono<ServerResponse> register(ServerRequest request) {
    var programme = programmes.find(request.pathVariable("id"))
        .orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
    return edge.body(request).flatMap(body -> register(request, programme, body));
  }

  private Mono<ServerResponse> register(ServerRequest request, Programme programme, byte[] bytes) {
    var context = edge.context(request, bytes);
    var body = edge.timed("parse", () -> Edge.parse(bytes, ObjectNode.class));
    var application =
        new Application(programme, body, RegistrationEnvelope.read(body, WantedLanguage.of(request)), context, null);
    return admission.inTurn(
        request, context, () -> closedDoor(programme, body),
        () -> take(application).flatMap(taken -> answer(taken, programme, "/v1/registrations/")));
  }

  private Optional<Problem> closedDoor(Programme programme, ObjectNode body) {
    Instant now = clock.instant();
    var pack = pack(programme.rules(residence.of(body, programme), now), now);
    var defined = programme.defined();
    return AdmissionRule.closedDoor(pack, defined.opensOn(), defined.closesOn(), now).map(edge::problem);
  }

  /** {@code POST /v1/committees/{code}/registrations}: a worker enters it for a citizen who came in person (代办登记). */
  Mono<ServerResponse> assist(ServerRequest request) {
    String committee = CommitteeWorker.code(request);
    return CommitteeWorker.at(request)
        .flatMap(worker -> edge.body(request).flatMap(bytes -> assist(request, worker, committee, bytes)));
  }

  private Mono<ServerResponse> assist(ServerRequest request, CommitteeWorker worker, String committee, byte[] bytes) {
    var context = edge.context(request, bytes);
    var body = Edge.parse(bytes, ObjectNode.class);
    var programmeId = body.remove("programmeId");
    if (programmeId == null || !programmeId.isString()) {
      new FieldErrors().add("programmeId", programmeId == null ? "MISSING" : "WRONG_TYPE").throwIfAny();
    }
    var programme = programmes.find(programmeId.asString()).orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
    assume(body, "channel", ONSITE, "NOT_AN_OPTION");
    var now = clock.instant();
    if (forms.of(pack(programme.rules(committee, now), now), programme, now).asks(Field.COMMITTEE.wireName())) {
      assume(body, Field.COMMITTEE.wireName(), committee, "NOT_AS_IN_PATH");
    }
    var envelope = RegistrationEnvelope.read(body, WantedLanguage.of(request));
    var enteredBy = new EnteredBy(worker.subject(), committee);
    return take(new Application(programme, body, envelope, context, enteredBy))
        .flatMap(taken -> answer(taken, programme, "/v1/committees/" + committee + "/registrations/"));
  }

  /** @throws Problem 422 with this code if the body says otherwise */
  static void assume(ObjectNode body, String field, String value, String code) {
    if (body.has(field) && !value.equals(body.get(field).asString(""))) {
      new FieldErrors().add(field, code).throwIfAny();
    }
    body.put(field, value);
  }

  /**
   * A registration that somebody wants, by whatever way it came in.
   *
   * @param body      what was filled in, by the names of the programme's form
   * @param enteredBy who entered it for the citizen, or {@code null}
   * @param mark      tells the case from the person's others: what comes again under the same one opens no other case
   */
  public record Application(
      Programme programme, ObjectNode body, RegistrationEnvelope envelope, CommandContext context, EnteredBy enteredBy,
      String mark) {

    /** A wish of its own, known by its command alone. */
    public Application(
        Programme programme, ObjectNode body, RegistrationEnvelope envelope, CommandContext context, EnteredBy enteredBy) {
      this(programme, body, envelope, context, enteredBy, context.commandId().substring(0, MARK_LENGTH));
    }
  }

  /**
   * What became of an application.
   *
   * @param registrationId the case that it is now: its own, or the live one of which it is an edit (以最后一次为准)
   */
  public record Taken(Outcome outcome, Register command, String registrationId) {

    public boolean isEdit() {
      return !command.caseId().equals(registrationId);
    }
  }

  /** Ends with {@link Problem} 422 where the form is not filled in rightly, with all errors of its fields. */
  public Mono<Taken> take(Application application) {
    Instant now = clock.instant();
    var draft = edge.timed("parse", () -> read(application, now));
    return clearance(draft, draft.pack)
        .flatMap(
            clearance -> {
              var caseId = new CaseId(application.programme.id(), draft.personTag, application.mark);
              var sealing = edge.timed("seal", () -> vault.sealing(caseId.key(), PURPOSES));
              var command = edge.timed("seal",
                  () -> command(
                      caseId.toString(), draft, application, sealing, clearance.orElse(null),
                      profiles.of(draft.pack, draft.form, draft.envelope.channel(), now),
                      tags.of(draft.pack, draft.form), buildings.of(draft.form.address())));
              var about = application.context.about(command.caseId()).withKeys(sealing.newKeys());
              return commands.submit(command, about).flatMap(outcome -> taken(outcome, command));
            });
  }

  /** An edit is told by its event; of which case it is, the read model knows as soon as it has it. */
  private Mono<Taken> taken(Outcome outcome, Register command) {
    if (!(outcome instanceof Outcome.Accepted accepted && accepted.events().contains(AMENDED))) {
      return Mono.just(new Taken(outcome, command, command.caseId()));
    }
    var id = CaseId.parse(command.caseId());
    return documents.awaitEdited(id.programmeId(), id.personTag(), accepted.version())
        .switchIfEmpty(Mono.error(() -> new Problem(503, "NOT_READY", Map.of("retryAfterSeconds", 2))))
        .map(document -> new Taken(outcome, command, document.getString("_id")));
  }

  private Pack pack(Rules rules, Instant at) {
    return packs
        .find(rules.pack(), rules.packVersion(at))
        .orElseThrow(() -> new Problem(503, "NOT_READY", Map.of("retryAfterSeconds", 2)));
  }

  /** A request as understood. */
  private record Draft(
      RegistrationEnvelope envelope, Rules rules, Pack pack, FilledForm form, String personTag, HealthClearance clearance) {}

  /** By the rules of where the person lives, which the form says for sure once it is read. */
  private Draft read(Application application, Instant now) {
    var programme = application.programme;
    var rules = programme.rules(residence.of(application.body, programme), now);
    var draft = read(application, rules, now);
    var sure = programme.rules(Residence.of(draft.form), now);
    return sure.equals(rules) ? draft : read(application, sure, now);
  }

  private Draft read(Application application, Rules rules, Instant now) {
    var envelope = application.envelope;
    var pack = pack(rules, now);
    var reading =
        reader.read(
            application.body, forms.of(pack, application.programme, now), RegistrationEnvelope.MEMBERS,
            envelope.wantIfSoldOut());
    var errors = new ArrayList<>(envelope.errors());
    errors.addAll(reading.errors());
    Reading.refuse(errors);
    Identity identity = reading.form().identity();
    String personTag = pseudonyms.personTag(identity.docType().name(), identity.number());
    var clearance = declared(envelope, personTag, errors);
    Reading.refuse(errors);
    var form = reading.form();
    var outletId = application.programme.assignedOutlet(pack, form.choice().committee());
    return new Draft(envelope, rules, pack, form.at(outletId), personTag, clearance.orElse(null));
  }

  /** What the receipt says; another person's receipt, or a forged one, is worth nothing. */
  private Optional<HealthClearance> declared(RegistrationEnvelope envelope, String personTag, List<FieldError> errors) {
    if (envelope.healthDeclarationId() != null
        && !isOf(envelope.healthDeclarationId(), personTag)) {
      errors.add(new FieldError("healthDeclarationId", "OTHER_PERSON", Map.of()));
    }
    if (envelope.healthReceipt() == null) {
      return Optional.empty();
    }
    var clearance =
        receipts
            .verify(HEALTH_RECEIPT, envelope.healthReceipt())
            .flatMap(RegistrationIntake::clearance)
            .filter(declared -> isOf(declared.declarationId(), personTag));
    if (clearance.isEmpty()) {
      errors.add(new FieldError("healthReceipt", "INVALID", Map.of()));
    }
    return clearance;
  }

  private static boolean isOf(String declarationId, String personTag) {
    return DeclarationId.isValid(declarationId) && DeclarationId.parse(declarationId).personTag().equals(personTag);
  }

  private static Optional<HealthClearance> clearance(Map<String, Object> claims) {
    try {
      return Optional.of(
          new HealthClearance(
              (String) claims.get("declarationId"), (String) claims.get("verdict"),
              Instant.parse((String) claims.get("validUntil"))));
    } catch (DateTimeParseException | ClassCastException | NullPointerException e) {
      return Optional.empty();
    }
  }

  /** Without a receipt, what health-declaration-service has published; its news may be on their way. */
  private Mono<Optional<HealthClearance>> clearance(Draft draft, Pack pack) {
    var precheck = pack.firstStage(HealthPrecheck.class);
    if (draft.clearance != null || precheck == null || !precheck.gate()) {
      return Mono.just(Optional.ofNullable(draft.clearance));
    }
    return documents.awaitClearance(draft.personTag, draft.envelope.healthDeclarationId())
        .map(Optional::of).defaultIfEmpty(Optional.empty());
  }

  private static Register command(
      String caseId, Draft draft, Application application, Vault.Sealing sealing, HealthClearance clearance, Profile profile,
      Map<CapBy, String> tags, String building) {
    var form = draft.form;
    var language = draft.envelope.language();
    var consignee = new Consignee(form.identity().name(), form.mobile(), form.address());
    var sealed =
        Map.of(
            Purpose.IDENTITY, sealing.seal(Purpose.IDENTITY, form.identity()),
            Purpose.CONTACT, sealing.seal(Purpose.CONTACT, new Contact(form.mobile(), language)),
            Purpose.CONSIGNEE, sealing.seal(Purpose.CONSIGNEE, consignee));
    var defined = application.programme.defined();
    return new Register(
        caseId, draft.rules.pack(), draft.rules.editions(), defined.opensOn(), defined.closesOn(), draft.envelope.channel(),
        language,
        form.choice(), sealed, form.addressConfidence(), clearance, profile, tags, application.enteredBy,
        Residence.street(form), building);
  }

  /** @param folder where the caller finds the registration */
  private Mono<ServerResponse> answer(Taken taken, Programme programme, String folder) {
    String location = folder + taken.registrationId;
    return switch (taken.outcome) {
      case Outcome.Accepted accepted -> {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("registrationId", taken.registrationId);
        answer.put("programmeId", programme.id());
        answer.put("status", CaseStatus.REGISTERED.name());
        answer.put("registeredAt", accepted.at());
        var entry = entry(taken, programme, accepted.at());
        answer.putAll(entry);
        answer.put("receipt", edge.timed("sign", () -> receipt(taken, programme, accepted.at(), entry)));
        var response = ServerResponse.status(taken.isEdit() ? 200 : 201).header("Location", location).eTag(Long.toString(accepted.version()));
        yield Edge.json(response, answer);
      }
      case Outcome.Rejected rejected -> edge.refusal(rejected);
      case Outcome.Pending pending ->
          Edge.json(
              ServerResponse.accepted().header("Location", location).header("Retry-After", "1"),
              Map.of("registrationId", taken.registrationId, "programmeId", programme.id(), "status", "PENDING"));
    };
  }

  /**
   * The draw whose list this registration is in time for, and its tag there; empty where no lots are drawn. An edit changes
   * nothing of that, and may have been in an earlier list.
   */
  private Map<String, String> entry(Taken taken, Programme programme, Instant receivedAt) {
    return taken.isEdit()
        ? Map.of()
        : packs.find(taken.command.pack(), packVersion(taken.command, receivedAt))
            .flatMap(pack -> entries.next(pack, programme.id(), receivedAt))
            .map(draw -> entries.entry(draw, taken.registrationId))
            .orElse(Map.of());
  }

  private static int packVersion(Register command, Instant at) {
    return new Rules(command.pack(), command.editions()).packVersion(at);
  }

  /** What the citizen can hold against the operator: that this registration was taken, and when. */
  private String receipt(
      Taken taken, Programme programme, Instant receivedAt, Map<String, String> entry) {
    var claims = new LinkedHashMap<String, Object>(entry);
    claims.put("registrationId", taken.registrationId);
    claims.put("programmeId", programme.id());
    claims.put("pack", taken.command.pack());
    claims.put("packVersion", packVersion(taken.command, receivedAt));
    claims.put("receivedAt", receivedAt.toString());
    return receipts.sign(RECEIPT, claims);
  }
}
