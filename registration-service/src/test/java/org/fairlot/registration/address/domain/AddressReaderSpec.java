package org.fairlot.registration.address.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlot.contracts.person.Address;
import org.fairlot.registration.address.DivisionTables;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressReaderSpec {

  private static final String XIHU = "330106";
  private static final String HANGZHOU = "330100";
  private final AddressReader reader = new AddressReader(DivisionTables.china());

  @Row("M20")
  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
    // text, street, road, number, estate, building, unit, room
    "浙江省杭州市西湖区文三路478号华星时代广场A座1201室, -, 文三路, 478号, 华星时代广场, A座, -, 1201室",
    "杭州西湖区翠苑街道文一路18号, 330106005, 文一路, 18号, -, -, -, -",
    "翠苑新村五区12幢3单元502室, -, -, -, 翠苑新村五区, 12幢, 3单元, 502室",
    "古荡街道 古荡新村 12-3-502, 330106007, -, -, 古荡新村, 12幢, 3单元, 502室",
    "文三西路１２号, -, 文三西路, 12号, -, -, -, -",
    "三墩镇华联村3组12号, 330106109, 华联村3组, 12号, -, -, -, -",
    "天目山路160号国际花园西10座1202, -, 天目山路, 160号, 国际花园, 西10座, -, 1202",
    "北山街道保俶北路31号2单元301, 330106002, 保俶北路, 31号, -, -, 2单元, 301",
  })
  void understands_what_people_write(
      String text, String street, String road, String number, String estate, String building, String unit,
      String room) {
    var understood = reader.read(text, XIHU, HANGZHOU);
    assertThat(understood.address())
        .isEqualTo(new Address(XIHU, street, road, number, estate, building, unit, room, null));
    assertThat(understood.confidence()).isGreaterThanOrEqualTo(70);
  }

  @Row("H7")
  @ParameterizedTest
  @ValueSource(strings = {"西湖边", "我家", "家里", "学校门口那家店对面", "杭州市西湖区", "", "？？？", "1", "-----"})
  void knows_that_it_has_not_understood(String text) {
    assertThat(reader.read(text, XIHU, HANGZHOU).confidence()).isLessThan(45);
  }

  @Row("H7")
  @Test
  void a_road_without_a_number_is_doubtful_but_not_nothing() {
    assertThat(reader.read("文三路", XIHU, HANGZHOU).confidence()).isBetween(45, 59);
  }

  @Test
  void a_text_that_names_another_district_contradicts_the_choice() {
    var understood = reader.read("杭州市滨江区江南大道100号", XIHU, HANGZHOU);
    assertThat(understood.otherDistrict()).isEqualTo("330108");
    assertThat(understood.confidence()).isZero();
  }

  @Test
  void a_district_that_was_dissolved_is_its_successor() {
    assertThat(reader.read("杭州市下城区体育场路100号", "330105", HANGZHOU).otherDistrict()).isNull();
  }

  @Test
  void parts_given_one_by_one_are_judged_by_the_same_measure() {
    var given = new Address(XIHU, "文新街道", "文三路", "478号", null, null, null, null, null);
    var understood = reader.judge(given);
    assertThat(understood.address().street()).isEqualTo("330106013");
    assertThat(understood.confidence()).isEqualTo(reader.read("文新街道文三路478号", XIHU, HANGZHOU).confidence());
  }

  @Test
  void a_hostile_text_is_read_in_no_time() {
    var hostile = "路".repeat(100_000) + "村".repeat(100_000);
    assertThat(reader.read(hostile, XIHU, HANGZHOU).confidence()).isLessThan(60);
  }
}
