package org.fairlot.allocation.draw.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fairlot.allocation.draw.fd1.Bundles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

  private static final Weighting RECORDED = Weighting.parse("1:16");

  @TempDir private Path folder;

  @Test
  void a_bundle_is_drawn_again_with_its_own_list_and_units() throws IOException {
    var zip = Files.write(folder.resolve("bundle.zip"), Bundles.demo(List.of()));
    var history = History.ofBundles(List.of(zip));
    assertThat(history.casesJoin()).isFalse();
    assertThat(history.assumed()).isNotEmpty();
    var found = Replay.play(history, RECORDED, Policy.of(Weighting.parse("uniform")), 50, 1);
    assertThat(found.draws()).isEqualTo(50);
    assertThat(found.entries()).isEqualTo(300);
    assertThat(found.wins()).isEqualTo(150);
    assertThat(found.waits()).isNull();
    // e3 had 3 tickets, so 2 losses; e6 one
    assertThat(found.byLosses().keySet()).containsExactly(0, 1, 2);
    assertThat(Replay.play(history, RECORDED, Policy.of(Weighting.parse("uniform")), 50, 1)).isEqualTo(found);
    assertThatIllegalArgumentException().isThrownBy(() -> History.ofBundles(List.of(zip, zip)));
  }

  /** 30 cases enter on the first day, 5 units a day; who wins in the log is gone, case 29 withdraws after the first. */
  private static List<String> log(boolean winners) {
    var lines = new ArrayList<String>();
    for (int day = 1; day <= 5; day++) {
      String draw = "masks.v1.2020-02-0" + day;
      var entries = new ArrayList<String>();
      for (int id = (day - 1) * 5; id < (day == 1 ? 30 : 29); id++) {
        entries.add(
            """
            {"entry":{"caseId":"c%d","stageNo":2,"pools":["masks/A"],"household":"h%d","cohorts":{},"reserves":[]},"tickets":%d}"""
                .formatted(id, id / 2, day));
      }
      String frozen =
          "{\"urnId\":\"masks.v1\",\"drawId\":\"%s\",\"part\":1,\"entries\":[%s]}"
              .formatted(draw, String.join(",", entries));
      lines.add(frozen);
      lines.add(frozen); // at least once
      lines.add("{\"drawId\":\"%s\",\"entries\":%d,\"capacity\":{\"masks/A\":5}}".formatted(draw, entries.size()));
      lines.add("{\"drawId\":\"%s\",\"operator\":\"o\",\"reason\":\"something else\"}".formatted(draw));
      for (int id = (day - 1) * 5; winners && id < day * 5; id++) {
        lines.add(
            """
            {"urnId":"masks.v1","drawId":"%s","batch":"b%d","taken":[{"caseId":"c%d","stageNo":2,"poolId":"masks/A",\
            "units":1,"rank":1}],"gone":[]}"""
                .formatted(draw, id, id));
      }
    }
    return lines;
  }

  /** The same days, as the log has them since lists are read from it: who came in, what was edited, and who was listed. */
  private static List<String> logOfEntries() {
    var lines = new ArrayList<String>();
    var lost = new ArrayList<String>();
    for (int id = 0; id < 30; id++) {
      String entry = "{\"caseId\":\"c%d\",\"stageNo\":2,\"pools\":[\"masks/%s\"],\"household\":\"h%d\",\"cohorts\":{},\"reserves\":[]}";
      lines.add(
          "{\"urnId\":\"masks.v1\",\"drawId\":\"masks.v1.2020-02-01\",\"entry\":%s,\"enteredAt\":\"2020-02-01T01:00:00Z\"}"
              .formatted(entry.formatted(id, "B", id / 2)));
      lines.add("{\"urnId\":\"masks.v1\",\"entry\":%s}".formatted(entry.formatted(id, "A", id / 2)));
    }
    for (int day = 1; day <= 5; day++) {
      String draw = "masks.v1.2020-02-0" + day;
      String freeze = "\"2020-02-0%dT14:00:00Z\"".formatted(day);
      lines.add(
          """
          {"urnId":"masks.v1","drawId":"%s","round":%d,"entries":30,"list":{"since":"2020-02-01T01:00:00Z","before":%s,\
          "lost":%s,"tickets":{"perLoss":1,"max":16}}}"""
              .formatted(draw, day, freeze, lost));
      // after the freeze, so not for this list
      lines.add(
          "{\"urnId\":\"masks.v1\",\"entry\":{\"caseId\":\"c28\",\"stageNo\":2,\"pools\":[\"masks/%s\"],\"household\":\"h14\",\"cohorts\":{},\"reserves\":[]}}"
              .formatted("B"));
      var ids = IntStream.range((day - 1) * 5, day == 1 ? 30 : 29).mapToObj("\"c%d\""::formatted).toList();
      lines.add("{\"urnId\":\"masks.v1\",\"drawId\":\"%s\",\"part\":1,\"caseIds\":%s}".formatted(draw, ids));
      lines.add(
          "{\"urnId\":\"masks.v1\",\"entry\":{\"caseId\":\"c28\",\"stageNo\":2,\"pools\":[\"masks/%s\"],\"household\":\"h14\",\"cohorts\":{},\"reserves\":[]}}"
              .formatted("A"));
      lines.add("{\"drawId\":\"%s\",\"part\":1,\"caseIds\":[],\"unverified\":0}".formatted(draw));
      lines.add("{\"drawId\":\"%s\",\"entries\":%d,\"capacity\":{\"masks/A\":5}}".formatted(draw, ids.size()));
      lost.add(freeze);
    }
    return lines;
  }

  @Test
  void lists_that_are_read_from_the_entries_of_a_log_are_those_that_were_written_out() {
    assertThat(History.ofLog("log", logOfEntries(), null).draws()).isEqualTo(History.ofLog("log", log(true), null).draws());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> History.ofLog("log", logOfEntries().subList(2, 80), null))
        .withMessageContaining("c0").withMessageContaining("export the log from its beginning");
  }

  @Test
  void cases_of_a_log_are_followed_until_they_win_under_the_other_policy() {
    var history = History.ofLog("log", log(true), null);
    assertThat(history.draws()).hasSize(5);
    assertThat(history.winsKnown()).isTrue();
    var found = Replay.play(history, RECORDED, Policy.of(Weighting.parse("strict")), 40, 3);
    assertThat(found.wins()).isEqualTo(40 * 25);
    assertThat(found.unitsUnused()).isZero();
    assertThat(found.waits().people()).isEqualTo(40 * 30);
    // 25 units for 30 cases, of which one leaves after the first day, with or without a unit
    assertThat(found.waits().never()).isEqualTo(40 * 5);
    // day 1: 30; then 29 less the 5 winners of each day before, or one more where c29 had won and not withdrawn
    assertThat(found.entries()).isBetween(40L * (30 + 24 + 19 + 14 + 9), 40L * (30 + 25 + 20 + 15 + 10));
  }

  @Test
  void without_winners_in_the_export_whoever_is_missing_is_taken_for_one() {
    var history = History.ofLog("log", log(false), null);
    assertThat(history.winsKnown()).isFalse();
    assertThat(history.assumed()).anyMatch(line -> line.contains("does not say who won"));
    var found = Replay.play(history, RECORDED, Policy.of(RECORDED), 1, 3);
    assertThat(found.entries()).isEqualTo(30 + 25 + 20 + 15 + 10);
    assertThat(found.winRate()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void units_that_the_export_does_not_tell_are_asked_for() {
    var frozen = log(false).stream().filter(line -> !line.contains("\"capacity\"")).toList();
    assertThatIllegalArgumentException().isThrownBy(() -> History.ofLog("log", frozen, null)).withMessageContaining("--units");
    var history = History.ofLog("log", frozen, 5);
    assertThat(history.assumed()).anyMatch(line -> line.contains("spread evenly"));
    assertThat(history.draws().getFirst().capacities()).containsEntry("masks/A", 5);
  }

  @Test
  void a_line_that_is_no_event_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> History.ofLog("frozen.ndjson", List.of("", "{\"drawId\":"), null))
        .withMessageStartingWith("frozen.ndjson:2:");
    assertThatIllegalArgumentException().isThrownBy(() -> History.ofLog("empty", List.of("{}"), 1));
  }
}
