package org.fairlot.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.DrawEvent.DrawSealed;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.kernel.Event;
import org.junit.jupiter.api.Test;

class TakenTypesTest {

  private final TakenTypes taken = TakenTypes.of(List.of(DrawEvent.class, UrnFrozen.class));

  @Test
  void a_family_is_taken_whole_and_a_record_alone() {
    assertThat(passedOver(WireTypes.nameOf(DrawSealed.class))).isFalse();
    assertThat(passedOver(WireTypes.nameOf(UrnFrozen.class))).isFalse();
    assertThat(passedOver(WireTypes.nameOf(EntriesFrozen.class))).isTrue();
  }

  @Test
  void a_type_that_nobody_knows_is_not_passed_over_since_it_is_to_be_parked() {
    assertThat(passedOver("allocation.of-a-later-version.v1")).isFalse();
    assertThat(passedOver(null)).isFalse();
  }

  @Test
  void whoever_takes_all_passes_over_nothing() {
    var all = TakenTypes.of(Set.of(Event.class));
    assertThat(all.passOver(headers(WireTypes.nameOf(EntriesFrozen.class)))).isFalse();
  }

  private boolean passedOver(String type) {
    return taken.passOver(headers(type));
  }

  private static RecordHeaders headers(String type) {
    var headers = new RecordHeaders();
    WireHeaders.put(headers, WireHeaders.TYPE, type);
    return headers;
  }
}
