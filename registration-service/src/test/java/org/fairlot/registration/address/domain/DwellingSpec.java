package org.fairlot.registration.address.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlot.contracts.person.Address;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DwellingSpec {

  private static Address address(
      String road, String number, String estate, String building, String unit, String room, String detail) {
    return new Address("350203", null, road, number, estate, building, unit, room, detail);
  }

  private static String key(Address address) {
    return Dwelling.of(address).map(Dwelling::key).orElse(null);
  }

  private static final String HOME = key(address("湖滨南路", "78号", null, "3幢", "2单元", "502室", null));

  @Row({"U2", "M20"})
  @ParameterizedTest
  @CsvSource({
    "湖滨南路, ７８号, 3栋, 2单元, 502室",
    "湖滨南路, 78, 3号楼, 二单元, 502",
    "湖滨 南路, 78号, 三幢, 02单元, 502房",
    "湖滨南路, 078号, ３座, 2, 5楼502户",
  })
  void one_door_is_one_dwelling_however_it_is_written(String road, String number, String building, String unit,
      String room) {
    assertThat(key(address(road, number, null, building, unit, room, null))).isEqualTo(HOME);
  }

  @Test
  void an_estate_counts_only_where_there_is_no_road_with_a_number() {
    assertThat(key(address("湖滨南路", "78号", "水晶花园", "3幢", "2单元", "502室", null))).isEqualTo(HOME);
    var estate = key(address(null, null, "水晶花园", "十二幢", null, "502室", null));
    assertThat(estate).isEqualTo(key(address(null, null, "水晶花园", "12栋", null, "502", null))).isNotEqualTo(HOME);
    assertThat(key(address(null, null, "水晶城", "12栋", null, "502", null))).isNotEqualTo(estate);
  }

  @Test
  void what_a_citizen_adds_makes_no_other_household() {
    assertThat(key(address("湖滨南路", "78号", null, "3幢", "2单元", "502室", "请放门口"))).isEqualTo(HOME);
  }

  @Row("U2")
  @ParameterizedTest
  @CsvSource({"503室, 2单元, 3幢, 78号", "502室, 1单元, 3幢, 78号", "502室, 2单元, 4幢, 78号", "502室, 2单元, 3幢, 78-1号"})
  void another_door_is_another_dwelling(String room, String unit, String building, String number) {
    assertThat(key(address("湖滨南路", number, null, building, unit, room, null))).isNotEqualTo(HOME);
  }

  @Test
  void a_numeral_in_a_name_stays_and_a_house_needs_no_room() {
    assertThat(key(address("文三路", "8号", null, null, null, null, null)))
        .isNotEqualTo(key(address("文3路", "8号", null, null, null, null, null))).isNotNull();
  }

  private static String read(String text) {
    var reader = new AddressReader(DivisionTables.china());
    return key(reader.read(text, "310104", "310000").address());
  }

  @Row("U2")
  @ParameterizedTest
  @ValueSource(strings = {
    "上海市徐汇区田林路388弄12号501室", "田林路３８８弄１２号５０１", "徐汇区 田林路 388弄 12号 501", "田林路388弄12幢501室",
    "田林路388弄十二栋501室", "田林路 388弄 十二号 501", "田林路388弄12号楼501室", "田林路388弄12-501", "田林路388弄12号5楼501室", "田林街道田林路388弄012号501户",
  })
  void u2_a_door_in_a_lane_is_one_dwelling_however_it_is_written(String text) {
    assertThat(read(text)).isEqualTo(read("田林路388弄12号501室")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "田林路388弄12号502室", "田林路388弄13号501室", "田林路388号12号楼501室", "田林路389弄12号501室", "田林东路388弄12号501室", "田林路388弄12号"
  })
  void another_door_in_the_lane_is_another_dwelling(String text) {
    assertThat(read(text)).isNotNull().isNotEqualTo(read("田林路388弄12号501室"));
  }

  @Test
  void a_number_that_was_not_understood_may_be_any_door_of_the_house() {
    assertThat(read("田林路388弄12号后门左转第3间")).isNull();
  }

  @Test
  void what_leads_to_no_door_is_no_dwelling() {
    assertThat(Dwelling.of(address("湖滨南路", null, null, null, null, null, "公交站旁"))).isEmpty();
    assertThat(Dwelling.of(address(null, null, "水晶花园", null, null, null, null))).isEmpty();
    assertThat(Dwelling.of(address(null, null, null, "3幢", null, null, null))).isEmpty();
  }
}
