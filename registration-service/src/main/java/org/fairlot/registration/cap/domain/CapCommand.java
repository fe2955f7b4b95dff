package org.fairlot.registration.cap.domain;

import java.time.Instant;
import java.time.ZoneId;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/**
 * Commands on a limit that several persons share (限购). Key: {@link org.fairlot.registration.casework.domain.CapKey}, so
 * that all who share it are decided one after the other.
 */
public sealed interface CapCommand extends Command {

  String cap();

  String caseId();

  @Override
  default String key() {
    return cap();
  }

  /**
   * A case has come to the stage that counts it.
   *
   * @param timezone  in whose days a served case still counts
   * @param committee of the case, or {@code null}
   */
  @Wire("registration.take-place.v1")
  record TakePlace(
      String cap, String caseId, int stageNo, Stage.Cap rules, ZoneId timezone, String committee)
      implements CapCommand {}

  /**
   * A case that may count has ended.
   *
   * @param served    whether it got its goods
   * @param grantedAt when they were allotted, or {@code null}
   */
  @Wire("registration.leave-place.v1")
  record LeavePlace(String cap, String caseId, boolean served, Instant grantedAt) implements CapCommand {}
}
