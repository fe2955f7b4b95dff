package org.fairlot.allocation.urn.domain;

import java.time.Instant;
import org.fairlot.contracts.allocation.UrnEvent.Entry;

/**
 * One entry of an urn's ledger. Keys: {@code in/<caseId>}, {@code out/<caseId>}, {@code batch/<drawId>/<batch>},
 * {@code won/<personTag>} and {@code discharge/<drawId>}.
 */
public sealed interface UrnMember {

  String WAITING = "in/";

  /** A case that waits. @param enteredAt a draw that was frozen at or before it passed the case by */
  record Waiting(Entry entry, Instant enteredAt) implements UrnMember {}

  /** A case that has won or ended. It does not come in again. */
  record Out() implements UrnMember {}

  /** These winners were taken. */
  record Taken() implements UrnMember {}

  /** The person has won. @param round how many draws were frozen by then */
  record Won(int round) implements UrnMember {}

  /** Losers of a draw were discharged. @param after the last of them that was */
  record Discharged(int part, String after) implements UrnMember {}

  static String wonKey(String personTag) {
    return "won/" + personTag;
  }

  static String dischargeKey(String drawId) {
    return "discharge/" + drawId;
  }

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
