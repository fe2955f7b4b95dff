package org.fairlot.delivery.config;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.fairlot.contracts.delivery.FulfilmentEvent.Resolution;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.delivery.board.domain.BoardCommand.AssignCourier;
import org.fairlot.delivery.board.domain.BoardCommand.LiftDown;
import org.fairlot.delivery.board.domain.BoardCommand.NoteAcceptance;
import org.fairlot.delivery.courier.DispatchTopics;
import org.fairlot.delivery.fulfilment.domain.Cases;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CloseVisits;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CorrectAddress;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.Dispatch;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordTrace;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordVisit;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RedeemPickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ReportRedemption;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ResolveHeldParcel;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RevokeOverdueDispatch;
import org.fairlot.delivery.fulfilment.domain.Waybill;
import org.fairlot.delivery.pickup.web.CounterCodes;
import org.fairlot.kernel.Command;
import org.fairlot.runtime.ServiceDefinition;
import org.fairlot.runtime.vault.PickupCodes;
import org.fairlot.testkit.DeciderConformance;

class DeliveryConformanceTest extends DeciderConformance {

  private static final Instant TRACED = Instant.parse("2020-02-02T11:00:00Z");
  private static final Instant NOON = Instant.parse("2020-02-03T04:00:00Z");

  @Override
  protected ServiceDefinition service() {


             byte[] key = "thirty-two bytes for pickup codes".getBytes(StandardCharsets.UTF_8);
    var codes = new CounterCodes(() -> new PickupCodes(Base64.getEncoder().encodeToString(key)));
    var couriers = List.of("eleme", "danniao");
    return DeliveryTopology.definition(couriers, codes, new DispatchTopics(couriers, topic -> {}));
  }

  @Override
  protected List<Command> workload() {
    var commands = new ArrayList<Command>();
    for (int i = 0; i < 12; i++) {
      String id = "hangzhou-masks.AbCdEfGhIjKlMnOpQrStUv.Mark00%02d".formatted(i);
      int confidence = i % 4 == 0 ? 20 : 90;
      var rules = i % 5 == 4 ? Cases.atCounter() : Cases.byCourier();
      commands.add(
          new ArrangeFulfilment(
              id, Cases.PROGRAMME, 2, rules, Cases.choice(null), "jwe", confidence, false, TRACED,
              i % 2 == 0 ? 3 : null));
      commands.add(new CorrectAddress(id, Cases.XIHU, "jwe-2", 95));
      commands.add(assign(id, 1, List.of(), null));
      commands.add(assign(id, 1, List.of(), null));
      commands.add(new Dispatch(id, 1, "eleme"));
      commands.add(new RedeemPickup(id, "store-2", null));
      commands.add(new RedeemPickup(id, "store-1", 1));
      commands.add(new ReportRedemption(id, "store-1", 1, NOON));
      if (i % 3 == 0) {
        commands.add(new RevokeOverdueDispatch(id, Waybill.of(id, 1)));
        commands.add(assign(id, 2, List.of("eleme"), "eleme"));
        commands.add(new Dispatch(id, 2, "danniao"));
        commands.add(trace(id, "danniao", 2, ParcelState.COLLECTED, 5));
      }
      commands.add(trace(id, "eleme", 1, ParcelState.ACCEPTED, 1));
      commands.add(new NoteAcceptance(Cases.PROGRAMME, "eleme"));
      commands.add(trace(id, "eleme", 1, ParcelState.values()[i], 20));
      commands.add(trace(id, "eleme", 1, ParcelState.DELIVERED, 10));
      commands.add(new ResolveHeldParcel(id, Resolution.values()[i % 3], "op"));
      commands.add(new CancelFulfilment(id));
      commands.add(new ReportRedemption(id, "store-1", 1, NOON.plusSeconds(i)));
      commands.add(new ReportRedemption(id, "store-1", 1, NOON.plusSeconds(i)));
    }
    for (int i = 0; i < 8; i++) {
      String id = "hangzhou-masks.AbCdEfGhIjKlMnOpQrStUv.Visit%03d".formatted(i);
      commands.add(Cases.arrangeVisit(id, i % 2 == 0 ? 5 : null));
      commands.add(visit(id, VisitOutcome.values()[i % 4], 1));
      commands.add(visit(id, VisitOutcome.values()[i % 4], 1));
      commands.add(new CorrectAddress(id, Cases.XIHU, "jwe-2", 95));
      commands.add(visit(id, VisitOutcome.NOBODY_HOME, null));
      commands.add(i % 2 == 0 ? new CloseVisits(id) : new CancelFulfilment(id));
      commands.add(visit(id, VisitOutcome.DELIVERED, null));
      commands.add(visit(id, VisitOutcome.DELIVERED, null));
    }
    commands.add(new LiftDown(Cases.PROGRAMME, "eleme"));
    return commands;
  }

  private static AssignCourier assign(String id, int attempt, List<String> excluded, String overdue) {
    return new AssignCourier(Cases.PROGRAMME, id, attempt, Cases.XIHU, excluded, overdue, Cases.TWO_COURIERS);
  }

  private static RecordVisit visit(String id, VisitOutcome outcome, Integer visit) {
    return new RecordVisit(id, Cases.COMMITTEE, outcome, "worker-7", visit);
  }

  private static RecordTrace trace(String id, String courier, int attempt, ParcelState state, int minute) {
    return new RecordTrace(
        id, courier, Waybill.of(id, attempt), state, TRACED.plusSeconds(60L * minute), state.name());
  }
}
