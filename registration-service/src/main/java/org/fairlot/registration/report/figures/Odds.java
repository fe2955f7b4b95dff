package org.fairlot.registration.report.figures;

/**
 * The chance (中签率、获配率) of a group of cases.
 *
 * @param group         what its members share: a street, a channel …
 * @param registrations cases that were opened
 * @param stayed        those of them that their citizens did not take back before goods were allotted
 * @param granted       those of them to which goods were allotted
 */
public record Odds(String group, long registrations, long stayed, long granted) {

  /** Of several groups that are too small to be shown alone. */
  public static final String OTHER = "OTHER";

  /** Of a group that has no value for what tells the groups apart. */
  public static final String UNKNOWN = "UNKNOWN";

  /** 0 to 1; 0 where nobody stayed. */
  public double winRate() {
    return stayed == 0 ? 0 : (double) granted / stayed;
  }

  Odds and(Odds more) {
    return new Odds(
        group, registrations + more.registrations, stayed + more.stayed, granted + more.granted);
  }
}
