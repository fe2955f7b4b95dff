package org.fairlot.contracts.allocation;

import java.time.Instant;
import org.fairlot.contracts.pack.Stage.RestockOrder;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A pool of supply (额度池). Key: {@link PoolId}. Units are never lost: each event tells the {@link Level} it leaves, in
 * which {@code released = free + held}.
 */
public sealed interface PoolEvent extends Event {

  String poolId();

  Level level();

  @Override
  default String about() {
    return switch (this) {
      case UnitsReserved e -> e.caseId();
      case WantRecorded e -> e.caseId();
      case NumberTaken e -> e.caseId();
      case ClaimRefused e -> e.caseId();
      case WantDropped e -> e.caseId();
      case UnitsReturned e -> e.caseId();
      case ClaimForestalled e -> e.caseId();
      case SupplyPlanned e -> null;
      case SupplyReleased e -> null;
      case ServingContinued e -> null;
      case UnitsSetAside e -> null;
      case SetAsideReturned e -> null;
    };
  }

  /**
   * What a pool holds after an event, in units unless said otherwise.
   *
   * @param released  all that was ever released into it
   * @param free      not yet given to anyone
   * @param held      given to cases, or set aside for a draw
   * @param wants     how many wants are open, those that are recorded as demand only included
   * @param wantUnits what these wants ask for together
   */
  record Level(int released, int free, int held, int wants, int wantUnits) {
    public static final Level EMPTY = new Level(0, 0, 0, 0, 0);
  }

  /**
   * A batch of supply is announced; it is released when its time has come.
   *
   * @param batchId the operator's id of the batch: within a pool the same batch is released once
   */
  @Wire("allocation.supply-planned.v1")
  record SupplyPlanned(String poolId, String programmeId, String batchId, int units, Instant effectiveAt, Level level)
      implements PoolEvent {}

  /** A dated batch of supply was released (投放). @param effectiveAt from when it was meant to be there */
  @Wire("allocation.supply-released.v1")
  record SupplyReleased(String poolId, String programmeId, String batchId, int units, Instant effectiveAt, Level level)
      implements PoolEvent {}

  /**
   * Units are held for a case.
   *
   * @param fromWant whether a want was served (动态补货) rather than a newcomer
   * @param drawId   the draw that the case won, out of whose units these are; {@code null} without a draw
   * @param number   the booking number whose turn it was; {@code null} where there are no numbers
   */
  @Wire("allocation.units-reserved.v1")
  record UnitsReserved(
      String poolId, String caseId, int stageNo, int units, boolean fromWant, Level level, @Nullable String drawId,
      @Nullable Integer number)
      implements PoolEvent {
    /** Without a booking number. */
    public UnitsReserved(
        String poolId, String caseId, int stageNo, int units, boolean fromWant, Level level, @Nullable String drawId) {
      this(poolId, caseId, stageNo, units, fromWant, level, drawId, null);
    }

    public UnitsReserved(String poolId, String caseId, int stageNo, int units, boolean fromWant, Level level) {
      this(poolId, caseId, stageNo, units, fromWant, level, null, null);
    }
  }

  /**
   * Nothing left, a want is recorded (缺货登记).
   *
   * @param restock   the rule by which restock serves it
   * @param place     1 for the first in the queue, at this moment; 0 where it is recorded as demand only
   * @param expiresAt when the want runs out
   */
  @Wire("allocation.want-recorded.v1")
  record WantRecorded(
      String poolId, String caseId, int stageNo, int units, RestockOrder restock, int place, Instant expiresAt, Level level)
      implements PoolEvent {}

  /**
   * A case has its booking number (排队号): 1, 2, 3 … in each pool, in the order of the claims, and never given again. It waits
   * until every lower number is served or gone, and does not run out.
   *
   * @param place     1 for the next in turn, at this moment; 0 where it was its turn at once and the units follow
   * @param servingUpTo the highest number that was served by then (叫号), 0 for none
   */
  @Wire("allocation.number-taken.v1")
  record NumberTaken(
      String poolId, String caseId, int stageNo, int units, int number, int place, int servingUpTo, Level level)
      implements PoolEvent {}

  /**
   * Nothing left and no want: the case ends.
   *
   * @param reason {@code SOLD_OUT} or {@code UNITS_OUT_OF_RANGE}; {@code CASE_CLOSED} where a draw was won by a case that has
   *     ended meanwhile
   * @param drawId the draw that the case won, {@code null} without one
   */
  @Wire("allocation.claim-refused.v1")
  record ClaimRefused(
      String poolId, String caseId, int stageNo, String reason, Level level, @Nullable String drawId)
      implements PoolEvent {
    public ClaimRefused(String poolId, String caseId, int stageNo, String reason, Level level) {
      this(poolId, caseId, stageNo, reason, level, null);
    }
  }

  /** The want was taken back with its case or ran out. @param reason the case's outcome, or {@code WANT_EXPIRED} */
  @Wire("allocation.want-dropped.v1")
  record WantDropped(String poolId, String caseId, int stageNo, int units, String reason, Level level) implements PoolEvent {}

  /**
   * Units came back: cancelled, refused at the door, returned, not collected.
   *
   * @param reason the case's outcome
   * @param drawId the draw that they are set aside for again, whose next in order gets them; {@code null}: they are free
   */
  @Wire("allocation.units-returned.v1")
  record UnitsReturned(
      String poolId, String caseId, int stageNo, int units, String reason, Level level, @Nullable String drawId)
      implements PoolEvent {
    public UnitsReturned(String poolId, String caseId, int stageNo, int units, String reason, Level level) {
      this(poolId, caseId, stageNo, units, reason, level, null);
    }
  }

  /** All that is free was set aside for a draw (留作摇号), perhaps nothing. @param units how much; the draw's capacity here */
  @Wire("allocation.units-set-aside.v1")
  record UnitsSetAside(String poolId, String drawId, int units, Level level) implements PoolEvent {}

  /** A draw is over, or was given up: what it had left is free again. */
  @Wire("allocation.set-aside-returned.v1")
  record SetAsideReturned(String poolId, String drawId, int units, Level level) implements PoolEvent {}

  /** The case was closed before its claim arrived; a claim that comes after all gets nothing. */
  @Wire("allocation.claim-forestalled.v1")
  record ClaimForestalled(String poolId, String caseId, Level level) implements PoolEvent {}

  /** Wants remain and so do units: the pool goes on serving in a further command, so that none grows too large. */
  @Wire("allocation.serving-continued.v1")
  record ServingContinued(String poolId, int round, Level level) implements PoolEvent {}
}
