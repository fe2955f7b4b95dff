package org.fairlot.registration.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fairlot.registration.address.domain.Committees.Committee;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivisionImportTest {

  private static final String VILLAGES = "code,name,streetCode,provinceCode,cityCode,areaCode\n";

  @TempDir Path folder;
  private Path csv;

  @BeforeEach
  void aFile() {
    csv = folder.resolve("list.csv");
  }

  private DivisionImport.Changes read(String text, String city) throws IOException {
    Files.writeString(csv, text);
    return DivisionImport.into(folder, csv, city);
  }

  @Test
  void committees_of_a_new_city_join_those_that_are_there() throws IOException {
    var changes =
        read(
            VILLAGES + "110101001001,\"多福巷社区居委会\",110101001,11,1101,110101\n"
                + "110101001002,\"银闸社区居委会\",110101001,11,1101,110101\n",
            "110000");
    assertThat(changes.added()).containsExactlyEntriesOf(
        new java.util.TreeMap<>(Map.of("110101001001", "多福巷社区居委会", "110101001002", "银闸社区居委会")));
    assertThat(changes.gone()).isEmpty();
    var tables = DivisionTables.in(folder);
    assertThat(tables.committees().find("110101001002")).contains(new Committee("110101001002", "银闸社区居委会"));
    assertThat(tables.committees().all()).hasSize(DivisionTables.shipped().committees().all().size() + 2);
    assertThat(tables.divisions().countiesOf("330100")).hasSize(13);
  }

  @Test
  void what_came_went_and_changed_its_name_is_told() throws IOException {
    read(VILLAGES + "110101001001,甲居委会,,,,\n110101001002,乙居委会,,,,\n", "110000");
    var changes = read(VILLAGES + "110101001002,丙居委会,,,,\n110101001003,丁居委会,,,,\n", "110000");
    assertThat(changes.added()).containsOnlyKeys("110101001003");
    assertThat(changes.gone()).containsOnlyKeys("110101001001");
    assertThat(changes.renamed()).containsExactly(Map.entry("110101001002", "乙居委会 → 丙居委会"));
    assertThat(changes.total()).isEqualTo(2);
    var again = read(VILLAGES + "110101001002,丙居委会,,,,\n110101001003,丁居委会,,,,\n", "110000");
    assertThat(again.added()).isEmpty();
    assertThat(again.gone()).isEmpty();
    assertThat(again.renamed()).isEmpty();
  }

  @Test
  void without_a_city_the_list_is_all_there_is_of_its_kind() throws IOException {
    read(VILLAGES + "110101001001,甲居委会,,,,\n", null);
    assertThat(DivisionTables.in(folder).committees().all()).containsExactly(new Committee("110101001001", "甲居委会"));
  }

  @Test
  void districts_and_streets_are_told_by_their_codes() throws IOException {
    var districts = read("code,name,cityCode,provinceCode\n330198,\"新区\",3301,33\n", "330100");
    assertThat(districts.file()).isEqualTo("divisions.tsv");
    assertThat(DivisionTables.in(folder).divisions().countiesOf("330100")).containsExactly(Map.entry("330198", "新区"));
    var streets = read("code,name,areaCode,provinceCode,cityCode\n330198001,\"一街道\",330198,33,3301\n", "330100");
    assertThat(streets.added()).containsOnlyKeys("330198001");
    assertThat(DivisionTables.in(folder).divisions().streetsOf("330198")).hasSize(1);
  }

  @Test
  void a_list_that_cannot_be_read_names_its_line_and_changes_nothing() {
    refused("code,title\n110101001001,甲\n", "line 2: the columns 'code' and 'name' are needed");
    refused("code,name\n110101001001,甲\n1101,乙\n", "line 3: 1101 is of another level");
    refused("code,name\n11010100100,甲\n", "line 2: not a code");
    refused("code,name\n110101001001,甲\n110101001001,乙\n", "line 3: 110101001001 stands twice");
    refused("code,name\n110101001001,\"甲,乙\"\n", "line 2: not a name");
    refused("code,name\n", "the list is empty");
    refused("", "not CSV");
    assertThatThrownBy(() -> read("code,name\n110101001001,甲\n", "330100")).hasMessageContaining("nothing of 330100");
    assertThatThrownBy(() -> read("code,name\n110101001001,甲\n", "429004")).hasMessageContaining("nothing of 429004");
    assertThatThrownBy(() -> read("code,name\n110101001001,甲\n", "Hangzhou")).hasMessageContaining("not the code of a city");
    assertThat(folder.resolve("committees.tsv")).doesNotExist();
  }

  private void refused(String text, String message) {
    assertThatThrownBy(() -> read(text, null)).isInstanceOf(DivisionImport.Unfit.class).hasMessageContaining(message);
  }
}
