package org.fairlot.delivery.fulfilment.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.contracts.delivery.FulfilmentEvent.DispatchRevoked;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedGoodsDelivered;
import org.fairlot.contracts.delivery.FulfilmentEvent.ForfeitedPickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.FulfilmentCompleted;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelDispatched;
import org.fairlot.contracts.delivery.FulfilmentEvent.ParcelMoved;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupPartlyRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupReady;
import org.fairlot.contracts.delivery.FulfilmentEvent.PickupRedeemed;
import org.fairlot.contracts.delivery.FulfilmentEvent.Resolution;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitOutcome;
import org.fairlot.contracts.delivery.FulfilmentEvent.VisitRecorded;
import org.fairlot.contracts.delivery.ParcelState;
import org.fairlot.delivery.board.domain.Assignment;
import org.fairlot.delivery.board.domain.BoardCommand;
import org.fairlot.delivery.board.domain.BoardDecider;
import org.fairlot.delivery.board.domain.BoardHeader;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.AwaitingVisit;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.Held;
import org.fairlot.delivery.fulfilment.domain.Fulfilment.VisitsEnded;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ArrangeFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.CancelFulfilment;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordTrace;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RecordVisit;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.RedeemPickup;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ReportRedemption;
import org.fairlot.delivery.fulfilment.domain.FulfilmentCommand.ResolveHeldParcel;
import org.fairlot.delivery.reaction.DeliveryReaction;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Effect;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Ledger;
import org.fairlot.kernel.Recorded;
import org.junit.jupiter.api.Test;

/**
 * Hand-overs, board, reaction and timers together, under couriers that report at random: late, twice, out of order,
 * about waybills that were taken from them, or never. Whatever happens, every hand-over ends, once, no two waybills
 * of it count at a time, and none does after its end. Counters hand out parts, at the right outlet or not, and report
 * late, twice or wrongly: nobody is recorded to have more units than there were, and nothing counts after the end. Committees
 * tell of visits, true or not: none is made after the end, and what was brought all the same is a difference once.
 */
class DeliveryStormProperties {

  private static final int STORMS = 400;
  private static final int PARCELS = 4;
  private static final int UNITS_MAX = 4;

  @Test
  void every_hand_over_ends_once_and_never_has_two_couriers() {
    for (int i = 0; i < STORMS; i++) {
      long seed = 20200202L + i;
      try {
        new Storm(seed).play();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One world: its own clock, log, timers and couriers, all from one seed. */
  private static final class Storm {

    private final SplittableRandom random;
    private final FulfilmentDecider fulfilments = new FulfilmentDecider();
    private final BoardDecider boards = new BoardDecider();
    private final DeliveryReaction reaction = new DeliveryReaction();

    private final Map<String, Fulfilment> states = new TreeMap<>();
    private Ledger<BoardHeader, Assignment> board = boards.initial();
    private final List<Command> inbox = new ArrayList<>();
    private final Map<String, Effect.Schedule> timers = new TreeMap<>();
    private Instant now = Cases.GRANTED;
    private long sequence;

    /** By fulfilment id: the waybills that count; what was ever dispatched; how often it ended. */
    private final Map<String, TreeSet<String>> counting = new TreeMap<>();
    private final List<ParcelDispatched> dispatched = new ArrayList<>();
    private final Map<String, Integer> ends = new TreeMap<>();

    /** By fulfilment id: units that wait at a counter; that were handed out; that were, after the end. */
    private final Map<String, Integer> units = new TreeMap<>();
    private final Map<String, Integer> takenOnTime = new TreeMap<>();
    private final Map<String, Integer> takenAfterEnd = new TreeMap<>();

    /** What committees brought though it had been forfeited, by fulfilment id. */
    private final TreeSet<String> brought = new TreeSet<>();

    Storm(long seed) {
      random = new SplittableRandom(seed);
    }

    void play() {
      for (int i = 0; i < PARCELS; i++) {
        String id = "hangzhou-masks.AbCdEfGhIjKlMnOpQrStUv.Mark000" + i;
        var rules = random.nextInt(5) == 0 ? Cases.atCounter() : Cases.byCourier();
        int confidence = random.nextInt(100);
        int asked = 1 + random.nextInt(UNITS_MAX);
        inbox.add(
            random.nextInt(5) == 0
                ? Cases.arrangeVisit(id, asked)
                : new ArrangeFulfilment(
                    id, Cases.PROGRAMME, 2, rules, Cases.choice(null), "jwe", confidence, false, Cases.GRANTED, asked));
      }
      for (int step = 0; step < 120; step++) {
        deliverInbox();
        now = now.plus(Duration.ofMinutes(random.nextInt(40)));
        fireDueTimers();
        disturb();
      }
      calm();
      for (int i = 0; i < PARCELS; i++) {
        String id = "hangzhou-masks.AbCdEfGhIjKlMnOpQrStUv.Mark000" + i;
        assertThat(ends.get(id)).as("ends of %s, last seen as %s", id, states.get(id)).isEqualTo(1);
      }
    }

    /** Couriers, citizens and operators do something, sensible or not. */
    private void disturb() {
      if (!dispatched.isEmpty() && random.nextInt(3) > 0) {
        var order = dispatched.get(random.nextInt(dispatched.size()));
        for (int i = random.nextInt(4); i >= 0; i--) {
          var state = ParcelState.values()[random.nextInt(ParcelState.values().length)];
          var trace =
              new RecordTrace(
                  order.fulfilmentId(), order.courier(), order.waybill(), state,
                  now.minus(Duration.ofMinutes(random.nextInt(300))), "x");
          inbox.add(trace);
          if (random.nextBoolean()) {
            inbox.add(trace);
          }
        }
      }
      for (String id : states.keySet()) {
        if (states.get(id) instanceof Held && random.nextInt(10) == 0) {
          inbox.add(new ResolveHeldParcel(id, Resolution.values()[random.nextInt(3)], "op"));
        }
        if (random.nextInt(400) == 0) {
          inbox.add(new CancelFulfilment(id));
        }
        if ((states.get(id) instanceof AwaitingVisit || states.get(id) instanceof VisitsEnded) && random.nextInt(20) == 0) {
          inbox.add(visit(id));
        }
        if (units.containsKey(id) && random.nextInt(8) == 0) {
          counter(id);
        }
      }
    }

    private RecordVisit visit(String id) {
      String committee = random.nextInt(6) == 0 ? "310115001002" : Cases.COMMITTEE;
      Integer visit = random.nextBoolean() ? null : 1 + random.nextInt(3);
      return new RecordVisit(id, committee, VisitOutcome.values()[random.nextInt(4)], "worker-7", visit);
    }

    /** A code is shown, or an outlet without network tells of a hand-over. */
    private void counter(String id) {
      String outlet = random.nextInt(6) == 0 ? "store-2" : "store-1";
      Integer wanted = random.nextInt(3) == 0 ? null : 1 + random.nextInt(UNITS_MAX);
      if (random.nextBoolean()) {
        inbox.add(new RedeemPickup(id, outlet, wanted));
        return;
      }
      var report = new ReportRedemption(id, outlet, wanted, now.minus(Duration.ofMinutes(random.nextInt(3_000) - 3)));
      inbox.add(report);
      if (random.nextBoolean()) {
        inbox.add(report);
      }
    }

    /** Nobody reports any more; timers go on, and an operator writes off what is held. */
    private void calm() {
      for (int i = 0; i < 40 && ends.size() < PARCELS; i++) {
        deliverInbox();
        now = now.plus(Duration.ofDays(1));
        fireDueTimers();
        deliverInbox();
        states.forEach((id, state) -> {
          if (state instanceof Held) {
            inbox.add(new ResolveHeldParcel(id, Resolution.LOST, "op"));
          }
        });
        // couriers that answer: without one, an order would rightly be offered for ever
        dispatched.stream()
            .filter(order -> counting.get(order.fulfilmentId()).contains(order.waybill()))
            .map(
                order ->
                    new RecordTrace(
                        order.fulfilmentId(), order.courier(), order.waybill(), ParcelState.ACCEPTED, now, "x"))
            .filter(trace -> states.get(trace.fulfilmentId()) instanceof Fulfilment.Offered)
            .forEach(inbox::add);
      }
      deliverInbox();
    }

    private void fireDueTimers() {
      for (var timer : List.copyOf(timers.values())) {
        if (!timer.dueAt().isAfter(now)) {
          timers.remove(timer.timerId());
          inbox.add(timer.command());
        }
      }
    }

    /** At least once, and in the order of each key only. */
    private void deliverInbox() {
      while (!inbox.isEmpty()) {
        Command command = inbox.removeFirst();
        handle(command);
        if (random.nextInt(8) == 0) {
          handle(command);
        }
      }
    }

    private void handle(Command command) {
      List<? extends Event> events =
          switch (command) {
            case FulfilmentCommand c -> {
              var state = states.getOrDefault(c.key(), fulfilments.initial());
              var decision = fulfilments.decide(c, state, now);
              assertThat(fulfilments.decide(c, state, now)).isEqualTo(decision);
              if (!(decision instanceof Decision.Accepted<?, ?>(var accepted))) {
                yield List.of();
              }
              for (var event : accepted) {
                state = fulfilments.evolve(state, (org.fairlot.contracts.delivery.FulfilmentEvent) event);
              }
              states.put(c.key(), state);
              yield accepted;
            }
            case BoardCommand c -> {
              var accepted = ((Decision.Accepted<?, ?>) boards.decide(c, board, now)).events();
              for (var event : accepted) {
                board = boards.evolve(board, (org.fairlot.contracts.delivery.BoardEvent) event);
              }
              board = board.settled();
              yield accepted;
            }
            default -> throw new AssertionError(command);
          };
      for (Event event : events) {
        observe(event);
        var recorded = new Recorded<>(event, "e" + ++sequence, command.key(), sequence, now, "c", "c");
        for (Effect effect : reaction.on(recorded)) {
          switch (effect) {
            case Effect.Request(var requested) -> inbox.add(requested);
            case Effect.Schedule timer -> timers.put(timer.timerId(), timer);
            case Effect.Cancel(var timerId) -> timers.remove(timerId);
          }
        }
      }
    }

    private void observe(Event event) {
      switch (event) {
        case ParcelDispatched e -> {
          var waybills = counting.computeIfAbsent(e.fulfilmentId(), _ -> new TreeSet<>());
          assertThat(waybills).as("two couriers at once").isEmpty();
          assertThat(ends).as("dispatched after its end").doesNotContainKey(e.fulfilmentId());
          waybills.add(e.waybill());
          dispatched.add(e);
        }
        case DispatchRevoked e -> assertThat(counting.get(e.fulfilmentId()).remove(e.waybill())).isTrue();
        case ParcelMoved e when e.state() == ParcelState.CANCELLED -> {
          if (!(states.get(e.fulfilmentId()) instanceof Fulfilment.Running)) {
            counting.get(e.fulfilmentId()).remove(e.waybill());
          }
        }
        case ParcelMoved e when e.state() == ParcelState.DELIVERED || e.state() == ParcelState.RETURNED ->
            counting.get(e.fulfilmentId()).remove(e.waybill());
        case PickupReady e -> units.put(e.fulfilmentId(), e.units());
        case PickupPartlyRedeemed e -> {
          take(e.fulfilmentId(), e.units(), takenOnTime);
          assertThat(e.unitsLeft()).isEqualTo(units.get(e.fulfilmentId()) - takenOnTime.get(e.fulfilmentId()));
        }
        case PickupRedeemed e -> {
          take(e.fulfilmentId(), e.units(), takenOnTime);
          assertThat(takenOnTime.get(e.fulfilmentId())).as("all").isEqualTo(units.get(e.fulfilmentId()));
        }
        case ForfeitedPickupRedeemed e -> {
          assertThat(ends).as("a difference before the end").containsKey(e.fulfilmentId());
          take(e.fulfilmentId(), e.units(), takenAfterEnd);
        }
        case VisitRecorded e -> assertThat(ends).as("visited after the end").doesNotContainKey(e.fulfilmentId());
        case ForfeitedGoodsDelivered e -> {
          assertThat(ends).as("a difference before the end").containsKey(e.fulfilmentId());
          assertThat(brought.add(e.fulfilmentId())).as("a difference twice").isTrue();
        }
        case FulfilmentCompleted e -> {
          ends.merge(e.fulfilmentId(), 1, Integer::sum);
          if (units.containsKey(e.fulfilmentId())) {
            assertThat(e.delivered()).as("delivered what was taken")
                .isEqualTo(takenOnTime.containsKey(e.fulfilmentId()));
          }
          assertThat(counting.getOrDefault(e.fulfilmentId(), new TreeSet<>())).as("left with a courier").isEmpty();
        }
        default -> {}
      }
    }

    private void take(String id, int taken, Map<String, Integer> of) {
      assertThat(taken).isPositive();
      if (of == takenOnTime) {
        assertThat(ends).as("handed over after the end").doesNotContainKey(id);
      }
      of.merge(id, taken, Integer::sum);
      assertThat(takenOnTime.getOrDefault(id, 0) + takenAfterEnd.getOrDefault(id, 0))
          .as("units handed out").isLessThanOrEqualTo(units.get(id));
    }
  }
}
