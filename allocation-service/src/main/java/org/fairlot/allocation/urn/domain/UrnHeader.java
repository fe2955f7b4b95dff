package org.fairlot.allocation.urn.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fairlot.contracts.allocation.UrnEvent.ListRule;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;

/**
 * What an urn knows of itself.
 *
 * @param rules    of its draws, {@code null} before the first case
 * @param since    when the first of those came in that may still be in, {@code null} if that is not known
 * @param entries  cases that wait
 * @param rounds   draws frozen so far
 * @param open     draws that are to come, by id
 * @param freezing the draw whose list is being made, or {@code null}
 * @param running  draws that are frozen and not ended, with their freeze
 * @param held     freezes of the draws that were held, in order: who was in at that moment has lost it
 */
public record UrnHeader(
    Stage.Lottery rules, ZoneId timezone, Instant since, int entries, int rounds, SortedMap<String, DrawTimes> open,
    Freezing freezing, SortedMap<String, Instant> running, List<Instant> held) {

  /**
   * @param waiting how many were in at the freeze
   * @param parts   of the list that are written
   * @param entries on them
   */
  public record Freezing(String drawId, int waiting, int parts, int entries) {}

  static final UrnHeader EMPTY = new UrnHeader(null, null, null, 0, 0, new TreeMap<>(), null, new TreeMap<>(), List.of());

  public UrnHeader {
    open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
    running = Collections.unmodifiableSortedMap(new TreeMap<>(running));
    held = List.copyOf(held);
  }

  /** Who stands on the list of this draw, which is one of those to come. */
  ListRule list(String drawId) {
    return new ListRule(
        since == null ? Instant.EPOCH : since, rules.endsLosers() ? lastFreeze() : null, open.get(drawId).freezeAt(), held,
        rules.tickets());
  }

  /** Of the draws that were held or are under way; one that was given up was none. {@code null} if there is none. */
  private Instant lastFreeze() {
    return Stream.concat(held.stream(), running.values().stream()).max(Comparator.naturalOrder()).orElse(null);
  }

  UrnHeader entered(Instant at) {
    Instant first = since == null && entries == 0 ? at : since;
    return new UrnHeader(rules, timezone, first, entries + 1, rounds, open, freezing, running, held);
  }

  UrnHeader withEntries(int number) {
    return new UrnHeader(rules, timezone, since, number, rounds, open, freezing, running, held);
  }

  UrnHeader opened(String drawId, Stage.Lottery newRules, ZoneId zone, DrawTimes times) {
    var more = new TreeMap<>(open);
    more.put(drawId, times);
    return new UrnHeader(newRules, zone, since, entries, rounds, more, freezing, running, held);
  }

  UrnHeader freezing(String drawId, int round) {
    var left = new TreeMap<>(open);
    Instant freezeAt = left.remove(drawId).freezeAt();
    var more = new TreeMap<>(running);
    more.put(drawId, freezeAt);
    return new UrnHeader(
        rules, timezone, since, entries, round, left, new Freezing(drawId, entries, 0, 0), more, held);
  }

  UrnHeader at(Freezing progress) {
    return new UrnHeader(rules, timezone, since, entries, rounds, open, progress, running, held);
  }

  UrnHeader ended(String drawId, boolean counts) {
    var left = new TreeMap<>(running);
    Instant freezeAt = left.remove(drawId);
    var more = new ArrayList<>(held);
    if (counts) {
      more.add(freezeAt);
      more.sort(null);
    }
    return new UrnHeader(rules, timezone, since, entries, rounds, open, freezing, left, more);
  }
}
