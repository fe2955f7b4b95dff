package org.fairlot.delivery.fulfilment.domain;

import java.time.Instant;

/** Where the hand-over of one case's goods stands (配送状态): one type per state. */
public sealed interface Fulfilment {

  /** Nothing has been asked for. */
  record Unasked() implements Fulfilment {}

  /** It was asked for and no mode was possible; that was the end. */
  record Declined(String reason) implements Fulfilment {}

  /** A hand-over that has begun. */
  sealed interface Placed extends Fulfilment {
    Order order();
  }

  /** The citizen is asked for a better address. */
  record AwaitingCorrection(Order order, Instant dueAt) implements Placed {}

  /** The board looks for a courier. */
  record AwaitingCourier(Order order) implements Placed {}

  /** A courier has the order, or the goods. */
  sealed interface Running extends Placed {
    Run run();
  }

  /** The courier has the order and has not accepted it. */
  record Offered(Order order, Run run) implements Running {}

  /** On the way to the citizen. */
  record UnderWay(Order order, Run run) implements Running {}

  /** On the way back. */
  record Returning(Order order, Run run) implements Running {}

  /** Stuck (问题件): an operator has to decide, unless the courier moves on by itself. */
  record Held(Order order, Run run) implements Running {}

  /** Goods, or what is left of them, wait at the counter. */
  record AwaitingPickup(Order order, PickupWindow window, Takings takings) implements Placed {
    /** States that were stored before units were counted have no takings: one unit waits. */
    public AwaitingPickup {
      takings = takings == null ? Takings.of(1) : takings;
    }
  }

  /**
   * The committee is to bring the goods to the door (待送货上门).
   *
   * @param units    to bring
   * @param visits   that were made in vain
   * @param attempts how many may be
   * @param dueAt    what is not handed over by then is forfeited
   */
  record AwaitingVisit(Order order, String committee, int units, int visits, int attempts, Instant dueAt)
      implements Placed {}

  /**
   * Over: the committee brought the goods, or does not bring them any more.
   *
   * @param visits     that were made
   * @param reason     {@code null} where the goods arrived
   * @param difference whether they were brought all the same when they had been forfeited
   */
  record VisitsEnded(
      Order order, String committee, int units, int visits, boolean delivered, String reason, boolean difference)
      implements Placed {}

  /**
   * Over.
   *
   * @param last       the run that ended it, {@code null} without one
   * @param reason     {@code null} where the goods arrived
   * @param redeemedAt when the last of them was handed over at the counter, else {@code null}
   * @param window     of the pick-up, else {@code null}
   * @param takings    what was taken of the pick-up, else {@code null}
   */
  record Completed(
      Order order, Run last, boolean delivered, String reason, Instant redeemedAt, PickupWindow window, Takings takings)
      implements Placed {
    /** States that were stored before units were counted have no takings: there was one unit. */
    public Completed {
      if (takings == null && window != null) {
        takings = Takings.of(1);
        takings = redeemedAt == null ? takings : takings.with(new Takings.Taking(1, redeemedAt));
      }
    }
  }
}
