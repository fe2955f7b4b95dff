package org.fairlot.allocation.draw.fd1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A bundle that has been unpacked, to be tampered with and packed again. */
record BundleFiles(Map<String, byte[]> files) {

  static BundleFiles of(byte[] zip) {
    var files = new LinkedHashMap<String, byte[]>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BundleFiles(files);
  }

  byte[] bytes(String file) {
    return files.get(file);
  }

  String text(String file) {
    return new String(files.get(file), StandardCharsets.UTF_8);
  }

  BundleFiles with(String file, byte[] bytes) {
    var changed = new LinkedHashMap<>(files);
    changed.put(file, bytes);
    return new BundleFiles(changed);
  }

  BundleFiles with(String file, String text) {
    return with(file, text.getBytes(StandardCharsets.UTF_8));
  }

  BundleFiles without(String file) {
    var changed = new LinkedHashMap<>(files);
    changed.remove(file);
    return new BundleFiles(changed);
  }

  byte[] zip() {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      zip.setLevel(0);
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  Verdict verdict(Path scratch) {
    try {
      return BundleVerifier.verify(Files.write(scratch, zip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
