package org.fairlot.registration.report.web;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fairlot.registration.report.figures.Report;
import org.fairlot.runtime.wire.Json;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** A report as a page in Markdown: all of its figures, under the names that the API has for them. */
final class ReportPage {

  static final MediaType TYPE = new MediaType("text", "markdown", StandardCharsets.UTF_8);

  /** The families in the order in which they are told, with their titles in Chinese and English. */
  private static final Map<String, List<String>> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put("supplyAndDemand", List.of("市场供求", "Supply and demand"));
    SECTIONS.put("dataGovernance", List.of("数据治理", "Data governance"));
    SECTIONS.put("departments", List.of("部门协同", "Departments together"));
    SECTIONS.put("publicMood", List.of("公众心理", "Public mood"));
    SECTIONS.put("fairness", List.of("社会公平", "Fairness"));
  }

  private ReportPage() {}

  static String of(Report report, String language) {
    int title = language.equals("en") ? 1 : 0;
    var tree = Json.MAPPER.valueToTree(report);
    var text = new ArrayList<String>();
    text.add("# " + report.names().get(language) + " (" + report.programmeId() + ")");
    text.add("");
    report.parties().forEach(party -> text.add("- " + party.role() + ": " + party.names().get(language)));
    text.add("- " + report.asOf().atZone(ZoneId.of(report.timezone())).toLocalDateTime() + " " + report.timezone());
    if (report.from() != null || report.to() != null) {
      text.add("- %s … %s".formatted(report.from() == null ? "" : report.from(), report.to() == null ? "" : report.to()));
    }
    SECTIONS.forEach((name, titles) -> {
      text.add("");
      text.add("## " + titles.get(title));
      text.add("");
      members("", tree.path(name), text);
    });
    return String.join("\n", text) + "\n";
  }

  /** Figures first, then the tables, so that no list is torn. */
  private static void members(String path, JsonNode section, List<String> text) {
    section.properties().forEach(member -> figures(path + member.getKey(), member.getValue(), text));
    section.properties().forEach(member -> tables(path + member.getKey(), member.getValue(), text));
  }

  private static void figures(String name, JsonNode value, List<String> text) {
    if (value.isObject()) {
      value.properties().forEach(member -> figures(name + "." + member.getKey(), member.getValue(), text));
    } else if (!value.isArray() && !value.isNull()) {
      text.add("- " + name + ": " + shown(value));
    }
  }

  private static void tables(String name, JsonNode value, List<String> text) {
    if (value.isObject()) {
      value.properties().forEach(member -> tables(name + "." + member.getKey(), member.getValue(), text));
    } else if (value.isArray() && !value.isEmpty()) {
      var columns = new ArrayList<String>();
      value.forEach(row -> row.propertyNames().stream().filter(c -> !columns.contains(c)).forEach(columns::add));
      text.add("");
      text.add("### " + name);
      text.add("");
      text.add("| " + String.join(" | ", columns) + " |");
      text.add("|" + "---|".repeat(columns.size()));
      value.forEach(row ->
          text.add("| " + String.join(" | ", columns.stream().map(column -> shown(row.path(column))).toList()) + " |"));
    }
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isFloatingPointNumber() ? String.format(Locale.ROOT, "%.4g", value.doubleValue()) : value.asString().replace("|", "\\|");
  }
}
