package org.fairlot.local.simulation;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.fairlot.allocation.draw.simulation.Findings;
import org.fairlot.allocation.draw.simulation.Findings.Rate;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * What came of the policies, to be read, printed and calculated with (推演报告).
 *
 * @param title   what was played
 * @param assumed what had to be assumed, each a sentence
 */
public record Report(String title, List<String> assumed, List<Findings> findings) {

  private static final String[] COLUMNS = {
    "policy", "win rate", "median", "p95", "p99", "worst", "never", "Gini", "wins", "forfeits", "units left"
  };

  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 520;
  private static final int DOTS_PER_INCH = 144;

  private record Table(String title, List<String> columns, List<List<String>> rows) {}

  private List<Table> tables() {
    var tables = new ArrayList<Table>();
    var rows = findings.stream().map(this::row).toList();
    tables.add(new Table("Draws until the first win, and what each got", List.of(COLUMNS), rows));
    tables.add(rates("Win rate by reserve", Findings::byGroup));
    tables.add(rates("Households served in a draw, by size", Findings::byHouseholdSize));
    return tables;
  }

  private List<String> row(Findings found) {
    var row = new ArrayList<>(List.of(found.policy().name(), percent(found.winRate())));
    var waits = found.waits();
    if (waits == null) {
      row.addAll(List.of("–", "–", "–", "–", "–", "–"));
    } else {
      for (double part : new double[] {0.5, 0.95, 0.99, 1}) {
        row.add(draws(waits.quantile(part), waits.stillWithout().size() - 1));
      }
      row.add(Long.toString(waits.never()));
      row.add("%.3f".formatted(found.gini()));
    }
    row.addAll(
        List.of(Long.toString(found.wins()), Long.toString(found.forfeits()), Long.toString(found.unitsUnused())));
    return row;
  }

  private static String draws(OptionalInt draws, int rounds) {
    return draws.isPresent() ? Integer.toString(draws.getAsInt()) : ">" + rounds;
  }

  private <K extends Comparable<K>> Table rates(String title, Function<Findings, ? extends Map<K, Rate>> rates) {
    var keys = keys(rates);
    var columns = new ArrayList<>(List.of("policy"));
    keys.forEach(key -> columns.add(key.toString()));
    var rows = new ArrayList<List<String>>();
    for (Findings found : findings) {
      var row = new ArrayList<>(List.of(found.policy().name()));
      keys.forEach(key -> row.add(percent(rates.apply(found).getOrDefault(key, Rate.NONE).value())));
      rows.add(row);
    }
    return new Table(title, columns, rows);
  }

  private <K extends Comparable<K>> List<K> keys(Function<Findings, ? extends Map<K, Rate>> rates) {
    var keys = new TreeSet<K>();
    findings.forEach(found -> keys.addAll(rates.apply(found).keySet()));
    return List.copyOf(keys);
  }

  private static String percent(double part) {
    return "%.2f %%".formatted(100 * part);
  }

  /** For a terminal. */
  public String text() {
    var text = new StringBuilder(title).append('\n');
    for (Table table : tables()) {
      text.append('\n').append(table.title).append('\n');
      int[] widths = new int[table.columns.size()];
      var lines = new ArrayList<>(List.of(table.columns));
      lines.addAll(table.rows);
      lines.forEach(line -> IntStream.range(0, widths.length)
          .forEach(i -> widths[i] = Math.max(widths[i], line.get(i).length())));
      for (List<String> line : lines) {
        for (int i = 0; i < widths.length; i++) {
          text.append("  ").append(("%" + (i == 0 ? "-" : "") + widths[i] + "s").formatted(line.get(i)));
        }
        text.append('\n');
      }
    }
    text.append("\nAssumed:\n");
    assumed.forEach(line -> text.append("  - ").append(line).append('\n'));
    return text.toString();
  }

  /**
   * Writes index.html, its plots, findings.csv and waits.csv.
   *
   * @return what could not be written and why, empty if all is there
   */
  public List<String> writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("findings.csv"), findingsCsv());
    Files.writeString(folder.resolve("waits.csv"), waitsCsv());
    var plots = new ArrayList<String>();
    var failures = new ArrayList<String>();
    System.setProperty("java.awt.headless", "true");
    try {
      if (findings.stream().anyMatch(found -> found.waits() != null)) {
        plots.add(plot(folder, "waits", waitsChart()));
      }
      plots.add(plot(folder, "groups", ratesChart("Win rate by reserve", Findings::byGroup)));
      plots.add(plot(folder, "households", ratesChart("Households served in a draw, by size", Findings::byHouseholdSize)));
    } catch (RuntimeException | Error e) {
      // AWT needs fonts, which a small server may not have; the figures are worth having without
      failures.add("No plots: " + e);
    }
    Files.writeString(folder.resolve("index.html"), html(plots));
    return failures;
  }

  private static String plot(Path folder, String name, Chart<?, ?> chart) throws IOException {
    BitmapEncoder.saveBitmapWithDPI(chart, folder.resolve(name).toString(), BitmapFormat.PNG, DOTS_PER_INCH);
    return name + ".png";
  }

  private XYChart waitsChart() {
    var chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title("Who is still without").xAxisTitle("draws")
            .yAxisTitle("% of those who take part").build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE).setChartBackgroundColor(Color.WHITE);
    for (Findings found : findings) {
      if (found.waits() != null) {
        var without = found.waits().stillWithout();
        chart.addSeries(
                found.policy().name(), IntStream.range(0, without.size()).mapToDouble(n -> n).toArray(),
                without.stream().mapToDouble(part -> 100 * part).toArray())
            .setMarker(SeriesMarkers.NONE);
      }
    }
    return chart;
  }

  private <K extends Comparable<K>> CategoryChart ratesChart(
      String title, Function<Findings, ? extends Map<K, Rate>> rates) {
    var chart = new CategoryChartBuilder().width(WIDTH).height(HEIGHT).title(title).yAxisTitle("%").build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS).setChartBackgroundColor(Color.WHITE);
    var keys = keys(rates);
    for (Findings found : findings) {
      chart.addSeries(
          found.policy().name(), keys.stream().map(Object::toString).toList(),
          keys.stream().map(key -> 100 * rates.apply(found).getOrDefault(key, Rate.NONE).value()).toList());
    }
    return chart;
  }

  /** One figure per line, for a spreadsheet's pivot. */
  private String findingsCsv() {
    var csv = new StringBuilder("policy,measure,key,hits,of,value\n");
    for (Findings found : findings) {
      line(csv, found, "win rate", "", new Rate(found.wins(), found.entries()));
      line(csv, found, "units used", "", new Rate(found.wins(), found.units()));
      found.byGroup().forEach((key, rate) -> line(csv, found, "win rate by reserve", key, rate));
      found.byHouseholdSize().forEach((key, rate) -> line(csv, found, "households served by size", key, rate));
      found.byLosses().forEach((key, rate) -> line(csv, found, "win rate by losses", key, rate));
    }
    return csv.toString();
  }

  private static void line(StringBuilder csv, Findings found, String measure, Object key, Rate rate) {
    csv.append('"').append(found.policy().name().replace("\"", "\"\"")).append("\",\"").append(measure).append("\",\"")
        .append(key).append("\",").append(rate.hits()).append(',').append(rate.of()).append(',').append(rate.value())
        .append('\n');
  }

  private String waitsCsv() {
    var csv = new StringBuilder("policy,draws,stillWithout\n");
    for (Findings found : findings) {
      if (found.waits() != null) {
        for (int n = 0; n < found.waits().stillWithout().size(); n++) {
          csv.append('"').append(found.policy().name()).append("\",").append(n).append(',')
              .append(found.waits().stillWithout().get(n)).append('\n');
        }
      }
    }
    return csv.toString();
  }

  private String html(List<String> plots) {
    var html = new StringBuilder();
    html.append(
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>%s</title>
        <style>
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
          table { border-collapse: collapse; font-variant-numeric: tabular-nums } img { max-width: 100%% }
          td, th { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #ddd }
          td:first-child, th:first-child { text-align: left }
        </style>
        <h1>%s</h1>
        """
            .formatted(escaped(title), escaped(title)));
    for (Table table : tables()) {
      html.append("<h2>").append(escaped(table.title)).append("</h2>\n<table>\n<tr>");
      table.columns.forEach(column -> html.append("<th>").append(escaped(column)).append("</th>"));
      html.append("</tr>\n");
      for (List<String> row : table.rows) {
        html.append("<tr>");
        row.forEach(cell -> html.append("<td>").append(escaped(cell)).append("</td>"));
        html.append("</tr>\n");
      }
      html.append("</table>\n");
    }
    plots.forEach(plot -> html.append("<p><img alt=\"\" src=\"").append(plot).append("\"></p>\n"));
    html.append("<h2>Assumed</h2>\n<ul>\n");
    assumed.forEach(line -> html.append("<li>").append(escaped(line)).append("</li>\n"));
    return html.append("</ul>\n<p>Figures: findings.csv, waits.csv</p>\n</html>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
