package org.fairlot.allocation.draw.fd1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A forfeited unit and who has it now (递补).
 *
 * @param n          from 1, without a gap over all pools of the draw
 * @param pool       the unit's pool
 * @param forfeited  the leaf that held the unit
 * @param reason     why it holds it no longer
 * @param substitute the leaf that has it now, {@code null} if nobody was left
 * @param rank       the substitute's rank, 0 if nobody was left
 * @param skipped    those with a better rank who wait for this pool and did not get it
 */
public record Substitution(
    int n, String pool, Hash forfeited, Reason reason, @Nullable Hash substitute, int rank, List<Skipped> skipped) {

  /** Why a unit was given back (弃号原因). */
  public enum Reason {
    CLAIM_DEADLINE,
    PICKUP_WINDOW,
    BAD_ADDRESS,
    REFUSED,
    INELIGIBLE,
    CANCELLED
  }

  /** Why somebody on the waiting list was passed over. */
  public enum SkipReason {
    /** Others of the household hold as many units as the spec allows; may change, so it is said each time. */
    HOUSEHOLD,
    /** Is no longer in the draw; for good, so it is said once. */
    LEFT
  }

  public record Skipped(Hash leaf, SkipReason reason) {}

  public Substitution {
    skipped = List.copyOf(skipped);
  }

  /** A line of {@code substitutions.ndjson}. */
  void writeLine(CanonicalText out) {
    out.raw("{\"forfeited\":\"").raw(forfeited.toString()).raw("\",\"n\":").number(n).raw(",\"pool\":").text(pool);
    if (substitute != null) {
      out.raw(",\"rank\":").number(rank);
    }
    out.raw(",\"reason\":").text(reason.name()).raw(",\"skipped\":[");
    for (int i = 0; i < skipped.size(); i++) {
      Skipped one = skipped.get(i);
      out.raw(i == 0 ? "{\"leaf\":\"" : ",{\"leaf\":\"").raw(one.leaf().toString());
      out.raw("\",\"reason\":").text(one.reason().name()).raw("}");
    }
    out.raw("]");
    if (substitute != null) {
      out.raw(",\"substitute\":\"").raw(substitute.toString()).raw("\"");
    }
    out.raw("}\n");
  }
}
