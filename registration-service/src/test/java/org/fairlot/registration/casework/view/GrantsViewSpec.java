package org.fairlot.registration.casework.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class GrantsViewSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final String POOL = "masks/gz-01";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");
  private static final List<BatchUnits> BATCHES = List.of(new BatchUnits("evening", 1), new BatchUnits("late", 2));

  @Row("M14")
  @Test
  void a_grant_is_a_document_for_each_of_its_batches() {
    var puts = on(new UnitsReserved(POOL, CASE, 1, 3, false, Level.EMPTY, "masks.v1.2020-02-02", null, null, BATCHES));
    assertThat(puts).extracting(Change.Put::collection).containsOnly("grants");
    assertThat(puts).extracting(Change.Put::id).doesNotHaveDuplicates().allMatch(id -> id.startsWith(CASE + "/1/"));
    assertThat(puts).extracting(put -> put.fields().get("batchId")).containsExactly("evening", "late");
    assertThat(puts).extracting(put -> put.fields().get("units")).containsExactly(1, 2);
    assertThat(puts.getFirst().fields())
        .containsEntry("programmeId", "masks").containsEntry("registrationId", CASE).containsEntry("poolId", POOL)
        .containsEntry("stageNo", 1).containsEntry("drawId", "masks.v1.2020-02-02").containsEntry("grantedAt", AT);
  }

  @Row("M14")
  @Test
  void a_return_is_told_where_the_grant_was() {
    var granted = on(new UnitsReserved(POOL, CASE, 1, 3, false, Level.EMPTY, null, null, null, BATCHES));
    var returned = on(new UnitsReturned(POOL, CASE, 1, 3, "FORFEITED", Level.EMPTY, null, null, BATCHES));
    assertThat(returned).extracting(Change.Put::id).isEqualTo(granted.stream().map(Change.Put::id).toList());
    assertThat(returned.getLast().fields()).containsEntry("returnedAt", AT).containsEntry("returnedFor", "FORFEITED")
        .doesNotContainKey("grantedAt");
  }

  @Test
  void a_batch_is_a_document_for_each_pool() {
    var put = on(new SupplyReleased(POOL, "masks", "evening", 500, AT.minusSeconds(5), Level.EMPTY)).getFirst();
    assertThat(put.collection()).isEqualTo("batches");
    assertThat(put.fields()).containsEntry("programmeId", "masks").containsEntry("batchId", "evening")
        .containsEntry("poolId", POOL).containsEntry("units", 500).containsEntry("releasedAt", AT);
  }

  @Test
  void a_grant_of_before_batches_were_told_apart_is_of_none() {
    assertThat(on(new UnitsReserved(POOL, CASE, 1, 1, false, Level.EMPTY))).isEmpty();
    assertThat(on(new UnitsReturned(POOL, CASE, 1, 1, "CANCELLED", Level.EMPTY))).isEmpty();
  }

  private static List<Change.Put> on(Event event) {
    return new GrantsView().on(new Recorded<>(event, "event-id", "subject", 3, AT, CASE, "cause")).stream()
        .map(Change.Put.class::cast).toList();
  }
}
