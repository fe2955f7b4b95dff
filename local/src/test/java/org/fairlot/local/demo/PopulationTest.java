package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.fairlot.local.demo.Citizen.Written;
import org.junit.jupiter.api.Test;

class PopulationTest {

  @Test
  void every_citizen_is_somebody_else_with_valid_data() {
    var people = new Population("hangzhou", 1).citizens(5_000);
    assertThat(people.stream().map(Citizen::idNumber).distinct()).hasSize(5_000);
    assertThat(people.stream().map(Citizen::mobile).distinct()).hasSize(5_000);
    assertThat(people).allSatisfy(citizen -> {
      assertThat(citizen.idNumber()).matches("\\d{17}[0-9X]");
      assertThat(citizen.idNumber().charAt(17)).isEqualTo(Identities.checkCharacter(citizen.idNumber()));
      assertThat(citizen.mobile()).matches("1[3-9]\\d{9}");
      assertThat(citizen.toString()).doesNotContain(citizen.name(), citizen.idNumber(), citizen.mobile());
    });
  }

  @Test
  void the_check_character_is_that_of_the_standards_own_examples() {
    assertThat(Identities.checkCharacter("11010519491231002")).isEqualTo('X');
    assertThat(Identities.checkCharacter("44052418800101001")).isEqualTo('4');
  }

  @Test
  void the_same_seed_makes_the_same_people() {
    assertThat(new Population("guangzhou", 7).citizens(50)).isEqualTo(new Population("guangzhou", 7).citizens(50));
  }

  @Test
  void some_write_their_address_badly() {
    Map<Written, Long> ways =
        new Population("hangzhou", 1).citizens(2_000).stream()
            .collect(Collectors.groupingBy(Citizen::written, Collectors.counting()));
    assertThat(ways).containsOnlyKeys(Written.values());
    assertThat(ways.get(Written.HOPELESSLY)).isBetween(50L, 150L);
  }
}
