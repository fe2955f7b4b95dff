package org.fairlot.local.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a suite keeps its data, as an option of the commands that need it. */
public final class DataFolder {

  /** What a suite keeps in its folder, and so all that a fresh start may remove. */
  private static final List<String> PARTS = List.of("kafka", "state", "secrets", "logs", "clock", "lock");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the suite keeps its data. Default: .fairlot beside the fairlot script.")
  private Path folder;

  public Path path() {
    return folder != null ? folder : home().resolve(".fairlot");
  }

  /** The folder of the {@code fairlot} script. */
  public static Path home() {
    return Path.of(System.getProperty("fairlot.home", "."));
  }

  /** Makes the log of this run go to the folder; only before anything has been logged. */
  public static void logTo(Path folder) {
    System.setProperty("fairlot.logs", folder.resolve("logs").toAbsolutePath().toString());
  }

  /** Removes what a suite has kept here, and nothing else. */
  public static void clear(Path folder) {
    for (String part : PARTS) {
      Path gone = folder.resolve(part);
      if (!Files.exists(gone)) {
        continue;
      }
      try (var files = Files.walk(gone)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot remove " + gone, e);
      }
    }
  }
}
