package org.fairlot.registration.report.figures;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.pack.Pack.Party;
import org.jspecify.annotations.Nullable;

/**
 * The report of a programme (评估报告) in five families of figures (市场供求、数据治理、部门协同、公众心理、社会公平), with who leads it and
 * who runs it. What is told of a group of persons is told of {@link SmallGroups#SHOWN_FROM} or more. A mean is
 * {@code null} where there is nothing to take it of.
 *
 * @param from first day that counts, {@code null}: from the beginning
 * @param to   last day that counts, {@code null}: until now
 * @param asOf when it was made; what the services have said in the last moments may not be in yet
 */
public record Report(
    String programmeId, Map<String, String> names, String pack, int packVersion, List<Party> parties, String timezone,
    @Nullable LocalDate from, @Nullable LocalDate to, Instant asOf, int smallestGroup, SupplyAndDemand supplyAndDemand,
    DataGovernance dataGovernance, Departments departments, PublicMood publicMood, Fairness fairness) {

  /** How many of a group: cases, unless said otherwise. */
  public record Counted(String group, long count) {
    Counted and(Counted more) {
      return new Counted(group, count + more.count);
    }
  }

  /**
   * Supply and demand (市场供求), in units (份) where it says so. {@code unitsAllotted} is the sum of the four after it.
   *
   * @param persons       who registered, each once
   * @param unitsReturned allotted to cases that ended without them, for others to get
   * @param pools         what the pools hold now, whatever days were asked for
   * @param days          each day with registrations, grants or supply
   */
  public record SupplyAndDemand(
      long registrations, long persons, long unitsAllotted, long unitsHandedOver, long unitsReturned, long unitsLost,
      long unitsUnderWay, PoolsNow pools, List<Counted> byDistrict, List<DayFigures> days, Outlook forecast) {}

  /** @param wantsOpen wants (缺货登记) that nobody has served yet, {@code wantUnits} what they ask for together */
  public record PoolsNow(long unitsReleased, long unitsFree, long unitsHeld, long wantsOpen, long wantUnits) {}

  /**
   * A local day.
   *
   * @param unitsNeeded  what the day's registrations ask for
   * @param forecastRegistrations what the days before let expect, {@code null}: too few days, or a day that is not over
   * @param forecastUnitsNeeded   the same in units
   * @param registrationsError    what came less what was expected
   * @param poolsEmptied how many pools gave their last free unit
   * @param quotaGoneAfterSeconds from the day's first registration until the last of the pools that were emptied was so, {@code
   *     null}: none was
   */
  public record DayFigures(
      LocalDate day, long registrations, long unitsNeeded, @Nullable Long forecastRegistrations,
      @Nullable Long forecastUnitsNeeded, @Nullable Long registrationsError, long casesGranted, long unitsAllotted,
      long unitsReleased, long poolsEmptied, @Nullable Long quotaGoneAfterSeconds) {}

  /**
   * What the next day will bring (需求预测).
   *
   * @param daysKnown whole days since the first registration
   * @param day       for which it is; {@code null}, as all below, with fewer than {@code daysNeeded}, or once registration is over
   * @param meanAbsoluteError of the forecasts of the days past, in registrations; {@code naiveMeanAbsoluteError} that of „as
   *     the day before“
   */
  public record Outlook(
      int daysKnown, int daysNeeded, @Nullable LocalDate day, @Nullable Long registrations, @Nullable Long unitsNeeded,
      @Nullable Double meanAbsoluteError, @Nullable Double naiveMeanAbsoluteError) {}

  /**
   * Data governance (数据治理).
   *
   * @param addresses          cases with an address, by how surely it was understood: {@code understood} 80 of 100 or more, {@code
   *     doubtful} 50 or more, {@code unclear} below
   * @param correctionsAsked   addresses that a citizen was asked to correct before the hand-over
   * @param refusedAsRepeated  cases that a limit shared by several persons refused, by its reason
   */
  public record DataGovernance(
      long addresses, long understood, long doubtful, long unclear, @Nullable Double understoodShare,
      long correctionsAsked, Registers registers, List<Counted> refusedAsRepeated) {}

  /**
   * Registers of other offices (部门数据).
   *
   * @param questions cases whose eligibility was asked about, {@code waited} those that found a register down
   */
  public record Registers(
      long questions, long answered, long eligible, long waited, @Nullable Long meanSecondsToAnswer,
      List<RegisterAnswers> byRegister) {}

  /** @param answers of this register, {@code attested} those in which the fact holds */
  public record RegisterAnswers(String register, long answers, long attested) {}

  /**
   * Working of departments together (部门协同).
   *
   * @param failedShare of hand-overs that have ended, those without the goods handed over
   * @param failures    the same by reason
   */
  public record Departments(
      Reviews reviews, Calls calls, List<HandOver> handOvers, @Nullable Double failedShare, List<Counted> failures) {}

  /** @param overdue past their deadline without a decision, {@code dropped} whose case ended before */
  public record Reviews(
      long asked, long decided, long approved, long overdue, long dropped, @Nullable Long meanSecondsToDecision) {}

  /** @param attempts all, also in vain */
  public record Calls(long planned, long told, long dropped, long attempts) {}

  /** @param courier {@code null}: not by courier, or not ended yet */
  public record HandOver(
      String mode, @Nullable String courier, long arranged, long delivered, long failed, @Nullable Long meanSecondsToHandOver) {}

  /**
   * Public mood (公众心理), as far as deeds tell of it.
   *
   * @param cancelled    cases that their citizens took back
   * @param edits        of all cases together
   * @param overturned   appeals that were allowed, {@code upheld} those that were not
   */
  public record PublicMood(
      long cancelled, @Nullable Double cancelledShare, long edits, List<Counted> refusals, long appeals, long overturned,
      long upheld, Messages messages, @Nullable Long meanSecondsToGrant, @Nullable Long meanSecondsToRefusal) {}

  /** @param arrived by the provider's report; {@code failed} given up, or not arrived by that report */
  public record Messages(long queued, long sent, long arrived, long failed) {}

  /**
   * Fairness (社会公平): the same chance wherever one lives and by whatever door one comes (罩区房).
   *
   * @param far streets that are further from the outlets than an alert allows, the furthest first
   */
  public record Fairness(
      List<Area> byStreet, List<Area> byDistrict, List<Area> byChannel, Evenness streets, Evenness districts,
      Evenness channels, long streetUnknown, List<FarStreet> far) {}

  /**
   * A street, a district or a channel.
   *
   * @param winRate  cases with goods allotted, of those that were not taken back before
   * @param outlets  in the district, or that serve a committee of the street; {@code null}: not known
   * @param outletsPer10000 of its registrations
   * @param metresToNearest from the middle of the street to the nearest outlet, as the crow flies; {@code null}: where the
   *     street lies is not known
   * @param metresToOutlet  from there to the outlets at which its people got their goods, on average
   */
  public record Area(
      String group, long registrations, long stayed, long granted, double winRate, @Nullable Integer outlets,
      @Nullable Double outletsPer10000, @Nullable Long metresToNearest, @Nullable Long metresToOutlet) {}

  /** @param metres to the outlets of its people, or to the nearest where nobody has got anything yet */
  public record FarStreet(String street, long metres, long registrations) {}
}
