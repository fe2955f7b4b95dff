package org.fairlot.registration.casework.web;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.Document;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.person.Consignee;
import org.fairlot.contracts.person.Contact;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.person.Identity;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.registration.address.BuildingTags;
import org.fairlot.registration.casework.domain.CaseCommand.Amend;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.Confirm;
import org.fairlot.registration.casework.view.RegistrationsView;
import org.fairlot.registration.form.FilledForm;
import org.fairlot.registration.form.FormReader;
import org.fairlot.registration.form.FormReader.FieldError;
import org.fairlot.registration.form.FormReader.Reading;
import org.fairlot.registration.form.ProgrammeForm;
import org.fairlot.registration.form.ProgrammeForms;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.runtime.wire.Json;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * Edits and cancellations. An edit is laid over the form as it stands, and the whole is read again by the same rules.
 */
final class RegistrationEdits {

  /** Who a person is cannot be edited: that would be another person's registration. */
  private static final Set<String> FIXED = new TreeSet<>(List.of("docType", "idNumber", "nationality"));

  private static final Set<String> BESIDES = new TreeSet<>(List.of("language", "wantIfSoldOut"));

  /** Fields that are only right together: who edits one has the others looked at again. */
  private static final List<Set<String>> TOGETHER =
      List.of(new TreeSet<>(List.of("district", "committee", "address")), new TreeSet<>(List.of("outletId", "alternatives", "sku", "slot")));

  private static final int TRIES = 6;
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  private final Edge edge;
  private final CommandGateway commands;
  private final Programmes programmes;
  private final PackShelf packs;
  private final ProgrammeForms forms;
  private final FormReader reader;
  private final Vault vault;
  private final DrawProfiles profiles;
  private final LimitTags tags;
  private final BuildingTags buildings;
  private final RegistrationDocuments documents;
  private final RegistrationPage page;
  private final Clock clock;

  RegistrationEdits(
      Edge edge, CommandGateway commands, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      FormReader reader,
      Vault vault, DrawProfiles profiles, LimitTags tags, BuildingTags buildings, RegistrationDocuments documents,
      RegistrationPage page, Clock clock) {
    this.edge = edge;
    this.commands = commands;
    this.programmes = programmes;
    this.packs = packs;
    this.forms = forms;
    this.reader = reader;
    this.vault = vault;
    this.profiles = profiles;
    this.tags = tags;
    this.buildings = buildings;
    this.documents = documents;
    this.page = page;
    this.clock = clock;
  }

  /** {@code PATCH /v1/registrations/{id}}: JSON merge of the fields given; the last edit wins. */
  Mono<ServerResponse> amend(ServerRequest request) {
    String id = RegistrationPage.id(request);
    return edge.body(request)
        .flatMap(
            bytes -> {
              var patch = Edge.parse(bytes, ObjectNode.class);
              return patch.isEmpty()
                  ? page.existing(id).flatMap(page::answer)
                  : amend(request, id, patch, edge.repeatableContext(request, bytes), 1);
            });
  }

  private Mono<ServerResponse> amend(ServerRequest request, String id, ObjectNode patch, CommandContext context,
      int attempt) {
    boolean conditional = request.headers().firstHeader("If-Match") != null;
    return page.existing(id)
        .flatMap(document -> opened(document)
            .flatMap(copy -> submit(request, copy, patch, context.part("edit-" + attempt))))
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted -> shown(id, accepted);
                  case Outcome.Rejected rejected when rejected.code().equals("EDITED_MEANWHILE") && conditional ->
                      Mono.error(new Problem(412, "PRECONDITION_FAILED"));
                  // another edit came in between: lay this one over that
                  case Outcome.Rejected rejected when rejected.code().equals("EDITED_MEANWHILE") && attempt < TRIES ->
                      Mono.delay(ASK_AGAIN).then(Mono.defer(() -> amend(request, id, patch, context, attempt + 1)));
                  case Outcome.Rejected rejected -> edge.refusal(rejected);
                  case Outcome.Pending pending ->
                      Edge.json(ServerResponse.accepted(), Map.of("registrationId", id, "status", "PENDING"));
                });
  }

  /** A registration with its personal fields open, as the citizen filled them in or edited them last. */
  private record OpenCopy(Document document, Identity identity, Contact contact, Consignee consignee) {
    Choice choice() {
      return Json.MAPPER.convertValue(document.get("choice", Document.class), Choice.class);
    }

    String sealed(Purpose purpose) {
      return document.get("sealed", Document.class).getString(purpose.name());
    }
  }

  private Mono<OpenCopy> opened(Document document) {
    if (document.containsKey(RegistrationsView.ERASED)) {
      return Mono.error(new Problem(410, "PERSON_ERASED"));
    }
    var sealed = document.get("sealed", Document.class);
    return Mono.zip(
            vault.opening(Purpose.IDENTITY, sealed.getString(Purpose.IDENTITY.name()), Identity.class),
            vault.opening(Purpose.CONTACT, sealed.getString(Purpose.CONTACT.name()), Contact.class),
            vault.opening(Purpose.CONSIGNEE, sealed.getString(Purpose.CONSIGNEE.name()), Consignee.class))
        .map(fields -> new OpenCopy(document, fields.getT1(), fields.getT2(), fields.getT3()))
        .switchIfEmpty(Mono.error(() -> new Problem(410, "PERSON_ERASED")));
  }

  private Mono<Outcome> submit(ServerRequest request, OpenCopy copy, ObjectNode patch, CommandContext context) {
    RegistrationPage.checkIfMatch(request, copy.document);
    var form = form(copy);
    var edit = read(copy, patch, form);
    String id = copy.document.getString("_id");
    var sealing = vault.sealing(CaseId.parse(id).key(),
        List.of(Purpose.IDENTITY, Purpose.CONTACT, Purpose.CONSIGNEE));
    var command =
        new Amend(
            id, copy.document.getInteger("edits"), edit.form.choice(), sealed(copy, edit, sealing),
            edit.form.addressConfidence(), edit.language,
            profiles.of(
                form.pack(), edit.form, copy.document.getString("channel"),
                copy.document.get("registeredAt", Date.class).toInstant()),
            tags.of(form.pack(), edit.form), Residence.street(edit.form), buildings.of(edit.form.address()));
    return commands.submit(command, context.about(id).withKeys(sealing.newKeys()));
  }

  private ProgrammeForm form(OpenCopy copy) {
    var programme =
        programmes.find(copy.document.getString("programmeId"))
            .orElseThrow(() -> new Problem(404, "UNKNOWN_PROGRAMME"));
    var pack = packs.pack(copy.document.getString("pack"), copy.document.getInteger("packVersion"));
    return forms.of(pack, programme, clock.instant());
  }

  /** @param language of the messages, or {@code null} if it stays */
  private record Edit(FilledForm form, String language) {}

  private Edit read(OpenCopy copy, ObjectNode patch, ProgrammeForm form) {
    var errors = new ArrayList<FieldError>();
    var language = RegistrationEnvelope.language(patch, errors);
    var choice = copy.choice();
    boolean want = RegistrationEnvelope.wantIfSoldOut(patch, choice.wantIfSoldOut(), errors);
    patch.propertyNames().stream()
        .filter(name -> FIXED.contains(name) || !BESIDES.contains(name) && !form.asks(name))
        .forEach(name -> errors.add(new FieldError(name, FIXED.contains(name) ? "FIXED" : "UNKNOWN_FIELD", Map.of())));
    boolean asksAddress = form.asks(Field.ADDRESS.wireName());
    if (asksAddress && patch.has("district") && !patch.has("address")) {
      errors.add(new FieldError("address", "MISSING", Map.of()));
    }

    var merged = asFilledIn(copy, form);
    patch.properties().stream()
        .filter(field -> form.asks(field.getKey()) && !FIXED.contains(field.getKey()))
        .forEach(field -> merged.set(field.getKey(), field.getValue()));
    if (merged.path(Field.ALTERNATIVES.wireName()).isNull()) {
      // a merge patch takes away by null
      merged.remove(Field.ALTERNATIVES.wireName());
    }
    var reading = reader.reread(merged, form, trusted(merged, patch), want);
    reading.errors().stream()
        .filter(error -> errors.stream().noneMatch(known -> known.field().equals(error.field())))
        .forEach(errors::add);
    Reading.refuse(errors);
    boolean addressEdited = patch.has("district") || patch.has("committee") || patch.has("address");
    var edited = addressEdited ? reading.form() : withAddressOf(copy, reading.form(), patch.has("outletId"));
    return new Edit(edited.at(assignedOutlet(choice, edited.choice(), form)), language);
  }

  /**
   * Whose committee stays keeps the outlet, whoever assigned it and whatever the list says by now.
   *
   * @return {@code null} where the citizen chooses, or the committee has none
   */
  private static String assignedOutlet(Choice before, Choice now, ProgrammeForm form) {
    if (form.asks(Field.OUTLET.wireName())) {
      return null;
    }
    return before.outletId() != null && Objects.equals(before.committee(), now.committee())
        ? before.outletId()
        : form.programme().assignedOutlet(form.pack(), now.committee());
  }

  private static Set<String> trusted(ObjectNode merged, ObjectNode patch) {
    var trusted = new TreeSet<>(merged.propertyNames());
    patch.propertyNames().forEach(trusted::remove);
    TOGETHER.stream()
        .filter(group -> group.stream().anyMatch(patch::has))
        .forEach(trusted::removeAll);
    return trusted;
  }

  /** An address that nobody touched stays as it was understood, and so does what was thought of it. */
  private static FilledForm withAddressOf(OpenCopy copy, FilledForm read, boolean outletEdited) {
    var c = read.choice();
    String district = outletEdited ? c.district() : copy.choice().district();
    var choice =
        new Choice(
            district, c.outletId(), c.sku(), c.slot(), c.mode(), c.wantIfSoldOut(), c.alternatives(), c.committee());
    return new FilledForm(
        read.identity(), read.mobile(), copy.consignee.address(), copy.document.getInteger("addressConfidence"),
        choice);
  }

  /** The form as it would look today if the citizen filled it in with what is known. */
  private static ObjectNode asFilledIn(OpenCopy copy, ProgrammeForm form) {
    var filled = new LinkedHashMap<String, Object>();
    var choice = copy.choice();
    var identity = copy.identity;
    filled.put("name", identity.name());
    filled.put("docType", identity.docType().name());
    filled.put(
        "idNumber",
        identity.docType() == DocumentType.PASSPORT_FOREIGN
            ? identity.number().substring(identity.number().indexOf(':') + 1)
            : identity.number());
    filled.put("nationality", identity.nationality());
    filled.put("mobile", copy.contact.mobile());
    filled.put("district", choice.district());
    filled.put("committee", choice.committee());
    filled.put("address", copy.consignee.address() == null ? null : parts(copy.consignee));
    filled.put("outletId", choice.outletId());
    if (choice.alternatives() != null) {
      filled.put("alternatives", choice.alternatives());
    }
    filled.put("sku", choice.sku());
    filled.put("slot", choice.slot());
    filled.put("mode", choice.mode() == null ? null : choice.mode().name());
    filled.keySet().removeIf(name -> !form.asks(name));
    return Json.MAPPER.convertValue(filled, ObjectNode.class);
  }

  private static Map<String, String> parts(Consignee consignee) {
    var a = consignee.address();
    var parts = new LinkedHashMap<String, String>();
    parts.put("street", a.street());
    parts.put("road", a.road());
    parts.put("number", a.number());
    parts.put("estate", a.estate());
    parts.put("building", a.building());
    parts.put("unit", a.unit());
    parts.put("room", a.room());
    parts.put("detail", a.detail());
    return parts;
  }

  /** Only what has changed is sealed anew. */
  private static Map<Purpose, String> sealed(OpenCopy copy, Edit edit, Vault.Sealing sealing) {
    var sealed = new TreeMap<Purpose, String>();
    var form = edit.form;
    if (!form.identity().equals(copy.identity)) {
      sealed.put(Purpose.IDENTITY, sealing.seal(Purpose.IDENTITY, form.identity()));
    }
    var contact = new Contact(form.mobile(), edit.language == null ? copy.contact.language() : edit.language);
    if (!contact.equals(copy.contact)) {
      sealed.put(Purpose.CONTACT, sealing.seal(Purpose.CONTACT, contact));
    }
    var consignee = new Consignee(form.identity().name(), form.mobile(), form.address());
    if (!consignee.equals(copy.consignee)) {
      sealed.put(Purpose.CONSIGNEE, sealing.seal(Purpose.CONSIGNEE, consignee));
    }
    return sealed;
  }

  /** {@code POST /v1/registrations/{id}/confirmation}: the goods are still wanted. */
  Mono<ServerResponse> confirm(ServerRequest request) {
    String id = RegistrationPage.id(request);
    return page.existing(id)
        .flatMap(document -> commands.submit(new Confirm(id), edge.repeatableContext(request, new byte[0]).about(id)))
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted -> shown(id, accepted);
                  case Outcome.Rejected rejected -> edge.refusal(rejected);
                  case Outcome.Pending pending ->
                      Edge.json(ServerResponse.accepted(), Map.of("registrationId", id, "status", "PENDING"));
                });
  }

  /** {@code DELETE /v1/registrations/{id}}. */
  Mono<ServerResponse> cancel(ServerRequest request) {
    String id = RegistrationPage.id(request);
    return page.existing(id)
        .flatMap(
            document -> {
              RegistrationPage.checkIfMatch(request, document);
              var context = edge.repeatableContext(request, new byte[0]).about(id);
              return commands.submit(new Cancel(id), context);
            })
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Outcome.Accepted accepted -> shown(id, accepted);
                  case Outcome.Rejected rejected -> edge.refusal(rejected);
                  case Outcome.Pending pending ->
                      Edge.json(
                          ServerResponse.accepted(),
                          Map.of("registrationId", id, "status", CaseStatus.CANCELLING.name()));
                });
  }

  /** What has been decided, as it is shown from now on. */
  private Mono<ServerResponse> shown(String id, Outcome.Accepted accepted) {
    return documents.awaitVersion(id, accepted.version()).flatMap(page::answer);
  }
}
