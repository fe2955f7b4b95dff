package org.fairlot.registration.committee.web;

import org.fairlot.testkit.PagePolicy;
import org.junit.jupiter.api.Test;

class ConsolePageTest {

  @Test
  void it_runs_its_own_script_alone_and_talks_to_its_own_origin_alone() {
    PagePolicy.assertHolds("/committee.html", "connect-src 'self'");
  }
}
