package org.fairlot.delivery.courier.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.regex.Pattern;
import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.delivery.courier.domain.TraceCodes;
import org.fairlot.runtime.edge.FieldErrors;

/**
 * Traces as a courier sends them.
 *
 * @param format whose codes they bear; missing: {@code canonical}
 */
record TracesForm(String format, List<Trace> traces) {

  /** A partner's full list of one parcel has tens of entries; a batch of more is cut by the partner. */
  static final int TRACES_MAX = 500;

  private static final Pattern WAYBILL = Pattern.compile("[A-Za-z0-9-]{4,32}");
  private static final Pattern CODE = Pattern.compile("[\\x21-\\x7e]{1,32}");
  /** No parcel of ours is older, and a time that no calendar of a store can hold is an attack. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

  /**
   * @param orderId    the {@code orderId} of the dispatch order; with it a trace needs no lookup
   * @param state      a canonical state, in the format {@code canonical}
   * @param code       the partner's code, in the others
   * @param occurredAt ISO 8601 with offset, or {@code 2020-02-02 20:00:00} in China's time; missing: now
   */
  record Trace(String waybill, String orderId, String state, String code, String occurredAt) {

    /** As the partner wrote it. */
    String told() {
      return code != null ? code : state;
    }

    Instant instant() {
      if (occurredAt == null) {
        return null;
      }
      return occurredAt.length() == 19 && occurredAt.charAt(10) == ' '
          ? LocalDateTime.parse(occurredAt, LOCAL).atZone(CHINA).toInstant()
          : OffsetDateTime.parse(occurredAt).toInstant();
    }
  }

  TraceCodes codes() {
    return format == null ? TraceCodes.CANONICAL : TraceCodes.of(format).orElseThrow();
  }

  /** {@code null} where the code has no canonical state. */
  ParcelState stateOf(Trace trace) {
    return codes().stateOf(trace.told()).orElse(null);
  }

  /** @throws org.fairlot.runtime.edge.Problem 422 with all field errors */
  void check() {
    var errors = new FieldErrors();
    if (format != null && TraceCodes.of(format).isEmpty()) {
      errors.add("format", "UNKNOWN_FORMAT");
    }
    if (traces == null || traces.isEmpty()) {
      errors.add("traces", "MISSING");
    } else if (traces.size() > TRACES_MAX) {
      errors.add("traces", "TOO_MANY");
    } else {
      boolean canonical = format == null || format.equals("canonical");
      for (int i = 0; i < traces.size(); i++) {
        check("traces[" + i + "]", traces.get(i), canonical, errors);
      }
    }
    errors.throwIfAny();
  }

  private static void check(String path, Trace trace, boolean canonical, FieldErrors errors) {
    if (trace == null) {
      errors.add(path, "MISSING");
      return;
    }
    require(path + ".waybill", trace.waybill(), WAYBILL, errors);
    if (trace.orderId() != null && !CaseId.isValid(trace.orderId())) {
      errors.add(path + ".orderId", "INVALID");
    }
    require(path + (canonical && trace.code() == null ? ".state" : ".code"), trace.told(), CODE, errors);
    // a partner's own codes may be new to us, but ours are a closed list
    if (canonical && trace.told() != null && TraceCodes.CANONICAL.stateOf(trace.told()).isEmpty()) {
      errors.add(path + ".state", "UNKNOWN_STATE");
    }
    try {
      Instant occurredAt = trace.instant();
      if (occurredAt != null && occurredAt.isBefore(EARLIEST)) {
        errors.add(path + ".occurredAt", "INVALID");
      }
    } catch (DateTimeException e) {
      errors.add(path + ".occurredAt", "INVALID");
    }
  }

  private static void require(String field, String value, Pattern form, FieldErrors errors) {
    if (value == null) {
      errors.add(field, "MISSING");
    } else if (!form.matcher(value).matches()) {
      errors.add(field, "INVALID");
    }
  }
}
