package org.fairlot.allocation.draw.fd1;

import java.util.Optional;
import java.util.stream.Stream;

/** The files of a bundle (公示包), in the order in which they lie in it and are checked. */
enum BundleFile {
  SPEC("spec.json"),
  ENTRIES("entries.ndjson"),
  SEALED("sealed.json"),
  SEED("seed.json"),
  RESULT("result.ndjson"),
  SUBSTITUTIONS("substitutions.ndjson");

  /** Far above any real one of the documents that are read as a whole. */
  static final int DOCUMENT_BYTES_MAX = 8 << 20;

  /** Far above any real line; that of a substitution names all whom it passes over. */
  static final int LINE_BYTES_MAX = 16 << 20;

  final String fileName;

  BundleFile(String fileName) {
    this.fileName = fileName;
  }

  static Optional<BundleFile> named(String fileName) {
    return Stream.of(values()).filter(file -> file.fileName.equals(fileName)).findAny();
  }
}
