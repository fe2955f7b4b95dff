package org.fairlot.health.config;

import java.util.Optional;
import org.fairlot.testkit.DeclaredTypes;
import org.junit.jupiter.api.Test;

class DeclaredTypesTest {

  @Test
  void reactions_and_views_declare_every_event_that_they_have_something_for() {
    DeclaredTypes.hold(HealthTopology.definition(sealed -> Optional.empty()));
  }
}
