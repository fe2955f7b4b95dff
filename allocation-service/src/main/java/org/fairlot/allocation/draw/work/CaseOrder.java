package org.fairlot.allocation.draw.work;

import org.fairlot.allocation.draw.fd1.HashOrder;

/** The places of a list by the hashes of their cases: a tenth of what a map of ten million would take. */
final class CaseOrder {

  private final FrozenList list;
  private final int[] places;

  private CaseOrder(FrozenList list, int[] places) {
    this.list = list;
    this.places = places;
  }

  static CaseOrder of(FrozenList list) {
    return new CaseOrder(
        list,
        HashOrder.of(
            list.list().size(), place -> (long) list.caseAt(place).hashCode() << Integer.SIZE,
            (a, b) -> list.caseAt(a).compareTo(list.caseAt(b))));
  }

  /** −1 if the case is not on the list. */
  int indexOf(String caseId) {
    int from = 0;
    int to = places.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      int order = compare(list.caseAt(places[middle]), caseId);
      if (order == 0) {
        return places[middle];
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return -1;
  }

  private static int compare(String a, String b) {
    int byHash = Integer.compareUnsigned(a.hashCode(), b.hashCode());
    return byHash != 0 ? byHash : a.compareTo(b);
  }
}
