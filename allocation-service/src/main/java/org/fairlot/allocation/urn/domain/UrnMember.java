package org.fairlot.allocation.urn.domain;

import java.time.Instant;
import org.fairlot.contracts.allocation.UrnEvent.Entry;

/**
 * One entry of an urn's ledger. Keys: {@code in/<caseId>}, {@code out/<caseId>} and {@code batch/<drawId>/<batch>}.
 */
public sealed interface UrnMember {

  String WAITING = "in/";

  /** A case that waits. @param enteredAt a draw that was frozen at or before it passed the case by */
  record Waiting(Entry entry, Instant enteredAt) implements UrnMember {}

  /** A case that has won or ended. It does not come in again. */
  record Out() implements UrnMember {}

  /** These winners were taken. */
  record Taken() implements UrnMember {}

  static String waitingKey(String caseId) {
    return WAITING + caseId;
  }

  static String outKey(String caseId) {
    return "out/" + caseId;
  }

  static String batchKey(String drawId, String batch) {
    return "batch/" + drawId + "/" + batch;
  }
}
