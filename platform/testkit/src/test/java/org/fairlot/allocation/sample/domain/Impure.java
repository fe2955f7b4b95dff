package org.fairlot.allocation.sample.domain;

import java.time.Instant;
import java.util.Set;
import org.springframework.context.ApplicationContext;

/** Breaks both rules of the domain, for the test that shows that they can be broken. */
final class Impure {
  ApplicationContext spring;
  Instant now = Instant.now();
  Set<String> unordered = Set.of("a", "b");
}
