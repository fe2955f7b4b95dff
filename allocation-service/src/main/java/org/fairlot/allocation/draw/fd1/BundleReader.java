package org.fairlot.allocation.draw.fd1;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the parts of a bundle. Each part is checked for its own form; whether the parts belong together is for {@link
 * BundleVerifier}. Nothing of the zip is ever unpacked to a disk, and no more of it than a line is held beside the list.
 */
public final class BundleReader implements Closeable {

  private final ZipFile zip;

  private BundleReader(ZipFile zip) {
    this.zip = zip;
  }

  /** @throws InvalidBundleException if it has not exactly the files of a bundle */
  public static BundleReader open(Path bundle) throws IOException {
    var reader = new BundleReader(new ZipFile(bundle.toFile()));
    try {
      reader.mustHaveItsFiles();
      return reader;
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private void mustHaveItsFiles() throws InvalidBundleException {
    for (BundleFile file : BundleFile.values()) {
      if (zip.getEntry(file.fileName) == null) {
        throw new InvalidBundleException(file.fileName, 0, 0, "the file", "none");
      }
    }
    var seen = new HashSet<String>();
    for (var entries = zip.entries(); entries.hasMoreElements(); ) {
      ZipEntry entry = entries.nextElement();
      String name = entry.getName();
      if (BundleFile.named(name).isEmpty() || !seen.add(name)) {
        throw new InvalidBundleException(name, 0, 0, "only the files of a bundle, each once", "another");
      }
    }
  }

  public DrawSpec spec() throws IOException {
    var document = document(BundleFile.SPEC);
    try {
      document.mustBe(Canonical.form(document.bytes()));
      return DrawSpec.parse(document.bytes());
    } catch (IllegalArgumentException e) {
      throw document.unfit("a spec of FD1 (" + e.getMessage() + ")");
    }
  }

  public SealedList list() throws IOException {
    var builder = SealedList.builder();
    try (var file = file(BundleFile.ENTRIES)) {
      for (var line = file.nextLine(); line != null; line = file.nextLine()) {
        if (builder.size() == SealedList.ENTRIES_MAX) {
          throw line.unfit("at most " + SealedList.ENTRIES_MAX + " entries");
        }
        builder.add(LeafDataReader.read(line));
        if (!builder.ascends()) {
          throw line.unfit("an entry whose leaf is above that of the line before");
        }
      }
    }
    return builder.seal();
  }

  public Seal seal() throws IOException {
    return seal(document(BundleFile.SEALED));
  }

  Seal seal(CheckedBytes document) throws InvalidBundleException {
    try {
      return Seal.read(document.bytes());
    } catch (IllegalArgumentException e) {
      throw document.unfit("a seal (" + e.getMessage() + ")");
    }
  }

  public Seed seed(DrawSpec spec) throws IOException {
    var document = document(BundleFile.SEED);
    try {
      Seed seed = Seed.read(document.bytes(), spec);
      document.mustBe(seed.canonical());
      return seed;
    } catch (IllegalArgumentException e) {
      throw document.unfit("a seed as the spec asks for (" + e.getMessage() + ")");
    }
  }

  CheckedBytes document(BundleFile file) throws IOException {
    try (var open = file(file)) {
      return open.document();
    }
  }

  CheckedFile file(BundleFile file) throws IOException {
    return new CheckedFile(file.fileName, zip.getInputStream(zip.getEntry(file.fileName)));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
