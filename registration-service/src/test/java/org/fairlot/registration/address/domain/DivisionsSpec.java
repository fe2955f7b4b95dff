package org.fairlot.registration.address.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.fairlot.registration.address.DivisionTables;
import org.junit.jupiter.api.Test;

class DivisionsSpec {

  private final Divisions divisions = DivisionTables.china();

  @Test
  void knows_the_counties_of_a_city() {
    assertThat(divisions.countiesOf("330100")).hasSize(13).containsEntry("330106", "西湖区");
    assertThat(divisions.isCountyOf("330106", "330100")).isTrue();
    assertThat(divisions.isCountyOf("440106", "330100")).isFalse();
    assertThat(divisions.isCountyOf("330199", "330100")).isFalse();
  }

  @Test
  void a_municipality_has_its_counties_below_the_province() {
    assertThat(divisions.isCountyOf("310104", "310000")).isTrue();
    assertThat(divisions.countiesOf("310000")).hasSize(16);
  }

  @Test
  void a_city_without_counties_is_its_own() {
    assertThat(divisions.isCountyOf("441900", "441900")).isTrue();
    assertThat(divisions.streetsOf("441900")).isNotEmpty();
  }

  @Test
  void a_county_right_under_its_province_is_a_city_of_its_own() {
    assertThat(divisions.isCity("429004")).isTrue();
    assertThat(divisions.isCity("330106")).isFalse();
    assertThat(divisions.isCity("429009")).isFalse();
    assertThat(divisions.countiesOf("429004")).containsExactly(Map.entry("429004", "仙桃市"));
    assertThat(divisions.countyNames("429004")).containsKey("仙桃市");
  }

  @Test
  void people_still_write_the_names_of_dissolved_counties() {
    assertThat(divisions.countyNames("330100")).containsEntry("江干区", "330102");
  }
}
