package org.fairlot.delivery.board.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.fairlot.contracts.delivery.BoardEvent;
import org.fairlot.contracts.delivery.BoardEvent.CourierAssigned;
import org.fairlot.contracts.delivery.BoardEvent.CourierDown;
import org.fairlot.contracts.delivery.BoardEvent.CourierOverdue;
import org.fairlot.contracts.delivery.BoardEvent.CourierUp;
import org.fairlot.contracts.delivery.BoardEvent.NoCourier;
import org.fairlot.delivery.board.domain.BoardCommand.AssignCourier;
import org.fairlot.delivery.board.domain.BoardCommand.LiftDown;
import org.fairlot.delivery.board.domain.BoardCommand.NoteAcceptance;
import org.fairlot.delivery.board.domain.BoardHeader.Courier;
import org.fairlot.kernel.Decider;
import org.fairlot.kernel.Decision;
import org.fairlot.kernel.Ledger;
import org.fairlot.kernel.Rejection;

/**
 * The rules of the dispatch board. It never refuses: a parcel gets a courier, or is told when to ask again. A parcel
 * counts once, for the courier that it was assigned to last. A courier that lets several parcels in a row lapse is down
 * for a while and the others take over; what is still on its way to it lapses by itself.
 */
public final class BoardDecider
    implements Decider<BoardCommand, Ledger<BoardHeader, Assignment>, BoardEvent, Rejection> {

  /** Why a courier went down. */
  private static final String OVERDUE = "OVERDUE";

  @Override
  public Ledger<BoardHeader, Assignment> initial() {
    return Ledger.empty(BoardHeader.empty());
  }

  @Override
  public Decision<BoardEvent, Rejection> decide(
      BoardCommand command, Ledger<BoardHeader, Assignment> board, Instant at) {
    return switch (command) {
      case AssignCourier c -> Decision.accept(assign(c, board, at));
      case NoteAcceptance(var programmeId, var code) -> {
        Courier courier = board.header().courier(code);
        yield courier.overdueInRow() > 0 || courier.isDown()
            ? Decision.accept(new CourierUp(programmeId, code))
            : Decision.nothing();
      }
      case LiftDown(var programmeId, var code) ->
          board.header().courier(code).isDown()
              ? Decision.accept(new CourierUp(programmeId, code))
              : Decision.nothing();
    };
  }

  private List<BoardEvent> assign(AssignCourier c, Ledger<BoardHeader, Assignment> board, Instant at) {
    Assignment before = board.member(c.fulfilmentId()).orElse(null);
    if (before != null && before.attempt() >= c.attempt()) {
      return List.of();
    }
    var events = new ArrayList<BoardEvent>(noteOverdue(c, before, board.header(), at));
    BoardHeader header = board.header();
    for (BoardEvent event : events) {
      header = evolve(board.withHeader(header), event).header();
    }
    BoardHeader now = header;
    LocalDate day = at.atZone(SplitPolicy.CHINA).toLocalDate();
    events.add(
        SplitPolicy.choose(c, now, day)
            .<BoardEvent>map(
                partner ->
                    new CourierAssigned(
                        c.programmeId(), c.fulfilmentId(), c.attempt(), partner.courier(), day,
                        now.parcelsOn(day, partner.courier()) + 1))
            .orElseGet(
                () ->
                    new NoCourier(
                        c.programmeId(), c.fulfilmentId(), c.attempt(), SplitPolicy.retryAt(c, now, day, at))));
    return events;
  }

  private static List<BoardEvent> noteOverdue(AssignCourier c, Assignment before, BoardHeader header, Instant at) {
    if (before == null || before.lapsed() || !before.courier().equals(c.overdue())) {
      return List.of();
    }
    Courier courier = header.courier(c.overdue());
    int inRow = courier.overdueInRow() + 1;
    var overdue = new CourierOverdue(c.programmeId(), c.fulfilmentId(), before.attempt(), c.overdue(), inRow);
    return inRow < c.rules().overdueUntilDown() || courier.isDown()
        ? List.of(overdue)
        : List.of(
            overdue,
            new CourierDown(
                c.programmeId(), c.overdue(), OVERDUE, at.plus(Duration.ofMinutes(c.rules().downMinutes()))));
  }

  @Override
  public Ledger<BoardHeader, Assignment> evolve(Ledger<BoardHeader, Assignment> board, BoardEvent event) {
    BoardHeader header = board.header();
    return switch (event) {
      case CourierAssigned e -> {
        BoardHeader today = header.on(e.day());
        Assignment before = board.member(e.fulfilmentId()).orElse(null);
        if (before != null && before.day().equals(e.day())) {
          today = today.counting(before.courier(), -1);
        }
        yield board
            .withHeader(today.counting(e.courier(), 1))
            .with(e.fulfilmentId(), new Assignment(e.attempt(), e.courier(), e.day(), false));
      }
      case CourierOverdue e -> {
        var counted =
            board.withHeader(header.with(e.courier(), c -> new Courier(c.parcelsOfDay(), e.inRow(), c.downUntil())));
        yield board
            .member(e.fulfilmentId())
            .map(a -> counted.with(e.fulfilmentId(), new Assignment(a.attempt(), a.courier(), a.day(), true)))
            .orElse(counted);
      }
      case NoCourier _ -> board;
      case CourierDown e ->
          board.withHeader(
              header.with(e.courier(), c -> new Courier(c.parcelsOfDay(), c.overdueInRow(), e.until())));
      case CourierUp e -> board.withHeader(header.with(e.courier(), c -> new Courier(c.parcelsOfDay(), 0, null)));
    };
  }
}
