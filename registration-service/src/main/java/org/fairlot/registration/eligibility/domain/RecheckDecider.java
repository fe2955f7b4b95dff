package org.fairlot.registration.eligibility.domain;

import java.time.Instant;
import java.util.stream.Stream;
import org.fairlot.contracts.registration.EligibilityEvent;
import org.fairlot.contracts.registration.EligibilityEvent.ListRechecked;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.registration.eligibility.domain.RecheckCommand.RecordRecheck;

/** Each part of a list is answered once: what came first counts, even if a second look would find otherwise. */
public final class RecheckDecider
    implements Decider<RecheckCommand, RecheckedParts, EligibilityEvent, EligibilityRejection> {

  @Override
  public RecheckedParts initial() {
    return RecheckedParts.NONE;
  }

  @Override
  public Decision<EligibilityEvent, EligibilityRejection> decide(
      RecheckCommand command, RecheckedParts state, Instant at) {
    return switch (command) {
      case RecordRecheck c when state.parts().contains(c.part()) -> Decision.nothing();
      case RecordRecheck c -> Decision.accept(new ListRechecked(c.drawId(), c.part(), c.excluded(), c.unverified()));
    };
  }

  @Override
  public RecheckedParts evolve(RecheckedParts state, EligibilityEvent event) {
    return event instanceof ListRechecked e
        ? new RecheckedParts(Stream.concat(state.parts().stream(), Stream.of(e.part())).toList())
        : state;
  }
}
