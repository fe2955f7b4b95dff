package org.fairlot.local.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fairlot.local.rows.LastRun;
import org.fairlot.local.rows.NamedTest;
import org.fairlot.local.rows.Result;
import org.fairlot.local.rows.RowsPage;
import org.fairlot.local.rows.Rule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which test proves which rule, and how it went. */
@Command(
    name = "rows",
    mixinStandardHelpOptions = true,
    description = {
      "Tells of each rule of the cities and each mechanism across them by which tests it is proved, and how these went when they"
          + " were run last.",
      "docs/reference/rows.md is the same as a page."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no test has failed", "1:a test has failed", "2:there is no such row"})
final class RowsCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int UNKNOWN = 2;

  @Parameters(paramLabel = "ROW", arity = "0..*", description = "such as X5; without any: all")
  private List<String> ids = List.of();

  @Option(names = "--root", hidden = true, description = "The checkout whose tests are told.")
  private Path root = Path.of(System.getProperty("fairlot.home", "."));

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    var known = Rule.all();
    var unknown = ids.stream().filter(id -> known.stream().noneMatch(rule -> rule.id().equals(id))).toList();
    if (!unknown.isEmpty()) {
      command.commandLine().getErr().println("there is no row " + String.join(", ", unknown));
      return UNKNOWN;
    }
    var out = command.commandLine().getOut();
    var tests = NamedTest.byRow(root);
    var lastRun = new LastRun(root);
    boolean failed = false;
    for (Rule rule : known) {
      if (!ids.isEmpty() && !ids.contains(rule.id())) {
        continue;
      }
      var named = tests.getOrDefault(rule.id(), List.of());
      out.printf("%-4s %s%n     %s%n", rule.id(), rule.says(), RowsPage.result(rule, named, lastRun::of));
      for (NamedTest test : named) {
        var result = lastRun.of(test);
        failed |= result == Result.FAILED;
        out.printf("     %-8s %s%s%n", result, test.simpleName(), test.method() == null ? "" : "." + test.method());
      }
    }
    out.flush();
    return failed ? FAILED : 0;
  }
}
