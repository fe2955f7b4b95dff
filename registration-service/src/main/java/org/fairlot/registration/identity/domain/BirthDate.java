package org.fairlot.registration.identity.domain;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.fairlot.contracts.person.DocumentType;

/** The birth date (出生日期) that the number of a document tells. */
public final class BirthDate {

  private BirthDate() {}

  /** Whether numbers of this document bear it (GB 11643 and its kin): digits 7 to 14. */
  public static boolean isTold(DocumentType type) {
    return switch (type) {
      case RESIDENT_ID, HMT_RESIDENCE, FPR_2023 -> true;
      case FPR_2017, HM_PERMIT, TW_PERMIT, PASSPORT_CN, PASSPORT_FOREIGN, MILITARY -> false;
    };
  }

  /** @param number normalised; empty where the document does not tell */
  public static Optional<LocalDate> of(DocumentType type, String number) {
    if (!isTold(type) || number.length() != 18) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(number.substring(6, 14), DateTimeFormatter.BASIC_ISO_DATE));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
