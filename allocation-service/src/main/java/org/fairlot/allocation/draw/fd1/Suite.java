package org.fairlot.allocation.draw.fd1;

import java.util.Arrays;

/** The hash functions of a draw (密码套件). SM3 has its place in the specification and is not built in yet. */
public enum Suite {
  SHA256;

  /** @throws IllegalArgumentException if this suite is not built in */
  static Suite named(String name) {
    return Arrays.stream(values())
        .filter(suite -> suite.name().equals(name))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("suite '" + name + "' is not built in, only SHA256 is"));
  }
}
