package org.fairlot.contracts.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.contracts.identity.DocumentNumber.Flaw;
import org.fairlot.contracts.identity.DocumentNumber.Invalid;
import org.fairlot.contracts.identity.DocumentNumber.Valid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentNumberSpec {

  private static final LocalDate TODAY = LocalDate.of(2020, 2, 2);

  @ParameterizedTest
  @CsvSource({
    "RESIDENT_ID, 11010519491231002X, 11010519491231002X",
    "RESIDENT_ID, 440524188001010014, 440524188001010014",
    "RESIDENT_ID, 11010519491231002x, 11010519491231002X",
    "RESIDENT_ID, １１０１０５１９４９１２３１００２Ｘ, 11010519491231002X",
    "RESIDENT_ID, ' 110105 19491231 002X ', 11010519491231002X",
    "HMT_RESIDENCE, 810000198401010013, 810000198401010013",
    "FPR_2017, chn110080010101, CHN110080010101",
    "HM_PERMIT, h12345678, H12345678",
    "HM_PERMIT, M1234567801, M1234567801",
    "TW_PERMIT, 12345678, 12345678",
    "PASSPORT_CN, E12345678, E12345678",
    "PASSPORT_CN, EA1234567, EA1234567",
    "PASSPORT_CN, g12345678, G12345678",
    "MILITARY, 南字第1234567号, 南字第1234567号",
  })
  void normalises_what_is_right(DocumentType type, String given, String number) {
    assertThat(DocumentNumber.read(type, given, null, TODAY)).isEqualTo(new Valid(number));
  }

  @ParameterizedTest
  @CsvSource({
    "RESIDENT_ID, 110105194912310021, DOCUMENT_CHECKSUM",
    "RESIDENT_ID, 11010519491231002, DOCUMENT_FORMAT",
    "RESIDENT_ID, X1010519491231002X, DOCUMENT_FORMAT",
    "RESIDENT_ID, 110105194902300028, DOCUMENT_BIRTH_DATE",
    "RESIDENT_ID, 110105202002030021, DOCUMENT_BIRTH_DATE",
    "RESIDENT_ID, 110105491231002, DOCUMENT_FIRST_GENERATION",
    "RESIDENT_ID, 810000198401010013, DOCUMENT_OTHER_TYPE",
    "RESIDENT_ID, '', DOCUMENT_FORMAT",
    "RESIDENT_ID, ''' OR 1=1 --', DOCUMENT_FORMAT",
    "HMT_RESIDENCE, 840000198401010013, DOCUMENT_FORMAT",
    "HMT_RESIDENCE, 810000198401010014, DOCUMENT_CHECKSUM",
    "FPR_2023, 810000198401010013, DOCUMENT_FORMAT",
    "FPR_2017, CHN11008001010, DOCUMENT_FORMAT",
    "HM_PERMIT, T12345678, DOCUMENT_FORMAT",
    "TW_PERMIT, 1234567, DOCUMENT_FORMAT",
    "PASSPORT_CN, A12345678, DOCUMENT_FORMAT",
    "MILITARY, 12, DOCUMENT_FORMAT",
  })
  void tells_what_is_wrong(DocumentType type, String given, Flaw flaw) {
    assertThat(DocumentNumber.read(type, given, null, TODAY)).isEqualTo(new Invalid(flaw));
  }

  @ParameterizedTest
  @CsvSource({"FRA, 12AB34567, FRA:12AB34567", "USA, 123456789, USA:123456789"})
  void two_countries_may_issue_the_same_passport_number(String country, String given, String number) {
    assertThat(DocumentNumber.read(DocumentType.PASSPORT_FOREIGN, given, country, TODAY)).isEqualTo(new Valid(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "FR", "fra", "XXX", "CHN"})
  void a_foreign_passport_needs_a_country(String country) {
    assertThat(DocumentNumber.read(DocumentType.PASSPORT_FOREIGN, "12AB34567", country, TODAY))
        .isEqualTo(new Invalid(Flaw.NATIONALITY_INVALID));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void one_wrong_digit_never_passes(int position) {
    var right = "11010519491231002X";
    for (char digit = '0'; digit <= '9'; digit++) {
      if (digit != right.charAt(position)) {
        var wrong = right.substring(0, position) + digit + right.substring(position + 1);
        assertThat(DocumentNumber.read(DocumentType.RESIDENT_ID, wrong, null, TODAY)).isInstanceOf(Invalid.class);
      }
    }
  }
}
