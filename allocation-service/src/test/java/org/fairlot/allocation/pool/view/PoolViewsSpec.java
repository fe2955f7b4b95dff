package org.fairlot.allocation.pool.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.runtime.View;
import org.junit.jupiter.api.Test;

class PoolViewsSpec {

  private static final String SLOT = "2020-02-02T10:00/11:00";
  private static final String POOL = "masks/gz-01/kn95/" + SLOT;
  private static final String PERSON = "0123456789abcdefghijkl";
  private static final String CASE = "masks." + PERSON + ".12345678";
  private static final Choice CHOICE = new Choice("440106", "gz-01", "kn95", SLOT, null, true);

  @Test
  void a_pool_is_shown_with_the_level_of_its_last_event() {
    var put = only(new PoolView(), new UnitsReserved(POOL, CASE, 2, 1, false, new Level(10, 6, 4, 2, 3)));
    assertThat(put.id()).isEqualTo(POOL);
    assertThat(put.version()).isEqualTo(7);
    assertThat(put.fields())
        .containsEntry("programmeId", "masks").containsEntry("outletId", "gz-01").containsEntry("sku", "kn95")
        .containsEntry("slot", SLOT).containsEntry("released", 10).containsEntry("free", 6).containsEntry("held", 4)
        .containsEntry("wants", 2).containsEntry("wantUnits", 3);
  }

  @Test
  void a_pool_with_numbers_shows_the_last_one_given_and_the_one_called_up() {
    String committee = "masks/310115001001";
    assertThat(only(new PoolView(), new NumberTaken(committee, CASE, 2, 1, 37, 17, 20, Level.EMPTY)).fields())
        .containsEntry("committee", "310115001001").containsEntry("lastNumber", 37).doesNotContainKey("servingUpTo");
    assertThat(only(new PoolView(), new UnitsReserved(committee, CASE, 2, 1, true, Level.EMPTY, null, 21)).fields())
        .containsEntry("servingUpTo", 21).doesNotContainKey("lastNumber");
    assertThat(only(new DemandView(), new NumberTaken(committee, CASE, 2, 2, 37, 17, 20, Level.EMPTY)).fields())
        .containsEntry("wants", 1).containsEntry("wantUnits", 2);
  }

  @Test
  void a_case_counts_where_it_was_registered_and_no_longer_as_open_when_it_is_closed() {
    var opened =
        only(
            new DemandView(),
            new CaseOpened(CASE, "masks", PERSON, "guangzhou", 1, "WECHAT_MINI", "zh-CN", CHOICE, Map.of(), null));
    assertThat(opened.fields())
        .containsEntry("programmeId", "masks").containsEntry("district", "440106").containsEntry("slot", SLOT)
        .containsEntry("registrations", 1).containsEntry("open", 1);
    var closed =
        only(new DemandView(), new CaseClosed(CASE, "masks", PERSON, CaseOutcome.CANCELLED, null, null, List.of()));
    assertThat(closed.fields()).containsEntry("open", 0).doesNotContainKey("registrations");
    assertThat(opened.guard()).isEqualTo(closed.guard());
  }

  @Test
  void an_edit_moves_the_case_to_what_it_now_asks_for() {
    var moved = new Choice("440103", "gz-02", "kn95", SLOT, null, true);
    var put = only(new DemandView(), new CaseAmended(CASE, 1, moved, Map.of(), null, "zh-CN"));
    assertThat(put.fields()).containsEntry("district", "440103").containsEntry("outletId", "gz-02").doesNotContainKey("open");
  }

  @Test
  void a_want_counts_until_it_is_served_and_what_is_held_until_it_is_returned() {
    var want =
        new WantRecorded(POOL, CASE, 2, 2, RestockOrder.EARLIEST_FIRST, 1, Instant.EPOCH, Level.EMPTY);
    assertThat(only(new DemandView(), want).fields()).containsEntry("wants", 1).containsEntry("wantUnits", 2);
    assertThat(only(new DemandView(), new UnitsReserved(POOL, CASE, 2, 2, true, Level.EMPTY)).fields())
        .containsEntry("wants", 0).containsEntry("wantUnits", 0).containsEntry("held", 2);
    assertThat(only(new DemandView(), new UnitsReturned(POOL, CASE, 2, 2, "CANCELLED", Level.EMPTY)).fields())
        .containsEntry("held", 0);
  }

  @Test
  void no_view_holds_anything_of_the_person_but_the_case() {
    var opened =
        new CaseOpened(CASE, "masks", PERSON, "guangzhou", 1, "WECHAT_MINI", "zh-CN", CHOICE, Map.of(), null);
    assertThat(only(new DemandView(), opened).fields())
        .containsOnlyKeys("programmeId", "district", "committee", "outletId", "sku", "slot", "registrations", "open");
  }

  private static Change.Put only(View view, Event event) {
    var changes = view.on(new Recorded<>(event, "e1", POOL, 7, Instant.EPOCH, CASE, "c1"));
    assertThat(changes).hasSize(1);
    return (Change.Put) changes.getFirst();
  }
}
