package org.fairlot.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();

  private int simulate(String... more) throws IOException {
    var pack = folder.resolve("xiamen.yaml");
    try (var packed = SimulateCommandTest.class.getResourceAsStream("/packs/xiamen.yaml")) {
      Files.write(pack, packed.readAllBytes());
    }
    out.getBuffer().setLength(0);
    var arguments = new ArrayList<>(List.of("simulate", pack.toString(), "--out", folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    var line = Fairlot.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    return line.execute(arguments.toArray(String[]::new));
  }

  @Test
  @Row("M6")
  void the_packs_own_rule_stands_beside_the_others_and_the_report_is_whole() throws IOException {
    assertThat(simulate("--people", "400", "--rounds", "8", "--weights", "uniform,strict", "--household", "0,one"))
        .as(out.toString())
        .isZero();
    assertThat(out.toString()).contains("(the pack)", "longest wait first", "households enter as one", "Assumed:");
    assertThat(folder.resolve("out")).isDirectoryContaining("glob:**/index.html")
        .isDirectoryContaining("glob:**/findings.csv").isDirectoryContaining("glob:**/waits.csv");
    String before = out.toString();
    simulate("--people", "400", "--rounds", "8", "--weights", "uniform,strict", "--household", "0,one");
    assertThat(out.toString()).isEqualTo(before);
  }

  @Test
  void a_log_is_played_again_and_what_is_assumed_is_said() throws IOException {
    var log = folder.resolve("frozen.ndjson");
    var entries = new ArrayList<String>();
    for (int id = 0; id < 40; id++) {
      entries.add(
          """
          {"entry":{"caseId":"c%d","stageNo":2,"pools":["masks/A"],"cohorts":{},"reserves":[]},"tickets":%d}"""
              .formatted(id, 1 + id % 3));
    }
    Files.writeString(
        log,
        "{\"urnId\":\"masks.v1\",\"drawId\":\"masks.v1.2020-02-02\",\"part\":1,\"entries\":[%s]}%n"
            .formatted(String.join(",", entries)));
    assertThat(simulate("--replay", log.toString(), "--units", "4")).as(out.toString()).isZero();
    assertThat(out.toString()).contains("1 draw(s) of the log", "does not say who won", "spread evenly");
  }
}
