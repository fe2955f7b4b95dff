package org.fairlot.allocation.pool.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fairlot.contracts.allocation.PoolEvent.BatchUnits;

/**
 * One entry of a pool's ledger. Keys: {@code batch/<batchId>}, {@code claim/<caseId>/<stageNo>}, {@code closed/<caseId>},
 * {@code draw/<drawId>}; for a want in the queue, that of its {@link Lane}; for a stock, that of its {@link Shelf}.
 */
public sealed interface PoolMember {

  /**
   * A batch of supply.
   *
   * @param released whether its units are in the pool yet
   * @param kept     units of it for groups, by the reserve's name; {@code null}: none
   * @param place    its place in the order of release: how many units the pool had been given before it; {@code null}: it is not
   *     released yet, or was so before batches were told apart
   */
  record Batch(int units, Instant effectiveAt, boolean released, Map<String, Integer> kept, Integer place)
      implements PoolMember {}

  /** What a {@link Shelf} still has of a batch (批次库存). @param place that of the batch */
  record Stock(int place, String batchId, int units) implements PoolMember {
    Stock plus(int more) {
      return new Stock(place, batchId, units + more);
    }
  }

  /**
   * Units are held for the claim.
   *
   * @param drawId  the draw out of whose units they came, {@code null} without one
   * @param reserve the reserve out of which they came, {@code null}: out of what is open to everybody
   * @param batches the batches they are of; none where they were given before batches were told apart
   */
  record Held(int units, String drawId, String reserve, List<BatchUnits> batches) implements PoolMember {
    public Held {
      batches = batches == null ? List.of() : List.copyOf(batches);
    }
  }

  /** What is set aside for a draw and not yet won. @param open whether the draw may still use it */
  record ForDraw(int units, boolean open) implements PoolMember {}

  /** The claim left a want (缺货登记). @param queueKey its entry in the queue, {@code null} for mere demand */
  record Waiting(int units, String queueKey) implements PoolMember {}

  /** The case has ended here: refused, given back, run out, or closed before it claimed. It gets nothing any more. */
  record Closed() implements PoolMember {}

  /** A place in the queue. @param number the booking number, {@code null} where the want has none */
  record Want(String caseId, int stageNo, int units, Integer number) implements PoolMember {}

  static String batchKey(String batchId) {
    return "batch/" + batchId;
  }

  static String claimKey(String caseId, int stageNo) {
    return claimsOf(caseId) + stageNo;
  }

  static String claimsOf(String caseId) {
    return "claim/" + caseId + "/";
  }

  static String drawKey(String drawId) {
    return "draw/" + drawId;
  }

  static String closedKey(String caseId) {
    return "closed/" + caseId;
  }
}
