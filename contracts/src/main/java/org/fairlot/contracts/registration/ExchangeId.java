package org.fairlot.contracts.registration;

import org.fairlot.contracts.CaseId;

/**
 * The id of one short message and its answer (短信问答): {@code sms.<senderTag>.<mark>}. It has the form of a case id, so that the
 * answer is sent, reported and looked up as every message is; no programme is called {@code sms}, so it is none.
 */
public final class ExchangeId {

  /** What stands where a case id has its programme. */
  public static final String PROGRAMME = "sms";

  private ExchangeId() {}

  /** @param mark 8 characters that set this message apart from the sender's others */
  public static CaseId of(String senderTag, String mark) {
    return new CaseId(PROGRAMME, senderTag, mark);
  }

  public static boolean isOne(String id) {
    return id != null && id.startsWith(PROGRAMME + ".") && CaseId.isValid(id);
  }
}
