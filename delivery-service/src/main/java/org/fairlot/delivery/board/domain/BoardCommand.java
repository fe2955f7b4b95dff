package org.fairlot.delivery.board.domain;

import java.util.List;
import org.fairlot.contracts.pack.Stage.CourierRules;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Wire;

/** What may be asked of the dispatch board of a programme. Key: programme id. */
public sealed interface BoardCommand extends Command {

  String programmeId();

  @Override
  default String key() {
    return programmeId();
  }

  /**
   * Find a courier for this attempt.
   *
   * @param excluded couriers that have failed this parcel
   * @param overdue  the courier that let the attempt before lapse, or {@code null}
   */
  @Wire("delivery.assign-courier.v1")
  record AssignCourier(
      String programmeId, String fulfilmentId, int attempt, String district, List<String> excluded, String overdue,
      CourierRules rules)
      implements BoardCommand {
    public AssignCourier {
      excluded = List.copyOf(excluded);
    }
  }

  /** The courier took a parcel in time: it is there. */
  @Wire("delivery.note-acceptance.v1")
  record NoteAcceptance(String programmeId, String courier) implements BoardCommand {}

  /** Timer: the courier has been down long enough. */
  @Wire("delivery.lift-down.v1")
  record LiftDown(String programmeId, String courier) implements BoardCommand {}
}
