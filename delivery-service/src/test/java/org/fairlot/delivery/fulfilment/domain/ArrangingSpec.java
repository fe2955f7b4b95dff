package org.fairlot.delivery.fulfilment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.delivery.fulfilment.domain.Cases.CASE;
import static org.fairlot.delivery.fulfilment.domain.Cases.GRANTED;
import static org.fairlot.delivery.fulfilment.domain.Cases.NEXT_DAY;
import static org.fairlot.delivery.fulfilment.domain.Cases.PROGRAMME;
import static org.fairlot.delivery.fulfilment.domain.Cases.TWO_COURIERS;
import static org.fairlot.delivery.fulfilment.domain.Cases.XIHU;
import static org.fairlot.delivery.fulfilment.domain.Cases.always;
import static org.fairlot.delivery.fulfilment.domain.Cases.arrange;
import static org.fairlot.delivery.fulfilment.domain.Cases.atCounter;
import static org.fairlot.delivery.fulfilment.domain.Cases.byCourier;
import static org.fairlot.delivery.fulfilment.domain.Cases.choice;
import static org.fairlot.delivery.fulfilment.domain.Cases.from;
import static org.fairlot.delivery.fulfilment.domain.Cases.time;
import static org.fairlot.delivery.fulfilment.domain.Cases.until;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.util.List;
import java.util.Map;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrected;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.delivery.FulfilmentEvent.CourierWanted;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentArranged;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.pack.Stage.CourierRules;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.contracts.pack.Stage.Partner;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CorrectAddress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.Dispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.GiveUpCorrection;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ArrangingSpec {

  @Nested
  class The_mode {

    private static final Stage.Fulfilment BOTH =
        new Stage.Fulfilment(List.of(always(Mode.PICKUP), always(Mode.COURIER)), TWO_COURIERS, NEXT_DAY);

    /** Guangzhou: pick-up until 5 February, a courier from then on. */
    private static final Stage.Fulfilment TRIAL =
        new Stage.Fulfilment(
            List.of(until(Mode.PICKUP, "2020-02-05"), from(Mode.COURIER, "2020-02-05")), TWO_COURIERS, NEXT_DAY);

    @Test
    void is_the_citizens_choice_where_several_are_open() {
      assertThat(modeOf(arrange(BOTH, choice(Mode.COURIER)))).isEqualTo(Mode.COURIER);
      assertThat(modeOf(arrange(BOTH, choice(Mode.PICKUP)))).isEqualTo(Mode.PICKUP);
    }

    @Test
    void is_the_packs_first_where_the_citizen_chose_none() {
      assertThat(modeOf(arrange(BOTH))).isEqualTo(Mode.PICKUP);
    }

    @Row("G4")
    @Test
    void changes_by_day_without_a_new_registration() {
      assertThat(modeOf(on("2020-02-04T23:59+08:00", TRIAL))).isEqualTo(Mode.PICKUP);
      assertThat(modeOf(on("2020-02-05T00:00+08:00", TRIAL))).isEqualTo(Mode.COURIER);
    }

    @Test
    void is_a_courier_for_whom_a_symptom_keeps_from_the_counter_even_before_its_day() {
      assertThat(modeOf(barred(TRIAL))).isEqualTo(Mode.COURIER);
    }

    @Test
    void is_none_where_a_symptom_keeps_from_the_counter_and_the_pack_knows_no_courier() {
      assertDeclined(barred(atCounter()), Reasons.PICKUP_BARRED);
    }

    @Test
    void is_none_on_a_day_on_which_none_is_open() {
      var later = new Stage.Fulfilment(List.of(from(Mode.COURIER, "2020-03-01")), TWO_COURIERS, null);
      assertDeclined(arrange(later), Reasons.NO_MODE_OPEN);
    }

    @Test
    void is_the_next_one_open_where_the_address_for_the_first_is_missing() {
      assertThat(
              modeOf(
                  new ArrangeFulfilment(
                      CASE, PROGRAMME, 2, BOTH, choice(Mode.COURIER), "jwe", null, false, GRANTED, null)))
          .isEqualTo(Mode.PICKUP);
    }

    @Test
    void is_none_without_an_outlet() {
      assertDeclined(
          arrange(atCounter(), new Choice(XIHU, null, null, null, null, false)), Reasons.OUTLET_MISSING);
    }

    private static ArrangeFulfilment on(String iso, Stage.Fulfilment rules) {
      return new ArrangeFulfilment(CASE, PROGRAMME, 2, rules, choice(Mode.PICKUP), "jwe", 90, false, time(iso), null);
    }

    private static ArrangeFulfilment barred(Stage.Fulfilment rules) {
      return new ArrangeFulfilment(CASE, PROGRAMME, 2, rules, choice(Mode.PICKUP), "jwe", 90, true, GRANTED, null);
    }

    private static Mode modeOf(ArrangeFulfilment command) {
      var modes = new Mode[1];
      spec(new FulfilmentDecider())
          .when(command)
          .thenEvents(events -> modes[0] = ((FulfilmentArranged) events.getFirst()).mode());
      return modes[0];
    }

    private static void assertDeclined(ArrangeFulfilment command, String reason) {
      spec(new FulfilmentDecider())
          .when(command)
          .then(new FulfilmentCompleted(CASE, 2, false, reason, Map.of()))
          .when(command)
          .thenNothing();
    }
  }

  @Nested
  class By_courier {

    @Test
    void a_clear_address_wants_a_courier_at_once() {
      spec(new FulfilmentDecider())
          .when(arrange(byCourier()))
          .then(
              new FulfilmentArranged(CASE, PROGRAMME, 2, Mode.COURIER, choice(null), "jwe", 90, byCourier()),
              new CourierWanted(CASE, PROGRAMME, 1, XIHU, List.of(), null, TWO_COURIERS));
    }

    @Test
    void asked_twice_is_asked_once() {
      spec(new FulfilmentDecider()).when(arrange(byCourier()), arrange(byCourier())).thenNothing();
    }

    @Test
    void an_edit_before_the_dispatch_reaches_the_courier() {
      spec(new FulfilmentDecider())
          .when(arrange(byCourier()))
          .when(new CorrectAddress(CASE, XIHU, "jwe-2", 95))
          .then(new AddressCorrected(CASE, 2, XIHU, "jwe-2", 95))
          .at(GRANTED)
          .when(new Dispatch(CASE, 1, "eleme"))
          .thenEvents(e -> assertThat(e.getFirst()).hasFieldOrPropertyWithValue("consignee", "jwe-2"));
    }

    @Test
    void an_edit_to_another_district_is_a_new_question_to_the_board() {
      spec(new FulfilmentDecider())
          .when(arrange(byCourier()))
          .when(new CorrectAddress(CASE, "330102", "jwe-2", 95))
          .then(
              new AddressCorrected(CASE, 2, "330102", "jwe-2", 95),
              new CourierWanted(CASE, PROGRAMME, 2, "330102", List.of(), null, TWO_COURIERS))
          .when(new Dispatch(CASE, 1, "eleme"))
          .thenNothing();
    }

    @Test
    void an_edit_to_an_unclear_address_asks_the_citizen_back() {
      spec(new FulfilmentDecider())
          .at(GRANTED)
          .when(arrange(byCourier()))
          .when(new CorrectAddress(CASE, XIHU, "jwe-2", 10))
          .then(
              new AddressCorrected(CASE, 2, XIHU, "jwe-2", 10),
              new AddressCorrectionAsked(CASE, 2, Reasons.ADDRESS_UNCLEAR, time("2020-02-03T07:30+08:00")));
    }

    @Test
    void an_edit_after_the_dispatch_comes_too_late() {
      spec(new FulfilmentDecider())
          .when(arrange(byCourier()), new Dispatch(CASE, 1, "eleme"), new CorrectAddress(CASE, XIHU, "jwe-2", 95))
          .thenNothing();
    }

    @Test
    void a_repeated_edit_changes_nothing() {
      spec(new FulfilmentDecider()).when(arrange(byCourier()), new CorrectAddress(CASE, XIHU, "jwe", 90)).thenNothing();
    }

    @Test
    void taken_back_before_the_dispatch_it_is_over() {
      spec(new FulfilmentDecider())
          .when(arrange(byCourier()), new CancelFulfilment(CASE))
          .then(new FulfilmentCompleted(CASE, 2, false, Reasons.CANCELLED, Map.of()))
          .when(new Dispatch(CASE, 1, "eleme"))
          .thenNothing();
    }

    @Test
    void what_was_never_asked_for_cannot_be_taken_back_or_corrected() {
      spec(new FulfilmentDecider()).when(new CancelFulfilment(CASE)).thenNothing();
      spec(new FulfilmentDecider()).when(new CorrectAddress(CASE, XIHU, "jwe", 90)).thenNothing();
    }
  }

  @Nested
  class An_unclear_address {

    private static DeciderSpec<FulfilmentCommand, Fulfilment, ?, FulfilmentRejection> asked() {
      return spec(new FulfilmentDecider())
          .at(GRANTED)
          .when(new ArrangeFulfilment(CASE, PROGRAMME, 2, byCourier(), choice(null), "jwe", 59, false, GRANTED, null))
          .thenEvents(
              e ->
                  assertThat(e.getLast())
                      .isEqualTo(
                          new AddressCorrectionAsked(
                              CASE, 2, Reasons.ADDRESS_UNCLEAR, time("2020-02-03T07:30+08:00"))));
    }

    @Row("H7")
    @Test
    void is_asked_about_once_and_goes_on_when_corrected() {
      asked()
          .when(new CorrectAddress(CASE, XIHU, "jwe-2", 60))
          .thenEvents(
              e ->
                  assertThat(List.<Object>copyOf(e))
                      .containsExactly(
                          new AddressCorrected(CASE, 2, XIHU, "jwe-2", 60),
                          new CourierWanted(CASE, PROGRAMME, 1, XIHU, List.of(), null, TWO_COURIERS)));
    }

    @Row("H7")
    @Test
    void is_not_delivered_on_silence() {
      asked()
          .when(new GiveUpCorrection(CASE))
          .thenEvents(
              e ->
                  assertThat(List.<Object>copyOf(e))
                      .containsExactly(
                          new FulfilmentCompleted(CASE, 2, false, Reasons.UNDELIVERABLE_ADDRESS, Map.of())))
          .when(new CorrectAddress(CASE, XIHU, "jwe-2", 95))
          .thenNothing();
    }

    @Test
    void may_be_corrected_again_until_the_time_is_over_if_it_is_still_unclear() {
      asked()
          .when(new CorrectAddress(CASE, XIHU, "jwe-2", 20))
          .thenEvents(e -> assertThat(e).hasSize(1))
          .when(new CorrectAddress(CASE, XIHU, "jwe-3", 80))
          .thenEvents(e -> assertThat(e.getLast()).isInstanceOf(CourierWanted.class));
    }

    @Test
    void is_not_asked_about_a_second_time() {
      asked()
          .when(new CorrectAddress(CASE, XIHU, "jwe-2", 80), new CorrectAddress(CASE, XIHU, "jwe-3", 20))
          .thenEvents(
              e ->
                  assertThat((Object) e.getLast())
                      .isEqualTo(new FulfilmentCompleted(CASE, 2, false, Reasons.UNDELIVERABLE_ADDRESS, Map.of())));
    }

    @Test
    void the_timer_of_a_corrected_address_does_nothing() {
      asked().when(new CorrectAddress(CASE, XIHU, "jwe-2", 80), new GiveUpCorrection(CASE)).thenNothing();
    }

    @Test
    void is_asked_for_where_there_is_none() {
      spec(new FulfilmentDecider())
          .at(GRANTED)
          .when(new ArrangeFulfilment(CASE, PROGRAMME, 2, byCourier(), choice(null), "jwe", null, true, GRANTED, null))
          .thenEvents(
              e ->
                  assertThat(e.getLast())
                      .isEqualTo(
                          new AddressCorrectionAsked(
                              CASE, 2, Reasons.ADDRESS_MISSING, time("2020-02-03T07:30+08:00"))))
          .when(new CorrectAddress(CASE, XIHU, "jwe-2", 90))
          .thenEvents(e -> assertThat(e.getLast()).isInstanceOf(CourierWanted.class));
    }

    @Test
    void a_district_that_no_courier_serves_is_asked_about_too() {
      var rules =
          new CourierRules(List.of(new Partner("eleme", List.of("330102"), 300)), 30, 3, 120, 2, 12, 60);
      spec(new FulfilmentDecider())
          .at(GRANTED)
          .when(arrange(new Stage.Fulfilment(List.of(always(Mode.COURIER)), rules, null)))
          .thenEvents(
              e ->
                  assertThat(e.getLast())
                      .isEqualTo(
                          new AddressCorrectionAsked(
                              CASE, 2, Reasons.DISTRICT_NOT_SERVED, time("2020-02-03T07:30+08:00"))));
    }
  }

  @Test
  void at_the_counter_it_is_ready_for_the_window_of_the_pack() {
    spec(new FulfilmentDecider())
        .when(arrange(atCounter()))
        .then(
            new FulfilmentArranged(CASE, PROGRAMME, 2, Mode.PICKUP, choice(null), "jwe", 90, atCounter()),
            new PickupReady(
                CASE, 2, "store-1", "mask-5", null, time("2020-02-03T08:00+08:00"), time("2020-02-03T22:00+08:00"),
                null));
  }

  @Test
  void as_many_units_wait_as_the_case_holds() {
    spec(new FulfilmentDecider())
        .when(arrange(atCounter(), 3))
        .thenEvents(events -> assertThat(((PickupReady) events.getLast()).units()).isEqualTo(3));
  }
}
