package org.fairlot.registration.sms.web;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.pack.Form.Field;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Pack.Channel;
import org.fairlot.contracts.pack.Pack.ToldBy;
import org.fairlot.contracts.person.Contact;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ExchangeId;
import org.fairlot.contracts.registration.SenderEvent;
import org.fairlot.contracts.registration.SenderEvent.Reply;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;
import org.fairlot.registration.address.domain.Committees;
import org.fairlot.registration.address.domain.Committees.Committee;
import org.fairlot.registration.address.domain.Committees.Found;
import org.fairlot.registration.casework.domain.CaseCommand.Cancel;
import org.fairlot.registration.casework.domain.CaseCommand.Confirm;
import org.fairlot.registration.casework.web.RegistrationEnvelope;
import org.fairlot.registration.casework.web.RegistrationIntake;
import org.fairlot.registration.casework.web.RegistrationIntake.Application;
import org.fairlot.registration.form.ProgrammeForm;
import org.fairlot.registration.form.ProgrammeForms;
import org.fairlot.registration.identity.MobileNumber;
import org.fairlot.registration.pack.PackShelf;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.registration.sms.domain.SenderCommand.AnswerUplink;
import org.fairlot.registration.sms.domain.SenderCommand.Notices;
import org.fairlot.registration.sms.domain.Uplink;
import org.fairlot.registration.sms.domain.Uplink.Registration;
import org.fairlot.registration.sms.domain.UplinkGrammar;
import org.fairlot.runtime.decider.Outcome;
import org.fairlot.runtime.edge.CommandContext;
import org.fairlot.runtime.edge.CommandGateway;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.runtime.vault.Vault;
import org.fairlot.runtime.wire.Json;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * Acts upon short messages and has them answered. What a message asks for goes the way that every such wish goes, under a command
 * id of the message; its answer is the last step. Whatever fails before that is done again when the gateway brings the message
 * again, and changes nothing a second time.
 */
public final class UplinkDesk {

  /** Who writes Chinese fields is answered in Chinese. */
  private static final String LANGUAGE = "zh-CN";
  private static final String CLOSED = CaseClosed.class.getAnnotation(Wire.class).value();
  private static final List<Purpose> PURPOSES = List.of(Purpose.IDENTITY, Purpose.CONTACT);
  private static final int MARK_LENGTH = 8;
  /** What is kept of a message; none that can be understood is longer. */
  private static final int CONTENT_MAX = 1000;

  private final CommandGateway commands;
  private final RegistrationIntake intake;
  private final Programmes programmes;
  private final PackShelf packs;
  private final ProgrammeForms forms;
  private final Committees committees;
  private final SenderCases cases;
  private final Pseudonyms pseudonyms;
  private final Vault vault;
  private final Clock clock;

  UplinkDesk(
      CommandGateway commands, RegistrationIntake intake, Programmes programmes, PackShelf packs, ProgrammeForms forms,
      Committees committees, SenderCases cases, Pseudonyms pseudonyms, Vault vault, Clock clock) {
    this.commands = commands;
    this.intake = intake;
    this.programmes = programmes;
    this.packs = packs;
    this.forms = forms;
    this.committees = committees;
    this.cases = cases;
    this.pseudonyms = pseudonyms;
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * A message and who sent it.
   *
   * @param commandId of what it asks for: the same, however often it is brought
   */
  private record Received(String content, MobileNumber from, String senderTag, String commandId, String fingerprint) {

    CommandContext context() {
      return new CommandContext(commandId, null, null, fingerprint, List.of(), false, null);
    }
  }

  /** @param reply {@code null}: the case itself tells; @param caseId that was opened, or {@code null} */
  private record Answer(Reply reply, String caseId, Notices notices) {

    static Answer of(Reply reply) {
      return new Answer(reply, null, Notices.AS_BEFORE);
    }
  }

  /** Completes when the message has been acted upon and answered; with an error where it is to be brought again. */
  Mono<Void> take(UplinkMessage message, MobileNumber from) {
    var received = received(message, from);
    var programme = programmes.bySmsNumber(message.destCode()).orElse(null);
    var answer =
        programme == null
            ? Mono.just(Answer.of(Replies.reply("sms-no-programme")))
            : answer(received, programme, UplinkGrammar.read(received.content));
    return answer
        .flatMap(a -> send(received, programme, a))
        .map(UplinkDesk::known)
        .then();
  }

  private Received received(UplinkMessage message, MobileNumber from) {
    String text = message.content();
    String content = text.length() > CONTENT_MAX ? text.substring(0, CONTENT_MAX) : text;
    String id = String.join("\n", message.destCode(), from.e164(), message.sequenceId());
    return new Received(
        content, from, pseudonyms.of(SenderEvent.TAG, from.e164()), pseudonyms.of("sms", id), pseudonyms.of("body", content));
  }

  private Mono<Answer> answer(Received received, Programme programme, Uplink uplink) {
    return switch (uplink) {
      case Registration r -> register(received, programme, r);
      case Uplink.Status(var number) ->
          about(received, programme, number, SenderCase::isLive,
              found -> Mono.just(Answer.of(Replies.withStatus("sms-status", found))));
      case Uplink.Confirmation(var number) ->
          about(received, programme, number, found -> found.status() == CaseStatus.TO_CONFIRM,
              found -> confirm(received, found));
      case Uplink.Cancellation(var number) ->
          about(received, programme, number, SenderCase::isLive, found -> cancel(received, found));
      case Uplink.Help _ -> Mono.just(Answer.of(Replies.reply("sms-help")));
      case Uplink.OptOut _ -> Mono.just(new Answer(Replies.reply("sms-opted-out"), null, Notices.OPT_OUT));
      case Uplink.OptIn _ -> Mono.just(new Answer(Replies.reply("sms-opted-in"), null, Notices.OPT_IN));
      case Uplink.Unreadable u -> Mono.just(Answer.of(Replies.to(u)));
    };
  }

  private Mono<Answer> register(Received received, Programme programme, Registration r) {
    var committee = committee(programme, r.committeeCode());
    if (committee.isEmpty()) {
      return Mono.just(Answer.of(Replies.committeeUnknown(r.committeeCode())));
    }
    if (!isMeant(committee.get(), r.committeeName())) {
      return Mono.just(Answer.of(Replies.committeeMismatch(r.committeeCode(), committee.get())));
    }
    var now = clock.instant();
    var rules = programme.rules(committee.get().code(), now);
    var pack = pack(rules.pack(), rules.packVersion(now));
    if (!pack.form().documents().contains(r.document().type(r.number()))) {
      return Mono.just(Answer.of(Replies.reply("sms-document-not-accepted")));
    }
    var body = filledIn(r, committee.get(), received.from, forms.of(pack, programme, now));
    return Mono.defer(
            () -> intake.take(
                new Application(programme, body, RegistrationEnvelope.read(body, LANGUAGE), received.context(), null)))
        .map(
            taken ->
                switch (known(taken.outcome())) {
                  case Outcome.Rejected rejected -> Answer.of(Replies.to(rejected));
                  default -> registered(taken.registrationId(), pack);
                })
        .onErrorResume(
            Problem.class,
            problem ->
                problem.code().equals(FieldErrors.CODE)
                    ? Mono.just(Answer.of(Replies.to(errors(problem))))
                    : Mono.error(problem));
  }

  private static Answer registered(String caseId, Pack pack) {
    var reply =
        isTold(pack, CaseStatus.REGISTERED)
            ? null
            : Replies.aboutCase("sms-registered", new SenderCase(caseId, CaseStatus.REGISTERED, pack.name(), pack.version()));
    return new Answer(reply, caseId, Notices.AS_BEFORE);
  }

  /** By its code of 12 digits or the short one that people of this city know; never by name alone. */
  private Optional<Committee> committee(Programme programme, String code) {
    String meant = programme.committeeByAlias(code).orElse(code);
    return committees.look(meant, programme.defined().city()) instanceof Found.One(var committee)
            && committee.code().equals(meant)
        ? Optional.of(committee)
        : Optional.empty();
  }

  private boolean isMeant(Committee committee, String name) {
    return committee.isCalled(name)
        || committees.look(name, committee.street()) instanceof Found.One(var named) && named.equals(committee);
  }

  private Pack pack(String name, int version) {
    return packs
        .find(name, version)
        .orElseThrow(() -> new Problem(503, "NOT_READY", Map.of("retryAfterSeconds", 2)));
  }

  /** The programme's form as the message fills it in: the sender's number is the mobile. */
  private static ObjectNode filledIn(Registration r, Committee committee, MobileNumber from, ProgrammeForm form) {
    var filled = new LinkedHashMap<String, Object>();
    filled.put(Field.NAME.wireName(), r.name());
    filled.put(Field.DOC_TYPE.wireName(), r.document().type(r.number()).name());
    filled.put(Field.ID_NUMBER.wireName(), r.number());
    filled.put(Field.NATIONALITY.wireName(), r.document().nationality());
    filled.put(Field.MOBILE.wireName(), from.e164());
    filled.put(Field.DISTRICT.wireName(), committee.county());
    filled.put(Field.COMMITTEE.wireName(), committee.code());
    filled.keySet().removeIf(name -> !form.asks(name));
    filled.put("channel", Channel.SMS_UPLINK);
    // whoever writes a message cannot be asked afterwards
    filled.put("wantIfSoldOut", true);
    return Json.MAPPER.convertValue(filled, ObjectNode.class);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> errors(Problem problem) {
    return (List<Map<String, Object>>) problem.data().get("errors");
  }

  private Mono<Answer> confirm(Received received, SenderCase found) {
    return submit(received, new Confirm(found.caseId()), "confirm", found)
        .map(
            outcome ->
                switch (outcome) {
                  case Outcome.Rejected rejected when rejected.code().equals("MAINTENANCE") -> Replies.to(rejected);
                  case Outcome.Rejected _ -> Replies.withStatus("sms-nothing-to-confirm", found);
                  default -> Replies.aboutCase("sms-confirmed", found);
                })
        .map(Answer::of);
  }

  private Mono<Answer> cancel(Received received, SenderCase found) {
    return submit(received, new Cancel(found.caseId()), "cancel", found)
        .map(
            outcome ->
                Answer.of(
                    switch (outcome) {
                      case Outcome.Rejected rejected when rejected.code().equals("MAINTENANCE") -> Replies.to(rejected);
                      case Outcome.Rejected _ -> Replies.withStatus("sms-nothing-to-cancel", found);
                      case Outcome.Accepted accepted when accepted.events().contains(CLOSED) ->
                          isTold(pack(found.pack(), found.packVersion()), CaseStatus.CANCELLED)
                              ? null
                              : Replies.aboutCase("sms-cancelled", found);
                      default ->
                          Replies.aboutCase(
                              found.status() == CaseStatus.CANCELLED ? "sms-cancelled" : "sms-cancelling", found);
                    }));
  }

  private Mono<Outcome> submit(Received received, Command command, String part, SenderCase found) {
    return commands
        .submit(command, received.context().part(part + "/" + found.number()).about(found.caseId()))
        .map(UplinkDesk::known);
  }

  /** Whether the case tells of this by a message of its own, so that the same is not said twice. */
  private static boolean isTold(Pack pack, CaseStatus status) {
    var notice = pack.notices().get(status);
    return notice != null && notice.by() != ToldBy.COMMITTEE;
  }

  /**
   * Acts on the one case that the sender can mean.
   *
   * @param number   of the case as the sender gave it, or {@code null}
   * @param preferred which of several the word is about
   */
  private Mono<Answer> about(
      Received received, Programme programme, String number, Predicate<SenderCase> preferred,
      Function<SenderCase, Mono<Answer>> act) {
    return cases.of(received.senderTag, programme.id())
        .flatMap(
            all -> {
              var meant = meant(all, number, preferred);
              return switch (meant.size()) {
                case 0 -> Mono.just(Answer.of(Replies.reply("sms-none")));
                case 1 -> act.apply(meant.getFirst());
                default -> Mono.just(Answer.of(Replies.which(meant)));
              };
            });
  }

  /** Those that it can be; of several that are over, the last. */
  static List<SenderCase> meant(List<SenderCase> all, String number, Predicate<SenderCase> preferred) {
    if (number != null) {
      return all.stream().filter(found -> found.number().equalsIgnoreCase(number)).toList();
    }
    var first = all.stream().filter(SenderCase::isLive).filter(preferred).toList();
    var live = first.isEmpty() ? all.stream().filter(SenderCase::isLive).toList() : first;
    return live.isEmpty() && !all.isEmpty() ? List.of(all.getLast()) : live;
  }

  private Mono<Outcome> send(Received received, Programme programme, Answer answer) {
    // what was said to a programme is forgotten with it
    var holder = programme == null ? received.senderTag : programme.id() + "|" + received.senderTag;
    var sealing = vault.sealing(holder, PURPOSES);
    var exchange = ExchangeId.of(received.senderTag, received.commandId.substring(0, MARK_LENGTH)).toString();
    var command =
        new AnswerUplink(
            received.senderTag, exchange, programme == null ? null : programme.id(),
            sealing.seal(Purpose.IDENTITY, received.content),
            sealing.seal(Purpose.CONTACT, new Contact(received.from.e164(), LANGUAGE)), LANGUAGE, answer.reply,
            answer.caseId, answer.notices);
    return commands.submit(command, received.context().part("answer").about(exchange).withKeys(sealing.newKeys()));
  }

  /** @throws Problem 503 while the outcome is not known: the gateway is to bring the message again */
  private static Outcome known(Outcome outcome) {
    if (outcome instanceof Outcome.Pending) {
      throw Problem.busy();
    }
    return outcome;
  }
}
