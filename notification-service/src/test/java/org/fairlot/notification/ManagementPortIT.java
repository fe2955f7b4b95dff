package org.fairlot.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlot.testkit.FairlotIT;
import org.fairlot.testkit.ServiceUnderTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Health and metrics on a port of their own, as Kubernetes has it; the API's port knows nothing of them. */
@FairlotIT
@TestPropertySource(properties = "management.server.port=0")
class ManagementPortIT {

  @Autowired ServiceUnderTest service;
  @Autowired Environment environment;

  @Test
  void probes_and_metrics_answer_there_and_nowhere_else() {
    var management =
        WebTestClient.bindToServer()
            .baseUrl("http://127.0.0.1:" + environment.getRequiredProperty("local.management.port"))
            .build();
    ServiceUnderTest.await(
        "ready",
        () -> management.get().uri("/actuator/health/readiness").exchange().expectBody().returnResult().getStatus()
            .is2xxSuccessful());
    management.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
    management.get().uri("/actuator/quarantine").exchange().expectStatus().isUnauthorized();
    assertThat(service.http("operator").get().uri("/actuator/health/readiness").exchange()
        .expectBody().returnResult().getStatus().is4xxClientError()).isTrue();
  }
}
