package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

  private final Population population = new Population("hangzhou", 3);

  @Test
  void finds_each_kind_of_data_wherever_it_stands() {
    var citizens = population.citizens(500);
    var search = PlainText.of(citizens);
    for (Citizen citizen : citizens) {
      assertThat(search.find("{\"id\":\"" + citizen.idNumber() + "\"}")).contains("ID number");
      assertThat(search.find("Dear " + citizen.name() + ",")).contains("name");
      assertThat(search.find("+86" + citizen.mobile())).contains("phone");
      assertThat(search.find("送到" + citizen.fullAddress())).contains("address");
    }
  }

  @Test
  void finds_nothing_in_what_is_about_somebody_else() {
    var search = PlainText.of(population.citizens(500));
    for (Citizen stranger : new Population("guangzhou", 99).citizens(50)) {
      assertThat(search.find(stranger.idNumber() + " " + stranger.mobile() + " " + stranger.fullAddress())).isEmpty();
    }
    assertThat(search.find("")).isEmpty();
    assertThat(search.find("ab")).isEmpty();
  }
}
