package org.fairlot.health.declaration.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.fairlot.contracts.health.DeclarationEvent;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationCorrected;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.health.declaration.domain.Answers;
import org.fairlot.health.declaration.domain.Answers.DeclaredBy;
import org.fairlot.health.declaration.domain.Answers.QuarantineStatus;
import org.fairlot.health.declaration.domain.Answers.Symptom;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class DeclarationViewSpec {

  private static final String PERSON = "0123456789abcdefghijkl";
  private static final String ID = PERSON + ".mark0001";
  private static final String KEY = PERSON + ".key00001";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");
  private static final Answers ANSWERS =
      new Answers(
          LocalDate.of(2020, 1, 28), "420100", true, false, List.of(Symptom.COUGH), new BigDecimal("36.8"),
          QuarantineStatus.HOME, "440106", DeclaredBy.SELF);

  private final DeclarationView view = new DeclarationView(sealed -> Optional.of(ANSWERS));

  @Test
  void shows_what_the_authority_filters_on_under_a_pseudonym_and_nothing_else() {
    assertThat(((Change.Put) only(view, made())).fields())
        .containsOnlyKeys(
            "personTag", "district", "verdict", "reasons", "returnedAt", "fromWhere", "hubeiTravel", "contactWithCase",
            "symptoms", "temperatureCelsius", "quarantineStatus", "declaredBy", "declaredAt", "validUntil",
            "keptUntil", "correctedAt", "sealed")
        .containsEntry("symptoms", List.of(Symptom.COUGH))
        .containsEntry("declaredAt", NOW)
        .containsEntry("correctedAt", null);
  }

  @Test
  void a_correction_replaces_what_is_shown() {
    var corrected =
        new DeclarationCorrected(
            ID, PERSON, "440103", HealthVerdict.CLEAR, List.of(), "sealed-2", NOW.minusSeconds(60), NOW, KEY,
            NOW.plusSeconds(90));
    var put = (Change.Put) only(view, corrected);
    assertThat(put.id()).isEqualTo(ID);
    assertThat(put.fields())
        .containsEntry("district", "440103").containsEntry("sealed", "sealed-2").containsEntry("correctedAt", NOW);
  }

  @Test
  void the_declaration_of_an_erased_person_is_not_shown() {
    assertThat(only(new DeclarationView(sealed -> Optional.empty()), made()))
        .isEqualTo(new Change.Remove("declarations", ID));
  }

  @Row("M23")
  @Test
  void at_the_end_all_that_was_made_so_far_goes_however_many() {
    assertThat(only(view, new DeclarationsErased(PERSON, List.of(KEY))))
        .isEqualTo(new Change.RemoveAll("declarations", "personTag", PERSON, "version", 3));
  }

  @Test
  void an_answered_precheck_is_no_declaration() {
    var answered = new PrecheckAnswered("c", 1, PERSON, true, HealthVerdict.CLEAR, List.of());
    assertThat(view.on(recorded(answered))).isEmpty();
  }

  private static DeclarationMade made() {
    return new DeclarationMade(
        ID, PERSON, "440106", HealthVerdict.BLOCK_PICKUP_ONLY, List.of("SYMPTOMS"), "sealed", NOW, NOW.plusSeconds(60),
        KEY, NOW.plusSeconds(90));
  }

  private static Change only(DeclarationView view, DeclarationEvent event) {
    var changes = view.on(recorded(event));
    assertThat(changes).hasSize(1);
    return changes.getFirst();
  }

  private static Recorded<?> recorded(DeclarationEvent event) {
    return new Recorded<>(event, "e1", PERSON, 3, NOW, PERSON, "c1");
  }
}
