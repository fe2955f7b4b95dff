package org.fairlot.allocation.draw.work;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.HouseTag;
import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.allocation.draw.health.Cohorts;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.EntriesFrozen;
import org.fairlot.contracts.allocation.UrnEvent.EntryAccepted;
import org.fairlot.contracts.allocation.UrnEvent.EntryAmended;
import org.fairlot.contracts.allocation.UrnEvent.EntryWithdrawn;
import org.fairlot.contracts.allocation.UrnEvent.FreezeBegun;
import org.fairlot.contracts.allocation.UrnEvent.ListRule;
import org.fairlot.contracts.allocation.UrnEvent.Loser;
import org.fairlot.contracts.allocation.UrnEvent.LosersDischarged;
import org.fairlot.contracts.allocation.UrnEvent.UrnFrozen;
import org.fairlot.contracts.allocation.UrnEvent.Win;
import org.fairlot.contracts.allocation.UrnEvent.WinnersTaken;
import org.fairlot.contracts.draw.EntryTag;
import org.fairlot.kernel.Event;
import org.fairlot.runtime.vault.Blinds;
import org.jspecify.annotations.Nullable;

/**
 * The list of a draw as it comes from the log of its urn (名单底稿): who came in, what was edited, who left before the freeze.
 * Edits and departures are few beside those who came in and are kept apart until the end, so that ten million entries need
 * no index by case.
 */
final class ListDraft {

  private static final Set<Class<? extends Event>> TYPES =
      Set.of(
          EntryAccepted.class, EntryAmended.class, EntryWithdrawn.class, WinnersTaken.class, LosersDischarged.class,
          FreezeBegun.class);

  private static final Set<Class<? extends Event>> WRITTEN_TYPES = Set.of(EntriesFrozen.class, UrnFrozen.class);

  /** What an event says of the list; made by any thread, since blinding takes longest. */
  sealed interface Step {

    /** A case that stands on the list if nothing else is said of it. @param blinded as it would be published */
    record Listed(UrnEvent.Entry entry, Entry blinded) implements Step {}

    /** @param late they came in after the freeze, and wait for the next draw */
    record Late(String caseId) implements Step {}

    /** @param blinded with one ticket, whatever the case has */
    record Edited(UrnEvent.Entry entry, Entry blinded) implements Step {}

    record Gone(List<String> caseIds) implements Step {}

    /** A part of a list that was written out. */
    record Written(List<Listed> entries) implements Step {}

    /** Nothing that comes behind this is for the list. @param counted cases in the urn */
    record Closed(int counted) implements Step {}
  }

  private final String drawId;
  /** {@code null} for a list that was written out. */
  private final @Nullable ListRule rule;
  private final Blinds blinds;
  private final SealedList.Builder list;
  private final Cohorts.Builder cohorts;
  private String[] caseIds;
  private byte[] stageNos;
  private int size;
  private final Map<String, Step.Edited> edited = new LinkedHashMap<>();
  private final Set<String> late = new HashSet<>();
  private final Set<String> gone = new HashSet<>();
  /** Arrivals of those who are not on the list after all. */
  private final BitSet without = new BitSet();
  private boolean closed;

  /** @param expected how many may come, which saves the arrays from growing; more or fewer may come */
  ListDraft(String drawId, @Nullable ListRule rule, int expected, Blinds blinds) {
    this.drawId = drawId;
    this.rule = rule;
    this.blinds = blinds;
    list = SealedList.builder(expected);
    cohorts = Cohorts.builder(expected);
    caseIds = new String[Math.max(expected, 16)];
    stageNos = new byte[caseIds.length];
  }

  String drawId() {
    return drawId;
  }

  @Nullable ListRule rule() {
    return rule;
  }

  /** The events of an urn from which the list is made. */
  Set<Class<? extends Event>> types() {
    return rule == null ? WRITTEN_TYPES : TYPES;
  }

  /** Empty if the event says nothing of this list. By any thread. */
  Optional<Step> step(UrnEvent event) {
    return switch (event) {
      case EntryAccepted e when rule.holds(e.enteredAt()) ->
          Optional.of(listed(e.entry(), rule.tickets(e.enteredAt())));
      case EntryAccepted e when !e.enteredAt().isBefore(rule.before()) ->
          Optional.of(new Step.Late(e.entry().caseId()));
      case EntryAmended e -> Optional.of(new Step.Edited(e.entry(), blinded(e.entry(), 1)));
      case EntryWithdrawn e -> Optional.of(new Step.Gone(List.of(e.caseId())));
      case WinnersTaken e -> Optional.of(new Step.Gone(e.taken().stream().map(Win::caseId).toList()));
      case LosersDischarged e -> Optional.of(new Step.Gone(e.losers().stream().map(Loser::caseId).toList()));
      case EntriesFrozen e when e.drawId().equals(drawId) ->
          Optional.of(new Step.Written(e.entries().stream().map(one -> listed(one.entry(), one.tickets())).toList()));
      case FreezeBegun e when e.drawId().equals(drawId) -> Optional.of(new Step.Closed(e.entries()));
      case UrnFrozen e when e.drawId().equals(drawId) -> Optional.of(new Step.Closed(e.entries()));
      default -> Optional.empty();
    };
  }

  private Step.Listed listed(UrnEvent.Entry entry, int tickets) {
    return new Step.Listed(entry, blinded(entry, tickets));
  }

  /** The entry as it stands on the published list. */
  private Entry blinded(UrnEvent.Entry entry, int tickets) {
    String houseTag =
        entry.household() == null
            ? null
            : HouseTag.of(drawId, entry.household().getBytes(StandardCharsets.UTF_8));
    return new Entry(
        EntryTag.of(drawId, entry.caseId(), blinds.of(entry.caseId())), houseTag, entry.pools(), entry.reserves(), tickets);
  }

  /**
   * Takes the steps in the order of their events.
   *
   * @throws IllegalStateException if not as many are in at the freeze as the urn has counted, so that nobody is left out unnoticed
   */
  void take(Step step) {
    if (closed) {
      return;
    }
    switch (step) {
      case Step.Listed s -> add(s.entry(), s.blinded());
      case Step.Late s -> late.add(s.caseId());
      case Step.Edited s -> edited.put(s.entry().caseId(), s);
      case Step.Gone s -> gone.addAll(s.caseIds());
      case Step.Written s -> s.entries().forEach(one -> add(one.entry(), one.blinded()));
      case Step.Closed s -> close(s.counted());
    }
  }

  private void add(UrnEvent.Entry entry, Entry blinded) {
    list.add(blinded);
    cohorts.add(entry.cohorts());
    if (size == caseIds.length) {
      caseIds = Arrays.copyOf(caseIds, size + (size >> 1));
      stageNos = Arrays.copyOf(stageNos, caseIds.length);
    }
    caseIds[size] = entry.caseId();
    stageNos[size++] = (byte) entry.stageNo();
  }

  /** Whether the log was read up to the freeze. */
  boolean isClosed() {
    return closed;
  }

  /** Applies departures and edits. */
  private void close(int counted) {
    int cameIn = size;
    for (int arrival = 0; arrival < cameIn; arrival++) {
      if (gone.contains(caseIds[arrival])) {
        without.set(arrival);
      } else if (edited.get(caseIds[arrival]) instanceof Step.Edited edit) {
        without.set(arrival);
        add(edit.entry(), edit.blinded().withWeight(list.weight(arrival)));
      }
    }
    late.removeAll(gone);
    int found = entries() + late.size();
    // whoever had a draw already may still be in, to stand by for a substitution
    boolean everybody = rule != null && rule.from() == null;
    if (everybody ? found != counted : found > counted) {
      throw new IllegalStateException(
          "the log has %,d cases for %s, the urn counted %,d".formatted(found, drawId, counted));
    }
    edited.clear();
    late.clear();
    gone.clear();
    closed = true;
  }

  /** How many were read so far, those who are not on the list after all included. */
  int size() {
    return size;
  }

  private int entries() {
    return size - without.cardinality();
  }

  /** Those on the list, in the order in which they came to be on it. */
  List<String> caseIds() {
    var on = new ArrayList<String>(entries());
    for (int arrival = without.nextClearBit(0); arrival < size; arrival = without.nextClearBit(arrival + 1)) {
      on.add(caseIds[arrival]);
    }
    return on;
  }

  /** How many of those on the list would take each pool. */
  SortedMap<String, Integer> pools() {
    return list.choosers(without);
  }

  /** @param excluded cases that are not on the list after all; the draft takes no more after this */
  FrozenList seal(Collection<String> excluded) {
    if (!excluded.isEmpty()) {
      var struck = Set.copyOf(excluded);
      for (int arrival = 0; arrival < size; arrival++) {
        if (struck.contains(caseIds[arrival])) {
          without.set(arrival);
        }
      }
    }
    return new FrozenList(
        list.sealWithout(without), Arrays.copyOf(caseIds, size), Arrays.copyOf(stageNos, size), cohorts.build());
  }
}
