package org.fairlot.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DatabindException;

class JsonTest {

  private record Form(String text, int number, boolean truth) {}

  @Test
  void what_comes_from_outside_has_its_own_type() {
    assertThat(Json.STRICT.readValue("{\"text\":\"a\",\"number\":1,\"truth\":true}", Form.class))
        .isEqualTo(new Form("a", 1, true));
    for (String wrong :
        new String[] {
          "\"text\":1", "\"text\":1.5", "\"text\":true", "\"text\":{}", "\"number\":\"1\"", "\"number\":1.0",
          "\"truth\":\"true\"", "\"truth\":1"
        }) {
      assertThatThrownBy(() -> Json.STRICT.readValue("{" + wrong + "}", Form.class))
          .as(wrong)
          .isInstanceOf(DatabindException.class);
    }
  }

  private record Dated(String text, LocalDate day, Instant time) {}

  @Test
  void what_comes_from_outside_holds_fit_characters_and_times() {
    assertThat(Json.STRICT.readValue("{\"text\":\"口罩\\n😷\",\"day\":\"2020-02-29\",\"time\":\"2020-02-02T12:00:00Z\"}", Dated.class))
        .isEqualTo(new Dated("口罩\n😷", LocalDate.of(2020, 2, 29), Instant.parse("2020-02-02T12:00:00Z")));
    for (String wrong :
        new String[] {
          "\"text\":\"a\\u0000\"", "\"text\":\"\\u0007\"", "\"text\":\"\\ud800\"", "\"day\":\"2020-02-30\"", "\"day\":[]",
          "\"day\":\"+999999999-12-31\"", "\"time\":7", "\"time\":\"+999999999-12-31T00:00:00Z\"", "\"time\":{}"
        }) {
      assertThatThrownBy(() -> Json.STRICT.readValue("{" + wrong + "}", Dated.class))
          .as(wrong)
          .isInstanceOf(DatabindException.class);
    }
  }

  private record At(Instant time) {}

  @Test
  void a_moment_is_written_as_its_own_text_and_read_as_the_jdk_reads_it() {
    for (String text :
        new String[] {
          "2020-02-02T11:30:00Z", "2020-02-02T11:30:00.100Z", "2020-02-02T11:30:00.000001Z", "2020-02-29T23:59:59.999999999Z",
          "1969-12-31T23:59:59.001Z", "0001-01-01T00:00:00Z", "+10000-01-01T00:00:00Z", "-0001-06-01T00:00:00Z",
          "+1000000000-12-31T23:59:59.999999999Z"
        }) {
      var moment = new At(Instant.parse(text));
      assertThat(Json.MAPPER.writeValueAsString(moment)).isEqualTo("{\"time\":\"" + text + "\"}");
      assertThat(Json.MAPPER.readValue("{\"time\":\"" + text + "\"}", At.class)).isEqualTo(moment);
    }
    for (String wrong : new String[] {"\"\"", "\"yesterday\"", "\"2020-02-30T00:00:00Z\"", "\"2020-02-02\"", "true", "{}"}) {
      assertThatThrownBy(() -> Json.MAPPER.readValue("{\"time\":" + wrong + "}", At.class))
          .as(wrong)
          .isInstanceOf(DatabindException.class);
    }
    assertThat(Json.MAPPER.readValue("{\"time\":null}", At.class).time()).isNull();
  }
}
