package org.fairlot.registration.identity.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonNameSpec {

  @ParameterizedTest
  @CsvSource({"王芳, 王芳", "' 欧阳娜娜 ', 欧阳娜娜", "阿依古丽•买买提, 阿依古丽·买买提", "Jean-Luc O’Neill, Jean-Luc O’Neill", "𠮷田, 𠮷田"})
  void accepts_names_as_they_are_written(String given, String name) {
    assertThat(PersonName.read(given)).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"JOSÉ GARCÍA, García José", "阿依古丽·买买提, 买买提 阿依古丽", "Jean-Luc O’Neill, o Neill jean luc"})
  void alike_are_names_that_differ_in_marks_case_and_order(String one, String other) {
    assertThat(PersonName.likeness(one)).isEqualTo(PersonName.likeness(other));
  }

  @Test
  void other_names_are_not_alike() {
    assertThat(PersonName.likeness("王芳")).isNotEqualTo(PersonName.likeness("王方"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "王", "王1", "<script>", "a\u0000b", "😀😀", "-王芳", "王芳;"})
  void refuses_what_cannot_be_a_name(String given) {
    assertThat(PersonName.read(given)).isEmpty();
  }
}
