package org.fairlot.allocation.draw.fd1;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** One file of a bundle, read from its first byte to its last, never more than a line or a document at once. */
final class CheckedFile implements Closeable {

  private static final byte[] NOTHING = {};

  private final String name;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int end;
  private long offset;
  private long line;

  CheckedFile(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /** All of it. */
  CheckedBytes document() throws IOException {
    byte[] bytes = in.readNBytes(BundleFile.DOCUMENT_BYTES_MAX + 1);
    var document = new CheckedBytes(name, 0, 0, bytes);
    if (bytes.length > BundleFile.DOCUMENT_BYTES_MAX) {
      throw document.unfit(BundleFile.DOCUMENT_BYTES_MAX, "at most " + BundleFile.DOCUMENT_BYTES_MAX + " bytes");
    }
    return document;
  }

  /** The next line without its end, or {@code null} behind the last. */
  @Nullable CheckedBytes nextLine() throws IOException {
    long start = offset;
    byte[] found = NOTHING;
    while (fill()) {
      int from = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      boolean whole = next < end;
      found = joined(found, from, next);
      offset = start + found.length;
      if (whole) {
        next++;
        offset++;
        line++;
        return new CheckedBytes(name, start, line, found);
      }
      if (found.length > BundleFile.LINE_BYTES_MAX) {
        throw new CheckedBytes(name, start, line + 1, found).unfit("a line of a sensible length");
      }
    }
    if (found.length > 0) {
      throw new CheckedBytes(name, start, line + 1, found).unfit(found.length, "the end of the line");
    }
    return null;
  }

  private byte[] joined(byte[] before, int from, int to) {
    byte[] joined = Arrays.copyOf(before, before.length + to - from);
    System.arraycopy(buffer, from, joined, before.length, to - from);
    return joined;
  }

  /** The next bytes are this line, its end included. */
  void mustContinueWith(byte[] expected, int length) throws IOException {
    line++;
    for (int done = 0; done < length; ) {
      boolean some = fill();
      int count = Math.min(end - next, length - done);
      int same = Arrays.mismatch(buffer, next, next + count, expected, done, done + count);
      if (!some || same >= 0) {
        int at = Math.max(same, 0);
        String wanted = CheckedBytes.shown(Arrays.copyOf(expected, length), done + at);
        throw new InvalidBundleException(name, offset + at, line, wanted, shownFrom(next + at));
      }
      next += count;
      offset += count;
      done += count;
    }
  }

  void mustEnd() throws IOException {
    if (fill()) {
      throw new InvalidBundleException(name, offset, line + 1, "the end", shownFrom(next));
    }
  }

  private String shownFrom(int at) {
    return CheckedBytes.shown(Arrays.copyOf(buffer, end), at);
  }

  /** Whether there is a next byte. */
  private boolean fill() throws IOException {
    if (next == end) {
      next = 0;
      end = 0;
      try {
        end = Math.max(in.read(buffer), 0);
      } catch (ZipException e) {
        throw new InvalidBundleException(name, offset, line + 1, "compressed bytes", e.getMessage());
      }
    }
    return next < end;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
