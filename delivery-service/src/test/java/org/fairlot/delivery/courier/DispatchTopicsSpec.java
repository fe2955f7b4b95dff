package org.fairlot.delivery.courier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.delivery.fulfilment.domain.Cases.CASE;
import static org.fairlot.delivery.fulfilment.domain.Cases.GRANTED;
import static org.fairlot.delivery.fulfilment.domain.Cases.PROGRAMME;
import static org.fairlot.delivery.fulfilment.domain.Cases.atCounter;
import static org.fairlot.delivery.fulfilment.domain.Cases.byCourier;
import static org.fairlot.delivery.fulfilment.domain.Cases.choice;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.junit.jupiter.api.Test;

class DispatchTopicsSpec {

  private final List<String> made = new ArrayList<>();
  private final DispatchTopics topics = new DispatchTopics(List.of("eleme"), made::add);

  private void on(Event event) {
    topics.on(new Recorded<>(event, "e1", CASE, 1, GRANTED, CASE, "c1")).block();
  }

  private static StageRequested asked(Stage stage) {
    return new StageRequested(CASE, PROGRAMME, "tag", 2, stage, choice(null), Map.of(), 90, false, null);
  }

  @Test
  void a_courier_that_a_pack_names_for_the_first_time_gets_its_topic_once() {
    on(asked(byCourier()));
    on(asked(byCourier()));
    assertThat(made).containsExactly("dispatches.danniao");
  }

  @Test
  void nothing_else_needs_one() {
    on(asked(atCounter()));
    on(new CancellationRequested(CASE, 2));
    assertThat(made).isEmpty();
  }
}
