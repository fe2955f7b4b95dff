package org.fairlot.registration.programme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.registration.ProgrammeEvent.AreaPack;
import org.fairlot.contracts.registration.ProgrammeEvent.Edition;
import org.fairlot.contracts.registration.ProgrammeEvent.Outlet;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.registration.casework.domain.Packs;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgrammeSpec {

  private static final Instant NOON = Instant.parse("2020-02-02T04:00:00Z");
  private static final Edition NOW = new Edition(1, NOON);

  private static Programme programme() {
    var areas =
        List.of(
            new AreaPack("310104", "xuhui", List.of(NOW)),
            new AreaPack("310104011", "tianlin", List.of(new Edition(3, NOON.plusSeconds(60)))));
    var outlet =
        new Outlet("xh-1", "310104", Map.of("en", "Shop"), "田林路1号", 121.4, 31.2, List.of(), List.of(), List.of("310104011002"));
    return Programme.of(
        new ProgrammeDefined(
            "masks", Map.of("en", "Masks"), "310000", "shanghai", List.of(NOW), List.of(), LocalDate.of(2020, 2, 2), null, null,
            areas),
        List.of(outlet));
  }

  @Row("S4")
  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
    "310104011002, 60, tianlin", "310104011, 60, tianlin", "310104010001, 60, xuhui", "310104, 60, xuhui",
    "310105001001, 60, shanghai", "310105, 60, shanghai", "-, 60, shanghai", "310104011002, 59, xuhui",
  })
  void s4_the_street_beats_the_district_beats_the_city_once_its_rules_are_in_force(String place, int second, String pack) {
    assertThat(programme().rules(place, NOON.plusSeconds(second)).pack()).isEqualTo(pack);
  }

  @Row("U1")
  @Test
  void u1_the_outlet_is_that_of_the_committee_where_the_pack_assigns_one() {
    var assigns = Packs.SHIPPED.pack("lanes", 1);
    assertThat(programme().assignedOutlet(assigns, "310104011002")).isEqualTo("xh-1");
    assertThat(programme().assignedOutlet(assigns, "310104011004")).isNull();
    assertThat(programme().assignedOutlet(assigns, null)).isNull();
    assertThat(programme().assignedOutlet(Packs.SHIPPED.pack("hangzhou", 1), "310104011002")).isNull();
  }
}
