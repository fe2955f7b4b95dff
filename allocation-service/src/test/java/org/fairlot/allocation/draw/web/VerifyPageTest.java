package org.fairlot.allocation.draw.web;

import org.fairlot.testkit.PagePolicy;
import org.junit.jupiter.api.Test;

class VerifyPageTest {

  @Test
  void anybody_gets_it_with_a_policy_that_allows_its_own_scripts_and_no_network() {
    PagePolicy.assertHolds(DrawQueries.VERIFY_PAGE);
  }
}
