package org.fairlot.local.issuer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/**
 * Secrets of a development suite, one file each, made once and readable by its owner alone. They must outlive the
 * process: without the pepper no person is recognised, and without the keys nothing sealed can be opened.
 */
public final class SecretFiles {

  private final Path folder;

  /** @param folder made if it is missing */
  public SecretFiles(Path folder) {
    this.folder = folder;
  }

  /** The secret of this name; made by {@code generator} and kept if there is none yet. */
  public String readOrMake(String name, Supplier<String> generator) {
    Path file = folder.resolve(name);
    // services start side by side and must not each make a pepper of their own
    synchronized (SecretFiles.class) {
      return read(file, generator);
    }
  }

  private String read(Path file, Supplier<String> generator) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
        write(file, generator.get());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the secret " + file + " cannot be read or made", e);
    }
  }

  /** Whole or not at all: a torn key would make everything sealed under it unreadable. */
  private void write(Path file, String secret) throws IOException {
    Path draft = Files.createTempFile(folder, file.getFileName().toString(), ".draft", ownerOnly(folder, "rw-------"));
    Files.writeString(draft, secret + "\n", StandardCharsets.UTF_8);
    try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] ownerOnly(Path folder, String permissions) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : new FileAttribute<?>[0];
  }
}
