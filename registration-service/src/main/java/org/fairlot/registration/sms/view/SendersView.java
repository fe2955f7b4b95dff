package org.fairlot.registration.sms.view;

import java.util.List;
import java.util.Map;
import org.fairlot.contracts.registration.SenderEvent.UplinkAnswered;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;

/** Which cases a number has opened by short message, so that its owner can ask about them. */
public final class SendersView implements View {

  public static final String COLLECTION = "senders";
  /** List of {@code caseId}, in the order in which they were opened. */
  public static final String CASES = "cases";

  @Override
  public String name() {
    return COLLECTION;
  }

  @Override
  public List<Change> on(Recorded<?> recorded) {
    return recorded.event() instanceof UplinkAnswered e && e.caseId() != null
        ? List.of(Change.append(COLLECTION, e.senderTag(), CASES, recorded, Map.of("caseId", e.caseId())))
        : List.of();
  }
}
