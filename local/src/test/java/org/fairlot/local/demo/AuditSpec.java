package org.fairlot.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.Part;
import org.fairlot.contracts.allocation.PoolEvent.SupplyReleased;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReturned;
import org.fairlot.contracts.allocation.PoolEvent.WantRecorded;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.local.demo.Account.Invariant;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

/** The demo's auditor must see what is wrong, or its approval is worth nothing. */
class AuditSpec {

  private static final String POOL = "p/CITY";
  private static final Instant NOW = Instant.parse("2020-02-02T11:30:00Z");

  /** A unit of the batch that is released before all else. */
  private static final List<BatchUnits> FIRST = List.of(new BatchUnits("b0", 1));

  private final List<Event> events = new ArrayList<>();
  private int released;
  private int held;

  @Test
  void a_fair_course_holds() {
    supply(1);
    grant("A", false);
    want("B");
    want("C");
    giveBack("A");
    grant("B", true);
    assertThat(broken()).noneMatch(
        claim -> claim.contains("held") || claim.contains("wants") || claim.contains("granted twice")
            || claim.contains("of one batch"));
  }

  @Row("M14")
  @Test
  void a_batch_that_gives_more_than_it_had_is_seen() {
    supply(1);
    supply(5);
    grant("A", false);
    assertThat(broken()).noneMatch(claim -> claim.contains("of one batch"));
    grant("B", false);
    assertThat(broken()).anyMatch(claim -> claim.contains("of one batch"));
  }

  @Row("M14")
  @Test
  void a_grant_of_no_batch_is_seen() {
    supply(1);
    events.add(new UnitsReserved(POOL, caseId("A"), 1, 1, false, level(1)));
    assertThat(broken()).anyMatch(claim -> claim.contains("of one batch"));
  }

  @Test
  void one_unit_too_many_is_seen() {
    supply(1);
    grant("A", false);
    grant("B", false);
    assertThat(broken()).anyMatch(claim -> claim.contains("never more held than released"));
  }

  @Test
  void a_level_that_does_not_add_up_is_seen() {
    supply(2);
    events.add(new UnitsReserved(POOL, caseId("A"), 1, 1, false, level(0)));
    assertThat(broken()).anyMatch(claim -> claim.contains("never more held than released"));
  }

  @Test
  void a_case_that_is_granted_twice_is_seen() {
    supply(2);
    grant("A", false);
    grant("A", false);
    assertThat(broken()).anyMatch(claim -> claim.contains("no case granted twice"));
  }

  @Test
  void who_jumps_the_queue_is_seen() {
    supply(1);
    want("A");
    want("B");
    grant("B", true);
    assertThat(broken()).anyMatch(claim -> claim.contains("the first of its queue"));
  }

  @Test
  void a_reserve_serves_the_first_of_its_group_and_not_the_first_of_all() {
    released = 2;
    events.add(new SupplyReleased(POOL, "p", "b", 2, NOW, kept(1, 0), Map.of("ELDERLY", 1)));
    events.add(new WantRecorded(POOL, caseId("A"), 1, 1, RestockOrder.EARLIEST_FIRST, 1, NOW, kept(1, 0)));
    events.add(new WantRecorded(
        POOL, caseId("B"), 1, 1, RestockOrder.EARLIEST_FIRST, 2, NOW, kept(1, 0), List.of("ELDERLY")));
    events.add(new UnitsReserved(POOL, caseId("B"), 1, 1, true, kept(0, 1), null, null, "ELDERLY"));
    assertThat(broken()).noneMatch(claim -> claim.contains("the first of its queue"))
        .noneMatch(claim -> claim.contains("never more held than released"));
    events.add(new UnitsReserved(POOL, caseId("A"), 1, 1, true, kept(-1, 2), null, null, "ELDERLY"));
    assertThat(broken()).anyMatch(claim -> claim.contains("never more held than released"));
  }

  private Level kept(int free, int nowHeld) {
    return new Level(released, released - nowHeld, nowHeld, 0, 0, Map.of("ELDERLY", new Part(free, nowHeld)));
  }

  @Test
  void a_granted_case_without_an_end_is_seen() {
    supply(1);
    grant("A", false);
    assertThat(broken()).anyMatch(claim -> claim.contains("with an end"));
  }

  private void supply(int units) {
    released += units;
    events.add(new SupplyReleased(POOL, "p", "b" + events.size(), units, NOW, level(held)));
  }

  private void grant(String person, boolean fromWant) {
    held++;
    events.add(new UnitsReserved(POOL, caseId(person), 1, 1, fromWant, level(held), null, null, null, FIRST));
  }

  private void giveBack(String person) {
    held--;
    events.add(new UnitsReturned(POOL, caseId(person), 1, 1, "CANCELLED", level(held), null, null, FIRST));
  }

  private void want(String person) {
    events.add(new WantRecorded(POOL, caseId(person), 1, 1, RestockOrder.EARLIEST_FIRST, 1, NOW, level(held)));
  }

  private Level level(int nowHeld) {
    return new Level(released, released - nowHeld, nowHeld, 0, 0);
  }

  private static String caseId(String person) {
    return "p." + person.repeat(22) + ".12345678";
  }

  private List<String> broken() {
    var audit = new Audit();
    for (int i = 0; i < events.size(); i++) {
      audit.take(new Recorded<>(events.get(i), "e" + i, POOL, i + 1, NOW, POOL, "c"));
    }
    return audit.invariants().stream().filter(i -> !i.holds()).map(Invariant::claim).toList();
  }
}
