package org.fairlot.allocation.config;

import org.fairlot.testkit.DeclaredTypes;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class DeclaredTypesTest {

  @Test
  void what_reactions_and_views_have_a_case_for_reaches_them() {
    DeclaredTypes.hold(AllocationTopology.define(recorded -> Mono.empty(), recorded -> Mono.empty()));
  }
}
