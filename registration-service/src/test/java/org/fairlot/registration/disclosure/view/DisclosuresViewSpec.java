package org.fairlot.registration.disclosure.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.health.DeclarationEvent.DeclarationMade;
import org.fairlot.contracts.health.DeclarationEvent.HealthVerdict;
import org.fairlot.contracts.health.DeclarationEvent.PrecheckAnswered;
import org.fairlot.contracts.notification.MessageEvent.AttemptBegun;
import org.fairlot.contracts.notification.MessageEvent.MessageSent;
import org.fairlot.contracts.pack.Stage.Fact;
import org.fairlot.contracts.registration.CallEvent.CallMade;
import org.fairlot.contracts.registration.CallEvent.CallOutcome;
import org.fairlot.contracts.registration.CallEvent.CallPlanned;
import org.fairlot.contracts.registration.CaseEvent.CaseErased;
import org.fairlot.contracts.registration.CaseEvent.CaseOpened;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.contracts.registration.CaseEvent.EnteredBy;
import org.fairlot.contracts.registration.CaseStatus;
import org.fairlot.contracts.registration.EligibilityEvent.AskedInVain;
import org.fairlot.contracts.registration.EligibilityEvent.EligibilityPending;
import org.fairlot.contracts.registration.EligibilityEvent.FactAttested;
import org.fairlot.contracts.registration.EligibilityEvent.Unanswered;
import org.fairlot.contracts.registration.ReviewEvent;
import org.fairlot.contracts.registration.ReviewEvent.ReviewAsked;
import org.fairlot.contracts.registration.ReviewEvent.ReviewDecided;
import org.fairlot.contracts.registration.ReviewEvent.ReviewMoved;
import org.fairlot.contracts.registration.ReviewEvent.Why;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.fairlot.registration.disclosure.view.Disclosure.Act;
import org.fairlot.registration.disclosure.view.Disclosure.Answer;
import org.fairlot.registration.disclosure.view.Disclosure.Field;
import org.fairlot.registration.disclosure.view.Disclosure.Role;
import org.fairlot.registration.disclosure.view.Disclosure.Use;
import org.fairlot.runtime.Change;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Test;

@Row("M7")
class DisclosuresViewSpec {

  private static final String TAG = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final String CASE = "masks." + TAG + ".first---";
  private static final String REPLY = "sms." + TAG + ".first---";
  private static final String COMMITTEE = "310115004001";
  private static final Instant AT = Instant.parse("2020-02-02T11:30:00Z");

  private static List<Change.Put> on(Event event, String eventId) {
    return new DisclosuresView().on(new Recorded<>(event, eventId, "subject", 3, AT, CASE, "cause")).stream()
        .map(Change.Put.class::cast).toList();
  }

  private static List<Map<String, Object>> told(Event event) {
    return on(event, CASE + "/event.0").stream().map(Change.Put::fields).toList();
  }

  private static void isTold(Event event, Act act, Role role, String recipient, Use use, Field... fields) {
    assertThat(told(event)).singleElement().satisfies(
        one -> assertThat(one)
            .containsEntry("personTag", TAG).containsEntry("programmeId", "masks").containsEntry("at", AT)
            .containsEntry("act", act).containsEntry("role", role).containsEntry("recipient", recipient)
            .containsEntry("purpose", use).containsEntry("fields", List.of(fields)));
  }

  private static CaseOpened opened(EnteredBy by) {
    var choice = new Choice("330106", null, null, null, null, true);
    var sealed = Map.of(Purpose.IDENTITY, "jwe", Purpose.CONTACT, "jwe", Purpose.CONSIGNEE, "jwe");
    return new CaseOpened(CASE, "masks", TAG, "shanghai", 1, "ONSITE", "en", choice, sealed, 90, null, null, by);
  }

  @Test
  void a_register_is_told_with_what_it_was_asked_and_answered() {
    var attested = new FactAttested(TAG, CASE, Fact.HOUSEHOLD_REGISTER, "350200", true, "厦门公安", AT);
    isTold(attested, Act.ASKED, Role.REGISTER, "厦门公安", Use.ELIGIBILITY, Field.NAME, Field.DOCUMENT);
    assertThat(told(attested).getFirst()).containsEntry(
        "detail", Map.of("fact", Fact.HOUSEHOLD_REGISTER, "area", "350200", "answer", Answer.YES));
    var denied = new FactAttested(TAG, CASE, Fact.HOUSEHOLD_REGISTER, "350200", false, "厦门公安", AT);
    assertThat(told(denied).getFirst().get("detail")).asString().contains("answer=NO");
  }

  @Test
  void each_question_that_got_no_answer_is_told_with_how_often_it_was_sent() {
    var unanswered =
        List.of(new Unanswered(Fact.HOUSEHOLD_REGISTER, "350200", 3), new Unanswered(Fact.SOCIAL_INSURANCE, "350200", 1));
    var waits = new EligibilityPending(TAG, CASE, 1, List.of(Fact.HOUSEHOLD_REGISTER), unanswered);
    for (Event event : List.of(waits, new AskedInVain(TAG, CASE, unanswered))) {
      assertThat(told(event)).extracting(one -> one.get("detail")).containsExactly(
          Map.of("fact", Fact.HOUSEHOLD_REGISTER, "area", "350200", "answer", Answer.NONE, "times", 3),
          Map.of("fact", Fact.SOCIAL_INSURANCE, "area", "350200", "answer", Answer.NONE, "times", 1));
      assertThat(on(event, "event")).extracting(Change.Put::id).doesNotHaveDuplicates();
    }
    var once = new AskedInVain(TAG, CASE, unanswered.subList(0, 1));
    isTold(once, Act.ASKED, Role.REGISTER, null, Use.ELIGIBILITY, Field.NAME, Field.DOCUMENT);
  }

  @Test
  void a_register_that_is_spared_is_told_nothing_so_nothing_is_told_of_it() {
    assertThat(told(new EligibilityPending(TAG, CASE, 1, List.of(Fact.HOUSEHOLD_REGISTER), List.of()))).isEmpty();
  }

  @Test
  void registers_of_which_it_was_not_told_may_have_heard_the_question() {
    var down = new EligibilityPending(TAG, CASE, 1, List.of(Fact.HOUSEHOLD_REGISTER, Fact.SOCIAL_INSURANCE), null);
    assertThat(told(down)).extracting(one -> one.get("detail")).containsExactly(
        Map.of("fact", Fact.HOUSEHOLD_REGISTER, "answer", Answer.NONE),
        Map.of("fact", Fact.SOCIAL_INSURANCE, "answer", Answer.NONE));
    assertThat(on(down, "event")).extracting(Change.Put::id).doesNotHaveDuplicates();
  }

  @Test
  void a_committee_is_told_from_when_on_its_workers_could_read() {
    Field[] seen = {Field.NAME, Field.DOCUMENT_MASKED, Field.MOBILE, Field.ADDRESS};
    isTold(new ReviewAsked(CASE, 1, COMMITTEE, Why.STAGE, null, null, 0), Act.SHOWN, Role.COMMITTEE, COMMITTEE, Use.REVIEW, seen);
    isTold(new ReviewMoved(CASE, 1, COMMITTEE), Act.SHOWN, Role.COMMITTEE, COMMITTEE, Use.REVIEW, seen);
    isTold(
        new ReviewAsked(CASE, 1, ReviewEvent.UNASSIGNED, Why.STAGE, null, null, 0), Act.SHOWN, Role.OPERATOR, null, Use.REVIEW,
        seen);
    isTold(
        new CallPlanned(CASE, CASE + ":granted", COMMITTEE, CaseStatus.GRANTED, "granted", "en", Map.of(), null), Act.SHOWN,
        Role.COMMITTEE, COMMITTEE, Use.NOTICE, Field.NAME, Field.MOBILE, Field.ADDRESS);
    isTold(
        new VisitDue(CASE, 2, COMMITTEE, null, 1, "jwe", 0, 2, AT), Act.SHOWN, Role.COMMITTEE, COMMITTEE, Use.DELIVERY,
        Field.NAME, Field.MOBILE_MASKED, Field.ADDRESS);
  }

  @Test
  void what_a_worker_did_is_told_without_the_worker() {
    var entered = opened(new EnteredBy("li", COMMITTEE));
    var reviewed = new ReviewDecided(CASE, 1, COMMITTEE, true, null, "li", "jwe", false, null);
    var called = new CallMade(CASE, CASE + ":granted", COMMITTEE, CallOutcome.REACHED, 1, "li", "jwe");
    var visited = new VisitRecorded(CASE, 2, COMMITTEE, VisitOutcome.DELIVERED, 1, 1, "li", AT);
    isTold(
        entered, Act.ENTERED, Role.COMMITTEE, COMMITTEE, Use.REGISTRATION, Field.NAME, Field.DOCUMENT, Field.MOBILE,
        Field.ADDRESS);
    assertThat(Stream.of(entered, reviewed, called, visited).flatMap(event -> told(event).stream()))
        .extracting(one -> one.get("act")).containsExactly(Act.ENTERED, Act.REVIEWED, Act.CALLED, Act.VISITED);
    assertThat(Stream.of(entered, reviewed, called, visited).flatMap(event -> told(event).stream()))
        .allSatisfy(one -> assertThat(one).containsEntry("recipient", COMMITTEE))
        .allSatisfy(one -> assertThat(one.toString()).doesNotContain("li,", "=li", "jwe"));
    // from a list, by an operator
    assertThat(told(opened(new EnteredBy("wu", null)))).singleElement()
        .satisfies(one -> assertThat(one).containsEntry("role", Role.OPERATOR).containsEntry("recipient", null));
  }

  @Test
  void a_courier_gets_the_consignee_and_an_outlet_nothing() {
    isTold(
        new ParcelDispatched(CASE, 2, "eleme", "W1", 1, "330106", null, null, "jwe", AT), Act.GIVEN, Role.COURIER, "eleme",
        Use.DELIVERY, Field.NAME, Field.MOBILE, Field.ADDRESS);
    assertThat(told(new PickupReady(CASE, 2, "o1", null, null, AT, AT, 1))).isEmpty();
  }

  @Test
  void a_provider_has_the_number_from_the_moment_on_in_which_it_is_called() {
    var begun = new AttemptBegun(CASE + ":dispatched-2", CASE, 1);
    isTold(begun, Act.GIVEN, Role.SMS_PROVIDER, null, Use.NOTICE, Field.MOBILE);
    assertThat(told(begun).getFirst()).containsEntry("detail", Map.of("notice", "dispatched-2"));
    var sent = on(new MessageSent(CASE + ":dispatched-2", CASE, 1, "city-sms", null), "later").getFirst();
    assertThat(sent.id()).isEqualTo(on(begun, "event").getFirst().id());
    assertThat(sent.fields()).isEqualTo(Map.of("recipient", "city-sms"));
    assertThat(on(new AttemptBegun(CASE + ":dispatched-2", CASE, 2), "event").getFirst().id())
        .as("another attempt").isNotEqualTo(sent.id());
  }

  @Test
  void the_health_authority_can_read_what_was_declared_and_a_programme_what_follows_from_it() {
    var made = new DeclarationMade(TAG + ".declared", TAG, "330106", HealthVerdict.CLEAR, List.of(), "jwe", AT, AT, null, null);
    assertThat(told(made)).singleElement().satisfies(
        one -> assertThat(one)
            .containsEntry("personTag", TAG).containsEntry("programmeId", null).containsEntry("act", Act.SHOWN)
            .containsEntry("role", Role.HEALTH_AUTHORITY).containsEntry("fields", List.of(Field.HEALTH_DECLARATION)));
    isTold(
        new PrecheckAnswered(CASE, 1, TAG, true, HealthVerdict.CLEAR, List.of()), Act.GIVEN, Role.PROGRAMME, "masks",
        Use.HEALTH_PRECHECK, Field.HEALTH_VERDICT);
    assertThat(told(new PrecheckAnswered(CASE, 1, TAG, false, null, List.of()))).as("there was nothing to tell").isEmpty();
  }

  @Test
  void what_the_citizen_did_and_an_answer_to_a_short_message_are_no_disclosures() {
    assertThat(told(opened(null))).isEmpty();
    assertThat(told(new AttemptBegun(REPLY + ":reply", REPLY, 1))).isEmpty();
    assertThat(told(new MessageSent(REPLY + ":reply", REPLY, 1, "city-sms", null))).isEmpty();
    assertThat(told(new CaseErased(CASE))).as("and the end of a programme takes nothing off").isEmpty();
  }

  /** With it one could edit the case, and the list is read by others as well. */
  @Test
  void an_event_that_comes_again_is_the_same_document_and_no_case_can_be_read_from_its_id() {
    var event = new ReviewMoved(CASE, 1, COMMITTEE);
    var change = on(event, CASE + "/event.0").getFirst();
    assertThat(on(event, CASE + "/event.0")).containsExactly(change);
    assertThat(change.id()).matches("[0-9a-f-]{36}").isNotEqualTo(on(event, CASE + "/event.1").getFirst().id());
    assertThat(change.fields()).containsEntry("place", "1580643000000-" + change.id());
    assertThat(change.fields().toString()).doesNotContain(CASE);
  }
}
