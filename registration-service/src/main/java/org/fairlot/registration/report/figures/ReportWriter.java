package org.fairlot.registration.report.figures;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.fairlot.contracts.pack.Pack;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.registration.programme.GreatCircle;
import org.fairlot.registration.programme.Programme;
import org.fairlot.registration.report.figures.Evenness.Threshold;
import org.fairlot.registration.report.figures.Report.Area;
import org.fairlot.registration.report.figures.Report.Calls;
import org.fairlot.registration.report.figures.Report.Counted;
import org.fairlot.registration.report.figures.Report.DataGovernance;
import org.fairlot.registration.report.figures.Report.DayFigures;
import org.fairlot.registration.report.figures.Report.Departments;
import org.fairlot.registration.report.figures.Report.Fairness;
import org.fairlot.registration.report.figures.Report.FarStreet;
import org.fairlot.registration.report.figures.Report.HandOver;
import org.fairlot.registration.report.figures.Report.Messages;
import org.fairlot.registration.report.figures.Report.Outlook;
import org.fairlot.registration.report.figures.Report.PoolsNow;
import org.fairlot.registration.report.figures.Report.PublicMood;
import org.fairlot.registration.report.figures.Report.RegisterAnswers;
import org.fairlot.registration.report.figures.Report.Registers;
import org.fairlot.registration.report.figures.Report.Reviews;
import org.fairlot.registration.report.figures.Report.SupplyAndDemand;

/**
 * Makes a report of what was counted: pure, so that it can be held against a recount.
 *
 * @param programme as it stands now
 * @param pack      whose parties, units and time zone count
 * @param from      first day, or {@code null}
 * @param to        last day, or {@code null}
 * @param at        now
 * @param places    the middle of each street that is known, by its code
 * @param threshold of alerts of chances; {@code farMetres}: of distances
 */
public record ReportWriter(
    Programme programme, Pack pack, LocalDate from, LocalDate to, Instant at, Map<String, Place> places,
    Threshold threshold, int farMetres) {

  private static final int SECONDS_PER_QUARTER = 900;
  private static final int UNDERSTOOD_FROM = 80;
  private static final int DOUBTFUL_FROM = 50;

  /** In degrees, GCJ-02 as the outlets'. */
  public record Place(double lon, double lat) {}

  /** @param counts of each {@link Count} what the store found */
  public Report write(Map<Count, List<Tally>> counts, long persons) {
    return new Report(
        programme.id(), programme.defined().names(), pack.name(), pack.version(), pack.parties(), zone().getId(), from, to, at,
        SmallGroups.SHOWN_FROM, supplyAndDemand(counts, persons), dataGovernance(counts), departments(counts),
        publicMood(counts), fairness(counts));
  }

  private ZoneId zone() {
    return pack.timezone();
  }

  private SupplyAndDemand supplyAndDemand(Map<Count, List<Tally>> counts, long persons) {
    var ends = counts.get(Count.ENDS);
    long allotted = units(ends, tally -> true);
    long handedOver = units(ends, tally -> ended(tally, CaseOutcome.FULFILLED));
    long lost = units(ends, tally -> tally.is("lost"));
    long ended = units(ends, tally -> tally.has("outcome"));
    var days = days(counts);
    return new SupplyAndDemand(
        total(ends), persons, allotted, handedOver, ended - handedOver - lost, lost, allotted - ended,
        pools(counts.get(Count.POOLS_NOW)), counted(counts.get(Count.BY_DISTRICT), "district"),
        days.stream().filter(day -> isAskedFor(day.day())).toList(), outlook(counts));
  }

  private static long units(List<Tally> ends, Predicate<Tally> which) {
    return ends.stream().filter(which).mapToLong(tally -> tally.number("units") * tally.count()).sum();
  }

  private static PoolsNow pools(List<Tally> pools) {
    ToLongFunction<String> sum = name -> pools.stream().mapToLong(tally -> tally.sum(name)).sum();
    return new PoolsNow(
        sum.applyAsLong("released"), sum.applyAsLong("free"), sum.applyAsLong("held"), sum.applyAsLong("wants"),
        sum.applyAsLong("wantUnits"));
  }

  private boolean isAskedFor(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
  }

  private LocalDate day(long quarter) {
    return Instant.ofEpochSecond(quarter * SECONDS_PER_QUARTER).atZone(zone()).toLocalDate();
  }

  /** @param quarter the field that says when */
  private TreeMap<LocalDate, Long> byDay(List<Tally> tallies, String quarter, ToLongFunction<Tally> what) {
    return tallies.stream()
        .collect(Collectors.groupingBy(tally -> day(tally.number(quarter)), TreeMap::new, Collectors.summingLong(what)));
  }

  private List<DayFigures> days(Map<Count, List<Tally>> counts) {
    var opened = byDay(counts.get(Count.OPENED_BY_QUARTER), "quarter", Tally::count);
    var granted = byDay(counts.get(Count.GRANTED_BY_QUARTER), "grantedQuarter", Tally::count);
    var units = byDay(counts.get(Count.GRANTED_BY_QUARTER), "grantedQuarter", tally -> tally.sum("units"));
    var released = byDay(counts.get(Count.RELEASED), "quarter", tally -> tally.sum("units"));
    var emptied = emptied(counts.get(Count.EMPTIED));
    var expected = expected(wholeDays(opened));
    var days = new TreeSet<LocalDate>();
    List.of(opened, granted, released).forEach(some -> some.keySet().forEach(days::add));
    var first = firstRegistration(counts.get(Count.OPENED_BY_QUARTER));
    var figures = new ArrayList<DayFigures>();
    for (LocalDate day : days) {
      long came = opened.getOrDefault(day, 0L);
      Long forecast = expected.get(day);
      var gone = emptied.getOrDefault(day, Map.of());
      Long goneAfter =
          gone.isEmpty() || !first.containsKey(day)
              ? null
              : Long.valueOf(Math.max(0, gone.values().stream().mapToLong(Long::longValue).max().orElse(0) - first.get(day)));
      figures.add(
          new DayFigures(
              day, came, came * unitsPerCase(), forecast, forecast == null ? null : Long.valueOf(forecast * unitsPerCase()),
              forecast == null ? null : Long.valueOf(came - forecast), granted.getOrDefault(day, 0L),
              units.getOrDefault(day, 0L), released.getOrDefault(day, 0L), gone.size(), goneAfter));
    }
    return figures;
  }

  /** Seconds of the epoch at which each pool first gave its last unit, by day. */
  private Map<LocalDate, Map<String, Long>> emptied(List<Tally> tallies) {
    return tallies.stream()
        .collect(
            Collectors.groupingBy(
                tally -> day(tally.number("quarter")), TreeMap::new,
                Collectors.toMap(
                    tally -> tally.text("poolId"), tally -> tally.sum(Count.FIRST), Math::min, TreeMap::new)));
  }

  private Map<LocalDate, Long> firstRegistration(List<Tally> opened) {
    return opened.stream()
        .collect(
            Collectors.toMap(
                tally -> day(tally.number("quarter")), tally -> tally.sum(Count.FIRST), Math::min, TreeMap::new));
  }

  /** What a case asks for, by the pack. */
  private int unitsPerCase() {
    return pack.steps().stream()
        .map(
            step ->
                switch (step.stage()) {
                  case Stage.FirstCome s -> s.units();
                  case Stage.CommitteeOrder s -> s.units();
                  case Stage.Lottery s -> s.units();
                  default -> null;
                })
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(1);
  }

  /**
   * From the first registration to yesterday or the programme's last day, days without any included: a day that is not over
   * would look like a fall.
   */
  private TreeMap<LocalDate, Long> wholeDays(TreeMap<LocalDate, Long> opened) {
    var whole = new TreeMap<LocalDate, Long>();
    var today = at.atZone(zone()).toLocalDate();
    var until = isOver(today) ? programme.defined().closesOn() : today;
    if (!opened.isEmpty() && opened.firstKey().isBefore(until)) {
      opened.firstKey().datesUntil(until).forEach(day -> whole.put(day, opened.getOrDefault(day, 0L)));
    }
    return whole;
  }

  private boolean isOver(LocalDate day) {
    return programme.defined().closesOn() != null && !day.isBefore(programme.defined().closesOn());
  }

  private static Map<LocalDate, Long> expected(TreeMap<LocalDate, Long> whole) {
    var days = List.copyOf(whole.keySet());
    var expected = new TreeMap<LocalDate, Long>();
    Forecast.of(List.copyOf(whole.values()))
        .ifPresent(forecast ->
            forecast.days().forEach(day -> expected.put(days.get(day.index()), Math.round(day.forecast()))));
    return expected;
  }

  private Outlook outlook(Map<Count, List<Tally>> counts) {
    var whole = wholeDays(byDay(counts.get(Count.OPENED_BY_QUARTER), "quarter", Tally::count));
    return Forecast.of(List.copyOf(whole.values()))
        .filter(forecast -> !isOver(whole.lastKey().plusDays(1)))
        .map(forecast -> {
          long next = Math.round(forecast.next());
          return new Outlook(
              whole.size(), Forecast.DAYS_NEEDED, whole.lastKey().plusDays(1), next, next * unitsPerCase(),
              forecast.meanAbsoluteError(), forecast.naiveMeanAbsoluteError());
        })
        .orElseGet(() -> new Outlook(whole.size(), Forecast.DAYS_NEEDED, null, null, null, null, null));
  }

  private static DataGovernance dataGovernance(Map<Count, List<Tally>> counts) {
    var addresses = counts.get(Count.ADDRESSES).stream().filter(tally -> tally.has("addressConfidence")).toList();
    long all = total(addresses);
    long understood = total(addresses, tally -> tally.number("addressConfidence") >= UNDERSTOOD_FROM);
    long unclear = total(addresses, tally -> tally.number("addressConfidence") < DOUBTFUL_FROM);
    var questions = counts.get(Count.QUESTIONS);
    var registers =
        new Registers(
            total(questions), total(questions, tally -> tally.is("answered")), total(questions, tally -> tally.is("eligible")),
            total(questions, tally -> tally.is("pending")), mean(counts.get(Count.QUESTION_TIMES), "askedAt", "answeredAt"),
            byRegister(counts.get(Count.ANSWERS)));
    var repeated = counts.get(Count.ENDS).stream().filter(tally -> isLimit(tally.text("reason"))).toList();
    return new DataGovernance(
        all, understood, all - understood - unclear, unclear, share(understood, all),
        total(counts.get(Count.ADDRESSES), tally -> tally.is("correctionAsked")), registers, counted(repeated, "reason"));
  }

  /** A shared limit refuses by the reason for which people would look at the case. */
  private static boolean isLimit(String reason) {
    return Why.HOUSEHOLD_LIMIT.name().equals(reason) || Why.PHONE_LIMIT.name().equals(reason)
        || Why.POSSIBLE_DUPLICATE.name().equals(reason);
  }

  private static List<RegisterAnswers> byRegister(List<Tally> answers) {
    var byRegister = answers.stream().collect(Collectors.groupingBy(t -> t.text("register"), TreeMap::new, Collectors.toList()));
    return byRegister.entrySet().stream()
        .map(e -> new RegisterAnswers(e.getKey(), total(e.getValue()), total(e.getValue(), tally -> tally.is("holds"))))
        .toList();
  }

  private static Departments departments(Map<Count, List<Tally>> counts) {
    var reviews = counts.get(Count.REVIEWS);
    var calls = counts.get(Count.CALLS);
    var handOvers = counts.get(Count.HAND_OVERS);
    long failed = total(handOvers, ReportWriter::failed);
    long ended = total(handOvers, tally -> tally.has("delivered"));
    return new Departments(
        new Reviews(
            total(reviews), total(reviews, tally -> tally.has("approved")), total(reviews, tally -> tally.is("approved")),
            total(reviews, tally -> tally.is("overdue")), total(reviews, tally -> tally.is("dropped")),
            mean(counts.get(Count.REVIEW_TIMES), "askedAt", "decidedAt")),
        new Calls(
            total(calls), total(calls, tally -> tally.is("told")), total(calls, tally -> tally.is("dropped")),
            calls.stream().mapToLong(tally -> tally.sum("attempts")).sum()),
        handOvers(handOvers, counts.get(Count.HAND_OVER_TIMES)), share(failed, ended),
        counted(counts.get(Count.HAND_OVER_REASONS), "handOverReason"));
  }

  private static boolean failed(Tally tally) {
    return tally.has("delivered") && !tally.is("delivered");
  }

  private record Way(String mode, String courier) {
    static Way of(Tally tally) {
      return new Way(tally.text("mode"), tally.text("courier"));
    }

    boolean fits(Tally tally) {
      return equals(of(tally));
    }
  }

  private static List<HandOver> handOvers(List<Tally> tallies, List<Tally> times) {
    return tallies.stream().map(Way::of).distinct()
        .sorted(Comparator.comparing(Way::mode).thenComparing(Way::courier, Comparator.nullsLast(Comparator.naturalOrder())))
        .map(way -> {
          var own = tallies.stream().filter(way::fits).toList();
          var done = times.stream().filter(way::fits).filter(tally -> tally.is("delivered")).toList();
          return new HandOver(
              way.mode(), way.courier(), total(own), total(own, tally -> tally.is("delivered")),
              total(own, ReportWriter::failed), mean(done, "arrangedAt", "completedAt"));
        })
        .toList();
  }

  private static PublicMood publicMood(Map<Count, List<Tally>> counts) {
    var ends = counts.get(Count.ENDS);
    var reviews = counts.get(Count.REVIEWS);
    var messages = counts.get(Count.MESSAGES);
    long cancelled = total(ends, tally -> ended(tally, CaseOutcome.CANCELLED));
    var refused = ends.stream().filter(tally -> ended(tally, CaseOutcome.REFUSED)).toList();
    var refusedAtOnce =
        counts.get(Count.END_TIMES).stream().filter(t -> ended(t, CaseOutcome.REFUSED) && !t.has("units")).toList();
    return new PublicMood(
        cancelled, share(cancelled, total(ends)), ends.stream().mapToLong(tally -> tally.sum("edits")).sum(),
        counted(refused, "reason"), total(reviews, tally -> tally.is("appealed")),
        total(reviews, tally -> tally.is("overturned")), total(reviews, tally -> tally.is("upheld")),
        new Messages(
            total(messages), total(messages, tally -> tally.is("sent")), total(messages, tally -> tally.is("arrived")),
            total(messages, tally -> tally.is("failed"))),
        mean(counts.get(Count.GRANT_TIMES), "openedAt", "grantedAt"), mean(refusedAtOnce, "openedAt", "closedAt"));
  }

  private Fairness fairness(Map<Count, List<Tally>> counts) {
    var byStreet = odds(counts.get(Count.BY_STREET), "street");
    var streets = shown(byStreet.stream().filter(odds -> !odds.group().equals(Odds.UNKNOWN)).toList());
    var districts = shown(odds(counts.get(Count.BY_DISTRICT), "district"));
    var channels = shown(odds(counts.get(Count.BY_CHANNEL), "channel"));
    var toOutlets = metresToOutlets(counts.get(Count.OUTLETS_BY_STREET));
    var areas = streets.stream().map(odds -> street(odds, toOutlets.get(odds.group()))).toList();
    long unknown =
        byStreet.stream().filter(odds -> odds.group().equals(Odds.UNKNOWN)).mapToLong(Odds::registrations).sum();
    return new Fairness(
        areas, districts.stream().map(this::district).toList(),
        channels.stream().map(odds -> area(odds, null, null, null)).toList(), Evenness.of(streets, threshold),
        Evenness.of(districts, threshold), Evenness.of(channels, threshold), unknown, far(areas));
  }

  private static List<Odds> odds(List<Tally> tallies, String by) {
    var odds = new TreeMap<String, Odds>();
    for (Tally tally : tallies) {
      String group = Objects.requireNonNullElse(tally.text(by), Odds.UNKNOWN);
      boolean granted = tally.has("units");
      boolean left = !granted && ended(tally, CaseOutcome.CANCELLED);
      odds.merge(
          group, new Odds(group, tally.count(), left ? 0 : tally.count(), granted ? tally.count() : 0), Odds::and);
    }
    return List.copyOf(odds.values());
  }

  private static List<Odds> shown(List<Odds> odds) {
    return SmallGroups.hidden(
        odds, Odds::registrations, few -> new Odds(Odds.OTHER, few.registrations(), few.stayed(), few.granted()), Odds::and);
  }

  private Area district(Odds odds) {
    return area(odds, outlets(outlet -> outlet.district().equals(odds.group())), null, null);
  }

  private Area street(Odds odds, Long metresToOutlet) {
    boolean told = programme.outlets().stream().anyMatch(outlet -> outlet.committees() != null);
    return area(
        odds, told ? outlets(outlet -> serves(outlet, odds.group())) : null,
        place(odds.group()).flatMap(this::metresToNearest).orElse(null), metresToOutlet);
  }

  private static boolean serves(Outlet outlet, String street) {
    return outlet.committees() != null && outlet.committees().stream().anyMatch(code -> code.startsWith(street));
  }

  private int outlets(Predicate<Outlet> which) {
    return (int) programme.outlets().stream().filter(which).count();
  }

  /** Of those who have no name together nothing is told of places. */
  private Area area(Odds odds, Integer outlets, Long metresToNearest, Long metresToOutlet) {
    boolean place = !odds.group().equals(Odds.OTHER) && !odds.group().equals(Odds.UNKNOWN);
    return new Area(
        odds.group(), odds.registrations(), odds.stayed(), odds.granted(), odds.winRate(), place ? outlets : null,
        place && outlets != null ? Double.valueOf(10_000.0 * outlets / odds.registrations()) : null, metresToNearest,
        metresToOutlet);
  }

  private Optional<Place> place(String street) {
    return Optional.ofNullable(places.get(street));
  }

  private Optional<Long> metresToNearest(Place place) {
    return programme.outlets().stream()
        .map(outlet -> metres(place, outlet)).min(Comparator.naturalOrder());
  }

  private static long metres(Place place, Outlet outlet) {
    return GreatCircle.metres(place.lon(), place.lat(), outlet.lon(), outlet.lat());
  }

  /** The mean over the cases of each street whose place is known, of those that got goods at an outlet that is still on the list. */
  private Map<String, Long> metresToOutlets(List<Tally> tallies) {
    var sums = new LinkedHashMap<String, long[]>();
    for (Tally tally : tallies) {
      var outlet = programme.outlet(tally.text("outletId"));
      var place = place(tally.text("street"));
      if (outlet.isPresent() && place.isPresent()) {
        long[] sum = sums.computeIfAbsent(tally.text("street"), street -> new long[2]);
        sum[0] += metres(place.get(), outlet.get()) * tally.count();
        sum[1] += tally.count();
      }
    }
    return sums.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> Math.round((double) e.getValue()[0] / e.getValue()[1])));
  }

  private List<FarStreet> far(List<Area> streets) {
    return streets.stream()
        .filter(street -> street.metresToNearest() != null)
        .map(street -> new FarStreet(
            street.group(), Objects.requireNonNullElse(street.metresToOutlet(), street.metresToNearest()),
            street.registrations()))
        .filter(street -> street.metres() > farMetres)
        .sorted(Comparator.comparingLong(FarStreet::metres).reversed())
        .toList();
  }

  private static boolean ended(Tally tally, CaseOutcome outcome) {
    return outcome.name().equals(tally.text("outcome"));
  }

  /** How many of each, the groups in their order; few are hidden among others. */
  private static List<Counted> counted(List<Tally> tallies, String by) {
    var counts =
        tallies.stream()
            .collect(
                Collectors.groupingBy(
                    tally -> Objects.requireNonNullElse(tally.text(by), Odds.UNKNOWN), TreeMap::new,
                    Collectors.summingLong(Tally::count)));
    return SmallGroups.hidden(
        counts.entrySet().stream().map(e -> new Counted(e.getKey(), e.getValue())).toList(), Counted::count,
        few -> new Counted(Odds.OTHER, few.count()), Counted::and);
  }

  private static long total(List<Tally> tallies) {
    return total(tallies, tally -> true);
  }

  private static long total(List<Tally> tallies, Predicate<Tally> which) {
    return tallies.stream().filter(which).mapToLong(Tally::count).sum();
  }

  private static Double share(long part, long all) {
    return all == 0 ? null : Double.valueOf((double) part / all);
  }

  /** Of the time from one moment to the other, in whole seconds. */
  private static Long mean(List<Tally> tallies, String begin, String end) {
    long count = total(tallies);
    long seconds = tallies.stream().mapToLong(tally -> tally.sum(end) - tally.sum(begin)).sum();
    return count == 0 ? null : Long.valueOf(Math.round((double) seconds / count));
  }
}
