package org.fairlot.registration.eligibility.domain;

import java.time.Instant;
import java.util.List;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.registration.EligibilityEvent.Unanswered;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/** Commands on what registers attest of a person. Key: {@code personTag}, so that a fact serves all of a person's cases. */
public sealed interface EligibilityCommand extends Command {

  String personTag();

  @Override
  default String key() {
    return personTag();
  }

  /** A case has come to its eligibility stage. @param identity JWE, to be opened by who asks the registers */
  @Wire("registration.ask-eligibility.v1")
  record AskEligibility(String personTag, String caseId, int stageNo, Stage.Eligibility rules, String identity)
      implements EligibilityCommand {}

  /** Time has passed since registers were asked; if the case still waits they are asked again. */
  @Wire("registration.ask-eligibility-again.v1")
  record AskAgain(String personTag, String caseId, int stageNo) implements EligibilityCommand {}

  /**
   * Whether the person is eligible by what is known now; changes nothing. The answer is the outcome: accepted, {@code
   * NOT_ELIGIBLE}, or {@code FACTS_NEEDED} with what is to be asked, be it only for a reserve.
   *
   * @param stageNo of the stage that waits, so that nothing is asked for a case that does not wait any more; {@code null}:
   *     ask in any case
   */
  @Wire("registration.confirm-eligible.v1")
  record ConfirmEligible(String personTag, String caseId, Integer stageNo, Stage.Eligibility rules)
      implements EligibilityCommand {}

  /** A register has answered. */
  @Wire("registration.record-fact.v1")
  record RecordFact(String personTag, String caseId, Fact fact, String area, boolean holds, String register)
      implements EligibilityCommand {}

  /**
   * Registers could not be asked, or did not answer.
   *
   * @param stageNo    of the stage that waits; {@code null} where none does
   * @param facts      that nobody could be asked about
   * @param unanswered what was sent in vain, also where it was answered in the end, or by another register
   */
  @Wire("registration.note-pending.v1")
  record NotePending(String personTag, String caseId, @Nullable Integer stageNo, List<Fact> facts, List<Unanswered> unanswered)
      implements EligibilityCommand {
    public NotePending {
      facts = List.copyOf(facts);
      // one that was written before questions were counted
      unanswered = unanswered == null ? List.of() : List.copyOf(unanswered);
    }
  }

  /** The case has ended. */
  @Wire("registration.drop-eligibility.v1")
  record DropQuestion(String personTag, String caseId) implements EligibilityCommand {}

  /** The time for which facts are kept is over (保存期限届满). @param attestedUpTo for those attested by then; newer ones stay */
  @Wire("registration.forget-facts.v1")
  record ForgetFacts(String personTag, Instant attestedUpTo) implements EligibilityCommand {}
}
