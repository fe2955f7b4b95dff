package org.fairlot.allocation.draw.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawSpecTest {

  @Test
  void its_hash_does_not_depend_on_how_it_is_written() {
    String written = SampleDraw.DEMO_SPEC.replace(",", " ,\n ").replace("{\"alg\":\"FD1\" ,", "{") ;
    String other = written.substring(0, written.length() - 1) + ", \"alg\": \"FD1\"}";
    assertThat(SampleDraw.spec(other).hash()).isEqualTo(SampleDraw.spec(SampleDraw.DEMO_SPEC).hash());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "\"SHA256\" | \"SM3\" | suite 'SM3' is not built in",
      "\"FD1\" | \"FD2\" | alg is 'FD2'",
      "\"A\":2 | \"A\":-1 | cap.A is not a whole number",
      "\"A\":2 | \"A\":1.5 | cap.A is not a whole number",
      "\"A\":2 | \"A\":99999999999999999999 | cap.A is not a whole number",
      "\"A\":2 | \"A\":2,\"A\":3 | not JSON",
      "\"A\":2 | \"WAITLIST\":2 | cannot be a pool",
      "\"household\":1 | \"household\":true | household is not a whole number",
      "\"household\":1 | \"reserves\":[{\"name\":\"R\",\"percent\":101}] | percent is not",
      "\"household\":1 | \"reserves\":[{\"name\":\"R\",\"percent\":60},{\"name\":\"S\",\"percent\":60}] | exceed 100",
      "\"household\":1 | \"reserves\":[{\"name\":\"R\"}] | the member reserves[0].percent is missing",
      "\"drand-quicknet\" | \"tea-leaves\" | unknown beacon type",
      "\"round\":1000 | \"round\":0 | beacon.round is not",
      "\"round\":1000 | \"round\":1000,\"availableAt\":\"tomorrow\" | beacon.availableAt: a time is written like",
      "\"round\":1000 | \"round\":68719476737 | beacon.round is not",
      "\"round\":1000 | \"round\":1000,\"availableAt\":\"2023-08-23T15:59:25Z\" | round 1000 is known before",
      "\"round\":1000 | \"round\":1000,\"fallbackRound\":1000 | not later than the first",
      "\"household\":1 | \"notary\":1 | notary is not true or false",
      "\"household\":1 | \"notaryKeys\":[{\"crv\":\"P-384\",\"kty\":\"EC\",\"x\":\"\",\"y\":\"\"}] | crv is 'P-384'",
  })
  void what_this_version_cannot_draw_by_is_refused_and_named(String part, String instead, String message) {
    assertThatThrownBy(() -> SampleDraw.spec(SampleDraw.DEMO_SPEC.replace(part.strip(), instead.strip())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.strip());
  }

  @Test
  void a_round_is_known_when_the_network_publishes_it_whether_or_not_the_spec_says_so() {
    assertThat(SampleDraw.spec(SampleDraw.DEMO_SPEC).beacon().availableAt()).isEqualTo("2023-08-23T15:59:24Z");
  }

  @Test
  void the_later_beacon_is_of_its_own_round_and_hour() {
    var spec =
        SampleDraw.spec(
            SampleDraw.DEMO_SPEC.replace(
                "\"round\":1000",
                "\"fallbackAvailableAt\":\"2023-09-15T11:00:00Z\",\"fallbackRound\":657413,\"round\":1000"));
    assertThat(spec.beacon(false)).isEqualTo(spec.beacon());
    assertThat(spec.beacon(true))
        .isEqualTo(new BeaconTerms.DrandQuicknet(Instant.parse("2023-09-15T11:00:00Z"), 657413));
    assertThatThrownBy(() -> SampleDraw.spec(SampleDraw.DEMO_SPEC).beacon(true)).hasMessageContaining("no later beacon");
  }

  @Test
  void a_root_that_would_come_after_the_beacon_is_refused() {
    String late =
        SampleDraw.DEMO_SPEC
            .replace("\"round\":1000", "\"round\":1000,\"availableAt\":\"2020-02-02T13:25:00Z\"")
            .replace("\"household\":1", "\"publishRootBy\":\"2020-02-02T14:30:00Z\"");
    assertThatThrownBy(() -> SampleDraw.spec(late)).hasMessageContaining("before the beacon is available");
  }
}
