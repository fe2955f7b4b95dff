package org.fairlot.registration.config;

import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.testkit.DeclaredTypes;
import org.junit.jupiter.api.Test;

class DeclaredTypesTest {

  @Test
  void what_reactions_and_views_have_a_case_for_reaches_them() {
    DeclaredTypes.hold(RegistrationTopology.service(Packs.SHIPPED));
  }
}
