package org.fairlot.contracts.allocation;

import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.Choice;

/**
 * The id of a pool of supply (额度池): the programme and what of it the pool covers, so that whoever knows a case's choice
 * knows its pool. {@code <programme>/CITY}, {@code <programme>/330106}, {@code <programme>/310115001001} (a committee), {@code <programme>/<outlet>} or
 * {@code <programme>/<outlet>/<sku>/<slot>}; the slot comes last because it holds a slash itself.
 *
 * @param programmeId the programme
 * @param district    county code (GB/T 2260) of a pool by district, else {@code null}
 * @param committee   committee code (12 digits) of a pool by committee, else {@code null}
 * @param outletId    the outlet of a pool by outlet, else {@code null}
 * @param sku         the goods of a pool by outlet, goods and slot, else {@code null}
 * @param slot        the arrival slot of a pool by outlet, goods and slot, else {@code null}
 */
public record PoolId(
    String programmeId, String district, String committee, String outletId, String sku, String slot) {

  private static final String CITY = "CITY";

  /**
   * The pool that a case with this choice claims from.
   *
   * @throws IllegalArgumentException if the choice lacks a part that the scope needs
   */
  public static PoolId of(String programmeId, Stage.PoolScope scope, Choice choice) {
    return switch (scope) {
      case CITY -> new PoolId(programmeId, null, null, null, null, null);
      case DISTRICT -> new PoolId(programmeId, needed("district", choice.district()), null, null, null, null);
      case COMMITTEE -> new PoolId(programmeId, null, needed("committee", choice.committee()), null, null, null);
      case OUTLET -> new PoolId(programmeId, null, null, needed("outletId", choice.outletId()), null, null);
      case OUTLET_SKU_SLOT ->
          new PoolId(
              programmeId, null, null, needed("outletId", choice.outletId()), needed("sku", choice.sku()),
              needed("slot", choice.slot()));
    };
  }

  /** @throws IllegalArgumentException if {@code text} is not the id of a pool */
  public static PoolId parse(String text) {
    String[] parts = text.split("/", 4);
    if (parts.length == 4) {
      return new PoolId(parts[0], null, null, parts[1], parts[2], parts[3]);
    }
    if (parts.length != 2) {
      throw new IllegalArgumentException("not a pool id: " + text);
    }
    String part = parts[1];
    if (part.equals(CITY)) {
      return new PoolId(parts[0], null, null, null, null, null);
    }
    if (part.matches("\\d{6}")) {
      return new PoolId(parts[0], part, null, null, null, null);
    }
    return part.matches("\\d{12}")
        ? new PoolId(parts[0], null, part, null, null, null)
        : new PoolId(parts[0], null, null, part, null, null);
  }

  public Stage.PoolScope scope() {
    if (slot != null) {
      return Stage.PoolScope.OUTLET_SKU_SLOT;
    }
    if (outletId != null) {
      return Stage.PoolScope.OUTLET;
    }
    if (committee != null) {
      return Stage.PoolScope.COMMITTEE;
    }
    return district != null ? Stage.PoolScope.DISTRICT : Stage.PoolScope.CITY;
  }

  @Override
  public String toString() {
    return switch (scope()) {
      case CITY -> programmeId + "/" + CITY;
      case DISTRICT -> programmeId + "/" + district;
      case COMMITTEE -> programmeId + "/" + committee;
      case OUTLET -> programmeId + "/" + outletId;
      case OUTLET_SKU_SLOT -> programmeId + "/" + outletId + "/" + sku + "/" + slot;
    };
  }

  private static String needed(String field, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the pool needs the choice's " + field);
    }
    return value;
  }
}
