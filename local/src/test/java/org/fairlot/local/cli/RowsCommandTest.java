package org.fairlot.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsCommandTest {

  private static final String SOURCE =
      """
      package org.example;

      /** Not @Row("X1"), which only a comment says. */
      class DoorSpec {
        @Row("X5")
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void opens(int key) {}

        @Test
        void is_about_nothing() {}

        @Row({"U2", "M8"})
        @Nested
        class Closing {
          @Test
          void locks() {}

          @Row("X5")
          @Test
          void locks_late() {}
        }
      }
      """;

  @TempDir private Path root;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void a_module_with_a_test() throws IOException {
    write("house/src/test/java/org/example/DoorSpec.java", SOURCE);
    write("house/target/generated/src/test/java/org/example/OldSpec.java", SOURCE.replace("DoorSpec", "OldSpec"));
  }

  private void write(String file, String text) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void report(String className, String cases) throws IOException {
    write(
        "house/target/surefire-reports/TEST-" + className + ".xml",
        "<testsuite>" + cases.replace("<testcase", "<testcase classname=\"" + className + "\"") + "</testsuite>");
  }

  private int rows(String... ids) {
    var words = new String[ids.length + 3];
    words[0] = "rows";
    words[1] = "--root";
    words[2] = root.toString();
    System.arraycopy(ids, 0, words, 3, ids.length);
    return Fairlot.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(words);
  }

  @Test
  void each_test_of_a_row_is_told_with_how_it_went() throws IOException {
    report("org.example.DoorSpec", "<testcase name=\"opens(int)[1]\"/><testcase name=\"opens(int)[2]\"><skipped/></testcase>");
    report("org.example.DoorSpec$Closing", "<testcase name=\"locks\"/>");
    assertThat(rows("X5")).isZero();
    assertThat(out.toString().lines().map(String::strip))
        .contains("not run", "skipped  DoorSpec.opens", "not run  DoorSpec.Closing.locks_late").hasSize(4);
  }

  @Test
  void of_a_class_every_test_counts_and_one_that_failed_is_the_result() throws IOException {
    report(
        "org.example.DoorSpec$Closing",
        "<testcase name=\"locks\"/><testcase name=\"locks_late\"><error>late</error></testcase>");
    assertThat(rows("U2")).isEqualTo(1);
    assertThat(out.toString()).contains("     failed\n", "failed   DoorSpec.Closing\n");
    report("org.example.DoorSpec$Closing", "<testcase name=\"locks\"/><testcase name=\"locks_late\"/>");
    assertThat(rows("U2")).isZero();
    assertThat(out.toString()).contains("passed   DoorSpec.Closing\n");
  }

  @Test
  void all_rows_are_told_where_none_is_named() {
    assertThat(rows()).isZero();
    assertThat(out.toString()).contains("X1   ", "no test yet", "nothing to test: ", "not run  DoorSpec.Closing")
        .doesNotContain("OldSpec");
  }

  @Test
  void what_is_no_row_is_named() {
    assertThat(rows("X5", "Z9")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no row Z9");
    assertThat(out.toString()).isEmpty();
  }
}
