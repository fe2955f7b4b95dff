package org.fairlot.delivery.fulfilment.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.fairlot.contracts.pack.Stage.PickupRules;

/**
 * When goods may be collected (取货时间): on {@code days} days from {@code firstDay} on, each from {@code opens}
 * (inclusive) to {@code closes} (exclusive); where it closes before it opens, it crosses midnight.
 */
public record PickupWindow(LocalDate firstDay, LocalTime opens, LocalTime closes, int days) {

  /** All of China keeps one time. */
  public static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

  /**
   * The window of a grant: the chosen arrival slot (到店时段) if it is not over, else that of the pack's rules. Who is
   * served late, from a want, has no use for a slot that has passed, and keeps the goods.
   *
   * @param slot {@code 2020-02-02T10:00/11:00}, or {@code 10:00/11:00} on the first day of the rules, or {@code null}
   */
  public static PickupWindow of(PickupRules rules, String slot, Instant grantedAt) {
    LocalDate firstDay = day(grantedAt).plusDays(rules.daysAfterGrant());
    return ofSlot(slot, firstDay)
        .filter(window -> window.closesAt().isAfter(grantedAt))
        .orElseGet(() -> {
          var window = new PickupWindow(firstDay, rules.opens(), rules.closes(), Math.max(1, rules.windowDays()));
          return window.closesAt().isAfter(grantedAt) ? window : window.aDayLater();
        });
  }

  /** The window that reaches from {@code opensAt} to {@code closesAt}, the inverse of these two. */
  public static PickupWindow between(Instant opensAt, Instant closesAt) {
    LocalDateTime from = opensAt.atZone(CHINA).toLocalDateTime();
    LocalDateTime to = closesAt.atZone(CHINA).toLocalDateTime();
    int nights = (int) ChronoUnit.DAYS.between(from.toLocalDate(), to.toLocalDate());
    boolean crossesMidnight = !to.toLocalTime().isAfter(from.toLocalTime());
    return new PickupWindow(
        from.toLocalDate(), from.toLocalTime(), to.toLocalTime(), crossesMidnight ? nights : nights + 1);
  }

  public static LocalDate day(Instant at) {
    return at.atZone(CHINA).toLocalDate();
  }

  public Instant opensAt() {
    return opensOn(firstDay);
  }

  public Instant closesAt() {
    return closesOn(firstDay.plusDays(days - 1L));
  }

  /** The first instant from {@code at} on at which the counter is open: {@code at} itself within opening hours. */
  public Optional<Instant> openFrom(Instant at) {
    for (LocalDate day = firstDay; day.isBefore(firstDay.plusDays(days)); day = day.plusDays(1)) {
      if (at.isBefore(closesOn(day))) {
        return Optional.of(at.isBefore(opensOn(day)) ? opensOn(day) : at);
      }
    }
    return Optional.empty();
  }

  private Instant opensOn(LocalDate day) {
    return day.atTime(opens).atZone(CHINA).toInstant();
  }

  private Instant closesOn(LocalDate day) {
    return (closes.isAfter(opens) ? day : day.plusDays(1)).atTime(closes).atZone(CHINA).toInstant();
  }

  private PickupWindow aDayLater() {
    return new PickupWindow(firstDay.plusDays(1), opens, closes, days);
  }

  private static Optional<PickupWindow> ofSlot(String slot, LocalDate otherwiseOn) {
    if (slot == null) {
      return Optional.empty();
    }
    try {
      int dateEnds = slot.indexOf('T');
      LocalDate day = dateEnds < 0 ? otherwiseOn : LocalDate.parse(slot.substring(0, dateEnds));
      String[] hours = slot.substring(dateEnds + 1).split("/", 2);
      return hours.length < 2
          ? Optional.empty()
          : Optional.of(new PickupWindow(day, LocalTime.parse(hours[0]), LocalTime.parse(hours[1]), 1));
    } catch (DateTimeParseException notASlot) {
      return Optional.empty();
    }
  }
}
