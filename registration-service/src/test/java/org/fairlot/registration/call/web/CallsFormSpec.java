package org.fairlot.registration.call.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.registration.call.web.CallsForm.Item;
import org.fairlot.runtime.edge.Problem;
import org.junit.jupiter.api.Test;

class CallsFormSpec {

  private static final String CALL = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---:granted";
  private static final Item GOOD = new Item(CALL, CallOutcome.REACHED, "note");

  private static String errors(Item... items) {
    var form = new CallsForm(Arrays.asList(items));
    return catchThrowableOfType(Problem.class, form::check).data().get("errors").toString();
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThatCode(new CallsForm(List.of(GOOD))::check).doesNotThrowAnyException();
    assertThat(errors(GOOD, null, GOOD, new Item("x", null, " "), new Item(null, CallOutcome.VISITED, "n".repeat(201))))
        .contains(
            "{field=calls[1], code=MISSING}", "{field=calls[2].callId, code=DUPLICATE}",
            "{field=calls[3].callId, code=INVALID}", "{field=calls[3].outcome, code=MISSING}",
            "{field=calls[3].note, code=INVALID}", "{field=calls[4].callId, code=MISSING}",
            "{field=calls[4].note, code=TOO_LONG}");
  }

  @Test
  void a_batch_has_one_to_five_hundred() {
    assertThat(errors()).contains("calls", "MISSING");
    assertThat(errors(Collections.nCopies(501, GOOD).toArray(Item[]::new))).contains("calls", "TOO_MANY");
  }
}
