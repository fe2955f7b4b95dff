package org.fairlot.allocation.draw.fd1;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes all that anyone needs to recompute a draw (公示包) as a zip. It streams, and the same draw gives the same bytes:
 * the order of the files and their times are fixed (the compression is the JDK's, so across JDKs only the files within
 * are the same for sure).
 */
public final class BundleWriter {

  /** The first that a zip can say. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private BundleWriter() {}

  /** Leaves the stream open. */
  public static void write(
      OutputStream out, Seal seal, Seed seed, Allotment allotment, Iterable<Substitution> substitutions)
      throws IOException {
    var zip = new ZipOutputStream(out);
    var line = new CanonicalText();
    for (BundleFile file : BundleFile.values()) {
      var entry = new ZipEntry(file.fileName);
      entry.setTimeLocal(NO_TIME);
      zip.putNextEntry(entry);
      switch (file) {
        case SPEC -> zip.write(allotment.spec().canonical());
        case ENTRIES -> writeEntries(allotment.ranking().list(), line, zip);
        case SEALED -> zip.write(seal.canonical());
        case SEED -> zip.write(seed.canonical());
        case RESULT -> writeResult(allotment, line, zip);
        case SUBSTITUTIONS -> {
          for (Substitution substitution : substitutions) {
            substitution.writeLine(line.clear());
            line.writeTo(zip);
          }
        }
      }
      zip.closeEntry();
    }
    zip.finish();
    zip.flush();
  }

  private static void writeEntries(SealedList list, CanonicalText line, OutputStream out) throws IOException {
    for (int index = 0; index < list.size(); index++) {
      list.entry(index).writeTo(line.clear());
      line.raw("\n").writeTo(out);
    }
  }

  private static void writeResult(Allotment allotment, CanonicalText line, OutputStream out) throws IOException {
    for (int rank = 1; rank <= allotment.ranking().size(); rank++) {
      allotment.writeLine(rank, line.clear());
      line.writeTo(out);
    }
  }
}
