package org.fairlot.allocation.draw.fd1;

import java.io.IOException;

/** A bundle that is not what it says; the verdict names the place. */
public final class InvalidBundleException extends IOException {

  private final transient Verdict.Invalid verdict;

  InvalidBundleException(String file, long offset, long line, String expected, String found) {
    super(new Verdict.Invalid(file, offset, line, expected, found).toString());
    verdict = new Verdict.Invalid(file, offset, line, expected, found);
  }

  public Verdict.Invalid verdict() {
    return verdict;
  }
}
