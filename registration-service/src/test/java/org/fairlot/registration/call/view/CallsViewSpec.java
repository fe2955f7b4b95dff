package org.fairlot.registration.call.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.registration.CallEvent;
import org.fairlot.contracts.registration.CallEvent.CallDropped;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.call.view.CallsView.Status;
import org.fairlot.runtime.Change;
import org.junit.jupiter.api.Test;

class CallsViewSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final String CALL = CASE + ":granted";
  private static final String COMMITTEE = "310115004001";

  private static List<Change> on(CallEvent event) {
    var at = Instant.parse("2020-02-02T11:30:00Z");
    return new CallsView().on(new Recorded<>(event, "event-id", CASE, 3, at, CASE, "cause"));
  }

  private static CallPlanned planned(String replaces) {
    return new CallPlanned(CASE, CALL, COMMITTEE, CaseStatus.GRANTED, "granted", "en", Map.of("place", "7"), replaces);
  }

  private static Map<String, Object> made(CallOutcome outcome) {
    return ((Change.Put) on(new CallMade(CASE, CALL, COMMITTEE, outcome, 2, "li", null)).getFirst()).fields();
  }

  @Test
  void a_call_is_due_until_the_citizen_knows() {
    assertThat(((Change.Put) on(planned(null)).getFirst()).fields())
        .containsEntry("status", Status.DUE).containsEntry("place", "1580643000000-" + CALL)
        .containsEntry("params", Map.of("place", "7")).containsEntry("attempts", 0);
    assertThat(made(CallOutcome.NO_ANSWER)).containsEntry("attempts", 2).doesNotContainKeys("status", "place");
    assertThat(made(CallOutcome.REACHED)).containsEntry("status", Status.DONE).containsEntry("madeBy", "li");
  }

  @Test
  void a_call_that_nobody_needs_leaves_the_list() {
    assertThat(on(planned(CASE + ":old")).getFirst()).isEqualTo(new Change.Remove("calls", CASE + ":old"));
    assertThat(on(new CallDropped(CASE, CALL))).containsExactly(new Change.Remove("calls", CALL));
  }
}
