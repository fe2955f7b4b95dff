package org.fairlot.allocation.pool.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.fairlot.contracts.allocation.PoolId;
import org.fairlot.runtime.edge.FieldErrors;

/**
 * A batch of supply as the operator sends it. What it names besides the batch tells the pool: nothing, a district, a
 * committee, an outlet, or an outlet with goods and slot.
 *
 * @param effectiveAt ISO 8601 with offset; missing: now
 */
record SupplyForm(
    String batchId, Integer units, String district, String committee, String outletId, String sku, String slot,
    String effectiveAt) {

  private static final Pattern BATCH = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern DISTRICT = Pattern.compile("\\d{6}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern SLOT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}/\\d{2}:\\d{2}");

  private static final Pattern COMMITTEE = Pattern.compile("\\d{12}");

  /** A far higher figure can only be a slip of the keyboard. */
  private static final int UNITS_MAX = 10_000_000;

  /** @throws org.fairlot.runtime.edge.Problem 422 with all field errors */
  void check() {
    var errors = new FieldErrors();
    require(errors, "batchId", batchId, BATCH);
    if (units == null) {
      errors.add("units", "MISSING");
    } else if (units < 1 || units > UNITS_MAX) {
      errors.add("units", "OUT_OF_RANGE");
    }
    allow(errors, "district", district, DISTRICT);
    allow(errors, "committee", committee, COMMITTEE);
    allow(errors, "outletId", outletId, ID);
    allow(errors, "sku", sku, ID);
    allow(errors, "slot", slot, SLOT);
    if (effectiveAt != null && effectiveInstant() == null) {
      errors.add("effectiveAt", "INVALID");
    }
    checkScope(errors);
    errors.throwIfAny();
  }

  private void checkScope(FieldErrors errors) {
    if (district != null && outletId != null) {
      errors.add("district", "NOT_WITH_OUTLET");
    }
    if (committee != null && (district != null || outletId != null)) {
      errors.add("committee", "NOT_WITH_DISTRICT_OR_OUTLET");
    }
    if ((sku != null || slot != null) && outletId == null) {
      errors.add("outletId", "MISSING");
    }
    if (sku == null && slot != null) {
      errors.add("sku", "MISSING");
    }
    if (sku != null && slot == null) {
      errors.add("slot", "MISSING");
    }
  }

  PoolId pool(String programmeId) {
    return new PoolId(programmeId, district, committee, outletId, sku, slot);
  }

  /** {@code null} where none is given, or none that can be read. */
  Instant effectiveInstant() {
    try {
      return effectiveAt == null ? null : OffsetDateTime.parse(effectiveAt).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static void require(FieldErrors errors, String field, String value, Pattern form) {
    if (value == null) {
      errors.add(field, "MISSING");
    } else {
      allow(errors, field, value, form);
    }
  }

  private static void allow(FieldErrors errors, String field, String value, Pattern form) {
    if (value != null && !form.matcher(value).matches()) {
      errors.add(field, "INVALID");
    }
  }
}
