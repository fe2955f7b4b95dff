package org.fairlot.local.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code docs/reference/rows.md}: each row with what proves it and how that went. */
public final class RowsPage {

  private RowsPage() {}

  /**
   * @param tests   of each row, by its id
   * @param results how each test went
   * @return the page in Markdown
   */
  public static String of(
      List<Rule> rules, Map<String, List<NamedTest>> tests, Function<NamedTest, Result> results) {
    var text = new ArrayList<String>();
    text.add("# Row by row: what proves it");
    text.add("");
    text.add("The rows are the rules of the six cities from which Fairlot started, and the mechanisms across them. A test that");
    text.add("proves one names it, `@Row({\"X5\", \"X8\"})`; this page is made from these names and from the list of rows,");
    text.add("[rows.yaml](../../local/src/main/resources/org/fairlot/local/rows/rows.yaml). The results are those of");
    text.add("`mvn verify`, which fails if a test does; `./fairlot rows` tells how each went in the last run on your machine,");
    text.add("`./fairlot rows X5` those of one row.");
    String part = null;
    for (Rule rule : rules) {
      if (!rule.part().equals(part)) {
        part = rule.part();
        text.add("");
        text.add("## " + part);
        text.add("");
        text.add("| row | what is to hold | tests | result |");
        text.add("|---|---|---|---|");
      }
      var named = tests.getOrDefault(rule.id(), List.of());
      text.add("| %s | %s | %s | %s |".formatted(rule.id(), rule.says(), links(named), result(rule, named, results)));
    }
    return String.join("\n", text) + "\n";
  }

  /** Of a row in words: how its tests went together, and what is missing. */
  public static String result(Rule rule, List<NamedTest> tests, Function<NamedTest, Result> results) {
    if (rule.nothingToTest() != null) {
      return "nothing to test: " + rule.nothingToTest();
    }
    var together = tests.stream().map(results).reduce(Result::and).map(Result::toString).orElse("no test yet");
    return rule.missing() == null ? together : together + "; missing: " + rule.missing();
  }

  /** Each class once, with a link to its source, and those of its methods that are meant. */
  private static String links(List<NamedTest> tests) {
    var methods = new LinkedHashMap<String, List<String>>();
    for (NamedTest test : tests) {
      var link = "[%s](../../%s)".formatted(test.simpleName(), test.source().toString().replace('\\', '/'));
      var of = methods.computeIfAbsent(link, _ -> new ArrayList<>());
      if (test.method() != null) {
        of.add("`" + test.method() + "`");
      }
    }
    return methods.entrySet().stream()
        .map(entry -> entry.getKey() + (entry.getValue().isEmpty() ? "" : ": " + String.join(", ", entry.getValue())))
        .collect(Collectors.joining("<br>"));
  }
}
