package org.fairlot.delivery.fulfilment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fairlot.contracts.delivery.ParcelState.ACCEPTED;
import static org.fairlot.contracts.delivery.ParcelState.ATTEMPT_FAILED;
import static org.fairlot.contracts.delivery.ParcelState.CANCELLED;
import static org.fairlot.contracts.delivery.ParcelState.COLLECTED;
import static org.fairlot.contracts.delivery.ParcelState.CREATED;
import static org.fairlot.contracts.delivery.ParcelState.DELIVERED;
import static org.fairlot.contracts.delivery.ParcelState.HELD;
import static org.fairlot.contracts.delivery.ParcelState.IN_TRANSIT;
import static org.fairlot.contracts.delivery.ParcelState.OUT_FOR_DELIVERY;
import static org.fairlot.contracts.delivery.ParcelState.REFUSED;
import static org.fairlot.contracts.delivery.ParcelState.RETURNED;
import static org.fairlot.contracts.delivery.ParcelState.RETURNING;
import static org.fairlot.delivery.fulfilment.domain.Cases.CASE;
import static org.fairlot.delivery.fulfilment.domain.Cases.DANNIAO;
import static org.fairlot.delivery.fulfilment.domain.Cases.ELEME;
import static org.fairlot.delivery.fulfilment.domain.Cases.PROGRAMME;
import static org.fairlot.delivery.fulfilment.domain.Cases.TWO_COURIERS;
import static org.fairlot.delivery.fulfilment.domain.Cases.XIHU;
import static org.fairlot.delivery.fulfilment.domain.Cases.arrange;
import static org.fairlot.delivery.fulfilment.domain.Cases.byCourier;
import static org.fairlot.delivery.fulfilment.domain.Cases.time;
import static org.fairlot.delivery.fulfilment.domain.Cases.trace;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.util.List;
import java.util.Map;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.CollectionNoted;
import org.fairlot.contracts.delivery.FulfilmentEvent.CourierWanted;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchAccepted;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.HeldParcelResolved;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelHeld;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.Resolution;
import org.fairlot.contracts.delivery.FulfilmentEvent.ReturnOrdered;
import org.fairlot.contracts.delivery.FulfilmentEvent.RevokedParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.TraceUnmapped;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Held;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Offered;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Returning;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.UnderWay;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CheckProgress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.Dispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordTrace;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ResolveHeldParcel;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RevokeOverdueDispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.SeekCourierAgain;
import org.fairlot.testkit.DeciderSpec;
import org.fairlot.testkit.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CourierSpec {

  private static final String FIRST = Waybill.of(CASE, 1);
  private static final String SECOND = Waybill.of(CASE, 2);

  private static final String EIGHT = "2020-02-02T20:00+08:00";
  private static final String NINE = "2020-02-02T21:00+08:00";
  private static final String TEN = "2020-02-02T22:00+08:00";
  private static final String ELEVEN = "2020-02-02T23:00+08:00";
  private static final String LATER = "2020-02-03T12:00+08:00";

  private static DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> offered() {
    return spec(new FulfilmentDecider()).at(EIGHT).when(arrange(byCourier()), new Dispatch(CASE, 1, ELEME)).at(LATER);
  }

  private static DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> collected() {
    return offered().when(trace(ELEME, 1, COLLECTED, EIGHT));
  }

  /** The first courier lost the parcel, the second has the order. */
  private static DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> takenOver() {
    return offered().when(new RevokeOverdueDispatch(CASE, FIRST), new Dispatch(CASE, 2, DANNIAO));
  }

  private static ParcelMoved moved(ParcelState state, String iso) {
    return new ParcelMoved(CASE, 2, ELEME, FIRST, state, time(iso), state.name());
  }

  private static ParcelHeld stuck(String reason) {
    return new ParcelHeld(CASE, 2, ELEME, FIRST, reason);
  }

  private static FulfilmentCompleted ended(boolean delivered, String reason, Map<String, String> detail) {
    return new FulfilmentCompleted(CASE, 2, delivered, reason, detail);
  }

  private static CourierWanted wanted(int attempt, List<String> excluded, String overdue) {
    return new CourierWanted(CASE, PROGRAMME, attempt, XIHU, excluded, overdue, TWO_COURIERS);
  }

  @Nested
  class An_order {

    @Test
    void goes_to_the_courier_that_the_board_found() {
      spec(new FulfilmentDecider())
          .when(arrange(byCourier()))
          .at(EIGHT)
          .when(new Dispatch(CASE, 1, ELEME))
          .then(
              new ParcelDispatched(
                  CASE, 2, ELEME, FIRST, 1, XIHU, "store-1", "mask-5", "jwe", time("2020-02-02T20:30+08:00")));
    }

    @Test
    void goes_to_one_courier_only_whatever_the_board_says() {
      offered().when(new Dispatch(CASE, 1, DANNIAO)).thenNothing().when(new Dispatch(CASE, 2, DANNIAO)).thenNothing();
    }

    @Row("M25")
    @Test
    void that_is_not_accepted_in_time_goes_to_another() {
      offered()
          .when(new RevokeOverdueDispatch(CASE, FIRST))
          .then(
              new DispatchRevoked(CASE, 2, ELEME, FIRST, Reasons.ACCEPTANCE_OVERDUE),
              wanted(2, List.of(ELEME), ELEME))
          .when(new RevokeOverdueDispatch(CASE, FIRST))
          .thenNothing();
    }

    @Test
    void that_is_accepted_is_not_taken_back_for_lateness() {
      offered()
          .when(trace(ELEME, 1, ACCEPTED, NINE))
          .then(new DispatchAccepted(CASE, 2, ELEME, FIRST), moved(ACCEPTED, NINE))
          .when(new RevokeOverdueDispatch(CASE, FIRST))
          .thenNothing();
    }

    @Test
    void that_was_only_received_may_still_lapse() {
      offered()
          .when(trace(ELEME, 1, CREATED, NINE))
          .then(moved(CREATED, NINE))
          .when(new RevokeOverdueDispatch(CASE, FIRST))
          .thenEvents(e -> assertThat(e).hasSize(2));
    }

    @Test
    void that_the_courier_cancels_goes_to_another() {
      offered()
          .when(trace(ELEME, 1, CANCELLED, NINE))
          .then(moved(CANCELLED, NINE), wanted(2, List.of(ELEME), null));
    }

    @Test
    void that_nobody_took_is_offered_to_all_again_after_a_pause() {
      takenOver()
          .when(new RevokeOverdueDispatch(CASE, SECOND))
          .thenEvents(e -> assertThat(e.getLast()).isEqualTo(wanted(3, List.of(ELEME, DANNIAO), DANNIAO)))
          .when(new SeekCourierAgain(CASE, 2))
          .thenNothing()
          .when(new SeekCourierAgain(CASE, 3))
          .then(wanted(3, List.of(), null))
          .when(new Dispatch(CASE, 3, ELEME))
          .thenEvents(e -> assertThat(e.getFirst()).hasFieldOrPropertyWithValue("waybill", Waybill.of(CASE, 3)));
    }
  }

  @Nested
  class Traces {

    @Test
    void lead_to_the_door() {
      collected()
          .when(trace(ELEME, 1, OUT_FOR_DELIVERY, NINE))
          .then(moved(OUT_FOR_DELIVERY, NINE))
          .when(trace(ELEME, 1, DELIVERED, TEN))
          .then(moved(DELIVERED, TEN), ended(true, null, Map.of("courier", ELEME, "waybill", FIRST)));
    }

    @Test
    void are_told_once_however_often_they_come() {
      collected()
          .when(trace(ELEME, 1, COLLECTED, EIGHT))
          .thenNothing()
          .when(trace(ELEME, 1, IN_TRANSIT, NINE), trace(ELEME, 1, COLLECTED, EIGHT))
          .thenNothing();
    }

    @Test
    void of_one_instant_are_taken_in_the_order_of_the_way() {
      offered()
          .when(trace(ELEME, 1, OUT_FOR_DELIVERY, NINE), trace(ELEME, 1, COLLECTED, NINE))
          .thenNothing()
          .when(trace(ELEME, 1, ATTEMPT_FAILED, NINE))
          .then(moved(ATTEMPT_FAILED, NINE));
    }

    @Test
    void that_come_late_are_history() {
      offered().when(trace(ELEME, 1, IN_TRANSIT, TEN), trace(ELEME, 1, COLLECTED, NINE)).thenNothing();
    }

    @Test
    void that_show_late_that_the_goods_are_collected_keep_the_order_from_being_taken_back() {
      offered()
          .when(trace(ELEME, 1, HELD, TEN))
          .then(moved(HELD, TEN), stuck(Reasons.HELD_BY_COURIER))
          .when(trace(ELEME, 1, COLLECTED, NINE))
          .then(new CollectionNoted(CASE, 2, ELEME, FIRST, time(NINE)))
          .when(trace(ELEME, 1, COLLECTED, NINE))
          .thenNothing()
          .when(new CancelFulfilment(CASE))
          .thenNothing();
    }

    @Test
    void that_show_late_that_the_goods_are_collected_accept_the_order_too() {
      offered()
          .when(trace(ELEME, 1, CREATED, TEN), trace(ELEME, 1, COLLECTED, NINE))
          .then(
              new DispatchAccepted(CASE, 2, ELEME, FIRST), new CollectionNoted(CASE, 2, ELEME, FIRST, time(NINE)))
          .when(new RevokeOverdueDispatch(CASE, FIRST))
          .thenNothing();
    }

    @Test
    void cannot_leave_the_end() {
      collected()
          .when(trace(ELEME, 1, DELIVERED, NINE))
          .when(trace(ELEME, 1, IN_TRANSIT, TEN))
          .thenNothing()
          .when(trace(ELEME, 1, RETURNED, ELEVEN))
          .thenNothing()
          .when(trace(ELEME, 1, DELIVERED, ELEVEN))
          .thenNothing();
    }

    @Test
    void of_the_end_count_although_a_clock_was_wrong_before() {
      collected()
          .when(trace(ELEME, 1, IN_TRANSIT, ELEVEN), trace(ELEME, 1, DELIVERED, TEN))
          .thenEvents(e -> assertThat(e).hasSize(2));
    }

    @Test
    void without_a_time_happen_now() {
      offered()
          .when(new RecordTrace(CASE, ELEME, FIRST, COLLECTED, null, "1"))
          .thenEvents(e -> assertThat(e.getLast()).hasFieldOrPropertyWithValue("occurredAt", time(LATER)));
    }

    @Test
    void from_the_future_are_refused() {
      offered()
          .when(trace(ELEME, 1, COLLECTED, "2020-02-03T12:10:01+08:00"))
          .thenRejected("TRACE_IN_FUTURE")
          .when(trace(ELEME, 1, COLLECTED, "2020-02-03T12:10+08:00"))
          .thenEvents(e -> assertThat(e).hasSize(2));
    }

    @Test
    void of_a_waybill_that_the_courier_never_had_are_refused() {
      offered()
          .when(trace(DANNIAO, 1, DELIVERED, NINE))
          .thenRejected("WAYBILL_UNKNOWN")
          .when(trace(ELEME, 2, DELIVERED, NINE))
          .thenRejected("WAYBILL_UNKNOWN");
      spec(new FulfilmentDecider()).at(LATER).when(trace(ELEME, 1, DELIVERED, NINE)).thenRejected("WAYBILL_UNKNOWN");
    }

    @Test
    void with_a_code_that_nobody_knows_are_recorded_once_and_move_nothing() {
      var unknown = new RecordTrace(CASE, ELEME, FIRST, null, time(NINE), "99");
      collected()
          .when(unknown)
          .then(new TraceUnmapped(CASE, 2, ELEME, FIRST, "99", time(NINE)))
          .when(unknown)
          .thenNothing()
          .when(trace(ELEME, 1, IN_TRANSIT, NINE))
          .then(moved(IN_TRANSIT, NINE));
    }

    @Test
    void with_ever_new_codes_do_not_grow_the_state_for_ever() {
      var spec = collected();
      for (int code = 900; code < 950; code++) {
        spec.when(new RecordTrace(CASE, ELEME, FIRST, null, time(NINE), "" + code));
      }
      assertThat(((UnderWay) spec.state()).run().unmapped()).hasSize(8);
    }
  }

  @Nested
  class The_way_back {

    @Row("M25")
    @Test
    void begins_after_the_attempts_of_the_pack() {
      collected()
          .when(trace(ELEME, 1, ATTEMPT_FAILED, NINE))
          .then(moved(ATTEMPT_FAILED, NINE))
          .when(trace(ELEME, 1, ATTEMPT_FAILED, NINE))
          .thenNothing()
          .when(trace(ELEME, 1, ATTEMPT_FAILED, TEN))
          .then(
              moved(ATTEMPT_FAILED, TEN), new ReturnOrdered(CASE, 2, ELEME, FIRST, Reasons.ATTEMPTS_EXHAUSTED))
          .when(trace(ELEME, 1, ATTEMPT_FAILED, ELEVEN))
          .then(moved(ATTEMPT_FAILED, ELEVEN));
    }

    @Test
    void ends_with_the_goods_in_the_pool_again() {
      collected()
          .when(trace(ELEME, 1, ATTEMPT_FAILED, NINE), trace(ELEME, 1, ATTEMPT_FAILED, TEN))
          .when(trace(ELEME, 1, RETURNING, ELEVEN))
          .then(moved(RETURNING, ELEVEN))
          .when(trace(ELEME, 1, RETURNED, LATER))
          .then(
              moved(RETURNED, LATER),
              ended(
                  false, Reasons.RETURNED,
                  Map.of("courier", ELEME, "waybill", FIRST, "returnReason", Reasons.ATTEMPTS_EXHAUSTED)));
    }

    @Test
    void follows_a_refusal_at_the_door_and_says_so_at_its_end() {
      collected()
          .when(trace(ELEME, 1, REFUSED, NINE))
          .then(moved(REFUSED, NINE))
          .when(trace(ELEME, 1, RETURNING, TEN), trace(ELEME, 1, RETURNED, ELEVEN))
          .thenEvents(
              e ->
                  assertThat(e.getLast())
                      .isEqualTo(
                          ended(
                              false, Reasons.REFUSED,
                              Map.of("courier", ELEME, "waybill", FIRST, "returnReason", Reasons.REFUSED))));
    }

    @Test
    void may_end_at_the_citizens_door_after_all() {
      collected()
          .when(trace(ELEME, 1, REFUSED, NINE), trace(ELEME, 1, DELIVERED, TEN))
          .thenEvents(e -> assertThat(((FulfilmentCompleted) e.getLast()).delivered()).isTrue());
    }
  }

  @Nested
  class A_held_parcel {

    private static DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> held() {
      return collected().when(trace(ELEME, 1, HELD, NINE));
    }

    private static HeldParcelResolved resolved(Resolution resolution) {
      return new HeldParcelResolved(CASE, 2, ELEME, FIRST, resolution, "op-7");
    }

    private static ResolveHeldParcel decide(Resolution resolution) {
      return new ResolveHeldParcel(CASE, resolution, "op-7");
    }

    @Test
    void goes_to_another_courier_if_the_operator_says_so() {
      held()
          .when(decide(Resolution.REDISPATCH))
          .then(
              resolved(Resolution.REDISPATCH), new DispatchRevoked(CASE, 2, ELEME, FIRST, Reasons.REDISPATCHED),
              wanted(2, List.of(ELEME), null));
    }

    @Test
    void comes_back_if_the_operator_says_so() {
      held()
          .when(decide(Resolution.RETURN))
          .then(
              resolved(Resolution.RETURN),
              new ReturnOrdered(CASE, 2, ELEME, FIRST, Reasons.OPERATOR_DECISION));
    }

    @Test
    void is_over_at_once_if_it_is_to_come_back_and_was_never_collected() {
      offered()
          .when(trace(ELEME, 1, HELD, NINE), decide(Resolution.RETURN))
          .then(
              resolved(Resolution.RETURN), new DispatchRevoked(CASE, 2, ELEME, FIRST, Reasons.OPERATOR_DECISION),
              ended(false, Reasons.RETURNED, Map.of()));
    }

    @Test
    void is_written_off_if_the_operator_says_so_and_seen_again_if_it_turns_up() {
      held()
          .when(decide(Resolution.LOST))
          .then(
              resolved(Resolution.LOST), new DispatchRevoked(CASE, 2, ELEME, FIRST, Reasons.LOST),
              ended(false, Reasons.LOST, Map.of()))
          .when(trace(ELEME, 1, DELIVERED, LATER))
          .then(new RevokedParcelMoved(CASE, 2, ELEME, FIRST, DELIVERED, time(LATER), "DELIVERED"));
    }

    @Test
    void is_told_once_while_it_stays_held() {
      held().when(trace(ELEME, 1, HELD, TEN)).then(moved(HELD, TEN));
    }

    @Test
    void may_move_on_by_itself() {
      held()
          .when(trace(ELEME, 1, OUT_FOR_DELIVERY, TEN))
          .then(moved(OUT_FOR_DELIVERY, TEN))
          .when(decide(Resolution.LOST))
          .thenRejected("NOT_HELD");
    }

    @Test
    void is_what_a_cancellation_leaves_that_comes_after_the_goods_were_collected() {
      var spec =
          collected()
              .when(trace(ELEME, 1, CANCELLED, NINE))
              .then(moved(CANCELLED, NINE), stuck(Reasons.CANCELLED_WITH_GOODS));
      assertThat(spec.state()).isInstanceOf(Held.class);
      spec.when(trace(ELEME, 1, RETURNED, TEN)).thenEvents(e -> assertThat(e).hasSize(2));
    }

    @Test
    void is_what_silence_makes_of_a_parcel() {
      var spec =
          collected()
              .at("2020-02-05T19:00+08:00")
              .when(new CheckProgress(CASE, FIRST))
              .thenNothing()
              .at("2020-02-05T20:00+08:00")
              .when(new CheckProgress(CASE, FIRST))
              .then(stuck(Reasons.NO_TRACE));
      assertThat(spec.state()).isInstanceOf(Held.class);
      spec.when(new CheckProgress(CASE, FIRST)).thenNothing();
    }

    @Test
    void keeps_its_way_back_when_it_moves_on() {
      var spec = collected().when(trace(ELEME, 1, REFUSED, EIGHT), trace(ELEME, 1, HELD, NINE));
      assertThat(spec.state()).isInstanceOf(Held.class);
      assertThat(spec.when(trace(ELEME, 1, IN_TRANSIT, TEN)).state()).isInstanceOf(Returning.class);
    }

    @Test
    void needs_no_decision_where_nothing_is_held() {
      offered().when(decide(Resolution.RETURN)).thenRejected("NOT_HELD");
      spec(new FulfilmentDecider()).when(decide(Resolution.RETURN)).thenRejected("NOT_HELD");
    }
  }

  @Nested
  class Taking_the_case_back {

    @Test
    void before_the_goods_are_collected_takes_the_order_back() {
      offered()
          .when(trace(ELEME, 1, ACCEPTED, NINE), new CancelFulfilment(CASE))
          .then(
              new DispatchRevoked(CASE, 2, ELEME, FIRST, Reasons.CANCELLED),
              ended(false, Reasons.CANCELLED, Map.of()))
          .when(new CancelFulfilment(CASE))
          .thenNothing();
    }

    @Test
    void after_that_comes_too_late() {
      collected().when(new CancelFulfilment(CASE)).thenNothing();
    }
  }

  @Nested
  class A_waybill_that_was_taken_back {

    private static RevokedParcelMoved stray(ParcelState state, String iso) {
      return new RevokedParcelMoved(CASE, 2, ELEME, FIRST, state, time(iso), state.name());
    }

    @Test
    void may_be_talked_about_without_consequence_while_no_goods_move() {
      takenOver()
          .when(trace(ELEME, 1, ACCEPTED, NINE))
          .thenNothing()
          .when(trace(ELEME, 1, CANCELLED, TEN))
          .thenNothing();
    }

    @Test
    void is_shown_to_the_operator_once_when_goods_move_under_it() {
      var spec =
          takenOver()
              .when(trace(ELEME, 1, COLLECTED, NINE))
              .then(stray(COLLECTED, NINE))
              .when(trace(ELEME, 1, COLLECTED, NINE))
              .thenNothing();
      assertThat(spec.state()).isInstanceOf(Offered.class);
    }

    @Test
    void has_reached_the_citizen_so_the_order_of_the_other_is_taken_back() {
      takenOver()
          .when(trace(ELEME, 1, DELIVERED, NINE))
          .then(
              stray(DELIVERED, NINE), new DispatchRevoked(CASE, 2, DANNIAO, SECOND, Reasons.ALREADY_RECEIVED),
              ended(true, null, Map.of("courier", ELEME, "waybill", FIRST)))
          .when(trace(ELEME, 1, DELIVERED, NINE))
          .thenNothing();
    }

    @Test
    void has_reached_the_citizen_while_a_courier_was_sought() {
      offered()
          .when(new RevokeOverdueDispatch(CASE, FIRST), trace(ELEME, 1, DELIVERED, NINE))
          .then(stray(DELIVERED, NINE), ended(true, null, Map.of("courier", ELEME, "waybill", FIRST)))
          .when(new Dispatch(CASE, 2, DANNIAO))
          .thenNothing();
    }

    @Test
    void has_reached_the_citizen_so_the_goods_of_the_other_come_back_before_it_ends() {
      bothHaveGoods()
          .when(trace(DANNIAO, 2, RETURNED, ELEVEN))
          .thenEvents(e -> assertThat(e.getLast()).isEqualTo(ended(true, null, surplus("RETURNED"))));
    }

    @Test
    void and_the_other_may_both_have_reached_the_citizen_which_is_told() {
      bothHaveGoods()
          .when(trace(DANNIAO, 2, DELIVERED, ELEVEN))
          .thenEvents(e -> assertThat(e.getLast()).isEqualTo(ended(true, null, surplus("DELIVERED"))));
    }

    @Test
    void leaves_a_parcel_too_many_that_can_be_lost_but_not_sent_out_again() {
      bothHaveGoods()
          .when(trace(DANNIAO, 2, HELD, ELEVEN), new ResolveHeldParcel(CASE, Resolution.REDISPATCH, "op-7"))
          .thenRejected("ALREADY_RECEIVED")
          .when(new ResolveHeldParcel(CASE, Resolution.LOST, "op-7"))
          .thenEvents(e -> assertThat(e.getLast()).isEqualTo(ended(true, null, surplus("LOST"))));
    }

    @Test
    void is_still_seen_after_the_end() {
      offered()
          .when(new CancelFulfilment(CASE), trace(ELEME, 1, DELIVERED, NINE))
          .then(stray(DELIVERED, NINE))
          .when(trace(ELEME, 1, DELIVERED, NINE))
          .thenNothing();
    }

    private static DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> bothHaveGoods() {
      return takenOver()
          .when(trace(DANNIAO, 2, COLLECTED, NINE))
          .when(trace(ELEME, 1, DELIVERED, TEN))
          .then(stray(DELIVERED, TEN), new ReturnOrdered(CASE, 2, DANNIAO, SECOND, Reasons.ALREADY_RECEIVED));
    }

    private static Map<String, String> surplus(String outcome) {
      return Map.of("courier", ELEME, "waybill", FIRST, "surplus", outcome, "surplusWaybill", SECOND);
    }
  }
}
