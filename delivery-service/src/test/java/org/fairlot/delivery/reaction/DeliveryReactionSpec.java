package org.fairlot.delivery.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.delivery.fulfilment.domain.Cases.CASE;
import static org.fairlot.delivery.fulfilment.domain.Cases.ELEME;
import static org.fairlot.delivery.fulfilment.domain.Cases.PROGRAMME;
import static org.fairlot.delivery.fulfilment.domain.Cases.TWO_COURIERS;
import static org.fairlot.delivery.fulfilment.domain.Cases.XIHU;
import static org.fairlot.delivery.fulfilment.domain.Cases.byCourier;
import static org.fairlot.delivery.fulfilment.domain.Cases.choice;
import static org.fairlot.delivery.fulfilment.domain.Cases.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.Purpose;
import org.fairlot.contracts.delivery.BoardEvent.CourierAssigned;
import org.fairlot.contracts.delivery.BoardEvent.CourierDown;
import org.fairlot.contracts.delivery.BoardEvent.NoCourier;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrectionAsked;
import org.fairlot.contracts.delivery.FulfilmentEvent.CourierWanted;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchAccepted;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.ReturnOrdered;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.contracts.pack.Stage;
import org.fairlot.contracts.registration.CaseEvent.CancellationRequested;
import org.fairlot.contracts.registration.CaseEvent.CaseAmended;
import org.fairlot.contracts.registration.CaseEvent.StageRequested;
import org.fairlot.contracts.registration.CaseEvent.StageTimedOut;
import org.fairlot.delivery.board.domain.BoardCommand.AssignCourier;
import org.fairlot.delivery.board.domain.BoardCommand.LiftDown;
import org.fairlot.delivery.board.domain.BoardCommand.NoteAcceptance;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CheckProgress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ClosePickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CloseVisits;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CorrectAddress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.Dispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.GiveUpCorrection;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RevokeOverdueDispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.SeekCourierAgain;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Recorded;
import org.junit.jupiter.api.Test;

class DeliveryReactionSpec {

  private static final Instant AT = time("2020-02-02T19:30+08:00");
  private static final Instant DUE = time("2020-02-02T20:00+08:00");

  private static List<Effect> on(Event event) {
    return new DeliveryReaction().on(new Recorded<>(event, "e1", "subject", 1, AT, CASE, "c1"));
  }

  @Test
  void a_case_that_wants_its_goods_handed_over_is_arranged_by_the_rules_of_the_day_of_the_grant() {
    var asked =
        new StageRequested(
            CASE, PROGRAMME, "tag", 2, byCourier(), choice(null), Map.of(Purpose.CONSIGNEE, "jwe"), 70, true, null, 3, null,
            null, null);
    assertThat(on(asked))
        .containsExactly(
            Effect.request(
                new ArrangeFulfilment(CASE, PROGRAMME, 2, byCourier(), choice(null), "jwe", 70, true, AT, 3)));
  }

  @Test
  void other_stages_are_for_other_services() {
    var precheck = new Stage.HealthPrecheck(true, 24, Stage.OnSymptom.DELIVER);
    assertThat(
            on(new StageRequested(CASE, PROGRAMME, "tag", 1, precheck, choice(null), Map.of(), null, false, null)))
        .isEmpty();
  }

  @Test
  void edits_cancellations_and_time_outs_reach_the_hand_over() {
    assertThat(on(new CaseAmended(CASE, 1, choice(null), Map.of(Purpose.CONSIGNEE, "jwe"), 80, "en")))
        .containsExactly(Effect.request(new CorrectAddress(CASE, XIHU, "jwe", 80)));
    assertThat(on(new CaseAmended(CASE, 1, choice(null), Map.of(), null, "en"))).isEmpty();
    assertThat(on(new CancellationRequested(CASE, 2))).containsExactly(Effect.request(new CancelFulfilment(CASE)));
    assertThat(on(new StageTimedOut(CASE, 2, DUE))).containsExactly(Effect.request(new CancelFulfilment(CASE)));
  }

  @Test
  void the_board_is_asked_and_answers() {
    assertThat(on(new CourierWanted(CASE, PROGRAMME, 2, XIHU, List.of(ELEME), ELEME, TWO_COURIERS)))
        .containsExactly(
            Effect.request(new AssignCourier(PROGRAMME, CASE, 2, XIHU, List.of(ELEME), ELEME, TWO_COURIERS)));
    assertThat(on(new CourierAssigned(PROGRAMME, CASE, 2, ELEME, DUE.atZone(java.time.ZoneOffset.UTC).toLocalDate(),
    1)))
        .containsExactly(Effect.request(new Dispatch(CASE, 2, ELEME)));
    assertThat(on(new NoCourier(PROGRAMME, CASE, 2, DUE)))
        .containsExactly(Effect.schedule("courier/" + CASE, DUE, new SeekCourierAgain(CASE, 2)));
  }

  @Test
  void what_may_never_happen_has_a_timer() {
    assertThat(on(new AddressCorrectionAsked(CASE, 2, "ADDRESS_UNCLEAR", DUE)))
        .containsExactly(Effect.schedule("correction/" + CASE, DUE, new GiveUpCorrection(CASE)));
    assertThat(on(new ParcelDispatched(CASE, 2, ELEME, "FL1", 1, XIHU, null, null, "jwe", DUE)))
        .containsExactly(Effect.schedule("acceptance/FL1", DUE, new RevokeOverdueDispatch(CASE, "FL1")));
    assertThat(on(new PickupReady(CASE, 2, "store-1", null, null, AT, DUE, null)))
        .as("not by a second before its end, whatever the machine's clock says")
        .containsExactly(Effect.schedule("pickup/" + CASE, DUE.plusSeconds(10), new ClosePickup(CASE)));
    assertThat(on(new VisitDue(CASE, 2, "310115001001", null, 1, "jwe", 0, 2, DUE)))
        .containsExactly(Effect.schedule("visits/" + CASE, DUE.plusSeconds(10), new CloseVisits(CASE)));
    assertThat(on(new CourierDown(PROGRAMME, ELEME, "OVERDUE", DUE)))
        .containsExactly(Effect.schedule("down/hangzhou-masks/eleme", DUE, new LiftDown(PROGRAMME, ELEME)));
  }

  @Test
  void silence_has_a_timer_that_each_trace_moves() {
    var silence =
        Effect.schedule("silence/" + CASE, AT.plus(Duration.ofHours(72)), new CheckProgress(CASE, "FL1"));
    for (var state : ParcelState.values()) {
      var effects = on(new ParcelMoved(CASE, 2, ELEME, "FL1", state, AT, "x"));
      switch (state) {
        case ACCEPTED, COLLECTED, IN_TRANSIT, OUT_FOR_DELIVERY, ATTEMPT_FAILED, REFUSED, RETURNING ->
            assertThat(effects).containsExactly(silence);
        case CREATED, HELD, CANCELLED, DELIVERED, RETURNED -> assertThat(effects).isEmpty();
      }
    }
    assertThat(on(new ReturnOrdered(CASE, 2, ELEME, "FL1", "ATTEMPTS_EXHAUSTED"))).containsExactly(silence);
  }

  @Test
  void an_acceptance_is_noted_on_the_board_and_its_timer_forgotten() {
    assertThat(on(new DispatchAccepted(CASE, 2, ELEME, "FL1")))
        .containsExactly(
            Effect.cancel("acceptance/FL1"), Effect.request(new NoteAcceptance("hangzhou-masks", ELEME)));
  }

  @Test
  void the_end_forgets_its_timers() {
    assertThat(on(new FulfilmentCompleted(CASE, 2, true, null, Map.of())))
        .containsExactly(
            Effect.cancel("correction/" + CASE), Effect.cancel("pickup/" + CASE), Effect.cancel("silence/" + CASE),
            Effect.cancel("visits/" + CASE));
  }
}
