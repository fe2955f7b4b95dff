package org.fairlot.local.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/reference/rows.md}: a row that is new, a test that is gone or renamed, and the page no longer says what is.
 *
 * <p>{@code -Dcontracts.write=true} writes it anew.
 */
class RowsPageTest {

  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/reference/rows.md");
  private static final String REMEDY =
      "run: mvn -pl local -am test -Dtest=RowsPageTest -Dcontracts.write=true -Dsurefire.failIfNoSpecifiedTests=false";
  private static final List<Rule> RULES = Rule.all();
  private static final Map<String, List<NamedTest>> TESTS = tests();

  @Test
  void the_page_says_which_tests_prove_which_row() throws IOException {
    // of a whole run, which is none if one of them does not pass
    var page = RowsPage.of(RULES, TESTS, _ -> Result.PASSED);
    if (Boolean.getBoolean("contracts.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE).replace("\r\n", "\n")).as(REMEDY).isEqualTo(page);
  }

  @Test
  void each_row_that_a_test_names_is_on_the_list() {
    assertThat(RULES).extracting(Rule::id).doesNotHaveDuplicates().containsAll(TESTS.keySet());
  }

  @Test
  void a_row_without_a_test_says_why() {
    assertThat(RULES).filteredOn(rule -> !TESTS.containsKey(rule.id()))
        .allMatch(rule -> rule.missing() != null || rule.nothingToTest() != null);
    assertThat(RULES).filteredOn(rule -> rule.nothingToTest() != null)
        .noneMatch(rule -> TESTS.containsKey(rule.id()) || rule.missing() != null);
  }

  private static Map<String, List<NamedTest>> tests() {
    try {
      return NamedTest.byRow(ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
