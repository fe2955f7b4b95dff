package org.fairlot.registration.sms.web;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.SenderEvent.Reply;
import org.fairlot.registration.address.domain.Committees.Committee;
import org.fairlot.registration.sms.domain.Uplink.Field;
import org.fairlot.registration.sms.domain.Uplink.Unreadable;
import org.fairlot.runtime.decider.Outcome;

/**
 * What a sender is told, by template code and parameters; the texts are notification-service's. Each says what to do next, and
 * none says more of a person than the sender wrote.
 */
final class Replies {

  /** As many numbers of cases as a short message has room for. */
  private static final int NUMBERS_MAX = 3;

  private static final int COMMITTEE_NAME_MAX = 15;

  private Replies() {}

  static Reply to(Unreadable unreadable) {
    return switch (unreadable.flaw()) {
      case NO_REGISTRATION -> reply("sms-format");
      case FIELDS_MISSING ->
          reply(
              "sms-missing", "field",
              unreadable.missing().stream().limit(2).map(Field::title).collect(Collectors.joining("和")));
      case FIELDS_SWAPPED -> reply("sms-swapped");
      case FIELDS_TOO_MANY -> reply("sms-too-many");
      case DOCUMENT_UNKNOWN -> reply("sms-document-unknown");
    };
  }

  static Reply committeeUnknown(String code) {
    return reply("sms-committee-unknown", "code", code);
  }

  /** @param committee the one that the code means */
  static Reply committeeMismatch(String code, Committee committee) {
    String name = committee.name();
    return reply(
        "sms-committee-mismatch", "code", code, "committee",
        name.length() <= COMMITTEE_NAME_MAX ? name : name.substring(0, COMMITTEE_NAME_MAX - 1) + "…");
  }

  /** The first of what is wrong with a form that was filled in from a message. */
  static Reply to(List<Map<String, Object>> errors) {
    var error = errors.getFirst();
    return switch ((String) error.get("code")) {
      case "NAME_INVALID", "TOO_LONG", "INVALID" -> reply("sms-name-wrong");
      case "DOCUMENT_FORMAT" -> reply("sms-number-format");
      case "DOCUMENT_CHECKSUM" -> reply("sms-number-checksum");
      case "DOCUMENT_BIRTH_DATE" -> reply("sms-number-birth-date");
      case "DOCUMENT_FIRST_GENERATION" -> reply("sms-number-first-generation");
      case "DOCUMENT_OTHER_TYPE" -> reply("sms-number-other-document");
      case "NATIONALITY_INVALID" -> reply("sms-country");
      case "NOT_AN_OPTION" -> reply("sms-document-not-accepted");
      case "MISSING" -> reply("sms-not-here");
      default -> reply("sms-not-taken");
    };
  }

  /** Why a registration was not taken. */
  static Reply to(Outcome.Rejected rejected) {
    return switch (rejected.code()) {
      case "ALREADY_REGISTERED" -> reply("sms-already");
      case "TOO_SOON" -> timed("sms-too-soon", rejected, "eligibleFrom");
      case "NOT_OPEN" -> timed("sms-not-open", rejected, "opensAt");
      case "PROGRAMME_ENDED" -> reply("sms-ended");
      case "MAINTENANCE" -> reply("sms-maintenance");
      case "CHANNEL_MOVED", "CHANNEL_NOT_OPEN_YET", "CHANNEL_UNKNOWN", "HEALTH_DECLARATION_REQUIRED" -> reply("sms-not-here");
      default -> reply("sms-not-taken");
    };
  }

  private static Reply timed(String template, Outcome.Rejected rejected, String member) {
    return reply(template, member, String.valueOf(rejected.data().get(member)));
  }

  static Reply aboutCase(String template, SenderCase about) {
    return reply(template, "registration", about.number());
  }

  static Reply withStatus(String template, SenderCase about) {
    return reply(template, "registration", about.number(), "status", words(about.status()));
  }

  /** The sender has several, and did not say which. */
  static Reply which(List<SenderCase> cases) {
    return reply(
        "sms-which", "registrations", cases.stream().limit(NUMBERS_MAX).map(SenderCase::number).collect(Collectors.joining(" ")));
  }

  /** @param namesAndValues in turn */
  static Reply reply(String template, String... namesAndValues) {
    var params = new java.util.TreeMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      params.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Reply(template, params);
  }

  /** At most 10 characters. */
  static String words(CaseStatus status) {
    return switch (status) {
      case REGISTERED -> "已登记";
      case HEALTH_PRECHECK -> "健康核验中";
      case ELIGIBILITY -> "资格核验中";
      case CAP_CHECK -> "限购核对中";
      case UNDER_REVIEW -> "居委会审核中";
      case REVIEW_REFUSED -> "审核未通过,可申诉";
      case OUTLET_ASSIGNMENT -> "等待分配网点";
      case TO_CONFIRM -> "待您确认,请回Y";
      case ALLOTMENT -> "等待分配";
      case IN_DRAW -> "等待摇号";
      case WAITLISTED -> "已缺货登记";
      case GRANTED -> "已分配,安排交付";
      case ADDRESS_CORRECTION -> "地址待更正";
      case DISPATCHED -> "已发出";
      case OUT_FOR_DELIVERY -> "派送中";
      case VISIT_DUE -> "居委会将送货";
      case READY_FOR_PICKUP -> "可到店领取";
      case CANCELLING -> "取消处理中";
      case FULFILLED -> "已完成";
      case CANCELLED -> "已取消";
      case REFUSED -> "未通过";
      case FORFEITED -> "已失效";
    };
  }
}
