package org.fairlot.registration.report.figures;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How demand lies over a part of the city now, and over the parts one level below (人群分布): from the city to districts, streets,
 * committees and buildings. Few are not told of, nor what would give them away: a part opens only where each part that it lies
 * in shows the next by itself.
 *
 * @param area    the part that is asked for
 * @param within  what it lies in, from the city down
 * @param figures of all of it; {@code null}: too few to be told of
 * @param parts   sum up to it; none where {@code figures} is missing
 */
public record Distribution(
    String programmeId, Instant asOf, int smallestGroup, Division area, List<Division> within, @Nullable Figures figures,
    List<Part> parts) {

  /** From the city down, each with the field of a case that tells where in it the case is. */
  public enum Level {
    CITY(null, 0), DISTRICT("district", 6), STREET("street", 9), COMMITTEE("committee", 12), BUILDING("building", 0);

    private final String field;
    private final int digits;

    Level(@Nullable String field, int digits) {
      this.field = field;
      this.digits = digits;
    }

    public String field() {
      return field;
    }

    /** Of its code; 0: it has none of its own. */
    public int digits() {
      return digits;
    }

    public Level below() {
      return values()[ordinal() + 1];
    }
  }

  /** What the code of a street or committee that is not known ends in, as that of a whole does among such codes (统计用区划代码). */
  public static final String NOT_KNOWN = "000";

  /** @param name {@code null}: not known */
  public record Division(Level level, String code, @Nullable String name) {

    /** What the field of a case in it has. */
    public @Nullable String value() {
      return level.digits > Level.DISTRICT.digits && code.endsWith(NOT_KNOWN) ? null : code;
    }
  }

  /**
   * Cases.
   *
   * @param waiting      live, without goods allotted yet
   * @param units        allotted to those {@code granted} (份)
   * @param withoutGoods ended, and nothing was handed over
   */
  public record Figures(long registrations, long waiting, long granted, long units, long withoutGoods) {

    private static final Figures NONE = new Figures(0, 0, 0, 0, 0);

    static Figures of(Tally tally) {
      long cases = tally.count();
      boolean ended = tally.has("outcome");
      boolean granted = tally.has("units");
      boolean handedOver = CaseOutcome.FULFILLED.name().equals(tally.text("outcome"));
      return new Figures(
          cases, ended || granted ? 0 : cases, granted ? cases : 0, tally.number("units") * cases,
          ended && !handedOver ? cases : 0);
    }

    Figures and(Figures more) {
      return new Figures(
          registrations + more.registrations, waiting + more.waiting, granted + more.granted, units + more.units,
          withoutGoods + more.withoutGoods);
    }
  }

  /** @param code of a division, keyed hash of a building, or {@link Odds#OTHER} */
  public record Part(Level level, String code, @Nullable String name, Figures figures) {
    Part and(Part more) {
      return new Part(level, code, name, figures.and(more.figures));
    }
  }

  /** One building (楼栋). @param figures {@code null}: too few to be told of, if any */
  public record OfBuilding(
      String programmeId, Instant asOf, int smallestGroup, Division area, List<Division> within, String building,
      @Nullable Figures figures) {}

  public OfBuilding ofBuilding(String tag) {
    var found = parts.stream().filter(part -> part.code.equals(tag)).map(Part::figures).findFirst();
    return new OfBuilding(programmeId, asOf, smallestGroup, area, within, tag, found.orElse(null));
  }

  /**
   * @param path  from the city to the part that is asked for
   * @param cases of each of these what the store has counted, by the level below
   * @param name  of a division by its code; {@code null}: not known
   */
  public static Distribution of(
      String programmeId, Instant asOf, List<Division> path, List<List<Tally>> cases, UnaryOperator<String> name) {
    var area = path.getLast();
    var parts = List.<Part>of();
    Figures figures = null;
    boolean shown = true;
    for (int i = 0; shown && i < path.size(); i++) {
      parts = parts(path.get(i), cases.get(i), name);
      figures = parts.stream().map(Part::figures).reduce(Figures.NONE, Figures::and);
      String next = i + 1 < path.size() ? path.get(i + 1).code() : null;
      shown =
          figures.registrations >= SmallGroups.SHOWN_FROM
              && (next == null || parts.stream().anyMatch(part -> part.code.equals(next)));
    }
    return new Distribution(
        programmeId, asOf, SmallGroups.SHOWN_FROM, area, path.subList(0, path.size() - 1), shown ? figures : null,
        shown ? parts : List.of());
  }

  private static List<Part> parts(Division of, List<Tally> cases, UnaryOperator<String> name) {
    var level = of.level.below();
    var sums = new TreeMap<String, Figures>();
    cases.forEach(tally -> sums.merge(code(of, level, tally.text(level.field)), Figures.of(tally), Figures::and));
    var parts = new ArrayList<Part>();
    sums.forEach((code, figures) -> parts.add(new Part(level, code, name.apply(code), figures)));
    return SmallGroups.hidden(
        parts, part -> part.figures.registrations, few -> new Part(level, Odds.OTHER, null, few.figures), Part::and);
  }

  private static String code(Division of, Level level, @Nullable String value) {
    if (value != null) {
      return value;
    }
    return level == Level.STREET || level == Level.COMMITTEE ? of.code + NOT_KNOWN : Odds.UNKNOWN;
  }
}
