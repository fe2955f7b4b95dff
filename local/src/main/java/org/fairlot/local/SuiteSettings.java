package org.fairlot.local;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * How a suite is to run.
 *
 * @param folder     where everything is kept: log, state, secrets, clock, logs
 * @param port       of the public origin; 0 takes a free one
 * @param brokerPort of the embedded broker; 0 takes a free one
 * @param separate   whether each service runs as a process of its own
 * @param at         when the suite's time begins, {@code null}: now; only for a new folder
 * @param speed      how fast it runs
 * @param kafka      {@code host:port} of a real cluster, {@code null}: embedded
 * @param mongodb    address of a real MongoDB, {@code null}: embedded
 * @param profiles   active profiles
 * @param properties for every service, beyond what the suite decides itself
 */
public record SuiteSettings(
    Path folder, int port, int brokerPort, boolean separate, Instant at, double speed, String kafka, String mongodb,
    Set<String> profiles, Map<String, String> properties) {

  public SuiteSettings {
    folder = folder.toAbsolutePath().normalize();
    profiles = Set.copyOf(profiles);
    properties = Map.copyOf(properties);
  }

  /** Everything embedded in this folder, on free ports, in real time. */
  public static SuiteSettings embedded(Path folder) {
    return new SuiteSettings(folder, 0, 0, false, null, 1, null, null, Set.of("local"), Map.of());
  }

  public SuiteSettings at(Instant start, double newSpeed) {
    return new SuiteSettings(
        folder, port, brokerPort, separate, start, newSpeed, kafka, mongodb, profiles, properties);
  }

  public SuiteSettings with(Map<String, String> moreProperties) {
    return new SuiteSettings(folder, port, brokerPort, separate, at, speed, kafka, mongodb, profiles, moreProperties);
  }
}
