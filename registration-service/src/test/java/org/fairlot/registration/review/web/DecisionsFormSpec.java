package org.fairlot.registration.review.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.fairlot.contracts.registration.ReviewEvent.RefusalReason;
import org.fairlot.registration.review.web.DecisionsForm.Item;
import org.fairlot.registration.review.web.DecisionsForm.Verdict;
import org.fairlot.runtime.edge.Problem;
import org.junit.jupiter.api.Test;

class DecisionsFormSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";

  private static String errors(Item... items) {
    var form = new DecisionsForm(Arrays.asList(items));
    return catchThrowableOfType(Problem.class, form::check).data().get("errors").toString();
  }

  @Test
  void a_refusal_has_a_reason_and_an_approval_has_none() {
    assertThatCode(
        new DecisionsForm(List.of(new Item(CASE, Verdict.REFUSE, RefusalReason.NOT_RESIDENT, null)))::check)
        .doesNotThrowAnyException();
    assertThat(errors(new Item(CASE, Verdict.REFUSE, null, null))).contains("decisions[0].reason", "MISSING");
    assertThat(errors(new Item(CASE, Verdict.APPROVE, RefusalReason.OTHER, "why")))
        .contains("decisions[0].reason", "ONLY_WITH_REFUSAL");
    assertThat(errors(new Item(CASE, Verdict.REFUSE, RefusalReason.OTHER, null))).contains("decisions[0].note", "MISSING");
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    var good = new Item(CASE, Verdict.APPROVE, null, null);
    assertThat(errors(good, null, new Item("x", null, null, " "), good, new Item(null, Verdict.APPROVE, null, "n".repeat(201))))
        .contains(
            "{field=decisions[1], code=MISSING}", "{field=decisions[2].registrationId, code=INVALID}",
            "{field=decisions[2].decision, code=MISSING}", "{field=decisions[2].note, code=INVALID}",
            "{field=decisions[3].registrationId, code=DUPLICATE}", "{field=decisions[4].registrationId, code=MISSING}",
            "{field=decisions[4].note, code=TOO_LONG}");
  }

  @Test
  void a_batch_has_one_to_five_hundred() {
    var item = new Item(CASE, Verdict.APPROVE, null, null);
    assertThat(errors()).contains("decisions", "MISSING");
    assertThat(errors(Collections.nCopies(501, item).toArray(Item[]::new))).contains("decisions", "TOO_MANY");
    assertThat(catchThrowableOfType(Problem.class, new DecisionsForm(null)::check).code()).isEqualTo("INVALID_FIELDS");
  }
}
