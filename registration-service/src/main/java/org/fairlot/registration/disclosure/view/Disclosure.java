package org.fairlot.registration.disclosure.view;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.NoticeId;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.EnteredBy;
import org.fairlot.contracts.registration.EligibilityEvent.AskedInVain;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.EligibilityEvent.Unanswered;
import org.fairlot.contracts.registration.ExchangeId;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.kernel.Event;

/**
 * One time that data of a person came to somebody else (个人信息提供记录): who that is, what for, and which kinds of data. It never
 * holds the data, nor the id of a case, with which one could do more than read.
 *
 * <p>A worker is told by committee; which of its workers it was is for the auditors, as in the timeline.
 *
 * @param source      what sets it apart from all others: the event, or the attempt that several events are about
 * @param programmeId {@code null} where no programme asked for it
 * @param fields      as far as the person had given them
 * @param detail      what is worth knowing beside it; never personal
 */
record Disclosure(
    String source, String personTag, String programmeId, Act act, Recipient recipient, Use use, List<Field> fields,
    Map<String, Object> detail) {

  /** How the data came there. */
  enum Act {
    /** A register was asked about the person (查询). */
    ASKED,
    /** It was handed over (提供). */
    GIVEN,
    /** From then on it stood where the recipient's people could read it (可查阅), whether or not they did. */
    SHOWN,
    /** It was taken down from the person, or from a list (代办登记). */
    ENTERED,
    /** Somebody decided with it before their eyes (审核). */
    REVIEWED,
    /** Somebody called, or tried to. */
    CALLED,
    /** Somebody was at the door. */
    VISITED
  }

  /** To whom. @param name of the register, courier, committee (its code), provider or programme; {@code null}: not known */
  record Recipient(Role role, String name) {}

  /** What the recipient is (接收方). */
  enum Role { REGISTER, COURIER, COMMITTEE, OPERATOR, SMS_PROVIDER, HEALTH_AUTHORITY, PROGRAMME }

  /** What it was for (用途). */
  enum Use {
    REGISTRATION, ELIGIBILITY, HEALTH_PRECHECK, REVIEW, NOTICE, DELIVERY,
    /** The health authority's own work, whatever the person registers for. */
    EPIDEMIC_CONTROL
  }

  /** A kind of data (信息种类). */
  enum Field {
    NAME,
    /** Type and number. */
    DOCUMENT,
    /** Type, and the last four characters of the number. */
    DOCUMENT_MASKED,
    MOBILE,
    MOBILE_MASKED,
    ADDRESS,
    /** All answers, under a pseudonym. */
    HEALTH_DECLARATION,
    /** What follows from the declaration, without the answers. */
    HEALTH_VERDICT
  }

  /** What a register answered; {@code NONE} if it did not. */
  enum Answer { YES, NO, NONE }

  private static final List<Field> ASKED_WITH = List.of(Field.NAME, Field.DOCUMENT);
  private static final List<Field> IN_REVIEW = List.of(Field.NAME, Field.DOCUMENT_MASKED, Field.MOBILE, Field.ADDRESS);
  private static final List<Field> ON_WORKLIST = List.of(Field.NAME, Field.MOBILE, Field.ADDRESS);
  private static final List<Field> ON_WAYBILL = List.of(Field.NAME, Field.MOBILE, Field.ADDRESS);
  private static final List<Field> AT_THE_DOOR = List.of(Field.NAME, Field.MOBILE_MASKED, Field.ADDRESS);

  Disclosure {
    fields = List.copyOf(fields);
  }

  /**
   * What an event discloses of a person; mostly nothing.
   *
   * @param eventId of the event, from which the sources are made: a repeat is the same disclosure
   */
  static List<Disclosure> of(Event event, String eventId) {
    return switch (event) {
      case CaseOpened e when e.enteredBy() != null ->
          one(eventId, e.caseId(), Act.ENTERED, desk(e.enteredBy()), Use.REGISTRATION, fields(e.sealed().keySet()));
      case FactAttested e ->
          one(
              eventId, e.caseId(), Act.ASKED, new Recipient(Role.REGISTER, e.register()), Use.ELIGIBILITY, ASKED_WITH,
              "fact", e.fact(), "area", e.area(), "answer", e.holds() ? Answer.YES : Answer.NO);
      case EligibilityPending e when e.unanswered() == null -> waiting(e, eventId);
      case EligibilityPending e -> unanswered(e.caseId(), e.unanswered(), eventId);
      case AskedInVain e -> unanswered(e.caseId(), e.unanswered(), eventId);
      case ReviewAsked e ->
          one(eventId, e.caseId(), Act.SHOWN, desk(e.committee()), Use.REVIEW, IN_REVIEW, "why", e.why());
      case ReviewMoved e -> one(eventId, e.caseId(), Act.SHOWN, desk(e.committee()), Use.REVIEW, IN_REVIEW);
      case ReviewDecided e ->
          one(
              eventId, e.caseId(), Act.REVIEWED, desk(e.committee()), Use.REVIEW, IN_REVIEW, "onAppeal", e.onAppeal());
      case CallPlanned e ->
          one(
              eventId, e.caseId(), Act.SHOWN, desk(e.committee()), Use.NOTICE, ON_WORKLIST, "template", e.template());
      case CallMade e ->
          one(
              eventId, e.caseId(), Act.CALLED, desk(e.committee()), Use.NOTICE, ON_WORKLIST, "outcome", e.outcome());
      case ParcelDispatched e ->
          one(
              eventId, e.fulfilmentId(), Act.GIVEN, new Recipient(Role.COURIER, e.courier()), Use.DELIVERY, ON_WAYBILL,
              "waybill", e.waybill());
      case VisitDue e -> one(eventId, e.fulfilmentId(), Act.SHOWN, desk(e.committee()), Use.DELIVERY, AT_THE_DOOR);
      case VisitRecorded e ->
          one(
              eventId, e.fulfilmentId(), Act.VISITED, desk(e.committee()), Use.DELIVERY, AT_THE_DOOR, "outcome",
              e.outcome());
      // written before the provider is called, so nothing that it got is missing
      case AttemptBegun e when NoticeId.isValid(e.messageId()) ->
          one(
              attempt(e.messageId(), e.attempt()), e.caseId(), Act.GIVEN, new Recipient(Role.SMS_PROVIDER, null),
              Use.NOTICE, List.of(Field.MOBILE), "notice", NoticeId.parse(e.messageId()).what());
      case DeclarationMade e -> declared(e.personTag(), eventId);
      case DeclarationCorrected e -> declared(e.personTag(), eventId);
      case PrecheckAnswered e when e.verdict() != null && CaseId.isValid(e.caseId()) ->
          one(
              eventId, e.caseId(), Act.GIVEN, new Recipient(Role.PROGRAMME, CaseId.parse(e.caseId()).programmeId()),
              Use.HEALTH_PRECHECK, List.of(Field.HEALTH_VERDICT));
      default -> List.of();
    };
  }

  /** The source of all that is told of one attempt to send a message. */
  static String attempt(String messageId, int attempt) {
    return messageId + "/" + attempt;
  }

  /** One for each register, as they are different offices; what a register is called is not known before it answers. */
  private static List<Disclosure> unanswered(String caseId, List<Unanswered> questions, String eventId) {
    return questions.stream()
        .flatMap(
            of -> one(
                eventId + "/" + of.fact() + "@" + of.area(), caseId, Act.ASKED, new Recipient(Role.REGISTER, null),
                Use.ELIGIBILITY, ASKED_WITH, "fact", of.fact(), "area", of.area(), "answer", Answer.NONE, "times", of.times())
                .stream())
        .toList();
  }

  /** As long as questions were not counted, what waited may have been asked about. */
  private static List<Disclosure> waiting(EligibilityPending e, String eventId) {
    return e.facts().stream()
        .distinct()
        .flatMap(
            fact -> one(
                eventId + "/" + fact, e.caseId(), Act.ASKED, new Recipient(Role.REGISTER, null), Use.ELIGIBILITY, ASKED_WITH,
                "fact", fact, "answer", Answer.NONE).stream())
        .toList();
  }

  /** The health authority finds declarations by each of their fields. */
  private static List<Disclosure> declared(String personTag, String eventId) {
    return List.of(
        new Disclosure(
            eventId, personTag, null, Act.SHOWN, new Recipient(Role.HEALTH_AUTHORITY, null), Use.EPIDEMIC_CONTROL,
            List.of(Field.HEALTH_DECLARATION), Map.of()));
  }

  private static Recipient desk(EnteredBy by) {
    return by.committee() == null ? new Recipient(Role.OPERATOR, null) : desk(by.committee());
  }

  /** A queue: the committee's, or that of the operator. */
  private static Recipient desk(String committee) {
    return ReviewEvent.UNASSIGNED.equals(committee)
        ? new Recipient(Role.OPERATOR, null)
        : new Recipient(Role.COMMITTEE, committee);
  }

  /** What is sealed for a purpose, as kinds of data. */
  private static List<Field> fields(Collection<Purpose> purposes) {
    return purposes.stream()
        .flatMap(
            purpose ->
                switch (purpose) {
                  case IDENTITY -> Stream.of(Field.NAME, Field.DOCUMENT);
                  case CONTACT -> Stream.of(Field.MOBILE);
                  case CONSIGNEE -> Stream.of(Field.NAME, Field.MOBILE, Field.ADDRESS);
                  case HEALTH -> Stream.of(Field.HEALTH_DECLARATION);
                })
        .distinct()
        .sorted()
        .toList();
  }

  /** Answers to short messages belong to no case, and to nobody whose document is known. */
  static boolean isCase(String caseId) {
    return CaseId.isValid(caseId) && !ExchangeId.isOne(caseId);
  }

  /** Of the person of a case. */
  private static List<Disclosure> one(
      String source, String caseId, Act act, Recipient recipient, Use use, List<Field> fields, Object... namesAndValues) {
    if (!isCase(caseId)) {
      return List.of();
    }
    var of = CaseId.parse(caseId);
    var detail = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      detail.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return List.of(new Disclosure(source, of.personTag(), of.programmeId(), act, recipient, use, fields, detail));
  }
}
