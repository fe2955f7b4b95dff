package org.fairlot.allocation.draw.work;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fairlot.allocation.draw.fd1.Allotment;
import org.fairlot.allocation.draw.fd1.Entry;
import org.fairlot.allocation.draw.fd1.Hash;
import org.fairlot.allocation.draw.fd1.Outcome;

/**
 * Why a case won or did not (摇号说明), with the proof that it stood on the list.
 *
 * @param reason     {@code WON}, {@code WAITLIST}, {@code HOUSEHOLD}; {@code EXCLUDED}: found ineligible when the list was
 *     looked at again; {@code NOT_ON_LIST}: not in the urn when it was frozen; {@code NOT_DRAWN_YET}
 * @param leafData   what is hashed to the leaf, canonical JSON
 * @param path       the neighbours of the leaf on the way to the root, the nearest first
 * @param score      by which the order goes, the smallest first
 * @param cutOffs    the last rank that won each of the choices
 */
public record Explanation(
    String drawId, String registrationId, String reason, String root, Integer count, Integer index, String leaf,
    String leafData, Integer tickets, List<String> path, Integer rank, String score, String pool, Integer place,
    Map<String, Integer> cutOffs) {

  static Explanation of(String drawId, String registrationId, FrozenList frozen, DrawPapers papers, Allotment result) {
    int index = frozen.indexOf(registrationId);
    if (index < 0) {
      String reason = papers.excluded.contains(registrationId) ? "EXCLUDED" : "NOT_ON_LIST";
      return new Explanation(
          drawId, registrationId, reason, papers.sealed.root(), papers.sealed.entries(), null, null, null, null, null, null,
          null, null, null, null);
    }
    var list = frozen.list();
    Entry entry = list.entry(index);
    var path = list.inclusion(index).path().stream().map(Hash::toString).toList();
    String leafData = new String(entry.leafData(), StandardCharsets.UTF_8);
    if (result == null) {
      return new Explanation(
          drawId, registrationId, "NOT_DRAWN_YET", papers.sealed.root(), list.size(), index, list.leaf(index).toString(),
          leafData, entry.weight(), path, null, null, null, null, null);
    }
    int rank = result.ranking().rankOf(index);
    var outcome = result.outcome(rank);
    String reason =
        switch (outcome) {
          case Outcome.Won w -> "WON";
          case Outcome.HouseholdServed h -> Outcome.HOUSEHOLD;
          case Outcome.Waiting w -> Outcome.WAITLIST;
        };
    return new Explanation(
        drawId, registrationId, reason, papers.sealed.root(), list.size(), index, list.leaf(index).toString(), leafData,
        entry.weight(), path, rank, result.ranking().score(index).toString(),
        outcome instanceof Outcome.Won(String pool) ? pool : null,
        outcome instanceof Outcome.Waiting(int place) ? place : null, cutOffs(entry, result));
  }

  private static Map<String, Integer> cutOffs(Entry entry, Allotment result) {
    var last = new TreeMap<String, Integer>();
    entry.choices().forEach(pool -> last.put(pool, 0));
    for (int rank = 1; rank <= result.ranking().size(); rank++) {
      if (result.outcome(rank) instanceof Outcome.Won(String pool) && last.containsKey(pool)) {
        last.put(pool, rank);
      }
    }
    return last;
  }
}
