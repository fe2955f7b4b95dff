package org.fairlot.allocation.pool.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.allocation.pool.web.PackAllotments.Allotment;
import org.fairlot.contracts.pack.Stage.PoolScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackAllotmentsSpec {

  @ParameterizedTest
  @CsvSource({"hangzhou, CITY", "guangzhou, OUTLET_SKU_SLOT", "xiamen, OUTLET"})
  void a_draw_keeps_its_reserves_itself_and_these_cities_keep_nothing_else(String city, PoolScope scope) throws IOException {
    try (var pack = getClass().getResourceAsStream("/packs/" + city + ".yaml")) {
      assertThat(PackAllotments.of(new String(pack.readAllBytes(), StandardCharsets.UTF_8)))
          .containsExactly(new Allotment(scope, 1, new TreeMap<>()));
    }
  }

  @ParameterizedTest
  @CsvSource({"first-come", "committee-order"})
  void what_is_kept_of_a_batch_is_told_by_the_reserves_name(String kind) {
    var yaml =
        """
        stages:
          - {stage: eligibility}
          - stage: %s
            pool: COMMITTEE
            units: 5
            reserves:
              - {name: ELDERLY, percent: 20, minAge: 60}
              - {name: LISTED, percent: 10, listed: true}
        """.formatted(kind);
    assertThat(PackAllotments.of(yaml)).containsExactly(
        new Allotment(PoolScope.COMMITTEE, 5, new TreeMap<>(Map.of("ELDERLY", 20, "LISTED", 10))));
  }
}
