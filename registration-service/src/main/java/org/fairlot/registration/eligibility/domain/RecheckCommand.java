package org.fairlot.registration.eligibility.domain;

import java.util.List;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** Commands on the second look at a frozen list (资格复核). Key: the draw's id. */
public sealed interface RecheckCommand extends Command {

  String drawId();

  @Override
  default String key() {
    return drawId();
  }

  /**
   * All persons of a part have been looked at.
   *
   * @param excluded   cases whose persons' facts do not suffice, by their own aggregates' word
   * @param unverified how many could not be asked about; they stay in
   */
  @Wire("registration.record-recheck.v1")
  record RecordRecheck(String drawId, int part, List<String> excluded, int unverified) implements RecheckCommand {
    public RecordRecheck {
      excluded = List.copyOf(excluded);
    }
  }
}
