package org.fairlot.registration.casework.domain;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.pack.Pack.Channel;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.EnteredBy;
import org.fairlot.contracts.registration.CaseEvent.Profile;
import org.fairlot.contracts.registration.CaseEvent.Verdict;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** Commands on a person's cases in one programme. Key: {@code programme|personTag}. */
public sealed interface CaseCommand extends Command {

  /** About one of them. */
  sealed interface OfCase extends CaseCommand {
    String caseId();

    @Override
    default String key() {
      return CaseId.parse(caseId()).key();
    }
  }

  /** The programme has ended: close what is live, and forget what the person said in all of them. @param key of the cases */
  @Wire("registration.erase-cases.v1")
  record EraseCases(String key) implements CaseCommand {}

  /**
   * Open a case (预约登记).
   *
   * @param editions  the programme's plan of pack versions, as it stood when the citizen came
   * @param opensOn   the programme's first day
   * @param closesOn  its first day no more, or {@code null}
   * @param sealed    personal fields by purpose, as JWE
   * @param health    the declaration that the citizen brought, or {@code null}
   * @param profile   what the allotment must know of the person, or {@code null} where it need not know anything
   * @param tags      by which shared limits count, as keyed hashes; {@code null} where the pack has none
   * @param enteredBy who entered it for the citizen, or {@code null}
   * @param street    where the person lives (街道, 9 digits), or {@code null}
   * @param building  in which house (楼栋), as a keyed hash, or {@code null}
   */
  @Wire("registration.register.v1")
  record Register(
      String caseId, String pack, List<Edition> editions, LocalDate opensOn, LocalDate closesOn, String channel,
      String language,
      Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, HealthClearance health, Profile profile,
      Map<Stage.CapBy, String> tags, EnteredBy enteredBy, String street, String building)
      implements OfCase {
    public Register {
      editions = List.copyOf(editions);
      sealed = Collections.unmodifiableMap(new TreeMap<>(sealed));
    }

    /** Of a person of whom it is not known where she lives. */
    public Register(
        String caseId, String pack, List<Edition> editions, LocalDate opensOn, LocalDate closesOn, String channel,
        String language, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, HealthClearance health,
        Profile profile, Map<Stage.CapBy, String> tags, EnteredBy enteredBy) {
      this(
          caseId, pack, editions, opensOn, closesOn, channel, language, choice, sealed, addressConfidence, health, profile,
          tags, enteredBy, null, null);
    }

    /** Whether a register's list brings the person (名单直发). */
    boolean comesFromList() {
      return channel.equals(Channel.ENTITLEMENT_LIST);
    }

    /** By the citizen, where nothing is shared and no lots are drawn. */
    public Register(
        String caseId, String pack, List<Edition> editions, LocalDate opensOn, LocalDate closesOn, String channel,
        String language, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence, HealthClearance health) {
      this(
          caseId, pack, editions, opensOn, closesOn, channel, language, choice, sealed, addressConfidence, health, null,
          null, null);
    }
  }

  /**
   * Edit a case; the last edit wins.
   *
   * @param basedOnEdit the number of edits that the citizen's copy had seen, so that none is lost unseen
   * @param choice      as it shall be, whole
   * @param sealed      the purposes that change
   * @param language    of the messages, or {@code null} to leave it
   * @param profile     as it now stands, or {@code null} as in {@link Register}
   * @param tags        as they now stand, or {@code null} where the pack has no shared limit
   * @param street      as it now stands, or {@code null}
   * @param building    as it now stands, or {@code null}
   */
  @Wire("registration.amend.v1")
  record Amend(
      String caseId, int basedOnEdit, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence,
      String language, Profile profile, Map<Stage.CapBy, String> tags, String street, String building)
      implements OfCase {
    public Amend {
      sealed = Collections.unmodifiableMap(new TreeMap<>(sealed));
    }

    /** Of a person of whom it is not known where she lives. */
    public Amend(
        String caseId, int basedOnEdit, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence,
        String language, Profile profile, Map<Stage.CapBy, String> tags) {
      this(caseId, basedOnEdit, choice, sealed, addressConfidence, language, profile, tags, null, null);
    }

    /** Where nothing is shared and no lots are drawn. */
    public Amend(
        String caseId, int basedOnEdit, Choice choice, Map<Purpose, String> sealed, Integer addressConfidence,
        String language) {
      this(caseId, basedOnEdit, choice, sealed, addressConfidence, language, null, null);
    }
  }

  /** The goods that were allotted are still wanted (确认领取). */
  @Wire("registration.confirm.v1")
  record Confirm(String caseId) implements OfCase {}

  /** The outlet at which the goods will be, where the citizen cannot choose (网点分配). */
  @Wire("registration.assign-outlet.v1")
  record AssignOutlet(String caseId, String outletId) implements OfCase {}

  /** Take the case back. */
  @Wire("registration.cancel.v1")
  record Cancel(String caseId) implements OfCase {}

  /** The citizen told the committee that the goods are not wanted (谢绝): taken back at any hour, since it was said already. */
  @Wire("registration.decline.v1")
  record Decline(String caseId) implements OfCase {}

  /** The service that answers a stage has heard something of it. @param sourceSequence rises within the stage */
  @Wire("registration.report-progress.v1")
  record ReportProgress(String caseId, int stageNo, CaseStatus phase, long sourceSequence, Map<String, String> detail)
      implements OfCase {
    public ReportProgress {
      detail = Collections.unmodifiableMap(new TreeMap<>(detail));
    }
  }

  /** The service that answers a stage has ended it. */
  @Wire("registration.settle-stage.v1")
  record SettleStage(String caseId, int stageNo, Verdict verdict, String reason, Map<String, String> detail)
      implements OfCase {
    public SettleStage {
      detail = Collections.unmodifiableMap(new TreeMap<>(detail));
    }
  }

  /** The time that a stage was given is over. */
  @Wire("registration.time-out-stage.v1")
  record TimeOutStage(String caseId, int stageNo) implements OfCase {}

  /** What {@link CaseProcess} asks of its own case; decided in the same step as what led to it. */
  sealed interface Step extends OfCase {}

  @Wire("registration.request-stage.v1")
  record RequestStage(String caseId, int stageNo) implements Step {}

  /** Tell the citizen that the case has come to {@code status}, if the pack has a notice for it. */
  @Wire("registration.request-notice.v1")
  record RequestNotice(String caseId, CaseStatus status, Map<String, String> detail) implements Step {
    public RequestNotice {
      detail = Collections.unmodifiableMap(new TreeMap<>(detail));
    }
  }

  @Wire("registration.close-case.v1")
  record CloseCase(String caseId, CaseOutcome outcome, String reason) implements Step {}
}
