package org.fairlot.registration.report.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class ReportViewSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");

  private static Choice choice(String committee) {
    return new Choice("310104", null, null, null, null, false, null, committee);
  }

  private static Map<String, Object> on(Event event) {
    return new ReportView().on(new Recorded<>(event, "event-id", "subject", 3, AT, CASE, "cause")).stream()
        .map(Change.Put.class::cast).findFirst().orElseThrow().fields();
  }

  @Row("M20")
  @Test
  void a_case_is_where_the_person_lives_and_an_edit_moves_it() {
    assertThat(
            on(new CaseOpened(
                CASE, "masks", "tag", "xuhui", 1, "APP", "en", choice("310104011002"), Map.of(), 90, null, null, null,
                "310104011", "house-1")))
        .containsEntry("district", "310104").containsEntry("street", "310104011")
        .containsEntry("committee", "310104011002").containsEntry("building", "house-1");
    assertThat(on(new CaseAmended(CASE, 1, choice(null), Map.of(), 90, "en", null, null, null, "310104003", null)))
        .containsEntry("street", "310104003").containsEntry("committee", null).containsEntry("building", null);
  }

  @Test
  void of_a_case_from_before_houses_were_told_apart_none_is_known() {
    assertThat(on(new CaseOpened(CASE, "masks", "tag", "xuhui", 1, "APP", "en", choice("310104011002"), Map.of(), 90)))
        .containsEntry("building", null);
  }
}
