package org.fairlot.contracts.allocation;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
   * @param reserves  what of it is kept for groups, by the reserve's name; {@code null}: all is open to everybody
   */
  record Level(int released, int free, int held, int wants, int wantUnits, @Nullable Map<String, Part> reserves) {
    public static final Level EMPTY = new Level(0, 0, 0, 0, 0);

    public Level {
      reserves = ifAny(reserves);
    }

    /** All is open to everybody. */
    public Level(int released, int free, int held, int wants, int wantUnits) {
      this(released, free, held, wants, wantUnits, null);
    }

    /**
     * What of one part is not yet given to anyone.
     *
     * @param reserve its name; {@code null}: of what is open to everybody
     */
    public int freeOf(@Nullable String reserve) {
      if (reserves == null) {
        return reserve == null ? free : 0;
      }
      return reserve == null
          ? free - reserves.values().stream().mapToInt(Part::free).sum()
          : reserves.getOrDefault(reserve, Part.EMPTY).free();
    }
  }

  /**
   * What of a pool is kept for a group (预留), in units.
   *
   * @param free not yet given to any of the group
   * @param held given to cases of the group
   */
  record Part(int free, int held) {
    public static final Part EMPTY = new Part(0, 0);
  }

  /**
   * Units of one batch of supply (批次), among those that were given or came back.
   *
   * @param batchId as in {@link SupplyReleased} of the same pool
   */
  record BatchUnits(String batchId, int units) {}

  /**
   * A batch of supply is announced; it is released when its time has come.
   *
   * @param batchId the operator's id of the batch: within a pool the same batch is released once
   * @param kept    units that will be kept for groups, by the reserve's name; {@code null}: none
   * @param owed    hundredths of a unit that are owed to groups from this batch on, since units are not divided: they count with
   *     the next batch; {@code null}: none
   */
  @Wire("allocation.supply-planned.v1")
  record SupplyPlanned(
      String poolId, String programmeId, String batchId, int units, Instant effectiveAt, Level level,
      @Nullable Map<String, Integer> kept, @Nullable Map<String, Integer> owed)
      implements PoolEvent {
    public SupplyPlanned {
      kept = ifAny(kept);
      owed = ifAny(owed);
    }

    /** All will be open to everybody. */
    public SupplyPlanned(
        String poolId, String programmeId, String batchId, int units, Instant effectiveAt, Level level) {
      this(poolId, programmeId, batchId, units, effectiveAt, level, null, null);
    }
  }

  /**
   * A dated batch of supply was released (投放).
   *
   * @param effectiveAt from when it was meant to be there
   * @param kept        units of it that are kept for groups, by the reserve's name; {@code null}: none
   * @param owed        as in {@link SupplyPlanned}; {@code null} too for a batch that was planned, which has said so then
   */
  @Wire("allocation.supply-released.v1")
  record SupplyReleased(
      String poolId, String programmeId, String batchId, int units, Instant effectiveAt, Level level,
      @Nullable Map<String, Integer> kept, @Nullable Map<String, Integer> owed)
      implements PoolEvent {
    public SupplyReleased {
      kept = ifAny(kept);
      owed = ifAny(owed);
    }

    /** Nothing is owed. */
    public SupplyReleased(
        String poolId, String programmeId, String batchId, int units, Instant effectiveAt, Level level,
        Map<String, Integer> kept) {
      this(poolId, programmeId, batchId, units, effectiveAt, level, kept, null);
    }

    /** All is open to everybody. */
    public SupplyReleased(
        String poolId, String programmeId, String batchId, int units, Instant effectiveAt, Level level) {
      this(poolId, programmeId, batchId, units, effectiveAt, level, null, null);
    }
  }

  /**
   * Units are held for a case.
   *
   * @param fromWant whether a want was served (动态补货) rather than a newcomer
   * @param drawId   the draw that the case won, out of whose units these are; {@code null} without a draw
   * @param number   the booking number whose turn it was; {@code null} where there are no numbers
   * @param reserve  the reserve that all of them are from; {@code null}: from what is open to everybody
   * @param batches  the batches they are of (溯源), the one released first before the others; what is not named, or all where it
   *     is {@code null}, was in the pool before batches were told apart
   */
  @Wire("allocation.units-reserved.v1")
  record UnitsReserved(
      String poolId, String caseId, int stageNo, int units, boolean fromWant, Level level, @Nullable String drawId,
      @Nullable Integer number, @Nullable String reserve, @Nullable List<BatchUnits> batches)
      implements PoolEvent {
    public UnitsReserved {
      batches = ifAny(batches);
    }

    /** Of batches that nobody told apart. */
    public UnitsReserved(
        String poolId, String caseId, int stageNo, int units, boolean fromWant, Level level, @Nullable String drawId,
        @Nullable Integer number, @Nullable String reserve) {
      this(poolId, caseId, stageNo, units, fromWant, level, drawId, number, reserve, null);
    }

    /** From what is open to everybody. */
    public UnitsReserved(
        String poolId, String caseId, int stageNo, int units, boolean fromWant, Level level, @Nullable String drawId,
        @Nullable Integer number) {
      this(poolId, caseId, stageNo, units, fromWant, level, drawId, number, null, null);
    }

    /** Without a booking number. */
    public UnitsReserved(
        String poolId, String caseId, int stageNo, int units, boolean fromWant, Level level, @Nullable String drawId) {
      this(poolId, caseId, stageNo, units, fromWant, level, drawId, null, null, null);
    }

    public UnitsReserved(String poolId, String caseId, int stageNo, int units, boolean fromWant, Level level) {
      this(poolId, caseId, stageNo, units, fromWant, level, null, null, null, null);
    }
  }

  /**
   * Nothing left, a want is recorded (缺货登记).
   *
   * @param restock   the rule by which restock serves it
   * @param place     1 for the first in the queue, at this moment; 0 where it is recorded as demand only
   * @param expiresAt when the want runs out
   * @param reserves  the reserves that may serve it besides what is open to everybody; {@code null}: none
   */
  @Wire("allocation.want-recorded.v1")
  record WantRecorded(
      String poolId, String caseId, int stageNo, int units, RestockOrder restock, int place, Instant expiresAt, Level level,
      @Nullable List<String> reserves)
      implements PoolEvent {
    public WantRecorded {
      reserves = ifAny(reserves);
    }

    /** Of a case that belongs to no group. */
    public WantRecorded(
        String poolId, String caseId, int stageNo, int units, RestockOrder restock, int place, Instant expiresAt,
        Level level) {
      this(poolId, caseId, stageNo, units, restock, place, expiresAt, level, null);
    }
  }

  /**
   * A case has its booking number (排队号): 1, 2, 3 … in each pool, in the order of the claims, and never given again. It waits
   * until every lower number that the same units could serve is served or gone, and does not run out.
   *
   * @param place     1 for the next in turn, at this moment; 0 where it was its turn at once and the units follow
   * @param servingUpTo the highest number that was served by then (叫号) out of what is open to everybody, 0 for none
   * @param reserves  the reserves that may serve it besides what is open to everybody; {@code null}: none
   */
  @Wire("allocation.number-taken.v1")
  record NumberTaken(
      String poolId, String caseId, int stageNo, int units, int number, int place, int servingUpTo, Level level,
      @Nullable List<String> reserves)
      implements PoolEvent {
    public NumberTaken {
      reserves = ifAny(reserves);
    }

    /** Of a case that belongs to no group. */
    public NumberTaken(
        String poolId, String caseId, int stageNo, int units, int number, int place, int servingUpTo, Level level) {
      this(poolId, caseId, stageNo, units, number, place, servingUpTo, level, null);
    }
  }

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
   * @param reserve the reserve that they came from and are kept for again; {@code null}: open to everybody
   * @param batches the batches they are of, as the grant said
   */
  @Wire("allocation.units-returned.v1")
  record UnitsReturned(
      String poolId, String caseId, int stageNo, int units, String reason, Level level, @Nullable String drawId,
      @Nullable String reserve, @Nullable List<BatchUnits> batches)
      implements PoolEvent {
    public UnitsReturned {
      batches = ifAny(batches);
    }

    /** Of batches that nobody told apart. */
    public UnitsReturned(
        String poolId, String caseId, int stageNo, int units, String reason, Level level, @Nullable String drawId,
        @Nullable String reserve) {
      this(poolId, caseId, stageNo, units, reason, level, drawId, reserve, null);
    }

    /** To the draw, or to what is open to everybody. */
    public UnitsReturned(
        String poolId, String caseId, int stageNo, int units, String reason, Level level, @Nullable String drawId) {
      this(poolId, caseId, stageNo, units, reason, level, drawId, null, null);
    }

    public UnitsReturned(String poolId, String caseId, int stageNo, int units, String reason, Level level) {
      this(poolId, caseId, stageNo, units, reason, level, null, null, null);
    }
  }

  /**
   * All that is free was set aside for a draw (留作摇号), of whatever batches, perhaps nothing; what of it was kept for groups is so
   * no more, since a draw has reserves of its own.
   *
   * @param units how much; the draw's capacity here
   */
  @Wire("allocation.units-set-aside.v1")
  record UnitsSetAside(String poolId, String drawId, int units, Level level) implements PoolEvent {}

  /** A draw is over, or was given up: what it had left is free again, and open to everybody. */
  @Wire("allocation.set-aside-returned.v1")
  record SetAsideReturned(String poolId, String drawId, int units, Level level) implements PoolEvent {}

  /** The case was closed before its claim arrived; a claim that comes after all gets nothing. */
  @Wire("allocation.claim-forestalled.v1")
  record ClaimForestalled(String poolId, String caseId, Level level) implements PoolEvent {}

  /** Wants remain and so do units: the pool goes on serving in a further command, so that none grows too large. */
  @Wire("allocation.serving-continued.v1")
  record ServingContinued(String poolId, int round, Level level) implements PoolEvent {}

  /** {@code null} rather than empty, so that what has none looks as it did before there were any. */
  private static <V> List<V> ifAny(List<V> some) {
    return some == null || some.isEmpty() ? null : List.copyOf(some);
  }

  private static <V> Map<String, V> ifAny(Map<String, V> byReserve) {
    return byReserve == null || byReserve.isEmpty() ? null : Collections.unmodifiableMap(new TreeMap<>(byReserve));
  }
}
