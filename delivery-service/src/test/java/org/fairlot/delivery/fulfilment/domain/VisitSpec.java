package org.fairlot.delivery.fulfilment.domain;

import static org.fairlot.delivery.fulfilment.domain.Cases.CASE;
import static org.fairlot.delivery.fulfilment.domain.Cases.COMMITTEE;
import static org.fairlot.delivery.fulfilment.domain.Cases.GRANTED;
import static org.fairlot.delivery.fulfilment.domain.Cases.PROGRAMME;
import static org.fairlot.delivery.fulfilment.domain.Cases.arrange;
import static org.fairlot.delivery.fulfilment.domain.Cases.arrangeVisit;
import static org.fairlot.delivery.fulfilment.domain.Cases.byCommittee;
import static org.fairlot.delivery.fulfilment.domain.Cases.byCourier;
import static org.fairlot.delivery.fulfilment.domain.Cases.time;
import static org.fairlot.testkit.DeciderSpec.spec;

import java.time.Instant;
import java.util.Map;
import org.fairlot.contracts.delivery.FulfilmentEvent;
import org.fairlot.contracts.delivery.FulfilmentEvent.AddressCorrected;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedGoodsDelivered;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentArranged;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitDue;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.pack.Stage.Mode;
import org.fairlot.contracts.registration.CaseEvent.Choice;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CloseVisits;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CorrectAddress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordVisit;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RedeemPickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.NoVisitDue;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.VisitOutOfTurn;
import org.fairlot.delivery.fulfilment.domain.FulfilmentRejection.VisitsOver;
import org.fairlot.testkit.DeciderSpec;
import org.junit.jupiter.api.Test;

/** Chuansha: bought centrally, and brought to the doors by the committee (居委会送货上门). */
class VisitSpec {

  /** Granted on the 2nd with two days: the 4th is the last. */
  private static final Instant DUE = time("2020-02-05T00:00+08:00");
  private static final String NEXT_DAY = "2020-02-03T10:00+08:00";
  private static final String AFTER = "2020-02-05T09:00+08:00";

  private static DeciderSpec<FulfilmentCommand, Fulfilment, FulfilmentEvent, FulfilmentRejection> due() {
    return spec(new FulfilmentDecider()).when(arrangeVisit(CASE, 5)).at(NEXT_DAY);
  }

  private static RecordVisit visit(VisitOutcome outcome, Integer visit) {
    return new RecordVisit(CASE, COMMITTEE, outcome, "worker-7", visit);
  }

  private static VisitRecorded recorded(VisitOutcome outcome, int visit, int left) {
    return new VisitRecorded(CASE, 2, COMMITTEE, outcome, visit, left, "worker-7", DUE);
  }

  private static FulfilmentCompleted ended(boolean delivered, String reason) {
    return new FulfilmentCompleted(CASE, 2, delivered, reason, Map.of("committee", COMMITTEE));
  }

  @Test
  void the_committee_has_until_the_end_of_its_last_day() {
    var command = arrangeVisit(CASE, 5);
    spec(new FulfilmentDecider())
        .when(command)
        .then(
            new FulfilmentArranged(
                CASE, PROGRAMME, 2, Mode.COMMITTEE, command.choice(), "jwe", 90, byCommittee()),
            new VisitDue(CASE, 2, COMMITTEE, "mask-5", 5, "jwe", 0, 2, DUE))
        .when(command)
        .thenNothing();
  }

  @Test
  void without_a_committee_or_an_address_nobody_can_bring_them() {
    var nowhere = new Choice("310115", null, null, null, null, false);
    spec(new FulfilmentDecider())
        .when(arrange(byCommittee(), nowhere))
        .then(new FulfilmentCompleted(CASE, 2, false, Reasons.COMMITTEE_MISSING, Map.of()));
    var known = arrangeVisit(CASE, 1);
    spec(new FulfilmentDecider())
        .when(new ArrangeFulfilment(CASE, PROGRAMME, 2, byCommittee(), known.choice(), null, null, false, GRANTED, 1))
        .then(new FulfilmentCompleted(CASE, 2, false, Reasons.COMMITTEE_MISSING, Map.of()));
  }

  @Test
  void what_is_handed_over_is_over_and_told_again_changes_nothing() {
    due()
        .when(visit(VisitOutcome.DELIVERED, 1))
        .then(recorded(VisitOutcome.DELIVERED, 1, 0), ended(true, null))
        .when(visit(VisitOutcome.DELIVERED, 1))
        .thenNothing()
        .when(visit(VisitOutcome.DELIVERED, null))
        .thenNothing()
        .when(visit(VisitOutcome.NOBODY_HOME, null))
        .thenRejected(new VisitsOver(CASE, null))
        .when(new CloseVisits(CASE))
        .thenNothing()
        .when(new CancelFulfilment(CASE))
        .thenNothing();
  }

  @Test
  void the_last_visit_in_vain_is_the_end() {
    due()
        .when(visit(VisitOutcome.NOBODY_HOME, 1))
        .then(recorded(VisitOutcome.NOBODY_HOME, 1, 1))
        .when(visit(VisitOutcome.NOBODY_HOME, 1))
        .thenNothing()
        .when(visit(VisitOutcome.NOBODY_HOME, 2))
        .then(recorded(VisitOutcome.NOBODY_HOME, 2, 0), ended(false, Reasons.NOT_DELIVERED))
        .when(visit(VisitOutcome.NOBODY_HOME, 2))
        .thenNothing();
  }

  @Test
  void a_visit_before_which_another_is_missing_is_not_taken() {
    due().when(visit(VisitOutcome.NOBODY_HOME, 2)).thenRejected(new VisitOutOfTurn(0));
  }

  @Test
  void who_refuses_at_the_door_is_not_visited_again() {
    due()
        .when(visit(VisitOutcome.REFUSED, null))
        .then(recorded(VisitOutcome.REFUSED, 1, 0), ended(false, Reasons.REFUSED));
  }

  @Test
  void a_wrong_address_may_be_corrected_before_the_next_visit() {
    due()
        .when(visit(VisitOutcome.WRONG_ADDRESS, null))
        .then(recorded(VisitOutcome.WRONG_ADDRESS, 1, 1))
        .when(new CorrectAddress(CASE, "310115", "jwe-2", 95))
        .then(
            new AddressCorrected(CASE, 2, "310115", "jwe-2", 95),
            new VisitDue(CASE, 2, COMMITTEE, "mask-5", 5, "jwe-2", 1, 2, DUE))
        .when(new CorrectAddress(CASE, "310115", "jwe-2", 95))
        .thenNothing()
        .when(visit(VisitOutcome.DELIVERED, 2))
        .then(recorded(VisitOutcome.DELIVERED, 2, 0), ended(true, null))
        .when(new CorrectAddress(CASE, "310115", "jwe-3", 95))
        .thenNothing();
  }

  @Test
  void what_is_not_brought_in_time_is_forfeited_once() {
    due()
        .at(AFTER)
        .when(new CloseVisits(CASE))
        .then(ended(false, Reasons.NOT_DELIVERED))
        .when(new CloseVisits(CASE))
        .thenNothing();
  }

  @Test
  void what_was_brought_all_the_same_is_a_difference_and_no_second_end() {
    due()
        .at(AFTER)
        .when(new CloseVisits(CASE))
        .when(visit(VisitOutcome.DELIVERED, null))
        .then(
            new ForfeitedGoodsDelivered(CASE, 2, COMMITTEE, 5, Reasons.NOT_DELIVERED, "worker-7", time(AFTER)))
        .when(visit(VisitOutcome.DELIVERED, null))
        .thenNothing()
        .when(visit(VisitOutcome.REFUSED, null))
        .thenRejected(new VisitsOver(CASE, Reasons.NOT_DELIVERED));
  }

  @Test
  void what_was_taken_back_is_not_brought() {
    due()
        .when(new CancelFulfilment(CASE))
        .then(ended(false, Reasons.CANCELLED))
        .when(visit(VisitOutcome.NOBODY_HOME, null))
        .thenRejected(new VisitsOver(CASE, Reasons.CANCELLED));
  }

  @Test
  void another_committee_has_nothing_to_bring() {
    var elsewhere = new RecordVisit(CASE, "310115001002", VisitOutcome.DELIVERED, "worker-7", null);
    due().when(elsewhere).thenRejected(new NoVisitDue(CASE));
    due().when(visit(VisitOutcome.DELIVERED, null), elsewhere).thenRejected(new NoVisitDue(CASE));
    spec(new FulfilmentDecider()).when(visit(VisitOutcome.DELIVERED, null)).thenRejected(new NoVisitDue(CASE));
    spec(new FulfilmentDecider())
        .when(arrange(byCourier()), visit(VisitOutcome.DELIVERED, null))
        .thenRejected(new NoVisitDue(CASE));
  }

  @Test
  void at_a_counter_there_is_nothing_for_it() {
    due().when(new RedeemPickup(CASE, "store-1", null)).thenRejected("CODE_UNKNOWN");
  }
}
