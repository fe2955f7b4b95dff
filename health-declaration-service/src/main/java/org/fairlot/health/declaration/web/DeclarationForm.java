package org.fairlot.health.declaration.web;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fairlot.contracts.identity.DocumentNumber;
import org.fairlot.contracts.person.DocumentType;
import org.fairlot.health.declaration.domain.Answers;
import org.fairlot.health.declaration.domain.Answers.DeclaredBy;
import org.fairlot.health.declaration.domain.Answers.QuarantineStatus;
import org.fairlot.health.declaration.domain.Answers.Symptom;
import org.fairlot.runtime.edge.FieldErrors;

/**
 * A declaration as the city app sends it. Names of symptoms and states may come in any case.
 *
 * @param returnedAt         date, or date and time with offset
 * @param fromWhere          division code (GB/T 2260, 6 digits) or country (ISO 3166, 2 letters)
 * @param temperatureCelsius as measured
 */
record DeclarationForm(
    String docType, String idNumber, String nationality, String district, String returnedAt, String fromWhere,
    Boolean hubeiTravel, Boolean contactWithCase, List<String> symptoms, BigDecimal temperatureCelsius,
    String quarantineStatus, String declaredBy) {

  private static final Pattern DISTRICT = Pattern.compile("[1-8]\\d{5}");
  private static final BigDecimal COLDEST = new BigDecimal("30");
  private static final BigDecimal HOTTEST = new BigDecimal("45");
  private static final int SYMPTOMS_MAX = 20;
  private static final int TEMPERATURE_SCALE_MAX = 2;

  /** Who declares: a document that may exist. */
  record Person(DocumentType docType, String number) {}

  /** @return the person, or {@code null} if an error was added */
  Person person(LocalDate today, FieldErrors errors) {
    var type = constant("docType", docType, DocumentType.class, errors);
    if (idNumber == null || idNumber.isBlank()) {
      errors.add("idNumber", "MISSING");
      return null;
    }
    if (type.isEmpty()) {
      return null;
    }
    return switch (DocumentNumber.read(type.get(), idNumber, nationality, today)) {
      case DocumentNumber.Valid(String number) -> new Person(type.get(), number);
      case DocumentNumber.Invalid(var flaw) -> {
        errors.add(flaw == DocumentNumber.Flaw.NATIONALITY_INVALID ? "nationality" : "idNumber", flaw.name());
        yield null;
      }
    };
  }

  boolean namesPerson() {
    return docType != null || idNumber != null;
  }

  /** @return the answers, or {@code null} if an error was added */
  Answers answers(LocalDate today, ZoneId zone, FieldErrors errors) {
    if (district == null) {
      errors.add("district", "MISSING");
    } else if (!DISTRICT.matcher(district).matches()) {
      errors.add("district", "INVALID");
    }
    LocalDate returned = returned(today, zone, errors);
    checkFromWhere(errors);
    require("hubeiTravel", hubeiTravel, errors);
    require("contactWithCase", contactWithCase, errors);
    List<Symptom> named = symptoms(errors);
    checkTemperature(errors);
    var quarantine = orElse("quarantineStatus", quarantineStatus, QuarantineStatus.NONE, errors);
    var by = orElse("declaredBy", declaredBy, DeclaredBy.SELF, errors);
    return errors.isEmpty()
        ? new Answers(
            returned, fromWhere, hubeiTravel, contactWithCase, named, temperatureCelsius, quarantine, district, by)
        : null;
  }

  private LocalDate returned(LocalDate today, ZoneId zone, FieldErrors errors) {
    if (returnedAt == null) {
      return null;
    }
    try {
      LocalDate day =
          returnedAt.length() == 10
              ? LocalDate.parse(returnedAt)
              : OffsetDateTime.parse(returnedAt).atZoneSameInstant(zone).toLocalDate();
      if (day.isAfter(today)) {
        errors.add("returnedAt", "IN_FUTURE");
      }
      return day;
    } catch (DateTimeException e) {
      errors.add("returnedAt", "INVALID");
      return null;
    }
  }

  private void checkFromWhere(FieldErrors errors) {
    boolean known =
        fromWhere == null
            || DISTRICT.matcher(fromWhere).matches()
            || Arrays.binarySearch(Countries.CODES, fromWhere) >= 0;
    if (!known) {
      errors.add("fromWhere", "INVALID");
    }
  }

  private void checkTemperature(FieldErrors errors) {
    var celsius = temperatureCelsius;
    if (celsius == null) {
      return;
    }
    if (celsius.scale() > TEMPERATURE_SCALE_MAX || celsius.compareTo(COLDEST) < 0 || celsius.compareTo(HOTTEST) > 0) {
      errors.add("temperatureCelsius", "OUT_OF_RANGE", Map.of("min", COLDEST, "max", HOTTEST));
    }
  }

  private List<Symptom> symptoms(FieldErrors errors) {
    if (symptoms == null) {
      errors.add("symptoms", "MISSING");
      return List.of();
    }
    if (symptoms.size() > SYMPTOMS_MAX) {
      errors.add("symptoms", "TOO_LONG");
      return List.of();
    }
    var named = new ArrayList<Symptom>();
    for (int i = 0; i < symptoms.size(); i++) {
      constant("symptoms[" + i + "]", symptoms.get(i), Symptom.class, errors).ifPresent(named::add);
    }
    return named;
  }

  private static void require(String field, Object value, FieldErrors errors) {
    if (value == null) {
      errors.add(field, "MISSING");
    }
  }

  private static <E extends Enum<E>> E orElse(String field, String given, E otherwise, FieldErrors errors) {
    return given == null
        ? otherwise
        : constant(field, given, otherwise.getDeclaringClass(), errors).orElse(otherwise);
  }

  private static <E extends Enum<E>> Optional<E> constant(
      String field, String given, Class<E> type, FieldErrors errors) {
    if (given == null || given.isBlank()) {
      errors.add(field, "MISSING");
      return Optional.empty();
    }
    String name = given.strip().toUpperCase(Locale.ROOT);
    var found = Arrays.stream(type.getEnumConstants()).filter(c -> c.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      errors.add(field, "UNKNOWN_VALUE", Map.of("known", Arrays.toString(type.getEnumConstants())));
    }
    return found;
  }

  /** ISO 3166 alpha-2. */
  private static final class Countries {
    private static final String[] CODES = codes();

    private static String[] codes() {
      String[] codes = Locale.getISOCountries();
      Arrays.sort(codes);
      return codes;
    }
  }
}
