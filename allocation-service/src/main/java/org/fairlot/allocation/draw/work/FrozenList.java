package org.fairlot.allocation.draw.work;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.HouseTag;
import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.allocation.draw.health.Cohorts;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.allocation.UrnEvent.FrozenEntry;
import org.fairlot.contracts.draw.EntryTag;
import org.fairlot.runtime.vault.Blinds;

/**
 * A draw's frozen list (摇号名单) with both of its sides: the blinded one, which is published, and the cases behind it, which
 * are not.
 *
 * @param caseIds by arrival, ascending: the urn writes its list down in the order of its keys
 * @param stageNos by arrival
 * @param indexByArrival −1 for who was excluded
 */
record FrozenList(SealedList list, String[] caseIds, byte[] stageNos, Cohorts cohorts, int[] indexByArrival) {

  /** The case at this place of the published list. */
  String caseAt(int index) {
    return caseIds[list.arrivalOf(index)];
  }

  int stageAt(int index) {
    return stageNos[list.arrivalOf(index)];
  }

  /** Where the case stands on the published list, −1 if it is not on it. */
  int indexOf(String caseId) {
    int arrival = Arrays.binarySearch(caseIds, caseId);
    return arrival < 0 ? -1 : indexByArrival[arrival];
  }

  static Builder of(String drawId) {
    return new Builder(drawId);
  }

  /**
   * A part of the list as it was frozen.
   *
   * @param blinded the same entries as they stand on the published list
   */
  record Part(int number, List<FrozenEntry> entries, List<Entry> blinded) {

    /** Empty if it is of another draw. */
    static Optional<Part> of(String drawId, EntriesFrozen frozen, Blinds blinds) {
      if (!frozen.drawId().equals(drawId)) {
        return Optional.empty();
      }
      var blinded = frozen.entries().stream().map(one -> FrozenList.blinded(drawId, one, blinds)).toList();
      return Optional.of(new Part(frozen.part(), frozen.entries(), blinded));
    }
  }

  /** Takes the parts in their order. */
  static final class Builder {
    private final String drawId;
    private final SealedList.Builder list = SealedList.builder();
    private final Cohorts.Builder cohorts = Cohorts.builder();
    private String[] caseIds = new String[1 << 10];
    private byte[] stageNos = new byte[1 << 10];
    private int size;
    private int part;

    private Builder(String drawId) {
      this.drawId = drawId;
    }

    void add(Part next) {
      if (next.number() != part + 1) {
        throw new IllegalStateException("part " + next.number() + " of " + drawId + " comes after " + part);
      }
      part = next.number();
      for (int i = 0; i < next.entries().size(); i++) {
        list.add(next.blinded().get(i));
        add(next.entries().get(i).entry());
      }
    }

    private void add(UrnEvent.Entry entry) {
      cohorts.add(entry.cohorts());
      if (size == caseIds.length) {
        caseIds = Arrays.copyOf(caseIds, size + (size >> 1));
        stageNos = Arrays.copyOf(stageNos, caseIds.length);
      }
      caseIds[size] = entry.caseId();
      stageNos[size++] = (byte) entry.stageNo();
    }

    /** @param excluded cases that are not on the list after all; the builder takes no more after this */
    FrozenList build(Set<String> excluded) {
      String[] cases = Arrays.copyOf(caseIds, size);
      var without = new BitSet();
      for (String caseId : excluded) {
        int arrival = Arrays.binarySearch(cases, caseId);
        if (arrival >= 0) {
          without.set(arrival);
        }
      }
      var sealed = list.sealWithout(without);
      int[] indexByArrival = new int[size];
      Arrays.fill(indexByArrival, -1);
      for (int index = 0; index < sealed.size(); index++) {
        indexByArrival[sealed.arrivalOf(index)] = index;
      }
      return new FrozenList(sealed, cases, Arrays.copyOf(stageNos, size), cohorts.build(), indexByArrival);
    }
  }

  /** The entry as it stands on the published list. */
  static Entry blinded(String drawId, FrozenEntry frozen, Blinds blinds) {
    var entry = frozen.entry();
    String houseTag =
        entry.household() == null
            ? null
            : HouseTag.of(drawId, entry.household().getBytes(StandardCharsets.UTF_8));
    return new Entry(
        EntryTag.of(drawId, entry.caseId(), blinds.of(entry.caseId())), houseTag, entry.pools(), entry.reserves(),
        frozen.tickets());
  }
}
