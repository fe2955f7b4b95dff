package org.fairlot.contracts.registration;

import java.time.Instant;
import java.util.List;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What registers attest of a person, and what follows for a case (资格审核). Key: {@code personTag}; for a whole part of a
 * frozen list, the draw's id. Each question to a register is recorded, so that the person can see who was asked what.
 */
public sealed interface EligibilityEvent extends Event {

  /** The case asks whether its person is eligible; again after a while, if a register was down. */
  @Wire("registration.eligibility-asked.v1")
  record EligibilityAsked(String personTag, String caseId, int stageNo, Stage.Eligibility rules, String identity)
      implements EligibilityEvent {
    @Override
    public String about() {
      return caseId;
    }
  }

  /**
   * A register has answered.
   *
   * @param register   whom it was asked of, as configured
   * @param attestedAt since when the answer counts
   */
  @Wire("registration.fact-attested.v1")
  record FactAttested(
      String personTag, String caseId, Stage.Fact fact, String area, boolean holds, String register, Instant attestedAt)
      implements EligibilityEvent {
    @Override
    public String about() {
      return caseId;
    }
  }

  /**
   * A question that was sent to a register and not answered (未获答复的查询): it may have been read all the same.
   *
   * @param times how often it was sent in this attempt, one try right after the other
   */
  record Unanswered(Stage.Fact fact, String area, int times) {}

  /**
   * A register is down: the case waits (待核验), and is caught up later; it is never refused for that.
   *
   * @param unanswered what was sent when this was found, nothing where all registers were spared; {@code null}: not told, and what
   *     waits may have been asked any number of times
   */
  @Wire("registration.eligibility-pending.v1")
  record EligibilityPending(
      String personTag, String caseId, int stageNo, List<Stage.Fact> facts, @Nullable List<Unanswered> unanswered)
      implements EligibilityEvent {
    public EligibilityPending {
      facts = List.copyOf(facts);
      unanswered = unanswered == null ? null : List.copyOf(unanswered);
    }

    @Override
    public String about() {
      return caseId;
    }
  }

  /**
   * Registers were asked and did not answer (查询未获答复), and nothing else is new: a case waits for them as before, another answer
   * sufficed, or a frozen list was looked at again.
   */
  @Wire("registration.asked-in-vain.v1")
  record AskedInVain(String personTag, String caseId, List<Unanswered> unanswered) implements EligibilityEvent {
    public AskedInVain {
      unanswered = List.copyOf(unanswered);
    }

    @Override
    public String about() {
      return caseId;
    }
  }

  /** @param facts of an eligible person those that hold; else those that were asked about, and do not suffice */
  @Wire("registration.eligibility-answered.v1")
  record EligibilityAnswered(String personTag, String caseId, int stageNo, boolean eligible, List<Stage.Fact> facts)
      implements EligibilityEvent {
    public EligibilityAnswered {
      facts = List.copyOf(facts);
    }

    @Override
    public String about() {
      return caseId;
    }
  }

  /** The case ended before it was answered: no register is asked any more. */
  @Wire("registration.eligibility-dropped.v1")
  record EligibilityDropped(String personTag, String caseId, int stageNo) implements EligibilityEvent {
    @Override
    public String about() {
      return caseId;
    }
  }

  /**
   * A part of a frozen list was looked at again (资格复核).
   *
   * @param excluded   cases that are found ineligible
   * @param unverified how many could not be asked about
   */
  @Wire("registration.list-rechecked.v1")
  record ListRechecked(String drawId, int part, List<String> excluded, int unverified) implements EligibilityEvent {
    public ListRechecked {
      excluded = List.copyOf(excluded);
    }
  }

  /**
   * The time for which attested facts are kept is over (保存期限届满): they count no more, and whoever needs them asks the registers anew. They
   * were never sealed, so what {@link FactAttested} said stays on the log, under the pseudonym.
   *
   * @param attestedUpTo those attested by then
   */
  @Wire("registration.facts-forgotten.v1")
  record FactsForgotten(String personTag, Instant attestedUpTo) implements EligibilityEvent {}
}
