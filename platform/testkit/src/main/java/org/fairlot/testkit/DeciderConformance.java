package org.fairlot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.decider.StoredOutcome;
import org.fairlot.runtime.wire.Json;
import org.fairlot.runtime.wire.WireHeaders;
import org.fairlot.runtime.wire.WireTypes;
import org.fairlot.testkit.DeciderRun.Logged;
import org.junit.jupiter.api.Test;

/**
 * What every decider must keep, or the caller could not be answered before the commit: extend it with the service and a
 * workload that reaches its rules, refusals among them.
 */
public abstract class DeciderConformance {

  private static final Instant START = Instant.parse("2020-02-02T11:30:00Z");

  protected abstract ServiceDefinition service();

  /** Commands in log order, one second apart; varied, with repeats of content, refusals and several aggregates. */
  protected abstract List<Command> workload();

  private List<Logged> log() {
    var logged = new ArrayList<Logged>();
    for (Command command : workload()) {
      int n = logged.size();
      logged.add(new Logged("command-" + n, "body-" + n, command, START.plusSeconds(n)));
    }
    return logged;
  }

  @Test
  void the_workload_reaches_acceptance_and_refusal() {
    try (var run = DeciderRun.of(service())) {
      var outcomes = log().stream().map(run::process).toList();
      assertThat(outcomes).as("accepted").anyMatch(o -> o.code() == null && !o.events().isEmpty());
      assertThat(outcomes).as("rejected").anyMatch(o -> o.code() != null);
      assertThat(outcomes).as("failed: an exception in a decider is a bug").noneMatch(o -> o.failed() != null);
    }
  }

  @Test
  void a_crash_after_any_record_recomputes_the_same_outcomes() {
    var log = log();
    for (int committed : cuts(log.size())) {
      for (int crashed : cuts(log.size())) {
        if (crashed > committed) {
          crashAndReplay(log, committed, crashed);
        }
      }
    }
  }

  /** Records up to {@code committed} are safe, those up to {@code crashed} were answered and then aborted. */
  private void crashAndReplay(List<Logged> log, int committed, int crashed) {
    Map<String, byte[]> safe;
    var answered = new ArrayList<StoredOutcome>();
    try (var run = DeciderRun.of(service())) {
      log.subList(0, committed).forEach(run::process);
      safe = run.state();
      log.subList(committed, crashed).forEach(logged -> answered.add(run.process(logged)));
    }
    try (var run = DeciderRun.of(service())) {
      run.restore(safe);
      var recomputed = log.subList(committed, crashed).stream().map(run::process).toList();
      assertThat(recomputed).as("committed %d, crashed %d", committed, crashed).isEqualTo(answered);
    }
  }

  private static List<Integer> cuts(int size) {
    return List.of(0, 1, size / 3, size / 2, size * 2 / 3, size - 1, size).stream().distinct().toList();
  }

  @Test
  void a_repeated_command_gets_its_first_outcome_and_changes_nothing() {
    try (var run = DeciderRun.of(service())) {
      for (Logged logged : log()) {
        var first = run.process(logged);
        run.takeEvents();
        var before = run.state();
        assertThat(run.process(logged)).isEqualTo(first);
        assertThat(run.takeEvents()).isEmpty();
        assertSame(run.state(), before);
      }
      for (Logged logged : log()) {
        run.process(logged);
        assertThat(run.takeEvents()).as("much later").isEmpty();
      }
    }
  }

  @Test
  void a_known_id_with_another_body_is_refused_and_changes_nothing() {
    try (var run = DeciderRun.of(service())) {
      for (Logged logged : log()) {
        run.process(logged);
        run.takeEvents();
        var before = run.state();
        var other = new Logged(logged.id(), "another-body", logged.command(), logged.at());
        assertThat(run.process(other).code()).isEqualTo(StoredOutcome.REUSED);
        assertThat(run.takeEvents()).isEmpty();
        assertSame(run.state(), before);
      }
    }
  }

  @Test
  void a_refused_command_leaves_no_trace_but_its_outcome() {
    try (var run = DeciderRun.of(service())) {
      for (Logged logged : log()) {
        var before = aggregates(run);
        if (run.process(logged).code() != null) {
          assertSame(aggregates(run), before);
          assertThat(run.takeEvents()).isEmpty();
        }
        run.takeEvents();
      }
    }
  }

  @Test
  void what_exceeds_a_limit_is_refused_and_leaves_no_trace() {
    try (var run = new DeciderRun(service(), DeciderRun.limits(1))) {
      for (Logged logged : log()) {
        var outcome = run.process(logged);
        assertThat(outcome.code() != null || outcome.events().isEmpty()).isTrue();
      }
      assertThat(run.takeEvents()).isEmpty();
      assertThat(aggregates(run)).isEmpty();
    }
  }

  @Test
  void an_unreadable_command_is_a_dead_letter_and_a_failed_outcome() {
    try (var run = DeciderRun.of(service())) {
      Command sample = workload().getFirst();
      var headers = Map.of(
          WireHeaders.ID, "bad", WireHeaders.TYPE, WireTypes.nameOf(sample.getClass()));
      run.processRaw("key", "{".getBytes(StandardCharsets.UTF_8), headers);
      run.processRaw("key", "{}".getBytes(StandardCharsets.UTF_8), Map.of(WireHeaders.ID, "x", WireHeaders.TYPE, "no.such"));
      run.processRaw("key", "{}".getBytes(StandardCharsets.UTF_8), Map.of());
      assertThat(run.takeDeadLetters()).isEqualTo(3);
      assertThat(aggregates(run)).isEmpty();
    }
  }

  @Test
  void versions_are_without_gaps_and_event_ids_unique() {
    try (var run = DeciderRun.of(service())) {
      log().forEach(run::process);
      List<Recorded<?>> events = run.takeEvents();
      assertThat(events).extracting(Recorded::id).doesNotHaveDuplicates();
      var versions = new TreeMap<String, Long>();
      events.forEach(e -> assertThat(e.sequence()).isEqualTo(versions.merge(e.subject(), 1L, Long::sum)));
    }
  }

  /** Readers outside believe the schemas: what may be missing, and what everything is. */
  @Test
  void every_event_fits_its_published_schema() {
    try (var run = DeciderRun.of(service())) {
      log().forEach(run::process);
      for (Recorded<?> recorded : run.takeEvents()) {
        String type = WireTypes.nameOf(recorded.event().getClass());
        assertThat(EventSchemas.violations(type, Json.MAPPER.writeValueAsBytes(recorded.event()))).as(type).isEmpty();
      }
    }
  }

  @Test
  void commands_read_back_as_they_were_written() {
    for (Command command : workload()) {
      assertThat(Json.MAPPER.readValue(Json.MAPPER.writeValueAsBytes(command), command.getClass())).isEqualTo(command);
    }
  }

  /** {@code Set.of} and {@code Map.of} iterate differently in each JVM, so only a second one shows their use. */
  @Test
  void another_jvm_decides_alike() throws IOException, InterruptedException {
    var java = ProcessHandle.current().info().command().orElseThrow();
    var process =
        new ProcessBuilder(
                java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                ConformanceMain.class.getName(), getClass().getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String there = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(there.lines().filter(l -> l.startsWith("digest ")).findFirst()).contains("digest " + digest());
  }

  /** Of everything that the workload leads to. */
  final String digest() {
    try (var run = DeciderRun.of(service())) {
      var digest = MessageDigest.getInstance("SHA-256");
      for (Logged logged : log()) {
        digest.update(run.process(logged).bytes());
        run.takeEvents().forEach(e -> digest.update(Json.MAPPER.writeValueAsBytes(e)));
      }
      run.state().values().forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** State without the known commands. */
  private static Map<String, byte[]> aggregates(DeciderRun run) {
    var state = run.state();
    state.keySet().removeIf(key -> key.startsWith("c\0"));
    return state;
  }

  private static void assertSame(Map<String, byte[]> now, Map<String, byte[]> before) {
    assertThat(now.keySet()).isEqualTo(before.keySet());
    now.forEach((key, value) -> assertThat(value).isEqualTo(before.get(key)));
  }
}
