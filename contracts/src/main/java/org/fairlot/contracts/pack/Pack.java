package org.fairlot.contracts.pack;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fairlot.contracts.registration.CaseStatus;
import org.jspecify.annotations.Nullable;

/**
 * A city's rules as data (城市规则包): who may come when and by which channel, what the form asks, and the pipeline of
 * stages that every case walks. A published version never changes.
 *
 * @param name     its key, {@code [a-z0-9-]{1,40}}
 * @param version  1, 2, 3 …
 * @param names    display name by language ({@code zh-CN}, {@code en})
 * @param city     division code (GB/T 2260, 6 digits)
 * @param timezone in which all local days and times of the pack are meant
 * @param steps    the pipeline, in order; never empty
 * @param notices  what the citizen is told at which status
 */
public record Pack(
    String name, int version, Map<String, String> names, String city, ZoneId timezone, List<Party> parties,
    List<Channel> channels, Windows windows, Form form, Limits limits, Payment payment, List<Step> steps,
    Map<CaseStatus, Notice> notices) {

  public Pack {
    names = byLanguage(names);
    parties = List.copyOf(parties);
    channels = List.copyOf(channels);
    steps = List.copyOf(steps);
    notices =
        notices.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<CaseStatus, Notice>(notices));
  }

  /** Who runs the programme, and in which part (主办、技术支持、配送 …); shown to citizens and in reports. */
  public record Party(Role role, Map<String, String> names) {
    public Party {
      names = byLanguage(names);
    }
  }

  public enum Role { SPONSOR, OPERATOR, TECHNOLOGY, LOGISTICS, SUPPLIER, NOTARY, COMMITTEE }

  /**
   * A way in (预约渠道) and its days.
   *
   * @param from  first day, {@code null}: from the start
   * @param until first day no more, {@code null}: for good
   */
  public record Channel(String code, LocalDate from, LocalDate until, Map<String, String> names) {

    /** The channel of those whom an operator enters from a register's list (名单直发). */
    public static final String ENTITLEMENT_LIST = "ENTITLEMENT_LIST";

    /** The channel of those who register by short message (短信上行). */
    public static final String SMS_UPLINK = "SMS_UPLINK";

    /** What a short message tells; the district is the committee's, the mobile number the sender's. */
    private static final Set<Form.Field> TOLD_BY_SMS =
        EnumSet.of(
            Form.Field.NAME, Form.Field.DOC_TYPE, Form.Field.ID_NUMBER, Form.Field.NATIONALITY, Form.Field.MOBILE, Form.Field.DISTRICT,
            Form.Field.COMMITTEE);

    public Channel {
      names = byLanguage(names);
    }

    public boolean openOn(LocalDate day) {
      return (from == null || !day.isBefore(from)) && (until == null || day.isBefore(until));
    }

    /** Whether who comes by it can fill in the field; {@code mode} need not be, wherever it is asked. */
    public boolean canTell(Form.Field field) {
      return !code.equals(SMS_UPLINK) || field == Form.Field.MODE || TOLD_BY_SMS.contains(field);
    }

    /** Whether one may register by it; a list is an operator's matter. */
    public boolean takesRegistrations() {
      return !code.equals(ENTITLEMENT_LIST);
    }
  }

  /**
   * @param grantEveryDays a person who was granted goods may register again that many local days later; 0: at once
   * @param forfeitCounts  whether a grant that the person did not take counts as well
   * @param again          what becomes of another registration while one is live
   */
  public record Limits(int grantEveryDays, boolean forfeitCounts, Again again) {

    /** Another registration is refused. */
    public Limits(int grantEveryDays, boolean forfeitCounts) {
      this(grantEveryDays, forfeitCounts, Again.REFUSE);
    }
  }

  /** What becomes of a second registration of the same person, by whatever door it comes (重复登记). */
  public enum Again {
    /** It is refused, and the live one is named. */
    REFUSE,
    /** It is an edit of the live one, as long as that can be edited (以最后一次为准). */
    LAST_WINS
  }

  /** Who pays what; {@code shippingFen} in fen (0.01 CNY), 0: free. */
  public record Payment(GoodsPaid goods, int shippingFen) {}

  public enum GoodsPaid { FREE, ONLINE, AT_PICKUP, ON_DELIVERY }

  /** One step of the pipeline. @param timeoutHours when the case stops waiting and ends, {@code null}: never */
  public record Step(Stage stage, Integer timeoutHours) {}

  /**
   * @param template code of the message template
   * @param urgent   whether it may be sent in quiet hours
   * @param byReason other templates for certain reasons: {@code SOLD_OUT} reads better as such than as a refusal
   * @param by       who tells the citizen, {@code null}: a message
   */
  public record Notice(String template, boolean urgent, Map<String, String> byReason, @Nullable ToldBy by) {
    public Notice {
      byReason = Collections.unmodifiableMap(new TreeMap<>(byReason));
    }

    /** Told by a message. */
    public Notice(String template, boolean urgent, Map<String, String> byReason) {
      this(template, urgent, byReason, null);
    }

    /** @param reason a stable code, or {@code null} */
    public String template(String reason) {
      return reason == null ? template : byReason.getOrDefault(reason, template);
    }
  }

  /** Who tells the citizen (通知方式). */
  public enum ToldBy {
    /** A message of notification-service. */
    MESSAGE,
    /** A worker of the committee calls or rings at the door, from a worklist (居委会电话或上门通知). */
    COMMITTEE
  }

  /** The stage of this kind that comes first in the pipeline, or {@code null}. */
  public <S extends Stage> S firstStage(Class<S> kind) {
    return steps.stream().map(Step::stage).filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
  }

  private static Map<String, String> byLanguage(Map<String, String> names) {
    return Collections.unmodifiableMap(new TreeMap<>(names));
  }
}
