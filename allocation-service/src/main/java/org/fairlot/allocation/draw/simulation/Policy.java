package org.fairlot.allocation.draw.simulation;

import java.util.List;
import org.fairlot.allocation.draw.fd1.DrawSpec.Reserve;

/**
 * The rules of a draw that one may want to compare (摇号规则方案).
 *
 * @param entrant      who has a place on the list
 * @param householdCap wins of one household in one draw, 0: any number; without meaning where households enter
 * @param reserves     in the order in which they are served; {@link Weighting.Strict} knows none
 * @param openFirst    whether the part for all is served before them
 */
public record Policy(
    String name, Weighting weighting, Entrant entrant, int householdCap, List<Reserve> reserves, boolean openFirst) {

  /** With h members a draw of persons gives a household 1 − (1 − p)^h, one of households gives each the same. */
  public enum Entrant { PERSON, HOUSEHOLD }

  public Policy {
    reserves = List.copyOf(reserves);
  }

  /** A draw of persons without caps and reserves. */
  public static Policy of(Weighting weighting) {
    return new Policy(weighting.toString(), weighting, Entrant.PERSON, 0, List.of(), false);
  }
}
