package org.fairlot.registration.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fairlot.registration.report.figures.Distribution.Division;
import org.fairlot.registration.report.figures.Distribution.Figures;
import org.fairlot.registration.report.figures.Distribution.Level;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class DistributionSpec {

  private static final Instant AT = Instant.parse("2020-02-02T12:00:00Z");
  private static final Division CITY = new Division(Level.CITY, "310000", "上海市");
  private static final Division DISTRICT = new Division(Level.DISTRICT, "310104", "徐汇区");
  private static final Division STREET = new Division(Level.STREET, "310104011", "田林街道");
  private static final Division COMMITTEE = new Division(Level.COMMITTEE, "310104011002", null);

  private static Tally tally(Level level, String code, String outcome, Integer units, long count) {
    var of = new HashMap<String, Object>();
    of.put(level.field(), code);
    of.put("outcome", outcome);
    of.put("units", units);
    return new Tally(of, Map.of(Tally.COUNT, count));
  }

  private static Tally waiting(Level level, String code, long count) {
    return tally(level, code, null, null, count);
  }

  @SafeVarargs
  private static Distribution of(List<Division> path, List<Tally>... cases) {
    return Distribution.of("masks", AT, path, Arrays.asList(cases), Map.of("310104", "徐汇区")::get);
  }

  private static Figures registered(long cases) {
    return new Figures(cases, cases, 0, 0, 0);
  }

  @Row("M20")
  @Test
  void the_parts_say_how_their_cases_stand_and_sum_up_to_the_whole() {
    var told = of(
        List.of(CITY),
        List.of(
            waiting(Level.DISTRICT, "310104", 10), tally(Level.DISTRICT, "310104", null, 2, 3),
            tally(Level.DISTRICT, "310104", "FULFILLED", 1, 4), tally(Level.DISTRICT, "310104", "FORFEITED", 2, 1),
            tally(Level.DISTRICT, "310104", "REFUSED", null, 5), waiting(Level.DISTRICT, "310105", 6)));
    assertThat(told.parts()).extracting(part -> part.code() + " " + part.name())
        .containsExactly("310104 徐汇区", "310105 null");
    assertThat(told.parts().getFirst().figures()).isEqualTo(new Figures(23, 10, 8, 12, 6));
    assertThat(told.figures()).isEqualTo(new Figures(29, 16, 8, 12, 6));
    assertThat(told.area()).isEqualTo(CITY);
    assertThat(told.within()).isEmpty();
  }

  @Row("M20")
  @Test
  void it_leads_down_to_the_buildings() {
    var told = of(
        List.of(CITY, DISTRICT, STREET, COMMITTEE), List.of(waiting(Level.DISTRICT, "310104", 11)),
        List.of(waiting(Level.STREET, "310104011", 11)), List.of(waiting(Level.COMMITTEE, "310104011002", 11)),
        List.of(waiting(Level.BUILDING, "tag-1", 6), waiting(Level.BUILDING, null, 5)));
    assertThat(told.within()).containsExactly(CITY, DISTRICT, STREET);
    assertThat(told.parts()).extracting(part -> part.level() + " " + part.code())
        .containsExactly("BUILDING " + Odds.UNKNOWN, "BUILDING tag-1");
    assertThat(told.ofBuilding("tag-1").figures()).isEqualTo(registered(6));
    assertThat(told.ofBuilding("tag-2").figures()).isNull();
  }

  @Row("M20")
  @Test
  void who_is_known_no_nearer_is_found_under_noughts() {
    var unknown = new Division(Level.STREET, "310104000", null);
    var told = of(
        List.of(CITY, DISTRICT, unknown), List.of(waiting(Level.DISTRICT, "310104", 12)),
        List.of(waiting(Level.STREET, null, 7), waiting(Level.STREET, "310104011", 5)),
        List.of(waiting(Level.COMMITTEE, null, 7)));
    assertThat(unknown.value()).isNull();
    assertThat(DISTRICT.value()).isEqualTo("310104");
    assertThat(new Division(Level.DISTRICT, "442000", null).value()).isEqualTo("442000");
    assertThat(told.parts()).singleElement().satisfies(part -> {
      assertThat(part.code()).isEqualTo("310104000000");
      assertThat(part.figures()).isEqualTo(registered(7));
    });
  }

  @Row("M20")
  @Test
  void few_are_not_told_of_and_neither_is_who_hides_them() {
    var city = List.of(waiting(Level.DISTRICT, "310104", 20), waiting(Level.DISTRICT, "310105", 9), waiting(Level.DISTRICT, "310106", 3));
    var told = of(List.of(CITY), city);
    assertThat(told.parts()).extracting(Distribution.Part::code).containsExactly("310104", Odds.OTHER);
    assertThat(told.parts().getLast().figures()).isEqualTo(registered(12));
    for (String few : List.of("310105", "310106")) {
      var asked = new Division(Level.DISTRICT, few, null);
      var below = new Division(Level.STREET, few + "001", null);
      var streets = List.of(waiting(Level.STREET, few + "001", 9));
      // as many as could be shown, but the three of the other district would be the rest
      assertThat(of(List.of(CITY, asked), city, streets)).satisfies(DistributionSpec::saysNothing);
      assertThat(of(List.of(CITY, asked, below), city, streets, List.of(waiting(Level.COMMITTEE, few + "001001", 9))))
          .satisfies(DistributionSpec::saysNothing);
    }
    assertThat(of(List.of(CITY), List.of())).satisfies(DistributionSpec::saysNothing);
    assertThat(of(List.of(CITY), List.of(waiting(Level.DISTRICT, "310104", 4)))).satisfies(DistributionSpec::saysNothing);
  }

  private static void saysNothing(Distribution told) {
    assertThat(told.figures()).isNull();
    assertThat(told.parts()).isEmpty();
  }
}
