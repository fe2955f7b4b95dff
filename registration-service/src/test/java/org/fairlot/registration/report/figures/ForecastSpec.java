package org.fairlot.registration.report.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class ForecastSpec {

  private static Forecast of(long... days) {
    return Forecast.of(LongStream.of(days).boxed().toList()).orElseThrow();
  }

  @Row("M6")
  @Test
  void with_few_days_there_is_none() {
    assertThat(Forecast.of(List.of())).isEmpty();
    assertThat(Forecast.of(List.of(100L, 200L, 300L))).isEmpty();
  }

  @Row("M6")
  @Test
  void what_never_changes_is_expected_to_stay() {
    var forecast = of(500, 500, 500, 500, 500, 500);
    assertThat(forecast.next()).isEqualTo(500, within(1e-9));
    assertThat(forecast.meanAbsoluteError()).isEqualTo(0, within(1e-9));
    assertThat(forecast.days()).extracting(Forecast.Day::index).containsExactly(4, 5);
  }

  @Row("M6")
  @Test
  void a_rise_is_followed_better_than_by_the_day_before() {
    var forecast = of(100, 200, 300, 400, 500, 600, 700, 800, 900, 1000);
    assertThat(forecast.next()).isBetween(1000.0, 1150.0);
    assertThat(forecast.meanAbsoluteError()).isLessThan(forecast.naiveMeanAbsoluteError());
  }

  @Test
  void a_fall_ends_at_nothing() {
    assertThat(of(1000, 500, 100, 0, 0, 0, 0).next()).isNotNegative();
    assertThat(of(1000, 500, 100, 0, 0, 0, 0).days()).allMatch(day -> day.forecast() >= 0);
  }

  /** Otherwise its errors would be better than they are. */
  @Row("M6")
  @Test
  void a_days_forecast_does_not_know_the_day() {
    var history = new ArrayList<>(List.of(120L, 80L, 300L, 310L, 290L, 500L));
    var before = Forecast.of(history).orElseThrow();
    history.add(100_000L);
    var after = Forecast.of(history).orElseThrow();
    assertThat(after.days().getLast().forecast()).isEqualTo(before.next());
    assertThat(after.days().getLast().error()).isEqualTo(100_000 - before.next());
  }
}
