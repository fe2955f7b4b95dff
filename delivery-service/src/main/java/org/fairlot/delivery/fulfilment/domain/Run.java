package org.fairlot.delivery.fulfilment.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fairlot.contracts.delivery.ParcelState;

/**
 * One courier's go at a parcel (运单), as far as its traces have told.
 *
 * @param state        the newest trace's, {@code null} before the first
 * @param occurredAt   the courier's time of that trace
 * @param collected    whether the goods are, or have been, in the courier's hands
 * @param failures     delivery attempts that failed
 * @param returnReason why the goods are to come back, {@code null} while they are to be delivered
 * @param unmapped     codes that have no canonical state, each once
 */
public record Run(
    String courier, String waybill, ParcelState state, Instant occurredAt, boolean collected, int failures,
    String returnReason, List<String> unmapped) {

  /** Codes beyond this many are not recorded: a partner that sends noise must not grow the state. */
  private static final int UNMAPPED_MAX = 8;

  public Run {
    unmapped = List.copyOf(unmapped);
  }

  static Run begun(String courier, String waybill) {
    return new Run(courier, waybill, null, null, false, 0, null, List.of());
  }

  /**
   * Whether a trace moves the parcel. Traces come as full lists, newest first, again and again: what is not newer than
   * the newest is a repetition or history. The end of the way counts whenever it comes.
   */
  boolean isMovedBy(ParcelState told, Instant at) {
    return isEnd(told) ? !isEnd(state) : isNewer(told, at);
  }

  Run moved(ParcelState told, Instant at) {
    return new Run(
        courier, waybill, told, at, collected || showsGoods(told),
        told == ParcelState.ATTEMPT_FAILED ? failures + 1 : failures, returnReasonAfter(told), unmapped);
  }

  Run withCollection() {
    return new Run(courier, waybill, state, occurredAt, true, failures, returnReason, unmapped);
  }

  /** Whether the citizen has the goods from another waybill, so that this parcel is one too many. */
  boolean isSurplus() {
    return Reasons.ALREADY_RECEIVED.equals(returnReason);
  }

  Run returning(String reason) {
    return new Run(courier, waybill, state, occurredAt, collected, failures, reason, unmapped);
  }

  boolean canRecordUnmapped(String code) {
    return !unmapped.contains(code) && unmapped.size() < UNMAPPED_MAX;
  }

  Run withUnmapped(String code) {
    var codes = new ArrayList<>(unmapped);
    codes.add(code);
    return new Run(courier, waybill, state, occurredAt, collected, failures, returnReason, codes);
  }

  /** Whether this state can only be reported by a courier that has, or has had, the goods. */
  static boolean showsGoods(ParcelState state) {
    return switch (state) {
      case COLLECTED, IN_TRANSIT, OUT_FOR_DELIVERY, ATTEMPT_FAILED, DELIVERED, REFUSED, RETURNING, RETURNED -> true;
      case CREATED, ACCEPTED, CANCELLED, HELD -> false;
    };
  }

  /** The two states after which a courier has no goods any more. */
  private static boolean isEnd(ParcelState state) {
    return state == ParcelState.DELIVERED || state == ParcelState.RETURNED;
  }

  private boolean isNewer(ParcelState told, Instant at) {
    if (state == null) {
      return true;
    }
    int byTime = at.compareTo(occurredAt);
    return !isEnd(state) && (byTime > 0 || byTime == 0 && rank(told) > rank(state));
  }

  private String returnReasonAfter(ParcelState told) {
    return switch (told) {
      case REFUSED -> returnReason == null ? Reasons.REFUSED : returnReason;
      case RETURNING, RETURNED -> returnReason == null ? Reasons.RETURNED : returnReason;
      case CREATED, ACCEPTED, COLLECTED, IN_TRANSIT, OUT_FOR_DELIVERY, ATTEMPT_FAILED, DELIVERED, CANCELLED, HELD ->
          returnReason;
    };
  }

  /** Which of two traces of one instant comes later. */
  private static int rank(ParcelState state) {
    return switch (state) {
      case CREATED -> 0;
      case ACCEPTED -> 1;
      case COLLECTED -> 2;
      case IN_TRANSIT -> 3;
      case OUT_FOR_DELIVERY -> 4;
      case HELD -> 5;
      case ATTEMPT_FAILED -> 6;
      case REFUSED -> 7;
      case RETURNING -> 8;
      case CANCELLED -> 9;
      case RETURNED -> 10;
      case DELIVERED -> 11;
    };
  }
}
