package org.fairlot.registration.pack.domain;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is published of a pack. @param sha256ByVersion of the bytes of each version */
public record PackVersions(SortedMap<Integer, String> sha256ByVersion) {

  static final PackVersions NONE = new PackVersions(new TreeMap<>());

  public PackVersions {
    sha256ByVersion = Collections.unmodifiableSortedMap(new TreeMap<>(sha256ByVersion));
  }

  int latest() {
    return sha256ByVersion.isEmpty() ? 0 : sha256ByVersion.lastKey();
  }

  PackVersions with(int version, String sha256) {
    var versions = new TreeMap<>(sha256ByVersion);
    versions.put(version, sha256);
    return new PackVersions(versions);
  }
}
