package org.fairlot.registration.programme.web;

import java.util.List;
import java.util.regex.Pattern;
import org.fairlot.registration.programme.Programmes;
import org.fairlot.registration.programme.domain.ProgrammeCommand.ReplaceSmsNumbers;
import org.fairlot.runtime.edge.FieldErrors;

/** Numbers for messages from citizens as an operator sends them: what the gateway calls {@code dest_code}. */
record SmsNumbers(List<String> numbers) {

  private static final Pattern NUMBER = Pattern.compile("\\d{3,20}");
  private static final int NUMBERS_MAX = 20;

  void check(String programmeId, Programmes programmes, FieldErrors errors) {
    if (numbers == null) {
      errors.add("numbers", "MISSING");
      return;
    }
    if (numbers.size() > NUMBERS_MAX) {
      errors.add("numbers", "TOO_LONG");
      return;
    }
    for (int i = 0; i < numbers.size(); i++) {
      String number = numbers.get(i);
      if (number == null || !NUMBER.matcher(number).matches()) {
        errors.add("numbers[" + i + "]", number == null ? "MISSING" : "INVALID");
      } else if (programmes.bySmsNumber(number).filter(other -> !other.id().equals(programmeId)).isPresent()) {
        errors.add("numbers[" + i + "]", "OF_OTHER_PROGRAMME");
      }
    }
  }

  ReplaceSmsNumbers command(String programmeId) {
    return new ReplaceSmsNumbers(programmeId, numbers.stream().distinct().toList());
  }
}
