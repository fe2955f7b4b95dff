package org.fairlot.health.declaration.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.health.declaration.domain.Answers;
import org.fairlot.health.declaration.domain.Answers.DeclaredBy;
import org.fairlot.health.declaration.domain.Answers.QuarantineStatus;
import org.fairlot.health.declaration.domain.Answers.Symptom;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.FieldErrors;
import org.fairlot.runtime.edge.Problem;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationFormSpec {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final LocalDate TODAY = LocalDate.of(2020, 2, 2);

  @Test
  void a_whole_form_is_read() {
    var errors = new FieldErrors();
    var form = form("""
        {"docType": "RESIDENT_ID", "idNumber": "11010519491231002x", "district": "440106", "returnedAt": "2020-01-28",
         "fromWhere": "420100", "hubeiTravel": true, "contactWithCase": false, "symptoms": ["cough", "FEVER"],
         "temperatureCelsius": 37.5, "quarantineStatus": "HOME", "declaredBy": "GUARDIAN"}""");
    assertThat(form.person(TODAY, errors))
        .isEqualTo(new DeclarationForm.Person(DocumentType.RESIDENT_ID, "11010519491231002X"));
    assertThat(form.answers(TODAY, SHANGHAI, errors))
        .isEqualTo(
            new Answers(
                LocalDate.of(2020, 1, 28), "420100", true, false, List.of(Symptom.FEVER, Symptom.COUGH),
                new java.math.BigDecimal("37.5"), QuarantineStatus.HOME, "440106", DeclaredBy.GUARDIAN));
    assertThat(errors.isEmpty()).isTrue();
  }

  @Test
  void what_may_be_left_out_has_its_default() {
    var answers = form("""
        {"district": "440106", "hubeiTravel": false, "contactWithCase": false, "symptoms": []}""")
        .answers(TODAY, SHANGHAI, new FieldErrors());
    assertThat(answers)
        .isEqualTo(
            new Answers(
                null, null, false, false, List.of(), null, QuarantineStatus.NONE, "440106", DeclaredBy.SELF));
  }

  @Row("G3")
  @Test
  void all_that_is_missing_is_told_at_once() {
    assertThat(errors("{}"))
        .containsExactly(
            "docType MISSING", "idNumber MISSING", "district MISSING", "hubeiTravel MISSING", "contactWithCase MISSING",
            "symptoms MISSING");
  }

  @Row("G3")
  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThat(errors("""
        {"docType": "LIBRARY_CARD", "idNumber": "1", "district": "44010", "returnedAt": "2020-02-30", "fromWhere": "Wuhan",
         "hubeiTravel": false, "contactWithCase": false, "symptoms": ["COUGH", "BOREDOM"], "temperatureCelsius": 99,
         "quarantineStatus": "MAYBE", "declaredBy": "NOBODY"}"""))
        .containsExactly(
            "docType UNKNOWN_VALUE", "district INVALID", "returnedAt INVALID", "fromWhere INVALID",
            "symptoms[1] UNKNOWN_VALUE", "temperatureCelsius OUT_OF_RANGE", "quarantineStatus UNKNOWN_VALUE",
            "declaredBy UNKNOWN_VALUE");
  }

  @ParameterizedTest
  @CsvSource({
    "RESIDENT_ID, 110105194912310021, , idNumber DOCUMENT_CHECKSUM",
    "RESIDENT_ID, 110105491231002, , idNumber DOCUMENT_FIRST_GENERATION",
    "PASSPORT_FOREIGN, P1234567, , nationality NATIONALITY_INVALID",
    "TW_PERMIT, 1234567, , idNumber DOCUMENT_FORMAT"
  })
  void documents_are_checked_as_for_a_registration(String type, String number, String nationality, String error) {
    var errors = new FieldErrors();
    new DeclarationForm(
            type, number, nationality, null, null, null, null, null, null, null, null, null)
        .person(TODAY, errors);
    assertThat(texts(errors)).containsExactly(error);
  }

  @Row("G3")
  @ParameterizedTest
  @CsvSource({
    "2020-02-02, ", "2020-02-03, returnedAt IN_FUTURE", "2020-02-01T16:30:00Z, ", "2020-02-02T16:30:00Z, returnedAt IN_FUTURE",
    "yesterday, returnedAt INVALID"
  })
  void a_return_has_a_day_in_the_citys_time_and_it_is_not_to_come(String returnedAt, String error) {
    var errors = new FieldErrors();
    var answers =
        new DeclarationForm(
                null, null, null, "440106", returnedAt, null, false, false, List.of(), null, null, null)
            .answers(TODAY, SHANGHAI, errors);
    if (error == null) {
      assertThat(answers.returnedAt()).isEqualTo(TODAY);
    } else {
      assertThat(texts(errors)).containsExactly(error);
    }
  }

  private static DeclarationForm form(String json) {
    return Edge.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), DeclarationForm.class);
  }

  private static List<String> errors(String json) {
    var errors = new FieldErrors();
    form(json).person(TODAY, errors);
    form(json).answers(TODAY, SHANGHAI, errors);
    return texts(errors);
  }

  private static List<String> texts(FieldErrors errors) {
    try {
      errors.throwIfAny();
      return List.of();
    } catch (Problem problem) {
      return ((List<?>) problem.data().get("errors"))
          .stream().map(e -> ((Map<?, ?>) e).get("field") + " " + ((Map<?, ?>) e).get("code")).toList();
    }
  }
}
