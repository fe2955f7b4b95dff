package org.fairlot.contracts.notification;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * The hours of a day in which no message is sent that can wait (免打扰时段).
 *
 * @param from  local time, inclusive
 * @param until local time, exclusive; before {@code from} where the window runs over midnight, equal: no quiet hours
 * @param zone  whose local time
 */
public record QuietHours(LocalTime from, LocalTime until, ZoneId zone) {

  /** {@code at} itself, or the end of the quiet hours in which it lies. */
  public Instant firstAllowed(Instant at) {
    var local = at.atZone(zone);
    LocalTime time = local.toLocalTime();
    boolean overMidnight = until.isBefore(from);
    boolean evening = !time.isBefore(from);
    boolean morning = time.isBefore(until);
    if (overMidnight ? !evening && !morning : !evening || !morning) {
      return at;
    }
    var day = overMidnight && evening ? local.toLocalDate().plusDays(1) : local.toLocalDate();
    return day.atTime(until).atZone(zone).toInstant();
  }
}
