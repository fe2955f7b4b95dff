package org.fairlot.contracts.registration;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/** The way of one person through a programme. Key {@code programme|personTag}; correlation id: the case id. */
public sealed interface CaseEvent extends Event {

  String caseId();

  @Override
  default String about() {
    return caseId();
  }

  /**
   * What a case asks for; the parts of the form that are not personal.
   *
   * @param district county code (GB/T 2260, 6 digits) of delivery or outlet, {@code null} where no stage needs one
   * @param outletId the chosen outlet, or {@code null}
   * @param sku      the chosen goods, or {@code null} where the programme has one kind
   * @param slot     the chosen arrival slot (到店时段), e.g. {@code 2020-02-02T10:00/11:00}, or {@code null}
   * @param mode     the chosen mode of hand-over, or {@code null} for the pack's default
   * @param wantIfSoldOut whether a want is to be left if there is nothing (缺货登记)
   * @param alternatives further outlets (备选网点) after {@code outletId}, the most wanted first; {@code null}: none
   * @param committee neighbourhood or village committee (居委会), statistical code of 12 digits, or {@code null}
   */
  record Choice(
      @Nullable String district, @Nullable String outletId, @Nullable String sku, @Nullable String slot,
      Stage.@Nullable Mode mode, boolean wantIfSoldOut, @Nullable List<String> alternatives,
      @Nullable String committee) {

    public Choice {
      alternatives = alternatives == null || alternatives.isEmpty() ? null : List.copyOf(alternatives);
    }

    /** Without a committee. */
    public Choice(
        String district, String outletId, String sku, String slot, Stage.Mode mode, boolean wantIfSoldOut,
        List<String> alternatives) {
      this(district, outletId, sku, slot, mode, wantIfSoldOut, alternatives, null);
    }

    /** A choice of one outlet, or none. */
    public Choice(
        String district, String outletId, String sku, String slot, Stage.Mode mode, boolean wantIfSoldOut) {
      this(district, outletId, sku, slot, mode, wantIfSoldOut, null, null);
    }

    /** All outlets that would do, the most wanted first. */
    public List<Choice> ranked() {
      return alternatives == null
          ? List.of(this)
          : Stream.concat(Stream.of(outletId), alternatives.stream()).map(this::at).toList();
    }

    /** The same choice at this outlet alone. */
    public Choice at(String outlet) {
      return new Choice(district, outlet, sku, slot, mode, wantIfSoldOut, null, committee);
    }
  }

  /**
   * What an allotment must know of a person without knowing the person: a draw all of it, any other the reserves alone.
   *
   * @param household keyed hash of the dwelling (住址), so that a household's cases are known as such; {@code null} without an
   *     address
   * @param cohorts   groups by which a draw is tested for bias ({@code registeredHour}, {@code district}, {@code idParity} …);
   *     where a label would tell something of the person it is a keyed hash
   * @param reserves  names of the pack's reserves whose age the person has
   */
  record Profile(@Nullable String household, Map<String, String> cohorts, List<String> reserves) {
    public Profile {
      cohorts = inOrder(cohorts);
      reserves = List.copyOf(reserves);
    }
  }

  /**
   * Who entered a case on a citizen's behalf (代办登记).
   *
   * @param worker    who it was: the subject of the token
   * @param committee at which committee (12 digits), or {@code null} where an operator took the person from a list
   */
  record EnteredBy(String worker, @Nullable String committee) {}

  /**
   * A case is opened (预约登记).
   *
   * @param sealed JWE (compact) per purpose: the personal fields, readable only by services with that purpose
   * @param addressConfidence 0–100, how surely the free-text address was understood; {@code null} without an address
   * @param profile what the allotment needs; {@code null} where the pack draws no lots and keeps nothing for an age
   * @param tags    keyed hashes by which the pack's shared limits count (限购); {@code null} where it has none
   * @param enteredBy who entered it for the citizen; {@code null}: the citizen did
   * @param street  where the person lives (街道), a code of 9 digits, so that chances can be compared by street; {@code null}:
   *     not known
   * @param building in which house (楼栋), as a keyed hash that tells the same from others and is compared with nothing else;
   *     {@code null}: not known
   */
  @Wire("registration.case-opened.v1")
  record CaseOpened(
      String caseId, String programmeId, String personTag, String pack, int packVersion, String channel, String language,
      Choice choice, Map<Purpose, String> sealed, @Nullable Integer addressConfidence, @Nullable Profile profile,
      @Nullable Map<Stage.CapBy, String> tags, @Nullable EnteredBy enteredBy, @Nullable String street,
      @Nullable String building)
      implements CaseEvent {
    public CaseOpened {
      sealed = inOrder(sealed);
      tags = ifAny(tags);
    }

    /** Of a person of whom it is not known where she lives. */
    public CaseOpened(
        String caseId, String programmeId, String personTag, String pack, int packVersion, String channel,
        String language, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, Profile profile,
        Map<Stage.CapBy, String> tags, EnteredBy enteredBy) {
      this(
          caseId, programmeId, personTag, pack, packVersion, channel, language, choice, sealed, addressConfidence, profile,
          tags, enteredBy, null, null);
    }

    /** Entered by the citizen, and no shared limit counts it. */
    public CaseOpened(
        String caseId, String programmeId, String personTag, String pack, int packVersion, String channel,
        String language, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, Profile profile) {
      this(
          caseId, programmeId, personTag, pack, packVersion, channel, language, choice, sealed, addressConfidence,
          profile, null, null);
    }

    public CaseOpened(
        String caseId, String programmeId, String personTag, String pack, int packVersion, String channel,
        String language, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence) {
      this(
          caseId, programmeId, personTag, pack, packVersion, channel, language, choice, sealed, addressConfidence, null, null,
          null);
    }
  }

  /**
   * The citizen edited the case; the last edit wins. Choice and sealed fields are whole, as they now stand.
   *
   * @param edits how often it has been edited, with this edit
   * @param profile as it now stands; {@code null} as in {@link CaseOpened}
   * @param urnId the urn in which the case waits for a draw, or {@code null}
   * @param tags  as they now stand; {@code null} where the pack has no shared limit
   * @param street as it now stands; {@code null}: not known
   * @param building as it now stands; {@code null}: not known
   */
  @Wire("registration.case-amended.v1")
  record CaseAmended(
      String caseId, int edits, Choice choice, Map<Purpose, String> sealed, @Nullable Integer addressConfidence,
      String language, @Nullable Profile profile, @Nullable String urnId, @Nullable Map<Stage.CapBy, String> tags,
      @Nullable String street, @Nullable String building)
      implements CaseEvent {
    public CaseAmended {
      sealed = inOrder(sealed);
      tags = ifAny(tags);
    }

    /** Of a person of whom it is not known where she lives. */
    public CaseAmended(
        String caseId, int edits, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, String language,
        Profile profile, String urnId, Map<Stage.CapBy, String> tags) {
      this(caseId, edits, choice, sealed, addressConfidence, language, profile, urnId, tags, null, null);
    }

    /** No shared limit counts the case. */
    public CaseAmended(
        String caseId, int edits, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, String language,
        Profile profile, String urnId) {
      this(caseId, edits, choice, sealed, addressConfidence, language, profile, urnId, null);
    }

    public CaseAmended(
        String caseId, int edits, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, String language) {
      this(caseId, edits, choice, sealed, addressConfidence, language, null, null, null);
    }
  }

  /**
   * The case asks the services for a stage; the service that knows this kind of stage answers.
   *
   * @param stageNo      1 for the first stage; together with the case id it names the request
   * @param sealed       only of the purposes that this kind of stage has
   * @param pickupBarred whether a health verdict turned pick-up into delivery
   * @param dueAt        when the case stops waiting for an answer, {@code null}: never
   * @param units        units (份) that earlier stages allotted to the case, {@code null} where none told how many
   * @param urnId        for a draw alone: the urn ({@link org.fairlot.contracts.draw.UrnId}) the case goes into
   * @param timezone     for a draw or a shared limit alone: where the hours and days of its rules are meant
   * @param profile      for a draw, and for any other allotment that keeps reserves: with those to whose whole group the
   *     person belongs, in the order of the stage
   * @param tags         for a shared limit alone: the keyed hash by which it counts
   */
  @Wire("registration.stage-requested.v1")
  record StageRequested(
      String caseId, String programmeId, String personTag, int stageNo, Stage stage, Choice choice,
      Map<Purpose, String> sealed, @Nullable Integer addressConfidence, boolean pickupBarred, @Nullable Instant dueAt,
      @Nullable Integer units, @Nullable String urnId, @Nullable ZoneId timezone, @Nullable Profile profile,
      @Nullable Map<Stage.CapBy, String> tags)
      implements CaseEvent {
    public StageRequested {
      sealed = inOrder(sealed);
      tags = ifAny(tags);
    }

    /** Nothing is to be counted. */
    public StageRequested(
        String caseId, String programmeId, String personTag, int stageNo, Stage stage, Choice choice,
        Map<Purpose, String> sealed, @Nullable Integer addressConfidence, boolean pickupBarred, @Nullable Instant dueAt,
        @Nullable Integer units, @Nullable String urnId, @Nullable ZoneId timezone, @Nullable Profile profile) {
      this(
          caseId, programmeId, personTag, stageNo, stage, choice, sealed, addressConfidence, pickupBarred, dueAt, units,
          urnId, timezone, profile, null);
    }

    /** Nothing is known of units, and nothing is to be drawn. */
    public StageRequested(
        String caseId, String programmeId, String personTag, int stageNo, Stage stage, Choice choice,
        Map<Purpose, String> sealed, @Nullable Integer addressConfidence, boolean pickupBarred, @Nullable Instant dueAt) {
      this(
          caseId, programmeId, personTag, stageNo, stage, choice, sealed, addressConfidence, pickupBarred, dueAt, null, null,
          null, null, null);
    }
  }

  /**
   * A stage under way was heard of: {@code WAITLISTED}, {@code DISPATCHED}, {@code OUT_FOR_DELIVERY} …
   *
   * @param phase          the new status of the case
   * @param sourceSequence the sequence of the report in the aggregate that made it, so that an older one comes too late
   * @param detail         parameters of that phase, in key order; never personal
   */
  @Wire("registration.stage-progressed.v1")
  record StageProgressed(String caseId, int stageNo, CaseStatus phase, long sourceSequence, Map<String, String> detail)
      implements CaseEvent {
    public StageProgressed {
      detail = inOrder(detail);
    }
  }

  /**
   * A stage has ended.
   *
   * @param reason a stable code where it did not pass
   * @param detail parameters of the answer, in key order; never personal
   */
  @Wire("registration.stage-settled.v1")
  record StageSettled(
      String caseId, int stageNo, Verdict verdict, @Nullable String reason, Map<String, String> detail, Instant settledAt)
      implements CaseEvent {
    public StageSettled {
      detail = inOrder(detail);
    }
  }

  enum Verdict { PASSED, FAILED }

  /** The citizen took the case back while goods may be under way: it closes when the stage under way has answered. */
  @Wire("registration.cancellation-requested.v1")
  record CancellationRequested(String caseId, int stageNo) implements CaseEvent {}

  /**
   * A message is due to the citizen.
   *
   * @param noticeId unique and stable: case id and what happened, a {@link org.fairlot.contracts.notification.NoticeId}
   * @param template template code, declared in the pack
   * @param params   template parameters, in key order; never personal
   * @param contact  JWE for {@link Purpose#CONTACT}
   * @param urgent   whether it may be sent in quiet hours
   */
  @Wire("registration.notice-requested.v1")
  record NoticeRequested(
      String caseId, String noticeId, String personTag, String template, String language, Map<String, String> params,
      String contact, boolean urgent)
      implements CaseEvent {
    public NoticeRequested {
      params = inOrder(params);
    }
  }

  /**
   * The citizen is to be told by the committee (居委会通知), where the pack says so instead of a message.
   *
   * @param callId    unique and stable, a {@link org.fairlot.contracts.notification.NoticeId}
   * @param committee whose workers tell it, statistical code of 12 digits
   * @param status    what the case has come to
   * @param template  code of what is to be said, declared in the pack
   * @param params    template parameters, in key order; never personal
   */
  @Wire("registration.call-requested.v1")
  record CallRequested(
      String caseId, String callId, String committee, CaseStatus status, String template, String language,
      Map<String, String> params)
      implements CaseEvent {
    public CallRequested {
      params = inOrder(params);
    }
  }

  /**
   * The case has ended. Units that it still held go back to their pool, unless the goods are lost.
   *
   * @param outcome how
   * @param reason  stable code where it did not end with the goods
   * @param eligibleFrom when the person may register again, {@code null}: at once
   * @param pools   the pools that its allotments were sent to ({@code PoolId.of} at the time of the request, before
   *     any later edit), so that what it claimed can go back without a lookup
   * @param urnId   the urn that it went into, or {@code null}
   * @param caps    the shared limits in which it counted, as keys of theirs; {@code null}: none
   * @param grantedAt when goods were allotted to it, {@code null}: never, or not told
   */
  @Wire("registration.case-closed.v1")
  record CaseClosed(
      String caseId, String programmeId, String personTag, CaseOutcome outcome, @Nullable String reason,
      @Nullable Instant eligibleFrom, List<String> pools, @Nullable String urnId,
      @Nullable List<String> caps, @Nullable Instant grantedAt)
      implements CaseEvent {
    /** The reason of a case whose goods are gone: there is nothing that could go to the next. */
    public static final String GOODS_LOST = "LOST";

    /** The reason of a case that was live still when its programme ended. */
    public static final String PROGRAMME_ENDED = "PROGRAMME_ENDED";

    public CaseClosed {
      pools = List.copyOf(pools);
      caps = caps == null || caps.isEmpty() ? null : List.copyOf(caps);
    }

    /** It was in no urn. */
    public CaseClosed(
        String caseId, String programmeId, String personTag, CaseOutcome outcome, String reason, Instant eligibleFrom,
        List<String> pools) {
      this(caseId, programmeId, personTag, outcome, reason, eligibleFrom, pools, null);
    }

    /** It counted in no shared limit. */
    public CaseClosed(
        String caseId, String programmeId, String personTag, CaseOutcome outcome, String reason, Instant eligibleFrom,
        List<String> pools, String urnId) {
      this(caseId, programmeId, personTag, outcome, reason, eligibleFrom, pools, urnId, null, null);
    }

    /** Whether what the case held can be given to others. */
    public boolean freesUnits() {
      return outcome != CaseOutcome.FULFILLED && !GOODS_LOST.equals(reason);
    }
  }

  enum CaseOutcome {
    /** The goods arrived. */
    FULFILLED,
    /** The citizen took it back. */
    CANCELLED,
    /** A stage said no: sold out, ineligible …; or its programme ended before any said yes. */
    REFUSED,
    /** Granted, but not taken: refused at the door, not collected, not deliverable. */
    FORFEITED
  }

  /** The time-out of a stage, kept so that the timeline can show it. */
  @Wire("registration.stage-timed-out.v1")
  record StageTimedOut(String caseId, int stageNo, Instant dueAt) implements CaseEvent {}

  /** The programme has ended, and nobody needs to know any more what the person had said (个案脱敏): read models forget it too. */
  @Wire("registration.case-erased.v1")
  record CaseErased(String caseId) implements CaseEvent {}

  /** {@code null} rather than empty, so that what has none looks as it did before there were any. */
  private static Map<Stage.CapBy, String> ifAny(Map<Stage.CapBy, String> tags) {
    return tags == null || tags.isEmpty() ? null : inOrder(tags);
  }

  private static <K extends Comparable<K>> Map<K, String> inOrder(Map<K, String> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
