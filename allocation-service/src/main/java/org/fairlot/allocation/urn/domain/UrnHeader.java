package org.fairlot.allocation.urn.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fairlot.contracts.draw.DrawTimes;
import org.fairlot.contracts.pack.Stage;

/**
 * What an urn knows of itself.
 *
 * @param rules    of its draws, {@code null} before the first case
 * @param entries  cases that wait
 * @param rounds   draws frozen so far
 * @param open     draws that are to come, by id
 * @param freezing the draw whose list is being written down, or {@code null}
 * @param running  draws that are frozen and not ended, with their freeze
 * @param held     freezes of the draws that were held, in order: who was in at that moment has lost it
 */
public record UrnHeader(
    Stage.Lottery rules, ZoneId timezone, int entries, int rounds, SortedMap<String, DrawTimes> open, Freezing freezing,
    SortedMap<String, Instant> running, List<Instant> held) {

  /**
   * @param parts   written so far
   * @param after   key of the last member that was looked at
   * @param entries written so far
   * @param pools   how many of them would take each pool
   */
  public record Freezing(
      String drawId, Instant freezeAt, int parts, String after, int entries, SortedMap<String, Integer> pools) {
    public Freezing {
      pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
    }
  }

  static final UrnHeader EMPTY = new UrnHeader(null, null, 0, 0, new TreeMap<>(), null, new TreeMap<>(), List.of());

  public UrnHeader {
    open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
    running = Collections.unmodifiableSortedMap(new TreeMap<>(running));
    held = List.copyOf(held);
  }

  /** Tickets in a draw of a case that came in at {@code enteredAt}: one, and more for each draw it has lost. */
  int tickets(Instant enteredAt) {
    long lost = held.stream().filter(freeze -> freeze.isAfter(enteredAt)).count();
    return (int) Math.min(rules.tickets().max(), 1 + lost * rules.tickets().perLoss());
  }

  /**
   * Whether a case that came in at {@code enteredAt} had its only draw already, and waits for nothing but a substitution.
   * A draw that was given up was none.
   */
  boolean hadItsDraw(Instant enteredAt, String drawId) {
    return rules.endsLosers()
        && (held.stream().anyMatch(enteredAt::isBefore)
            || running.entrySet().stream()
                .anyMatch(run -> !run.getKey().equals(drawId) && enteredAt.isBefore(run.getValue())));
  }

  UrnHeader withEntries(int number) {
    return new UrnHeader(rules, timezone, number, rounds, open, freezing, running, held);
  }

  UrnHeader opened(String drawId, Stage.Lottery newRules, ZoneId zone, DrawTimes times) {
    var more = new TreeMap<>(open);
    more.put(drawId, times);
    return new UrnHeader(newRules, zone, entries, rounds, more, freezing, running, held);
  }

  UrnHeader freezing(String drawId, int round) {
    var left = new TreeMap<>(open);
    Instant freezeAt = left.remove(drawId).freezeAt();
    var more = new TreeMap<>(running);
    more.put(drawId, freezeAt);
    return new UrnHeader(
        rules, timezone, entries, round, left, new Freezing(drawId, freezeAt, 0, UrnMember.WAITING, 0, new TreeMap<>()), more,
        held);
  }

  UrnHeader at(Freezing progress) {
    return new UrnHeader(rules, timezone, entries, rounds, open, progress, running, held);
  }

  UrnHeader ended(String drawId, boolean counts) {
    var left = new TreeMap<>(running);
    Instant freezeAt = left.remove(drawId);
    var more = new ArrayList<>(held);
    if (counts) {
      more.add(freezeAt);
      more.sort(null);
    }
    return new UrnHeader(rules, timezone, entries, rounds, open, freezing, left, more);
  }
}
