package org.fairlot.registration.address.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlot.registration.address.DivisionTables;
import org.fairlot.registration.address.domain.Committees.Committee;
import org.fairlot.registration.address.domain.Committees.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitteesSpec {

  private static final String SHANGHAI = "310000";
  private static final Committee YUNNAN_ROAD = new Committee("310101002001", "云南中路居委会");

  private final Committees committees = DivisionTables.shipped().committees();

  @Test
  void knows_those_of_the_four_seed_cities() {
    assertThat(committees.all()).hasSize(13_235);
    assertThat(committees.all()).extracting(committee -> committee.code().substring(0, 4))
        .contains("3502", "4401", "3301", "3101").doesNotContain("1101");
    assertThat(committees.find("310101002001")).contains(YUNNAN_ROAD);
    assertThat(YUNNAN_ROAD.street()).isEqualTo("310101002");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "310101002001", "310101002001", "云南中路居委会", "云南中路", "云南中路社区", "云南中路社区居委会", "云南中路居民委员会", "云南 中路 居委会",
        "南京东路街道云南中路居委会", "南京东路街道云南中路"
      })
  void is_found_by_its_code_or_by_what_people_call_it(String text) {
    assertThat(committees.look(text, SHANGHAI)).isEqualTo(new Found.One(YUNNAN_ROAD));
  }

  @Test
  void one_of_another_area_is_not_found() {
    assertThat(committees.look("310101002001", "310115")).isEqualTo(new Found.None());
    assertThat(committees.look("云南中路居委会", "310115")).isEqualTo(new Found.None());
    assertThat(committees.look("310101002999", SHANGHAI)).isEqualTo(new Found.None());
    assertThat(committees.look("", SHANGHAI)).isEqualTo(new Found.None());
    assertThat(committees.look("云南中路居委会", "310101002")).isEqualTo(new Found.One(YUNNAN_ROAD));
  }

  @Test
  void a_name_that_several_bear_means_none_of_them_until_the_area_tells() {
    assertThat(committees.look("新华居委会", SHANGHAI)).isInstanceOfSatisfying(
        Found.Several.class,
        several -> {
          assertThat(several.candidates()).hasSizeGreaterThan(1).allMatch(committee -> committee.isCalled("新华"));
          var first = several.candidates().getFirst();
          assertThat(committees.look("新华", first.street())).isEqualTo(new Found.One(first));
        });
  }

  @Test
  void a_name_that_is_nothing_but_a_kind_is_a_name() {
    assertThat(new Committee("310101002001", "社区").isCalled("社区")).isTrue();
    assertThat(new Committee("310101002001", "社区").isCalled("云南中路")).isFalse();
  }
}
