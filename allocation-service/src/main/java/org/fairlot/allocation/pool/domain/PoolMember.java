package org.fairlot.allocation.pool.domain;

import java.time.Instant;

/**
 * One entry of a pool's ledger. Keys: {@code batch/<batchId>}, {@code claim/<caseId>/<stageNo>}, {@code closed/<caseId>},
 * {@code draw/<drawId>} and, for a want in the queue, that of its {@link Lane}.
 */
public sealed interface PoolMember {

  /** A batch of supply. @param released whether its units are in the pool yet */
  record Batch(int units, Instant effectiveAt, boolean released) implements PoolMember {}

  /** Units are held for the claim. @param drawId the draw out of whose units they came, {@code null} without one */
  record Held(int units, String drawId) implements PoolMember {}

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
