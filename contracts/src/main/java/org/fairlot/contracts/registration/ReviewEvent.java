package org.fairlot.contracts.registration;

import java.time.Instant;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A look that people take at a case (居委会审核): its committee, or an operator where no committee is known. Key: the case id.
 * A case has one review at a time; the number of the stage that waits for it tells them apart.
 */
public sealed interface ReviewEvent extends Event {

  /** In place of a committee's code: the queue of the operator. */
  String UNASSIGNED = "unassigned";

  String caseId();

  @Override
  default String about() {
    return caseId();
  }

  /** Why somebody has to look at the case. */
  enum Why {
    /** The pipeline of the pack has a review for every case. */
    STAGE,
    /** One more of a dwelling than the pack allows (同户超限). */
    HOUSEHOLD_LIMIT,
    /** One more of a mobile number than the pack allows. */
    PHONE_LIMIT,
    /** The same name and number with another document: it may be the same person (疑似同一人). */
    POSSIBLE_DUPLICATE
  }

  /** Why a case was refused (不通过原因); a short list, so that it can be told in any language, counted and appealed against. */
  enum RefusalReason {
    /** 不在本居(村)委会居住: does not live there. */
    NOT_RESIDENT,
    /** 身份信息不符: name and document are not those of the person. */
    IDENTITY_MISMATCH,
    /** 地址不实: there is no such address. */
    ADDRESS_UNTRUE,
    /** 同户已登记: another of the household is in already. */
    SAME_HOUSEHOLD,
    /** 同一人已登记: the same person is in already by another door. */
    SAME_PERSON,
    /** Anything else; the note says what. */
    OTHER
  }

  /**
   * The case stands in the queue (待审核).
   *
   * @param committee  whose queue: statistical code of 12 digits, or {@link #UNASSIGNED}
   * @param dueAt      by when it is to be decided, {@code null}: no deadline
   * @param atDeadline what becomes of it then, {@code null} without a deadline
   * @param appealHours how long a refusal can be appealed against; 0: it is final
   */
  @Wire("registration.review-asked.v1")
  record ReviewAsked(
      String caseId, int stageNo, String committee, Why why, @Nullable Instant dueAt,
      Stage.@Nullable AtDeadline atDeadline, int appealHours)
      implements ReviewEvent {}

  /** The citizen named another committee meanwhile: the case stands in its queue now. */
  @Wire("registration.review-moved.v1")
  record ReviewMoved(String caseId, int stageNo, String committee) implements ReviewEvent {}

  /**
   * Somebody has decided.
   *
   * @param reason      why not; {@code null} if approved
   * @param decidedBy   who: the subject of the token
   * @param note        JWE for {@link org.fairlot.contracts.Purpose#IDENTITY}: what the reviewer wrote, or {@code null}
   * @param onAppeal    whether it was the second look
   * @param appealUntil before when the refusal can be appealed against; {@code null}: it is final
   */
  @Wire("registration.review-decided.v1")
  record ReviewDecided(
      String caseId, int stageNo, String committee, boolean approved, @Nullable RefusalReason reason, String decidedBy,
      @Nullable String note, boolean onAppeal, @Nullable Instant appealUntil)
      implements ReviewEvent {}

  /** The citizen appeals (申诉); the case stands in the queue again. @param statement JWE, as {@code note} */
  @Wire("registration.review-appealed.v1")
  record ReviewAppealed(String caseId, int stageNo, String statement) implements ReviewEvent {}

  /** Nobody has looked at the case in time (逾期未审). @param atDeadline what follows, as the pack declared it */
  @Wire("registration.review-deadline-passed.v1")
  record ReviewDeadlinePassed(String caseId, int stageNo, Stage.AtDeadline atDeadline) implements ReviewEvent {}

  /** The time for an appeal has passed without one. */
  @Wire("registration.refusal-stood.v1")
  record RefusalStood(String caseId, int stageNo, RefusalReason reason) implements ReviewEvent {}

  /** The case ended before it was decided, and leaves the queue. */
  @Wire("registration.review-dropped.v1")
  record ReviewDropped(String caseId, int stageNo) implements ReviewEvent {}

  /**
   * The programme of the case has ended: what people wrote about it is forgotten.
   *
   * @param lastStageNo of its reviews the latest
   */
  @Wire("registration.reviews-erased.v1")
  record ReviewsErased(String caseId, int lastStageNo) implements ReviewEvent {}
}
