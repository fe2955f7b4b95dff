package org.fairlot.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaseIdTest {

  private static final String TAG = "Ab0_-fghijklmnopqrstuv";
  private static final String MARK = "k3Jd_x9-";
  private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,40}\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{8}");

  @Test
  void is_read_as_it_is_written() {
    for (String programme : new String[] {"m", "masks-2020", "0", "x".repeat(40)}) {
      var id = new CaseId(programme, TAG, MARK);
      assertThat(CaseId.parse(id.toString())).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", ".", TAG + "." + MARK, "." + TAG + "." + MARK, "M." + TAG + "." + MARK, "a_b." + TAG + "." + MARK, "m." + TAG + "x." + MARK,
    "m." + TAG + "." + MARK + "x", "m." + TAG + "." + MARK + "\n", "m.n." + TAG + "." + MARK, "m.Ab0_-fghijklmn.pqrstuv." + MARK,
    "m." + TAG + ".k3Jd.x9-", "m." + TAG + ".k3Jd+x9-", "m." + TAG + ".k3Jdéx9-", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx." + TAG + "." + MARK})
  void nothing_else_is_one(String text) {
    assertThat(CaseId.isValid(text)).isFalse();
    assertThatThrownBy(() -> CaseId.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not a case id");
  }

  @Test
  void nothing_is_none() {
    assertThat(CaseId.isValid(null)).isFalse();
  }

  /** Each letter of an id in turn is another one: the pattern says of each what it is. */
  @Test
  void every_letter_counts_as_the_pattern_says() {
    var random = new Random(20200202);
    String right = new CaseId("masks-2", TAG, MARK).toString();
    for (int at = 0; at < right.length(); at++) {
      for (int times = 0; times < 200; times++) {
        var text = right.substring(0, at) + (char) random.nextInt(1, 300) + right.substring(at + 1);
        assertThat(CaseId.isValid(text)).as(text).isEqualTo(FORM.matcher(text).matches());
      }
    }
  }
}
