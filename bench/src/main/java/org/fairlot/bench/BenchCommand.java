package org.fairlot.bench;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fairlot bench}: speeds as ratios to a baseline of the same run, since machines are shared and noisy. */
@Command(name = "bench", description = "Measures, each speed beside its baseline of the same run.", mixinStandardHelpOptions = true)
public final class BenchCommand {

  @Command(name = "intake", description = "Registrations per second and their latency, beside the same endpoint without Kafka and only producing.", mixinStandardHelpOptions = true)
  Integer intake(
      @Option(names = "--seconds", defaultValue = "15", description = "of each measurement (${DEFAULT-VALUE})") int seconds,
      @Option(names = "--rounds", defaultValue = "3", description = "of the three modes in turn (${DEFAULT-VALUE})") int rounds,
      @Option(names = "--connections", defaultValue = "64", description = "(${DEFAULT-VALUE})") int connections,
      @Option(names = "--soak-minutes", defaultValue = "0", description = "of load while memory is watched (${DEFAULT-VALUE})") int soakMinutes) {
    try (var lab = new Lab()) {
      return new IntakeBench(lab, Duration.ofSeconds(seconds), rounds, connections, Duration.ofMinutes(soakMinutes)).run() ? 0 : 1;
    }
  }

  @Command(name = "drain", description = "100,000 claims at 20,000 units: exact, each answered, and no dearer than 10,000 claims.", mixinStandardHelpOptions = true)
  Integer drain(
      @Option(names = "--claims", defaultValue = "100000", description = "(${DEFAULT-VALUE})") int claims,
      @Option(names = "--units", defaultValue = "20000", description = "(${DEFAULT-VALUE})") int units) {
    try (var lab = new Lab()) {
      return new DrainBench(lab, claims, units).run() ? 0 : 1;
    }
  }

  @Command(name = "draw", description = "A draw's core beside bare hashing and sorting, then whole draws in a running service, from freeze to published result, while others claim.", mixinStandardHelpOptions = true)
  Integer draw(
      @Option(names = "--entrants", defaultValue = "1000000", description = "(${DEFAULT-VALUE})") int entrants,
      @Option(names = "--rounds", defaultValue = "3", description = "draws of this size in the service; 0: only the core (${DEFAULT-VALUE})") int rounds,
      @Option(names = "--held-only", description = "without the core beside it, which keeps every entry in memory") boolean heldOnly,
      @Option(names = "--heap", defaultValue = "4g", description = "of the service (${DEFAULT-VALUE})") String heap) {
    boolean good = heldOnly || new DrawBench(entrants).run();
    if (rounds > 0) {
      try (var lab = new Lab()) {
        good &= new HeldDrawBench(lab, entrants, rounds, heap).run();
      }
    }
    return good ? 0 : 1;
  }
}
