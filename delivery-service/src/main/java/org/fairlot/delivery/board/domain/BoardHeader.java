package org.fairlot.delivery.board.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The board's totals.
 *
 * @param day      the local day that is counted, {@code null} before the first parcel
 * @param couriers by code
 */
public record BoardHeader(LocalDate day, SortedMap<String, Courier> couriers) {

  public BoardHeader {
    couriers = Collections.unmodifiableSortedMap(new TreeMap<>(couriers));
  }

  /**
   * @param parcelsOfDay what the courier has of this day's parcels
   * @param overdueInRow parcels not accepted in time since the last that was
   * @param downUntil    it gets nothing new before, {@code null}: it is up
   */
  public record Courier(int parcelsOfDay, int overdueInRow, Instant downUntil) {

    static final Courier FRESH = new Courier(0, 0, null);

    boolean isDown() {
      return downUntil != null;
    }
  }

  static BoardHeader empty() {
    return new BoardHeader(null, new TreeMap<>());
  }

  Courier courier(String code) {
    return couriers.getOrDefault(code, Courier.FRESH);
  }

  int parcelsOn(LocalDate asked, String code) {
    return asked.equals(day) ? courier(code).parcelsOfDay() : 0;
  }

  /** A new day starts with nothing counted; down couriers stay down. */
  BoardHeader on(LocalDate newDay) {
    if (newDay.equals(day)) {
      return this;
    }
    var fresh = new TreeMap<String, Courier>();
    couriers.forEach((code, c) -> fresh.put(code, new Courier(0, c.overdueInRow(), c.downUntil())));
    return new BoardHeader(newDay, fresh);
  }

  BoardHeader with(String code, UnaryOperator<Courier> change) {
    var changed = new TreeMap<>(couriers);
    changed.put(code, change.apply(courier(code)));
    return new BoardHeader(day, changed);
  }

  BoardHeader counting(String code, int parcels) {
    return with(code, c -> new Courier(Math.max(0, c.parcelsOfDay() + parcels), c.overdueInRow(), c.downUntil()));
  }
}
