package org.fairlot.registration.casework.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;
import org.fairlot.contracts.allocation.PoolEvent.Level;
import org.fairlot.contracts.allocation.PoolEvent.NumberTaken;
import org.fairlot.contracts.allocation.PoolEvent.ServingContinued;
import org.fairlot.contracts.allocation.PoolEvent.UnitsReserved;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedGoodsDelivered;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationsErased;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.notification.MessageEvent.MessageQueued;
import org.fairlot.contracts.registration.CaseEvent.CaseClosed;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.CaseOutcome;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.NoticeRequested;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.ProgrammeEvent.ProgrammeDefined;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.runtime.Change;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

class RegistrationsViewSpec {

  private static final String CASE = "masks.AAAAAAAAAAAAAAAAAAAAAA.first---";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");
  private static final Choice CHOICE = new Choice("330106", null, null, null, null, true);

  private static List<Change> on(Event event) {
    return new RegistrationsView().on(recorded(event));
  }

  private static Recorded<?> recorded(Event event) {
    return new Recorded<>(event, "event-id", "subject", 3, AT, CASE, "cause");
  }

  @Test
  void a_case_is_a_document_and_its_first_entry() {
    var sealed = Map.of(Purpose.CONTACT, "jwe");
    var changes = on(new CaseOpened(CASE, "masks", "tag", "hangzhou", 1, "ALIPAY", "en", CHOICE, sealed, 90));
    assertThat(changes).hasSize(2);
    assertThat(((Change.Put) changes.getFirst()).fields())
        .containsEntry("status", CaseStatus.REGISTERED)
        .containsEntry("registeredAt", AT)
        .containsEntry("edits", 0)
        .containsEntry("sealed", sealed);
    assertThat(changes.getLast()).isEqualTo(
        new Change.Append("registrations", CASE, "timeline", "event-id",
            Map.of("at", AT, "service", "registration", "type", "case-opened", "detail", Map.of("channel", "ALIPAY"))));
  }

  @Test
  void the_end_of_a_case_says_when_its_person_may_come_again() {
    var changes = on(new CaseClosed(CASE, "masks", "tag", CaseOutcome.FULFILLED, null, AT, List.of()));
    assertThat(((Change.Put) changes.getFirst()).fields())
        .containsEntry("status", CaseStatus.FULFILLED).containsEntry("eligibleFrom", AT).containsEntry("closedAt", AT);
  }

  @Test
  void other_services_only_add_to_the_timeline() {
    assertThat(on(new UnitsReserved("p", CASE, 1, 1, true, Level.EMPTY))).singleElement()
        .isInstanceOf(Change.Append.class);
    assertThat(on(new MessageQueued(CASE + ":granted", "tag", CASE, "granted", "en", Map.of(), "jwe", null, AT, AT)))
        .singleElement().isInstanceOfSatisfying(Change.Append.class,
            entry -> assertThat(entry.element().toString()).contains("granted").doesNotContain("jwe"));
  }

  @Row("M14")
  @Test
  void a_grant_is_shown_with_the_batches_it_is_of() {
    var batches = List.of(new BatchUnits("evening", 1), new BatchUnits("late", 2));
    assertThat(on(new UnitsReserved("p", CASE, 1, 3, false, Level.EMPTY, null, null, null, batches))).singleElement()
        .isInstanceOfSatisfying(Change.Append.class, entry -> assertThat(entry.element()).containsEntry(
            "detail",
            Map.of(
                "units", 3, "fromWant", false, "batches",
                List.of(Map.of("batchId", "evening", "units", 1), Map.of("batchId", "late", "units", 2)))));
  }

  @Row("M14")
  @Test
  void what_reached_the_person_is_known_however_it_did() {
    assertThat(handOver(new FulfilmentCompleted(CASE, 2, true, null, Map.of("courier", "eleme", "waybill", "EL1"))))
        .isEqualTo(Map.of("at", AT, "courier", "eleme", "waybill", "EL1"));
    assertThat(handOver(new PickupPartlyRedeemed(CASE, 2, "gz-1", 2, 3, AT.minusSeconds(60), AT)))
        .isEqualTo(Map.of("at", AT.minusSeconds(60), "outletId", "gz-1", "unitsLeft", "3"));
    assertThat(handOver(new ForfeitedPickupRedeemed(CASE, 2, "gz-1", 2, "NOT_COLLECTED", AT.minusSeconds(60), AT)))
        .isEqualTo(
            Map.of("at", AT.minusSeconds(60), "outletId", "gz-1", "unitsTaken", "2", "forfeitedFor", "NOT_COLLECTED"));
    assertThat(handOver(new ForfeitedGoodsDelivered(CASE, 2, "330106002051", 1, "NOT_DELIVERED", "wang", AT)))
        .isEqualTo(Map.of("at", AT, "committee", "330106002051", "unitsTaken", "1", "forfeitedFor", "NOT_DELIVERED"));
    assertThat(on(new FulfilmentCompleted(CASE, 2, false, "LOST", Map.of()))).singleElement()
        .isInstanceOf(Change.Append.class);
  }

  private static Object handOver(Event event) {
    var put = (Change.Put) on(event).getFirst();
    assertThat(put.guard()).isEqualTo("handOverVersion");
    return put.fields().get("handOver");
  }

  @Test
  void a_booking_number_stays_on_the_page() {
    var changes = on(new NumberTaken("p", CASE, 1, 1, 37, 17, 20, Level.EMPTY));
    assertThat(changes).contains(new Change.Put("registrations", CASE, "poolVersion", 3, Map.of("bookingNumber", 37)));
    assertThat(changes).last().isInstanceOfSatisfying(Change.Append.class, entry ->
        assertThat(entry.element()).containsEntry("type", "number-taken")
            .containsEntry("detail", Map.of("bookingNumber", 37, "place", 17, "servingUpTo", 20)));
  }

  @Test
  void inner_work_and_other_matters_are_not_shown() {
    assertThat(on(new ServingContinued("p", 1, Level.EMPTY))).isEmpty();
    assertThat(on(new ProgrammeDefined("masks", Map.of(), "330100", "hangzhou", List.of(), List.of(), LocalDate.EPOCH,
        null, null))).isEmpty();
    assertThat(on(new NoticeRequested(CASE, CASE + ":granted", "tag", "granted", "en", Map.of(), "jwe", true)))
        .singleElement().isInstanceOf(Change.Put.class);
  }

  @Test
  void a_clearance_tells_until_when_and_nothing_of_the_answers() {
    var made = new DeclarationMade("d1", "tag", "440106", HealthVerdict.CLEAR, List.of(), "jwe", AT,
        AT.plusSeconds(60), "key", AT.plusSeconds(90));
    var change = (Change.Put) new ClearancesView().on(recorded(made)).getFirst();
    assertThat(change.id()).isEqualTo("tag");
    assertThat(change.fields()).containsOnlyKeys("declarationId", "verdict", "validUntil");
  }

  @Row("M23")
  @Test
  void a_clearance_goes_with_the_declarations() {
    assertThat(new ClearancesView().on(recorded(new DeclarationsErased("tag", List.of("key")))))
        .containsExactly(new Change.Remove("clearances", "tag"));
  }

  @Row("M23")
  @Test
  void after_the_programme_a_document_tells_how_it_ended_and_nothing_of_the_person() {
    var put = (Change.Put) on(new CaseErased(CASE)).getFirst();
    assertThat(put.fields()).containsEntry("erasedAt", AT).containsEntry("sealed", null).containsEntry("personTag", null)
        .containsEntry("choice", null).doesNotContainKeys("status", "timeline");
  }
}
