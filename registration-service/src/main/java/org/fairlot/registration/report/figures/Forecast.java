package org.fairlot.registration.report.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each day would bring by the days before it, beside what it brought (预测与实际): Holt's linear exponential smoothing
 * with a damped trend (Gardner and McKenzie, 1985), which the comparisons of forecasts since Makridakis' have found hard to beat for
 * short series. Its constants are fixed: to fit them takes more days than a city's emergency lasts. Each day's forecast
 * uses only days before it, so the errors are true ones; and whether it is worth anything is seen beside the simplest forecast,
 * that tomorrow is like today.
 *
 * @param days       forecasts for the days past, from the first that has enough days before it
 * @param next       of the day after the last, never below zero
 * @param meanAbsoluteError      of {@code days}, in the unit of the series; {@code null} without any
 * @param naiveMeanAbsoluteError the same of the forecast that each day is like the one before
 */
public record Forecast(
    List<Day> days, double next, @Nullable Double meanAbsoluteError, @Nullable Double naiveMeanAbsoluteError) {

  /** With fewer there is no trend to be seen, and a number would be made up. */
  public static final int DAYS_NEEDED = 4;

  /** Of what is new in a day's number half is heeded: a level that jumps is followed within two or three days. */
  private static final double LEVEL = 0.5;

  /** Of a change of the level half is taken for a trend. */
  private static final double TREND = 0.5;

  /** A trend of today is not for ever. */
  private static final double DAMPING = 0.9;

  public Forecast {
    days = List.copyOf(days);
  }

  /** @param index in the series, from 0; @param forecast by the days before; @param actual what came */
  public record Day(int index, double forecast, double actual) {
    public double error() {
      return actual - forecast;
    }
  }

  /** @param actual whole days, in their order; empty if there are fewer than {@link #DAYS_NEEDED} */
  public static Optional<Forecast> of(List<Long> actual) {
    if (actual.size() < DAYS_NEEDED) {
      return Optional.empty();
    }
    double level = actual.getFirst();
    double trend = 0;
    double naive = 0;
    var days = new ArrayList<Day>();
    for (int i = 1; i < actual.size(); i++) {
      double expected = level + DAMPING * trend;
      if (i >= DAYS_NEEDED) {
        days.add(new Day(i, Math.max(0, expected), actual.get(i)));
        naive += Math.abs(actual.get(i) - actual.get(i - 1));
      }
      double before = level;
      level = LEVEL * actual.get(i) + (1 - LEVEL) * expected;
      trend = TREND * (level - before) + (1 - TREND) * DAMPING * trend;
    }
    Double error = days.isEmpty() ? null : days.stream().mapToDouble(d -> Math.abs(d.error())).average().orElseThrow();
    return Optional.of(
        new Forecast(days, Math.max(0, level + DAMPING * trend), error, days.isEmpty() ? null : naive / days.size()));
  }
}
