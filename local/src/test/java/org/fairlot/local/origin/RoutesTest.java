package org.fairlot.local.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.server.PathContainer;

class RoutesTest {

  private final Routes routes = Routes.published();

  @ParameterizedTest
  @CsvSource({
    "/v1/programmes, registration",
    "/v1/programmes/hangzhou-masks, registration",
    "/v1/programmes/hangzhou-masks/registrations, registration",
    "/v1/programmes/hangzhou-masks/outlets, registration",
    "/v1/programmes/hangzhou-masks/distribution/building, registration",
    "/v1/programmes/hangzhou-masks/supply, allocation",
    "/v1/programmes/hangzhou-masks/pools, allocation",
    "/v1/programmes/hangzhou-masks/demand, allocation",
    "/v1/programmes/hangzhou-masks/draws, allocation",
    "/v1/programmes/hangzhou-masks/held, delivery",
    "/v1/draws/d1/bundle, allocation",
    "/verify.html, allocation",
    "/v1/packs/hangzhou, registration",
    "/v1/registrations/a.b.c/events, registration",
    "/v1/health-declarations, health",
    "/v1/health-declarations/statistics, health",
    "/v1/dispatches, delivery",
    "/v1/dispatches/W1/consignee, delivery",
    "/v1/couriers/danniao/traces, delivery",
    "/v1/outlets/o1/pickups, delivery",
    "/v1/pickups/redeem, delivery",
    "/v1/channels/sms/receipts, notification",
    "/v1/channels/sms/uplink, registration",
    "/v1/committees/330106001001/reviews, registration",
    "/v1/persons/AAAAAAAAAAAAAAAAAAAAAA/disclosures, registration",
    "/committee.html, registration",
  })
  void each_call_of_the_design_has_its_service(String path, String service) {
    assertThat(routes.serviceFor(PathContainer.parsePath(path))).contains(service);
  }

  @ParameterizedTest
  @CsvSource({"/", "/v1", "/v2/programmes", "/actuator/health", "/v1/programmesx", "/verify.html/x", "/committee.html/x", "/index.html"})
  void everything_else_has_none(String path) {
    assertThat(routes.serviceFor(PathContainer.parsePath(path))).isEmpty();
  }

  @Test
  void no_route_hides_a_later_one() {
    var table = routes.table();
    for (int later = 0; later < table.size(); later++) {
      var example = PathContainer.parsePath(
          table.get(later).pattern().getPatternString().replace("/**", "").replace("*", "x"));
      assertThat(routes.serviceFor(example)).contains(table.get(later).service());
    }
  }

  @Test
  void a_line_that_is_no_route_is_named() {
    assertThatThrownBy(() -> Routes.parse("/v1/a/** a\n\nv1/b b\n")).hasMessageContaining("line 3");
  }
}
