package org.fairlot.registration.report.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.fairlot.registration.report.figures.Evenness.Alert;
import org.fairlot.registration.report.figures.Evenness.Threshold;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class EvennessSpec {

  private static final Threshold THRESHOLD = new Threshold(0.1, 0.01);

  private static Odds street(String code, long cases, long granted) {
    return new Odds(code, cases, cases, granted);
  }

  private static Evenness of(Odds... streets) {
    return Evenness.of(List.of(streets), THRESHOLD);
  }

  @Row("G6")
  @Test
  void a_street_whose_people_get_less_raises_an_alert() {
    var evenness = of(street("440106001", 200, 120), street("440106002", 200, 110), street("440106003", 200, 40));
    assertThat(evenness.alerts()).extracting(Alert::group).containsExactly("440106003");
    assertThat(evenness.alerts().getFirst().winRate()).isEqualTo(0.2);
    assertThat(evenness.alerts().getFirst().others()).isEqualTo(0.575);
    assertThat(evenness.bestToWorst()).isEqualTo(3.0, within(1e-9));
    assertThat(evenness.gini()).isGreaterThan(0.1);
  }

  @Row("G6")
  @Test
  void even_streets_raise_none() {
    var evenness = of(street("a", 200, 100), street("b", 100, 50), street("c", 400, 200));
    assertThat(evenness.alerts()).isEmpty();
    assertThat(evenness.gini()).isEqualTo(0, within(1e-9));
    assertThat(evenness.bestToWorst()).isEqualTo(1.0);
  }

  @Row("G6")
  @Test
  void few_cases_prove_nothing() {
    assertThat(of(street("a", 1000, 500), street("b", 6, 0)).alerts()).isEmpty();
    assertThat(of(street("a", 12, 9), street("b", 12, 3)).alerts()).isEmpty();
  }

  @Test
  void a_difference_that_nobody_feels_raises_none_however_sure_it_is() {
    assertThat(of(street("a", 1_000_000, 500_000), street("b", 1_000_000, 450_000)).alerts()).isEmpty();
  }

  @Test
  void goods_that_all_go_to_one_of_four_are_as_uneven_as_four_can_be() {
    var evenness = of(street("a", 100, 100), street("b", 100, 0), street("c", 100, 0), street("d", 100, 0));
    assertThat(evenness.gini()).isEqualTo(0.75, within(1e-9));
    assertThat(evenness.bestToWorst()).isNull();
  }

  @Test
  void nothing_to_compare_is_no_number() {
    assertThat(of()).isEqualTo(new Evenness(null, null, List.of()));
    assertThat(of(street("a", 50, 0), street("b", 50, 0)).gini()).isNull();
    assertThat(of(street("a", 50, 25)).alerts()).isEmpty();
  }

  /** The threshold is one false alert in a hundred reports; so many more would show that it is not kept. */
  @Row("G6")
  @Test
  void fair_draws_raise_alerts_hardly_ever() {
    long seed = System.nanoTime();
    System.out.println("EvennessSpec: seed " + seed);
    var random = new Random(seed);
    int alerts = 0;
    for (int report = 0; report < 400; report++) {
      var streets = new ArrayList<Odds>();
      for (int s = 0; s < 40; s++) {
        int cases = 20 + random.nextInt(100);
        int granted = (int) IntStream.range(0, cases).filter(i -> random.nextDouble() < 0.3).count();
        streets.add(street("s" + s, cases, granted));
      }
      alerts += Evenness.of(streets, THRESHOLD).alerts().isEmpty() ? 0 : 1;
    }
    assertThat(alerts).as("of 400, seed " + seed).isLessThan(20);
  }
}
