package org.fairlot.delivery.board.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.fairlot.contracts.pack.Stage.Partner;
import org.fairlot.delivery.board.domain.BoardCommand.AssignCourier;

/**
 * How parcels are split between couriers (分单): among those that serve the district, have not failed this parcel, are up
 * and under their daily limit, the one with the largest share of its limit left; of equal ones the first in the pack.
 * So all of them get work from the first parcel on, in proportion to their limits.
 */
final class SplitPolicy {

  /** All of China keeps one time. */
  static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");

  /**
   * When every courier has failed a parcel, they count again after this: without a pause, couriers that cancel by
   * machine would be asked in a circle.
   */
  static final Duration ROUND_PAUSE = Duration.ofMinutes(10);

  private SplitPolicy() {}

  static Optional<Partner> choose(AssignCourier c, BoardHeader header, LocalDate day) {
    Partner best = null;
    for (Partner partner : serving(c)) {
      boolean able =
          !c.excluded().contains(partner.courier())
              && !header.courier(partner.courier()).isDown()
              && left(partner, header, day) > 0;
      // a/b > c/d without division: limits are ints, so the products fit
      if (able
          && (best == null
              || (long) left(partner, header, day) * best.dailyLimit()
                  > (long) left(best, header, day) * partner.dailyLimit())) {
        best = partner;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The first instant at which somebody may be able again. */
  static Instant retryAt(AssignCourier c, BoardHeader header, LocalDate day, Instant at) {
    Instant midnight = day.plusDays(1).atStartOfDay(CHINA).toInstant();
    Instant earliest = midnight;
    for (Partner partner : serving(c)) {
      Instant downUntil = header.courier(partner.courier()).downUntil();
      Instant able = left(partner, header, day) <= 0 ? midnight : downUntil != null ? downUntil : at.plus(ROUND_PAUSE);
      earliest = able.isBefore(earliest) ? able : earliest;
    }
    return earliest.isAfter(at) ? earliest : at.plus(ROUND_PAUSE);
  }

  private static List<Partner> serving(AssignCourier c) {
    return c.rules().partners().stream()
        .filter(p -> p.districts().isEmpty() || p.districts().contains(c.district()))
        .toList();
  }

  private static int left(Partner partner, BoardHeader header, LocalDate day) {
    return partner.dailyLimit() - header.parcelsOn(day, partner.courier());
  }
}
