package org.fairlot.registration.sms.web;

import org.fairlot.contracts.CaseId;
import org.fairlot.contracts.registration.CaseStatus;

/**
 * A case that the sender opened by short message, as it stands.
 *
 * @param pack        whose rules it keeps, those of its area
 * @param packVersion of these
 */
record SenderCase(String caseId, CaseStatus status, String pack, int packVersion) {

  /** The number by which citizens know it (预约号). */
  String number() {
    return CaseId.parse(caseId).mark();
  }

  boolean isLive() {
    return !status.isFinal();
  }
}
