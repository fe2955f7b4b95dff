package org.fairlot.registration.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlot.contracts.person.Address;
import org.fairlot.registration.address.domain.AddressReader;
import org.fairlot.registration.address.domain.Dwelling;
import org.fairlot.runtime.vault.Pseudonyms;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildingTagsSpec {

  private static final Pseudonyms PSEUDONYMS = new Pseudonyms("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  private static final BuildingTags TAGS = new BuildingTags(PSEUDONYMS);

  private static String read(String text) {
    return TAGS.of(address(text));
  }

  private static Address address(String text) {
    return new AddressReader(DivisionTables.china()).read(text, "310104", "310000").address();
  }

  private static String parts(String number, String estate, String building, String unit, String room, String detail) {
    return TAGS.of(new Address("350203", null, "湖滨南路", number, estate, building, unit, room, detail));
  }

  @Row("M20")
  @ParameterizedTest
  @ValueSource(strings = {
    "上海市徐汇区田林路388弄12号101室", "田林路３８８弄１２号６０２", "徐汇区 田林路 388弄 12号 501", "田林路388弄12幢301室",
    "田林路388弄十二栋501室", "田林路388弄12号楼5楼501室", "田林路388弄12-501", "田林街道田林路388弄012号501户", "田林路388弄12号", "田林路388弄12号后门左转第3间",
  })
  void whoever_lives_in_one_building_has_one_tag_however_it_is_written(String text) {
    assertThat(read(text)).isEqualTo(read("田林路388弄12号501室")).isNotNull();
  }

  @Row("M20")
  @ParameterizedTest
  @ValueSource(strings = {"田林路388弄13号501室", "田林路389弄12号501室", "田林东路388弄12号501室", "田林路388号12号楼501室"})
  void another_building_has_another_tag(String text) {
    assertThat(read(text)).isNotNull().isNotEqualTo(read("田林路388弄12号501室"));
  }

  @ParameterizedTest
  @CsvSource({"3栋, 2单元, 502室", "三幢, 1单元, 101室", "03号楼, , ", "３座, 2, 5楼502户"})
  void unit_and_room_do_not_count(String building, String unit, String room) {
    assertThat(parts("78号", null, building, unit, room, null)).isEqualTo(parts("78号", "水晶花园", "3幢", null, null, null)).isNotNull();
  }

  @Test
  void what_leads_to_no_building_has_none() {
    assertThat(TAGS.of(null)).isNull();
    assertThat(read("田林路388弄501室")).isNull();
    assertThat(parts(null, null, null, null, "502室", null)).isNull();
    assertThat(parts(null, "水晶花园", null, null, "502室", null)).isNull();
    assertThat(parts("78号", null, null, null, null, "后面第3栋")).isNull();
  }

  @Row("M20")
  @Test
  void it_is_never_the_tag_of_a_dwelling_and_names_nothing() {
    var house = address("田林路388弄12号");
    var key = Dwelling.of(house).orElseThrow().key();
    assertThat(TAGS.of(house)).hasSize(22).matches("[A-Za-z0-9_-]+")
        .isNotEqualTo(PSEUDONYMS.of("household", key))
        .isNotEqualTo(PSEUDONYMS.of("household", Dwelling.Building.of(house).orElseThrow().key()))
        .isNotEqualTo(new BuildingTags(new Pseudonyms("HxIdHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=")).of(house));
  }
}
