package org.fairlot.notification.config;

import org.fairlot.testkit.OpenApiAgreement;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  @Test
  void the_document_tells_each_route_and_who_may_call_it() {
    OpenApiAgreement.assertAgrees("notification", new NotificationTopology().securityRules());
  }
}
