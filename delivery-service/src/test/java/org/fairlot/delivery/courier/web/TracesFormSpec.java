package org.fairlot.delivery.courier.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.delivery.courier.web.TracesForm.Trace;
import org.fairlot.runtime.edge.Edge;
import org.fairlot.runtime.edge.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesFormSpec {

  private static TracesForm read(String json) {
    var form = Edge.parse(json.getBytes(StandardCharsets.UTF_8), TracesForm.class);
    form.check();
    return form;
  }

  @Test
  void takes_canonical_states() {
    var form = read("""
        {"traces": [{"waybill": "FL01", "state": "DELIVERED", "occurredAt": "2020-02-02T20:00:00+08:00"}]}""");

    assertThat(form.stateOf(form.traces().getFirst())).isEqualTo(ParcelState.DELIVERED);
    assertThat(form.traces().getFirst().instant()).isEqualTo(Instant.parse("2020-02-02T12:00:00Z"));
  }

  @Test
  void takes_a_partners_codes_and_its_local_time() {
    var form = read("""
        {"format": "kuaidi100", "traces": [{"waybill": "FL01", "code": "3", "occurredAt": "2020-02-02 20:00:00"}]}""");

    assertThat(form.stateOf(form.traces().getFirst())).isEqualTo(ParcelState.DELIVERED);
    assertThat(form.traces().getFirst().instant()).isEqualTo(Instant.parse("2020-02-02T12:00:00Z"));
  }

  @Test
  void takes_a_partners_new_code_as_one_without_meaning() {
    var form = read("""
        {"format": "instant", "traces": [{"waybill": "FL01", "code": "999"}]}""");

    assertThat(form.stateOf(form.traces().getFirst())).isNull();
    assertThat(form.traces().getFirst().instant()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock = """
          {} | traces
          {"traces": []} | traces
          {"format": "sf", "traces": [{"waybill": "FL01", "code": "1"}]} | format
          {"traces": [null]} | traces[0]
          {"traces": [{"state": "DELIVERED"}]} | traces[0].waybill
          {"traces": [{"waybill": "FL 01", "state": "DELIVERED"}]} | traces[0].waybill
          {"traces": [{"waybill": "FL01"}]} | traces[0].state
          {"traces": [{"waybill": "FL01", "state": "delivered"}]} | traces[0].state
          {"traces": [{"waybill": "FL01", "state": 3}]} | traces[0].state
          {"format": "kuaidi100", "traces": [{"waybill": "FL01", "code": "运输中"}]} | traces[0].code
          {"traces": [{"waybill": "FL01", "state": "HELD", "orderId": "x"}]} | traces[0].orderId
          {"traces": [{"waybill": "FL01", "state": "HELD", "occurredAt": "soon"}]} | traces[0].occurredAt
          {"traces": [{"waybill": "A1-1", "state": "HELD", "occurredAt": "0001-01-01T00:00:00Z"}]} | traces[0].occurredAt
          {"traces": [{"waybill": "FL01", "state": "HELD", "extra": 1}]} | traces[0].extra
          """)
  void names_every_field_that_is_wrong(String json, String field) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            Problem.class,
            p -> {
              assertThat(p.status()).isEqualTo(422);
              assertThat((List<?>) p.data().get("errors"))
                  .anySatisfy(error -> assertThat(((Map<?, ?>) error).get("field")).isEqualTo(field));
            });
  }

  @Test
  void is_cut_by_the_partner_not_by_us() {
    var trace = new Trace("FL01", null, "HELD", null, null);
    new TracesForm(null, Collections.nCopies(TracesForm.TRACES_MAX, trace)).check();

    assertThatThrownBy(() -> new TracesForm(null, Collections.nCopies(TracesForm.TRACES_MAX + 1, trace)).check())
        .isInstanceOf(Problem.class);
    assertThatThrownBy(() -> new TracesForm(null, List.of()).check()).isInstanceOf(Problem.class);
  }
}
