package org.fairlot.allocation.draw.work;

import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.allocation.draw.health.Cohorts;
import org.jspecify.annotations.Nullable;

/**
 * A draw's frozen list (摇号名单) with both of its sides: the blinded one, which is published, and the cases behind it, which
 * are not.
 */
final class FrozenList {

  private final SealedList list;
  private final Cohorts cohorts;
  /** By arrival, those included that are not on the list. */
  private final String[] caseIds;
  private final byte[] stageNos;
  /** Made when it is first asked where a case stands. */
  private volatile @Nullable CaseOrder byCase;

  FrozenList(SealedList list, String[] caseIds, byte[] stageNos, Cohorts cohorts) {
    this.list = list;
    this.cohorts = cohorts;
    this.caseIds = caseIds;
    this.stageNos = stageNos;
  }

  SealedList list() {
    return list;
  }

  Cohorts cohorts() {
    return cohorts;
  }

  /** The case at this place of the published list. */
  String caseAt(int index) {
    return caseIds[list.arrivalOf(index)];
  }

  int stageAt(int index) {
    return stageNos[list.arrivalOf(index)];
  }

  /** Where the case stands on the published list, −1 if it is not on it. */
  int indexOf(String caseId) {
    CaseOrder known = byCase;
    if (known == null) {
      known = CaseOrder.of(this);
      byCase = known;
    }
    return known.indexOf(caseId);
  }
}
