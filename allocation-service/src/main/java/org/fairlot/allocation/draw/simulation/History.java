package org.fairlot.allocation.draw.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fairlot.allocation.draw.fd1.BundleReader;
import org.fairlot.allocation.draw.fd1.SealedList;
import org.fairlot.allocation.draw.simulation.PastDraw.PastEntry;
import org.fairlot.contracts.allocation.DrawEvent;
import org.fairlot.contracts.allocation.UrnEvent;
import org.fairlot.contracts.allocation.UrnEvent.ListRule;
import org.fairlot.contracts.draw.DrawId;
import org.fairlot.runtime.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The draws of a real log (历史记录), and how much of them is known.
 *
 * @param draws     in the order of their days
 * @param casesJoin whether a case can be followed from draw to draw
 * @param won       cases that are known to have won
 * @param winsKnown whether {@code won} names all of them
 * @param assumed   what had to be assumed, each a sentence
 */
public record History(
    List<PastDraw> draws, boolean casesJoin, Set<String> won, boolean winsKnown, List<String> assumed) {

  public History {
    draws =
        draws.stream()
            .sorted(
                Comparator.comparing(PastDraw::day, Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(PastDraw::id))
            .toList();
    won = Set.copyOf(won);
    assumed = List.copyOf(assumed);
  }

  /**
   * From published bundles. The tags on their lists change from draw to draw, so nobody can be followed; each draw is
   * held again by itself.
   */
  public static History ofBundles(List<Path> zips) throws IOException {
    var draws = new ArrayList<PastDraw>();
    var ids = new HashSet<String>();
    for (Path zip : zips) {
      try (var bundle = BundleReader.open(zip)) {
        var spec = bundle.spec();
        if (!ids.add(spec.draw())) {
          throw new IllegalArgumentException(zip + ": the draw " + spec.draw() + " is there twice");
        }
        draws.add(new PastDraw.Recorded(spec.draw(), day(spec.draw()), spec.capacities(), entries(bundle.list())));
      }
    }
    return new History(
        draws, false, Set.of(), false,
        List.of(
            "The tags on a published list are of that draw alone, so nobody can be followed from draw to draw: each draw is"
                + " held again by itself, and waiting times cannot be told.",
            "List and units are those of the bundle; household rule, reserves and their order are those of the policy, also"
                + " where the bundle's own spec had others.",
            "Losses before a draw are read from the tickets in its bundle by the rule of the pack; a ticket count at the"
                + " rule's maximum is taken for the fewest losses that give it."));
  }

  private static List<PastEntry> entries(SealedList list) {
    var entries = new ArrayList<PastEntry>(list.size());
    for (int i = 0; i < list.size(); i++) {
      var entry = list.entry(i);
      entries.add(
          new PastEntry(entry.entryTag(), entry.houseTag(), entry.choices(), entry.reserves(), entry.weight()));
    }
    return entries;
  }

  private static @Nullable LocalDate day(String drawId) {
    return DrawId.isValid(drawId) ? DrawId.parse(drawId).day() : null;
  }

  /**
   * From an export of the log: the data of events, one per line and in their order, as a console consumer of Kafka prints them.
   * Needed are {@code allocation.entry-accepted.v1}, {@code entry-amended}, {@code freeze-begun} and {@code entries-listed}, or
   * {@code entries-frozen} of draws that were held before; {@code list-ready} tells the units of a draw, {@code entries-excluded}
   * who was struck off, {@code winners-taken} and {@code substitute-drawn} who won. All others are passed over, and repeated
   * ones count once.
   *
   * @param source       what the lines are called in a complaint
   * @param unitsPerDraw for draws without {@code list-ready}; {@code null} if there is no such figure
   */
  public static History ofLog(String source, Iterable<String> lines, @Nullable Integer unitsPerDraw) {
    var log = new Log(source);
    int number = 0;
    for (String line : lines) {
      number++;
      if (!line.isBlank()) {
        log.take(number, line);
      }
    }
    return log.history(unitsPerDraw);
  }

  /** @param waiting entries by case, as they stood when the list was closed */
  private record Freeze(ListRule list, Map<String, UrnEvent.Entry> waiting) {}

  /** The events of a log as they come. */
  private static final class Log {

    private final String source;
    private final Map<String, TreeMap<Integer, List<PastEntry>>> frozen = new LinkedHashMap<>();
    private final Map<String, UrnEvent.Entry> waiting = new HashMap<>();
    private final Map<String, Instant> enteredAt = new HashMap<>();
    private final Map<String, Freeze> freezes = new HashMap<>();
    private final Map<String, Map<String, Integer>> capacities = new HashMap<>();
    private final Map<String, Set<String>> excluded = new HashMap<>();
    private final Set<String> won = new LinkedHashSet<>();

    Log(String source) {
      this.source = source;
    }

    void take(int number, String line) {
      try {
        JsonNode data = Json.MAPPER.readTree(line);
        // the type of an event stands in its headers, which an export of data does not have; the members tell
        if (data.path("enteredAt").isString()) {
          var event = Json.MAPPER.treeToValue(data, UrnEvent.EntryAccepted.class);
          waiting.put(event.entry().caseId(), event.entry());
          enteredAt.put(event.entry().caseId(), event.enteredAt());
        } else if (data.path("entry").isObject()) {
          var event = Json.MAPPER.treeToValue(data, UrnEvent.EntryAmended.class);
          waiting.put(event.entry().caseId(), event.entry());
        }
        String drawId = data.path("drawId").asString("");
        if (drawId.isEmpty()) {
          return;
        }
        if (data.path("round").isNumber() && data.path("list").isObject()) {
          var event = Json.MAPPER.treeToValue(data, UrnEvent.FreezeBegun.class);
          freezes.computeIfAbsent(drawId, _ -> new Freeze(event.list(), new HashMap<>(waiting)));
        } else if (data.path("part").isNumber() && data.path("entries").isArray()) {
          var event = Json.MAPPER.treeToValue(data, UrnEvent.EntriesFrozen.class);
          put(drawId, event.part(), event.entries().stream().map(one -> past(one.entry(), one.tickets())).toList());
        } else if (data.path("part").isNumber() && data.path("caseIds").isArray() && !data.has("unverified")) {
          var event = Json.MAPPER.treeToValue(data, UrnEvent.EntriesListed.class);
          put(drawId, event.part(), event.caseIds().stream().map(caseId -> past(drawId, caseId)).toList());
        } else if (data.path("capacity").isObject()) {
          capacities.put(drawId, Json.MAPPER.treeToValue(data, DrawEvent.ListReady.class).capacity());
        } else if (data.path("caseIds").isArray()) {
          excluded.computeIfAbsent(drawId, _ -> new HashSet<>())
              .addAll(Json.MAPPER.treeToValue(data, DrawEvent.EntriesExcluded.class).caseIds());
        } else if (data.path("taken").isArray()) {
          Json.MAPPER.treeToValue(data, UrnEvent.WinnersTaken.class).taken().forEach(win -> won.add(win.caseId()));
        } else if (data.path("win").isObject()) {
          won.add(data.path("win").path("caseId").asString(""));
        }
      } catch (JacksonException e) {
        throw new IllegalArgumentException(source + ":" + number + ": not the data of an event: " + e.getOriginalMessage(), e);
      }
    }

    private void put(String drawId, int part, List<PastEntry> entries) {
      frozen.computeIfAbsent(drawId, _ -> new TreeMap<>()).put(part, entries);
    }

    private PastEntry past(String drawId, String caseId) {
      var freeze = freezes.get(drawId);
      if (freeze == null || !freeze.waiting().containsKey(caseId)) {
        throw new IllegalArgumentException(
            source + " names " + caseId + " on the list of " + drawId + (freeze == null ? ", of whose freeze" : ", of whose entry")
                + " it does not tell: export the log from its beginning and in its order");
      }
      return past(freeze.waiting().get(caseId), freeze.list().tickets(enteredAt.get(caseId)));
    }

    private static PastEntry past(UrnEvent.Entry entry, int tickets) {
      return new PastEntry(entry.caseId(), entry.household(), entry.pools(), entry.reserves(), tickets);
    }

    History history(@Nullable Integer unitsPerDraw) {
      if (frozen.isEmpty()) {
        throw new IllegalArgumentException(source + " holds no allocation.entries-listed.v1");
      }
      var urns = new TreeSet<String>();
      var draws = new ArrayList<PastDraw>();
      boolean unitsAssumed = false;
      for (var draw : frozen.entrySet()) {
        urns.add(DrawId.isValid(draw.getKey()) ? DrawId.parse(draw.getKey()).urn().toString() : "");
        var entries = entries(draw.getKey(), draw.getValue());
        var known = capacities.get(draw.getKey());
        unitsAssumed |= known == null;
        draws.add(
            new PastDraw.Recorded(
                draw.getKey(), day(draw.getKey()),
                known == null ? spread(draw.getKey(), entries, unitsPerDraw) : new TreeMap<>(known), entries));
      }
      if (urns.size() > 1) {
        throw new IllegalArgumentException(source + " holds draws of several urns, export one at a time: " + urns);
      }
      return new History(draws, true, won, !won.isEmpty(), assumed(unitsAssumed, unitsPerDraw));
    }

    private List<PastEntry> entries(String drawId, TreeMap<Integer, List<PastEntry>> parts) {
      var struckOff = excluded.getOrDefault(drawId, Set.of());
      return parts.values().stream().flatMap(List::stream).filter(entry -> !struckOff.contains(entry.caseId())).toList();
    }

    private SequencedMap<String, Integer> spread(String drawId, List<PastEntry> entries, @Nullable Integer units) {
      if (units == null) {
        throw new IllegalArgumentException(
            source + " does not tell the units of " + drawId + " (allocation.list-ready.v1): say them with --units");
      }
      var pools = new TreeMap<String, Integer>();
      entries.forEach(entry -> entry.choices().forEach(pool -> pools.put(pool, 0)));
      int i = 0;
      for (var pool : pools.entrySet()) {
        pool.setValue(units / pools.size() + (i++ < units % pools.size() ? 1 : 0));
      }
      return pools;
    }

    private List<String> assumed(boolean unitsAssumed, @Nullable Integer unitsPerDraw) {
      var assumed = new ArrayList<String>();
      assumed.add(
          "Everybody would have registered, ranked the pools and taken the goods under the other policy as they did under the"
              + " real one.");
      assumed.add(
          "A case that really won and would not have won stays in with its last entry until it wins or the log ends; one that"
              + " would have won earlier leaves then. Who registered again after a real win enters as they did.");
      assumed.add(
          won.isEmpty()
              ? "The export does not say who won (allocation.winners-taken.v1): whoever is missing from a later list is taken"
                  + " for a winner, although some will have withdrawn."
              : "Who is missing from a later list and is not known to have won has withdrawn, and leaves as in reality.");
      assumed.add(
          "Losses before the first draw of the log are read from the tickets by the rule of the pack; a ticket count at the"
              + " rule's maximum is taken for the fewest losses that give it.");
      if (unitsAssumed) {
        assumed.add(
            "Where the export does not tell the units of a draw, " + unitsPerDraw + " are spread evenly over its pools.");
      }
      return assumed;
    }
  }
}
