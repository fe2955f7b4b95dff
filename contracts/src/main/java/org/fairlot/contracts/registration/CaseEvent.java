package org.fairlot.contracts.registration;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
   */
  record Choice(
      @Nullable String district, @Nullable String outletId, @Nullable String sku, @Nullable String slot,
      Stage.@Nullable Mode mode, boolean wantIfSoldOut) {}

  /**
   * A case is opened (预约登记).
   *
   * @param sealed JWE (compact) per purpose: the personal fields, readable only by services with that purpose
   * @param addressConfidence 0–100, how surely the free-text address was understood; {@code null} without an address
   */
  @Wire("registration.case-opened.v1")
  record CaseOpened(
      String caseId, String programmeId, String personTag, String pack, int packVersion, String channel, String language,
      Choice choice, Map<Purpose, String> sealed, @Nullable Integer addressConfidence)
      implements CaseEvent {
    public CaseOpened {
      sealed = inOrder(sealed);
    }
  }

  /**
   * The citizen edited the case; the last edit wins. Choice and sealed fields are whole, as they now stand.
   *
   * @param edits how often it has been edited, with this edit
   */
  @Wire("registration.case-amended.v1")
  record CaseAmended(
      String caseId, int edits, Choice choice, Map<Purpose, String> sealed, @Nullable Integer addressConfidence,
      String language)
      implements CaseEvent {
    public CaseAmended {
      sealed = inOrder(sealed);
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
   */
  @Wire("registration.stage-requested.v1")
  record StageRequested(
      String caseId, String programmeId, String personTag, int stageNo, Stage stage, Choice choice,
      Map<Purpose, String> sealed, @Nullable Integer addressConfidence, boolean pickupBarred, @Nullable Instant dueAt,
      @Nullable Integer units)
      implements CaseEvent {
    public StageRequested {
      sealed = inOrder(sealed);
    }

    /** Nothing is known of units. */
    public StageRequested(
        String caseId, String programmeId, String personTag, int stageNo, Stage stage, Choice choice,
        Map<Purpose, String> sealed, @Nullable Integer addressConfidence, boolean pickupBarred,
        @Nullable Instant dueAt) {
      this(
          caseId, programmeId, personTag, stageNo, stage, choice, sealed, addressConfidence, pickupBarred, dueAt, null);
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
   * The case has ended. Units that it still held go back to their pool, unless the goods are lost.
   *
   * @param outcome how
   * @param reason  stable code where it did not end with the goods
   * @param eligibleFrom when the person may register again, {@code null}: at once
   * @param pools   the pools that its first-come stages were sent to ({@code PoolId.of} at the time of the request, before
   *     any later edit), so that what it claimed can go back without a lookup
   */
  @Wire("registration.case-closed.v1")
  record CaseClosed(
      String caseId, String programmeId, String personTag, CaseOutcome outcome, @Nullable String reason,
      @Nullable Instant eligibleFrom, List<String> pools)
      implements CaseEvent {
    /** The reason of a case whose goods are gone: there is nothing that could go to the next. */
    public static final String GOODS_LOST = "LOST";

    public CaseClosed {
      pools = List.copyOf(pools);
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
    /** A stage said no: sold out, ineligible … */
    REFUSED,
    /** Granted, but not taken: refused at the door, not collected, not deliverable. */
    FORFEITED
  }

  /** The time-out of a stage, kept so that the timeline can show it. */
  @Wire("registration.stage-timed-out.v1")
  record StageTimedOut(String caseId, int stageNo, Instant dueAt) implements CaseEvent {}

  private static <K extends Comparable<K>> Map<K, String> inOrder(Map<K, String> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
